#pragma once

#include "commands/event.hpp"
#include "config/settings.hpp"
#include "core/clock.hpp"
#include "storage/database.hpp"

/// What the function of a command is handed.
namespace pilothouse::commands {

/// Lives only as long as the call; `store` is inside the event's transaction.
struct Conversation {
    const config::Settings& settings;
    storage::Connection& store;
    const Said& said;
    Time now;
};

} // namespace pilothouse::commands
