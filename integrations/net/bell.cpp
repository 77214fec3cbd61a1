#include "integrations/net/bell.hpp"

#include "integrations/net/token.hpp"

#include <boost/asio/this_coro.hpp>

namespace pilothouse::net {

namespace asio = boost::asio;

namespace {

/// Leaves the list however the wait ends: rung, cancelled, or the whole coroutine destroyed.
struct Place {
    std::list<asio::steady_timer>& list;
    std::list<asio::steady_timer>::iterator at;

    Place(std::list<asio::steady_timer>& in, asio::steady_timer timer)
        : list(in), at(in.insert(in.end(), std::move(timer))) {}

    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    ~Place() { list.erase(at); }
};

} // namespace

awaitable<Result<void>> Bell::wait(SteadyTime until) {
    const Place place(waiting_, asio::steady_timer(loop_, until));
    co_await place.at->async_wait(as_result);
    const auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none) co_return fail(Errc::cancelled, "the wait was cancelled");
    co_return Result<void>{};
}

void Bell::ring() {
    for (asio::steady_timer& timer : waiting_)
        timer.cancel();
}

} // namespace pilothouse::net
