#include "tests/slack/socket_driver.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <set>

using namespace pilothouse;
using namespace pilothouse::slack;
using namespace std::chrono_literals;

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
    const unsigned seed = GENERATE(range(1u, 25u));
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
    for (int step = 0; step < 600; ++step) {
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
