#pragma once

#include "commands/change.hpp"

#include <string>

/// Senders that tell of one thing at a time: an incident, an issue, a monitor.
namespace pilothouse::hooks {

/// Such a thing as a group of one alert. `key` names the group and the alert, the same from its start to its end; the
/// alert's name and address are the group's.
commands::AlertChanged incident(std::string key, commands::Alert alert, Time at);

} // namespace pilothouse::hooks
