#pragma once

#include "commands/event.hpp"
#include "core/clock.hpp"
#include "core/ids.hpp"
#include "integrations/net/limiter.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// The protocol loop of Socket Mode without sockets and clocks: what happened in, what to do next out.
namespace pilothouse::slack {

using net::SteadyTime;

/// One attempt at a connection, from the request for an address to the last byte. Never used twice.
using LinkId = Number<struct SlackLinkTag>;

/// The numbers the loop works with. Slack publishes none of them but the lifetime in its hello.
struct SocketRules {
    int sockets = 2;        ///< kept live, 1 to 4
    std::uint64_t seed = 1; ///< for jitter
    Duration open_every = std::chrono::seconds{1};
    int opens_a_minute = 20;
    Duration opening = std::chrono::seconds{45}; ///< from the request for an address to the upgrade
    Duration hello = std::chrono::seconds{10};
    Duration proof = std::chrono::seconds{30}; ///< a link that lives so long after its hello ends the backoff
    Duration backoff = std::chrono::milliseconds{500};
    Duration backoff_cap = std::chrono::seconds{30};
    Duration crowded = std::chrono::seconds{10}; ///< first pause after too_many_websockets
    Duration crowded_cap = std::chrono::minutes{5};
    Duration throttled = std::chrono::seconds{30}; ///< after a 429 that does not say how long
    Duration probe = std::chrono::minutes{5};      ///< while only a person can mend it
    Duration rotation_margin = std::chrono::seconds{60};
    Duration drain_quiet = std::chrono::seconds{2};
    Duration drain_limit = std::chrono::seconds{20};
    Duration deaf = std::chrono::seconds{30};     ///< without a live link: alarm
    Duration farewell = std::chrono::seconds{10}; ///< Slack may still count a link that ended so recently
};

/// The websocket handshake is done.
struct LinkOpened {
    LinkId link;
};

/// No connection came about.
struct LinkFailed {
    enum class Why {
        transient,      ///< network, DNS, TLS, 5xx
        throttled,      ///< 429 from apps.connections.open
        needs_operator, ///< Slack refuses the token or the app
    };
    LinkId link;
    Why why = Why::transient;
    std::string detail{}; ///< for people: what failed, and what to do
    std::optional<Duration> retry_after{};
};

struct HelloHeard {
    LinkId link;
    int connections = 0; ///< what Slack counts for the whole app; 0: it did not say
    std::optional<Duration> lifetime{};
};

/// An envelope came in; one EnvelopeSettled follows.
struct EnvelopeHeard {
    LinkId link;
};

/// The envelope's acknowledgement was queued, or there will be none.
struct EnvelopeSettled {
    LinkId link;
};

struct DisconnectHeard {
    LinkId link;
    std::string reason; ///< as Slack wrote it; may be empty
};

/// The connection is gone, for whatever reason. Nothing more is heard of this link.
struct LinkEnded {
    LinkId link;
    std::string how{};
};

struct Tick {};

/// Close everything, acknowledgements first, within `limit`.
struct StopAsked {
    Duration limit;
};

using SocketHappening = std::variant<
    LinkOpened, LinkFailed, HelloHeard, EnvelopeHeard, EnvelopeSettled, DisconnectHeard, LinkEnded, Tick, StopAsked>;

/// Ask for an address and connect to it. Answered by LinkOpened or LinkFailed.
struct OpenLink {
    LinkId link;
    int slot = 0;
};

/// Flush, send a Close frame, end TCP. Answered by LinkEnded (or LinkFailed while it was still opening).
struct CloseLink {
    LinkId link;
    std::uint16_t code = 1000;
    std::string why{};
};

/// Tell the people who run the bot.
struct Tell {
    commands::Noticed notice;
};

/// A line for the log.
struct Report {
    LinkId link;
    std::string event; ///< e.g. "slack.socket.live"
    std::string detail{};
};

using SocketAction = std::variant<OpenLink, CloseLink, Tell, Report>;

/// For /readyz and /metrics.
struct SocketView {
    int live = 0;
    int draining = 0;
    int opening = 0;
    int connections = 0; ///< num_connections of the latest hello
    std::uint64_t connects = 0;
    std::map<std::string, std::uint64_t> disconnects{}; ///< by reason; "lost" where Slack gave none
    Duration deaf{};                                    ///< in all, without a link that hears
    std::string trouble{};                              ///< what only a person can mend; empty: nothing
    std::string last_failure{};
};

/// Keeps `rules.sockets` links live: opens a replacement before it gives an old one up, except where Slack counts
/// too many; never two replacements at once; pauses grow with failures; what only a person can mend is told and
/// looked at again every five minutes.
class SocketState {
public:
    explicit SocketState(SocketRules rules);

