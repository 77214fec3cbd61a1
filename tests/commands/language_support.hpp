#pragma once

#include "commands/language/parse.hpp"

#include <string>
#include <string_view>
#include <vector>

/// A catalogue and an installation for the tests of the language.
namespace pilothouse::commands::language::tests {

inline Decision nothing(const Conversation&, const Arguments&) {
    return {};
}

inline Command command(Pattern pattern, Effect effect, std::vector<std::string_view> examples) {
    return {
        .verb = pattern.verb(),
        .pattern = pattern,
        .summary = "Does it",
        .examples = std::move(examples),
        .effect = effect,
        .handler = nothing,
    };
}

inline std::vector<Command> small_catalogue() {
    using enum Effect;
    std::vector<Command> all = {
        command(
            "deploy <service> [<version>] to|in|on <environment> [because <reason>] [--force]", changes,
            {"deploy <service> v1.4.2 to <environment>"}
        ),
        command(
            "rollback <service> in|on <environment> [to <version>] [because <reason>]", changes,
            {"rollback <service> in <environment>"}
        ),
        command("status [<service>]", reads, {"status", "status <service>"}),
        command("history [<service>] [in|on <environment>] [last <count>]", reads, {"history <service> last 20"}),
        command("approve <deploy>", changes, {"approve 812"}),
        command("reject <deploy> [<reason>]", changes, {"reject 812 too risky"}),
        command("cancel <deploy> [<reason>]", changes, {"cancel 812"}),
        command("freeze <environment> for <duration> [because <reason>]", changes, {"freeze <environment> for 2h"}),
        command("page <person> [about <text>]", changes, {"page <person>"}),
        command("incident open <text>", changes, {"incident open the shop is down"}),
        command("help [<command>]", reads, {"help deploy"}),
        command("ping", reads, {"ping"}),
    };
    all[0].also = {"ship"};
    all[2].also = {"ls"};
    return all;
}

inline config::Settings installation() {
    config::Settings settings;
    const auto add = [&](const char* name, std::vector<std::string> environments) {
        config::Service service;
        service.name = ServiceName{name};
        for (auto& environment : environments) {
            auto& added = service.environments.emplace_back();
            added.name = EnvironmentName{std::move(environment)};
        }
        settings.services.push_back(std::move(service));
    };
    add("api", {"staging", "production"});
    add("web-shop", {"staging", "qa", "production"});
    add("canary", {"Canary", "production"});
    return settings;
}

} // namespace pilothouse::commands::language::tests
