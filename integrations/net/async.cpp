#include "integrations/net/async.hpp"

#include "integrations/net/token.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

namespace pilothouse::net {

awaitable<Result<void>> pause(Duration span) {
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, span);
    const auto [error] = co_await timer.async_wait(as_result);
    if (error) co_return fail(Errc::cancelled, "the wait was cancelled");
    co_return Result<void>{};
}

} // namespace pilothouse::net
