#pragma once

#include "commands/audience.hpp"
#include "storage/subscriptions.hpp"

#include <optional>
#include <string>
#include <string_view>

/// What keeps a channel from being told now: mutes and quiet hours.
namespace pilothouse::commands::subscriptions {

struct Hold {
    std::string by; ///< "mute api", "quiet"
    Time until{};
};

/// What `mute` can be followed by besides a project or a service.
inline constexpr std::string_view everything = "everything";

/// True when a mute of `what` is about the topic; of a group of alerts, when it is about each of them.
bool mute_covers(std::string_view what, const Topic& topic);

/// The hold that lasts longest of a topic in a channel; nothing: it may be told.
std::optional<Hold> hold_of(Desk& desk, const ChannelId& channel, const Topic& topic);

/// The quiet hours of a channel that hold now.
std::optional<Hold> quiet_now(Desk& desk, const ChannelId& channel);

} // namespace pilothouse::commands::subscriptions
