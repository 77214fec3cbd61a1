#pragma once

#include "commands/conversation.hpp"
#include "commands/decide.hpp"
#include "commands/desk.hpp"
#include "commands/language/arguments.hpp"
#include "core/result.hpp"

/// The typed commands about deploys; each answers one declaration of the catalogue.
namespace pilothouse::commands::deploy {

Decision say_deploy(const Conversation& conversation, const language::Arguments& arguments);
Decision say_rollback(const Conversation& conversation, const language::Arguments& arguments);
Decision say_approve(const Conversation& conversation, const language::Arguments& arguments);
Decision say_reject(const Conversation& conversation, const language::Arguments& arguments);
Decision say_cancel(const Conversation& conversation, const language::Arguments& arguments);
Decision say_settle(const Conversation& conversation, const language::Arguments& arguments);
Decision say_log(const Conversation& conversation, const language::Arguments& arguments);

/// The deploy people mean by a number or a code. Errors: not_found.
Result<storage::Deployment> named(Desk& desk, const language::DeployRef& reference);

} // namespace pilothouse::commands::deploy
