#pragma once

#include "commands/conversation.hpp"
#include "commands/desk.hpp"

#include <optional>

/// Who may change what a channel hears, and which channel is meant.
namespace pilothouse::commands::subscriptions {

/// The channel that something was said in.
ChannelId here(Desk& desk, const Conversation& conversation);

/// Has the ids of the channels looked up that routes name by "#name": a channel that has subscriptions too is known by
/// its id there, and must not get the same thing twice.
void look_up_channels(Desk& desk);

/// Why a person may not change what a channel hears; nothing: they may. Everybody of a team may.
std::optional<Reply> barred(Desk& desk, const PersonId& person);

} // namespace pilothouse::commands::subscriptions
