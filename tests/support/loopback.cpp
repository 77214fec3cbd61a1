#include "loopback.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <unistd.h>

namespace pilothouse::tests {

std::string unused_address() {
    static unsigned servers = 0;
    const auto process = static_cast<unsigned>(::getpid());
    return "127." + std::to_string(50 + servers++ % 200) + "." + std::to_string(process / 250 % 250 + 1) + "." +
           std::to_string(process % 250 + 1);
}

std::uint16_t free_port(const std::string& address) {
    boost::asio::io_context loop;
    const boost::asio::ip::tcp::endpoint any(boost::asio::ip::make_address(address), 0);
    return boost::asio::ip::tcp::acceptor(loop, any).local_endpoint().port();
}

} // namespace pilothouse::tests
