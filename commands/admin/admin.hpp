#pragma once

#include "commands/conversation.hpp"
#include "commands/decide.hpp"
#include "commands/language/arguments.hpp"

/// Commands about the bot itself.
namespace pilothouse::commands::admin {

Decision say_ping(const Conversation& conversation, const language::Arguments& arguments);
Decision say_version(const Conversation& conversation, const language::Arguments& arguments);
/// Who the person is to the bot: id, e-mail address, teams, and what they may do where.
Decision say_whoami(const Conversation& conversation, const language::Arguments& arguments);
/// All commands, those first that the person may run; or one more closely.
Decision say_help(const Conversation& conversation, const language::Arguments& arguments);

} // namespace pilothouse::commands::admin
