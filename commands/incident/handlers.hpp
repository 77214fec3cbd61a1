#pragma once

#include "commands/conversation.hpp"
#include "commands/decide.hpp"
#include "commands/language/arguments.hpp"

/// What people type about incidents.
namespace pilothouse::commands::incident {

Decision say_declare(const Conversation& conversation, const language::Arguments& arguments);
Decision say_incidents(const Conversation& conversation, const language::Arguments& arguments);
Decision say_update(const Conversation& conversation, const language::Arguments& arguments);
Decision say_incident_status(const Conversation& conversation, const language::Arguments& arguments);
Decision say_severity(const Conversation& conversation, const language::Arguments& arguments);
Decision say_rename(const Conversation& conversation, const language::Arguments& arguments);
Decision say_resolve(const Conversation& conversation, const language::Arguments& arguments);
Decision say_reopen(const Conversation& conversation, const language::Arguments& arguments);
Decision say_merge(const Conversation& conversation, const language::Arguments& arguments);
Decision say_take(const Conversation& conversation, const language::Arguments& arguments);
Decision say_assign(const Conversation& conversation, const language::Arguments& arguments);
Decision say_leave(const Conversation& conversation, const language::Arguments& arguments);
Decision say_note(const Conversation& conversation, const language::Arguments& arguments);
Decision say_timeline(const Conversation& conversation, const language::Arguments& arguments);
Decision say_task(const Conversation& conversation, const language::Arguments& arguments);
Decision say_follow_up(const Conversation& conversation, const language::Arguments& arguments);
Decision say_tasks(const Conversation& conversation, const language::Arguments& arguments);
Decision say_done(const Conversation& conversation, const language::Arguments& arguments);
Decision say_not_doing(const Conversation& conversation, const language::Arguments& arguments);
Decision say_milestones(const Conversation& conversation, const language::Arguments& arguments);
Decision say_milestone(const Conversation& conversation, const language::Arguments& arguments);
Decision say_report(const Conversation& conversation, const language::Arguments& arguments);

} // namespace pilothouse::commands::incident
