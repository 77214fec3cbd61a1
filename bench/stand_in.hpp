#pragma once

#include "integrations/net/async.hpp"
#include "integrations/net/http_server.hpp"
#include "integrations/net/websocket.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pilothouse::bench {

using Clock = std::chrono::steady_clock;

/// As little of Slack as a load needs: sockets that give mentions out and take acknowledgements, and a Web API that
/// takes posts. It keeps nothing, so that what is measured is the client.
///
/// Each mention in flight has a channel of its own, by which its answer is known.
class StandIn {
public:
    static Result<std::unique_ptr<StandIn>> start(net::executor loop, std::optional<net::TlsServer> tls);

    [[nodiscard]] std::uint16_t port() const;

    [[nodiscard]] std::size_t sockets() const { return sockets_.size(); }

    /// When the first socket was said hello to.
    [[nodiscard]] Clock::time_point first_hello() const { return first_hello_; }

    /// Sends a mention into `slot`'s channel. Calls `done` once it is both acknowledged and answered.
    void mention(std::size_t slot, std::string_view words, std::function<void(double ack_us, double answer_us)> done);

    net::awaitable<void> stop();

private:
    struct Slot {
        Clock::time_point sent{};
        double ack_us = -1;
        double answer_us = -1;
        std::uint64_t number = 0;
        std::function<void(double, double)> done{};
    };

    explicit StandIn(net::executor loop);
    net::awaitable<net::HttpResponse> answer(net::HttpRequest request);
    net::awaitable<void> serve(std::function<net::awaitable<Result<net::WebSocket>>()> accept);
    void acknowledged(std::string_view frame);
    void answered(std::string_view body);
    void settle(Slot& slot);

    net::executor loop_;
    bool tls_ = false;
    std::optional<net::HttpServer> server_;
    std::vector<net::WebSocket*> sockets_;
    std::vector<Slot> slots_;
    std::uint64_t sent_ = 0;
    std::uint64_t posted_ = 0;
    Clock::time_point first_hello_{};
};

} // namespace pilothouse::bench
