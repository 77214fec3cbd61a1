#include "integrations/net/task_group.hpp"
#include "tests/net/support/loop.hpp"
#include "tests/net/support/raw_peer.hpp"
#include "tests/net/support/websocket_server.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pilothouse::net {

using namespace std::chrono_literals;
using tests::echo;
using tests::link_to;
using tests::on_loop;
using tests::read_to_end;
using tests::Script;
using tests::tls_client;
using tests::websocket_server;

TEST_CASE("Messages go there and back in order, plain and TLS", "[websocket]") {
    const bool tls = GENERATE(false, true);
    on_loop([tls](executor loop) -> awaitable<void> {
        auto server = websocket_server(loop, echo, {}, tls);
        auto socket = (co_await WebSocket::connect(loop, tls_client(), link_to(server.port(), tls))).value();
        for (int i = 0; i < 200; ++i)
            REQUIRE(socket.write(std::to_string(i) + std::string(static_cast<std::size_t>(i) * 97, 'x')));
        CHECK(co_await socket.flush(5s));
        for (int i = 0; i < 200; ++i) {
            const auto message = co_await socket.read();
            REQUIRE(message);
            CHECK(message->starts_with(std::to_string(i) + (i == 0 ? "" : "x")));
            CHECK(message->size() == std::to_string(i).size() + static_cast<std::size_t>(i) * 97);
        }
        co_await socket.close(1000, "done");
        CHECK(socket.close_code() == 1000);
        CHECK_FALSE(socket.write("late"));
        CHECK((co_await socket.read()).error().code == Errc::unavailable);
        co_await server.stop(1s);
    });
}

