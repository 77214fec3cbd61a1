#pragma once

#include "core/clock.hpp"
#include "core/result.hpp"

#include <string_view>

namespace pilothouse::bot {

/// How long a kind of task is tried before it is given up, counted from its first try.
Duration patience(std::string_view task_kind);

/// The pause before the next try: the error's retry_after where it has one, else growing from 1 s to 64 s with
/// full jitter. `random` is any 64-bit number.
Duration pause_before(int next_try, const Error& error, std::uint64_t random);

} // namespace pilothouse::bot
