#pragma once

#include "commands/change.hpp"
#include "commands/desk.hpp"
#include "commands/event.hpp"

#include <string>
#include <string_view>

/// Alerts: each group is one message that follows it to its end.
namespace pilothouse::commands::alerts {

/// A group has changed: its card is drawn again; that it grew, or ended, is said in the card's thread.
void heard(Desk& desk, const std::string& route, const AlertChanged& change);
/// The timer of a group rang: one that nobody has told of for long is over, as far as anybody can know.
void expire(Desk& desk, std::int64_t group);
/// Draws the card of a group again wherever it is shown.
void redraw(Desk& desk, std::int64_t group);
/// The part of a timer's name in front of the group's number.
inline constexpr std::string_view expiry_timer = "alerts/";
/// A button of a card was pressed.
Reply pressed(Desk& desk, const Pressed& event);

} // namespace pilothouse::commands::alerts
