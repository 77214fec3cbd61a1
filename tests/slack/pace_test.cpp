#include "integrations/slack/pace.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace pilothouse;
using namespace pilothouse::slack;
using namespace std::chrono_literals;

namespace {

constexpr net::SteadyTime start{1h};

} // namespace

TEST_CASE("pace: a channel takes three at once, then one a second, and leaves other channels alone") {
    Pace pace(true);
    for (int i = 0; i < 3; ++i)
        CHECK(pace.take("chat.postMessage", "C1", start, 1min).wait == 0ms);
    CHECK(pace.take("chat.postMessage", "C1", start, 1min).wait == 1s);
    CHECK(pace.take("chat.postMessage", "C1", start, 1min).wait == 2s);
    CHECK(pace.take("chat.postMessage", "C2", start, 1min).wait == 0ms);
}

TEST_CASE("pace: who would wait too long takes nothing") {
    Pace pace(true);
    for (int i = 0; i < 3; ++i)
        (void)pace.take("chat.postMessage", "C1", start, 1min);
    for (int i = 0; i < 100; ++i) {
        const Pace::Turn turn = pace.take("chat.postMessage", "C1", start, 500ms);
        CHECK_FALSE(turn.granted);
        REQUIRE(turn.wait == 1s);
    }
    CHECK(pace.take("chat.postMessage", "C1", start + 1s, 500ms).granted);
    CHECK(pace.counts().find("chat.postMessage")->second.calls == 4);
}

TEST_CASE("pace: over ten minutes each method stays within its tier") {
    const auto [method, a_minute] = GENERATE(
        std::pair<std::string, int>{"conversations.list", 20}, std::pair<std::string, int>{"chat.update", 50},
        std::pair<std::string, int>{"users.info", 100}, std::pair<std::string, int>{"something.new", 20}
    );
    Pace pace(true);
    int calls = 0;
    for (net::SteadyTime now = start; now < start + 10min; now += 50ms)
        if (pace.take(method, {}, now, 0ms).granted) ++calls;
    CHECK(calls <= a_minute * 10 + a_minute / 2);
    CHECK(calls >= a_minute * 10);
}

TEST_CASE("pace: two hundred posts a minute in the whole workspace") {
    Pace pace(true);
    int posts = 0;
    int channel = 0;
    for (net::SteadyTime now = start; now < start + 10min; now += 50ms)
        if (pace.take("chat.postMessage", "C" + std::to_string(channel++), now, 0ms).granted) ++posts;
    CHECK(posts <= 2000 + 20);
    CHECK(posts >= 2000);
}

TEST_CASE("pace: a 429 holds up its own method, with rates off too") {
    const bool keep_rates = GENERATE(true, false);
    Pace pace(keep_rates);
    pace.hold("chat.update", start + 30s);
    CHECK_FALSE(pace.take("chat.update", {}, start, 10s).granted);
    CHECK(pace.take("chat.update", {}, start, 10s).wait == 30s);
    CHECK(pace.take("chat.postMessage", "C1", start, 10s).wait == 0ms);
    CHECK(pace.take("chat.update", {}, start + 30s, 10s).wait == 0ms);
    CHECK(pace.counts().find("chat.update")->second.throttled == 1);
}

TEST_CASE("pace: switched off, nothing waits") {
    Pace pace(false);
    for (int i = 0; i < 10'000; ++i)
        REQUIRE(pace.take("chat.postMessage", "C1", start, 0ms).granted);
}

TEST_CASE("pace: any number of channels is remembered within a bound") {
    Pace pace(true);
    for (int i = 0; i < 20'000; ++i)
        (void)pace.take("chat.postMessage", "C" + std::to_string(i), start + i * 1s, 1min);
    CHECK(pace.take("chat.postMessage", "C1", start + 20'000s, 0ms).granted);
}
