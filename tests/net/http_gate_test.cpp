#include "tests/net/support/http_fixture.hpp"
#include "tests/net/support/loop.hpp"
#include "tests/net/support/odd_requests.hpp"

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace pilothouse::net {

using namespace std::chrono_literals;
using tests::count_of;
using tests::echo;
using tests::get;
using tests::odd_requests;
using tests::on_loop;
using tests::say;
using tests::serve;

TEST_CASE("What two readers could read differently is refused, and the connection closed", "[http_server][gate]") {
    for (const auto& odd : odd_requests("/some", 1 << 20)) {
        CAPTURE(odd.name);
        int handled = 0;
        on_loop([&](executor loop) -> awaitable<void> {
            const HttpServer::Handler count = [&handled](HttpRequest request, Peer peer) {
                ++handled;
                return echo(std::move(request), std::move(peer));
            };
            auto server = serve(loop, {}, count);
            // The second request must never be seen: the connection is closed behind the first.
            const std::string said = co_await say(loop, server.port(), odd.bytes + get("/smuggled"));
            CHECK_THAT(said, Catch::StartsWith("HTTP/1.1 " + std::to_string(odd.status) + " "));
            CHECK(count_of(said, "HTTP/1.1 ") == 1);
            CHECK_THAT(said, Catch::Contains("Connection: close\r\n"));
            co_await server.stop(1s);
        });
        CHECK(handled == 0);
    }
}

TEST_CASE("What stands behind a request is not taken for another one", "[http_server][gate]") {
    on_loop([](executor loop) -> awaitable<void> {
        auto server = serve(loop);
        const std::string said = co_await say(loop, server.port(), get("/one") + get("/two"));
        CHECK_THAT(said, Catch::Contains("X-Target: /one"));
        CHECK(count_of(said, "HTTP/1.1 ") == 1);
        co_await server.stop(1s);
    });
}

} // namespace pilothouse::net
