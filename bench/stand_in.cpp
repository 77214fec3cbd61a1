#include "bench/stand_in.hpp"

#include <algorithm>
#include <charconv>

namespace pilothouse::bench {

namespace {

constexpr std::size_t slots_at_most = 1024;

double microseconds(Clock::time_point from) {
    return std::chrono::duration<double, std::micro>(Clock::now() - from).count();
}

/// The number that stands behind `mark` in `text`; nothing where there is none.
std::optional<std::uint64_t> number_after(std::string_view text, std::string_view mark) {
    const auto at = text.find(mark);
    if (at == std::string_view::npos) return std::nullopt;
    std::uint64_t number = 0;
    const char* begin = text.data() + at + mark.size();
    const auto [end, failed] = std::from_chars(begin, text.data() + text.size(), number);
    if (failed != std::errc{} || end == begin) return std::nullopt;
    return number;
}

net::HttpResponse json(std::string body) {
    return {200, {{"Content-Type", "application/json; charset=utf-8"}}, std::move(body)};
}

} // namespace

StandIn::StandIn(net::executor loop) : loop_(std::move(loop)), slots_(slots_at_most) {}

Result<std::unique_ptr<StandIn>> StandIn::start(net::executor loop, std::optional<net::TlsServer> tls) {
    auto stand_in = std::unique_ptr<StandIn>(new StandIn(loop));
    auto* self = stand_in.get();
    self->tls_ = tls.has_value();
    PILOTHOUSE_TRY(
        auto server, net::HttpServer::listen(
                         loop, "127.0.0.1", 0, std::move(tls),
                         [self](net::HttpRequest request, const net::Peer&) { return self->answer(std::move(request)); }
                     )
    );
    self->server_.emplace(std::move(server));
    self->server_->on_upgrade(
        [self](
            const net::HttpRequest&, const net::Peer&, std::function<net::awaitable<Result<net::WebSocket>>()> accept
        ) -> std::optional<net::awaitable<void>> { return self->serve(std::move(accept)); }
    );
    return stand_in;
}

std::uint16_t StandIn::port() const {
    return server_->port();
}

net::awaitable<void> StandIn::serve(std::function<net::awaitable<Result<net::WebSocket>>()> accept) {
    auto socket = co_await accept();
    if (!socket) co_return;
    socket->write(
        R"({"type":"hello","num_connections":)" + std::to_string(sockets_.size() + 1) +
        R"(,"connection_info":{"app_id":"A1"},"debug_info":{"host":"stand-in","approximate_connection_time":18060}})"
    );
    if (first_hello_ == Clock::time_point{}) first_hello_ = Clock::now();
    sockets_.push_back(&*socket);
    for (;;) {
        const auto frame = co_await socket->read();
        if (!frame) break;
        acknowledged(*frame);
    }
    std::erase(sockets_, &*socket);
}

void StandIn::mention(std::size_t slot, std::string_view words, std::function<void(double, double)> done) {
    auto& entry = slots_.at(slot);
    entry.number = ++sent_;
    entry.done = std::move(done);
    entry.ack_us = entry.answer_us = -1;
    const auto number = std::to_string(sent_);
    const auto channel = "C" + std::to_string(slot);
    std::string frame = R"({"envelope_id":"E)" + std::to_string(slot) + "-" + number +
                        R"(","type":"events_api","accepts_response_payload":false,"retry_attempt":0,"retry_reason":"",)"
                        R"("payload":{"type":"event_callback","team_id":"T1","api_app_id":"A1","event_id":"Ev)" +
                        number +
                        R"(","event_time":1795400101,"event":{"type":"app_mention","user":"U1","text":"<@UBOT> )" +
                        std::string(words) + R"(","ts":"1795400101.)" + number + R"(","channel":")" + channel +
                        R"(","event_ts":"1795400101.)" + number + R"("},"is_ext_shared_channel":false}})";
    entry.sent = Clock::now();
    sockets_.at(sent_ % sockets_.size())->write(std::move(frame));
}

void StandIn::acknowledged(std::string_view frame) {
    const auto slot = number_after(frame, R"("envelope_id":"E)");
    if (!slot || *slot >= slots_.size()) return;
    auto& entry = slots_[*slot];
    if (entry.ack_us < 0) entry.ack_us = microseconds(entry.sent);
    settle(entry);
}

void StandIn::answered(std::string_view body) {
    const auto slot = number_after(body, R"("channel":"C)");
    if (!slot || *slot >= slots_.size()) return;
    auto& entry = slots_[*slot];
    if (entry.answer_us < 0) entry.answer_us = microseconds(entry.sent);
    settle(entry);
}

void StandIn::settle(Slot& slot) {
    if (slot.ack_us < 0 || slot.answer_us < 0 || !slot.done) return;
    const auto done = std::exchange(slot.done, {});
    done(slot.ack_us, slot.answer_us);
}

net::awaitable<net::HttpResponse> StandIn::answer(net::HttpRequest request) {
    const auto path = net::path_of(request.target);
    if (path == "/api/chat.postMessage") {
        answered(request.body);
        const auto slot = number_after(request.body, R"("channel":"C)").value_or(0);
        co_return json(
            R"({"ok":true,"channel":"C)" + std::to_string(slot) + R"(","ts":"1795400200.)" + std::to_string(++posted_) +
            R"(","message":{"type":"message"}})"
        );
    }
    if (path == "/api/apps.connections.open")
        co_return json(
            std::string(R"({"ok":true,"url":")") + (tls_ ? "wss" : "ws") + "://127.0.0.1:" + std::to_string(port()) +
            R"(/link/?ticket=1"})"
        );
    if (path == "/api/auth.test")
        co_return json(
            R"({"ok":true,"user_id":"UBOT","bot_id":"B1","team_id":"T1","user":"bot","team":"T","url":"https://t"})"
        );
    if (path == "/api/users.info")
        co_return json(R"({"ok":true,"user":{"id":"U1","name":"ana","profile":{"email":"ana@example.com"}}})");
    co_return json(R"({"ok":true,"channels":[],"members":[],"messages":[]})");
}

net::awaitable<void> StandIn::stop() {
    co_await server_->stop(std::chrono::milliseconds{200});
}

} // namespace pilothouse::bench
