#pragma once

#include "integrations/net/async.hpp"
#include "integrations/net/tls.hpp"

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

/// One type for a plain and an encrypted connection, so that everything above it is compiled once and sees
/// neither sockets nor OpenSSL.
namespace pilothouse::net {

using error_code = boost::system::error_code;
using IoHandler = boost::asio::any_completion_handler<void(error_code, std::size_t)>;
using EndHandler = boost::asio::any_completion_handler<void(error_code)>;

/// A connected TCP stream. At most one read and one write may be under way. Closing ends both with an error;
/// the object must live until they have ended.
class ByteStream {
public:
    ByteStream() = default;
    ByteStream(const ByteStream&) = delete;
    ByteStream& operator=(const ByteStream&) = delete;
    virtual ~ByteStream() = default;

    virtual boost::asio::ip::tcp::socket& socket() = 0;
    /// The TLS handshake; at once where there is none.
    virtual void start_handshake(EndHandler done) = 0;
    /// Why the handshake failed, for a person; empty where TLS has nothing to add.
    [[nodiscard]] virtual std::string handshake_trouble() = 0;
    virtual void start_read(boost::asio::mutable_buffer into, IoHandler done) = 0;
    virtual void start_write(boost::asio::const_buffer bytes, IoHandler done) = 0;
    /// Writes what fits without waiting; `would_block` where nothing does. Saves a turn of the event loop.
    virtual std::size_t write_now(boost::asio::const_buffer bytes, error_code& error) = 0;
    /// Tells the peer that nothing more is coming (close_notify, FIN). Reading goes on.
    virtual void start_goodbye(EndHandler done) = 0;

    void close();
    /// Ends the pending read and write, and leaves the connection open.
    void interrupt();

    [[nodiscard]] executor get_executor() { return socket().get_executor(); }

    template <class Token>
    auto handshake(Token&& token) {
        return boost::asio::async_initiate<Token, void(error_code)>(
            [this](auto handler) { start_handshake(std::move(handler)); }, token
        );
    }

    template <class Token>
    auto read_some(boost::asio::mutable_buffer into, Token&& token) {
        return boost::asio::async_initiate<Token, void(error_code, std::size_t)>(
            [this, into](auto handler) { start_read(into, std::move(handler)); }, token
        );
    }

    template <class Token>
    auto write_some(boost::asio::const_buffer bytes, Token&& token) {
        return boost::asio::async_initiate<Token, void(error_code, std::size_t)>(
            [this, bytes](auto handler) { start_write(bytes, std::move(handler)); }, token
        );
    }

    template <class Token>
    auto goodbye(Token&& token) {
        return boost::asio::async_initiate<Token, void(error_code)>(
            [this](auto handler) { start_goodbye(std::move(handler)); }, token
        );
    }
};

using StreamPtr = std::unique_ptr<ByteStream>;

/// TCP_NODELAY, TCP_USER_TIMEOUT (a peer that acknowledges nothing for 20 s is gone) and non-blocking writes.
void tune(boost::asio::ip::tcp::socket& socket);

/// `socket` may be unconnected: the client connects it through ByteStream::socket().
StreamPtr plain_stream(boost::asio::ip::tcp::socket socket);
/// Client side: SNI, and the certificate must be good for `host`.
StreamPtr tls_stream(boost::asio::ip::tcp::socket socket, const TlsClient& tls, const std::string& host);
StreamPtr tls_stream(boost::asio::ip::tcp::socket socket, const TlsServer& tls);

/// Writes all of `bytes`, which must stay where they are until then.
awaitable<error_code> write_all(ByteStream& stream, boost::asio::const_buffer bytes);

} // namespace pilothouse::net
