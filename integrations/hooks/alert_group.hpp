#pragma once

#include "commands/change.hpp"
#include "integrations/hooks/vendor.hpp"

#include <string_view>
#include <vector>

/// The body that Alertmanager sends to a webhook (its version "4"). Grafana sends the same (version "1") and more.
namespace pilothouse::hooks {

/// A group of alerts, as its body tells of it.
struct AlertGroup {
    commands::AlertChanged change{};
    std::vector<JsonView> told{}; ///< for each of `change.alerts`, what it was read from
    int heartbeats = 0;           ///< alerts that fire always, to show that alerting works; not among `change.alerts`
};

/// What both senders say alike. `vendor` begins the group's key. The address of the group and of its silences is the
/// caller's to add. Errors: bad_input, when there is no "groupKey" or no "alerts".
Result<AlertGroup> read_alert_group(const Delivery& delivery, std::string_view vendor);

/// "firing" with the change, "resolved" with the change, or "heartbeat" without one.
Reading reading_of(AlertGroup group);

} // namespace pilothouse::hooks
