#pragma once

#include "commands/card.hpp"
#include "commands/desk.hpp"
#include "storage/deployments.hpp"

#include <string>
#include <vector>

/// Cells that are short enough for a phone.
namespace pilothouse::commands::status {

/// The largest unit alone: "4 s", "12 min", "5 h", "3 d".
std::string short_span(Duration span);

/// What goes on at a place: "▶ 812 v1.4.3, 2 wait"; "–" for nothing.
std::string now_cell(const std::vector<storage::Deployment>& open);

/// How the last deploy ended: "✓ 3 h", "✗ 5 min"; "–" for none.
std::string last_cell(const storage::Standing& standing, Time now);

/// The latest deploys as a table, in the order given.
Table history_table(Desk& desk, const std::vector<storage::Deployment>& deploys);

} // namespace pilothouse::commands::status
