#include "integrations/net/message_stream.hpp"

namespace pilothouse::net {

namespace asio = boost::asio;

namespace {

/// The first byte of an unfragmented pong (RFC 6455 section 5.5.3).
constexpr char pong = '\x8A';

void complete_later(const executor& loop, std::size_t count, IoHandler done) {
    asio::post(loop, [count, done = std::move(done)]() mutable { std::move(done)(error_code{}, count); });
}

std::string_view as_text(asio::const_buffer bytes) {
    return {static_cast<const char*>(bytes.data()), bytes.size()};
}

} // namespace

void MessageStream::append_part(std::size_t parts, asio::const_buffer first, asio::const_buffer part) {
    if (parts == 2) tap_->joined.assign(as_text(first));
    tap_->joined.append(as_text(part));
}

void MessageStream::read(Tap& tap, asio::mutable_buffer into, IoHandler done) {
    tap.bytes->start_read(
        into,
        [&tap, into, done = std::move(done)](const error_code& error, std::size_t count) mutable {
            if (count > 0) {
                if (tap.heard) tap.heard();
                if (tap.incoming) tap.incoming->feed(as_text(asio::const_buffer(into.data(), count)));
            }
            std::move(done)(error, count);
        }
    );
}

void MessageStream::write(Tap& tap, asio::const_buffer bytes, IoHandler done) {
    if (tap.mute) return complete_later(tap.bytes->get_executor(), bytes.size(), std::move(done));
    if (tap.outgoing) {
        // A control frame is always written in one piece of its own.
        if (tap.outgoing->between_frames() && as_text(bytes).starts_with(pong))
            return complete_later(tap.bytes->get_executor(), bytes.size(), std::move(done));
    }
    tap.bytes->start_write(
        bytes,
        [&tap, bytes, done = std::move(done)](const error_code& error, std::size_t count) mutable {
            if (tap.outgoing) tap.outgoing->feed(as_text(bytes).substr(0, count));
            std::move(done)(error, count);
        }
    );
}

} // namespace pilothouse::net
