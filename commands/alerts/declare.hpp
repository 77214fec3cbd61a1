#pragma once

#include "commands/alerts/group.hpp"
#include "commands/desk.hpp"

#include <string_view>

/// An incident that is declared of a group of alerts, by the button of its card.
namespace pilothouse::commands::alerts {

inline constexpr std::string_view declare_form = "alerts.declare";
/// Opens the form, with what the alerts say filled in.
Reply ask_to_declare(Desk& desk, const Pressed& event, const Group& group);
/// Declares it: detected when the first alert began to fire. The card of the group says so from then on.
Reply declare_form_sent(Desk& desk, const Submitted& event, const Place& where);

/// What the card says of its incident; empty: none was declared of it.
std::string incident_words(const Group& group);
/// Whether it fires or not stands in the timeline of its incident.
void tell_incident(Desk& desk, const Group& group, std::string_view what);

} // namespace pilothouse::commands::alerts
