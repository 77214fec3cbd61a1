#pragma once

#include "integrations/net/async.hpp"
#include "integrations/net/http.hpp"
#include "integrations/net/tls.hpp"
#include "integrations/net/url.hpp"

#include <cstddef>
#include <memory>

namespace pilothouse::net {

struct HttpClientLimits {
    std::size_t idle_per_host = 32; ///< kept-alive connections that wait for the next request
    std::size_t open_per_host = 32; ///< more requests than this wait their turn
    std::size_t response_bytes = 8 << 20;
    Duration connect = std::chrono::seconds{5};
    Duration idle = std::chrono::seconds{50}; ///< a connection unused for longer is not used again
};

/// HTTP/1.1 with kept-alive connections. No redirects. Loop thread only.
class HttpClient {
public:
    HttpClient(executor loop, TlsClient tls, HttpClientLimits limits = {});
    ~HttpClient();
    HttpClient(HttpClient&&) noexcept;

    /// Sends one request and reads the whole answer within `deadline`. Any status is a success. The target is the
    /// URL's own, unless the request names one that is not "/". Host, Content-Length and User-Agent are added.
    /// Errors tell what is known about the request:
    ///   unavailable      surely not processed (no connection, TLS refused, or a kept connection that the server
    ///                    had closed before reading: that one is retried once on a fresh connection by itself)
    ///   timeout          the deadline passed before anything was sent
    ///   unknown_outcome  sent, but the answer is missing, broken, too large or late
    ///   bad_input        a header or target that would break the request apart; nothing was sent
    ///   cancelled        the calling coroutine was cancelled before anything was sent
    awaitable<Result<HttpResponse>> send(Url url, HttpRequest request, Duration deadline);

    /// Closes idle connections and refuses new requests.
    void close();

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace pilothouse::net
