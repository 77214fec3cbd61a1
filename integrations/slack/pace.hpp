#pragma once

#include "core/clock.hpp"
#include "integrations/net/limiter.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

/// How often Slack may be called. Pure: steady time in, waiting times out.
namespace pilothouse::slack {

struct MethodCounts {
    std::uint64_t calls = 0;
    std::uint64_t failures = 0;
    std::uint64_t throttled = 0; ///< answered with 429
};

/// Slack's published rates: each method its tier's, posting once a second in a channel and 200 times a minute in
/// all. A 429 holds up its own method, nothing else.
class Pace {
public:
    /// With `keep_rates` off only what Slack asks for by a 429 is kept.
    explicit Pace(bool keep_rates) : keep_rates_(keep_rates) {}

    struct Turn {
        bool granted = false; ///< false: `wait` is longer than the caller would wait, and nothing was taken
        Duration wait{};
    };

    /// Takes a turn. `channel` is empty for what posts nothing.
    Turn take(std::string_view method, std::string_view channel, net::SteadyTime now, Duration most);
    /// No call of the method before `until`.
    void hold(std::string_view method, net::SteadyTime until);

    void failed(std::string_view method);

    [[nodiscard]] const std::map<std::string, MethodCounts, std::less<>>& counts() const { return counts_; }

private:
    struct Gate {
        net::TokenBucket bucket;
        net::SteadyTime held_until{};
    };

    Gate& gate(std::string_view method);
    MethodCounts& count(std::string_view method);

    bool keep_rates_;
    std::map<std::string, Gate, std::less<>> gates_;
    std::map<std::string, net::TokenBucket, std::less<>> channels_;
    net::TokenBucket workspace_{std::chrono::milliseconds{300}, 20};
    std::map<std::string, MethodCounts, std::less<>> counts_;
};

} // namespace pilothouse::slack
