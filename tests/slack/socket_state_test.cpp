#include "integrations/slack/socket_state.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <random>
#include <set>

using namespace pilothouse;
using namespace pilothouse::slack;
using namespace std::chrono_literals;

namespace {

/// Drives the state machine over a clock of its own and keeps what it asked for.
class Driver {
public:
    explicit Driver(SocketRules rules = {}) : state(rules) {}

    void happens(const SocketHappening& what) {
        for (SocketAction& action : state.step(now, what)) {
            if (const auto* open = std::get_if<OpenLink>(&action)) {
                opened.push_back(*open);
                opened_at.push_back(now);
                slot_of[open->link] = open->slot;
            }
            if (const auto* close = std::get_if<CloseLink>(&action)) closed.push_back(*close);
            if (const auto* tell = std::get_if<Tell>(&action)) told.push_back(tell->notice);
        }
    }

    /// Lets the clock run, with a Tick whenever one is due.
    void pass(Duration span) {
        const SteadyTime until = now + span;
        while (state.wake_at() && *state.wake_at() <= until) {
            REQUIRE(*state.wake_at() >= now);
            now = std::max(now, *state.wake_at());
            const auto before = state.wake_at();
            happens(Tick{});
            REQUIRE(state.wake_at() != before); // a Tick that changes nothing would spin
        }
        now = until;
    }

    LinkId latest() const { return opened.back().link; }

    /// The latest attempt comes up.
    LinkId up(int connections = 0, std::optional<Duration> lifetime = {}) {
        const LinkId link = latest();
        happens(LinkOpened{link});
        happens(HelloHeard{link, connections, lifetime});
        return link;
    }

    bool was_closed(LinkId link) const {
        return std::any_of(closed.begin(), closed.end(), [&](const CloseLink& c) { return c.link == link; });
    }

    std::size_t times_told(const std::string& key) const {
        return static_cast<std::size_t>(std::count_if(told.begin(), told.end(), [&](const auto& notice) {
            return notice.key == key;
        }));
    }

    commands::Tone last_tone(const std::string& key) const {
        for (auto at = told.rbegin(); at != told.rend(); ++at)
            if (at->key == key) return at->tone;
        FAIL("nothing was told about " << key);
        return {};
    }

    SocketState state;
    SteadyTime now{1h};
    std::vector<OpenLink> opened;
    std::vector<SteadyTime> opened_at;
    std::vector<CloseLink> closed;
    std::vector<commands::Noticed> told;
    std::map<LinkId, int> slot_of;
};

SocketRules one_socket() {
    SocketRules rules;
    rules.sockets = 1;
    return rules;
}

/// A driver with one proved live link.
Driver live_one() {
    Driver driver(one_socket());
    driver.happens(Tick{});
    driver.up(1);
    driver.pass(31s);
    return driver;
}

} // namespace

TEST_CASE("socket: the first connection is opened at once, the second after the first hello") {
    Driver driver;
    driver.happens(Tick{});
    REQUIRE(driver.opened.size() == 1);
    CHECK(driver.opened_at[0] == SteadyTime{1h});
    driver.pass(5s);
    CHECK(driver.opened.size() == 1);
    driver.up(1);
    REQUIRE(driver.opened.size() == 2);
    CHECK(driver.opened[1].slot == 1);
    driver.up(2);
    driver.pass(1h);
    CHECK(driver.opened.size() == 2);
    CHECK(driver.state.view(driver.now).live == 2);
    CHECK(driver.told.empty());
}

TEST_CASE("socket: the second one waits for the limit of one a second") {
    Driver driver;
    driver.happens(Tick{});
    driver.up(1);
    CHECK(driver.opened.size() == 1);
    driver.pass(999ms);
    CHECK(driver.opened.size() == 1);
    driver.pass(1ms);
    CHECK(driver.opened.size() == 2);
}

TEST_CASE("socket: the number of sockets is kept, 1 to 4") {
    const int wanted = GENERATE(1, 2, 3, 4, 9, 0);
    SocketRules rules;
    rules.sockets = wanted;
    Driver driver(rules);
    driver.happens(Tick{});
    for (int i = 0; i < 20; ++i) {
        if (driver.state.view(driver.now).opening > 0) driver.up();
        driver.pass(1s);
    }
    CHECK(driver.state.view(driver.now).live == std::clamp(wanted, 1, 4));
}

