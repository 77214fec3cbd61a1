#include "bot/retry_rule.hpp"
#include "bot/transactor.hpp"
#include "storage/sqlite/open.hpp"

#include <catch2/catch.hpp>

#include <stdexcept>

using namespace pilothouse;
using namespace pilothouse::bot;
using namespace pilothouse::commands;
using namespace std::chrono_literals;

namespace {

const Time noon = from_unix_ms(1'800'000'000'000);

/// A product of few words: X posts X under the key X ("apart…" in a lane of its own), "once" answers, "ring" sets a
/// timer, "boom" is a fault.
Decision tiny_decide(const config::Settings&, storage::Connection&, const Event& event, Time now) {
    Decision decision;
    const auto say = [&](const std::string& key, const std::string& title, std::string merge = {}) {
        decision.tasks.push_back(
            {Say{.key = MessageKey(key), .channel = ChannelId("C1"), .card = {.title = title}},
             Lane(key.starts_with("apart") ? key : "say/C1"), now, merge}
        );
    };
    if (const auto* rang = std::get_if<TimerRang>(&event)) say("", "rang " + rang->name);
    if (const auto* noticed = std::get_if<Noticed>(&event)) say("notice/" + noticed->key, noticed->text.plain());
    if (const auto* failed = std::get_if<TaskFailed>(&event)) say("", "failed: " + failed->error.message);
    const auto* said = std::get_if<Said>(&event);
    if (said == nullptr) return decision;
    const auto text = std::get<PlainWords>(said->words.front()).text;
    if (text == "boom") throw std::runtime_error("boom");
    if (text == "once")
        say("", "answer");
    else if (text == "ring")
        decision.tasks.push_back({RingAt{"tea"}, Lane("timer/tea"), now + 3min, {}});
    else
        say(text, text, "card/" + text);
    decision.answer = Card{.title = "ok"};
    return decision;
}

struct World {
    std::unique_ptr<storage::Store> store = storage::open_in_memory();
    config::Settings settings;
    Time time = noon;
    std::optional<Transactor> transactor;
    std::vector<Result<Acknowledgement>> told;
    std::vector<Settled::Begun> begun;

    World() { restart(); }

    void restart() { transactor.emplace(*store, Transactor::Options{.in_flight = 4, .decide = tiny_decide}, time); }

    void run(Batch batch) {
        auto settled = transactor->run(std::move(batch), settings, time);
        for (auto& one : settled.told)
            one.acknowledge(std::move(one.word));
        for (auto& one : settled.begun)
            begun.push_back(std::move(one));
    }

    void say(const std::string& text, const std::string& key) {
        Batch batch;
        batch.arrivals.push_back(
            {.key = key,
             .source = "test",
             .event = Said{.who = PersonId("U1"), .where = {.channel = ChannelId("C1")}, .words = plain_words(text)},
             .acknowledge = [this](Result<Acknowledgement> word) { told.push_back(std::move(word)); }}
        );
        run(std::move(batch));
    }

    void finish(TaskId id, Outcome outcome) {
        Batch batch;
        batch.finished.push_back({id, std::move(outcome)});
        run(std::move(batch));
    }

    void pass(Duration span) {
        time += span;
        run({});
    }

    const Say& said(std::size_t i) { return std::get<Say>(begun.at(i).task); }
};

} // namespace

TEST_CASE("an event is decided once, and told again when it is repeated") {
    World world;
    world.say("once", "k1");
    world.say("once", "k1");
    REQUIRE(world.told.size() == 2);
    CHECK(world.told[0]->answer.has_value());
    CHECK(world.told[1]->duplicate);
    CHECK(world.begun.size() == 1);
    CHECK(world.transactor->tally().duplicates == 1);
}

TEST_CASE("an event that was known by an earlier name is a repetition for a while") {
    World world;
    const auto say = [&](const std::string& key, const std::string& earlier) {
        Batch batch;
        batch.arrivals.push_back(
            {.key = key,
             .source = "test",
             .event = Said{.who = PersonId("U1"), .where = {.channel = ChannelId("C1")}, .words = plain_words("once")},
             .acknowledge = [&world](Result<Acknowledgement> word) { world.told.push_back(std::move(word)); },
             .earlier_key = earlier,
             .earlier_within = 10min}
        );
        world.run(std::move(batch));
        return world.told.back()->duplicate;
    };
    CHECK_FALSE(say("x/1", "x/0"));
    world.time += 9min;
    CHECK(say("x/2", "x/1"));
    world.time += 2min;
    CHECK_FALSE(say("x/2", "x/1"));
    CHECK(say("x/2", "x/1"));
}

