#pragma once

#include "core/clock.hpp"

#include <optional>
#include <string>
#include <string_view>

/// The kinds of text a setting may be, each with its check.
namespace pilothouse::config {

/// What is wrong with a text and what to write instead; nothing when it is right.
using Check = std::optional<std::string> (*)(std::string_view);

/// A kind of text: how the reference names it, and how it is checked.
struct Kind {
    std::string_view word;
    std::string_view plural;
    Check check = nullptr;
};

namespace kinds {
extern const Kind text, name, member, channel, web_address, host, variable, path, command_prefix, argument, result,
    forge_place;
} // namespace kinds

/// "15m", "1h30m", "90s", "250ms", "2d": whole numbers with units, largest first. Nothing when it is not a span.
std::optional<Duration> parse_span(std::string_view text);
/// The inverse, as short as it can be written: "15m", "1h30m".
std::string written_span(Duration span);

} // namespace pilothouse::config
