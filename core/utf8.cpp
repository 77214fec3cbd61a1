#include "core/utf8.hpp"

#include "core/eight_bytes.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace pilothouse {

namespace {

/// One code point at the front of some bytes; `length` is 0 where they are not UTF-8.
struct Decoded {
    char32_t point = 0;
    std::size_t length = 0;
};

constexpr std::uint8_t byte_at(std::string_view bytes, std::size_t at) {
    return static_cast<std::uint8_t>(bytes[at]);
}

Decoded decoded(std::string_view bytes) {
    const auto first = byte_at(bytes, 0);
    if (first < 0x80) return {first, 1};
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || bytes.size() < length) return {};
    char32_t point = first & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        const auto next = byte_at(bytes, i);
        if ((next & 0xC0U) != 0x80) return {};
        point = point << 6U | (next & 0x3FU);
    }
    constexpr std::array<char32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
    if (point < least[length] || point > 0x10FFFF || surrogate) return {};
    return {point, length};
}

/// Control characters, bidirectional overrides, zero-width and other characters that show as nothing.
bool invisible(char32_t point) {
    struct Range {
        char32_t first, last;
    };

    static constexpr std::array ranges{
        Range{0x00, 0x08},       Range{0x0B, 0x1F},     Range{0x7F, 0x9F},     Range{0xAD, 0xAD},
        Range{0x034F, 0x034F},   Range{0x061C, 0x061C}, Range{0x115F, 0x1160}, Range{0x17B4, 0x17B5},
        Range{0x180B, 0x180F},   Range{0x200B, 0x200F}, Range{0x2028, 0x202E}, Range{0x2060, 0x206F},
        Range{0x3164, 0x3164},   Range{0xFEFF, 0xFEFF}, Range{0xFFA0, 0xFFA0}, Range{0xFFF9, 0xFFFB},
        Range{0xE0000, 0xE0FFF},
    };
    return std::ranges::any_of(ranges, [point](Range range) { return point >= range.first && point <= range.last; });
}

/// How many bytes at the front, rounded down to eight, are of such eights.
template <class Wanted>
std::size_t run_of(std::string_view bytes, Wanted wanted) {
    std::size_t run = 0;
    while (bytes.size() - run >= sizeof(std::uint64_t) && wanted(EightBytes::from(bytes.data() + run)))
        run += sizeof(std::uint64_t);
    return run;
}

std::size_t ascii_run(std::string_view bytes) {
    return run_of(bytes, [](EightBytes eight) { return eight.all_ascii(); });
}

/// ASCII without control characters.
std::size_t plain_run(std::string_view bytes) {
    return run_of(bytes, [](EightBytes eight) {
        return eight.all_ascii() && !eight.any_below(' ') && !eight.any_is('\x7F');
    });
}

bool is_ascii(std::string_view bytes) {
    bytes.remove_prefix(ascii_run(bytes));
    return std::ranges::all_of(bytes, [](char c) { return static_cast<std::uint8_t>(c) < 0x80; });
}

} // namespace

bool is_utf8(std::string_view bytes) {
    for (;;) {
        bytes.remove_prefix(ascii_run(bytes));
        if (bytes.empty()) return true;
        const auto next = decoded(bytes);
        if (next.length == 0) return false;
        bytes.remove_prefix(next.length);
    }
}

std::string printable(std::string_view bytes) {
    std::string shown;
    shown.reserve(bytes.size());
    for (;;) {
        const auto plain = plain_run(bytes);
        shown += bytes.substr(0, plain);
        bytes.remove_prefix(plain);
        if (bytes.empty()) return shown;
        const auto next = decoded(bytes);
        if (next.length == 0) {
            shown += "\xEF\xBF\xBD";
        } else if (!invisible(next.point)) {
            shown += bytes.substr(0, next.length);
        }
        bytes.remove_prefix(std::max<std::size_t>(next.length, 1));
    }
}

std::size_t code_points(std::string_view utf8) {
    return static_cast<std::size_t>(std::ranges::count_if(utf8, [](char c) {
        return (static_cast<std::uint8_t>(c) & 0xC0U) != 0x80;
    }));
}

bool is_blank(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) <= ' '; });
}

std::string shortened(std::string_view utf8, std::size_t limit) {
    if (utf8.size() <= limit || (!is_ascii(utf8) && code_points(utf8) <= limit)) return std::string(utf8);
    if (limit == 0) return {};
    std::size_t at = 0;
    for (std::size_t kept = 0; at < utf8.size(); ++at) {
        const bool starts_one = (byte_at(utf8, at) & 0xC0U) != 0x80;
        if (starts_one && ++kept == limit) break;
    }
    return std::string(utf8.substr(0, at)) + "…";
}

} // namespace pilothouse