TEST_CASE("an outcome presses when something is decided by it, or somebody waits for it") {
    World world;
    world.say("once", "k1");
    const auto first = world.begun.at(0).attempt.task;
    const auto& transactor = *world.transactor;
    CHECK_FALSE(transactor.pressing({first, Done{}}));
    CHECK(transactor.pressing({first, Done{.event = TimerRang{"tea"}}}));
    CHECK(transactor.pressing({first, TryAgain{Error{Errc::unavailable, "down"}}}));
    CHECK(transactor.pressing({first, GiveUp{Error{Errc::rejected, "no"}}}));
    CHECK_FALSE(transactor.pressing({TaskId{99}, Done{}}));
    world.say("once", "k2"); // waits in the same lane
    CHECK(transactor.pressing({first, Done{}}));
    world.finish(first, Done{});
    CHECK(world.begun.size() == 2);
}

TEST_CASE("a repetition is known after a restart, and an unfinished task comes back as uncertain") {
    World world;
    world.say("once", "k1");
    REQUIRE(world.begun.size() == 1);
    CHECK(!world.begun[0].attempt.uncertain);
    world.restart();
    world.say("once", "k1");
    CHECK(world.told.back()->duplicate);
    REQUIRE(world.begun.size() == 2);
    CHECK(world.begun[1].attempt.uncertain);
    CHECK(world.begun[1].attempt.number == 2);
    CHECK(world.begun[1].attempt.task == world.begun[0].attempt.task);
    world.finish(world.begun[1].attempt.task, Done{});
    world.restart();
    world.run({});
    CHECK(world.begun.size() == 2);
}

TEST_CASE("numbers of tasks are never taken twice, not even over restarts") {
    World world;
    world.say("once", "k1");
    const auto first = world.begun.back().attempt.task;
    world.finish(first, Done{});
    world.restart();
    world.say("once", "k2");
    CHECK(world.begun.back().attempt.task > first);
}

TEST_CASE("a named message is known by its place after it was posted") {
    World world;
    world.say("deploy/1", "k1");
    CHECK(!world.begun.back().attempt.message);
    world.finish(world.begun.back().attempt.task, Done{.posted = Posted{ChannelId("C1"), "17.5"}});
    world.say("deploy/1", "k2");
    REQUIRE(world.begun.size() == 2);
    REQUIRE(world.begun.back().attempt.message);
    CHECK(world.begun.back().attempt.message->id == "17.5");
}

TEST_CASE("edits that have not begun become one, with the last text") {
    World world;
    world.say("deploy/1", "k1");
    for (int i = 2; i < 9; ++i)
        world.say("deploy/1", "k" + std::to_string(i));
    CHECK(world.transactor->open_tasks() == 2);
    world.finish(world.begun.back().attempt.task, Done{.posted = Posted{ChannelId("C1"), "17.5"}});
    REQUIRE(world.begun.size() == 2);
    CHECK(world.begun.back().attempt.message->id == "17.5");
    world.finish(world.begun.back().attempt.task, Done{.posted = Posted{ChannelId("C1"), "17.5"}});
    CHECK(world.transactor->open_tasks() == 0);
}

TEST_CASE("an event that can't be decided fails alone: kept, told, and the others go on") {
    World world;
    Batch batch;
    for (const char* text : {"once", "boom", "deploy/1"})
        batch.arrivals.push_back(
            {.key = text,
             .source = "test",
             .event = Said{.who = PersonId("U1"), .where = {.channel = ChannelId("C1")}, .words = plain_words(text)},
             .acknowledge = [&](Result<Acknowledgement> word) { world.told.push_back(std::move(word)); }}
        );
    world.run(std::move(batch));
    REQUIRE(world.told.size() == 3);
    CHECK(world.told[0].has_value());
    CHECK(world.told[1].error().code == Errc::internal);
    CHECK(world.told[2].has_value());
    std::string error, body;
    world.store->each("SELECT error, body FROM inbox WHERE key = 'boom'", {}, [&](const storage::Row& row) {
        error = row.text(0);
        body = row.text(1);
    });
    CHECK(error == "boom");
    CHECK(body == "said by U1 in C1: boom");
    CHECK(world.transactor->open_tasks() == 4); // the answer, the apology, the notice, the card
    world.say("boom", "boom");
    CHECK(world.told.back()->duplicate); // a poisoned event is not decided again
}

TEST_CASE("timers ring once, also when their time passed while the program was down") {
    World world;
    world.say("ring", "k1");
    world.pass(2min);
    CHECK(world.begun.empty());
    world.time += 5min;
    world.restart();
    world.run({});
    REQUIRE(world.begun.size() == 1);
    CHECK(world.said(0).card.title.plain() == "rang tea");
    world.pass(10min);
    CHECK(world.begun.size() == 1);
}

