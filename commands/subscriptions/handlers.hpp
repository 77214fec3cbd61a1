#pragma once

#include "commands/conversation.hpp"
#include "commands/decide.hpp"
#include "commands/language/arguments.hpp"

/// The commands by which a channel says what it wants to hear of, and when.
namespace pilothouse::commands::subscriptions {

Decision say_subscribe(const Conversation& conversation, const language::Arguments& arguments);
Decision say_unsubscribe(const Conversation& conversation, const language::Arguments& arguments);
Decision say_subscriptions(const Conversation& conversation, const language::Arguments& arguments);
Decision say_mute(const Conversation& conversation, const language::Arguments& arguments);
Decision say_unmute(const Conversation& conversation, const language::Arguments& arguments);
Decision say_quiet(const Conversation& conversation, const language::Arguments& arguments);
Decision say_why(const Conversation& conversation, const language::Arguments& arguments);

} // namespace pilothouse::commands::subscriptions
