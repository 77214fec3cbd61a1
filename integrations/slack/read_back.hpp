#pragma once

#include "commands/outcome.hpp"
#include "integrations/net/async.hpp"
#include "integrations/slack/directory.hpp"
#include "integrations/slack/web_client.hpp"

#include <optional>
#include <string>

/// Finding a message of ours again by the key in its metadata, after a post whose outcome is unknown.
namespace pilothouse::slack {

/// The metadata's event_type of everything we post.
inline constexpr const char* message_event = "pilothouse_message";

struct Wanted {
    ChannelId channel;
    std::string thread{}; ///< the parent's ts; empty: not in a thread
    std::string key;      ///< event_payload.key
    Time since;           ///< where reading starts
};

struct Found {
    commands::Posted posted;
    TaskId task; ///< which task wrote it
};

/// Reads the channel (or thread) from `wanted.since` on. Only messages of `self` count: anybody may put our key
/// into metadata. Nothing: it surely is not there. Errors: as WebClient::call; Refusal::other also when there
/// is more to read than is sensible.
net::awaitable<Called<std::optional<Found>>>
find_posted(WebClient& api, Identity self, Wanted wanted, Duration deadline);

/// "1795400901.447119" of a time, as Slack writes it.
std::string slack_ts(Time time);

} // namespace pilothouse::slack
