#pragma once

#include "integrations/net/async.hpp"
#include "integrations/net/http.hpp"
#include "integrations/net/tls.hpp"
#include "integrations/net/websocket.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace pilothouse::net {

struct HttpServerLimits {
    std::size_t header_bytes = 8 << 10;
    std::size_t body_bytes = 1 << 20;
    std::size_t connections = 512;
    std::size_t arriving_bytes = 128 << 20; ///< of all bodies that have not come whole yet
    std::size_t requests = 1000;            ///< on one connection; it is closed with the answer to the last
    Duration header_time = std::chrono::seconds{5};
    Duration body_time = std::chrono::seconds{15};
    std::size_t body_step = 16 << 10; ///< as much of a body, or the rest of it, must come within `body_step_time`
    Duration body_step_time = std::chrono::seconds{5};
    Duration idle = std::chrono::seconds{60};
    Duration grace = std::chrono::seconds{1}; ///< then a stranger without an answer is the first to make place
    bool strict = true;                       ///< the request gate of docs/security.md: anything odd is 400 and close
};

/// What a handler is given beside the request.
struct Peer {
    std::string address;
};

/// HTTP/1.1, TLS where a certificate is given. Loop thread only. Where there is no place, or no memory, for one more,
/// whoever http_places.hpp names is closed for it.
class HttpServer {
public:
    using Handler = std::function<awaitable<HttpResponse>(HttpRequest, Peer)>;
    /// Takes over a connection that asked for an upgrade; returning ends it. nullopt refuses with 404.
    using Upgrade =
        std::function<std::optional<awaitable<void>>(HttpRequest, Peer, std::function<awaitable<Result<WebSocket>>()>)>;
    /// A chance to misbehave (sandbox faults): called before a response is written.
    enum class Fate { answer, drop, truncate };
    using Fault = std::function<Fate(const HttpRequest&, HttpResponse&)>;

    /// Listens at once. Port 0 takes a free one. Errors: unavailable (address in use, no permission).
    static Result<HttpServer> listen(
        executor loop, const std::string& address, std::uint16_t port, std::optional<TlsServer> tls, Handler handler,
        HttpServerLimits limits = {}
    );
    HttpServer(HttpServer&&) noexcept;
    ~HttpServer();

    /// How long the body of a request may be, asked when its head has come; never more than the server's own limit.
    using Room = std::function<std::size_t(const HttpRequest& head)>;

    void on_upgrade(Upgrade upgrade, WebSocketLimits limits = {});
    void on_body(Room room);
    void on_fault(Fault fault);
    [[nodiscard]] std::uint16_t port() const;
    /// Stops accepting, lets running requests end within `limit`, then closes everything.
    awaitable<void> stop(Duration limit);

private:
    struct State;
    explicit HttpServer(std::shared_ptr<State> state);
    std::shared_ptr<State> state_;
};

} // namespace pilothouse::net
