#include "commands/alerts/topic.hpp"

#include "commands/subscriptions/keys.hpp"

#include <algorithm>
#include <set>

namespace pilothouse::commands::alerts {

namespace {

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
    return topic;
}

} // namespace pilothouse::commands::alerts
