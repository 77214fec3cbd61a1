#pragma once

#include "commands/incident/incident.hpp"

#include <string>
#include <string_view>

/// Updates: how an incident stands is said at a promised time; who forgets is reminded, a few times.
namespace pilothouse::commands::incident {

/// The next update is due after the severity's span, from now; where it has none, or the incident is over, no update
/// is due. To be called before the row is kept.
void promise_update(Desk& desk, IncidentRow& incident);

/// How it stands now, in somebody's words: said where people are told, and the next update is promised.
Reply say_how_it_stands(Desk& desk, IncidentRow incident, const PersonId& who, const std::string& words);

/// The promised time has come.
void update_due(Desk& desk, std::int64_t incident);
/// The part of a timer's name in front of the incident's number.
inline constexpr std::string_view update_timer = "incident/update/";

/// The update is put off, by a button of a reminder.
Reply put_off(Desk& desk, IncidentRow incident, const PersonId& who, Duration span);

/// The form for an update.
inline constexpr std::string_view update_form_name = "incident.update";
Reply ask_for_update(Desk& desk, const Pressed& event, const IncidentRow& incident);
Reply update_form_sent(Desk& desk, const Submitted& event, const Place& where);

} // namespace pilothouse::commands::incident
