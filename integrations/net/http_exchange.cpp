#include "integrations/net/http_exchange.hpp"

#include "integrations/net/http_wire.hpp"
#include "integrations/net/token.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/beast/http/error.hpp>

#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cerrno>
#include <optional>
#include <utility>

namespace pilothouse::net {

namespace asio = boost::asio;

namespace {

constexpr std::size_t read_size = 16U << 10U;
/// What is buffered without the parser taking any of it: a header block, or one line of chunked framing.
constexpr std::size_t most_unparsed = 128U << 10U;

std::unexpected<Error> unknown(const Url& url, const std::string& why) {
    return fail(
        Errc::unknown_outcome, "the request was sent to " + url.authority() + ", but " + why,
        "It may have been carried out; look before sending it again."
    );
}

bool is_end(const error_code& error) {
    return error == asio::error::eof || error == asio::ssl::error::stream_truncated;
}

/// Whether the answer is complete now: `data` is fed to the reader as far as it goes.
error_code feed(ResponseReader& reader, boost::beast::flat_buffer& buffer) {
    while (buffer.size() > 0 && !reader.is_done()) {
        HttpError error;
        const std::size_t used = reader.put(buffer.data(), error);
        buffer.consume(used);
        if (error == wire::error::need_more || (!error && used == 0)) break;
        if (error) return error;
    }
    if (buffer.size() > most_unparsed && !reader.is_done()) return wire::error::buffer_overflow;
    return {};
}

} // namespace

HttpConnection::HttpConnection(StreamPtr stream, std::size_t response_bytes)
    : stream_(std::move(stream)), response_bytes_(response_bytes),
      watchdog_(stream_->get_executor(), [this] { bite(); }) {}

void HttpConnection::bite() {
    late_ = true;
    stream_->close();
    // `expired_` may destroy this object, and with it the function that is being called.
    if (const auto expired = std::exchange(expired_, nullptr)) expired();
}

bool HttpConnection::is_closed_by_peer() {
    char byte = 0;
    const auto count = ::recv(stream_->socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    // Bytes nobody asked for (a 408, a TLS alert) end a connection as surely as its closing does.
    return count >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
}

void HttpConnection::park(Duration limit, std::function<void()> expired) {
    idle_since_ = std::chrono::steady_clock::now();
    expired_ = std::move(expired);
    watchdog_.arm(idle_since_ + limit);
}

// A FIN carries what the peer's kernel had received until then. When it acknowledges none of our bytes, the peer
// closed before it could read them. (A RST proves nothing: it may have overtaken the acknowledgement.)
bool HttpConnection::nothing_arrived(const error_code& error) {
    if (!is_end(error)) return false;
    int unacknowledged = 0;
    if (::ioctl(stream_->socket().native_handle(), SIOCOUTQ, &unacknowledged) != 0) return false;
    return unacknowledged > 0 && static_cast<std::size_t>(unacknowledged) >= out_.size();
}

HttpConnection::Outcome HttpConnection::lost(const Url& url, const error_code& error, bool answered) {
    const bool unseen = !answered && !late_ && nothing_arrived(error);
    stream_->close();
    if (unseen)
        return {
            fail(Errc::unavailable, url.authority() + " closed the connection before it read the request"), false, true
        };
    if (late_) return {unknown(url, "no complete answer came in time")};
    if (error == asio::error::operation_aborted) return {unknown(url, "the wait for its answer was cancelled")};
    if (is_end(error)) return {unknown(url, "the connection was closed before the answer was complete")};
    return {unknown(url, "its answer could not be read: " + error.message())};
}

awaitable<HttpConnection::Outcome>
HttpConnection::exchange(const Url& url, const HttpRequest& request, SteadyTime until) {
    out_.clear();
    if (const auto written = append_request(out_, url, request); !written)
        co_return Outcome{std::unexpected(written.error())};
    expired_ = nullptr;
    late_ = false;
    if (std::chrono::steady_clock::now() >= until)
        co_return Outcome{fail(Errc::timeout, "no time was left to send the request to " + url.authority())};
    watchdog_.arm(until);

    error_code error;
    const std::size_t sent = stream_->write_now(asio::buffer(out_), error);
    if (error && error != asio::error::would_block) {
        stream_->close();
        co_return Outcome{
            fail(Errc::unavailable, "can't send to " + url.authority() + ": " + error.message()), false, true
        };
    }
    if (sent < out_.size()) {
        error = co_await write_all(*stream_, asio::buffer(out_) + sent);
        if (error) co_return lost(url, error, false);
    }
    co_return co_await read_answer(url, request.method == "HEAD");
}

awaitable<HttpConnection::Outcome> HttpConnection::read_answer(const Url& url, bool head) {
    std::optional<ResponseReader> reader(std::in_place, response_bytes_, head);
    bool answered = false;
    while (!reader->is_done()) {
        const auto [error, count] = co_await stream_->read_some(buffer_.prepare(read_size), as_result);
        if (error == asio::error::eof && reader->is_header_done() && reader->need_eof()) {
            HttpError at_end;
            reader->put_eof(at_end);
            if (at_end) co_return lost(url, at_end, true);
            break;
        }
        if (error) co_return lost(url, error, answered);
        answered = true;
        buffer_.commit(count);
        if (const error_code broken = feed(*reader, buffer_)) co_return lost(url, broken, true);
        // 100 Continue and its like only announce the answer.
        while (reader->is_done() && reader->response.status < 200 && reader->response.status != 101) {
            reader.emplace(response_bytes_, head);
            if (const error_code broken = feed(*reader, buffer_)) co_return lost(url, broken, true);
        }
    }
    watchdog_.rest();
    // Bytes beyond the answer belong to no request of ours.
    const bool reusable = reader->keep_alive() && !reader->need_eof() && buffer_.size() == 0 && !late_;
    co_return Outcome{std::move(reader->response), reusable};
}

} // namespace pilothouse::net
