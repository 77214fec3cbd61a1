#pragma once

#include "commands/alerts/group.hpp"
#include "commands/card.hpp"
#include "core/ids.hpp"

namespace pilothouse::commands::alerts {

/// The name of a group's message in a channel.
MessageKey card_key(const Group& group, const ChannelId& channel);
/// The card of a group as it stands: what fires, since when, what has ended.
Card card_of(const Group& group);

} // namespace pilothouse::commands::alerts
