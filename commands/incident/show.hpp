#pragma once

#include "commands/incident/incident.hpp"

#include <string>

/// How an incident looks: one message in its channel, one headline for all others, and the line above its channel.
namespace pilothouse::commands::incident {

/// Draws what people see of it again; each message is edited where it stands.
void draw(Desk& desk, std::int64_t incident);

/// The card in its channel, with what can be done next.
Card room_card(Desk& desk, const IncidentRow& incident);
/// The card for everybody else.
Card headline(Desk& desk, const IncidentRow& incident);
/// "sev1 · investigating · lead Ana": never read back.
std::string topic_of(Desk& desk, const IncidentRow& incident);

/// One line of a list.
Text line_of(Desk& desk, const IncidentRow& incident);

} // namespace pilothouse::commands::incident
