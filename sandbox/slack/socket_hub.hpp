#pragma once

#include "core/clock.hpp"
#include "integrations/net/http_server.hpp"
#include "integrations/net/websocket.hpp"
#include "sandbox/slack/model.hpp"
#include "sandbox/slack/schedule.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace pilothouse::sandbox {

struct World;

/// One connection of the app, or its ghost.
struct Link {
    std::uint64_t number = 0;
    std::unique_ptr<net::WebSocket> socket{};
    bool greeted = false;   ///< hello went out: payloads may follow
    bool closed = false;    ///< TCP is gone
    bool half_open = false; ///< neither reads nor writes count any more
    std::size_t last_bytes = 0, last_frames = 0;
    std::vector<Schedule::Key> timers{};
};

using LinkPtr = std::shared_ptr<Link>;

/// The Socket Mode side: tickets, registrations, hello, life cycle, and what goes wrong with connections.
class SocketHub {
public:
    explicit SocketHub(World& world) : world_(world) {}

    /// A URL for one connection, as apps.connections.open answers it.
    std::string new_url(std::string_view host);
    /// Takes over an upgrade to /link/; nullopt when the ticket is unknown or used.
    std::optional<net::awaitable<void>>
    upgrade(const net::HttpRequest& request, std::function<net::awaitable<Result<net::WebSocket>>()> accept);
    /// Writes `frame` to a connection chosen at random, ghosts included as with Slack. 0 where there is none, else
    /// the connection's number.
    std::uint64_t send(const std::string& frame);
    /// Writes `frame` to that connection. False when it is gone.
    bool send_to(std::uint64_t number, const std::string& frame);
    /// Does "refresh", "warning", "too_many", "link_disabled", "reset", "silence" or "cut" to one connection or
    /// to all. The number of connections it was done to.
    std::size_t act(std::string_view action, bool all);
    /// Breaks one connection without a Close frame.
    void reset(std::uint64_t number);
    void silence(std::uint64_t number);

    void ghosts(Duration life) { ghost_life_ = life; }

    [[nodiscard]] std::size_t registered() const { return links_.size(); }

    [[nodiscard]] std::size_t live() const;
    /// Drops everything.
    void stop();

private:
    World& world_;
    std::unordered_set<std::string> tickets_{};
    std::map<std::uint64_t, LinkPtr> links_{};
    std::uint64_t last_ = 0;
    Duration ghost_life_{0};

    net::awaitable<void> serve(std::function<net::awaitable<Result<net::WebSocket>>()> accept, bool short_life);
    net::awaitable<void> read(LinkPtr link);
    net::awaitable<void> refuse(LinkPtr link, std::string reason);
    bool greet(const LinkPtr& link, bool short_life);
    void plan_life(const LinkPtr& link, Duration life);
    void say_goodbye(const LinkPtr& link, std::string_view reason);
    void end(const LinkPtr& link);
    void cut(const LinkPtr& link);
    void write(Link& link, const std::string& frame);
};

} // namespace pilothouse::sandbox
