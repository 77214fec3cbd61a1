#pragma once

#include "commands/incoming.hpp"
#include "integrations/net/async.hpp"
#include "integrations/net/task_group.hpp"
#include "integrations/net/tls.hpp"
#include "integrations/net/websocket.hpp"
#include "integrations/slack/directory.hpp"
#include "integrations/slack/envelope.hpp"
#include "integrations/slack/response_url.hpp"
#include "integrations/slack/sender.hpp"
#include "integrations/slack/socket_state.hpp"
#include "integrations/slack/web_client.hpp"

#include <boost/asio/steady_timer.hpp>

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace pilothouse::slack {

struct SocketLinkOptions {
    SocketRules rules{};
    net::WebSocketLimits websocket{.silence = std::chrono::seconds{20}};
    Duration deadline = std::chrono::seconds{10}; ///< of apps.connections.open
    std::string command_prefix{};
    ResponseUrls response_urls{};
};

/// How long envelopes waited for their acknowledgement, in buckets that end at `bounds` (and one beyond).
struct AckLatency {
    static constexpr std::array<int, 10> bounds_ms{1, 2, 5, 10, 25, 50, 100, 250, 1000, 3000};
    std::array<std::uint64_t, bounds_ms.size() + 1> counts{};
    Duration total{};
    Duration longest{};

    void add(Duration waited);
};

/// For /readyz and /metrics.
struct LinkSnapshot {
    SocketView sockets{};
    std::map<std::string, std::uint64_t, std::less<>> envelopes{}; ///< by type
    std::uint64_t redeliveries = 0;
    std::uint64_t broken = 0;  ///< frames that could not be read
    std::uint64_t refused = 0; ///< the program could not take them
    std::uint64_t acknowledged = 0;
    std::uint64_t unsent_acks = 0; ///< the socket was gone before the commit; Slack sends those again
    AckLatency ack_latency{};

    /// Something is heard.
    [[nodiscard]] bool ready() const { return sockets.live > 0; }
};

/// Hears Slack over Socket Mode: does what SocketState says, decodes envelopes, offers them, and acknowledges on
/// the socket each came on, after the commit. Loop thread only.
class SocketLink {
public:
    /// `app` calls with the app-level token. All references must outlive it.
    SocketLink(
        net::executor loop, net::TlsClient tls, WebClient& app, Directory& directory, Sender& sender,
        commands::Intake& intake, SocketLinkOptions options
    );
    ~SocketLink();

    /// Runs until stop() has been called and every socket has ended. Call once.
    net::awaitable<void> run();
    /// Takes nothing more in, lets acknowledgements out, closes every socket with a Close frame: within `limit`,
    /// and the second that a Close frame may stay unanswered. Returns when run() is over or that time is.
    net::awaitable<void> stop(Duration limit);
    [[nodiscard]] LinkSnapshot snapshot() const;

private:
    struct Conversation;
    struct Origin;

    void happens(SocketHappening what);
    void act(const SocketAction& action);
    void open(LinkId id);
    void close(LinkId id, std::uint16_t code, const std::string& why);
    void tell(commands::Noticed notice);

    net::awaitable<void> converse(std::shared_ptr<Conversation> with);
    net::awaitable<bool> connect(std::shared_ptr<Conversation> with);
    net::awaitable<void> learn_identity();
    net::awaitable<void> whisper(commands::Whisper said);

    void read(const std::shared_ptr<Conversation>& with, const std::string& frame);
    void read_envelope(const std::shared_ptr<Conversation>& with, Envelope envelope);
    void offer(const std::shared_ptr<Conversation>& with, Envelope envelope, Heard heard);
    void settle(Conversation& with, const Origin& origin, const Result<commands::Acknowledgement>& result);
    void refuse(Conversation& with, const Origin& origin, const Error& error);
    void acknowledge(Conversation& with, const Origin& origin, const commands::Acknowledgement& said);
    void write(Conversation& with, std::string frame, SteadyTime heard_at);

    net::executor loop_;
    net::TlsClient tls_;
    WebClient* app_;
    Directory* directory_;
    Sender* sender_;
    commands::Intake* intake_;
    SocketLinkOptions options_;
    Hearing hearing_;
    SocketState state_;
    net::TaskGroup tasks_;
    boost::asio::steady_timer timer_; ///< the next Tick
    boost::asio::steady_timer over_;  ///< rung when run() is over
    SteadyTime armed_ = SteadyTime::max();
    std::map<LinkId, std::shared_ptr<Conversation>> conversations_;
    std::deque<SocketHappening> happened_;
    bool stepping_ = false;
    bool ended_ = false;
    std::int64_t notices_ = 0;
    std::string run_name_; ///< tells the notices of this run from those of an earlier one
    LinkSnapshot counts_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true); ///< acknowledgements may come after our end
};

} // namespace pilothouse::slack
