#pragma once

#include "commands/desk.hpp"
#include "core/ids.hpp"

#include <string_view>

/// What was held while a channel was muted or quiet is told in one message at the end.
namespace pilothouse::commands::subscriptions {

/// The part of a timer's name in front of the channel.
inline constexpr std::string_view digest_timer = "digest/";

/// Plans the timer of the next end of a mute or of quiet hours in a channel, in place of an earlier one; nothing when
/// there is nothing to wait for.
void plan_digest(Desk& desk, const ChannelId& channel);

/// Tells what is held in a channel and need not be any longer, forgets the mutes that are over, and plans the timer for
/// the rest. Right to call at any time; `just_ended` is a mute that somebody has ended by hand.
void tell_digest(Desk& desk, const ChannelId& channel, std::string_view just_ended = {});

} // namespace pilothouse::commands::subscriptions
