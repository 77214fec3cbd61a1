#pragma once

#include "integrations/net/async.hpp"
#include "integrations/net/limiter.hpp"

#include <boost/asio/steady_timer.hpp>

#include <list>

namespace pilothouse::net {

/// Where coroutines of the loop sleep until something changes. Whoever waits keeps the owner of the bell alive.
class Bell {
public:
    explicit Bell(executor loop) : loop_(std::move(loop)) {}

    Bell(const Bell&) = delete;
    Bell& operator=(const Bell&) = delete;

    /// Sleeps until the next `ring`, or `until`. Errors: cancelled.
    awaitable<Result<void>> wait(SteadyTime until = SteadyTime::max());
    /// Wakes everyone who waits now; they go on in a later turn of the loop.
    void ring();

private:
    executor loop_;
    std::list<boost::asio::steady_timer> waiting_;
};

} // namespace pilothouse::net
