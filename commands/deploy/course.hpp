#pragma once

#include "commands/deploy/gates.hpp"
#include "commands/deploy/life.hpp"
#include "commands/desk.hpp"
#include "storage/deployments.hpp"

#include <string>

/// The one way a deploy changes its state.
namespace pilothouse::commands::deploy {

/// Takes a deploy a step on, keeps it with the time and who, and marks its card. False, and nothing is changed,
/// where the table of life.hpp has no such step. Does not start the next in line: see `advance`.
bool move(Desk& desk, storage::Deployment& deploy, Happening happening, const PersonId& who, std::string note = {});

/// Starts whoever is next at a place, if the place is free. One that may not start any more is ended, with the
/// reason, and the next is asked.
void advance(Desk& desk, const ServiceName& service, const EnvironmentName& environment);

/// How many of the same place are before it, the running one included.
int position(Desk& desk, const storage::Deployment& deploy);

/// Ends a waiting deploy whose approvals can't count any more: too late, or the rule is another. Returns why, or an
/// empty text when it may go on waiting.
std::string lapse(Desk& desk, storage::Deployment& deploy);

/// Plans the timer of a waiting deploy's approvals.
void plan_expiry(Desk& desk, const storage::Deployment& deploy);

} // namespace pilothouse::commands::deploy
