#pragma once

#include "sandbox/slack/world.hpp"

#include <string>

/// What happens in channels: each function changes the workspace and sends the events that Slack sends for it.
namespace pilothouse::sandbox {

/// Puts `body` (text, blocks, … without ts) into the channel, as `author`; fills in ts, ids and bot fields.
/// `thread_ts`: the parent it replies to, may be empty.
struct Draft {
    JsonPtr body;
    std::string author;
    std::string thread_ts{};
    std::string only_for{};
    bool broadcast = false;
    bool by_app = false;
};

Message& post(World& world, Channel& channel, Draft draft);
/// Replaces the message by `body`; sends message_changed.
void edit(World& world, Channel& channel, Message& message, Json body);
/// Deletes the message; sends message_deleted.
void remove(World& world, Channel& channel, const std::string& ts, const std::string& who);
/// False where the person has already reacted so.
bool react(World& world, Channel& channel, Message& message, const std::string& user, const std::string& name);
bool unreact(World& world, Channel& channel, Message& message, const std::string& user, const std::string& name);
/// Membership; false where nothing changed.
bool join(World& world, Channel& channel, const std::string& user, const std::string& inviter);
bool leave(World& world, Channel& channel, const std::string& user);
/// Sends a channel's event (`channel_rename` …) to the app if it is a member.
void channel_event(World& world, const Channel& channel, const char* type, Json fields);

/// Gives blocks without an id one, and elements without an action id one, as Slack does.
void fill_ids(World& world, Json& blocks);

} // namespace pilothouse::sandbox
