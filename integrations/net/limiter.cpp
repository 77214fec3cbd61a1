#include "integrations/net/limiter.hpp"

#include <algorithm>

namespace pilothouse::net {

// The generic cell rate algorithm: `free_at_` is when the bucket would be full again, so a token is due `depth_`
// before that.
TokenBucket::TokenBucket(Duration every, int burst) : every_(every), depth_(every * (std::max(burst, 1) - 1)) {}

Duration TokenBucket::take(SteadyTime now) {
    const SteadyTime due = free_at_ - depth_;
    free_at_ = std::max(free_at_, now) + every_;
    return due > now ? std::chrono::ceil<Duration>(due - now) : Duration{0};
}

void TokenBucket::hold(SteadyTime until) {
    free_at_ = std::max(free_at_, until + depth_);
}

Backoff::Backoff(Duration base, Duration cap, std::uint64_t seed) : base_(base), cap_(cap), random_(seed) {}

Duration Backoff::next() {
    Duration ceiling = std::min(base_, cap_);
    for (int i = 0; i < failures_ && ceiling < cap_; ++i)
        ceiling = std::min(ceiling * 2, cap_);
    ++failures_;

    // SplitMix64 (Steele, Lea, Flood 2014): enough to spread clients apart.
    random_ += 0x9E3779B97F4A7C15U;
    std::uint64_t bits = random_;
    bits = (bits ^ (bits >> 30U)) * 0xBF58476D1CE4E5B9U;
    bits = (bits ^ (bits >> 27U)) * 0x94D049BB133111EBU;
    bits ^= bits >> 31U;
    const auto spread = static_cast<std::uint64_t>(ceiling.count()) + 1;
    return Duration{static_cast<Duration::rep>(bits % spread)};
}

void Backoff::reset() {
    failures_ = 0;
}

} // namespace pilothouse::net
