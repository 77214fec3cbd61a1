#pragma once

#include "integrations/net/connect.hpp"
#include "integrations/net/http.hpp"
#include "integrations/net/watchdog.hpp"

#include <boost/beast/core/flat_buffer.hpp>

#include <cstddef>
#include <functional>
#include <string>

namespace pilothouse::net {

/// One client connection: request after request, one at a time.
class HttpConnection {
public:
    HttpConnection(StreamPtr stream, std::size_t response_bytes);

    struct Outcome {
        Result<HttpResponse> answer;
        bool reusable = false;
        bool unseen = false; ///< the server closed the connection before any of the request reached it
    };

    /// Sends `request` and reads its answer until `until`. Errors: as HttpClient::send has them.
    awaitable<Outcome> exchange(const Url& url, const HttpRequest& request, SteadyTime until);

    /// Keeps the connection for later; `expired` is called when it has been idle for `limit`.
    void park(Duration limit, std::function<void()> expired);

    [[nodiscard]] SteadyTime idle_since() const { return idle_since_; }

    /// For a kept connection: whether the server has ended it meanwhile, as far as this side knows.
    [[nodiscard]] bool is_closed_by_peer();

private:
    awaitable<Outcome> read_answer(const Url& url, bool head);
    Outcome lost(const Url& url, const error_code& error, bool answered);
    [[nodiscard]] bool nothing_arrived(const error_code& error);
    void bite();

    StreamPtr stream_;
    std::size_t response_bytes_;
    boost::beast::flat_buffer buffer_;
    std::string out_;
    std::function<void()> expired_;
    SteadyTime idle_since_{};
    bool late_ = false;
    Watchdog watchdog_;
};

} // namespace pilothouse::net
