#pragma once

#include "commands/desk.hpp"
#include "commands/event.hpp"
#include "commands/task.hpp"

/// What is heard of rollouts.
namespace pilothouse::commands::deploy {

void heard(Desk& desk, const RolloutStarted& event);
void heard(Desk& desk, const RolloutProgressed& event);
void heard(Desk& desk, const RolloutEnded& event);

/// A task of a rollout was given up: a start that surely did not happen is a failure, one that may have happened
/// makes the deploy unknown; it is never started again by itself.
void gave_up(Desk& desk, const StartRollout& task, const Error& error);
void gave_up(Desk& desk, const WatchRollout& task, const Error& error);
void gave_up(Desk& desk, const StopRollout& task, const Error& error);

/// After a start, or when the configuration was read again: takes hold of everything that runs, asks all waiting
/// ones again, and goes on with every line.
void resume(Desk& desk);

} // namespace pilothouse::commands::deploy
