#pragma once

#include "integrations/net/http_server.hpp"
#include "tests/net/support/raw_peer.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

/// A server that answers with what it was asked, and raw requests to it.
namespace pilothouse::tests {

using net::awaitable;
using net::executor;
using net::HttpRequest;
using net::HttpResponse;
using net::HttpServer;
using net::HttpServerLimits;
using net::Peer;

inline awaitable<HttpResponse> echo(HttpRequest request, Peer peer) {
    HttpResponse response;
    response.headers = {{"X-Method", request.method}, {"X-Target", request.target}, {"X-Peer", peer.address}};
    response.body = std::move(request.body);
    co_return response;
}

inline HttpServer serve(const executor& loop, HttpServerLimits limits = {}, HttpServer::Handler handler = echo) {
    return HttpServer::listen(loop, "127.0.0.1", 0, std::nullopt, std::move(handler), limits).value();
}

inline std::string get(const std::string& target, const std::string& more = {}) {
    return "GET " + target + " HTTP/1.1\r\nHost: here\r\n" + more + "\r\n";
}

/// Everything the server says to `bytes` until it closes.
inline awaitable<std::string> say(executor loop, std::uint16_t port, std::string bytes) {
    RawPeer peer = co_await raw_connect(loop, port);
    co_await peer.write(std::move(bytes));
    co_return co_await peer.read_to_end();
}

inline std::size_t count_of(std::string_view text, std::string_view what) {
    std::size_t count = 0;
    for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1))
        ++count;
    return count;
}

} // namespace pilothouse::tests
