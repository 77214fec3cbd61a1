#pragma once

#include "integrations/net/byte_stream.hpp"
#include "integrations/net/http.hpp"
#include "integrations/net/websocket.hpp"

#include <memory>
#include <string>

namespace pilothouse::net {

/// The server's half: answers the upgrade request that was read from `bytes`. Errors: bad_input when it is no
/// proper websocket request (which is answered with 400), unavailable, timeout.
awaitable<Result<std::shared_ptr<WebSocket::State>>>
accept_websocket(StreamPtr bytes, HttpRequest request, std::string peer, WebSocketLimits limits);

/// The server ends: starts a close handshake (1001), which lasts at most limits.close.
void go_away(WebSocket::State& link);
/// Ends the link at once.
void drop(WebSocket::State& link);

} // namespace pilothouse::net
