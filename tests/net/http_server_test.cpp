#include "integrations/net/http_client.hpp"
#include "integrations/net/http_server.hpp"
#include "integrations/net/task_group.hpp"
#include "support/certificates.hpp"
#include "support/loop.hpp"
#include "support/raw_peer.hpp"

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace pilothouse::net {

using namespace std::chrono_literals;
using tests::on_loop;
using tests::raw_connect;
using tests::RawPeer;

namespace {

awaitable<HttpResponse> echo(HttpRequest request, Peer peer) {
    HttpResponse response;
    response.headers = {{"X-Method", request.method}, {"X-Target", request.target}, {"X-Peer", peer.address}};
    response.body = std::move(request.body);
    co_return response;
}

HttpServer serve(const executor& loop, HttpServerLimits limits = {}, HttpServer::Handler handler = echo) {
    return HttpServer::listen(loop, "127.0.0.1", 0, std::nullopt, std::move(handler), limits).value();
}

std::string get(const std::string& target, const std::string& more = {}) {
    return "GET " + target + " HTTP/1.1\r\nHost: here\r\n" + more + "\r\n";
}

/// Everything the server says to `bytes` until it closes.
awaitable<std::string> say(executor loop, std::uint16_t port, std::string bytes) {
    RawPeer peer = co_await raw_connect(loop, port);
    co_await peer.write(std::move(bytes));
    co_return co_await peer.read_to_end();
}

std::size_t count_of(std::string_view text, std::string_view what) {
    std::size_t count = 0;
    for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1))
        ++count;
    return count;
}

} // namespace

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

