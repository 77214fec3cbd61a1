#include "integrations/net/http_places.hpp"

#include <cstdint>
#include <tuple>

namespace pilothouse::net {

namespace {

enum class Turn : std::uint8_t { slow_stranger, idle, stranger, never };

Turn turn_of(const Standing& one, SteadyTime now, Duration grace) {
    if (one.answering) return Turn::never;
    if (!one.proved) return now - one.since >= grace ? Turn::slow_stranger : Turn::stranger;
    return one.reading ? Turn::never : Turn::idle;
}

} // namespace

std::optional<std::size_t> to_make_place(std::span<const Standing> all, SteadyTime now, Duration grace) {
    std::optional<std::size_t> chosen;
    const auto turn = [&](std::size_t i) { return turn_of(all[i], now, grace); };
    const auto order = [&](std::size_t i) { return std::tuple(turn(i), all[i].since); };
    for (std::size_t i = 0; i < all.size(); ++i)
        if (turn(i) != Turn::never && (!chosen || order(i) < order(*chosen))) chosen = i;
    return chosen;
}

std::optional<std::size_t> to_free_memory(std::span<const Standing> all) {
    std::optional<std::size_t> chosen;
    const auto order = [&](std::size_t i) { return std::tuple(!all[i].proved, all[i].held); };
    for (std::size_t i = 0; i < all.size(); ++i)
        if (!all[i].answering && all[i].held > 0 && (!chosen || order(i) > order(*chosen))) chosen = i;
    return chosen;
}

} // namespace pilothouse::net
