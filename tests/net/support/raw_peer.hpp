#pragma once

#include "integrations/net/async.hpp"
#include "integrations/net/token.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

/// The other end of a connection, byte by byte as the test says.
namespace pilothouse::tests {

using tcp = boost::asio::ip::tcp;

class RawPeer {
public:
    explicit RawPeer(tcp::socket socket) : socket_(std::move(socket)) {}

    net::awaitable<void> write(std::string text) {
        co_await boost::asio::async_write(socket_, boost::asio::buffer(text), net::as_result);
    }

    /// Reads until `mark` has come; gives all that came, up to the end of the connection.
    net::awaitable<std::string> read_until(std::string_view mark) {
        while (!seen_.contains(mark)) {
            if (!co_await read_some()) break;
        }
        co_return std::exchange(seen_, {});
    }

    /// Reads at least `count` bytes, or to the end.
    net::awaitable<std::string> read_bytes(std::size_t count) {
        while (seen_.size() < count)
            if (!co_await read_some()) break;
        co_return std::exchange(seen_, {});
    }

    /// All that comes until the other side closes.
    net::awaitable<std::string> read_to_end() {
        while (co_await read_some()) {
        }
        co_return std::exchange(seen_, {});
    }

    void close() { socket_.close(); }

    void reset() {
        socket_.set_option(boost::asio::socket_base::linger(true, 0));
        socket_.close();
    }

    void finish_writing() { socket_.shutdown(tcp::socket::shutdown_send); }

private:
    net::awaitable<bool> read_some() {
        std::string part(65536, '\0');
        const auto [error, count] = co_await socket_.async_read_some(boost::asio::buffer(part), net::as_result);
        seen_.append(part, 0, count);
        co_return !error;
    }

    tcp::socket socket_;
    std::string seen_;
};

class RawServer {
public:
    explicit RawServer(const net::executor& loop)
        : acceptor_(loop, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0)) {}

    [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

    net::awaitable<RawPeer> accept() {
        tcp::socket socket(acceptor_.get_executor());
        co_await acceptor_.async_accept(socket, boost::asio::use_awaitable);
        co_return RawPeer(std::move(socket));
    }

    void close() { acceptor_.close(); }

private:
    tcp::acceptor acceptor_;
};

inline net::awaitable<RawPeer> raw_connect(net::executor loop, std::uint16_t port) {
    tcp::socket socket(loop);
    const tcp::endpoint to(boost::asio::ip::address_v4::loopback(), port);
    co_await socket.async_connect(to, boost::asio::use_awaitable);
    co_return RawPeer(std::move(socket));
}

/// A port on which nothing listens.
inline std::uint16_t closed_port(const net::executor& loop) {
    tcp::acceptor acceptor(loop, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0));
    return acceptor.local_endpoint().port();
}

} // namespace pilothouse::tests
