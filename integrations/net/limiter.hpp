#pragma once

#include "core/clock.hpp"

#include <chrono>
#include <cstdint>

/// Pure: steady time in, waiting times out.
namespace pilothouse::net {

using SteadyTime = std::chrono::steady_clock::time_point;

/// A token bucket: `burst` at once, then one each `every`.
class TokenBucket {
public:
    TokenBucket(Duration every, int burst);
    /// Takes a token; returns how long to wait before using it (0: at once).
    Duration take(SteadyTime now);
    /// No token before `until` (a Retry-After).
    void hold(SteadyTime until);

private:
    Duration every_;
    Duration depth_;
    SteadyTime free_at_{};
};

/// Growing pauses with full jitter: a random span in [0, min(cap, base * 2^n)].
class Backoff {
public:
    Backoff(Duration base, Duration cap, std::uint64_t seed);
    Duration next();
    void reset();

    [[nodiscard]] int failures() const { return failures_; }

private:
    Duration base_, cap_;
    std::uint64_t random_;
    int failures_ = 0;
};

} // namespace pilothouse::net
