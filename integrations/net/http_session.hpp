#pragma once

#include "integrations/net/byte_stream.hpp"
#include "integrations/net/http_gate.hpp"
#include "integrations/net/http_places.hpp"
#include "integrations/net/http_server.hpp"
#include "integrations/net/http_wire.hpp"
#include "integrations/net/watchdog.hpp"
#include "integrations/net/websocket.hpp"

#include <boost/beast/core/flat_buffer.hpp>

#include <memory>
#include <optional>
#include <string>

namespace pilothouse::net {

/// What all connections of one server share.
struct HttpService {
    HttpServer::Handler handler;
    HttpServer::Upgrade upgrade;
    HttpServer::Fault fault;
    HttpServer::Room room;
    WebSocketLimits websocket;
    HttpServerLimits limits;
    std::function<void()> free_memory; ///< ends a connection that holds much
    std::size_t arriving = 0;          ///< bytes of bodies that have not come whole yet
    bool stopping = false;
};

/// One accepted connection: request after request, one at a time.
class HttpSession : public std::enable_shared_from_this<HttpSession> {
public:
    HttpSession(std::shared_ptr<HttpService> service, StreamPtr stream, Peer peer);
    ~HttpSession();
    HttpSession(const HttpSession&) = delete;
    HttpSession& operator=(const HttpSession&) = delete;

    /// Serves the connection until it ends.
    awaitable<void> run();
    /// The server stops: ends now if no request is under way, else after it.
    void hurry();
    /// Ends the connection at once.
    void abort();
    [[nodiscard]] Standing standing() const;

    [[nodiscard]] const std::string& peer() const { return peer_.address; }

private:
    /// What became of an attempt to read: a request to serve, one to refuse, or the end of the connection.
    enum class Step { serve, refuse, end };

    awaitable<bool> secure();
    awaitable<Step> read_request();
    awaitable<Step> read_head();
    Step parse_head(std::size_t size);
    awaitable<Step> read_body();
    Step feed_body();
    void pace_body();
    void hold(std::size_t bytes);
    awaitable<error_code> read_more();
    Step broken_off(const error_code& error);
    Step refuse(int status, std::string why);

    /// Each says whether the connection is kept for another request.
    awaitable<bool> serve();
    awaitable<bool> answer(HttpResponse response, const HttpRequest& request, bool keep);

    awaitable<HttpResponse> ask_handler(HttpRequest request);
    awaitable<void> serve_upgrade(HttpRequest request);
    awaitable<Result<WebSocket>> accept_upgrade(HttpRequest request);
    awaitable<void> say_goodbye();
    void bite();

    std::shared_ptr<HttpService> service_;
    StreamPtr stream_;
    Peer peer_;
    boost::beast::flat_buffer buffer_;
    std::optional<RequestReader> reader_;
    std::string out_;
    Refusal refusal_;
    bool fresh_ = true; ///< no request was read yet
    bool busy_ = false; ///< a request has begun to arrive, or is being answered
    bool late_ = false;
    bool proved_ = false;
    bool answering_ = false;
    std::size_t answered_ = 0;
    SteadyTime since_;
    std::size_t held_ = 0; ///< of service_->arriving
    SteadyTime body_end_{};
    std::size_t body_due_ = 0; ///< how much of the body moves its deadline
    std::weak_ptr<WebSocket::State> upgraded_;
    Watchdog watchdog_;
};

} // namespace pilothouse::net