TEST_CASE("What two readers could read differently is refused, and the connection closed", "[http_server][gate]") {
    struct Case {
        std::string name;
        std::string bytes;
        int status;
    };

    const std::string start = "POST / HTTP/1.1\r\nHost: here\r\n";
    std::string many_fields = start;
    for (int i = 0; i < 80; ++i)
        many_fields += "X-" + std::to_string(i) + ": y\r\n";
    const std::string body = "Content-Length: 3\r\n\r\nabc";
    const std::string chunked = "Transfer-Encoding: chunked\r\n\r\n";
    const std::vector<Case> cases{
        {"length and chunked", start + "Content-Length: 3\r\n" + chunked + "0\r\n\r\n", 400},
        {"chunked and length", start + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n", 400},
        {"two differing lengths", start + "Content-Length: 4\r\n" + body, 400},
        {"the same length twice", start + "Content-Length: 3\r\n" + body, 400},
        {"a list of lengths", start + "Content-Length: 3, 3\r\n\r\nabc", 400},
        {"a signed length", start + "Content-Length: +3\r\n\r\nabc", 400},
        {"a negative length", start + "Content-Length: -3\r\n\r\nabc", 400},
        {"a hexadecimal length", start + "Content-Length: 0x3\r\n\r\nabc", 400},
        {"a length with zeros before it", start + "Content-Length: 0003\r\n\r\nabc", 400},
        {"an empty length", start + "Content-Length:\r\n\r\nabc", 400},
        {"a length beyond 64 bits", start + "Content-Length: 18446744073709551617\r\n\r\nabc", 400},
        {"a body over the limit", start + "Content-Length: 1048577\r\n\r\nabc", 413},
        {"two transfer codings", start + "Transfer-Encoding: chunked\r\n" + chunked + "0\r\n\r\n", 400},
        {"transfer coding identity", start + "Transfer-Encoding: identity\r\n\r\nabc", 400},
        {"transfer coding xchunked", start + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 400},
        {"chunked, then identity", start + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", 400},
        {"gzip, then chunked", start + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400},
        {"a tab before chunked", start + "Transfer-Encoding:\tchunked\r\n\r\n0\r\n\r\n", 400},
        {"space before the colon", start + "Content-Length : 3\r\n\r\nabc", 400},
        {"a bare newline in the header", "POST / HTTP/1.1\r\nHost: here\nContent-Length: 3\r\n\r\nabc", 400},
        {"only bare newlines", "GET / HTTP/1.1\nHost: here\n\n", 400},
        {"a NUL in a value", start + std::string("X: a\0b\r\n", 8) + body, 400},
        {"a lone carriage return in a value", start + "X: a\rb\r\n" + body, 400},
        {"a folded line", start + "X: a\r\n b\r\n" + body, 400},
        {"a folded line with a tab", start + "X: a\r\n\tb\r\n" + body, 400},
        {"HTTP/1.0", "POST / HTTP/1.0\r\nHost: here\r\n" + body, 505},
        {"chunked on HTTP/1.0", "POST / HTTP/1.0\r\nHost: here\r\n" + chunked + "0\r\n\r\n", 505},
        {"HTTP/1.2", "POST / HTTP/1.2\r\nHost: here\r\n" + body, 400},
        {"HTTP/2.0", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400},
        {"a negative chunk", start + chunked + "-1\r\nabc\r\n0\r\n\r\n", 400},
        {"a chunk beyond 64 bits", start + chunked + "10000000000000000\r\nabc\r\n0\r\n\r\n", 400},
        {"chunks over the limit", start + chunked + "100001\r\nabc", 413},
        {"a long chunk extension", start + chunked + "3;" + std::string(300, 'x') + "\r\nabc\r\n0\r\n\r\n", 400},
        {"an endless chunk extension", start + chunked + "3;" + std::string(100'000, 'x'), 400},
        {"endless trailers", start + chunked + "0\r\nX: " + std::string(100'000, 'x'), 400},
        {"a header over the limit", start + "X: " + std::string(9000, 'x') + "\r\n" + body, 431},
        {"an endless header", start + "X: " + std::string(40'000, 'x'), 431},
        {"more than 64 fields", many_fields + body, 431},
        {"an empty line first", "\r\n" + start + body, 400},
        {"a space in the target", "POST /a b HTTP/1.1\r\nHost: here\r\n" + body, 400},
        {"no Host", "POST / HTTP/1.1\r\n" + body, 400},
        {"two Hosts", start + "Host: there\r\n" + body, 400},
        {"an empty Host", "POST / HTTP/1.1\r\nHost:\r\n" + body, 400},
        {"a Host with a path", "POST / HTTP/1.1\r\nHost: here/there\r\n" + body, 400},
        {"an absolute target", "POST http://other/ HTTP/1.1\r\nHost: here\r\n" + body, 400},
        {"an authority target", "CONNECT here:443 HTTP/1.1\r\nHost: here\r\n\r\n", 405},
        {"a target that climbs", "POST /a/../b HTTP/1.1\r\nHost: here\r\n" + body, 400},
        {"a target that climbs, encoded", "POST /a/%2e%2E/b HTTP/1.1\r\nHost: here\r\n" + body, 400},
        {"a target with a broken escape", "POST /a%zz HTTP/1.1\r\nHost: here\r\n" + body, 400},
        {"a target with a NUL", "POST /a%00b HTTP/1.1\r\nHost: here\r\n" + body, 400},
        {"a long target", "POST /" + std::string(2100, 'a') + " HTTP/1.1\r\nHost: here\r\n" + body, 414},
        {"a method in lower case", "post / HTTP/1.1\r\nHost: here\r\n" + body, 405},
        {"another method", "DELETE / HTTP/1.1\r\nHost: here\r\n\r\n", 405},
        {"a POST without a length", start + "\r\nabc", 411},
        {"a GET with a body", "GET / HTTP/1.1\r\nHost: here\r\n" + body, 400},
        {"a compressed body", start + "Content-Encoding: gzip\r\n" + body, 415},
        {"an unknown expectation", start + "Expect: miracles\r\n" + body, 417},
        {"not HTTP", "\x16\x03\x01\r\n\r\n", 400},
    };
    for (const Case& odd : cases) {
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

TEST_CASE("Only so many connections are served at once", "[http_server]") {
    on_loop([](executor loop) -> awaitable<void> {
        HttpServerLimits limits;
        limits.connections = 2;
        auto server = serve(loop, limits);
        RawPeer one = co_await raw_connect(loop, server.port());
        RawPeer two = co_await raw_connect(loop, server.port());
        co_await one.write(get("/"));
        co_await one.read_until("\r\n\r\n");
        RawPeer three = co_await raw_connect(loop, server.port());
        CHECK_THAT(co_await three.read_to_end(), Catch::StartsWith("HTTP/1.1 503 "));
        one.close();
        two.close();
        std::string said;
        while (!said.starts_with("HTTP/1.1 200 ")) // until the server has seen that they are gone
            said = co_await say(loop, server.port(), get("/", "Connection: close\r\n"));
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
