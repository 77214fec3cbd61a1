#include "channel_stage.hpp"
#include "storage/alert_groups.hpp"
#include "storage/runs.hpp"
#include "storage/storms.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>
#include <set>

using namespace pilothouse;
using namespace pilothouse::commands;
using namespace pilothouse::commands::testing;
using namespace std::chrono_literals;

namespace {

struct Channel : Stage {
    Channel() {
        (void)say("subscribe builds");
        (void)say("subscribe alerts");
    }

    void fire_many(int from, int to, bool firing = true) {
        for (int i = from; i < to; ++i)
            hear(fire("Alert" + std::to_string(1000 + i), firing));
    }

    [[nodiscard]] std::string head(int storm = 1) const {
        const auto it = messages.find("storm/" + std::to_string(storm) + "/C1");
        return it == messages.end() ? std::string() : it->second.words;
    }

    [[nodiscard]] std::vector<std::string> keys(const std::string& prefix) const {
        std::vector<std::string> found;
        for (const auto& [key, message] : messages)
            if (key.starts_with(prefix)) found.push_back(key);
        return found;
    }
};

std::ptrdiff_t lines_of(const std::string& words) {
    return std::ranges::count(words, '\n');
}

std::size_t times(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++count;
    return count;
}

/// What stands below a message, in all pages.
std::string below(const Stage& stage, const std::string& message) {
    std::string text;
    for (const auto& [key, one] : stage.messages)
        if (one.below == message) text += one.words + "\n";
    return text;
}

AlertChanged big_group(int count, int ended = 0) {
    auto change = fire("Disk");
    change.alerts.clear();
    for (int i = 0; i < count; ++i) {
        Alert one{.id = "d" + std::to_string(i), .name = "Disk", .firing = i >= ended, .severity = "warning"};
        one.summary = "Disk of host" + std::to_string(10'000 + i);
        one.began = from_unix_ms(1'799'999'000'000 + i);
        if (!one.firing) one.ended = one.began + 5min;
        change.alerts.push_back(one);
    }
    return change;
}

} // namespace

TEST_CASE("Storms: what comes too fast is one message, with a line for each, followed to its end") {
    Channel channel;
    channel.fire_many(0, 20);
    channel.hear(build("acme/api", 1, Phase::failed));
    CHECK(channel.cards().size() == 8);
    channel.wait(6s);
    CHECK(has(channel.head(), "Storm: 12 more alerts of 12 groups and 1 build since"));
    CHECK(has(channel.head(), "12 alerts of 12 groups firing, 0 groups over, 1 build broken"));
    const auto lines = below(channel, "storm/1/C1");
    CHECK(has(lines, "● Firing: Alert1008\n"));
    CHECK(has(lines, "● Firing: Alert1019\n"));
    CHECK(has(lines, "✗ acme/api: CI #1 broke on main\n"));
    CHECK_FALSE(has(lines, "Alert1007\n")); // has a card

    channel.fire_many(10, 12, false);
    CHECK(channel.keys("alerts/11/").empty()); // nothing is told of it besides
    channel.wait(6s);
    CHECK(has(below(channel, "storm/1/C1"), "✓ Resolved: Alert1010\n"));
    channel.wait(1min);
    CHECK(has(channel.head(), "is over: 12 alerts of 12 groups and 1 build from"));
    CHECK(has(channel.head(), "10 alerts of 10 groups firing, 2 groups over"));

    channel.hear(fire("Late"));
    CHECK(channel.cards().size() == 9); // calm: a card again
    channel.fire_many(8, 20, false);
    channel.wait(10s);
    CHECK(has(channel.head(), "12 groups over, 1 build broken"));
    CHECK_FALSE(has(channel.head(), "firing"));
    CHECK(channel.head(2).empty());
    CHECK(channel.astray.empty());
    CHECK_FALSE(channel.timers.contains("storm/1"));
}

TEST_CASE("Storms: eight in a minute are no storm") {
    Channel channel;
    for (int i = 0; i < 10; ++i) {
        channel.fire_many(4 * i, 4 * i + 4);
        channel.wait(1min);
    }
    CHECK(channel.cards().size() == 40);
    CHECK(channel.keys("storm/").empty());
}

TEST_CASE("Storms: what is critical comes first; what is folded already and gets worse moves up") {
    Channel channel;
    channel.fire_many(0, 30);
    auto worse = fire("Alert1020", true, "critical");
    worse.alerts[0].id = "worse";
    channel.hear(worse);
    channel.wait(6s);
    const auto head = channel.head();
    CHECK(has(head, "Storm: 1 critical, 23 more alerts of 22 groups since"));
    REQUIRE(has(head, "● critical Firing: Alert1020"));
    CHECK(head.find("critical Firing: Alert1020") < head.find("Alert1008"));
    CHECK(has(head, "and 12 more lines"));
}

TEST_CASE("Storms: the first critical ones get cards of their own; of the others people are notified a few times") {
    Channel channel;
    channel.fire_many(0, 12);
    for (int i = 0; i < 45; ++i) {
        channel.hear(fire("Down" + std::to_string(100 + i), true, "P1"));
        channel.wait(2s);
    }
    channel.wait(20s);
    CHECK(channel.cards().size() == 8 + 5);
    for (int i = 0; i < 5; ++i)
        CHECK(channel.messages.contains("alerts/" + std::to_string(13 + i) + "/C1"));
    CHECK(has(channel.head(), "Storm: 40 critical, 44 more alerts of 44 groups since"));
    CHECK(has(channel.head(), "● critical Firing: Down105"));
    CHECK_FALSE(has(channel.head(), "Alert1008")); // ten critical ones are before it
    const auto alarms = channel.keys("storm/1/critical/");
    CHECK(alarms.size() >= 2);
    CHECK(alarms.size() <= 6); // 1, 2, 4, 8, 16, 32 at most
    for (const auto& key : alarms) {
        CHECK(channel.messages.at(key).channel == "C1");
        CHECK(channel.messages.at(key).below.empty()); // in the channel, where it notifies
    }
}

TEST_CASE("Storms: what becomes critical notifies; the same that comes and goes does so ever less") {
    Channel channel;
    channel.fire_many(0, 20);
    channel.wait(6s);
    CHECK(channel.keys("storm/1/critical/").empty());
    for (int i = 0; i < 20; ++i) {
        auto worse = fire("Alert1010");
        worse.alerts.push_back(fire("Worse", i % 2 == 0, "critical").alerts[0]);
        worse.alerts[1].id += std::to_string(i / 2);
        channel.hear(worse);
        channel.wait(6s);
        if (i == 0) {
            const auto alarm = channel.messages.at("storm/1/critical/1/C1").words;
            CHECK(has(alarm, "In the storm: 1 critical group of alerts"));
            CHECK(has(alarm, "● critical Firing: Alert1010"));
            CHECK_FALSE(has(alarm, "Alert1008"));
            CHECK_FALSE(has(alarm, "more line"));
        }
    }
    CHECK(channel.keys("storm/1/critical/").size() == 4); // of ten times: the 1st, 2nd, 4th and 8th
    CHECK_FALSE(has(channel.head(), "critical"));
}

TEST_CASE("Storms: a trickle ends a storm") {
    Channel channel;
    channel.fire_many(0, 20);
    for (int i = 0; i < 20; ++i) {
        channel.wait(19s);
        channel.fire_many(100 + i, 101 + i);
    }
    CHECK(has(channel.head(), "is over"));
    CHECK(channel.cards().size() > 8);
    CHECK(channel.cards().size() >= 14);
    CHECK(channel.head(2).empty());
}

TEST_CASE("Storms: a steady stream is no trickle") {
    Channel channel;
    channel.fire_many(0, 20);
    for (int i = 0; i < 100; ++i) {
        channel.wait(5s);
        channel.fire_many(100 + i, 101 + i);
    }
    channel.wait(10s); // the head is drawn anew every five seconds
    CHECK(channel.cards().size() == 8);
    CHECK(has(channel.head(), "Storm: 112 more alerts"));
}

TEST_CASE("Storms: two thousand groups stand below in messages of bounded size, each once, as they are at the end") {
    Channel channel;
    std::mt19937 random(7);
    for (int i = 0; i < 2'000; ++i) {
        channel.company.now -= 990ms; // an event takes 10 ms
        channel.hear(fire("Alert" + std::to_string(10'000 + i)));
    }
    CHECK(channel.cards().size() == 8);
    CHECK(channel.keys("storm/1/C1").size() <= 1 + 3); // the timer has not rung in this rush
    for (int i = 0; i < 2'000; i += 1 + static_cast<int>(random() % 3))
        channel.hear(fire("Alert" + std::to_string(10'000 + i), false));
    channel.wait(1h);
    const auto lines = below(channel, "storm/1/C1");
    for (int i = 8; i < 2'000; ++i) {
        const auto name = "Alert" + std::to_string(10'000 + i);
        const auto state = storage::AlertGroups(*channel.company.store).latest("am/" + name)->state;
        const auto line = (state == "firing" ? "● Firing: " : "✓ Resolved: ") + name + "\n";
        if (times(lines, name) != 1 || !has(lines, line)) FAIL("not once, or not as it is: " + line);
    }
    for (const auto& key : channel.keys("storm/1/C1/"))
        CHECK(lines_of(channel.messages.at(key).words) <= 49);
    CHECK(channel.astray.empty());
    CHECK_FALSE(channel.timers.contains("storm/1"));
}

TEST_CASE("Storms: while the chat system takes nothing no line goes astray, and all come when it does") {
    Channel channel;
    channel.takes = false;
    channel.fire_many(0, 100);
    channel.wait(2h);
    CHECK(channel.keys("storm/1/C1/").empty());
    channel.takes = true;
    storage::put_message(
        *channel.company.store, MessageKey{"storm/1/C1"}, {ChannelId{"C1"}, "1.0"}, channel.company.now
    );
    channel.wait(2h);
    const auto lines = below(channel, "storm/1/C1");
    for (int i = 8; i < 100; ++i)
        CHECK(times(lines, "Firing: Alert" + std::to_string(1000 + i) + "\n") == 1);
    CHECK_FALSE(channel.timers.contains("storm/1"));
}

TEST_CASE("Storms: a timer that was lost is set again by what comes") {
    Channel channel;
    channel.fire_many(0, 12);
    channel.timers.erase("storm/1");
    channel.wait(2min);
    channel.fire_many(10, 11, false);
    channel.wait(10s);
    CHECK(has(below(channel, "storm/1/C1"), "✓ Resolved: Alert1010\n"));
}

TEST_CASE("Storms: each channel has its own") {
    Channel channel;
    channel.fire_many(0, 20);
    (void)channel.company.say("UANA", "subscribe alerts name:Other*", {.channel = ChannelId{"C2"}});
    channel.hear(fire("Other1"));
    CHECK(channel.messages.contains("alerts/21/C2"));
    CHECK_FALSE(channel.messages.contains("alerts/21/C1"));
}

TEST_CASE("Storms: what is held is told in the digest; what is folded already is not told there again") {
    Channel channel;
    channel.fire_many(0, 12);
    (void)channel.say("mute alerts 1h");
    channel.fire_many(10, 12, false); // lines of the storm
    channel.fire_many(20, 40);        // held
    channel.wait(10s);
    CHECK(has(channel.head(), "Storm: 4 more alerts"));
    channel.wait(2h);
    const auto digest = channel.digests();
    for (int i = 20; i < 40; ++i)
        CHECK(has(digest, "Firing: Alert" + std::to_string(1000 + i)));
    for (int i = 8; i < 12; ++i)
        CHECK_FALSE(has(digest, std::to_string(1000 + i)));
    CHECK(has(below(channel, "storm/1/C1"), "✓ Resolved: Alert1010\n"));
}

TEST_CASE("Storms: why did it not get a card") {
    Channel channel;
    channel.fire_many(0, 12);
    CHECK(has(channel.say("why did here get alert Alert1010"), "got it as a line of the storm that began"));
}

TEST_CASE("Storms: names that are all escapes and long addresses lose no line") {
    Channel channel;
    channel.fire_many(0, 8);
    for (int i = 0; i < 60; ++i) {
        auto change = fire("A" + std::to_string(100 + i));
        change.title += std::string(400, '&');
        change.url = "https://example.com/" + std::string(1'900, 'x');
        channel.hear(change);
    }
    channel.wait(2min);
    const auto lines = below(channel, "storm/1/C1");
    for (int i = 0; i < 60; ++i)
        CHECK(times(lines, "A" + std::to_string(100 + i) + "&") == 1);
}

TEST_CASE("A big group is one card with the worst of it, and all of it below, as it is at the end") {
    Channel channel;
    channel.hear(big_group(1'000));
    CHECK(channel.cards().size() == 1);
    CHECK(has(channel.cards()[0], "Firing: Disk (1000)"));
    CHECK(has(channel.cards()[0], "and 988 more; all 1000 stand below"));
    channel.wait(5min);
    CHECK(channel.keys("alerts/1/C1/list/").size() == 21);
    channel.hear(big_group(1'000, 600));
    channel.wait(5min);
    const auto lines = below(channel, "alerts/1/C1");
    for (int i = 0; i < 1'000; ++i) {
        const auto line = (i < 600 ? "✓ Disk of host" : "● warning Disk of host") + std::to_string(10'000 + i);
        if (times(lines, line) != 1) FAIL("not once: " + line);
    }
    CHECK(channel.astray.empty());

    const auto before = channel.sent;
    channel.hear(big_group(1'000, 601));
    channel.wait(5min);
    CHECK(channel.sent == before + 2); // the card, and the page of the one that has ended
    CHECK(channel.keys("alerts/1/C1/list/").size() == 21);
}

TEST_CASE("A big group in a storm has its list below the storm's message") {
    Channel channel;
    channel.fire_many(0, 9);
    channel.hear(big_group(60));
    channel.wait(5min);
    CHECK(has(below(channel, "storm/1/C1"), "● Firing: Disk (60)\n"));
    CHECK(times(below(channel, "storm/1/C1"), "Disk of host") == 60);
    CHECK_FALSE(channel.messages.contains("alerts/10/C1"));
}
