#include "integrations/net/byte_stream.hpp"

#include "integrations/net/tls_state.hpp"
#include "integrations/net/token.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <stdexcept>

namespace pilothouse::net {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;
using asio::ip::tcp;

namespace {

/// Completes from the event loop, as an operation that had to wait would.
void complete_later(tcp::socket& socket, EndHandler done) {
    asio::post(socket.get_executor(), [done = std::move(done)]() mutable { std::move(done)(error_code{}); });
}

class PlainStream final : public ByteStream {
public:
    explicit PlainStream(tcp::socket socket) : socket_(std::move(socket)) {}

    tcp::socket& socket() override { return socket_; }

    void start_handshake(EndHandler done) override { complete_later(socket_, std::move(done)); }

    [[nodiscard]] std::string handshake_trouble() override { return {}; }

    void start_read(asio::mutable_buffer into, IoHandler done) override {
        socket_.async_read_some(into, std::move(done));
    }

    void start_write(asio::const_buffer bytes, IoHandler done) override {
        socket_.async_write_some(bytes, std::move(done));
    }

    std::size_t write_now(asio::const_buffer bytes, error_code& error) override {
        return socket_.write_some(bytes, error);
    }

    void start_goodbye(EndHandler done) override {
        error_code ignored; // the peer may be gone already, which is as good
        socket_.shutdown(tcp::socket::shutdown_send, ignored);
        complete_later(socket_, std::move(done));
    }

private:
    tcp::socket socket_;
};

class TlsStream final : public ByteStream {
public:
    TlsStream(tcp::socket socket, std::shared_ptr<ssl::context> context, ssl::stream_base::handshake_type side)
        : context_(std::move(context)), stream_(std::move(socket), *context_), side_(side) {}

    ssl::stream<tcp::socket>& stream() { return stream_; }

    tcp::socket& socket() override { return stream_.next_layer(); }

    void start_handshake(EndHandler done) override { stream_.async_handshake(side_, std::move(done)); }

    [[nodiscard]] std::string handshake_trouble() override {
        const long verdict = SSL_get_verify_result(stream_.native_handle());
        return verdict == X509_V_OK ? std::string{} : X509_verify_cert_error_string(verdict);
    }

    void start_read(asio::mutable_buffer into, IoHandler done) override {
        stream_.async_read_some(into, std::move(done));
    }

    void start_write(asio::const_buffer bytes, IoHandler done) override {
        stream_.async_write_some(bytes, std::move(done));
    }

    std::size_t write_now(asio::const_buffer, error_code& error) override {
        // A record that is half written can't be taken up again by another call.
        error = asio::error::would_block;
        return 0;
    }

    void start_goodbye(EndHandler done) override { stream_.async_shutdown(std::move(done)); }

private:
    std::shared_ptr<ssl::context> context_;
    ssl::stream<tcp::socket> stream_;
    ssl::stream_base::handshake_type side_;
};

bool is_address(const std::string& host) {
    error_code error;
    asio::ip::make_address(host, error);
    return !error;
}

/// The certificate must be good for `host`, by its alternative names alone: a subject is no host name (RFC 9525).
void expect_host(SSL* session, const std::string& host) {
    X509_VERIFY_PARAM* const rules = SSL_get0_param(session);
    X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    // RFC 6066 section 3: an address is not a server name.
    const bool set = is_address(host) ? X509_VERIFY_PARAM_set1_ip_asc(rules, host.c_str()) == 1
                                      : SSL_set_tlsext_host_name(session, host.c_str()) == 1 &&
                                            X509_VERIFY_PARAM_set1_host(rules, host.c_str(), host.size()) == 1;
    // Going on would mean to accept a certificate for any host.
    if (!set) throw std::runtime_error("OpenSSL took no expectation of a host name");
}

} // namespace

void ByteStream::close() {
    error_code ignored; // nothing is left to do when closing fails
    socket().close(ignored);
}

void ByteStream::interrupt() {
    error_code ignored; // a closed socket has nothing pending
    socket().cancel(ignored);
}

void tune(tcp::socket& socket) {
    using UserTimeout = asio::detail::socket_option::integer<IPPROTO_TCP, TCP_USER_TIMEOUT>;
    error_code ignored; // a socket the peer has reset already refuses options; reading it tells the reason
    socket.set_option(tcp::no_delay(true), ignored);
    socket.set_option(UserTimeout(20'000), ignored);
    socket.non_blocking(true, ignored);
}

StreamPtr plain_stream(tcp::socket socket) {
    return std::make_unique<PlainStream>(std::move(socket));
}

StreamPtr tls_stream(tcp::socket socket, const TlsClient& tls, const std::string& host) {
    auto made = std::make_unique<TlsStream>(std::move(socket), tls.state->context, ssl::stream_base::client);
    made->stream().set_verify_mode(ssl::verify_peer);
    expect_host(made->stream().native_handle(), host);
    return made;
}

StreamPtr tls_stream(tcp::socket socket, const TlsServer& tls) {
    return std::make_unique<TlsStream>(std::move(socket), tls.state->context, ssl::stream_base::server);
}

awaitable<error_code> write_all(ByteStream& stream, asio::const_buffer bytes) {
    error_code error;
    bytes += stream.write_now(bytes, error);
    if (error && error != asio::error::would_block) co_return error;
    while (bytes.size() > 0) {
        const auto [failed, written] = co_await stream.write_some(bytes, as_result);
        if (failed) co_return failed;
        bytes += written;
    }
    co_return error_code{};
}

} // namespace pilothouse::net
