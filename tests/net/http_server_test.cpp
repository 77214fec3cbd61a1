#include "integrations/net/http_client.hpp"
#include "integrations/net/http_server.hpp"
#include "integrations/net/task_group.hpp"
#include "tests/net/support/certificates.hpp"
#include "tests/net/support/http_fixture.hpp"
#include "tests/net/support/loop.hpp"
#include "tests/net/support/raw_peer.hpp"

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace pilothouse::net {

using namespace std::chrono_literals;
using tests::count_of;
using tests::echo;
using tests::get;
using tests::on_loop;
using tests::raw_connect;
using tests::RawPeer;
using tests::say;
using tests::serve;

TEST_CASE("A connection serves request after request and says so", "[http_server]") {
    on_loop([](executor loop) -> awaitable<void> {
        auto server = serve(loop);
        RawPeer peer = co_await raw_connect(loop, server.port());
        for (int i = 0; i < 3; ++i) {
            co_await peer.write("POST /a?b HTTP/1.1\r\nHost: here\r\nContent-Length: 5\r\n\r\nhello");
            CHECK(
                co_await peer.read_until("hello") ==
                "HTTP/1.1 200 OK\r\nX-Method: POST\r\nX-Target: /a?b\r\nX-Peer: 127.0.0.1\r\n"
                "Connection: keep-alive\r\nContent-Length: 5\r\n\r\nhello"
            );
        }
        co_await peer.write(get("/last", "Connection: close\r\n"));
        CHECK_THAT(co_await peer.read_to_end(), Catch::Contains("Connection: close\r\n"));
        co_await server.stop(1s);
    });
}

TEST_CASE("A request may come byte by byte", "[http_server]") {
    on_loop([](executor loop) -> awaitable<void> {
        auto server = serve(loop);
        RawPeer peer = co_await raw_connect(loop, server.port());
        const std::string request = "POST /slow HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n"
                                    "3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: no\r\n\r\n";
        for (const char byte : request)
            co_await peer.write(std::string(1, byte));
        CHECK_THAT(co_await peer.read_until("abcde"), Catch::EndsWith("\r\n\r\nabcde"));
        peer.close();
        co_await server.stop(1s);
    });
}

TEST_CASE("A server that is not strict takes other methods and requests in a row", "[http_server]") {
    on_loop([](executor loop) -> awaitable<void> {
        HttpServerLimits limits;
        limits.strict = false;
        auto server = serve(loop, limits);
        const std::string put = "PUT /p HTTP/1.1\r\nHost: here\r\nContent-Length: 2\r\n\r\nok";
        const std::string head = "HEAD /h HTTP/1.1\r\nHost: here\r\n\r\n";
        const std::string said = co_await say(loop, server.port(), put + head + get("/g", "Connection: close\r\n"));
        CHECK_THAT(
            said,
            Catch::Contains("X-Method: PUT") && Catch::Contains("X-Method: HEAD") && Catch::Contains("X-Target: /g")
        );
        CHECK(count_of(said, "HTTP/1.1 200 OK") == 3);
        co_await server.stop(1s);
    });
}

TEST_CASE("A client that announces its body is told to go on", "[http_server]") {
    on_loop([](executor loop) -> awaitable<void> {
        auto server = serve(loop);
        RawPeer peer = co_await raw_connect(loop, server.port());
        co_await peer.write("POST / HTTP/1.1\r\nHost: here\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
        CHECK(co_await peer.read_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
        co_await peer.write("body");
        CHECK((co_await peer.read_until("body")).ends_with("body"));
        peer.close();
        co_await server.stop(1s);
    });
}

TEST_CASE("Slow headers and slow bodies are cut off with 408", "[http_server]") {
    const std::string part = GENERATE(
        std::string("GET / HT"), std::string("POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 10\r\n\r\nhal"),
        std::string("POST / HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n3\nabc\n0\n\n")
    );
    on_loop([part](executor loop) -> awaitable<void> {
        HttpServerLimits limits;
        limits.header_time = 40ms;
        limits.body_time = 40ms;
        auto server = serve(loop, limits);
        const std::string said = co_await say(loop, server.port(), part);
        CHECK_THAT(said, Catch::StartsWith("HTTP/1.1 408 ") || Catch::StartsWith("HTTP/1.1 400 "));
        co_await server.stop(1s);
    });
}

TEST_CASE("A connection that says nothing is closed without a word", "[http_server]") {
    const bool after_a_request = GENERATE(false, true);
    on_loop([after_a_request](executor loop) -> awaitable<void> {
        HttpServerLimits limits;
        limits.header_time = after_a_request ? Duration(5000) : Duration(30);
        limits.idle = 30ms;
        auto server = serve(loop, limits);
        RawPeer peer = co_await raw_connect(loop, server.port());
        if (after_a_request) {
            co_await peer.write(get("/"));
            co_await peer.read_until("\r\n\r\n");
        }
        CHECK((co_await peer.read_to_end()).empty());
        co_await server.stop(1s);
    });
}

TEST_CASE("A handler that throws is a 500, and the connection goes on", "[http_server]") {
    on_loop([](executor loop) -> awaitable<void> {
        const HttpServer::Handler broken = [](HttpRequest request, Peer peer) -> awaitable<HttpResponse> {
            if (request.target == "/throw") throw std::runtime_error("secret detail");
            co_return co_await echo(std::move(request), std::move(peer));
        };
        auto server = serve(loop, {}, broken);
        RawPeer peer = co_await raw_connect(loop, server.port());
        co_await peer.write(get("/throw"));
        const std::string said = co_await peer.read_until("error\n");
        CHECK_THAT(said, Catch::StartsWith("HTTP/1.1 500 ") && !Catch::Contains("secret detail"));
        co_await peer.write(get("/fine"));
        CHECK_THAT(co_await peer.read_until("\r\n\r\n"), Catch::StartsWith("HTTP/1.1 200 "));
        peer.close();
        co_await server.stop(1s);
    });
}

TEST_CASE("A header from the handler that would split the answer is left out", "[http_server]") {
    on_loop([](executor loop) -> awaitable<void> {
        const HttpServer::Handler splits = [](HttpRequest, Peer) -> awaitable<HttpResponse> {
            HttpResponse response;
            response.headers = {
                {"X-Good", "yes"}, {"X-Bad", "a\r\nSet-Cookie: b"}, {"X:Y", "c"}, {"Content-Length", "9"}
            };
            response.body = "ok";
            co_return response;
        };
        auto server = serve(loop, {}, splits);
        const std::string said = co_await say(loop, server.port(), get("/", "Connection: close\r\n"));
        CHECK(said == "HTTP/1.1 200 OK\r\nX-Good: yes\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
        co_await server.stop(1s);
    });
}

TEST_CASE("Faults: an answer that never comes, or comes in half", "[http_server]") {
    const auto fate = GENERATE(HttpServer::Fate::drop, HttpServer::Fate::truncate);
    on_loop([fate](executor loop) -> awaitable<void> {
        auto server = serve(loop);
        server.on_fault([fate](const HttpRequest& request, HttpResponse&) {
            return request.target == "/bad" ? fate : HttpServer::Fate::answer;
        });
        HttpClient client(loop, TlsClient::create().value());
        const Url good{false, "127.0.0.1", server.port(), "/good"};
        const Url bad{false, "127.0.0.1", server.port(), "/bad"};
        CHECK(co_await client.send(good, HttpRequest{}, 5s));
        const auto lost = co_await client.send(bad, HttpRequest{}, 5s); // on the kept connection
        REQUIRE_FALSE(lost);
        CHECK(lost.error().code == Errc::unknown_outcome);
        CHECK(co_await client.send(good, HttpRequest{}, 5s));
        client.close();
        co_await server.stop(1s);
    });
}

TEST_CASE("A port in use, and an address that is none", "[http_server]") {
    on_loop([](executor loop) -> awaitable<void> {
        auto server = serve(loop);
        const auto taken = HttpServer::listen(loop, "127.0.0.1", server.port(), std::nullopt, echo);
        REQUIRE_FALSE(taken);
        CHECK(taken.error().code == Errc::unavailable);
        CHECK_THAT(taken.error().message, Catch::Contains("already in use"));
        CHECK(HttpServer::listen(loop, "here", 0, std::nullopt, echo).error().code == Errc::bad_input);
        co_await server.stop(0ms);
        auto again = HttpServer::listen(loop, "127.0.0.1", server.port(), std::nullopt, echo);
        REQUIRE(again);
        co_await again->stop(0ms);
    });
}

TEST_CASE("Stopping lets a running request end and closes idle connections at once", "[http_server]") {
    on_loop([](executor loop) -> awaitable<void> {
        auto begun = std::make_shared<bool>(false);
        const auto slowly = [](std::shared_ptr<bool> flag) -> awaitable<HttpResponse> {
            *flag = true;
            co_await pause(100ms);
            co_return HttpResponse{200, {}, "done"};
        };
        auto server = serve(loop, {}, [begun, slowly](HttpRequest, Peer) { return slowly(begun); });
        RawPeer idle = co_await raw_connect(loop, server.port());
        RawPeer busy = co_await raw_connect(loop, server.port());
        co_await busy.write(get("/"));
        while (!*begun)
            co_await pause(1ms);
        TaskGroup group(loop);
        const auto stop = [](HttpServer& which) -> awaitable<void> { co_await which.stop(5s); };
        group.spawn("stop", stop(server));
        CHECK((co_await idle.read_to_end()).empty());
        const std::string said = co_await busy.read_to_end();
        CHECK(said.ends_with("done"));
        CHECK_THAT(said, Catch::Contains("Connection: close"));
        CHECK(co_await group.join(5s));
    });
}

TEST_CASE("Stopping cuts off a request that does not end within the limit", "[http_server]") {
    on_loop([](executor loop) -> awaitable<void> {
        auto begun = std::make_shared<bool>(false);
        const auto forever = [](std::shared_ptr<bool> flag) -> awaitable<HttpResponse> {
            *flag = true;
            co_await pause(1h);
            co_return HttpResponse{200, {}, "never"};
        };
        auto server = serve(loop, {}, [begun, forever](HttpRequest, Peer) { return forever(begun); });
        RawPeer peer = co_await raw_connect(loop, server.port());
        co_await peer.write(get("/"));
        while (!*begun)
            co_await pause(1ms);
        co_await server.stop(20ms);
        CHECK((co_await peer.read_to_end()).empty());
    });
}

TEST_CASE("A server can be destroyed with connections open", "[http_server]") {
    on_loop([](executor loop) -> awaitable<void> {
        RawPeer peer = co_await [](executor on) -> awaitable<RawPeer> {
            auto server = serve(on);
            RawPeer made = co_await raw_connect(on, server.port());
            co_await made.write("GET / HT");
            co_await pause(1ms);
            co_return made;
        }(loop);
        CHECK((co_await peer.read_to_end()).empty());
    });
}

TEST_CASE("A large answer and a large body, plain and TLS", "[http_server]") {
    const bool tls = GENERATE(false, true);
    on_loop([tls](executor loop) -> awaitable<void> {
        const auto& files = tests::Certificates::get();
        std::optional<TlsServer> secure;
        if (tls) secure = TlsServer::create(files.certificate("good"), files.key("good")).value();
        HttpServerLimits limits;
        limits.body_bytes = 6U << 20U;
        auto server = HttpServer::listen(loop, "127.0.0.1", 0, secure, echo, limits).value();
        HttpClient client(loop, TlsClient::create(files.authority()).value());
        HttpRequest request;
        request.method = "POST";
        for (int i = 0; i < 5'000'000; ++i)
            request.body += static_cast<char>('a' + i % 23);
        const auto answer = co_await client.send(Url{tls, "127.0.0.1", server.port(), "/"}, request, 10s);
        REQUIRE(answer);
        CHECK(answer->body == request.body);
        client.close();
        co_await server.stop(1s);
    });
}

} // namespace pilothouse::net
