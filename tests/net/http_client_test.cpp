#include "integrations/net/http_client.hpp"
#include "integrations/net/http_server.hpp"
#include "integrations/net/task_group.hpp"
#include "tests/net/support/certificates.hpp"
#include "tests/net/support/loop.hpp"
#include "tests/net/support/raw_peer.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace pilothouse::net {

using namespace std::chrono_literals;
using tests::on_loop;
using tests::RawPeer;
using tests::RawServer;

namespace {

Url url_of(std::uint16_t port, std::string target = "/", bool tls = false) {
    return Url{tls, "127.0.0.1", port, std::move(target)};
}

HttpClient plain_client(const executor& loop, HttpClientLimits limits = {}) {
    static const TlsClient tls = TlsClient::create().value();
    return HttpClient(loop, tls, limits);
}

HttpRequest post(std::string body) {
    HttpRequest request;
    request.method = "POST";
    request.target = "/api/chat.postMessage";
    request.headers = {{"Content-Type", "application/json"}, {"Authorization", "Bearer x"}};
    request.body = std::move(body);
    return request;
}

/// Echoes what came, and from which of the server's connections.
awaitable<HttpResponse> echo(HttpRequest request, Peer) {
    HttpResponse response;
    response.headers = {{"X-Method", request.method}, {"X-Target", request.target}};
    response.body = std::move(request.body);
    co_return response;
}

constexpr const char* small_answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/// Sends in the background; the result is there when the group has ended.
awaitable<void> send_into(
    HttpClient& client, Url url, HttpRequest request, Duration deadline, std::shared_ptr<Result<HttpResponse>> result
) {
    *result = co_await client.send(std::move(url), std::move(request), deadline);
}

std::shared_ptr<Result<HttpResponse>> nothing_yet() {
    return std::make_shared<Result<HttpResponse>>(fail(Errc::internal, "no result yet"));
}

} // namespace

TEST_CASE("A request and its answer, plain and TLS, over kept connections", "[http_client]") {
    const bool tls = GENERATE(false, true);
    on_loop([tls](executor loop) -> awaitable<void> {
        const auto& files = tests::Certificates::get();
        std::optional<TlsServer> secure;
        if (tls) secure = TlsServer::create(files.certificate("good"), files.key("good")).value();
        auto server = HttpServer::listen(loop, "127.0.0.1", 0, secure, echo).value();
        HttpClient client(loop, TlsClient::create(files.authority()).value());
        for (int i = 0; i < 50; ++i) {
            std::string body(static_cast<std::size_t>(i * 1000), 'x');
            const auto answer = co_await client.send(url_of(server.port(), "/", tls), post(body), 5s);
            REQUIRE(answer);
            CHECK(answer->status == 200);
            CHECK(header(answer->headers, "x-target") == "/api/chat.postMessage");
            CHECK(answer->body == body);
        }
        client.close();
        const auto refused = co_await client.send(url_of(server.port(), "/", tls), post(""), 5s);
        CHECK(refused.error().code == Errc::unavailable);
        co_await server.stop(1s);
    });
}

TEST_CASE("What leaves is one well-formed request", "[http_client]") {
    on_loop([](executor loop) -> awaitable<void> {
        RawServer server(loop);
        auto client = plain_client(loop);
        TaskGroup group(loop);
        auto result = nothing_yet();
        group.spawn("send", send_into(client, url_of(server.port()), post("{\"a\":1}"), 5s, result));
        RawPeer peer = co_await server.accept();
        const std::string request = co_await peer.read_until("{\"a\":1}");
        CHECK(
            request == "POST /api/chat.postMessage HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) +
                           "\r\nContent-Type: application/json\r\nAuthorization: Bearer x\r\nUser-Agent: pilothouse/" +
                           PILOTHOUSE_VERSION + "\r\nContent-Length: 7\r\n\r\n{\"a\":1}"
        );
        co_await peer.write("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n");
        co_await peer.write("HTTP/1.1 404 Nope\r\nRetry-After: 3\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n"
        );
        co_await peer.write("4\r\ndefg\r\n0\r\nRetry-After: 99\r\n\r\n");
        CHECK(co_await group.join(5s));
        REQUIRE(*result);
        CHECK((*result)->status == 404);
        CHECK((*result)->body == "abcdefg");
        CHECK(header((*result)->headers, "retry-after") == "3");
        CHECK((*result)->headers.size() == 2);
    });
}

TEST_CASE("A header that would break the request apart is refused before anything is sent", "[http_client]") {
    on_loop([](executor loop) -> awaitable<void> {
        auto client = plain_client(loop);
        RawServer server(loop);
        HttpRequest split = post("");
        split.headers.emplace_back("X-Name", "a\r\nX-Other: b");
        CHECK((co_await client.send(url_of(server.port()), split, 1s)).error().code == Errc::bad_input);
        HttpRequest spaced = post("");
        spaced.target = "/a b";
        CHECK((co_await client.send(url_of(server.port()), spaced, 1s)).error().code == Errc::bad_input);
    });
}

