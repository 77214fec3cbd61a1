#include "integrations/net/websocket.hpp"

#include "integrations/net/websocket_state.hpp"

#include <boost/asio/this_coro.hpp>

#include <utility>

namespace pilothouse::net {

namespace {

constexpr std::size_t most_queued = 1024;

SteadyTime steady_now() {
    return std::chrono::steady_clock::now();
}

} // namespace

WebSocket::WebSocket(std::shared_ptr<State> state) : state_(std::move(state)) {}

WebSocket::WebSocket(WebSocket&&) noexcept = default;

WebSocket& WebSocket::operator=(WebSocket&& other) noexcept {
    if (this == &other) return *this;
    if (state_) drop();
    state_ = std::move(other.state_);
    return *this;
}

WebSocket::~WebSocket() {
    if (state_) drop();
}

awaitable<Result<std::string>> WebSocket::read() {
    const auto state = state_;
    while (!state->arrived) {
        if (state->is_down()) co_return std::unexpected(*state->over);
        state->start_read();
        if (const auto waited = co_await state->changed.wait(); !waited) co_return std::unexpected(waited.error());
    }
    Result<std::string> message = *std::move(state->arrived);
    state->arrived.reset();
    co_return message;
}

bool WebSocket::write(std::string text) {
    if (state_->is_down() || state_->closing || state_->queue.size() >= most_queued) return false;
    state_->queue.push_back(std::move(text));
    state_->pump();
    return true;
}

awaitable<Result<void>> WebSocket::flush(Duration limit) {
    const auto state = state_;
    const SteadyTime until = steady_now() + limit;
    while (!state->queue.empty()) {
        if (state->is_down()) co_return std::unexpected(*state->over);
        if (steady_now() >= until)
            co_return fail(Errc::timeout, "messages to " + state->peer + " still wait after " + spoken(limit));
        if (auto waited = co_await state->changed.wait(until); !waited) co_return waited;
    }
    co_return Result<void>{};
}

awaitable<void> WebSocket::close(std::uint16_t code, std::string reason) {
    const auto state = state_;
    if (!state->closing) {
        state->closing = true;
        state->close_by = steady_now() + state->limits.close;
        state->arm();
        // What was queued before, acknowledgements above all, goes first.
        while (!state->queue.empty() && !state->is_down())
            if (!co_await state->changed.wait()) break;
        state->start_close(code, reason);
    }
    while (!state->is_down())
        if (!co_await state->changed.wait()) co_return state->finish({Errc::cancelled, "closing was cancelled"});
}

void WebSocket::drop() {
    state_->finish({Errc::unavailable, "the link to " + state_->peer + " was dropped by this side"});
}

std::uint16_t WebSocket::close_code() const {
    return state_->close_code;
}

void WebSocket::answer_pings(bool yes) {
    auto& outgoing = state_->stream.next_layer().tap().outgoing;
    if (yes)
        outgoing.reset();
    else
        outgoing.emplace();
}

void WebSocket::fall_silent() {
    state_->stream.next_layer().tap().mute = true;
}

void WebSocket::on_frames(std::function<void(std::size_t bytes, std::size_t frames)> seen) {
    state_->on_frames = std::move(seen);
    state_->stream.next_layer().tap().incoming.emplace();
}

} // namespace pilothouse::net
