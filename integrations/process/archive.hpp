#pragma once

#include "core/clock.hpp"
#include "core/ids.hpp"

#include <cstddef>
#include <set>
#include <string>

namespace pilothouse::process {

/// Removes the directories of ended runs that began more than `keep_for` ago, and the oldest beyond `keep_most`.
/// Never one in `in_use`, nor one that still has a supervisor, nor anything that is not named by a number, as it is or
/// set aside. Returns how many were removed; what can't be removed is left.
std::size_t prune(
    const std::string& runs_folder, Duration keep_for, std::size_t keep_most, Time now, const std::set<DeployId>& in_use
);

} // namespace pilothouse::process
