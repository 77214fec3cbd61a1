#pragma once

#include "integrations/net/async.hpp"
#include "integrations/net/token.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>

#include <catch2/catch.hpp>

#include <chrono>
#include <exception>

namespace pilothouse::tests {

/// Runs `body(executor)` on a loop of its own. The test fails when it throws, does not end within 20 s, or leaves
/// something running behind: nothing in net may keep a loop alive after it was closed.
template <class Body>
void on_loop(Body body) {
    boost::asio::io_context loop(1);
    std::exception_ptr failure;
    bool ended = false;
    auto done = [&](const std::exception_ptr& thrown) {
        failure = thrown;
        ended = true;
        if (thrown) loop.stop();
    };
    boost::asio::co_spawn(loop, body(net::executor(loop.get_executor())), done);
    loop.run_for(std::chrono::seconds{20});
    if (failure) std::rethrow_exception(failure);
    REQUIRE(ended);
    REQUIRE(loop.stopped());
}

} // namespace pilothouse::tests
