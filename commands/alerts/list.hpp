#pragma once

#include "commands/alerts/group.hpp"
#include "commands/desk.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

/// A group that is too big for its card has all of its alerts in messages below.
namespace pilothouse::commands::alerts {

/// So many alerts stand in a card.
inline constexpr std::size_t most_in_card = 12;

/// The part of a timer's name in front of the group's number.
inline constexpr std::string_view list_timer = "alert-list/";

/// Sees to it that the list below the group's cards will be as the group is now, where the cards do not hold it.
void plan_list(Desk& desk, Group& group);

/// The timer of a list rang: pages that have changed are sent, some at a time, below each card of the group, and below
/// the storm that it is folded into.
void tell_list(Desk& desk, std::int64_t group);

} // namespace pilothouse::commands::alerts
