#include "commands/operators.hpp"

#include "commands/lanes.hpp"

namespace pilothouse::commands {

void tell_operators(Desk& desk, const MessageKey& key, Tone tone, const Text& text) {
    const auto& operators = desk.settings.slack.operators;
    if (operators.empty()) return;
    desk.plan(
        Say{.key = key, .channel = operators, .card = {.title = text, .tone = tone}}, lanes::say(operators), key.value
    );
}

} // namespace pilothouse::commands
