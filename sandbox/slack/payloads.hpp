#pragma once

#include "sandbox/slack/workspace.hpp"

#include <cstdint>
#include <string>
#include <string_view>

/// The shapes of Slack's objects and payloads.
namespace pilothouse::sandbox {

Json user_object(const Workspace& space, const User& user, bool with_email);
Json group_object(const Workspace& space, const Group& group);
/// `viewer`: whose is_member it tells.
Json channel_object(const Workspace& space, const Channel& channel, const std::string& viewer);
/// A message as history shows it: thread counts added, metadata cut to its event_type unless `all_metadata`.
Json message_object(const Channel& channel, const Message& message, bool all_metadata);
Json view_object(const Workspace& space, const View& view);
Json file_object(const Workspace& space, const File& file, const std::string& base_url);

/// What stands around an event.
Json outer_event(const Workspace& space, Json event, const std::string& event_id, std::int64_t at);
Json slash_command(
    Workspace& space, const User& user, const Channel& channel, const std::string& command, const std::string& text,
    const std::string& base_url
);
/// The fields every interaction has: type, user, team, api_app_id, token, trigger_id.
Json interaction(Workspace& space, std::string_view type, const User& user, const std::string& view_id);

/// "channel", "group", "im" or "mpim"
std::string_view channel_type(const Channel& channel);
/// "message.channels" and so on
std::string message_subscription(const Channel& channel);

} // namespace pilothouse::sandbox
