#include "integrations/net/http_session.hpp"

#include "core/log.hpp"
#include "integrations/net/token.hpp"
#include "integrations/net/websocket_handshake.hpp"

#include <boost/asio/error.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <cstdint>
#include <exception>
#include <limits>
#include <string_view>
#include <utility>

namespace pilothouse::net {

namespace asio = boost::asio;

namespace {

constexpr std::size_t read_size = 16U << 10U;
/// What is buffered without the parser taking any of it: one line of chunked framing, or the trailers.
constexpr std::size_t most_unparsed = 32U << 10U;
constexpr std::size_t longest_extension = 256;
constexpr Duration goodbye_time{1000};
constexpr std::size_t goodbye_bytes = 1U << 20U;

std::string_view as_text(asio::const_buffer bytes) {
    return {static_cast<const char*>(bytes.data()), bytes.size()};
}

/// Whether a line that ends in [from, to) ends without a carriage return, behind which the parser would wait.
bool has_bare_newline(std::string_view text, std::size_t from, std::size_t to) {
    for (std::size_t at = text.find('\n', from); at < std::min(to, text.size()); at = text.find('\n', at + 1))
        if (at == 0 || text[at - 1] != '\r') return true;
    return false;
}

/// Another protocol in Upgrade (h2c, from a client that would like to speak HTTP/2) may be left unanswered.
bool wants_upgrade(const HttpRequest& request) {
    return same_name(header(request.headers, "upgrade"), "websocket");
}

bool says_close(const HttpResponse& response) {
    return header(response.headers, "connection") == "close";
}

} // namespace

HttpSession::HttpSession(std::shared_ptr<HttpService> service, StreamPtr stream, Peer peer)
    : service_(std::move(service)), stream_(std::move(stream)), peer_(std::move(peer)),
      since_(std::chrono::steady_clock::now()), watchdog_(stream_->get_executor(), [this] { bite(); }) {}

HttpSession::~HttpSession() {
    hold(0);
}

Standing HttpSession::standing() const {
    return {.proved = proved_, .answering = answering_, .reading = busy_, .since = since_, .held = held_};
}

void HttpSession::hold(std::size_t bytes) {
    service_->arriving += bytes - held_;
    held_ = bytes;
}

void HttpSession::bite() {
    late_ = true;
    if (stream_) stream_->interrupt();
}

void HttpSession::hurry() {
    if (const auto link = upgraded_.lock()) return go_away(*link);
    if (!busy_) abort();
}

void HttpSession::abort() {
    if (const auto link = upgraded_.lock()) return drop(*link);
    hold(0); // what unwinds takes nobody else's room
    if (stream_) stream_->close();
}

awaitable<void> HttpSession::run() {
    watchdog_.arm(service_->limits.header_time);
    if (!co_await secure()) co_return;
    for (bool keep = true; keep && stream_;) {
        const Step step = co_await read_request();
        if (step == Step::end) co_return;
        hold(0);
        answering_ = true;
        if (step == Step::serve)
            keep = co_await serve();
        else {
            HttpResponse no{refusal_.status, {{"Content-Type", "text/plain; charset=utf-8"}}, refusal_.why + "\n"};
            if (refusal_.status == 405) no.headers.emplace_back("Allow", "GET, POST");
            keep = co_await answer(std::move(no), HttpRequest{}, false);
        }
        answering_ = busy_ = false;
        since_ = std::chrono::steady_clock::now();
        if (service_->stopping) keep = false;
    }
    if (stream_ && stream_->socket().is_open()) co_await say_goodbye();
}

awaitable<bool> HttpSession::secure() {
    const auto [error] = co_await stream_->handshake(as_result);
    if (error) log::debug("http.handshake_failed", {{"peer", peer_.address}, {"error", error.message()}});
    co_return !error && !late_;
}

HttpSession::Step HttpSession::refuse(int status, std::string why) {
    refusal_ = {status, std::move(why)};
    return Step::refuse;
}

/// A connection that ends or falls silent between requests is no one's fault.
HttpSession::Step HttpSession::broken_off(const error_code&) {
    if (late_ && busy_) return refuse(408, "the request took too long to arrive");
    return Step::end;
}

awaitable<error_code> HttpSession::read_more() {
    const auto [error, count] = co_await stream_->read_some(buffer_.prepare(read_size), as_result);
    buffer_.commit(count);
    // Closed for another's sake while these bytes were on their way: they are nobody's any more.
    co_return !error && !stream_->socket().is_open() ? error_code(asio::error::operation_aborted) : error;
}

awaitable<HttpSession::Step> HttpSession::read_request() {
    late_ = false;
    // The first request has begun with the connection; a later one begins with its first byte.
    if (!std::exchange(fresh_, false)) watchdog_.arm(service_->limits.idle);
    // Where each request has room of its own, the reader is told of it when the head is there.
    const std::size_t room = service_->room ? std::numeric_limits<std::size_t>::max() : service_->limits.body_bytes;
    reader_.emplace(service_->limits.header_bytes, room, longest_extension);
    const Step step = co_await read_head();
    if (step != Step::serve) co_return step;
    co_return co_await read_body();
}

awaitable<HttpSession::Step> HttpSession::read_head() {
    std::size_t searched = 0;
    while (true) {
        const std::string_view text = as_text(buffer_.data());
        if (!text.empty() && !std::exchange(busy_, true)) watchdog_.arm(service_->limits.header_time);
        const std::size_t from = searched < 3 ? 0 : searched - 3;
        const std::size_t end = text.find("\r\n\r\n", from);
        if (has_bare_newline(text, searched, end))
            co_return refuse(400, "a header line ends without a carriage return");
        if (end != std::string_view::npos) co_return parse_head(end + 4);
        if (text.size() > service_->limits.header_bytes) co_return refuse(431, "the header is too large");
        searched = text.size();
        const error_code error = co_await read_more();
        if (error) co_return broken_off(error);
    }
}

HttpSession::Step HttpSession::parse_head(std::size_t size) {
    if (size > service_->limits.header_bytes) return refuse(431, "the header is too large");
    HttpError error;
    const std::string_view head = as_text(buffer_.data()).substr(0, size);
    reader_->put(asio::const_buffer(head.data(), head.size()), error);
    if (error == wire::error::body_limit) return refuse(413, "the body is too large");
    if (error == wire::error::header_limit) return refuse(431, "the header is too large");
    if ((error && error != wire::error::need_more) || !reader_->is_header_done())
        return refuse(400, "this is not a proper HTTP request");
    if (service_->limits.strict)
        if (auto refusal = refused(head, reader_->request)) return refuse(refusal->status, std::move(refusal->why));
    buffer_.consume(size);
    if (!service_->room) return Step::serve;
    const std::uint64_t room = std::min(service_->room(reader_->request), service_->limits.body_bytes);
    if (reader_->content_length().value_or(0) > room) return refuse(413, "the body is too large");
    reader_->body_limit(room);
    return Step::serve;
}

HttpSession::Step HttpSession::feed_body() {
    while (buffer_.size() > 0 && !reader_->is_done()) {
        HttpError error;
        const std::size_t used = reader_->put(buffer_.data(), error);
        buffer_.consume(used);
        if (error == wire::error::need_more || (!error && used == 0)) break;
        if (error == wire::error::body_limit) return refuse(413, "the body is too large");
        if (error) return refuse(400, "the body is not properly framed");
    }
    if (!reader_->is_done() && buffer_.size() > most_unparsed) return refuse(400, "the body is not properly framed");
    return Step::serve;
}

awaitable<HttpSession::Step> HttpSession::read_body() {
    if (reader_->is_done()) co_return Step::serve;
    reader_->eager(true);
    body_end_ = std::chrono::steady_clock::now() + service_->limits.body_time;
    body_due_ = 0;
    pace_body();
    if (buffer_.size() == 0 && !header(reader_->request.headers, "expect").empty()) {
        constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        const error_code error = co_await write_all(*stream_, asio::buffer(go_on));
        if (error) co_return broken_off(error);
    }
    while (true) {
        const Step step = feed_body();
        if (step != Step::serve || reader_->is_done()) co_return step;
        pace_body();
        hold(reader_->request.body.size());
        if (service_->arriving > service_->limits.arriving_bytes) service_->free_memory();
        const error_code error = co_await read_more();
        if (error) co_return broken_off(error);
    }
}

/// A body has its time as a whole, and each step of it: one that trickles in is as good as none.
void HttpSession::pace_body() {
    const std::size_t size = reader_->request.body.size();
    if (size < body_due_) return;
    body_due_ = size + service_->limits.body_step;
    watchdog_.arm(std::min(body_end_, std::chrono::steady_clock::now() + service_->limits.body_step_time));
}

awaitable<bool> HttpSession::serve() {
    // A handler takes the time it needs: its own deadlines are its own.
    watchdog_.rest();
    HttpRequest request = std::move(reader_->request);
    if (service_->upgrade && wants_upgrade(request) && buffer_.size() == 0) {
        co_await serve_upgrade(std::move(request));
        co_return stream_ != nullptr;
    }
    // Bytes that came behind a request could be a second one that a proxy never saw as such.
    const bool keep = reader_->keep_alive() && ++answered_ < service_->limits.requests &&
                      (!service_->limits.strict || buffer_.size() == 0);
    if (!service_->fault) {
        HttpRequest asked;
        asked.method = request.method;
        HttpResponse response = co_await ask_handler(std::move(request));
        co_return co_await answer(std::move(response), asked, keep);
    }
    HttpResponse response = co_await ask_handler(request);
    co_return co_await answer(std::move(response), request, keep);
}

awaitable<HttpResponse> HttpSession::ask_handler(HttpRequest request) {
    std::string trouble;
    try {
        co_return co_await service_->handler(std::move(request), peer_);
    } catch (const boost::system::system_error& error) {
        if (error.code() == asio::error::operation_aborted) throw;
        trouble = error.what();
    } catch (const std::exception& error) {
        trouble = error.what();
    }
    log::error("http.handler_failed", {{"peer", peer_.address}, {"error", trouble}});
    co_return HttpResponse{500, {{"Content-Type", "text/plain; charset=utf-8"}}, "internal error\n"};
}

awaitable<bool> HttpSession::answer(HttpResponse response, const HttpRequest& request, bool keep) {
    auto fate = HttpServer::Fate::answer;
    if (service_->fault && !request.headers.empty()) fate = service_->fault(request, response);
    if (fate == HttpServer::Fate::drop) {
        stream_->close();
        co_return false;
    }
    proved_ = proved_ || response.proved;
    keep = keep && !says_close(response) && !service_->stopping;
    out_.clear();
    append_response(out_, response, request.method, keep);
    if (fate == HttpServer::Fate::truncate) out_.resize(out_.size() / 2);

    late_ = false;
    watchdog_.arm(service_->limits.body_time);
    const error_code error = co_await write_all(*stream_, asio::buffer(out_));
    watchdog_.rest();
    if (error || fate == HttpServer::Fate::truncate) {
        stream_->close();
        co_return false;
    }
    co_return keep;
}

awaitable<void> HttpSession::serve_upgrade(HttpRequest request) {
    const HttpRequest asked = request;
    auto taken = service_->upgrade(std::move(request), peer_, [self = shared_from_this(), asked] {
        return self->accept_upgrade(asked);
    });
    if (taken) {
        co_await std::move(*taken);
        if (stream_) stream_->close();
        stream_.reset();
        co_return;
    }
    HttpResponse no{404, {{"Content-Type", "text/plain; charset=utf-8"}}, "nothing to upgrade here\n"};
    if (!co_await answer(std::move(no), asked, false)) co_await say_goodbye();
    stream_.reset();
}

awaitable<Result<WebSocket>> HttpSession::accept_upgrade(HttpRequest request) {
    if (!stream_) co_return fail(Errc::conflict, "this connection was taken over already");
    PILOTHOUSE_CO_TRY(
        auto link, co_await accept_websocket(std::move(stream_), std::move(request), peer_.address, service_->websocket)
    );
    upgraded_ = link;
    if (service_->stopping) go_away(*link);
    co_return WebSocket(std::move(link));
}

// Closing with unread bytes in the kernel sends a reset, which can destroy the answer on its way: first our end,
// then what the peer still had to say, for a moment.
awaitable<void> HttpSession::say_goodbye() {
    late_ = false;
    watchdog_.arm(goodbye_time);
    co_await stream_->goodbye(as_result);
    buffer_.clear();
    for (std::size_t dropped = 0; dropped < goodbye_bytes && !late_;) {
        const auto [error, count] = co_await stream_->read_some(buffer_.prepare(read_size), as_result);
        if (error) break;
        dropped += count;
    }
    stream_->close();
}

} // namespace pilothouse::net
