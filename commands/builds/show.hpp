#pragma once

#include "commands/builds/run.hpp"
#include "commands/card.hpp"
#include "commands/desk.hpp"

namespace pilothouse::commands::builds {

/// The name of a run's message in a channel.
MessageKey card_key(const Run& run, const ChannelId& channel);
/// The card of a run as it stands: what it is, how it ended, what broke first, who wrote it.
Card card_of(Desk& desk, const Run& run);

} // namespace pilothouse::commands::builds
