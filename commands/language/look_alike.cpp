#include "commands/language/look_alike.hpp"

#include "commands/language/words.hpp"
#include "core/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace pilothouse::commands::language {

namespace {

struct Twin {
    char32_t other;
    char ascii;
};

// Letters that can't be told from an ASCII letter in the faces chat programs use: Cyrillic, Greek, Armenian, Latin
// with no dot or a different dash.
constexpr std::array twins{
    Twin{U'\u0430', 'a'}, Twin{U'\u0435', 'e'}, Twin{U'\u043E', 'o'}, Twin{U'\u0440', 'p'}, Twin{U'\u0441', 'c'},
    Twin{U'\u0443', 'y'}, Twin{U'\u0445', 'x'}, Twin{U'\u0456', 'i'}, Twin{U'\u0458', 'j'}, Twin{U'\u0455', 's'},
    Twin{U'\u04BB', 'h'}, Twin{U'\u0501', 'd'}, Twin{U'\u051B', 'q'}, Twin{U'\u051D', 'w'}, Twin{U'\u04CF', 'l'},
    Twin{U'\u0433', 'r'}, Twin{U'\u043F', 'n'}, Twin{U'\u0442', 't'}, Twin{U'\u043A', 'k'}, Twin{U'\u043C', 'm'},
    Twin{U'\u0432', 'b'}, Twin{U'\u043D', 'h'}, Twin{U'\u0410', 'a'}, Twin{U'\u0412', 'b'}, Twin{U'\u0415', 'e'},
    Twin{U'\u041A', 'k'}, Twin{U'\u041C', 'm'}, Twin{U'\u041D', 'h'}, Twin{U'\u041E', 'o'}, Twin{U'\u0420', 'p'},
    Twin{U'\u0421', 'c'}, Twin{U'\u0422', 't'}, Twin{U'\u0425', 'x'}, Twin{U'\u0406', 'i'}, Twin{U'\u0405', 's'},
    Twin{U'\u0408', 'j'}, Twin{U'\u03B1', 'a'}, Twin{U'\u03B5', 'e'}, Twin{U'\u03B9', 'i'}, Twin{U'\u03BA', 'k'},
    Twin{U'\u03BD', 'v'}, Twin{U'\u03BF', 'o'}, Twin{U'\u03C1', 'p'}, Twin{U'\u03C4', 't'}, Twin{U'\u03C5', 'u'},
    Twin{U'\u03C7', 'x'}, Twin{U'\u03B3', 'y'}, Twin{U'\u0391', 'a'}, Twin{U'\u0392', 'b'}, Twin{U'\u0395', 'e'},
    Twin{U'\u0397', 'h'}, Twin{U'\u0399', 'i'}, Twin{U'\u039A', 'k'}, Twin{U'\u039C', 'm'}, Twin{U'\u039D', 'n'},
    Twin{U'\u039F', 'o'}, Twin{U'\u03A1', 'p'}, Twin{U'\u03A4', 't'}, Twin{U'\u03A7', 'x'}, Twin{U'\u03A5', 'y'},
    Twin{U'\u0396', 'z'}, Twin{U'\u0578', 'n'}, Twin{U'\u057D', 'u'}, Twin{U'\u0585', 'o'}, Twin{U'\u0566', 'q'},
    Twin{U'\u0570', 'h'}, Twin{U'\u0581', 'g'}, Twin{U'\u0131', 'i'}, Twin{U'\u0261', 'g'}, Twin{U'\u0251', 'a'},
    Twin{U'\u2010', '-'}, Twin{U'\u2011', '-'}, Twin{U'\u2012', '-'}, Twin{U'\u2013', '-'}, Twin{U'\u2212', '-'},
    Twin{U'\uFE63', '-'}, Twin{U'\u2024', '.'}, Twin{U'\u2044', '/'}, Twin{U'\u2215', '/'}, Twin{U'\u2028', ' '},
};

enum class Alphabet { none, latin, greek, cyrillic, other };

Alphabet alphabet_of(char32_t point) {
    if ((point >= U'a' && point <= U'z') || (point >= U'A' && point <= U'Z')) return Alphabet::latin;
    if (point >= 0xC0 && point <= 0x24F && point != 0xD7 && point != 0xF7) return Alphabet::latin;
    if (point >= 0x370 && point <= 0x3FF) return Alphabet::greek;
    if (point >= 0x400 && point <= 0x52F) return Alphabet::cyrillic;
    if (point >= 0x530 && point <= 0x1FFF) return Alphabet::other;
    return Alphabet::none;
}

/// The code point in front of valid UTF-8, which is taken off.
char32_t take_point(std::string_view& utf8) {
    const auto first = static_cast<unsigned char>(utf8.front());
    const std::size_t length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    char32_t point = length == 1 ? first : first & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < std::min(length, utf8.size()); ++i)
        point = point << 6U | (static_cast<unsigned char>(utf8[i]) & 0x3FU);
    utf8.remove_prefix(std::min(length, utf8.size()));
    return point;
}

/// The ASCII character that `point` looks like, or 0.
char twin_of(char32_t point) {
    if (point < 0x80) return static_cast<char>(point);
    if (point >= 0xFF01 && point <= 0xFF5E) return static_cast<char>(point - 0xFF01 + 0x21); // full width
    const auto it = std::ranges::find(twins, point, &Twin::other);
    return it == twins.end() ? '\0' : it->ascii;
}

/// `word` as it looks, in ASCII; empty where a character looks like none of it.
std::string skeleton(std::string_view word) {
    std::string seen;
    const auto visible = printable(word);
    for (std::string_view rest = visible; !rest.empty();) {
        const char c = twin_of(take_point(rest));
        if (c == '\0') return {};
        seen += c;
    }
    return seen;
}

bool is_ascii_word(std::string_view word) {
    return std::ranges::all_of(word, [](char c) { return c > ' ' && c < 0x7F; });
}

std::string first_foreign(std::string_view word) {
    while (!word.empty()) {
        const auto before = word;
        const auto point = take_point(word);
        if (point >= 0x80)
            return fmt::format(
                "'{}' (U+{:04X})", before.substr(0, before.size() - word.size()), static_cast<std::uint32_t>(point)
            );
    }
    return {};
}

bool mixed_alphabets(std::string_view word) {
    auto seen = Alphabet::none;
    while (!word.empty()) {
        const auto alphabet = alphabet_of(take_point(word));
        if (alphabet == Alphabet::none) continue;
        if (seen != Alphabet::none && seen != alphabet) return true;
        seen = alphabet;
    }
    return false;
}

} // namespace

std::string_view looks_like(std::string_view word, std::span<const std::string_view> known) {
    const auto seen = skeleton(word);
    const auto it = std::ranges::find_if(known, [&](std::string_view name) { return same_word(name, seen); });
    return it == known.end() ? std::string_view{} : *it;
}

std::optional<std::string> masquerade(std::string_view word, std::span<const std::string_view> known) {
    if (is_ascii_word(word)) return std::nullopt;
    if (printable(word) != word) return "There is an invisible character in it. Type it again, by hand.";
    const auto twin = looks_like(word, known);
    if (!twin.empty())
        return fmt::format(
            "It looks like {} but {} is a letter of another alphabet. Type it again, by hand.", twin,
            first_foreign(word)
        );
    if (mixed_alphabets(word))
        return fmt::format("It mixes two alphabets: {} is not a Latin letter.", first_foreign(word));
    return std::nullopt;
}

} // namespace pilothouse::commands::language
