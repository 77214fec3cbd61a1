#pragma once

#include "commands/change.hpp"

#include <optional>
#include <string_view>

namespace pilothouse::azure {

/// How far a build, a run or a job is, from its state ("inProgress", "completed") and its result ("failed"), whose case
/// does not count. None for a state that is not known.
std::optional<commands::Phase> phase_of(std::string_view state, std::string_view result);

/// Why it ended so, where the result says more than the phase does; may be empty.
std::string_view reason_of(std::string_view result);

} // namespace pilothouse::azure
