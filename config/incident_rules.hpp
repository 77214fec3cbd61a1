#pragma once

#include "config/problems.hpp"
#include "config/settings.hpp"

namespace pilothouse::config {

/// Notes what in `[incidents]` and `[[severity]]` contradicts itself, each with its place.
void check_incidents(const IncidentSettings& incidents, const Places& places, Problems& problems);

} // namespace pilothouse::config
