#include "integrations/net/http_client.hpp"
#include "integrations/net/http_server.hpp"
#include "integrations/net/tls.hpp"
#include "tests/net/support/certificates.hpp"
#include "tests/net/support/loop.hpp"
#include "tests/net/support/raw_peer.hpp"
#include "tests/support/variable.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace pilothouse::net {

using namespace std::chrono_literals;
using tests::Certificates;
using tests::on_loop;

namespace {

awaitable<HttpResponse> fine(HttpRequest, Peer) {
    HttpResponse response;
    response.body = "fine";
    co_return response;
}

awaitable<Result<HttpResponse>> ask(executor loop, std::string certificate, std::string authority, std::string host) {
    const auto& files = Certificates::get();
    const auto tls = TlsServer::create(files.certificate(certificate), files.key(certificate)).value();
    auto server = HttpServer::listen(loop, "127.0.0.1", 0, tls, fine).value();
    HttpClient client(loop, TlsClient::create(authority).value());
    auto answer = co_await client.send(Url{true, host, server.port(), "/"}, HttpRequest{}, 5s);
    client.close();
    co_await server.stop(1s);
    co_return answer;
}

} // namespace

TEST_CASE("A certificate by a known authority for the right host is accepted", "[tls]") {
    const std::string host = GENERATE("localhost", "127.0.0.1");
    on_loop([host](executor loop) -> awaitable<void> {
        const auto answer = co_await ask(loop, "good", Certificates::get().authority(), host);
        REQUIRE(answer);
        CHECK(answer->body == "fine");
    });
}

TEST_CASE("Every other certificate is refused, and the error says why", "[tls]") {
    struct Case {
        std::string certificate;
        std::string reason;
    };

    const auto bad = GENERATE(
        Case{"wrong_host", "mismatch"}, Case{"expired", "expired"}, Case{"self_signed", "self-signed"},
        Case{"by_other", "unable to get local issuer"}
    );
    CAPTURE(bad.certificate);
    on_loop([bad](executor loop) -> awaitable<void> {
        const auto answer = co_await ask(loop, bad.certificate, Certificates::get().authority(), "localhost");
        REQUIRE_FALSE(answer);
        CHECK(answer.error().code == Errc::unavailable);
        CHECK_THAT(answer.error().message, Catch::Contains(bad.reason));
    });
}

TEST_CASE("Without its authority a private certificate is refused", "[tls]") {
    on_loop([](executor loop) -> awaitable<void> {
        const auto answer = co_await ask(loop, "good", "", "localhost");
        REQUIRE_FALSE(answer);
        CHECK(answer.error().code == Errc::unavailable);
    });
}

TEST_CASE("The machine's authorities are trusted: by the file and by the hashed folder", "[tls]") {
    const auto& files = Certificates::get();
    const bool by_folder = GENERATE(false, true);
    const tests::Variable file("SSL_CERT_FILE", by_folder ? "/nonexistent.pem" : files.authority());
    const tests::Variable folder("SSL_CERT_DIR", by_folder ? files.hashed_folder() : "/nonexistent");
    on_loop([](executor loop) -> awaitable<void> {
        for (int turn = 0; turn < 2; ++turn) {
            const auto answer = co_await ask(loop, "good", "", "localhost");
            REQUIRE(answer);
            CHECK(answer->body == "fine");
        }
        const auto stranger = co_await ask(loop, "by_other", "", "localhost");
        REQUIRE_FALSE(stranger);
        CHECK_THAT(stranger.error().message, Catch::Contains("unable to get local issuer"));
    });
}

TEST_CASE("A server that does not speak TLS is unavailable", "[tls]") {
    on_loop([](executor loop) -> awaitable<void> {
        auto server = HttpServer::listen(loop, "127.0.0.1", 0, std::nullopt, fine).value();
        HttpClient client(loop, TlsClient::create().value());
        const auto answer = co_await client.send(Url{true, "127.0.0.1", server.port(), "/"}, HttpRequest{}, 5s);
        REQUIRE_FALSE(answer);
        CHECK(answer.error().code == Errc::unavailable);
        client.close();
        co_await server.stop(1s);
    });
}

TEST_CASE("A client that does not speak TLS is let go", "[tls]") {
    on_loop([](executor loop) -> awaitable<void> {
        const auto& files = Certificates::get();
        const auto tls = TlsServer::create(files.certificate("good"), files.key("good")).value();
        auto server = HttpServer::listen(loop, "127.0.0.1", 0, tls, fine).value();
        tests::RawPeer peer = co_await tests::raw_connect(loop, server.port());
        co_await peer.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        const std::string said = co_await peer.read_to_end();
        CHECK_FALSE(said.contains("HTTP/1.1 200"));
        co_await server.stop(1s);
    });
}

TEST_CASE("A TLS server that never shakes hands is given up on", "[tls]") {
    on_loop([](executor loop) -> awaitable<void> {
        tests::RawServer server(loop);
        HttpClientLimits limits;
        limits.connect = 30ms;
        HttpClient client(loop, TlsClient::create().value(), limits);
        const auto answer = co_await client.send(Url{true, "127.0.0.1", server.port(), "/"}, HttpRequest{}, 5s);
        REQUIRE_FALSE(answer);
        CHECK(answer.error().code == Errc::unavailable);
        CHECK_THAT(answer.error().message, Catch::Contains("took too long"));
        const auto sooner = co_await client.send(Url{true, "127.0.0.1", server.port(), "/"}, HttpRequest{}, 10ms);
        REQUIRE_FALSE(sooner);
        CHECK(sooner.error().code == Errc::timeout);
    });
}

TEST_CASE("Certificate files that can't be used are told", "[tls]") {
    const auto& files = Certificates::get();
    CHECK(TlsClient::create("/nonexistent.pem").error().code == Errc::bad_input);
    CHECK(TlsClient::create(files.key("good")).error().code == Errc::bad_input);
    CHECK(TlsServer::create("/nonexistent.pem", files.key("good")).error().code == Errc::bad_input);
    CHECK(TlsServer::create(files.certificate("good"), "/nonexistent.key").error().code == Errc::bad_input);
    const auto crossed = TlsServer::create(files.certificate("good"), files.key("expired"));
    REQUIRE_FALSE(crossed);
    CHECK(crossed.error().code == Errc::bad_input);
}

TEST_CASE("TLS 1.1 is not spoken", "[tls]") {
    on_loop([](executor loop) -> awaitable<void> {
        const auto& files = Certificates::get();
        const auto tls = TlsServer::create(files.certificate("good"), files.key("good")).value();
        auto server = HttpServer::listen(loop, "127.0.0.1", 0, tls, fine).value();
        tests::RawPeer peer = co_await tests::raw_connect(loop, server.port());
        // A ClientHello whose highest version is TLS 1.1 (0x0302), with one cipher suite and no extensions.
        std::string hello("\x16\x03\x01\x00\x2d\x01\x00\x00\x29\x03\x02", 11);
        hello.append(32, 'r').append(std::string("\x00\x00\x02\x00\x2f\x01\x00", 7));
        co_await peer.write(hello);
        const std::string said = co_await peer.read_to_end();
        // An alert (0x15), fatal (2), protocol_version (70).
        REQUIRE(said.size() >= 7);
        CHECK(said[0] == '\x15');
        CHECK(said[5] == '\x02');
        CHECK(said[6] == '\x46');
        co_await server.stop(1s);
    });
}

} // namespace pilothouse::net
