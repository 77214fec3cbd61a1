#include "desk_support.hpp"

#include <catch2/catch.hpp>

#include <map>

using namespace pilothouse;
using namespace pilothouse::commands;
using namespace pilothouse::commands::testing;
using namespace std::chrono_literals;

namespace {

struct Wall {
    Company company;
    std::map<std::string, std::string> messages;

    Wall() {
        config::Hook hook;
        hook.name = HookName{"am"};
        hook.vendor = "alertmanager";
        hook.channel = ChannelId{"#ops"};
        company.settings.hooks = {hook};
    }

    void hear(AlertChanged change) {
        static int count = 0;
        ChangeReported report{
            .route = "am",
            .vendor = "alertmanager",
            .key = std::to_string(++count),
            .event = "x",
            .headers = "{}",
            .body = "{}"
        };
        report.changes.emplace_back(std::move(change));
        note(report);
    }

    void note(const Event& event) {
        (void)company.decide(event);
        for (const auto& say : company.planned<Say>())
            messages[say.key.value] = plain(say.card);
    }

    [[nodiscard]] std::string card(int id = 1) const { return messages.at("alerts/" + std::to_string(id) + "/#ops"); }
};

Alert alert(const std::string& id, bool firing = true, const std::string& severity = "warning") {
    Alert one{.id = id, .name = "HighErrors", .firing = firing, .severity = severity, .summary = "Errors on " + id};
    one.began = from_unix_ms(1'799'999'000'000);
    if (!firing) one.ended = one.began + 5min;
    return one;
}

AlertChanged group(std::vector<Alert> alerts) {
    return {.group = "alertmanager/abc", .title = "HighErrors api", .alerts = std::move(alerts)};
}

} // namespace

TEST_CASE("a group fires, grows, shrinks and ends in one message") {
    Wall wall;
    wall.hear(group({alert("a")}));
    CHECK(has(wall.card(), "Firing: HighErrors api"));
    CHECK(wall.messages.size() == 1);
    wall.hear(group({alert("a"), alert("b", true, "critical")}));
    CHECK(has(wall.card(), "Firing: HighErrors api (2)"));
    CHECK(wall.card().find("Errors on b") < wall.card().find("Errors on a"));
    CHECK(wall.messages.at("alerts/1/#ops/grew/2") == "Grew to 2 alerts");
    wall.hear(group({alert("a", false), alert("b", true, "critical")}));
    CHECK(has(wall.card(), "✓ Errors on a"));
    CHECK(wall.messages.size() == 2); // shrinking is silent
    wall.hear(group({alert("b", false)}));
    CHECK(has(wall.card(), "Resolved: HighErrors api"));
    CHECK(has(wall.messages.at("alerts/1/#ops/resolved"), "Resolved after"));
    CHECK(wall.messages.size() == 3);
}

TEST_CASE("that a group grew is not said behind its end") {
    Wall wall;
    const auto waits = [&](const std::string& what) {
        for (const auto& planned : wall.company.tasks)
            if (const auto* say = std::get_if<Say>(&planned.task); say && say->key.value == "alerts/1/#ops/" + what)
                return planned.coalesce;
        return std::string();
    };
    wall.hear(group({alert("a")}));
    wall.hear(group({alert("a"), alert("b")}));
    const auto grew = waits("grew/2");
    CHECK_FALSE(grew.empty());
    wall.hear(group({alert("a", false), alert("b", false)}));
    CHECK(waits("resolved") == grew);
}

TEST_CASE("what has no name is called something") {
    Wall wall;
    auto nameless = alert("a");
    nameless.name = " ";
    nameless.summary = "\t";
    auto change = group({nameless});
    change.title = " ";
    wall.hear(change);
    CHECK(has(wall.card(), "Firing: alerts"));
    CHECK(has(wall.card(), "an alert without a name, since"));
}

TEST_CASE("firing again after the end is another message; a late word of the old one is not") {
    Wall wall;
    wall.hear(group({alert("a")}));
    wall.hear(group({alert("a", false)}));
    wall.hear(group({alert("a")})); // came late: this very alert has ended
    CHECK(has(wall.card(), "Resolved"));
    CHECK_FALSE(wall.messages.contains("alerts/2/#ops"));
    wall.hear(group({alert("a2")}));
    CHECK(has(wall.card(2), "Firing"));
}

TEST_CASE("an end of what was never told is nothing") {
    Wall wall;
    wall.hear(group({alert("a", false)}));
    CHECK(wall.messages.empty());
}

TEST_CASE("an alert whose end was lost ends when a whole message leaves it out; a cut one proves nothing") {
    Wall wall;
    wall.hear(group({alert("a"), alert("b")}));
    auto cut = group({alert("a")});
    cut.untold = 1;
    wall.hear(cut);
    CHECK(has(wall.card(), "● "));
    CHECK(has(wall.card(), "Errors on b, since"));
    wall.hear(group({alert("a")}));
    CHECK(has(wall.card(), "✓ Errors on b"));
}

TEST_CASE("the end of those that were told is not the end of those that were cut off") {
    Wall wall;
    auto cut = group({alert("a")});
    cut.untold = 3;
    wall.hear(cut);
    CHECK(has(wall.card(), "Firing: HighErrors api (4)"));
    cut.alerts = {alert("a", false)};
    wall.hear(cut);
    CHECK(has(wall.card(), "Resolved as far as told: HighErrors api"));
    CHECK(has(wall.card(), "3 more were not named by the sender and may fire still."));
    CHECK(wall.messages.size() == 1); // the thread is not told that it is over
    SECTION("a whole message ends it") {
        wall.hear(group({alert("a", false)}));
        CHECK(wall.card().starts_with("Resolved: HighErrors api"));
        CHECK(has(wall.messages.at("alerts/1/#ops/resolved"), "Resolved after"));
    }
    SECTION("one of them is told of") {
        wall.hear(group({alert("b")}));
        CHECK(has(wall.card(), "Firing: HighErrors api\n"));
        CHECK(wall.messages.size() == 1);
    }
    SECTION("it expires") {
        wall.company.now += 9h;
        wall.note(TimerRang{"alerts/1"});
        CHECK(has(wall.card(), "Not heard of any more"));
    }
}

