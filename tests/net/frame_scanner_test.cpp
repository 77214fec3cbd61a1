#include "integrations/net/frame_scanner.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace pilothouse::net {

namespace {

constexpr unsigned text_end = 0x81, text_part = 0x01, more_part = 0x00, more_end = 0x80, ping = 0x89;

std::string frame(unsigned first, std::size_t size, bool masked) {
    std::string out(1, static_cast<char>(first));
    const unsigned mask = masked ? 0x80U : 0U;
    if (size < 126) {
        out += static_cast<char>(mask | size);
    } else if (size < 65536) {
        out += static_cast<char>(mask | 126U);
        out += static_cast<char>(size >> 8U);
        out += static_cast<char>(size & 255U);
    } else {
        out += static_cast<char>(mask | 127U);
        for (int shift = 56; shift >= 0; shift -= 8)
            out += static_cast<char>((size >> static_cast<unsigned>(shift)) & 255U);
    }
    if (masked) out += "\x01\x02\x03\x04";
    out.append(size, '\x8A');
    return out;
}

} // namespace

TEST_CASE("Frames are counted however the bytes arrive", "[frames]") {
    const bool masked = GENERATE(false, true);
    const std::size_t step = GENERATE(1U, 2U, 7U, 4096U, 1000000U);
    CAPTURE(masked, step);
    const std::string bytes = frame(text_end, 5, masked) + frame(ping, 3, masked) + frame(text_part, 4096, masked) +
                              frame(ping, 0, masked) + frame(more_part, 4096, masked) + frame(more_end, 1808, masked) +
                              frame(text_end, 0, masked) + frame(text_end, 70000, masked) +
                              frame(text_end, 125, masked) + frame(text_end, 126, masked);
    FrameScanner scanner;
    for (std::size_t at = 0; at < bytes.size(); at += step)
        scanner.feed(std::string_view(bytes).substr(at, step));

    std::vector<std::pair<std::size_t, std::size_t>> seen;
    while (const auto message = scanner.next())
        seen.emplace_back(message->bytes, message->frames);
    const std::vector<std::pair<std::size_t, std::size_t>> expected{
        {5, 1}, {10000, 3}, {0, 1}, {70000, 1}, {125, 1}, {126, 1},
    };
    CHECK(seen == expected);
    CHECK(scanner.between_frames());
}

TEST_CASE("A scanner knows when it is inside a frame", "[frames]") {
    FrameScanner scanner;
    CHECK(scanner.between_frames());
    const std::string bytes = frame(text_end, 3, true);
    for (std::size_t i = 0; i + 1 < bytes.size(); ++i) {
        scanner.feed(std::string_view(bytes).substr(i, 1));
        CHECK_FALSE(scanner.between_frames());
    }
    scanner.feed(std::string_view(bytes).substr(bytes.size() - 1));
    CHECK(scanner.between_frames());
}

} // namespace pilothouse::net
