#pragma once

#include "integrations/net/async.hpp"
#include "integrations/net/http.hpp"
#include "integrations/net/tls.hpp"
#include "integrations/net/url.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace pilothouse::net {

struct WebSocketLimits {
    std::size_t message_bytes = 4 << 20;
    Duration connect = std::chrono::seconds{5};
    Duration handshake = std::chrono::seconds{10};
    Duration silence = std::chrono::seconds{30};    ///< nothing heard for so long: the link is dead
    Duration ping_every = std::chrono::seconds{10}; ///< a ping of ours when nothing was sent for so long
    Duration close = std::chrono::seconds{1};       ///< how long a Close frame may stay unanswered
};

/// A websocket, client or server side. Every message leaves as one unfragmented text frame: Slack drops
/// fragmented ones silently (slack.md 0.3). One reader; writes may come from anywhere on the loop thread and
/// leave in order.
class WebSocket {
public:
    /// Connects and shakes hands. Errors: unavailable, rejected (the server answered without an upgrade), timeout.
    static awaitable<Result<WebSocket>> connect(executor loop, TlsClient tls, Url url, WebSocketLimits limits = {});

    WebSocket(WebSocket&&) noexcept;
    WebSocket& operator=(WebSocket&&) noexcept;
    ~WebSocket();

    /// The next text message. Errors: unavailable when the link ended or fell silent (the message says how; a
    /// received close code is in `close_code`), bad_input for a binary or non-UTF-8 message.
    awaitable<Result<std::string>> read();
    /// Queues one message; never blocks. False when the link is down or more than 1,024 messages wait.
    bool write(std::string text);
    /// Waits until everything queued so far is handed to the kernel. Errors: unavailable, timeout.
    awaitable<Result<void>> flush(Duration limit);
    /// Sends a Close frame, waits for the answer at most limits.close, and closes TCP. Idempotent.
    awaitable<void> close(std::uint16_t code, std::string reason = {});
    /// Ends TCP at once, without a Close frame (tests, faults).
    void drop();
    /// The peer's close code, 0 where none came.
    [[nodiscard]] std::uint16_t close_code() const;
    /// Server side faults: stop answering pings; set before reading.
    void answer_pings(bool yes);
    /// Server side faults: nothing leaves any more, pings and the Close frame included, while TCP stays.
    void fall_silent();
    /// Called for each message as it arrived on the wire: bytes, and in how many frames (server side checks).
    void on_frames(std::function<void(std::size_t bytes, std::size_t frames)> seen);

    struct State;
    explicit WebSocket(std::shared_ptr<State> state);

private:
    std::shared_ptr<State> state_;
};

} // namespace pilothouse::net
