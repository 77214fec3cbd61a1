#include "sandbox/slack/schedule.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace pilothouse::sandbox {

namespace {

constexpr auto awaited = boost::asio::as_tuple(boost::asio::use_awaitable);

} // namespace

Duration SandboxClock::scaled(Duration span) const {
    const auto real = static_cast<std::int64_t>(static_cast<double>(span.count()) * scale_);
    return Duration{std::max<std::int64_t>(real, 1)};
}

std::int64_t SandboxClock::unix_us() const {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(since).count();
}

std::int64_t SandboxClock::steady_us() const {
    const auto since = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(since).count();
}

Schedule::Schedule(net::executor loop, const SandboxClock& clock) : clock_(clock), timer_(std::move(loop)) {}

Schedule::Key Schedule::after(Duration span, std::function<void()> work) {
    const Key key{clock_.steady_us() + span.count() * 1000, ++last_};
    const bool first = waiting_.empty() || key < waiting_.begin()->first;
    waiting_.emplace(key, std::move(work));
    if (first) timer_.cancel();
    return key;
}

void Schedule::run_due() {
    const std::int64_t now = clock_.steady_us();
    while (!waiting_.empty() && waiting_.begin()->first.first <= now) {
        const auto work = std::move(waiting_.begin()->second);
        waiting_.erase(waiting_.begin());
        work();
    }
}

net::awaitable<void> Schedule::run() {
    while (!stopped_) {
        const std::int64_t now = clock_.steady_us();
        const std::int64_t due = waiting_.empty() ? now + 60'000'000 : waiting_.begin()->first.first;
        timer_.expires_after(std::chrono::microseconds{std::max<std::int64_t>(due - now, 0)});
        // Cancelled by an earlier entry or by stop; both are seen at the top of the loop.
        co_await timer_.async_wait(awaited);
        if (!stopped_) run_due();
    }
    waiting_.clear();
}

void Schedule::stop() {
    stopped_ = true;
    timer_.cancel();
}

void Bell::ring() {
    for (const auto& [id, timer] : waiting_)
        timer->cancel();
}

net::awaitable<void> Bell::wait(Duration limit) {
    boost::asio::steady_timer timer(loop_, limit);
    const std::uint64_t id = ++last_;
    waiting_.emplace(id, &timer);
    co_await timer.async_wait(awaited);
    waiting_.erase(id);
}

} // namespace pilothouse::sandbox
