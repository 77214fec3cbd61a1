#pragma once

#include "commands/decide.hpp"
#include "commands/desk.hpp"
#include "commands/event.hpp"
#include "commands/utterance.hpp"

#include <cstddef>
#include <string>
#include <string_view>

/// Keeps in the audit log who asked for what, where, and what came of it: refusals and misunderstandings too.
namespace pilothouse::commands {

void record(Desk& desk, const Said& said, std::string_view verb, const Decision& decision);
void record(Desk& desk, const Pressed& event, const Decision& decision);
void record(Desk& desk, const Submitted& event, const Decision& decision);

/// An utterance as one line; a person and a channel by their ids.
std::string as_typed(const Utterance& words);

/// How many words were typed.
std::size_t word_count(const Utterance& words);

} // namespace pilothouse::commands
