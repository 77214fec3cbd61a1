#pragma once

#include "commands/alerts/group.hpp"
#include "commands/card.hpp"
#include "core/ids.hpp"

namespace pilothouse::commands::alerts {

/// The name of a group's message in a channel.
MessageKey card_key(const Group& group, const ChannelId& channel);
/// "Firing: HighErrorRate: checkout (3)"
std::string heading(const Group& group);
/// The card of a group as it stands: what fires, since when, what has ended. `silence_api` is where its
/// sender can be told to be silent; empty: nowhere.
Card card_of(const Group& group, const std::string& silence_api = {});

} // namespace pilothouse::commands::alerts