    /// What to do because of what happened. `now` never goes back.
    [[nodiscard]] std::vector<SocketAction> step(SteadyTime now, const SocketHappening& happening);
    /// When a Tick is due if nothing happens before; empty: nothing to wait for.
    [[nodiscard]] std::optional<SteadyTime> wake_at() const;

    /// Stopped, and every link has ended.
    [[nodiscard]] bool ended() const { return stopping_ && links_.empty(); }

    [[nodiscard]] SocketView view(SteadyTime now) const;

private:
    enum class Phase { opening, awaiting_hello, live, draining, closing };

    struct Link {
        int slot = 0;
        Phase phase = Phase::opening;
        SteadyTime since; ///< when the phase began
        SteadyTime last_frame{};
        int unsettled = 0;
        bool refresh = false; ///< Slack asked for a replacement
        bool proved = false;
        std::optional<SteadyTime> rotate_at{};
    };

    enum class Trouble { none, token, switched_off };

    void on(const LinkOpened& opened);
    void on(const LinkFailed& failed);
    void on(const HelloHeard& hello);
    void on(const EnvelopeHeard& heard);
    void on(const EnvelopeSettled& settled);
    void on(const DisconnectHeard& heard);
    void on(const LinkEnded& ended);
    void on(const Tick& tick);
    void on(const StopAsked& stop);

    void prove();
    void expire();
    void expire(LinkId id, Link& link);
    void open_next();
    void watch_hearing();
    void close(LinkId id, Link& link, std::string why);
    void failed(const std::string& what);
    void crowded(LinkId id, Link& link);
    void switched_off();
    void compare_connections(int counted);
    void plan_rotation(Link& link, Duration lifetime);
    void hold(Duration pause);
    void tell(std::string key, commands::Tone tone, std::string text);
    void report(LinkId id, std::string event, std::string detail = {});
    Duration random(Duration most);

    [[nodiscard]] std::optional<int> wanted_slot() const;
    [[nodiscard]] const Link* live_in(int slot) const;
    [[nodiscard]] int count(std::initializer_list<Phase> phases) const;
    [[nodiscard]] SteadyTime next_open() const;
    [[nodiscard]] SteadyTime drained_at(const Link& link) const;
    [[nodiscard]] SteadyTime deadline(const Link& link) const;

    SocketRules rules_;
    net::Backoff backoff_;
    std::uint64_t random_;
    SteadyTime now_{};
    std::vector<SocketAction> actions_;
    std::map<LinkId, Link> links_;
    std::int64_t last_link_ = 0;
    SteadyTime not_before_ = SteadyTime::min();
    std::deque<SteadyTime> opens_;    ///< the latest ones, for the hard limits
    std::deque<SteadyTime> partings_; ///< when links ended that Slack may still count
    int crowded_times_ = 0;           ///< too_many_websockets since a link last proved itself
    SteadyTime crowded_at_{};
    Trouble trouble_ = Trouble::none;
    std::string trouble_text_;
    std::string last_failure_;
    std::optional<SteadyTime> deaf_since_;
    bool deaf_told_ = false;
    Duration deaf_total_{};
    int connections_ = 0;
    int strangers_told_ = 0; ///< connections beyond ours that people were told of
    std::uint64_t connects_ = 0;
    std::map<std::string, std::uint64_t> disconnects_;
    bool stopping_ = false;
    SteadyTime stop_at_{};
};

} // namespace pilothouse::slack
