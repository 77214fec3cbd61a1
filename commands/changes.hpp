#pragma once

#include "commands/desk.hpp"
#include "commands/event.hpp"

namespace pilothouse::commands {

/// A webhook has come: the delivery is kept as it came, and each change it tells of goes to whom it concerns. What
/// could not be read is told to the people who run the bot, once for each route.
void heard(Desk& desk, const ChangeReported& report);

} // namespace pilothouse::commands
