#pragma once

#include "commands/desk.hpp"

/// Buttons of incidents' cards.
namespace pilothouse::commands::incident {

Reply pressed(Desk& desk, const Pressed& event);

} // namespace pilothouse::commands::incident
