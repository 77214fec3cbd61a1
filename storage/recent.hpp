#pragma once

#include "core/clock.hpp"
#include "storage/database.hpp"

#include <cstdint>
#include <string>
#include <vector>

/// Runs and groups of alerts that were heard of lately. Every call throws Failure when the database fails.
namespace pilothouse::storage {

/// The numbers of the runs heard of since then, the latest first; at most `at_most`.
std::vector<std::int64_t> recent_runs(Connection& store, Time since, int at_most);
/// The same of the groups of alerts.
std::vector<std::int64_t> recent_groups(Connection& store, Time since, int at_most);
/// The runs of that number, as people know it, heard of since then, the latest first; at most `at_most`.
std::vector<std::int64_t> runs_numbered(Connection& store, std::int64_t number, Time since, int at_most);

} // namespace pilothouse::storage
