#include "commands/lines.hpp"

#include "commands/web_address.hpp"
#include "core/utf8.hpp"

#include <algorithm>
#include <cstdint>

namespace pilothouse::commands {

namespace {

/// Slack holds 3,000 characters in a block; 48 lines and a title stay below the 12,000 of a message.
constexpr std::size_t longest_line = 230;
constexpr std::size_t lines_in_block = 12;
constexpr std::size_t longest_label = 170;
constexpr std::size_t around_a_link = 3;

/// What a character may take: "&" becomes "&amp;", and what is outside the first plane counts as two.
std::size_t room_of(char c) {
    const auto byte = static_cast<std::uint8_t>(c);
    if (c == '&' || c == '<' || c == '>') return 5;
    if ((byte & 0xC0U) == 0x80) return 0;
    return byte >= 0xF0 ? 2 : 1;
}

std::size_t room_of(std::string_view text) {
    std::size_t room = 0;
    for (const char c : text)
        room += room_of(c);
    return room;
}

std::string cut(const std::string& text, std::size_t room) {
    auto label = printable(text);
    std::ranges::replace(label, '\n', ' ');
    std::ranges::replace(label, '\t', ' ');
    label = shortened(label, room);
    for (auto length = room; room_of(label) > room && length > 1; --length)
        label = shortened(label, length - 1);
    return label;
}

} // namespace

Text bounded_line(std::string_view mark, const std::string& strong, const std::string& label, const std::string& url) {
    Text line{std::string(mark)};
    auto room = longest_line - room_of(mark);
    if (!strong.empty()) {
        const auto words = cut(strong, 20);
        line << bold(words) << " ";
        room -= room_of(words) + 3;
    }
    const auto words = cut(label, std::min(room, longest_label));
    const bool fits = room_of(words) + room_of(url) + around_a_link <= room;
    return line << (fits ? linked(url, words) : Text(words));
}

void add_lines(Card& card, std::span<const Text> lines) {
    while (!lines.empty()) {
        const auto part = lines.first(std::min(lines.size(), lines_in_block));
        lines = lines.subspan(part.size());
        Text block;
        for (const auto& line : part) {
            if (!block.empty()) block << "\n";
            block << line;
        }
        card.blocks.emplace_back(Paragraph{std::move(block)});
    }
}

std::string counted(std::int64_t count, std::string_view one) {
    auto digits = std::to_string(count);
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
        digits.insert(static_cast<std::size_t>(at), ",");
    return digits + " " + std::string(one) + (count == 1 ? "" : "s");
}

} // namespace pilothouse::commands
