#pragma once

#include "commands/conversation.hpp"
#include "commands/decide.hpp"
#include "commands/language/arguments.hpp"

/// Who people are to other systems, so that what those tell of reaches them.
namespace pilothouse::commands::people {

/// "github octocat": the person who says it is called that there. A login belongs to whoever linked it first.
Decision say_link(const Conversation& conversation, const language::Arguments& arguments);
/// The same, not any more. Only one's own.
Decision say_unlink(const Conversation& conversation, const language::Arguments& arguments);

} // namespace pilothouse::commands::people
