#include "commands/elsewhere/elsewhere.hpp"

#include "commands/audience.hpp"
#include "commands/elsewhere/show.hpp"
#include "commands/facts.hpp"
#include "commands/lanes.hpp"
#include "core/utf8.hpp"
#include "storage/deploys_elsewhere.hpp"

#include <algorithm>
#include <charconv>

namespace pilothouse::commands::elsewhere {

namespace {

constexpr std::size_t longest_line = 300;

std::string one_line(const std::string& text) {
    return shortened(printable(text), longest_line);
}

std::string folded(std::string text) {
    for (auto& letter : text)
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    return text;
}

/// Whoever can write to the forge can write a number there, so only a deploy that is known is ours.
bool is_ours(const Desk& desk, const DeployChanged& change) {
    std::int64_t number = 0;
    const auto* end = change.ours.data() + change.ours.size();
    const auto read = std::from_chars(change.ours.data(), end, number);
    return read.ec == std::errc{} && read.ptr == end && desk.deploys().find(DeployId{number});
}

storage::ElsewhereRow
take_in(storage::ElsewhereRow row, const std::string& route, const DeployChanged& change, Time now) {
    auto facts = Facts::in(row.facts);
    const auto at = to_unix_ms(change.at);
    const Facts::Order order{rank(change.phase), at, static_cast<std::int64_t>(change.phase)};
    const auto& who = change.actor.name.empty() ? change.actor.login : change.actor.name;
    facts.tell("phase", name(change.phase), order);
    facts.tell("at", std::to_string(at > 0 ? at : to_unix_ms(now)), order);
    facts.tell("project", one_line(change.project), order);
    facts.tell("environment", one_line(change.environment), order);
    facts.tell("version", one_line(change.version), order);
    facts.tell("sha", one_line(change.sha), order);
    facts.tell("url", change.url, order);
    facts.tell("by", one_line(who), order);
    // Of a failure that was tried again with success nothing is left to tell.
    facts.tell(std::string("reason/") + name(change.phase), one_line(change.reason), order);
    row.key = change.deploy;
    if (row.route.empty()) row.route = route;
    row.project = facts.get("project");
    row.environment = folded(facts.get("environment"));
    row.phase = facts.get("phase");
    row.facts = facts.text();
    row.at = from_unix_ms(facts.number("at"));
    row.heard_at = now;
    return row;
}

Topic topic_of(const storage::ElsewhereRow& row) {
    Topic topic;
    topic.kind = "deploys";
    topic.thing = "elsewhere/" + std::to_string(row.id);
    topic.about = row.project;
    topic.traits.emplace("environment", row.environment);
    topic.traits.emplace("result", row.phase);
    return topic;
}

} // namespace

void heard(Desk& desk, const std::string& route, const DeployChanged& change) {
    if (is_ours(desk, change)) return;
    storage::DeploysElsewhere deploys(desk.store);
    const auto before = deploys.find(change.deploy);
    auto row = take_in(before.value_or(storage::ElsewhereRow{}), route, change, desk.now);
    if (before && before->facts == row.facts) return;
    row.id = deploys.save(row);
    for (const auto& channel : audience_of(desk, row.route, topic_of(row))) {
        const auto key = card_key(row, channel);
        desk.plan(Say{.key = key, .channel = channel, .card = card_of(row)}, lanes::say(channel), key.value);
    }
}

std::optional<Live> live_at(Desk& desk, const config::Service& service, const EnvironmentName& environment) {
    const storage::DeploysElsewhere deploys(desk.store);
    std::optional<Live> live;
    for (const auto& project : service.projects) {
        const auto row = deploys.live(project, folded(environment.value));
        if (!row || (live && live->at >= row->at)) continue;
        const auto facts = Facts::in(row->facts);
        live = Live{.version = facts.get("version"), .by = facts.get("by"), .at = row->at};
    }
    return live;
}

} // namespace pilothouse::commands::elsewhere
