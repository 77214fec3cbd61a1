#pragma once

#include "integrations/net/byte_stream.hpp"
#include "integrations/net/http.hpp"
#include "integrations/net/websocket.hpp"

#include <string>

namespace pilothouse::net {

/// The server's half: answers the upgrade request that was read from `bytes`. Errors: bad_input when it is no
/// proper websocket request (which is answered with 400), unavailable, timeout.
awaitable<Result<WebSocket>>
accept_websocket(StreamPtr bytes, HttpRequest request, std::string peer, WebSocketLimits limits);

} // namespace pilothouse::net