TEST_CASE("A message leaves as one frame", "[websocket]") {
    const bool tls = GENERATE(false, true);
    on_loop([tls](executor loop) -> awaitable<void> {
        auto seen = std::make_shared<std::vector<std::pair<std::size_t, std::size_t>>>();
        const Script count = [seen](WebSocket& socket) -> awaitable<void> {
            socket.on_frames([seen](std::size_t bytes, std::size_t frames) { seen->emplace_back(bytes, frames); });
            return echo(socket);
        };
        auto server = websocket_server(loop, count, {}, tls);
        auto socket = (co_await WebSocket::connect(loop, tls_client(), link_to(server.port(), tls))).value();
        const std::vector<std::size_t> sizes{10'000, 0, 125, 126, 20'000, 32'768, 65'535, 65'536, 1'000'000};
        for (const std::size_t size : sizes)
            socket.write(std::string(size, 'y'));
        std::vector<std::pair<std::size_t, std::size_t>> expected;
        for (const std::size_t size : sizes) {
            CHECK((co_await socket.read()).value() == std::string(size, 'y'));
            expected.emplace_back(size, 1);
        }
        CHECK(*seen == expected);
        co_await socket.close(1000);
        co_await server.stop(1s);
    });
}

TEST_CASE("The peer's close code and a drop without one are told apart", "[websocket]") {
    on_loop([](executor loop) -> awaitable<void> {
        const Script closes = [](WebSocket& socket) -> awaitable<void> {
            const auto what = co_await socket.read();
            if (what && *what == "close") co_await socket.close(1009, "Max frame length of 20480 has been exceeded.");
            if (what && *what == "drop") socket.drop();
        };
        auto server = websocket_server(loop, closes);
        auto first = (co_await WebSocket::connect(loop, tls_client(), link_to(server.port()))).value();
        first.write("close");
        const auto closed = co_await first.read();
        CHECK(closed.error().code == Errc::unavailable);
        CHECK_THAT(closed.error().message, Catch::Contains("1009 Max frame length"));
        CHECK(first.close_code() == 1009);

        auto second = (co_await WebSocket::connect(loop, tls_client(), link_to(server.port()))).value();
        second.write("drop");
        CHECK((co_await second.read()).error().code == Errc::unavailable);
        CHECK(second.close_code() == 0);
        co_await server.stop(1s);
    });
}

TEST_CASE("What was queued leaves before the Close frame", "[websocket]") {
    on_loop([](executor loop) -> awaitable<void> {
        auto heard = std::make_shared<std::vector<std::string>>();
        const Script record = [heard](WebSocket& socket) -> awaitable<void> {
            const auto keep = [](WebSocket& from, std::shared_ptr<std::vector<std::string>> to) -> awaitable<void> {
                while (auto message = co_await from.read())
                    to->push_back(*std::move(message));
            };
            return keep(socket, heard);
        };
        auto server = websocket_server(loop, record);
        auto socket = (co_await WebSocket::connect(loop, tls_client(), link_to(server.port()))).value();
        for (int i = 0; i < 100; ++i)
            socket.write(std::to_string(i));
        co_await socket.close(1000);
        REQUIRE(heard->size() == 100);
        CHECK(heard->back() == "99");
        co_await server.stop(1s);
    });
}

TEST_CASE("The write queue is bounded, and flush has a deadline", "[websocket]") {
    on_loop([](executor loop) -> awaitable<void> {
        const Script mute = [](WebSocket&) -> awaitable<void> { co_await pause(1h); };
        auto server = websocket_server(loop, mute);
        auto socket = (co_await WebSocket::connect(loop, tls_client(), link_to(server.port()))).value();
        int taken = 0;
        while (taken < 5000 && socket.write(std::string(100'000, 'z')))
            ++taken;
        CHECK(taken == 1024);
        const auto flushed = co_await socket.flush(20ms);
        REQUIRE_FALSE(flushed);
        CHECK(flushed.error().code == Errc::timeout);
        socket.drop();
        CHECK((co_await socket.flush(20ms)).error().code == Errc::unavailable);
        co_await server.stop(0ms);
    });
}

TEST_CASE("A link can be destroyed with everything under way", "[websocket]") {
    const bool tls = GENERATE(false, true);
    on_loop([tls](executor loop) -> awaitable<void> {
        auto server = websocket_server(loop, echo, {}, tls);
        for (int round = 0; round < 20; ++round) {
            TaskGroup group(loop);
            auto socket = std::make_unique<WebSocket>(
                (co_await WebSocket::connect(loop, tls_client(), link_to(server.port(), tls))).value()
            );
            const auto listen = [](WebSocket* on) -> awaitable<void> { co_await on->read(); };
            group.spawn("reader", listen(socket.get()));
            for (int i = 0; i < round; ++i)
                socket->write(std::string(50'000, 'q'));
            if (round % 2 == 1) co_await pause(1ms);
            if (round % 3 == 1) group.cancel();
            socket.reset();
            CHECK(co_await group.join(5s));
        }
        co_await server.stop(1s);
    });
}

TEST_CASE("A cancelled read loses no message", "[websocket]") {
    on_loop([](executor loop) -> awaitable<void> {
        auto server = websocket_server(loop, echo);
        auto socket = (co_await WebSocket::connect(loop, tls_client(), link_to(server.port()))).value();
        TaskGroup group(loop);
        auto result = std::make_shared<Result<std::string>>();
        const auto listen = [](WebSocket& on, auto to) -> awaitable<void> { *to = co_await on.read(); };
        group.spawn("reader", listen(socket, result));
        co_await pause(1ms);
        group.cancel();
        CHECK(co_await group.join(5s));
        REQUIRE_FALSE(*result);
        CHECK(result->error().code == Errc::cancelled);
        socket.write("kept");
        CHECK((co_await socket.read()).value() == "kept");
        co_await socket.close(1000);
        co_await server.stop(1s);
    });
}

TEST_CASE("A stopping server says goodbye to its websockets", "[websocket]") {
    on_loop([](executor loop) -> awaitable<void> {
        auto server = websocket_server(loop, read_to_end);
        auto socket = (co_await WebSocket::connect(loop, tls_client(), link_to(server.port()))).value();
        TaskGroup group(loop);
        const auto listen = [](WebSocket& on) -> awaitable<void> { co_await on.read(); };
        group.spawn("reader", listen(socket));
        co_await server.stop(5s);
        CHECK(co_await group.join(5s));
        CHECK(socket.close_code() == 1001);
    });
}

} // namespace pilothouse::net
