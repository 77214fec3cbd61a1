#pragma once

#include "integrations/net/byte_stream.hpp"
#include "integrations/net/frame_scanner.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/role.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace pilothouse::net {

/// What the websocket of the library runs on: a byte stream that is one type for plain and TLS, joins what is
/// written into one piece (one packet, one TLS record), and tells what goes by.
class MessageStream {
public:
    using executor_type = executor;

    /// What the owner may look at and set; it stays in place when the stream moves.
    struct Tap {
        StreamPtr bytes;
        std::function<void()> heard;          ///< something came in
        std::optional<FrameScanner> incoming; ///< set: messages are counted
        std::optional<FrameScanner> outgoing; ///< set: pongs are swallowed
        bool mute = false;                    ///< everything written is swallowed
        std::string joined;
    };

    explicit MessageStream(StreamPtr bytes) : tap_(std::make_unique<Tap>()) { tap_->bytes = std::move(bytes); }

    Tap& tap() { return *tap_; }

    executor_type get_executor() { return tap_->bytes->get_executor(); }

    void close() { tap_->bytes->close(); }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        return boost::asio::async_initiate<Token, void(error_code, std::size_t)>(
            [tap = tap_.get(), into = first_of(buffers)](auto handler) { read(*tap, into, std::move(handler)); }, token
        );
    }

    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        return boost::asio::async_initiate<Token, void(error_code, std::size_t)>(
            [tap = tap_.get(), bytes = joined(buffers)](auto handler) { write(*tap, bytes, std::move(handler)); }, token
        );
    }

private:
    template <class Buffers>
    static boost::asio::mutable_buffer first_of(const Buffers& buffers) {
        const auto end = boost::asio::buffer_sequence_end(buffers);
        for (auto it = boost::asio::buffer_sequence_begin(buffers); it != end; ++it)
            if (const boost::asio::mutable_buffer buffer(*it); buffer.size() > 0) return buffer;
        return {};
    }

    template <class Buffers>
    boost::asio::const_buffer joined(const Buffers& buffers) {
        boost::asio::const_buffer only;
        std::size_t parts = 0;
        const auto end = boost::asio::buffer_sequence_end(buffers);
        for (auto it = boost::asio::buffer_sequence_begin(buffers); it != end; ++it) {
            const boost::asio::const_buffer buffer(*it);
            if (buffer.size() == 0) continue;
            if (++parts == 1)
                only = buffer;
            else
                append_part(parts, only, buffer);
        }
        return parts > 1 ? boost::asio::buffer(tap_->joined) : only;
    }

    void append_part(std::size_t parts, boost::asio::const_buffer first, boost::asio::const_buffer part);
    static void read(Tap& tap, boost::asio::mutable_buffer into, IoHandler done);
    static void write(Tap& tap, boost::asio::const_buffer bytes, IoHandler done);

    std::unique_ptr<Tap> tap_;
};

/// The library's hooks. After the close handshake the owner closes TCP by itself: Slack's servers never do
/// (slack.md 2.11), so nothing is waited for here.
inline void beast_close_socket(MessageStream& stream) {
    stream.close();
}

inline void teardown(boost::beast::role_type, MessageStream&, error_code& error) {
    error = {};
}

template <class Handler>
void async_teardown(boost::beast::role_type, MessageStream& stream, Handler&& handler) {
    boost::asio::post(stream.get_executor(), [done = std::forward<Handler>(handler)]() mutable {
        std::move(done)(error_code{});
    });
}

} // namespace pilothouse::net
