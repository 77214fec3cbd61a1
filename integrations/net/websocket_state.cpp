#include "integrations/net/websocket_state.hpp"

#include "core/utf8.hpp"

#include <boost/beast/websocket/error.hpp>

#include <algorithm>
#include <utility>

namespace pilothouse::net {

namespace asio = boost::asio;
namespace websocket = boost::beast::websocket;

namespace {

SteadyTime steady_now() {
    return std::chrono::steady_clock::now();
}

/// One frame a message: what one message takes must fit (slack.md 0.3 allows 20,480 bytes a frame).
constexpr std::size_t write_buffer = 32768;

} // namespace

WebSocket::State::State(StreamPtr bytes, std::string with, const WebSocketLimits& within)
    : peer(std::move(with)), limits(within), stream(MessageStream(std::move(bytes))), changed(stream.get_executor()),
      watchdog(stream.get_executor(), [this] { tick(); }) {
    stream.auto_fragment(false);
    stream.write_buffer_bytes(write_buffer);
    stream.read_message_max(limits.message_bytes);
    stream.text(true);
    // The library's own timers are off: they see neither data frames nor, in this version, the peer's pings.
    stream.set_option(
        websocket::stream_base::timeout{websocket::stream_base::none(), websocket::stream_base::none(), false}
    );
    stream.next_layer().tap().heard = [this] { heard_at = steady_now(); };
}

void WebSocket::State::live() {
    heard_at = sent_at = steady_now();
    arm();
}

void WebSocket::State::arm() {
    if (is_down()) return;
    SteadyTime next = close_by;
    if (!close_sent) next = std::min(next, sent_at + limits.ping_every);
    if (reading) next = std::min(next, heard_at + limits.silence);
    watchdog.arm(next);
}

void WebSocket::State::tick() {
    if (is_down()) return;
    const SteadyTime now = steady_now();
    if (now >= close_by) return finish({Errc::unavailable, "the Close frame to " + peer + " was not answered"});
    // Only what is read can be heard: a reader that takes its time is no sign of a dead link.
    if (reading && now >= heard_at + limits.silence)
        return finish({Errc::unavailable, "nothing was heard from " + peer + " for " + spoken(limits.silence)});
    if (!close_sent && now >= sent_at + limits.ping_every) start_ping();
    arm();
}

void WebSocket::State::start_read() {
    if (reading || is_down() || close_sent) return;
    reading = true;
    heard_at = steady_now();
    arm();
    stream.async_read(incoming, [self = shared_from_this()](const error_code& error, std::size_t) {
        self->read_ended(error);
    });
}

void WebSocket::State::read_ended(const error_code& error) {
    reading = false;
    if (auto& scanner = stream.next_layer().tap().incoming; scanner && on_frames)
        if (const auto message = scanner->next()) on_frames(message->bytes, message->frames);
    if (is_down()) return;

    if (error == websocket::error::closed) {
        close_code = stream.reason().code;
        return finish(
            {Errc::unavailable,
             peer + " closed the link: " + std::to_string(close_code) + " " + printable(stream.reason().reason.c_str())}
        );
    }
    if (error == websocket::error::bad_frame_payload)
        return finish({Errc::bad_input, peer + " sent text that is not UTF-8"});
    if (error == websocket::error::message_too_big || error == websocket::error::buffer_overflow)
        return finish(
            {Errc::unavailable, peer + " sent a message over " + std::to_string(limits.message_bytes) + " bytes"}
        );
    if (error) return finish({Errc::unavailable, "the link to " + peer + " broke: " + error.message()});

    if (stream.got_text())
        arrived.emplace(std::string(static_cast<const char*>(incoming.data().data()), incoming.size()));
    else
        arrived.emplace(fail(Errc::bad_input, peer + " sent a binary message"));
    incoming.consume(incoming.size());
    changed.ring();
}

void WebSocket::State::pump() {
    if (writing || queue.empty() || is_down()) return;
    writing = true;
    stream.async_write(asio::buffer(queue.front()), [self = shared_from_this()](const error_code& error, std::size_t) {
        self->written(error);
    });
}

void WebSocket::State::written(const error_code& error) {
    writing = false;
    if (is_down()) return;
    if (error) return finish({Errc::unavailable, "can't write to " + peer + ": " + error.message()});
    sent_at = steady_now();
    queue.pop_front();
    if (queue.empty()) changed.ring();
    pump();
}

void WebSocket::State::start_ping() {
    sent_at = steady_now();
    if (pinging) return;
    pinging = true;
    stream.async_ping({}, [self = shared_from_this()](const error_code& error) {
        self->pinging = false;
        if (error && !self->is_down() && !self->close_sent)
            self->finish({Errc::unavailable, "can't write to " + self->peer + ": " + error.message()});
    });
}

void WebSocket::State::start_close(std::uint16_t code, const std::string& reason) {
    if (close_sent || is_down()) return;
    close_sent = true;
    // A reason has at most 123 bytes (RFC 6455 section 5.5).
    const websocket::close_reason said(
        static_cast<websocket::close_code>(code), boost::beast::string_view(reason).substr(0, 123)
    );
    stream.async_close(said, [self = shared_from_this()](const error_code& error) {
        if (!error && self->close_code == 0) self->close_code = self->stream.reason().code;
        self->finish({Errc::unavailable, "the link to " + self->peer + " was closed by this side"});
    });
}

void WebSocket::State::finish(Error why) {
    if (is_down()) return;
    over = std::move(why);
    watchdog.rest();
    stream.next_layer().close();
    changed.ring();
}

} // namespace pilothouse::net
