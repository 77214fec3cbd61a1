#include "commands/admin/admin.hpp"

#include "commands/catalogue.hpp"
#include "commands/deploy/access.hpp"
#include "commands/desk.hpp"
#include "commands/finish.hpp"
#include "commands/language/help.hpp"

#include <algorithm>

namespace pilothouse::commands::admin {

namespace {
using deploy::Right;

Decision answered(Card card) {
    return {.answer = std::move(card)};
}

/// The places where a person has a right, as "api to staging".
std::vector<std::string> places_with(const config::Settings& settings, const deploy::Identity& identity, Right right) {
    std::vector<std::string> places;
    for (const auto& service : settings.services)
        for (const auto& environment : service.environments)
            if (deploy::authorize(settings, identity, right, service, environment))
                places.push_back(service.name.value + " to " + environment.name.value);
    return places;
}

std::string joined(const std::vector<std::string>& parts) {
    constexpr std::size_t most = 30;
    std::string text;
    for (std::size_t i = 0; i < parts.size() && i < most; ++i)
        text += (i == 0 ? "" : ", ") + parts[i];
    if (parts.size() > most) text += " and " + std::to_string(parts.size() - most) + " more";
    return text.empty() ? "nothing" : text;
}
} // namespace

Decision say_ping(const Conversation&, const language::Arguments&) {
    return answered({.title = Text("pong"), .tone = Tone::good});
}

Decision say_version(const Conversation&, const language::Arguments&) {
    return answered({.title = Text("Pilothouse " PILOTHOUSE_VERSION)});
}

Decision say_whoami(const Conversation& conversation, const language::Arguments&) {
    Desk desk{conversation.settings, conversation.store, conversation.now};
    const auto identity = deploy::identify(desk, conversation.said.who);
    std::vector<std::string> teams;
    for (const auto& team : identity.teams)
        teams.push_back(team.value);
    Fields fields;
    fields.fields.push_back({"Id", code(identity.id.value)});
    fields.fields.push_back({"E-mail", Text(identity.email.empty() ? "not known" : identity.email)});
    fields.fields.push_back({"Teams", Text(teams.empty() ? "none" : joined(teams))});
    fields.fields.push_back({"May deploy", Text(joined(places_with(conversation.settings, identity, Right::deploy)))});
    fields.fields.push_back({"May approve", Text(joined(places_with(conversation.settings, identity, Right::approve)))}
    );
    Card card{.title = Text("You are " + desk.name_of(identity.id))};
    card.blocks.emplace_back(std::move(fields));
    if (!identity.known) {
        deploy::look_up(desk, identity);
        card.blocks.emplace_back(Footnote{Text("I don't know you yet and am looking you up: ask again in a moment")});
    }
    return finish(desk, {.card = std::move(card)});
}

Decision say_help(const Conversation& conversation, const language::Arguments& arguments) {
    if (const auto* verb = arguments.get<language::Verb>("command")) {
        const auto all = catalogue();
        const auto found = std::ranges::find(all, verb->value, &language::Command::verb);
        if (found != all.end()) return answered(language::help_for(*found, conversation.settings));
    }
    Desk desk{conversation.settings, conversation.store, conversation.now};
    const auto identity = deploy::identify(desk, conversation.said.who);
    const bool deploys = !places_with(conversation.settings, identity, Right::deploy).empty();
    const bool approves = !places_with(conversation.settings, identity, Right::approve).empty();
    const bool here = !conversation.said.where.strangers;
    const auto may = [&](const language::Command& command) {
        if (command.effect == language::Effect::reads) return true;
        if (command.group == "Builds and alerts") return here && !identity.teams.empty();
        if (command.group == "This bot") return here;
        const bool about_approval = command.verb == "approve" || command.verb == "reject";
        return here && (about_approval ? approves : deploys);
    };
    return answered(language::help_overview(catalogue(), conversation.settings, may));
}

} // namespace pilothouse::commands::admin
