#pragma once

#include "commands/incident/incident.hpp"

#include <optional>
#include <string>
#include <string_view>

/// The moments that an incident's numbers are derived from, mended by people where they are wrong.
namespace pilothouse::commands::incident {

/// A moment as people type it: "14:05" (UTC, the latest one that has passed), "2026-11-24 14:05" (UTC), "20m ago", or
/// as other systems write it. Nothing when it is none of these.
std::optional<Time> moment_in(std::string_view text, Time now);

/// What is known of each milestone, and whether it follows from what happened or somebody said so.
Reply show_milestones(Desk& desk, const IncidentRow& incident);

/// Sets one. Refused where it would be in the future, before the incident started, or after its end.
Reply set_milestone(
    Desk& desk, IncidentRow incident, const PersonId& who, const std::string& name, const std::string& moment
);

} // namespace pilothouse::commands::incident
