#include "integrations/slack/socket_state.hpp"

#include <algorithm>
#include <utility>

namespace pilothouse::slack {

namespace {

using commands::Tone;

} // namespace

SocketState::SocketState(SocketRules rules)
    : rules_(rules), backoff_(rules_.backoff, rules_.backoff_cap, rules_.seed), random_(rules_.seed) {
    rules_.sockets = std::clamp(rules_.sockets, 1, 4);
}

std::vector<SocketAction> SocketState::step(SteadyTime now, const SocketHappening& happening) {
    now_ = std::max(now, now_);
    prove();
    std::visit([this](const auto& what) { on(what); }, happening);
    expire();
    watch_hearing();
    open_next();
    return std::exchange(actions_, {});
}

// ---- what happened

void SocketState::on(const LinkOpened& opened) {
    const auto found = links_.find(opened.link);
    if (found == links_.end() || found->second.phase != Phase::opening) return;
    found->second.phase = Phase::awaiting_hello;
    found->second.since = now_;
    ++connects_;
}

void SocketState::on(const LinkFailed& failure) {
    const auto found = links_.find(failure.link);
    if (found == links_.end()) return;
    const bool given_up = found->second.phase == Phase::closing;
    links_.erase(found);
    if (given_up) return;
    report(failure.link, "slack.socket.failed", failure.detail);
    if (failure.why == LinkFailed::Why::needs_operator) {
        last_failure_ = failure.detail;
        hold(rules_.probe);
        if (trouble_ == Trouble::token && trouble_text_ == failure.detail) return;
        trouble_ = Trouble::token;
        trouble_text_ = failure.detail;
        tell(
            "slack/operator", Tone::bad,
            "Slack refuses to give me a connection: " + failure.detail + " I try again every " + spoken(rules_.probe) +
                "."
        );
        return;
    }
    if (failure.why == LinkFailed::Why::throttled) hold(failure.retry_after.value_or(rules_.throttled));
    failed(failure.detail);
}

void SocketState::on(const HelloHeard& hello) {
    const auto found = links_.find(hello.link);
    if (found == links_.end() || found->second.phase != Phase::awaiting_hello) return;
    Link& link = found->second;
    for (auto& [id, other] : links_)
        if (other.slot == link.slot && other.phase == Phase::live) {
            other.phase = Phase::draining;
            other.since = other.last_frame = now_;
            report(id, "slack.socket.draining");
        }
    link.phase = Phase::live;
    link.since = link.last_frame = now_;
    if (hello.lifetime && *hello.lifetime > Duration::zero()) plan_rotation(link, *hello.lifetime);
    report(hello.link, "slack.socket.live", std::to_string(hello.connections) + " connections by Slack's count");
    if (trouble_ != Trouble::none)
        tell("slack/operator", Tone::good, "Slack gives me a connection again. What had been wrong: " + trouble_text_);
    trouble_ = Trouble::none;
    trouble_text_.clear();
    if (hello.connections > 0) compare_connections(hello.connections);
}

void SocketState::on(const EnvelopeHeard& heard) {
    const auto found = links_.find(heard.link);
    if (found == links_.end()) return;
    ++found->second.unsettled;
    found->second.last_frame = now_;
}

void SocketState::on(const EnvelopeSettled& settled) {
    const auto found = links_.find(settled.link);
    if (found != links_.end() && found->second.unsettled > 0) --found->second.unsettled;
}

void SocketState::on(const DisconnectHeard& heard) {
    const auto found = links_.find(heard.link);
    if (found == links_.end()) return;
    Link& link = found->second;
    ++disconnects_[heard.reason.empty() ? "none" : heard.reason];
    report(heard.link, "slack.socket.disconnect", heard.reason);
    if (heard.reason == "link_disabled") return switched_off();
    if (link.phase == Phase::closing) return;
    if (heard.reason == "too_many_websockets") return crowded(heard.link, link);
    if (link.phase == Phase::awaiting_hello) {
        close(heard.link, link, "asked to leave before hello");
        return failed("Slack asked for a new connection before it said hello (" + heard.reason + ")");
    }
    if (link.phase != Phase::live) return;
    link.refresh = true;
    // An eleventh registration beside the ten would be turned away again: no overlap until one has lived.
    if (crowded_times_ > 0) close(heard.link, link, "replaced without overlap");
}

void SocketState::on(const LinkEnded& ended) {
    const auto found = links_.find(ended.link);
    if (found == links_.end()) return;
    const Link link = found->second;
    links_.erase(found);
    report(ended.link, "slack.socket.ended", ended.how);
    partings_.push_back(now_);
    const bool expected = link.phase == Phase::closing || link.phase == Phase::draining || link.refresh;
    if (expected || stopping_) return;
    ++disconnects_["lost"];
    failed(link.phase == Phase::live ? "the connection was lost: " + ended.how : "no hello came: " + ended.how);
}

void SocketState::on(const Tick&) {}

void SocketState::on(const StopAsked& stop) {
    const SteadyTime until = now_ + stop.limit;
    stop_at_ = stopping_ ? std::min(stop_at_, until) : until;
    stopping_ = true;
}

// ---- what follows from it

void SocketState::prove() {
    for (auto& [id, link] : links_) {
        const bool hearing = link.phase == Phase::live || link.phase == Phase::draining;
        if (!hearing || link.proved || now_ - link.since < rules_.proof) continue;
        link.proved = true;
        backoff_.reset();
        if (crowded_times_ == 0 || link.since < crowded_at_) continue;
        crowded_times_ = 0;
        tell("slack/crowded", Tone::good, "Slack accepts my connections again.");
    }
}

void SocketState::expire() {
    while (!partings_.empty() && now_ - partings_.front() >= rules_.farewell)
        partings_.pop_front();
    for (auto& [id, link] : links_)
        expire(id, link);
}

void SocketState::expire(LinkId id, Link& link) {
    if (link.phase == Phase::closing) return;
    if (stopping_) {
        const bool connecting = link.phase == Phase::opening || link.phase == Phase::awaiting_hello;
        if (connecting || link.unsettled == 0 || now_ >= stop_at_) close(id, link, "stopping");
        return;
    }
    if (now_ < deadline(link)) return;
    if (link.phase == Phase::draining) return close(id, link, "replaced");
    const std::string late = link.phase == Phase::opening ? "no connection within " + spoken(rules_.opening)
                                                          : "no hello within " + spoken(rules_.hello);
    close(id, link, late);
    failed(late);
}

void SocketState::open_next() {
    if (now_ < next_open()) return;
    const std::optional<int> slot = wanted_slot();
    if (!slot) return;
    if (crowded_times_ > 0)
        for (auto& [id, link] : links_)
            if (link.slot == *slot && link.phase == Phase::live) return close(id, link, "replaced without overlap");
    const LinkId id{++last_link_};
    links_.emplace(id, Link{.slot = *slot, .since = now_});
    opens_.push_back(now_);
    while (opens_.size() > static_cast<std::size_t>(rules_.opens_a_minute))
        opens_.pop_front();
    actions_.push_back(OpenLink{id, *slot});
}

void SocketState::watch_hearing() {
    const int hearing = count({Phase::live, Phase::draining});
    if (hearing == 0) {
        if (!deaf_since_) deaf_since_ = now_;
        if (deaf_told_ || stopping_ || now_ - *deaf_since_ < rules_.deaf) return;
        deaf_told_ = true;
        std::string text = "I have had no connection to Slack for " + spoken(rules_.deaf) +
                           ": what is typed there does not reach me. I keep trying.";
        if (!last_failure_.empty()) text += " The last failure: " + last_failure_;
        return tell("slack/deaf", Tone::bad, std::move(text));
    }
    if (!deaf_since_) return;
    const auto deaf = std::chrono::duration_cast<Duration>(now_ - *deaf_since_);
    deaf_total_ += deaf;
    deaf_since_.reset();
    if (std::exchange(deaf_told_, false))
        tell(
            "slack/deaf", Tone::good,
            "I hear Slack again, after " + spoken(deaf) +
                ". Messages from that time arrive late; slash commands and buttons of that time are lost."
        );
}

void SocketState::close(LinkId id, Link& link, std::string why) {
    link.phase = Phase::closing;
    link.since = now_;
    actions_.push_back(CloseLink{.link = id, .why = std::move(why)});
}

void SocketState::failed(const std::string& what) {
    last_failure_ = what;
    hold(trouble_ == Trouble::none ? backoff_.next() : rules_.probe);
}

/// The refused link goes, and nothing is opened for a while. Others that still hear stay: closing them would make
/// the bot deaf and would not take a ghost registration away.
void SocketState::crowded(LinkId id, Link& link) {
    close(id, link, "too many connections");
    crowded_at_ = now_;
    const int doublings = std::min(crowded_times_++, 10);
    const Duration pause = std::min(rules_.crowded * (1 << doublings), rules_.crowded_cap);
    hold(std::min(pause + random(pause / 4), std::max(rules_.crowded_cap, pause)));
    last_failure_ = "Slack counts too many connections of this app (too_many_websockets)";
    tell(
        "slack/crowded", Tone::bad,
        "Slack counts too many connections of this app (at most 10 are allowed) and has turned one of mine away. "
        "Another program with the same app token, or connections that died without a farewell (Slack forgets "
        "those after some hours), take a share of what is typed. I try again in " +
            spoken(pause) + "."
    );
}

void SocketState::switched_off() {
    for (auto& [id, link] : links_)
        if (link.phase != Phase::closing) close(id, link, "Socket Mode is off");
    hold(rules_.probe);
    last_failure_ = "Socket Mode is switched off (link_disabled)";
    if (std::exchange(trouble_, Trouble::switched_off) == Trouble::switched_off) return;
    trouble_text_ = "Socket Mode was switched off in the app's settings.";
    tell(
        "slack/operator", Tone::bad,
        "Socket Mode was switched off in the settings of this Slack app: nothing that is typed reaches me. Switch it "
        "on again at api.slack.com/apps, Socket Mode. I look every " +
            spoken(rules_.probe) + "."
    );
}

void SocketState::compare_connections(int counted) {
    connections_ = counted;
    const int own = static_cast<int>(links_.size()) - count({Phase::opening});
    const int strangers = counted - own;
    if (strangers <= 0) {
        if (std::exchange(strangers_told_, 0) > 0)
            tell("slack/connections", Tone::good, "Slack counts only my own connections of this app again.");
        return;
    }
    if (strangers <= static_cast<int>(partings_.size()) || strangers == strangers_told_) return;
    strangers_told_ = strangers;
    tell(
        "slack/connections", Tone::warning,
        "Slack counts " + std::to_string(counted) + " connections of this app, I have " + std::to_string(own) +
            ". The others take a share of what is typed, and it does not reach me: another program with the same "
            "app token, or connections of mine that died without a farewell (Slack forgets those after some hours)."
    );
}

/// Links are replaced before Slack cuts them, and not all at the same time.
void SocketState::plan_rotation(Link& link, Duration lifetime) {
    const Duration margin = std::min(rules_.rotation_margin, lifetime / 4);
    const Duration apart = lifetime / (2 * rules_.sockets);
    SteadyTime at = now_ + lifetime - margin - margin / 2 + random(margin);
    const auto too_near = [&](const auto& entry) {
        const Link& other = entry.second;
        return other.slot != link.slot && other.phase == Phase::live && other.rotate_at &&
               std::chrono::abs(at - *other.rotate_at) < apart;
    };
    for (int tries = 1; tries < rules_.sockets && std::any_of(links_.begin(), links_.end(), too_near); ++tries)
        at -= apart;
    link.rotate_at = at;
}

void SocketState::hold(Duration pause) {
    not_before_ = std::max(not_before_, now_ + pause);
}

void SocketState::tell(std::string key, Tone tone, std::string text) {
    actions_.push_back(Tell{commands::Noticed{std::move(key), tone, Text{std::move(text)}}});
}

void SocketState::report(LinkId id, std::string event, std::string detail) {
    actions_.push_back(Report{id, std::move(event), std::move(detail)});
}

Duration SocketState::random(Duration most) {
    random_ += 0x9e3779b97f4a7c15ULL; // splitmix64
    std::uint64_t bits = random_;
    bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9ULL;
    bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebULL;
    bits ^= bits >> 31;
    return Duration{static_cast<Duration::rep>(bits % (static_cast<std::uint64_t>(most.count()) + 1))};
}

// ---- what is to be seen

/// The slot the next attempt is for: first one that hears nothing, then one that Slack wants replaced, then one
/// whose time has come. One attempt at a time.
std::optional<int> SocketState::wanted_slot() const {
    if (stopping_ || count({Phase::opening, Phase::awaiting_hello}) > 0) return std::nullopt;
    if (crowded_times_ > 0 && count({Phase::closing}) > 0) return std::nullopt;
    std::optional<int> asked;
    std::optional<int> due;
    for (int slot = 0; slot < rules_.sockets; ++slot) {
        const Link* const live = live_in(slot);
        if (live == nullptr) return slot;
        if (live->refresh && !asked) asked = slot;
        if (live->rotate_at && *live->rotate_at <= now_ && !due) due = slot;
    }
    if (asked) return asked;
    return count({Phase::draining}) == 0 ? due : std::nullopt;
}

const SocketState::Link* SocketState::live_in(int slot) const {
    for (const auto& [id, link] : links_)
        if (link.slot == slot && link.phase == Phase::live) return &link;
    return nullptr;
}

int SocketState::count(std::initializer_list<Phase> phases) const {
    return static_cast<int>(std::count_if(links_.begin(), links_.end(), [&](const auto& entry) {
        return std::find(phases.begin(), phases.end(), entry.second.phase) != phases.end();
    }));
}

SteadyTime SocketState::next_open() const {
    SteadyTime at = not_before_;
    if (!opens_.empty()) at = std::max(at, opens_.back() + rules_.open_every);
    if (opens_.size() >= static_cast<std::size_t>(rules_.opens_a_minute))
        at = std::max(at, opens_.front() + std::chrono::minutes{1});
    return at;
}

SteadyTime SocketState::drained_at(const Link& link) const {
    const SteadyTime limit = link.since + rules_.drain_limit;
    return link.unsettled > 0 ? limit : std::min(limit, link.last_frame + rules_.drain_quiet);
}

SteadyTime SocketState::deadline(const Link& link) const {
    switch (link.phase) {
    case Phase::opening:
        return link.since + rules_.opening;
    case Phase::awaiting_hello:
        return link.since + rules_.hello;
    case Phase::draining:
        return drained_at(link);
    case Phase::live:
    case Phase::closing:
        break;
    }
    return SteadyTime::max();
}

std::optional<SteadyTime> SocketState::wake_at() const {
    SteadyTime at = SteadyTime::max();
    const auto consider = [&](SteadyTime when) { at = std::min(at, when); };
    for (const auto& [id, link] : links_) {
        if (link.phase == Phase::closing) continue;
        consider(stopping_ ? stop_at_ : deadline(link));
        if (stopping_ || link.phase != Phase::live) continue;
        if (!link.proved) consider(link.since + rules_.proof);
        if (link.rotate_at && *link.rotate_at > now_) consider(*link.rotate_at);
    }
    if (wanted_slot()) consider(next_open());
    if (deaf_since_ && !deaf_told_ && !stopping_) consider(*deaf_since_ + rules_.deaf);
    if (at == SteadyTime::max()) return std::nullopt;
    return at;
}

SocketView SocketState::view(SteadyTime now) const {
    SocketView view;
    view.live = count({Phase::live});
    view.draining = count({Phase::draining});
    view.opening = count({Phase::opening, Phase::awaiting_hello});
    view.connections = connections_;
    view.connects = connects_;
    view.disconnects = disconnects_;
    view.deaf = deaf_total_;
    if (deaf_since_ && now > *deaf_since_) view.deaf += std::chrono::duration_cast<Duration>(now - *deaf_since_);
    view.trouble = trouble_text_;
    view.last_failure = last_failure_;
    return view;
}

} // namespace pilothouse::slack