TEST_CASE("socket: asked to refresh, a replacement is live before the old one is given up") {
    const std::string reason = GENERATE("warning", "refresh_requested", "", "something_new");
    Driver driver = live_one();
    const LinkId old = driver.latest();
    driver.happens(DisconnectHeard{old, reason});
    REQUIRE(driver.opened.size() == 2);
    CHECK(driver.slot_of[driver.latest()] == driver.slot_of[old]);
    CHECK(driver.closed.empty());
    driver.happens(EnvelopeHeard{old});
    const LinkId fresh = driver.up(2);
    CHECK(driver.closed.empty());
    CHECK(driver.state.view(driver.now).draining == 1);

    SECTION("closed when acknowledgements are out and it is quiet") {
        driver.pass(3s);
        CHECK_FALSE(driver.was_closed(old));
        driver.happens(EnvelopeSettled{old});
        CHECK(driver.was_closed(old));
        CHECK(driver.closed.back().code == 1000);
    }
    SECTION("two seconds after its last frame") {
        driver.happens(EnvelopeSettled{old});
        driver.pass(1900ms);
        driver.happens(EnvelopeHeard{old});
        driver.happens(EnvelopeSettled{old});
        driver.pass(1900ms);
        CHECK_FALSE(driver.was_closed(old));
        driver.pass(100ms);
        CHECK(driver.was_closed(old));
    }
    SECTION("after twenty seconds at the latest") {
        driver.pass(19999ms);
        CHECK_FALSE(driver.was_closed(old));
        driver.pass(1ms);
        CHECK(driver.was_closed(old));
    }
    SECTION("or when Slack cuts it") {
        driver.happens(LinkEnded{old, "reset"});
        CHECK(driver.opened.size() == 2);
    }
    CHECK_FALSE(driver.was_closed(fresh));
    CHECK(driver.state.view(driver.now).live == 1);
    CHECK(driver.told.empty());
}

TEST_CASE("socket: the old one may vanish while its replacement is being opened") {
    Driver driver = live_one();
    const LinkId old = driver.latest();
    driver.happens(DisconnectHeard{old, "refresh_requested"});
    driver.happens(LinkEnded{old, "eof"});
    CHECK(driver.opened.size() == 2);
    driver.up(1);
    CHECK(driver.state.view(driver.now).live == 1);
    driver.pass(1min);
    CHECK(driver.opened.size() == 2);
    CHECK(driver.state.view(driver.now).disconnects.contains("lost") == false);
}

TEST_CASE("socket: a replacement that fails leaves the old one in place and is tried again") {
    Driver driver = live_one();
    const LinkId old = driver.latest();
    driver.happens(DisconnectHeard{old, "warning"});
    for (int failures = 0; failures < 5; ++failures) {
        driver.happens(LinkFailed{driver.latest(), LinkFailed::Why::transient, "no route"});
        driver.pass(31s);
        REQUIRE(driver.state.view(driver.now).opening == 1);
    }
    CHECK(driver.closed.empty());
    CHECK(driver.state.view(driver.now).live == 1);
    CHECK(driver.told.empty()); // one hears: no alarm
    driver.up(1);
    driver.pass(3s);
    CHECK(driver.was_closed(old));
}

TEST_CASE("socket: two refreshes at once are done one after the other") {
    Driver driver;
    driver.happens(Tick{});
    const LinkId first = driver.up(1);
    driver.pass(1s);
    const LinkId second = driver.up(2);
    driver.pass(1min);
    driver.happens(DisconnectHeard{first, "warning"});
    driver.happens(DisconnectHeard{second, "warning"});
    driver.pass(500ms);
    CHECK(driver.opened.size() == 3);
    driver.pass(500ms);
    CHECK(driver.opened.size() == 3); // the first replacement has not said hello
    driver.up(3);
    CHECK(driver.opened.size() == 4);
    driver.up(3);
    driver.pass(5s);
    CHECK(driver.was_closed(first));
    CHECK(driver.was_closed(second));
    CHECK(driver.state.view(driver.now).live == 2);
}

