#pragma once

#include "integrations/net/bell.hpp"
#include "integrations/net/message_stream.hpp"
#include "integrations/net/watchdog.hpp"
#include "integrations/net/websocket.hpp"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <deque>
#include <memory>
#include <optional>
#include <string>

namespace pilothouse::net {

/// The link itself. Every operation under way holds it, so it ends after the last of them: destroying a stream
/// with a read pending would leave the kernel's bytes nowhere to go.
struct WebSocket::State : std::enable_shared_from_this<WebSocket::State> {
    using Stream = boost::beast::websocket::stream<MessageStream, false>;

    State(StreamPtr bytes, std::string with, const WebSocketLimits& within);

    /// The handshakes are done: from here on the silence is watched and pings are sent.
    void live();
    void start_read();
    void read_ended(const error_code& error);
    void pump();
    void written(const error_code& error);
    void start_ping();
    void start_close(std::uint16_t code, const std::string& reason);
    /// Runs when something is due: a ping, the end of the patience, the end of a close handshake.
    void tick();
    void arm();
    /// The link is over; `why` is what read() says. The first reason stays.
    void finish(Error why);

    [[nodiscard]] bool is_down() const { return over.has_value(); }

    std::string peer;
    WebSocketLimits limits;
    Stream stream;
    boost::beast::flat_buffer incoming;
    std::optional<Result<std::string>> arrived;
    std::deque<std::string> queue;
    std::function<void(std::size_t, std::size_t)> on_frames;

    bool reading = false;
    bool writing = false;
    bool pinging = false;
    bool closing = false;    ///< no more messages are taken
    bool close_sent = false; ///< the close handshake is under way
    std::optional<Error> over;
    std::uint16_t close_code = 0;
    SteadyTime heard_at{};
    SteadyTime sent_at{};
    SteadyTime close_by = SteadyTime::max();

    Bell changed; ///< a message came, the queue ran empty, the link ended
    Watchdog watchdog;
};

} // namespace pilothouse::net
