#include "commands/deploy/show.hpp"

#include "commands/deploy/access.hpp"
#include "commands/deploy/buttons.hpp"
#include "commands/deploy/course.hpp"
#include "commands/deploy/life.hpp"
#include "commands/deploy/suspects.hpp"
#include "commands/lanes.hpp"
#include "core/secret.hpp"
#include "core/utf8.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <string_view>

namespace pilothouse::commands::deploy {

namespace {
constexpr std::size_t most_steps = 15;

struct Look {
    DeployState state;
    Tone tone;
    const char* symbol;
};

constexpr std::array looks{
    Look{DeployState::requested, Tone::waiting, "⏳"}, Look{DeployState::waiting_approval, Tone::waiting, "✋"},
    Look{DeployState::queued, Tone::waiting, "⏳"},    Look{DeployState::running, Tone::running, "▶"},
    Look{DeployState::succeeded, Tone::good, "✓"},     Look{DeployState::failed, Tone::bad, "✗"},
    Look{DeployState::cancelled, Tone::neutral, "■"},  Look{DeployState::unknown, Tone::warning, "?"},
    Look{DeployState::rejected, Tone::bad, "✗"},       Look{DeployState::expired, Tone::neutral, "■"},
};

const Look& look_of(DeployState state) {
    return *std::ranges::find(looks, state, &Look::state);
}

std::string heading(const storage::Deployment& deploy) {
    const auto* verb = deploy.kind == storage::DeployKind::rollback ? "Rollback " : "Deploy ";
    return verb + std::to_string(deploy.id.value) + ": " + deploy.service.value + " " + deploy.version.value + " to " +
           deploy.environment.value;
}

Text versions(const storage::Deployment& deploy) {
    if (deploy.previous.empty()) return code(deploy.version.value) + Text(" (nothing ran there before)");
    return code(deploy.previous.value) + Text(" → ") + code(deploy.version.value);
}

std::string state_line(Desk& desk, const storage::Deployment& deploy) {
    const auto& look = look_of(deploy.state);
    std::string line = std::string(look.symbol) + " " + words(deploy.state);
    switch (deploy.state) {
    case DeployState::queued:
        return line + ", " + std::to_string(position(desk, deploy)) + " before it";
    case DeployState::running:
        if (!deploy.program_at) line = "▶ starting";
        if (!deploy.stop_by.empty()) line += ", being stopped for " + desk.name_of(deploy.stop_by);
        if (deploy.program_at) line += " for " + spoken(desk.now - *deploy.started_at);
        return line;
    case DeployState::succeeded:
    case DeployState::failed:
    case DeployState::cancelled:
        if (deploy.started_at) line += " after " + spoken(*deploy.ended_at - *deploy.started_at);
        return line;
    default:
        return line;
    }
}

Text approvals_line(Desk& desk, const storage::Deployment& deploy) {
    std::string names;
    int count = 0;
    for (const auto& approval : desk.approvals().of(deploy.id)) {
        names += (names.empty() ? ": " : ", ") + desk.name_of(approval.person);
        ++count;
    }
    return Text(std::to_string(count) + " of " + std::to_string(deploy.approvals_needed) + names);
}

/// Those who can agree are named so that they are told: they have to act.
Text who_may_approve(Desk& desk, const storage::Deployment& deploy) {
    const auto* service = desk.settings.find(deploy.service);
    const auto* environment = service == nullptr ? nullptr : service->find(deploy.environment);
    if (environment == nullptr) return Text("nobody: the place is not in the configuration any more");
    const auto& teams = teams_with(Right::approve, *service, *environment);
    Text text(spoken_teams(teams));
    for (const auto& person : people_of(desk, teams, deploy.requested_by))
        text << " " << mention(person);
    return text;
}

Fields facts(Desk& desk, const storage::Deployment& deploy) {
    Fields fields;
    const auto add = [&](const char* label, Text value) { fields.fields.push_back({label, std::move(value)}); };
    add("State", Text(state_line(desk, deploy)));
    add("Version", versions(deploy));
    add("Asked for by", Text(desk.name_of(deploy.requested_by)));
    add("Asked for", when(deploy.requested_at));
    if (deploy.approvals_needed > 0) add("Approvals", approvals_line(desk, deploy));
    if (deploy.state == DeployState::waiting_approval) {
        add("Who may approve", who_may_approve(desk, deploy));
        if (deploy.expires_at) add("Expires", when(*deploy.expires_at));
    }
    if (!deploy.reason.empty()) add("Reason", Text(deploy.reason));
    return fields;
}

std::string bar(int percent) {
    std::string drawn;
    for (int tenth = 1; tenth <= 10; ++tenth)
        drawn += percent >= tenth * 10 ? "▓" : "░";
    return drawn + " " + std::to_string(percent) + " %";
}

/// A step is done when a later one has begun, or when all went well.
Text progress(const storage::Deployment& deploy) {
    const auto steps = steps_in(deploy.steps);
    Text text;
    const auto first = steps.size() > most_steps ? steps.size() - most_steps : 0;
    if (first > 0) text << std::to_string(first) + " steps before these\n";
    for (auto i = first; i < steps.size(); ++i) {
        const bool done = i + 1 < steps.size() || deploy.state == DeployState::succeeded;
        const char* symbol = done ? "✓ " : holds_place(deploy.state) ? "▸ " : "✗ ";
        text << symbol << steps[i].name << (i + 1 < steps.size() ? "\n" : "");
    }
    if (deploy.percent && holds_place(deploy.state)) text << (text.empty() ? "" : "\n") << bar(*deploy.percent);
    return text;
}

Text closing_words(const storage::Deployment& deploy) {
    if (deploy.state == DeployState::unknown)
        return Text(
                   "Its start or end could not be seen: " + deploy.detail +
                   ". It will not be started again by itself; "
                   "look at " +
                   deploy.environment.value + " and say what happened. "
               ) +
               mention(deploy.requested_by);
    if (deploy.detail.empty() || !ended(deploy.state)) return {};
    return Text(deploy.detail);
}
} // namespace

MessageKey card_key(DeployId deploy) {
    return MessageKey{"deploy/" + std::to_string(deploy.value)};
}

Card card_of(Desk& desk, const storage::Deployment& deploy) {
    Card card{.title = Text(heading(deploy)), .tone = look_of(deploy.state).tone};
    if (auto text = suspect_line(desk, deploy.id); !text.empty()) {
        if (card.tone == Tone::good) card.tone = Tone::warning;
        card.blocks.emplace_back(Paragraph{std::move(text)});
    }
    card.blocks.emplace_back(facts(desk, deploy));
    if (auto text = progress(deploy); !text.empty()) card.blocks.emplace_back(Paragraph{std::move(text)});
    if (auto text = closing_words(deploy); !text.empty()) card.blocks.emplace_back(Paragraph{std::move(text)});
    if (auto buttons = buttons_of(deploy); !buttons.empty()) card.blocks.emplace_back(Buttons{std::move(buttons)});
    if (deploy.state == DeployState::waiting_approval)
        card.blocks.emplace_back(
            Footnote{Text("Or type ") + code("approve " + deploy.code) + Text(" or ") + code("reject " + deploy.code)}
        );
    return card;
}

void show(Desk& desk, const storage::Deployment& deploy) {
    const auto key = card_key(deploy.id);
    desk.plan(
        Say{.key = key, .channel = deploy.channel, .card = card_of(desk, deploy)}, lanes::say(deploy.channel), key.value
    );
}

void show_tail(Desk& desk, const storage::Deployment& deploy, const std::string& tail) {
    constexpr std::size_t most = 2'500;
    auto text = printable(redacted(tail));
    if (text.size() > most) {
        text.erase(0, text.size() - most);
        text.erase(0, std::min(text.find('\n'), text.size() - 1) + 1);
        text = "…\n" + printable(text);
    }
    const auto key = card_key(deploy.id);
    const MessageKey log_key{key.value + "/log"};
    Card card{.title = Text(heading(deploy) + ": " + state_line(desk, deploy)), .tone = look_of(deploy.state).tone};
    const bool bad = deploy.state == DeployState::failed || deploy.state == DeployState::unknown;
    Text line = Text(deploy.detail.empty() ? words(deploy.state) : deploy.detail) + Text(". ");
    // Only somebody who has to act is notified.
    line << (bad ? mention(deploy.requested_by) : Text("Asked for by " + desk.name_of(deploy.requested_by)));
    card.blocks.emplace_back(Paragraph{std::move(line)});
    if (!text.empty()) card.blocks.emplace_back(Verbatim{std::move(text)});
    card.blocks.emplace_back(Footnote{Text("All of it: ") + code("log " + std::to_string(deploy.id.value))});
    desk.plan(
        Say{.key = log_key, .channel = deploy.channel, .in_thread_of = key, .card = std::move(card)},
        lanes::say(deploy.channel), log_key.value
    );
}

std::string title_of(const storage::Deployment& deploy) {
    return std::string(storage::name(deploy.kind)) + " " + std::to_string(deploy.id.value) + " (" +
           deploy.service.value + " " + deploy.version.value + " to " + deploy.environment.value + ")";
}

std::string standing_of(Desk& desk, const storage::Deployment& deploy) {
    const auto steps = desk.deploys().steps(deploy.id);
    std::string text = title_of(deploy) + (ended(deploy.state) ? " ended: " : " is ") + words(deploy.state);
    // The step that led to this state, not a later one within it.
    const auto entered = std::ranges::find(steps, deploy.state, &storage::DeployStep::state);
    if (entered != steps.end()) text += ", since " + spoken(desk.now - entered->at);
    std::string names;
    for (const auto& approval : desk.approvals().of(deploy.id))
        names += (names.empty() ? "" : ", ") + desk.name_of(approval.person);
    if (!names.empty()) text += "; approved by " + names;
    if (entered != steps.end() && !entered->who.empty() && ended(deploy.state))
        text += "; by " + desk.name_of(entered->who);
    return text;
}

std::string steps_text(const std::vector<RolloutProgressed::Step>& steps) {
    auto list = nlohmann::json::array();
    for (const auto& step : steps)
        list.push_back({{"name", step.name}, {"began", to_unix_ms(step.began)}});
    return list.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::vector<RolloutProgressed::Step> steps_in(const std::string& text) {
    std::vector<RolloutProgressed::Step> steps;
    const auto list = nlohmann::json::parse(text, nullptr, false);
    if (!list.is_array()) return steps;
    for (const auto& step : list)
        steps.push_back({step.value("name", ""), from_unix_ms(step.value("began", std::int64_t{0}))});
    return steps;
}

} // namespace pilothouse::commands::deploy
