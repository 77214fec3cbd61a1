#pragma once

#include "commands/event.hpp"
#include "core/json_view.hpp"
#include "core/result.hpp"
#include "integrations/slack/response_url.hpp"

#include <optional>
#include <string>
#include <string_view>

/// Slack's payloads in our words, the same over a socket and over HTTP. Unknown and odd fields are passed over.
namespace pilothouse::slack {

/// What must be known to tell a command from an echo.
struct Hearing {
    std::string own_user_id;    ///< of auth.test; empty: not known yet, each event's own authorizations count
    std::string own_bot_id;     ///< of auth.test
    std::string command_prefix; ///< put before our slash commands: "acme-" makes /acme-deploy of /deploy
    ResponseUrls response_urls;
};

/// Something to be decided. `key` is the same for every delivery of the same thing.
struct Heard {
    std::string key;
    commands::Event event;
};

/// Nothing in it: well understood, and not for us (an edit, a bot's message, a closed form). An error: it should
/// have been for us and is broken; it is acknowledged all the same, or Slack sends it again and again.
using Decoded = Result<std::optional<Heard>>;

/// The outer object of the Events API. Errors: bad_input.
Decoded decode_events(JsonView payload, const Hearing& hearing);

/// The fields of a slash command as an object. Errors: bad_input.
Decoded decode_slash(JsonView payload, const Hearing& hearing);

/// The name of a slash command: "/acme-deploy" with the prefix "acme-" is "deploy".
std::string_view command_name(std::string_view command, std::string_view prefix);

/// block_actions and view_submission; others are nothing. Errors: bad_input.
Decoded decode_interactive(JsonView payload, const Hearing& hearing);

/// "deploy.approve#3", the action_id of the third button of a message, so that each is unique in its block; and
/// back: the action's name, or empty for an id that is not ours.
std::string action_id(std::string_view action, std::size_t index);
std::string_view action_of(std::string_view action_id);

} // namespace pilothouse::slack
