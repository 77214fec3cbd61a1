#include "commands/subscriptions/keys.hpp"

#include "commands/language/words.hpp"

#include <algorithm>
#include <array>

namespace pilothouse::commands::subscriptions {

namespace {

using language::same_word;

constexpr std::array keys{
    Key{"builds", "result", "result", "how it ended"},
    Key{"builds", "project", "project", "the project"},
    Key{"builds", "branch", "branch", "the branch or tag"},
    Key{"builds", "name", "name", "the pipeline"},
    Key{"builds", "trigger", "trigger", "what began it"},
    Key{"builds", "author", "author", "who wrote the commits"},
    Key{"builds", "actor", "actor", "who began it"},
    Key{"alerts", "severity", "severity", "how bad it is"},
    Key{"alerts", "service", "service", "the service"},
    Key{"alerts", "name", "name", "the alert"},
    Key{"alerts", "title", "title", "the title of the group"},
    Key{"alerts", "team", "label.team", "the label team"},
    Key{"alerts", "environment", "label.environment", "the label environment"},
    Key{"alerts", "env", "label.env", "the label env"},
    Key{"alerts", "namespace", "label.namespace", "the label namespace"},
    Key{"alerts", "cluster", "label.cluster", "the label cluster"},
    Key{"alerts", "region", "label.region", "the label region"},
};

constexpr auto results = std::to_array<std::string_view>({"failed", "fixed", "broke", "passed", "cancelled", "all"});

// What Alertmanager's, Grafana's, PagerDuty's and Datadog's rules are commonly labelled with, from the worst on.
constexpr auto severities =
    std::to_array<std::string_view>({"critical", "emergency", "fatal", "disaster", "page", "p1",      "sev1",
                                     "high",     "error",     "major", "p2",       "sev2", "warning", "medium",
                                     "minor",    "p3",        "sev3",  "low",      "info", "notice",  "none"});
constexpr std::size_t critical_ones = 7;

constexpr auto service_labels = std::to_array<std::string_view>(
    {"service", "service_name", "app", "application", "app_kubernetes_io_name", "project", "component", "job"}
);

} // namespace

std::vector<std::string_view> keys_of(std::string_view kind) {
    std::vector<std::string_view> names;
    for (const auto& key : keys)
        if (key.kind == kind) names.push_back(key.name);
    return names;
}

const Key* key_named(std::string_view kind, std::string_view name) {
    const auto found =
        std::ranges::find_if(keys, [&](const Key& key) { return key.kind == kind && same_word(key.name, name); });
    return found == keys.end() ? nullptr : &*found;
}

std::string trait_of(std::string_view kind, std::string_view key) {
    const auto* known = key_named(kind, key);
    return std::string(known != nullptr ? known->trait : key);
}

std::size_t place_of(std::string_view kind, std::string_view key) {
    const auto* known = key_named(kind, key);
    return known != nullptr ? static_cast<std::size_t>(known - keys.data()) : keys.size();
}

std::vector<std::string_view> values_of(std::string_view kind, std::string_view key) {
    if (kind == "builds" && key == "result") return {results.begin(), results.end()};
    return {};
}

bool is_critical(std::string_view severity) {
    return std::ranges::any_of(std::span(severities).first(critical_ones), [&](std::string_view word) {
        return same_word(word, severity);
    });
}

std::vector<std::string_view> usual_severities() {
    return {severities.begin(), severities.end()};
}

bool names_service(std::string_view label) {
    return std::ranges::any_of(service_labels, [&](std::string_view known) { return same_word(known, label); });
}

} // namespace pilothouse::commands::subscriptions
