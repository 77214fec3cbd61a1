#pragma once

#include "commands/desk.hpp"
#include "commands/event.hpp"

/// What the people who run the bot are told.
namespace pilothouse::commands::admin {

/// Plans the message of a notice in the operators' channel; nothing where none is configured.
void tell(Desk& desk, const Noticed& notice);

/// A task was given up: whoever runs the bot is told what was not done, and why.
void tell_failure(Desk& desk, const TaskFailed& event);

/// Plans that every e-mail address in the teams is looked up that is not known, or was asked about more than a day
/// ago, and the timer for the next time.
void look_up_teams(Desk& desk);

/// The name of that timer.
inline constexpr const char* people_timer = "people/refresh";

} // namespace pilothouse::commands::admin
