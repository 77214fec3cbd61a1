#pragma once

#include "commands/desk.hpp"

#include <cstdint>

/// Asking the sender of alerts what fires still, where its hook has an interface to ask.
namespace pilothouse::commands::alerts {

/// Asks for one group, if that is known to fire.
void check(Desk& desk, std::int64_t group);
/// Asks for every group that is known to fire, the latest first, up to 500.
void check_all(Desk& desk);
/// What it said is taken in as if it had been sent.
void checked(Desk& desk, const AlertsChecked& event);

} // namespace pilothouse::commands::alerts
