#pragma once

#include "config/problems.hpp"
#include "config/settings.hpp"

namespace pilothouse::config {

/// What no setting can be checked for alone: duplicate names, teams and environments that don't exist, an order of
/// environments without a beginning, rules nobody can ever meet.
void check_rules(const Settings& settings, const Places& places, Problems& problems);

} // namespace pilothouse::config
