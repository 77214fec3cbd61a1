#pragma once

#include "commands/conversation.hpp"
#include "commands/decide.hpp"
#include "commands/language/arguments.hpp"

/// What runs where, and what was.
namespace pilothouse::commands::status {

/// Every service and environment in one table; of one service, more closely.
Decision say_status(const Conversation& conversation, const language::Arguments& arguments);

/// The latest deploys, newest first: of all services, of one, or of one environment of it.
Decision say_history(const Conversation& conversation, const language::Arguments& arguments);

} // namespace pilothouse::commands::status
