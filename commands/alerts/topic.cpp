#include "commands/alerts/topic.hpp"

#include "commands/alerts/list.hpp"
#include "commands/alerts/show.hpp"
#include "commands/subscriptions/keys.hpp"
#include "core/utf8.hpp"

#include <algorithm>
#include <set>

namespace pilothouse::commands::alerts {

namespace {

constexpr std::size_t longest_names = 200;

Traits traits_of(const Told& alert) {
    Traits traits;
    const auto add = [&](std::string trait, const std::string& value) {
        if (!value.empty()) traits.emplace(std::move(trait), value);
    };
    add("severity", alert.severity);
    add("name", alert.name);
    for (const auto& [label, value] : alert.labels) {
        add(std::string(subscriptions::label_prefix) + label, value);
        if (subscriptions::names_service(label)) add("service", value);
    }
    return traits;
}

/// The alerts of a group that has no list of its own: ": disk of db1 is full, disk of db2 is full".
std::string names_of(const Group& group) {
    std::string names;
    if (group.alerts.size() < 2 || group.alerts.size() > most_in_card) return names;
    for (const auto& alert : group.alerts)
        names += (names.empty() ? ": " : ", ") + alert.words;
    return shortened(names, longest_names);
}

Line line_of(const Group& group) {
    const bool critical = std::ranges::any_of(group.alerts, [](const Told& alert) {
        return alert.firing && subscriptions::is_critical(alert.severity);
    });
    Line line{
        .title = heading(group) + names_of(group),
        .url = group.facts.get("url"),
        .alerts = std::max(1, static_cast<int>(group.alerts.size()) + group.untold()),
        .firing = group.firing(),
    };
    if (group.row.state == "firing") line.weight = critical ? Line::critical : Line::firing_on;
    if (group.row.state == "resolved") line.weight = Line::well;
    return line;
}

} // namespace

Topic topic_of(const Group& group) {
    const auto& title = group.facts.get("title");
    Topic topic{.kind = "alerts", .thing = "alerts/" + std::to_string(group.row.id), .about = title};
    topic.traits.emplace("title", title);
    std::set<Traits> parts; // thousands of alerts often differ in nothing that a filter sees
    for (const auto& alert : group.alerts) {
        parts.insert(traits_of(alert));
        topic.critical = topic.critical || subscriptions::is_critical(alert.severity);
    }
    topic.parts.assign(parts.begin(), parts.end());
    topic.line = line_of(group);
    return topic;
}

} // namespace pilothouse::commands::alerts
