#include "integrations/hooks/incident.hpp"

#include <utility>

namespace pilothouse::hooks {

namespace {
/// These tell when something changes and are silent otherwise: only after long does silence mean that an end was lost.
constexpr Duration silence = std::chrono::days(7);
} // namespace

commands::AlertChanged incident(std::string key, commands::Alert alert, Time at) {
    commands::AlertChanged change{.group = std::move(key), .reopens = true};
    alert.id = change.group;
    change.title = alert.name;
    change.url = alert.url;
    change.at = at;
    change.repeats = silence;
    change.alerts.push_back(std::move(alert));
    return change;
}

} // namespace pilothouse::hooks
