#pragma once

#include "commands/card.hpp"
#include "core/result.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

/// Cards and forms as Slack's Block Kit. Every limit of Slack is kept by cutting visibly ("…").
namespace pilothouse::slack {

/// The `blocks` of a message.
nlohmann::json blocks(const commands::Card& card);

/// The `text` beside the blocks: what notifications and screen readers say. Escaped mrkdwn.
std::string fallback_text(const commands::Card& card);

/// text, blocks and unfurling off: the arguments of chat.postMessage, chat.update and chat.postEphemeral, to which
/// the caller adds channel, ts, thread_ts, metadata.
nlohmann::json message_arguments(const commands::Card& card);

/// The body for a response_url, and the payload on a slash command's acknowledgement: seen by one person only,
/// beside what they pressed.
nlohmann::json private_answer(const commands::Card& card);

/// The view of a modal. Errors: bad_input when something that must come back whole (context, a key, a choice) is
/// longer than Slack takes, or the view as a whole is.
Result<nlohmann::json> modal(const commands::Form& form);

} // namespace pilothouse::slack
