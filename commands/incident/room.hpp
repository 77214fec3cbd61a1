#pragma once

#include "commands/event.hpp"
#include "commands/incident/incident.hpp"

#include <string>
#include <string_view>

/// The channel that an incident is run in.
namespace pilothouse::commands::incident {

/// The name of an incident's channel by the configured template: lower-case letters, digits, '-' and '_' only, and at
/// most 76 characters, so that a number still fits behind it (Slack takes 80).
std::string room_name(std::string_view pattern, const IncidentRow& incident);

/// Has the channel made.
void ask_for_room(Desk& desk, const IncidentRow& incident);
/// It is there: people are let in.
void room_opened(Desk& desk, const RoomOpened& event);
/// It can't be made: the incident goes on where it was declared.
void gave_up(Desk& desk, const OpenRoom& task, const Error& error);

/// Lets a person into the channel; nothing while there is none.
void let_in(Desk& desk, const IncidentRow& incident, std::vector<PersonId> people);

} // namespace pilothouse::commands::incident
