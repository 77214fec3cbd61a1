#include "integrations/net/watchdog.hpp"

#include <boost/asio/steady_timer.hpp>

#include <utility>

namespace pilothouse::net {

struct Watchdog::Inner : std::enable_shared_from_this<Inner> {
    Inner(const executor& loop, std::function<void()> call) : timer(loop), bite(std::move(call)) {}

    void start(SteadyTime at) {
        rings = at;
        timer.expires_at(at);
        timer.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
            if (!error) self->rang();
        });
    }

    void rang() {
        rings = SteadyTime::max();
        if (deadline == SteadyTime::max()) return;
        if (std::chrono::steady_clock::now() < deadline) return start(deadline);
        deadline = SteadyTime::max();
        bite();
    }

    boost::asio::steady_timer timer;
    std::function<void()> bite;
    SteadyTime deadline = SteadyTime::max();
    SteadyTime rings = SteadyTime::max(); ///< when the timer under way expires
};

Watchdog::Watchdog(const executor& loop, std::function<void()> bite)
    : inner_(std::make_shared<Inner>(loop, std::move(bite))) {}

Watchdog::~Watchdog() {
    inner_->deadline = SteadyTime::max();
    inner_->timer.cancel();
}

void Watchdog::arm(SteadyTime at) {
    inner_->deadline = at;
    if (at < inner_->rings) inner_->start(at);
}

void Watchdog::arm(Duration from_now) {
    arm(std::chrono::steady_clock::now() + from_now);
}

void Watchdog::rest() {
    inner_->deadline = SteadyTime::max();
}

} // namespace pilothouse::net