TEST_CASE("tries are repeated after a pause; only an unknown outcome makes the next one uncertain") {
    World world;
    world.say("once", "k1");
    const auto id = world.begun[0].attempt.task;
    world.finish(id, TryAgain{Error{Errc::rate_limited, "slow down", {}, 7s}});
    world.pass(6s);
    CHECK(world.begun.size() == 1);
    world.pass(1s);
    REQUIRE(world.begun.size() == 2);
    CHECK(!world.begun[1].attempt.uncertain);
    world.finish(id, TryAgain{Error{Errc::unknown_outcome, "no answer"}});
    world.restart(); // the doubt outlives the process
    world.pass(2min);
    REQUIRE(world.begun.size() == 3);
    CHECK(world.begun[2].attempt.uncertain);
    CHECK(world.begun[2].attempt.first_try == noon);
}

TEST_CASE("what is given up is told and kept") {
    World world;
    world.say("once", "k1");
    world.finish(world.begun[0].attempt.task, GiveUp{Error{Errc::rejected, "channel is gone"}});
    REQUIRE(world.begun.size() == 2);
    CHECK(world.said(1).card.title.plain() == "failed: channel is gone");
    CHECK(storage::dead_tasks(*world.store) == 1);
}

TEST_CASE("a task that fails for a day is given up") {
    World world;
    world.say("once", "k1");
    const auto id = world.begun[0].attempt.task;
    world.time += 25h;
    world.finish(id, TryAgain{Error{Errc::unavailable, "still down"}});
    CHECK(storage::dead_tasks(*world.store) == 1);
}

TEST_CASE("one task of a lane runs at a time") {
    World world;
    for (int i = 0; i < 9; ++i)
        world.say("once", "k" + std::to_string(i));
    CHECK(world.begun.size() == 1);
    CHECK(world.transactor->open_tasks() == 9);
    for (std::size_t i = 0; i < 9; ++i)
        world.finish(world.begun.at(i).attempt.task, Done{});
    CHECK(world.transactor->open_tasks() == 0);
}

TEST_CASE("no more tasks run at once than allowed, and nothing is due while so many run") {
    World world;
    for (int i = 0; i < 9; ++i)
        world.say("apart" + std::to_string(i), "k" + std::to_string(i));
    CHECK(world.begun.size() == 4);
    CHECK_FALSE(world.transactor->next_due());
    for (std::size_t i = 0; i < 9; ++i)
        world.finish(world.begun.at(i).attempt.task, Done{});
    CHECK(world.begun.size() == 9);
    CHECK(world.transactor->open_tasks() == 0);
}

TEST_CASE("a store without room refuses an event, says so, and takes the next one when there is room") {
    World world;
    const auto ignored = [](const storage::Row&) {};
    world.store->each("PRAGMA max_page_count = 1", {}, ignored); // no more pages than it has
    Batch batch{.probe = true};
    bool accepted = true;
    batch.arrivals.push_back(
        {.key = "e1",
         .source = "test",
         .event = Said{.who = PersonId("U1"), .where = {}, .words = plain_words(std::string(100'000, 'x'))},
         .acknowledge = [&](const Result<Acknowledgement>& word) { accepted = word.has_value(); }}
    );
    auto settled = world.transactor->run(std::move(batch), world.settings, world.time);
    CHECK(settled.refused);
    CHECK(settled.not_kept.empty());
    REQUIRE(settled.told.size() == 1);
    settled.told[0].acknowledge(std::move(settled.told[0].word));
    CHECK_FALSE(accepted);
    world.store->each("PRAGMA max_page_count = 1000000", {}, ignored);
    CHECK_FALSE(world.transactor->run({.probe = true}, world.settings, world.time).refused);
    world.say("hello", "e1");
    CHECK(world.begun.size() == 1);
}

TEST_CASE("pauses grow, stay in bounds, and obey a Retry-After") {
    const Error down{Errc::unavailable, "down"};
    for (int n = 2; n < 40; ++n) {
        const auto longest = std::min<Duration>(64s, 1s * (1LL << std::min(n - 2, 6)));
        for (const std::uint64_t random : {0ULL, 1ULL, 12'345'678'901ULL, ~0ULL}) {
            CHECK(pause_before(n, down, random) <= longest);
            CHECK(pause_before(n, down, random) >= longest / 4);
        }
    }
    CHECK(pause_before(2, Error{Errc::rate_limited, "", {}, 90s}, 3) == 90s);
}
