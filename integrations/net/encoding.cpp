#include "integrations/net/encoding.hpp"

#include <cstdint>

namespace pilothouse::net {

namespace {

std::optional<std::uint32_t> hex_value(char c) {
    if (c >= '0' && c <= '9') return static_cast<std::uint32_t>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<std::uint32_t>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F') return static_cast<std::uint32_t>(c - 'A' + 10);
    return std::nullopt;
}

std::optional<std::uint32_t> base64_value(char c) {
    if (c >= 'A' && c <= 'Z') return static_cast<std::uint32_t>(c - 'A');
    if (c >= 'a' && c <= 'z') return static_cast<std::uint32_t>(c - 'a' + 26);
    if (c >= '0' && c <= '9') return static_cast<std::uint32_t>(c - '0' + 52);
    if (c == '+') return 62;
    if (c == '/') return 63;
    return std::nullopt;
}

char byte(std::uint32_t bits) {
    return static_cast<char>(static_cast<std::uint8_t>(bits & 0xFFU));
}

/// Padding fills the last four characters and says nothing else.
std::optional<std::string_view> without_padding(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    if (text.ends_with('=')) text.remove_suffix(1);
    if (text.ends_with('=')) text.remove_suffix(1);
    return text;
}

} // namespace

std::optional<std::string> hex_decoded(std::string_view digits) {
    if (digits.size() % 2 != 0) return std::nullopt;
    std::string bytes;
    bytes.reserve(digits.size() / 2);
    for (std::size_t i = 0; i < digits.size(); i += 2) {
        const auto high = hex_value(digits[i]), low = hex_value(digits[i + 1]);
        if (!high || !low) return std::nullopt;
        bytes += byte(*high << 4U | *low);
    }
    return bytes;
}

std::optional<std::string> base64_decoded(std::string_view text) {
    const auto letters = without_padding(text);
    if (!letters) return std::nullopt;
    std::string bytes;
    bytes.reserve(letters->size() * 3 / 4);
    std::uint32_t bits = 0;
    unsigned waiting = 0; // bits that are no byte yet
    for (const char letter : *letters) {
        const auto value = base64_value(letter);
        if (!value) return std::nullopt;
        bits = bits << 6U | *value;
        waiting += 6;
        if (waiting < 8) continue;
        waiting -= 8;
        bytes += byte(bits >> waiting);
    }
    return bytes;
}

std::string base64_encoded(std::string_view bytes) {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const auto group = bytes.substr(i, 3);
        std::uint32_t bits = 0;
        for (std::size_t k = 0; k < 3; ++k)
            bits = bits << 8U | (k < group.size() ? static_cast<std::uint8_t>(group[k]) : 0U);
        for (std::size_t k = 0; k < 4; ++k)
            text += k <= group.size() ? letters[bits >> (18 - 6 * k) & 0x3FU] : '=';
    }
    return text;
}

} // namespace pilothouse::net
