#pragma once

#include "commands/desk.hpp"
#include "core/text.hpp"

namespace pilothouse::commands {

/// Plans a message in the channel of the people who run the bot; nothing where none is configured. Messages of one
/// key are one message.
void tell_operators(Desk& desk, const MessageKey& key, Tone tone, const Text& text);

} // namespace pilothouse::commands
