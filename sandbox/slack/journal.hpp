#pragma once

#include "sandbox/slack/model.hpp"
#include "sandbox/slack/schedule.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>

namespace pilothouse::sandbox {

/// Everything that happened, oldest first, bounded.
class Journal {
public:
    Journal(const SandboxClock& clock, std::size_t limit) : clock_(clock), limit_(limit) {}

    /// `kind` is a dotted name such as "api.call"; `detail` an object.
    void add(std::string_view kind, Json detail);
    /// {entries:[{seq, at_ms, kind, …detail}], next, dropped}: what came after entry number `since`.
    [[nodiscard]] Json since(std::uint64_t since) const;
    void clear();

private:
    struct Entry {
        std::uint64_t seq;
        std::int64_t at_us;
        std::string kind;
        JsonPtr detail;
    };

    const SandboxClock& clock_;
    std::size_t limit_;
    std::deque<Entry> entries_{};
    std::uint64_t last_ = 0;
};

/// Counters, and how long acknowledgements took.
class Stats {
public:
    void count(std::string_view what, std::uint64_t by = 1);
    void ack_latency(std::int64_t us);
    [[nodiscard]] std::uint64_t value(std::string_view what) const;
    /// {counters:{…}, ack_ms:{count,p50,p99,max}} over the last 4,096 acknowledgements.
    [[nodiscard]] Json report() const;
    void clear();

private:
    static constexpr std::size_t kept = 4096;
    std::map<std::string, std::uint64_t, std::less<>> counters_{};
    std::array<std::int64_t, kept> latencies_{};
    std::size_t acks_ = 0;
};

} // namespace pilothouse::sandbox
