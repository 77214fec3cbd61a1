#include "sandbox/slack/limits.hpp"

#include <algorithm>
#include <cmath>

namespace pilothouse::sandbox {

namespace {

constexpr double posting_burst = 5;
constexpr std::size_t most_buckets = 10'000;

double calls_a_minute(Tier tier) {
    switch (tier) {
    case Tier::one:
        return 1;
    case Tier::two:
        return 20;
    case Tier::three:
        return 50;
    case Tier::four:
        return 100;
    case Tier::special:
    case Tier::posting:
    case Tier::free:
        return 600;
    }
    return 600;
}

} // namespace

int Limits::take(Tier tier, std::string_view method, std::string_view channel) {
    if (!on_ || tier == Tier::free) return 0;
    if (tier == Tier::posting) return take_from("channel/" + std::string(channel), posting_burst, 1.0);
    // Tier 1 is "1+ per minute" and lets short bursts pass; a start with two sockets needs more than one call.
    const double minute = calls_a_minute(tier);
    return take_from("method/" + std::string(method), std::max(minute, 5.0), minute / 60.0);
}

int Limits::take_from(const std::string& name, double depth, double per_second) {
    const std::int64_t now = clock_.steady_us();
    const double rate = per_second * scale_;
    const double full = std::max(depth * scale_, 1.0);
    if (buckets_.size() > most_buckets) buckets_.clear();
    Bucket& bucket = buckets_.try_emplace(name, Bucket{full, now}).first->second;
    bucket.tokens = std::min(full, bucket.tokens + static_cast<double>(now - bucket.filled_us) / 1e6 * rate);
    bucket.filled_us = now;
    if (bucket.tokens >= 1.0) {
        bucket.tokens -= 1.0;
        return 0;
    }
    return std::max(1, static_cast<int>(std::ceil((1.0 - bucket.tokens) / rate)));
}

void Limits::configure(bool on, double scale) {
    on_ = on;
    scale_ = scale;
    buckets_.clear();
}

} // namespace pilothouse::sandbox
