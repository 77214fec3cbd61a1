#pragma once

#include "integrations/net/http_server.hpp"
#include "integrations/net/websocket.hpp"
#include "tests/net/support/certificates.hpp"

#include <functional>
#include <optional>
#include <string>
#include <utility>

/// A server whose websockets do what a test says.
namespace pilothouse::tests {

using net::awaitable;
using net::executor;
using net::HttpRequest;
using net::HttpResponse;
using net::HttpServer;
using net::Peer;
using net::TlsClient;
using net::TlsServer;
using net::Url;
using net::WebSocket;
using net::WebSocketLimits;

using Script = std::function<awaitable<void>(WebSocket&)>;

inline const TlsClient& tls_client() {
    static const TlsClient tls = TlsClient::create(Certificates::get().authority()).value();
    return tls;
}

inline awaitable<HttpResponse> not_found(HttpRequest, Peer) {
    co_return HttpResponse{404, {}, "no"};
}

inline awaitable<void> play(std::function<awaitable<Result<WebSocket>>()> accept, Script script) {
    auto socket = co_await accept();
    if (socket) co_await script(*socket);
}

/// A server whose websockets follow `script`.
inline HttpServer websocket_server(const executor& loop, Script script, WebSocketLimits limits = {}, bool tls = false) {
    const auto& files = Certificates::get();
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

inline Url link_to(std::uint16_t port, bool tls = false) {
    return Url{tls, "127.0.0.1", port, "/link?ticket=1"};
}

inline awaitable<void> echo(WebSocket& socket) {
    while (true) {
        auto message = co_await socket.read();
        if (!message) co_return;
        socket.write(*std::move(message));
    }
}

inline awaitable<void> read_to_end(WebSocket& socket) {
    while (co_await socket.read()) {
    }
}

} // namespace pilothouse::tests
