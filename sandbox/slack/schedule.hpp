#pragma once

#include "core/clock.hpp"
#include "integrations/net/async.hpp"

#include <boost/asio/steady_timer.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <utility>

namespace pilothouse::sandbox {

/// The clocks of a sandbox. Spans that Slack defines pass through `scaled`.
class SandboxClock {
public:
    explicit SandboxClock(double scale) : scale_(scale) {}

    /// A span of Slack's time in real time; at least one millisecond.
    [[nodiscard]] Duration scaled(Duration span) const;
    [[nodiscard]] std::int64_t unix_us() const;

    [[nodiscard]] std::int64_t unix_s() const { return unix_us() / 1'000'000; }

    [[nodiscard]] std::int64_t steady_us() const;

private:
    double scale_;
};

/// Functions to call later, all on one timer.
class Schedule {
public:
    using Key = std::pair<std::int64_t, std::uint64_t>;

    Schedule(net::executor loop, const SandboxClock& clock);
    /// Calls `work` after `span` of real time. The key cancels it.
    Key after(Duration span, std::function<void()> work);

    void cancel(Key key) { waiting_.erase(key); }

    /// Runs until `stop`.
    net::awaitable<void> run();
    void stop();

private:
    const SandboxClock& clock_;
    boost::asio::steady_timer timer_;
    std::map<Key, std::function<void()>> waiting_;
    std::uint64_t last_ = 0;
    bool stopped_ = false;

    void run_due();
};

/// Lets coroutines wait until something changes.
class Bell {
public:
    explicit Bell(net::executor loop) : loop_(std::move(loop)) {}

    /// Wakes everyone who waits.
    void ring();
    /// Waits for the next ring, `limit` at most.
    net::awaitable<void> wait(Duration limit);

private:
    net::executor loop_;
    std::map<std::uint64_t, boost::asio::steady_timer*> waiting_;
    std::uint64_t last_ = 0;
};

} // namespace pilothouse::sandbox
