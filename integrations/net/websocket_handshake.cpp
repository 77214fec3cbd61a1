#include "integrations/net/websocket_handshake.hpp"

#include "integrations/net/connect.hpp"
#include "integrations/net/token.hpp"
#include "integrations/net/websocket_state.hpp"

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket/error.hpp>

#include <algorithm>
#include <utility>

namespace pilothouse::net {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;

namespace {

/// The outcome of a handshake, in our words.
std::optional<Error> trouble(const error_code& error, bool late, const std::string& peer, unsigned status) {
    if (late) return Error{Errc::timeout, "the websocket handshake with " + peer + " took too long"};
    if (!error) return std::nullopt;
    if (error == asio::error::operation_aborted)
        return Error{Errc::cancelled, "the websocket handshake with " + peer + " was cancelled"};
    if (error == websocket::error::upgrade_declined)
        return Error{
            Errc::rejected, peer + " answered the websocket handshake with HTTP status " + std::to_string(status)
        };
    if (error == beast::http::error::end_of_stream || error == beast::http::error::partial_message)
        return Error{Errc::unavailable, peer + " closed the connection during the websocket handshake"};
    if (error.category() == make_error_code(websocket::error::closed).category() ||
        error.category() == make_error_code(beast::http::error::bad_version).category())
        return Error{Errc::rejected, peer + " did not answer as a websocket server: " + error.message()};
    return Error{Errc::unavailable, "the websocket handshake with " + peer + " failed: " + error.message()};
}

} // namespace

awaitable<Result<WebSocket>> WebSocket::connect(executor loop, TlsClient tls, Url url, WebSocketLimits limits) {
    const SteadyTime started = std::chrono::steady_clock::now();
    PILOTHOUSE_CO_TRY(auto bytes, co_await connect_to(loop, tls, url, started + limits.connect));
    const auto state = std::make_shared<State>(std::move(bytes), url.authority(), limits);

    bool late = false;
    Watchdog watchdog(loop, [&] {
        late = true;
        state->stream.next_layer().close();
    });
    watchdog.arm(limits.handshake);
    state->stream.set_option(websocket::stream_base::decorator([](websocket::request_type& request) {
        request.set(beast::http::field::user_agent, "pilothouse/" PILOTHOUSE_VERSION);
    }));
    websocket::response_type response;
    const auto [error] = co_await state->stream.async_handshake(response, state->peer, url.target, as_result);
    if (auto failed = trouble(error, late, state->peer, response.result_int()))
        co_return std::unexpected(*std::move(failed));
    state->live();
    co_return WebSocket(state);
}

awaitable<Result<std::shared_ptr<WebSocket::State>>>
accept_websocket(StreamPtr bytes, HttpRequest request, std::string peer, WebSocketLimits limits) {
    beast::http::request<beast::http::empty_body> upgrade(
        beast::http::string_to_verb(request.method), request.target, 11
    );
    for (const auto& [name, value] : request.headers)
        upgrade.insert(name, value);

    const executor loop = bytes->get_executor();
    const auto state = std::make_shared<WebSocket::State>(std::move(bytes), std::move(peer), limits);
    bool late = false;
    Watchdog watchdog(loop, [&] {
        late = true;
        state->stream.next_layer().close();
    });
    watchdog.arm(limits.handshake);
    const auto [error] = co_await state->stream.async_accept(upgrade, as_result);
    if (auto failed = trouble(error, late, state->peer, 0)) {
        if (failed->code == Errc::rejected) failed->code = Errc::bad_input;
        co_return std::unexpected(*std::move(failed));
    }
    state->live();
    co_return state;
}

void go_away(WebSocket::State& link) {
    if (link.is_down()) return;
    link.closing = true;
    link.close_by = std::chrono::steady_clock::now() + link.limits.close;
    link.start_close(websocket::close_code::going_away, "the server is stopping");
    link.arm();
}

void drop(WebSocket::State& link) {
    link.finish({Errc::unavailable, "the link to " + link.peer + " was dropped by this side"});
}

} // namespace pilothouse::net
