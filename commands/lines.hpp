#pragma once

#include "commands/card.hpp"
#include "core/text.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

/// Lists of many lines, cut into messages of bounded size. A chat system takes so much text in a block and a message,
/// with the addresses of links and with what is escaped; so lines are bounded, and no message has too many of them.
namespace pilothouse::commands {

/// So many lines of `bounded_line` fit a message, beside a title and a footnote.
inline constexpr std::size_t lines_in_page = 48;

/// A line: a mark, words in bold (or none), a label that leads to `url` where there is room for the address. The label
/// is cut visibly where it is too long.
Text bounded_line(std::string_view mark, const std::string& strong, const std::string& label, const std::string& url);

/// Adds the lines to a card, as many in each block as it holds.
void add_lines(Card& card, std::span<const Text> lines);

/// "1,234 alerts", "1 build".
std::string counted(std::int64_t count, std::string_view one);

} // namespace pilothouse::commands
