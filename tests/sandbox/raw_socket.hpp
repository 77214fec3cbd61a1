#pragma once

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace pilothouse::sandbox::tests {

/// A websocket client that may send frames a good client never sends.
class RawSocket {
public:
    RawSocket(boost::asio::io_context& loop, std::uint16_t port, const std::string& url) : socket_(loop) {
        socket_.connect({boost::asio::ip::make_address("127.0.0.1"), port});
        const std::string target = url.substr(url.find("/link/"));
        write(
            "GET " + target +
            " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        );
        bool upgraded = false;
        boost::asio::async_read_until(socket_, answer_, "\r\n\r\n", [&](auto error, std::size_t) {
            upgraded = !error;
        });
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{10};
        while (!upgraded) {
            if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("no upgrade");
            if (loop.stopped()) loop.restart();
            loop.run_one_for(std::chrono::milliseconds{50});
        }
    }

    /// `head`: the FIN bit and the opcode. Texts below 126 bytes.
    void send_frame(unsigned char head, std::string_view text, bool masked) {
        std::string frame{static_cast<char>(head), static_cast<char>(text.size() | (masked ? 0x80u : 0u))};
        // A mask of zeros leaves the text as it is.
        if (masked) frame.append(4, '\0');
        write(frame.append(text));
    }

private:
    boost::asio::ip::tcp::socket socket_;
    boost::asio::streambuf answer_{};

    void write(const std::string& bytes) { boost::asio::write(socket_, boost::asio::buffer(bytes)); }
};

} // namespace pilothouse::sandbox::tests
