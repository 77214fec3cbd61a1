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
using tests::Script;
using tests::tls_client;
using tests::websocket_server;

TEST_CASE("A server that answers without an upgrade is told from one that can't be reached", "[websocket]") {
    on_loop([](executor loop) -> awaitable<void> {
        auto server = websocket_server(loop, echo);
        const auto declined =
            co_await WebSocket::connect(loop, tls_client(), Url{false, "127.0.0.1", server.port(), "/other"});
        REQUIRE_FALSE(declined);
        CHECK(declined.error().code == Errc::rejected);
        CHECK_THAT(declined.error().message, Catch::Contains("404"));
        const auto refused = co_await WebSocket::connect(loop, tls_client(), link_to(tests::closed_port(loop)));
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == Errc::unavailable);
        co_await server.stop(1s);
    });
}

TEST_CASE("A handshake that hangs, breaks off or is not HTTP ends in words", "[websocket]") {
    struct Case {
        std::string answer;
        bool closes;
        Errc expected;
    };

    const auto how = GENERATE(
        Case{"", false, Errc::timeout}, Case{"", true, Errc::unavailable},
        Case{"SSH-2.0-x\r\n\r\n", false, Errc::rejected},
        Case{
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
            "Sec-WebSocket-Accept: wrong\r\n\r\n",
            false, Errc::rejected
        }
    );
    CAPTURE(how.answer, how.closes);
    on_loop([how](executor loop) -> awaitable<void> {
        tests::RawServer server(loop);
        WebSocketLimits limits;
        limits.handshake = 100ms;
        TaskGroup group(loop);
        auto code = std::make_shared<std::optional<Errc>>();
        const auto try_it = [](executor on, Url url, WebSocketLimits within, auto result) -> awaitable<void> {
            const auto socket = co_await WebSocket::connect(on, tls_client(), url, within);
            if (!socket) *result = socket.error().code;
        };
        group.spawn("connect", try_it(loop, link_to(server.port()), limits, code));
        auto peer = co_await server.accept();
        co_await peer.read_until("\r\n\r\n");
        co_await peer.write(how.answer);
        if (how.closes) peer.close();
        CHECK(co_await group.join(5s));
        REQUIRE(*code);
        CHECK(**code == how.expected);
    });
}

TEST_CASE("Binary messages are refused and the link stays; broken text ends it", "[websocket]") {
    on_loop([](executor loop) -> awaitable<void> {
        auto results = std::make_shared<std::vector<Result<std::string>>>();
        const Script record = [results](WebSocket& socket) -> awaitable<void> {
            const auto keep = [](WebSocket& from, auto to) -> awaitable<void> {
                for (int i = 0; i < 4; ++i)
                    to->push_back(co_await from.read());
            };
            return keep(socket, results);
        };
        auto server = websocket_server(loop, record);
        auto peer = co_await tests::raw_connect(loop, server.port());
        co_await peer.write("GET /link HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
        CHECK_THAT(co_await peer.read_until("\r\n\r\n"), Catch::Contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
        // Masked with four zero bytes, so that the payload stands as it is.
        const auto masked = [](char first, std::string_view payload) {
            std::string out(1, first);
            out += static_cast<char>(0x80U | payload.size());
            return out.append(4, '\0').append(payload);
        };
        co_await peer.write(
            masked('\x82', "bin") + masked('\x81', "text") + masked('\x81', "\xC3(") + masked('\x81', "x")
        );
        const std::string said = co_await peer.read_to_end();
        REQUIRE(said.size() >= 4);
        CHECK(said.substr(0, 1) == "\x88");
        CHECK(said.substr(2, 2) == "\x03\xEF"); // 1007
        co_await server.stop(1s);
        REQUIRE(results->size() == 4);
        CHECK((*results)[0].error().code == Errc::bad_input);
        CHECK((*results)[1].value() == "text");
        CHECK((*results)[2].error().code == Errc::bad_input);
        CHECK_FALSE((*results)[3].has_value());
    });
}

TEST_CASE("A fragmented message is counted as such, and one over the limit ends the link", "[websocket]") {
    on_loop([](executor loop) -> awaitable<void> {
        auto counted = std::make_shared<std::vector<std::pair<std::size_t, std::size_t>>>();
        auto last = std::make_shared<std::string>();
        const Script record = [counted, last](WebSocket& socket) -> awaitable<void> {
            socket.on_frames([counted](std::size_t bytes, std::size_t frames) { counted->emplace_back(bytes, frames); }
            );
            const auto keep = [](WebSocket& from, auto text) -> awaitable<void> {
                while (auto message = co_await from.read())
                    *text = *message;
            };
            return keep(socket, last);
        };
        WebSocketLimits theirs;
        theirs.message_bytes = 1000;
        auto server = websocket_server(loop, record, theirs);
        auto peer = co_await tests::raw_connect(loop, server.port());
        co_await peer.write("GET /link HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
        co_await peer.read_until("\r\n\r\n");
        const std::string mask = std::string(4, '\0');
        co_await peer.write(
            "\x01\x83" + mask + "abc" + "\x89\x80" + mask + std::string("\0\x82", 2) + mask + "de" + "\x80\x81" + mask +
            "f"
        );
        co_await peer.read_bytes(2); // the pong
        co_await peer.write("\x81\xFE\x07\xD0" + mask + std::string(2000, 'x'));
        CHECK(co_await peer.read_until("\x03\xF1") != ""); // 1009
        co_await server.stop(1s);
        CHECK(*last == "abcdef");
        REQUIRE_FALSE(counted->empty());
        CHECK(counted->front() == std::pair<std::size_t, std::size_t>{6, 3});
    });
}

} // namespace pilothouse::net