TEST_CASE("an end of what was never told is nothing, whatever was cut off") {
    Wall wall;
    auto cut = group({alert("a", false)});
    cut.untold = 3;
    wall.hear(cut);
    CHECK(wall.messages.empty());
}

TEST_CASE("nobody tells of it any more") {
    Wall wall;
    wall.hear(group({alert("a")}));
    wall.company.now += 7h;
    wall.note(TimerRang{"alerts/1"});
    CHECK(has(wall.card(), "Firing"));
    wall.company.now += 2h;
    wall.note(TimerRang{"alerts/1"});
    CHECK(has(wall.card(), "Not heard of any more"));
    CHECK(has(wall.messages.at("alerts/1/#ops/expired"), "Nobody has told of this"));
}

TEST_CASE("a person acknowledges") {
    Wall wall;
    wall.hear(group({alert("a")}));
    CHECK(has(wall.company.press("UANA", "alerts.acknowledge", "1"), "Acknowledged"));
    for (const auto& say : wall.company.planned<Say>())
        CHECK(has(plain(say.card), "Acknowledged by Ana"));
    CHECK(has(wall.company.press("UANA", "alerts.acknowledge", "99"), "I don't know"));
    wall.hear(group({alert("a", false)}));
    CHECK(has(wall.company.press("UANA", "alerts.acknowledge", "1"), "over already"));
}

TEST_CASE("where silences are made is what the configuration says") {
    Wall wall;
    const auto links = [&] {
        std::string found;
        for (const auto& say : wall.company.planned<Say>())
            for (const auto& block : say.card.blocks)
                if (const auto* foot = std::get_if<Footnote>(&block))
                    for (const auto& span : foot->text.spans())
                        if (const auto* link = std::get_if<Text::Link>(&span)) found += link->url + " ";
        return found;
    };
    auto change = group({alert("a")});
    change.url = "https://evil.example/#/alerts";
    wall.hear(change);
    CHECK(links() == "https://evil.example/#/alerts ");
    wall.company.settings.hooks[0].silence_api = "http://am.internal:9093/";
    wall.hear(change);
    CHECK(links() == "https://evil.example/#/alerts http://am.internal:9093/#/silences/new ");
    wall.hear(group({alert("a", false)}));
    CHECK(links() == "https://evil.example/#/alerts ");
}

TEST_CASE("alerts of the same words are told apart by the labels that they don't have alike") {
    Wall wall;
    const auto slow = [](const std::string& id, std::vector<std::pair<std::string, std::string>> labels) {
        auto one = alert(id);
        one.summary = "p99 is high";
        one.labels = std::move(labels);
        return one;
    };
    wall.hear(group(
        {slow("a", {{"alertname", "Slow"}, {"instance", "web-1"}, {"zone", "eu"}}),
         slow("b", {{"alertname", "Slow"}, {"instance", "web-2"}, {"zone", "eu"}}), alert("c")}
    ));
    CHECK(has(wall.card(), "p99 is high (web-1)"));
    CHECK(has(wall.card(), "p99 is high (web-2)"));
    CHECK_FALSE(has(wall.card(), "Slow"));
    CHECK_FALSE(has(wall.card(), "eu"));
    CHECK_FALSE(has(wall.card(), "Errors on c ("));
}

TEST_CASE("alerts that nothing tells apart, and those of very many labels") {
    Wall wall;
    auto one = alert("a"), other = alert("b");
    one.summary = other.summary = "twins";
    wall.hear(group({one, other}));
    CHECK_FALSE(has(wall.card(), "twins ("));
    for (int i = 0; i < 5; ++i)
        one.labels.emplace_back("label" + std::to_string(i), "value" + std::to_string(i));
    wall.hear(group({one, other}));
    CHECK(has(wall.card(), "twins (value0, value1, value2)"));
}

TEST_CASE("many alerts are one card of bounded size") {
    Wall wall;
    std::vector<Alert> many;
    for (int i = 0; i < 500; ++i)
        many.push_back(alert("host" + std::to_string(i)));
    wall.hear(group(many));
    CHECK(has(wall.card(), "(500)"));
    CHECK(has(wall.card(), "and 488 more"));
}

TEST_CASE("Alerts: what fires again under the same id has a card of its own, and what comes late wakes nothing") {
    Wall wall;
    const auto told = [](std::vector<Alert> alerts, std::chrono::minutes after) {
        auto change = group(std::move(alerts));
        change.reopens = true;
        change.at = from_unix_ms(1'799'999'000'000) + after;
        return change;
    };
    wall.hear(told({alert("a")}, 0min));
    wall.hear(told({alert("a", false)}, 10min));
    CHECK(wall.card().contains("Resolved"));
    wall.hear(told({alert("a")}, 5min));
    CHECK(wall.card().contains("Resolved"));
    CHECK_FALSE(wall.messages.contains("alerts/2/#ops"));
    wall.hear(told({alert("a")}, 20min));
    CHECK(wall.card(2).contains("Firing"));
    wall.hear(told({alert("a", false)}, 10min));
    CHECK(wall.card(2).contains("Firing"));
}