TEST_CASE("No one listening is unavailable", "[http_client]") {
    on_loop([](executor loop) -> awaitable<void> {
        auto client = plain_client(loop);
        const auto answer = co_await client.send(url_of(tests::closed_port(loop)), post("x"), 5s);
        REQUIRE_FALSE(answer);
        CHECK(answer.error().code == Errc::unavailable);
        CHECK(answer.error().message.contains("Connection refused"));
        const auto nowhere = co_await client.send(Url{false, "no-such-host.invalid", 80, "/"}, post("x"), 10s);
        REQUIRE_FALSE(nowhere);
        CHECK(nowhere.error().code == Errc::unavailable);
    });
}

TEST_CASE("An answer that is lost, late, broken or too large is an unknown outcome", "[http_client]") {
    struct Case {
        std::string name;
        std::string answer;
        bool closes;
    };

    const auto how = GENERATE(
        Case{"closed without an answer", "", true}, Case{"silence", "", false},
        Case{"half an answer", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", true},
        Case{"half a header", "HTTP/1.1 200 OK\r\nContent-Le", true},
        Case{"half an answer, then silence", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", false},
        Case{"not HTTP", "220 mail.example ESMTP\r\n\r\n", false},
        Case{"broken chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", false},
        Case{"announced too large", "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", false},
        Case{"too large without announcement", "HTTP/1.1 200 OK\r\n\r\n" + std::string(2000, 'x'), true},
        Case{"endless header", "HTTP/1.1 200 OK\r\nX: " + std::string(200'000, 'x'), false}
    );
    CAPTURE(how.name);
    on_loop([how](executor loop) -> awaitable<void> {
        RawServer server(loop);
        HttpClientLimits limits;
        limits.response_bytes = 1000;
        auto client = plain_client(loop, limits);
        TaskGroup group(loop);
        auto result = nothing_yet();
        group.spawn("send", send_into(client, url_of(server.port()), post("body"), 100ms, result));
        RawPeer peer = co_await server.accept();
        co_await peer.read_until("body");
        co_await peer.write(how.answer);
        if (how.closes) peer.close();
        CHECK(co_await group.join(5s));
        REQUIRE_FALSE(*result);
        CHECK(result->error().code == Errc::unknown_outcome);
    });
}

TEST_CASE("A body that ends with the connection is complete", "[http_client]") {
    on_loop([](executor loop) -> awaitable<void> {
        RawServer server(loop);
        auto client = plain_client(loop);
        TaskGroup group(loop);
        auto result = nothing_yet();
        group.spawn("send", send_into(client, url_of(server.port()), post("body"), 5s, result));
        RawPeer peer = co_await server.accept();
        co_await peer.read_until("body");
        co_await peer.write("HTTP/1.1 200 OK\r\n\r\nuntil the end");
        peer.close();
        CHECK(co_await group.join(5s));
        REQUIRE(*result);
        CHECK((*result)->body == "until the end");
    });
}

TEST_CASE(
    "A kept connection that the server closed is replaced by a fresh one, and the request served", "[http_client]"
) {
    on_loop([](executor loop) -> awaitable<void> {
        RawServer server(loop);
        auto client = plain_client(loop);
        TaskGroup group(loop);
        for (int round = 0; round < 3; ++round) {
            auto result = nothing_yet();
            group.spawn("send", send_into(client, url_of(server.port()), post("body"), 5s, result));
            RawPeer peer = co_await server.accept(); // a fresh connection each time
            CHECK((co_await peer.read_until("body")).ends_with("body"));
            co_await peer.write(small_answer);
            CHECK(co_await group.join(5s));
            REQUIRE(*result);
            CHECK((*result)->body == "ok");
            peer.close();
        }
    });
}

TEST_CASE(
    "A kept connection that dies after the request was read is an unknown outcome, not a retry", "[http_client]"
) {
    const bool reset = GENERATE(false, true);
    on_loop([reset](executor loop) -> awaitable<void> {
        RawServer server(loop);
        auto client = plain_client(loop);
        TaskGroup group(loop);
        auto first = nothing_yet();
        group.spawn("first", send_into(client, url_of(server.port()), post("body"), 5s, first));
        RawPeer peer = co_await server.accept();
        co_await peer.read_until("body");
        co_await peer.write(small_answer);
        CHECK(co_await group.join(5s));
        REQUIRE(*first);

        auto second = nothing_yet();
        group.spawn("second", send_into(client, url_of(server.port()), post("body"), 5s, second));
        co_await peer.read_until("body");
        if (reset)
            peer.reset();
        else
            peer.close();
        CHECK(co_await group.join(5s));
        REQUIRE_FALSE(*second);
        CHECK(second->error().code == Errc::unknown_outcome);
    });
}

TEST_CASE("A connection the server wants closed, or that said too much, is not used again", "[http_client]") {
    const std::string answer = GENERATE(
        std::string("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"),
        std::string("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"),
        std::string("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok")
    );
    on_loop([answer](executor loop) -> awaitable<void> {
        RawServer server(loop);
        auto client = plain_client(loop);
        TaskGroup group(loop);
        for (int round = 0; round < 2; ++round) {
            auto result = nothing_yet();
            group.spawn("send", send_into(client, url_of(server.port()), post("body"), 5s, result));
            RawPeer peer = co_await server.accept();
            co_await peer.read_until("body");
            co_await peer.write(answer);
            CHECK(co_await group.join(5s));
            REQUIRE(*result);
            CHECK((*result)->body == "ok");
        }
    });
}

TEST_CASE("An idle connection is closed when its time is over", "[http_client]") {
    on_loop([](executor loop) -> awaitable<void> {
        RawServer server(loop);
        HttpClientLimits limits;
        limits.idle = 20ms;
        auto client = plain_client(loop, limits);
        TaskGroup group(loop);
        auto result = nothing_yet();
        group.spawn("send", send_into(client, url_of(server.port()), post("body"), 50ms, result));
        RawPeer peer = co_await server.accept();
        co_await peer.read_until("body");
        co_await peer.write(small_answer);
        CHECK(co_await group.join(5s));
        REQUIRE(*result);
        CHECK((co_await peer.read_to_end()).empty()); // ends because the client closed it
    });
}

TEST_CASE("More requests than open_per_host wait their turn, and the deadline covers the wait", "[http_client]") {
    on_loop([](executor loop) -> awaitable<void> {
        RawServer server(loop);
        HttpClientLimits limits;
        limits.open_per_host = 1;
        auto client = plain_client(loop, limits);
        TaskGroup group(loop);
        auto first = nothing_yet();
        auto second = nothing_yet();
        auto hasty = nothing_yet();
        group.spawn("first", send_into(client, url_of(server.port()), post("one"), 5s, first));
        group.spawn("hasty", send_into(client, url_of(server.port()), post("two"), 20ms, hasty));
        group.spawn("second", send_into(client, url_of(server.port()), post("three"), 5s, second));
        RawPeer peer = co_await server.accept();
        CHECK((co_await peer.read_until("one")).ends_with("one"));
        while (hasty->error().code == Errc::internal)
            co_await pause(5ms);
        CHECK(hasty->error().code == Errc::timeout);
        co_await peer.write(small_answer);
        CHECK((co_await peer.read_until("three")).ends_with("three")); // on the same connection
        co_await peer.write(small_answer);
        CHECK(co_await group.join(5s));
        CHECK(first->has_value());
        CHECK(second->has_value());
    });
}

TEST_CASE("A cancelled request leaves the client usable", "[http_client]") {
    const bool queued = GENERATE(false, true);
    on_loop([queued](executor loop) -> awaitable<void> {
        RawServer server(loop);
        HttpClientLimits limits;
        limits.open_per_host = 1;
        auto client = plain_client(loop, limits);
        TaskGroup doomed(loop);
        TaskGroup group(loop);
        auto cancelled = nothing_yet();
        auto other = nothing_yet();
        TaskGroup& before = queued ? group : doomed;
        TaskGroup& after = queued ? doomed : group;
        before.spawn("before", send_into(client, url_of(server.port()), post("one"), 5s, queued ? other : cancelled));
        RawPeer peer = co_await server.accept();
        co_await peer.read_until("one");
        after.spawn("after", send_into(client, url_of(server.port()), post("two"), 5s, queued ? cancelled : other));
        co_await pause(1ms);
        doomed.cancel();
        CHECK(co_await doomed.join(5s));
        CHECK(cancelled->error().code == (queued ? Errc::cancelled : Errc::unknown_outcome));
        RawPeer next = queued ? std::move(peer) : co_await server.accept();
        if (!queued) co_await next.read_until("two");
        co_await next.write(small_answer);
        CHECK(co_await group.join(5s));
        CHECK(other->has_value());
    });
}

TEST_CASE("A deadline that has passed sends nothing", "[http_client]") {
    on_loop([](executor loop) -> awaitable<void> {
        RawServer server(loop);
        auto client = plain_client(loop);
        const auto answer = co_await client.send(url_of(server.port()), post("x"), 0ms);
        REQUIRE_FALSE(answer);
        CHECK(answer.error().code == Errc::timeout);
    });
}

TEST_CASE("Many requests at once share the open connections", "[http_client]") {
    on_loop([](executor loop) -> awaitable<void> {
        auto server = HttpServer::listen(loop, "127.0.0.1", 0, std::nullopt, echo).value();
        auto client = plain_client(loop);
        TaskGroup group(loop);
        std::vector<std::shared_ptr<Result<HttpResponse>>> results;
        for (int i = 0; i < 300; ++i) {
            results.push_back(nothing_yet());
            group.spawn("send", send_into(client, url_of(server.port()), post(std::to_string(i)), 10s, results.back()));
        }
        CHECK(co_await group.join(15s));
        for (std::size_t i = 0; i < results.size(); ++i) {
            REQUIRE(*results[i]);
            CHECK((*results[i])->body == std::to_string(i));
        }
        client.close();
        co_await server.stop(1s);
    });
}

} // namespace pilothouse::net
