#pragma once

#include "commands/builds/run.hpp"
#include "commands/card.hpp"
#include "commands/desk.hpp"

namespace pilothouse::commands::builds {

/// The name of a run's message in a channel.
MessageKey card_key(const Run& run, const ChannelId& channel);
/// "acme/api: CI #7 broke on main"
std::string heading(const Run& run);
/// The card of a run as it stands: what it is, how it ended, what broke first, who wrote it; with `notify` they
/// may be notified.
Card card_of(Desk& desk, const Run& run, bool notify = false);

} // namespace pilothouse::commands::builds
