#pragma once

#include "sandbox/slack/schedule.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace pilothouse::sandbox {

/// How often a method may be called: calls a minute. `posting` is one message a second and channel, with a
/// short burst; `free` is not limited.
enum class Tier { one, two, three, four, special, posting, free };

/// The rate limits of slack.dev's "Rate limits": a bucket for each method, one for each channel.
class Limits {
public:
    Limits(const SandboxClock& clock, bool on, double scale) : clock_(clock), on_(on), scale_(scale) {}

    /// 0 when the call may go on, else the seconds of its Retry-After.
    int take(Tier tier, std::string_view method, std::string_view channel);
    void configure(bool on, double scale);

    void clear() { buckets_.clear(); }

    [[nodiscard]] bool on() const { return on_; }

    [[nodiscard]] double scale() const { return scale_; }

private:
    struct Bucket {
        double tokens;
        std::int64_t filled_us;
    };

    const SandboxClock& clock_;
    bool on_;
    double scale_;
    std::unordered_map<std::string, Bucket> buckets_{};

    int take_from(const std::string& name, double depth, double per_second);
};

} // namespace pilothouse::sandbox
