#include "integrations/net/http_server.hpp"
#include "integrations/net/task_group.hpp"
#include "integrations/net/websocket.hpp"
#include "support/certificates.hpp"
#include "support/loop.hpp"
#include "support/raw_peer.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pilothouse::net {

using namespace std::chrono_literals;
using tests::on_loop;

namespace {

using Script = std::function<awaitable<void>(WebSocket&)>;

const TlsClient& tls_client() {
    static const TlsClient tls = TlsClient::create(tests::Certificates::get().authority()).value();
    return tls;
}

awaitable<HttpResponse> not_found(HttpRequest, Peer) {
    co_return HttpResponse{404, {}, "no"};
}

awaitable<void> play(std::function<awaitable<Result<WebSocket>>()> accept, Script script) {
    auto socket = co_await accept();
    if (socket) co_await script(*socket);
}

/// A server whose websockets follow `script`.
HttpServer websocket_server(const executor& loop, Script script, WebSocketLimits limits = {}, bool tls = false) {
    const auto& files = tests::Certificates::get();
    std::optional<TlsServer> secure;
    if (tls) secure = TlsServer::create(files.certificate("good"), files.key("good")).value();
    auto server = HttpServer::listen(loop, "127.0.0.1", 0, secure, not_found).value();
    server.on_upgrade(
        [script](const HttpRequest& request, const Peer&, auto accept) -> std::optional<awaitable<void>> {
            if (!request.target.starts_with("/link")) return std::nullopt;
            return play(std::move(accept), script);
        },
        limits
    );
    return server;
}

Url link_to(std::uint16_t port, bool tls = false) {
    return Url{tls, "127.0.0.1", port, "/link?ticket=1"};
}

awaitable<void> echo(WebSocket& socket) {
    while (true) {
        auto message = co_await socket.read();
        if (!message) co_return;
        socket.write(*std::move(message));
    }
}

awaitable<void> read_to_end(WebSocket& socket) {
    while (co_await socket.read()) {
    }
}

} // namespace

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
