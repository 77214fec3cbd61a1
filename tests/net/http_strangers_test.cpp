#include "integrations/net/bell.hpp"
#include "integrations/net/http_server.hpp"
#include "tests/net/support/http_fixture.hpp"
#include "tests/net/support/loop.hpp"
#include "tests/net/support/raw_peer.hpp"

#include <chrono>
#include <string>
#include <utility>
#include <vector>

/// Many connections, slow ones, and ones that stay.
namespace pilothouse::net {

using namespace std::chrono_literals;
using tests::count_of;
using tests::get;
using tests::on_loop;
using tests::raw_connect;
using tests::RawPeer;
using tests::say;
using tests::serve;

namespace {

/// Answers when it is told to; whoever sends POST is known.
class Desk {
public:
    explicit Desk(executor loop) : open_(std::move(loop)) {}

    awaitable<HttpResponse> handle(HttpRequest request) {
        ++asked;
        targets.push_back(request.target);
        while (!is_open)
            if (!co_await open_.wait(std::chrono::steady_clock::now() + 20s)) break;
        co_return HttpResponse{
            .status = 200, .headers = {}, .body = "answer to " + request.target, .proved = request.method == "POST"
        };
    }

    void open() {
        is_open = true;
        open_.ring();
    }

    int asked = 0;
    bool is_open = true;
    std::vector<std::string> targets{};

private:
    Bell open_;
};

HttpServer serve_at(Desk& desk, const executor& loop, HttpServerLimits limits) {
    return serve(loop, limits, [&desk](HttpRequest request, const Peer&) { return desk.handle(std::move(request)); });
}

std::string post(const std::string& target, std::size_t length) {
    return "POST " + target + " HTTP/1.1\r\nHost: here\r\nContent-Length: " + std::to_string(length) + "\r\n\r\n";
}

} // namespace

TEST_CASE("Whoever is being answered keeps the place; one more is told to come later", "[http_server]") {
    on_loop([](executor loop) -> awaitable<void> {
        Desk desk(loop);
        desk.is_open = false;
        auto server = serve_at(desk, loop, {.connections = 2, .grace = 0ms});
        RawPeer one = co_await raw_connect(loop, server.port());
        RawPeer two = co_await raw_connect(loop, server.port());
        co_await one.write(get("/1"));
        co_await two.write(get("/2"));
        while (desk.asked < 2)
            co_await pause(1ms);
        RawPeer three = co_await raw_connect(loop, server.port());
        CHECK_THAT(co_await three.read_to_end(), Catch::StartsWith("HTTP/1.1 503 "));
        desk.open();
        CHECK_THAT(co_await one.read_until("/1"), Catch::StartsWith("HTTP/1.1 200 "));
        CHECK_THAT(co_await two.read_until("/2"), Catch::StartsWith("HTTP/1.1 200 "));
        const std::string said = co_await say(loop, server.port(), get("/3", "Connection: close\r\n"));
        CHECK_THAT(said, Catch::StartsWith("HTTP/1.1 200 "));
        co_await server.stop(1s);
    });
}

TEST_CASE("Slow strangers make place for one more; a known sender keeps its own", "[http_server]") {
    on_loop([](executor loop) -> awaitable<void> {
        Desk desk(loop);
        auto server = serve_at(desk, loop, {.connections = 4, .grace = 0ms});
        RawPeer known = co_await raw_connect(loop, server.port());
        co_await known.write(post("/first", 0));
        co_await known.read_until("/first");
        std::vector<RawPeer> slow;
        for (int i = 0; i < 9; ++i) {
            slow.push_back(co_await raw_connect(loop, server.port()));
            co_await slow.back().write(i % 2 == 0 ? "GET / HT" : post("/slow", 9) + "x");
        }
        for (std::size_t i = 0; i < 6; ++i)
            CHECK((co_await slow[i].read_to_end()).empty());
        const std::string said = co_await say(loop, server.port(), get("/new", "Connection: close\r\n"));
        CHECK_THAT(said, Catch::StartsWith("HTTP/1.1 200 "));
        co_await known.write(post("/again", 0));
        CHECK_THAT(co_await known.read_until("/again"), Catch::StartsWith("HTTP/1.1 200 "));
        co_await server.stop(1s);
    });
}

TEST_CASE("Unfinished bodies have so much memory together; the largest goes", "[http_server]") {
    on_loop([](executor loop) -> awaitable<void> {
        Desk desk(loop);
        auto server = serve_at(desk, loop, {.arriving_bytes = 60'000});
        RawPeer large = co_await raw_connect(loop, server.port());
        RawPeer small = co_await raw_connect(loop, server.port());
        co_await large.write(post("/large", 90'000) + std::string(50'000, 'x'));
        co_await small.write(post("/small", 40'000) + std::string(30'000, 'x'));
        CHECK((co_await large.read_to_end()).empty());
        co_await small.write(std::string(10'000, 'x'));
        CHECK_THAT(co_await small.read_until("/small"), Catch::StartsWith("HTTP/1.1 200 "));
        // What has been answered takes no room any more.
        for (int i = 0; i < 3; ++i) {
            co_await small.write(post("/small", 50'000) + std::string(50'000, 'x'));
            CHECK_THAT(co_await small.read_until("/small"), Catch::StartsWith("HTTP/1.1 200 "));
        }
        small.close();
        co_await server.stop(1s);
    });
}

TEST_CASE("A body that trickles in is cut off long before the time of a whole one", "[http_server]") {
    on_loop([](executor loop) -> awaitable<void> {
        HttpServerLimits limits{.body_time = 1h, .body_step = 1'000, .body_step_time = 40ms};
        auto server = serve(loop, limits);
        CHECK_THAT(
            co_await say(loop, server.port(), post("/", 9'000) + std::string(1'500, 'x')),
            Catch::StartsWith("HTTP/1.1 408 ")
        );
        co_await server.stop(1s);
    });
}

TEST_CASE("A connection serves so many requests and says which is the last", "[http_server]") {
    on_loop([](executor loop) -> awaitable<void> {
        auto server = serve(loop, {.requests = 2});
        RawPeer peer = co_await raw_connect(loop, server.port());
        co_await peer.write(get("/"));
        CHECK_THAT(co_await peer.read_until("\r\n\r\n"), Catch::Contains("Connection: keep-alive\r\n"));
        co_await peer.write(get("/"));
        CHECK_THAT(co_await peer.read_to_end(), Catch::Contains("Connection: close\r\n"));
        co_await server.stop(1s);
    });
}

TEST_CASE(
    "Of requests in the same bytes only the first is heard; one that comes behind waits its turn", "[http_server]"
) {
    on_loop([](executor loop) -> awaitable<void> {
        Desk desk(loop);
        auto server = serve_at(desk, loop, {});
        const std::string said = co_await say(loop, server.port(), post("/1", 0) + post("/2", 0));
        CHECK(said.ends_with("answer to /1"));
        CHECK_THAT(said, Catch::Contains("Connection: close\r\n"));
        CHECK(desk.targets == std::vector<std::string>{"/1"});

        desk.is_open = false;
        RawPeer peer = co_await raw_connect(loop, server.port());
        co_await peer.write(post("/3", 0));
        while (desk.asked < 2)
            co_await pause(1ms);
        co_await peer.write(post("/4", 0));
        desk.open();
        const std::string both = co_await peer.read_until("to /4");
        CHECK(both.find("answer to /3") < both.find("answer to /4"));
        CHECK(count_of(both, "HTTP/1.1 200 OK") == 2);
        peer.close();
        co_await server.stop(1s);
    });
}

} // namespace pilothouse::net
