#include "integrations/net/task_group.hpp"
#include "tests/net/support/loop.hpp"
#include "tests/net/support/websocket_server.hpp"

#include <chrono>
#include <memory>
#include <string>

namespace pilothouse::net {

using namespace std::chrono_literals;
using tests::echo;
using tests::link_to;
using tests::on_loop;
using tests::read_to_end;
using tests::Script;
using tests::tls_client;
using tests::websocket_server;

TEST_CASE("A link that falls silent is dead after the limit", "[websocket]") {
    on_loop([](executor loop) -> awaitable<void> {
        // The server neither reads (so it answers no ping) nor writes.
        const Script mute = [](WebSocket&) -> awaitable<void> { co_await pause(1h); };
        WebSocketLimits ours;
        ours.silence = 60ms;
        ours.ping_every = 15ms;
        auto server = websocket_server(loop, mute);
        auto socket = (co_await WebSocket::connect(loop, tls_client(), link_to(server.port()), ours)).value();
        const auto began = std::chrono::steady_clock::now();
        const auto message = co_await socket.read();
        const auto took = std::chrono::steady_clock::now() - began;
        REQUIRE_FALSE(message);
        CHECK(message.error().code == Errc::unavailable);
        CHECK_THAT(message.error().message, Catch::Contains("nothing was heard"));
        CHECK(took >= 60ms);
        CHECK(took < 5s);
        CHECK(socket.close_code() == 0);
        CHECK_FALSE(socket.write("x"));
        co_await server.stop(0ms);
    });
}

TEST_CASE("Pongs keep a quiet link alive; without them it is dead", "[websocket]") {
    const bool answers = GENERATE(true, false);
    on_loop([answers](executor loop) -> awaitable<void> {
        const Script quiet = [answers](WebSocket& socket) -> awaitable<void> {
            if (!answers) socket.answer_pings(false);
            return read_to_end(socket);
        };
        WebSocketLimits ours;
        ours.silence = 200ms;
        ours.ping_every = 20ms;
        auto server = websocket_server(loop, quiet);
        auto socket = (co_await WebSocket::connect(loop, tls_client(), link_to(server.port()), ours)).value();
        TaskGroup group(loop);
        auto ended = std::make_shared<bool>(false);
        const auto listen = [](WebSocket& on, std::shared_ptr<bool> done) -> awaitable<void> {
            co_await on.read();
            *done = true;
        };
        group.spawn("reader", listen(socket, ended));
        CHECK(co_await group.join(answers ? Duration(600) : Duration(5000)) == !answers);
        CHECK(*ended == !answers);
        co_await socket.close(1000);
        CHECK(co_await group.join(5s));
        co_await server.stop(1s);
    });
}

TEST_CASE("The peer's pings alone keep a link alive", "[websocket]") {
    on_loop([](executor loop) -> awaitable<void> {
        WebSocketLimits theirs;
        theirs.ping_every = 20ms;
        WebSocketLimits ours;
        ours.silence = 200ms;
        ours.ping_every = 1h;
        auto server = websocket_server(loop, read_to_end, theirs);
        auto socket = (co_await WebSocket::connect(loop, tls_client(), link_to(server.port()), ours)).value();
        TaskGroup group(loop);
        const auto listen = [](WebSocket& on) -> awaitable<void> { co_await on.read(); };
        group.spawn("reader", listen(socket));
        CHECK_FALSE(co_await group.join(600ms));
        socket.drop();
        CHECK(co_await group.join(5s));
        co_await server.stop(1s);
    });
}

TEST_CASE("A reader that takes its time does not find the link dead", "[websocket]") {
    on_loop([](executor loop) -> awaitable<void> {
        WebSocketLimits ours;
        ours.silence = 30ms;
        ours.ping_every = 10ms;
        auto server = websocket_server(loop, echo);
        auto socket = (co_await WebSocket::connect(loop, tls_client(), link_to(server.port()), ours)).value();
        co_await pause(100ms);
        socket.write("still there?");
        CHECK((co_await socket.read()).value() == "still there?");
        co_await socket.close(1000);
        co_await server.stop(1s);
    });
}

TEST_CASE("A Close frame that is never answered ends with the limit", "[websocket]") {
    const bool reading = GENERATE(false, true);
    on_loop([reading](executor loop) -> awaitable<void> {
        const Script mute = [](WebSocket&) -> awaitable<void> { co_await pause(1h); };
        WebSocketLimits ours;
        ours.close = 50ms;
        auto server = websocket_server(loop, mute);
        auto socket = (co_await WebSocket::connect(loop, tls_client(), link_to(server.port()), ours)).value();
        TaskGroup group(loop);
        const auto listen = [](WebSocket& on) -> awaitable<void> { co_await on.read(); };
        if (reading) group.spawn("reader", listen(socket));
        const auto began = std::chrono::steady_clock::now();
        co_await socket.close(1000);
        const auto took = std::chrono::steady_clock::now() - began;
        CHECK(took >= 50ms);
        CHECK(took < 5s);
        co_await socket.close(1000); // a second time costs nothing
        CHECK(co_await group.join(5s));
        co_await server.stop(0ms);
    });
}

} // namespace pilothouse::net
