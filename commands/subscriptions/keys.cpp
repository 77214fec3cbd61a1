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

struct Severity {
    std::string_view word;
    int level; ///< from 0, the worst, on
};

// What the rules of Alertmanager and Grafana are commonly labelled with, the levels of syslog, Sentry and Flux, the
// urgencies of PagerDuty, and the priorities of PagerDuty, Opsgenie and Datadog.
constexpr auto severities = std::to_array<Severity>({
    {"critical", 0}, {"crit", 0},   {"emergency", 0}, {"emerg", 0}, {"fatal", 0},  {"disaster", 0},
    {"page", 0},     {"p0", 0},     {"p1", 0},        {"sev0", 0},  {"sev1", 0},   {"high", 1},
    {"error", 1},    {"err", 1},    {"major", 1},     {"p2", 1},    {"sev2", 1},   {"warning", 2},
    {"warn", 2},     {"medium", 2}, {"moderate", 2},  {"minor", 2}, {"p3", 2},     {"sev3", 2},
    {"low", 3},      {"p4", 3},     {"sev4", 3},      {"info", 4},  {"notice", 4}, {"informational", 4},
    {"p5", 4},       {"sev5", 4},   {"debug", 4},     {"none", 4},
});
constexpr int unknown_level = 5;

/// "SEV-1" and "Sev 1" are "sev1".
std::string folded(std::string_view severity) {
    std::string text = language::lower(severity);
    std::erase_if(text, [](char c) { return c == '-' || c == '_' || c == ' '; });
    return text;
}

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

int severity_level(std::string_view severity) {
    const auto word = folded(severity);
    const auto found = std::ranges::find(severities, word, &Severity::word);
    return found == severities.end() ? unknown_level : found->level;
}

bool is_critical(std::string_view severity) {
    return severity_level(severity) == 0;
}

std::vector<std::string_view> usual_severities() {
    std::vector<std::string_view> words;
    for (const auto& severity : severities)
        words.push_back(severity.word);
    return words;
}

bool names_service(std::string_view label) {
    return std::ranges::any_of(service_labels, [&](std::string_view known) { return same_word(known, label); });
}

} // namespace pilothouse::commands::subscriptions
