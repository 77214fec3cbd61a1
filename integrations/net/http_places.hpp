#pragma once

#include "integrations/net/limiter.hpp"

#include <cstddef>
#include <optional>
#include <span>

/// Who has to go when a server has no room for who comes: so that slow strangers, however many, keep nobody out.
namespace pilothouse::net {

/// What a connection is to one who needs its place.
struct Standing {
    bool proved = false;    ///< its sender has proved who it is
    bool answering = false; ///< a request is being answered: it stays
    bool reading = false;   ///< a request is arriving
    SteadyTime since{};     ///< its latest answer, or its beginning
    std::size_t held = 0;   ///< bytes of a body that has not come whole yet
};

/// The connection to close for one more: a stranger that has had `grace`, else a proved one that is idle, else any
/// stranger; of those the one that has gone longest without an answer. None where all are being answered, or proved
/// and sending.
std::optional<std::size_t> to_make_place(std::span<const Standing> all, SteadyTime now, Duration grace);

/// The connection to close for its memory: the stranger whose unfinished body is the largest, else the proved sender
/// whose is. None where nobody has one.
std::optional<std::size_t> to_free_memory(std::span<const Standing> all);

} // namespace pilothouse::net
