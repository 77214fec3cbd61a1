#pragma once

#include "core/clock.hpp"
#include "core/ids.hpp"

#include <cstddef>
#include <set>
#include <string>

namespace pilothouse::process {

/// Removes the directories of ended runs that began more than `keep_for` ago, and the oldest beyond `keep_most`.
/// Never one in `in_use`, nor one that still has a supervisor, nor anything that is not named by a number. Those set
/// aside for another run of their number (aside_mark) are counted as well; one that never began goes at once. Returns
/// how many were removed; what can't be removed is left.
std::size_t prune(
    const std::string& runs_folder, Duration keep_for, std::size_t keep_most, Time now, const std::set<DeployId>& in_use
);

} // namespace pilothouse::process
