#include "integrations/jenkins/rebuilds.hpp"

#include "core/json_view.hpp"
#include "integrations/hooks/fields.hpp"
#include "integrations/jenkins/build_url.hpp"
#include "integrations/net/encoding.hpp"
#include "integrations/net/url.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace pilothouse::jenkins {

using commands::Done;
using commands::GiveUp;
using commands::Outcome;
using commands::RerunBuild;

namespace {

using Parameters = std::vector<std::pair<std::string, std::string>>;

/// Jenkins' clock and ours may differ by some seconds.
constexpr Duration clock_slack = std::chrono::seconds{10};
constexpr JsonLimits large{.bytes = 8 << 20};

/// Its JSON with nothing but `tree`, whose brackets may not stand in a URL as they are.
std::string asking_for(std::string_view tree) {
    return "/api/json?tree=" + net::percent_encoded(tree);
}

/// The parameters that a build was given. Errors: conflict, when one of them is kept secret and can't be given again.
net::awaitable<Result<Parameters>> parameters_of(const hooks::Api& api, const std::string& build) {
    PILOTHOUSE_CO_TRY(
        const auto answer, co_await hooks::read(api, build + asking_for("actions[parameters[name,value]]"))
    );
    const auto document = JsonDocument::read(answer.body, large);
    if (!document) co_return fail(Errc::rejected, "Jenkins' answer about the build could not be read");
    Parameters parameters;
    for (const auto action : document->root()["actions"].elements())
        for (const auto parameter : action["parameters"].elements()) {
            const std::string name(parameter.text("name"));
            const auto value = parameter["value"];
            if (name.empty()) continue;
            if (!value)
                co_return fail(
                    Errc::conflict, "its parameter '" + name + "' is kept secret by Jenkins and can't be given again",
                    "Build it there"
                );
            parameters.emplace_back(name, std::string(value.scalar()));
        }
    co_return parameters;
}

/// Whether a build of the job waits, or has begun since.
net::awaitable<Result<bool>> may_be_there(const hooks::Api& api, const std::string& job, Time since) {
    PILOTHOUSE_CO_TRY(
        const auto answer, co_await hooks::read(api, job + asking_for("inQueue,builds[timestamp]{0,20}"))
    );
    const auto document = JsonDocument::read(answer.body, large);
    if (!document) co_return fail(Errc::unavailable, "Jenkins' answer about the job could not be read");
    const auto root = document->root();
    co_return root["inQueue"].is_true() || std::ranges::any_of(root["builds"].elements(), [&](JsonView build) {
        return build["timestamp"].whole_number() >= to_unix_ms(since - clock_slack);
    });
}

} // namespace

net::Headers headers(const Secret& token) {
    return {{"Authorization", "Basic " + net::base64_encoded(token.reveal())}};
}

net::awaitable<Outcome> perform(hooks::Api api, RerunBuild task, commands::Attempt attempt) {
    const auto build = build_path(task.handle);
    if (build.empty()) co_return GiveUp{Error{Errc::internal, "'" + task.handle + "' names no build of Jenkins"}};
    const auto job = build.substr(0, build.rfind('/'));
    if (attempt.uncertain) {
        const auto there = co_await may_be_there(api, job, attempt.first_try);
        if (!there) co_return hooks::outcome_of(there.error());
        if (*there)
            co_return GiveUp{Error{
                Errc::unknown_outcome, "the answer was lost, and a build waits or has begun since, perhaps this one",
                "Look there before you press again"
            }};
    }
    const auto parameters = co_await parameters_of(api, build);
    if (!parameters) co_return hooks::outcome_of(parameters.error());
    const bool plain = parameters->empty();
    const auto answer = co_await hooks::write(
        api, job + (plain ? "/build?delay=0sec" : "/buildWithParameters?delay=0sec"), net::form_encoded(*parameters),
        "application/x-www-form-urlencoded"
    );
    if (!answer) co_return hooks::outcome_of(answer.error());
    commands::RunStartedAgain again{.run = task.run, .attempt = task.attempt, .by = task.by};
    again.detail = "Jenkins can't run a build again: a new one waits to run, ";
    again.detail += plain ? "as the job is now" : "with the same parameters";
    co_return Done{.event = again};
}

} // namespace pilothouse::jenkins