TEST_CASE("socket: a lost connection is replaced at once, then ever more slowly") {
    Driver driver = live_one();
    driver.happens(LinkEnded{driver.latest(), "reset"});
    driver.pass(500ms);
    REQUIRE(driver.opened.size() == 2);
    CHECK(driver.state.view(driver.now).disconnects.at("lost") == 1);
    std::vector<Duration> pauses;
    for (int i = 0; i < 40; ++i) {
        const SteadyTime before = driver.now;
        driver.happens(LinkFailed{driver.latest(), LinkFailed::Why::transient, "refused"});
        const auto attempts = driver.opened.size();
        for (int ms = 0; driver.opened.size() == attempts && ms < 60'000; ++ms)
            driver.pass(1ms);
        REQUIRE(driver.opened.size() == attempts + 1);
        pauses.push_back(std::chrono::duration_cast<Duration>(driver.now - before));
    }
    CHECK(*std::max_element(pauses.begin(), pauses.end()) <= 30s);
    CHECK(*std::max_element(pauses.begin(), pauses.end()) > 10s);
    CHECK(std::set<Duration>(pauses.begin(), pauses.end()).size() > 10); // jitter
    CHECK(pauses.front() <= 1s);
}

TEST_CASE("socket: only a link that lives for 30 s after its hello ends the backoff") {
    SocketRules rules = one_socket();
    Driver driver(rules);
    driver.happens(Tick{});
    Duration longest{};
    for (int i = 0; i < 30; ++i) {
        driver.up(1);
        driver.pass(5s);
        const SteadyTime before = driver.now;
        driver.happens(LinkEnded{driver.latest(), "reset"});
        const auto attempts = driver.opened.size();
        while (driver.opened.size() == attempts)
            driver.pass(10ms);
        longest = std::max(longest, std::chrono::duration_cast<Duration>(driver.now - before));
    }
    CHECK(longest > 5s); // "opened" and "hello" did not reset it
    driver.up(1);
    driver.pass(30s);
    const SteadyTime before = driver.now;
    driver.happens(LinkEnded{driver.latest(), "reset"});
    const auto attempts = driver.opened.size();
    while (driver.opened.size() == attempts)
        driver.pass(10ms);
    CHECK(driver.now - before <= 510ms);
}

TEST_CASE("socket: never more than one attempt a second and twenty a minute") {
    SocketRules rules = one_socket();
    rules.backoff = 1ms;
    rules.backoff_cap = 1ms;
    Driver driver(rules);
    driver.happens(Tick{});
    for (int i = 0; i < 3000; ++i) {
        if (driver.state.view(driver.now).opening > 0) {
            driver.up(1);
            driver.happens(LinkEnded{driver.latest(), "reset"});
        }
        driver.pass(100ms);
    }
    for (std::size_t i = 1; i < driver.opened_at.size(); ++i)
        REQUIRE(driver.opened_at[i] - driver.opened_at[i - 1] >= 1s);
    for (std::size_t i = 20; i < driver.opened_at.size(); ++i)
        REQUIRE(driver.opened_at[i] - driver.opened_at[i - 20] >= 60s);
    CHECK(driver.opened_at.size() >= 90);
}

TEST_CASE("socket: no hello within 10 s is a failure, and the link is closed") {
    Driver driver(one_socket());
    driver.happens(Tick{});
    driver.happens(LinkOpened{driver.latest()});
    driver.pass(9999ms);
    CHECK(driver.closed.empty());
    driver.pass(1ms);
    REQUIRE(driver.closed.size() == 1);
    driver.happens(LinkEnded{driver.closed[0].link, "closed"});
    driver.pass(1s);
    CHECK(driver.opened.size() == 2);
}

TEST_CASE("socket: an attempt that hangs is given up") {
    Driver driver(one_socket());
    driver.happens(Tick{});
    const LinkId hanging = driver.latest();
    driver.pass(46s);
    CHECK(driver.was_closed(hanging));
    CHECK(driver.opened.size() == 2);
    driver.happens(LinkFailed{hanging, LinkFailed::Why::transient, "late"});
    CHECK(driver.opened.size() == 2);
}

TEST_CASE("socket: too many websockets: closed first, no overlap, long pauses, an alarm") {
    Driver driver = live_one();
    std::vector<Duration> pauses;
    for (int i = 0; i < 8; ++i) {
        const LinkId link = driver.latest();
        const auto attempts = driver.opened.size();
        const SteadyTime before = driver.now;
        driver.happens(DisconnectHeard{link, "too_many_websockets"});
        CHECK(driver.was_closed(link));
        CHECK(driver.opened.size() == attempts);
        driver.happens(LinkEnded{link, "closed"});
        while (driver.opened.size() == attempts)
            driver.pass(100ms);
        pauses.push_back(std::chrono::duration_cast<Duration>(driver.now - before));
        driver.up(10);
    }
    CHECK(driver.times_told("slack/crowded") == 8);
    CHECK(driver.last_tone("slack/crowded") == commands::Tone::bad);
    Duration least = 10s;
    for (const Duration pause : pauses) {
        CHECK(pause >= least);
        CHECK(pause <= 5min + 100ms);
        least = std::min<Duration>(least * 2, 5min);
    }

    SECTION("a refresh meanwhile is done without overlap too") {
        const LinkId link = driver.latest();
        const auto attempts = driver.opened.size();
        driver.happens(DisconnectHeard{link, "warning"});
        CHECK(driver.was_closed(link));
        driver.pass(5s);
        CHECK(driver.opened.size() == attempts); // not before the old one is gone
        driver.happens(LinkEnded{link, "closed"});
        driver.pass(5min);
        CHECK(driver.opened.size() == attempts + 1);
    }
    SECTION("over, once one has lived") {
        driver.pass(30s);
        CHECK(driver.last_tone("slack/crowded") == commands::Tone::good);
        driver.happens(DisconnectHeard{driver.latest(), "warning"});
        CHECK(driver.state.view(driver.now).live == 1); // overlap again
    }
}

TEST_CASE("socket: too many websockets leaves the other link, that hears, alone") {
    Driver driver;
    driver.happens(Tick{});
    const LinkId first = driver.up(9);
    driver.pass(1s);
    const LinkId second = driver.up(11);
    driver.happens(DisconnectHeard{second, "too_many_websockets"});
    CHECK(driver.was_closed(second));
    CHECK_FALSE(driver.was_closed(first));
    driver.happens(LinkEnded{second, "closed"});
    driver.pass(9s);
    CHECK(driver.opened.size() == 2);
    driver.pass(4s);
    CHECK(driver.opened.size() == 3);
}

TEST_CASE("socket: Socket Mode switched off stops everything but a look every five minutes") {
    Driver driver;
    driver.happens(Tick{});
    const LinkId first = driver.up(1);
    driver.pass(1s);
    const LinkId second = driver.up(2);
    driver.pass(1min);
    driver.happens(DisconnectHeard{first, "link_disabled"});
    CHECK(driver.was_closed(first));
    CHECK(driver.was_closed(second));
    driver.happens(DisconnectHeard{second, "link_disabled"});
    driver.happens(LinkEnded{first, "closed"});
    driver.happens(LinkEnded{second, "closed"});
    CHECK(driver.times_told("slack/operator") == 1);
    CHECK(driver.last_tone("slack/operator") == commands::Tone::bad);
    CHECK_FALSE(driver.state.view(driver.now).trouble.empty());
    driver.pass(5min - 1ms);
    CHECK(driver.opened.size() == 2);
    driver.pass(1ms);
    REQUIRE(driver.opened.size() == 3);
    driver.happens(LinkFailed{driver.latest(), LinkFailed::Why::transient, "refused"});
    driver.pass(5min - 1ms);
    CHECK(driver.opened.size() == 3);
    driver.pass(1ms);
    REQUIRE(driver.opened.size() == 4);
    driver.up(1);
    CHECK(driver.last_tone("slack/operator") == commands::Tone::good);
    CHECK(driver.state.view(driver.now).trouble.empty());
    driver.pass(2s);
    CHECK(driver.opened.size() == 5); // and the second socket
}

TEST_CASE("socket: a refused token is told once and tried every five minutes") {
    Driver driver;
    driver.happens(Tick{});
    for (int i = 0; i < 4; ++i) {
        driver.happens(LinkFailed{driver.latest(), LinkFailed::Why::needs_operator, "invalid_auth"});
        const auto attempts = driver.opened.size();
        driver.pass(5min - 1ms);
        CHECK(driver.opened.size() == attempts);
        driver.pass(1ms);
        CHECK(driver.opened.size() == attempts + 1);
    }
    CHECK(driver.times_told("slack/operator") == 1);
    CHECK(driver.times_told("slack/deaf") == 1);
    driver.up(1);
    CHECK(driver.last_tone("slack/operator") == commands::Tone::good);
    CHECK(driver.last_tone("slack/deaf") == commands::Tone::good);
}

TEST_CASE("socket: a 429 is waited out") {
    Driver driver(one_socket());
    driver.happens(Tick{});
    const auto [said, least] = GENERATE(
        std::pair<std::optional<Duration>, Duration>{std::nullopt, 30s},
        std::pair<std::optional<Duration>, Duration>{Duration{7s}, 7s},
        std::pair<std::optional<Duration>, Duration>{Duration{120s}, 120s}
    );
    driver.happens(LinkFailed{driver.latest(), LinkFailed::Why::throttled, "ratelimited", said});
    driver.pass(least - 1ms);
    CHECK(driver.opened.size() == 1);
    driver.pass(1ms);
    CHECK(driver.opened.size() == 2);
}

TEST_CASE("socket: deaf for 30 s raises an alarm, hearing again ends it") {
    Driver driver = live_one();
    driver.happens(LinkEnded{driver.latest(), "reset"});
    const SteadyTime deaf = driver.now;
    while (driver.now - deaf < 30s) {
        if (driver.state.view(driver.now).opening > 0)
            driver.happens(LinkFailed{driver.latest(), LinkFailed::Why::transient, "no route to host"});
        CHECK(driver.times_told("slack/deaf") == 0);
        driver.pass(100ms);
    }
    REQUIRE(driver.times_told("slack/deaf") == 1);
    CHECK(driver.told.back().text.plain().find("no route to host") != std::string::npos);
    while (driver.state.view(driver.now).opening == 0)
        driver.pass(100ms);
    driver.up(1);
    CHECK(driver.times_told("slack/deaf") == 2);
    CHECK(driver.last_tone("slack/deaf") == commands::Tone::good);
    CHECK(driver.state.view(driver.now).deaf >= 30s);
}

TEST_CASE("socket: rotation comes before the end of a connection's life, slots apart, one at a time") {
    const int sockets = GENERATE(1, 2, 3, 4);
    SocketRules rules;
    rules.sockets = sockets;
    Driver driver(rules);
    driver.happens(Tick{});
    std::map<LinkId, SteadyTime> born;
    int rotations = 0;
    for (int seconds = 0; seconds < 6 * 3600; ++seconds) {
        const SocketView view = driver.state.view(driver.now);
        REQUIRE(view.live + view.draining + view.opening <= sockets + 1);
        if (view.opening > 0) {
            if (view.live == sockets) ++rotations;
            born[driver.up(view.live + view.draining + 1, 3600s)] = driver.now;
        }
        for (const CloseLink& close : std::exchange(driver.closed, {})) {
            REQUIRE(driver.now - born.at(close.link) < 3600s);
            driver.happens(LinkEnded{close.link, "closed"});
        }
        if (seconds > 10) REQUIRE(driver.state.view(driver.now).live >= sockets);
        driver.pass(1s);
    }
    CHECK(rotations >= 5 * sockets);
    CHECK(rotations <= 13 * sockets);
    CHECK(driver.told.empty());
}

TEST_CASE("socket: more connections than ours are told, and when that is over") {
    Driver driver;
    driver.happens(Tick{});
    driver.up(3); // two strangers
    REQUIRE(driver.times_told("slack/connections") == 1);
    CHECK(driver.last_tone("slack/connections") == commands::Tone::warning);
    CHECK(driver.state.view(driver.now).connections == 3);
    driver.pass(1s);
    driver.up(4);
    CHECK(driver.times_told("slack/connections") == 1); // the same two
    driver.pass(1min);
    driver.happens(DisconnectHeard{driver.latest(), "warning"});
    driver.up(3);
    CHECK(driver.times_told("slack/connections") == 2);
    CHECK(driver.last_tone("slack/connections") == commands::Tone::good);
}

TEST_CASE("socket: a link that has just gone may still be counted") {
    Driver driver = live_one();
    driver.happens(LinkEnded{driver.latest(), "reset"});
    driver.pass(1s);
    driver.up(2);
    CHECK(driver.told.empty());
    driver.pass(1min);
    driver.happens(DisconnectHeard{driver.latest(), "warning"});
    driver.up(3); // a minute later it is a ghost
    CHECK(driver.times_told("slack/connections") == 1);
}

TEST_CASE("socket: stop closes every link, acknowledgements first") {
    Driver driver;
    driver.happens(Tick{});
    const LinkId first = driver.up(1);
    driver.pass(1s);
    const LinkId second = driver.up(2);
    driver.happens(EnvelopeHeard{second});
    driver.happens(StopAsked{5s});
    CHECK(driver.was_closed(first));
    CHECK_FALSE(driver.was_closed(second));

    SECTION("as soon as they are out") {
        driver.happens(EnvelopeSettled{second});
    }
    SECTION("or when the time is up") {
        driver.pass(4999ms);
        CHECK_FALSE(driver.was_closed(second));
        driver.pass(1ms);
    }
    CHECK(driver.was_closed(second));
    CHECK_FALSE(driver.state.ended());
    driver.happens(LinkEnded{first, "closed"});
    driver.happens(LinkEnded{second, "closed"});
    CHECK(driver.state.ended());
    CHECK_FALSE(driver.state.wake_at());
    driver.pass(1h);
    CHECK(driver.opened.size() == 2);
}

TEST_CASE("socket: stop in every phase ends") {
    const int phase = GENERATE(0, 1, 2, 3, 4, 5);
    Driver driver(one_socket());
    if (phase > 0) driver.happens(Tick{});
    if (phase > 1) driver.happens(LinkOpened{driver.latest()});
    if (phase > 2) driver.happens(HelloHeard{driver.latest(), 1, {}});
    if (phase > 3) driver.pass(1min);
    if (phase > 3) driver.happens(DisconnectHeard{driver.latest(), "warning"});
    if (phase > 4) driver.up(2);
    driver.happens(StopAsked{1s});
    driver.pass(2s);
    std::set<LinkId> closed;
    for (const CloseLink& close : driver.closed)
        closed.insert(close.link);
    CHECK(closed.size() == driver.opened.size());
    for (const LinkId link : closed)
        driver.happens(LinkEnded{link, "closed"});
    CHECK(driver.state.ended());
}

TEST_CASE("socket: word of links that are gone changes nothing") {
    Driver driver = live_one();
    const LinkId gone{77};
    driver.happens(LinkOpened{gone});
    driver.happens(HelloHeard{gone, 9, {}});
    driver.happens(EnvelopeHeard{gone});
    driver.happens(EnvelopeSettled{gone});
    driver.happens(DisconnectHeard{gone, "too_many_websockets"});
    driver.happens(LinkFailed{gone, LinkFailed::Why::needs_operator, "x"});
    driver.happens(LinkEnded{gone, "x"});
    CHECK(driver.opened.size() == 1);
    CHECK(driver.closed.empty());
    CHECK(driver.told.empty());
}

TEST_CASE("socket: whatever happens in whatever order, the limits hold and it comes back") {
    const unsigned seed = GENERATE(range(1u, 60u));
    std::mt19937 random(seed);
    SocketRules rules;
    rules.sockets = 1 + static_cast<int>(seed % 4);
    rules.seed = seed;
    Driver driver(rules);
    driver.happens(Tick{});
    std::set<LinkId> known;
    std::set<LinkId> ended;
    const auto chance = [&](unsigned one_in) { return random() % one_in == 0; };
    const std::vector<std::string> reasons{"warning", "refresh_requested", "too_many_websockets", "link_disabled", ""};
    for (int step = 0; step < 2000; ++step) {
        for (const OpenLink& open : driver.opened)
            known.insert(open.link);
        std::vector<LinkId> alive;
        std::set_difference(known.begin(), known.end(), ended.begin(), ended.end(), std::back_inserter(alive));
        for (const LinkId link : alive) {
            if (chance(3)) driver.happens(LinkOpened{link});
            if (chance(3))
                driver.happens(HelloHeard{link, static_cast<int>(random() % 12), Duration{random() % 4'000'000}});
            if (chance(4)) driver.happens(EnvelopeHeard{link});
            if (chance(4)) driver.happens(EnvelopeSettled{link});
            if (chance(40)) driver.happens(DisconnectHeard{link, reasons[random() % reasons.size()]});
            if (driver.was_closed(link) ? chance(2) : chance(60)) {
                driver.happens(LinkEnded{link, "reset"});
                ended.insert(link);
            } else if (chance(60)) {
                driver.happens(LinkFailed{link, LinkFailed::Why{static_cast<int>(random() % 3)}, "x", Duration{1s}});
                ended.insert(link);
            }
        }
        driver.pass(Duration{random() % 3000});
        const SocketView view = driver.state.view(driver.now);
        REQUIRE(view.opening <= 1);
        REQUIRE(view.live <= rules.sockets);
    }
    for (std::size_t i = 1; i < driver.opened_at.size(); ++i)
        REQUIRE(driver.opened_at[i] - driver.opened_at[i - 1] >= 1s);
    // From here on Slack behaves: within ten minutes everything is live again.
    for (int seconds = 0; seconds < 900; ++seconds) {
        for (const CloseLink& close : std::exchange(driver.closed, {}))
            driver.happens(LinkEnded{close.link, "closed"});
        if (driver.state.view(driver.now).opening > 0) driver.up(rules.sockets);
        driver.pass(1s);
    }
    CHECK(driver.state.view(driver.now).live == rules.sockets);
    CHECK(driver.state.view(driver.now).trouble.empty());
}
