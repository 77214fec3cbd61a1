#pragma once

#include "commands/incident/incident.hpp"

#include <string>

/// The course of an incident, from its first status to its last, and back.
namespace pilothouse::commands::incident {

/// Gives it another status; the last one ends it.
Reply change_status(Desk& desk, IncidentRow incident, const PersonId& who, const std::string& status);
Reply change_severity(Desk& desk, IncidentRow incident, const PersonId& who, const std::string& severity);
Reply change_title(Desk& desk, IncidentRow incident, const PersonId& who, const std::string& title);
/// One that is over goes on.
Reply reopen(Desk& desk, IncidentRow incident, const PersonId& who);
/// It is a part of another one, and goes on there.
Reply merge(Desk& desk, IncidentRow incident, const PersonId& who, std::int64_t into);

Reply take_role(Desk& desk, IncidentRow incident, const PersonId& who, const PersonId& holder, const std::string& role);
Reply leave_role(Desk& desk, IncidentRow incident, const PersonId& who, const std::string& role);

/// What brought it about, as answered when it ended: "deploy 812", "alert", "none".
Reply name_cause(Desk& desk, IncidentRow incident, const PersonId& who, const std::string& cause);

} // namespace pilothouse::commands::incident
