#pragma once

#include "commands/alerts/group.hpp"

#include <vector>

namespace pilothouse::commands::alerts {

/// Gives each alert the words it is shown by: its summary, or its name; where another of the group has the same ones,
/// with up to three of the labels behind it that these don't have alike: "p99 is high (eu-1)".
void tell_apart(std::vector<Told>& alerts);

} // namespace pilothouse::commands::alerts
