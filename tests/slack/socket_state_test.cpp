#include "tests/slack/socket_driver.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

using namespace pilothouse;
using namespace pilothouse::slack;
using namespace std::chrono_literals;

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
