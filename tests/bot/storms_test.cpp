#include "bot/transactor.hpp"
#include "storage/alert_groups.hpp"
#include "storage/runs.hpp"
#include "storage/sqlite/open.hpp"

#include <catch2/catch.hpp>

#include <deque>
#include <map>
#include <random>
#include <set>

using namespace pilothouse;
using namespace pilothouse::bot;
using namespace pilothouse::commands;
using namespace std::chrono_literals;

/// Storms through everything that stands between an event and a message: tasks that are coalesced and tried again, a
/// chat system that refuses half of it, ends of the program in the middle.

namespace {

struct Message {
    std::string below{};
    std::string words{};
};

struct Storm {
    std::unique_ptr<storage::Store> store = storage::open_in_memory();
    config::Settings settings{};
    Time time = from_unix_ms(1'800'000'000'000);
    const Time began = time;
    std::mt19937_64 random;
    std::optional<Transactor> transactor;
    std::deque<Settled::Begun> begun{};
    std::map<std::string, Message> messages{}; ///< what stands in the channel
    std::size_t most_open = 0;
    std::set<std::string> groups{};
    std::set<std::string> runs{};
    std::string fault{};
    int count = 0;

    explicit Storm(std::uint64_t seed) : random(seed) {
        config::Hook hook;
        hook.name = HookName{"all"};
        hook.vendor = "generic";
        hook.channel = ChannelId{"#ops"};
        hook.results = {"failed", "fixed"};
        settings.hooks = {hook};
        restart();
    }

    std::size_t upto(std::size_t bound) { return static_cast<std::size_t>(random() % bound); }

    /// What was handed out and not answered is tried again by the next life.
    void restart() {
        begun.clear();
        transactor.emplace(*store, Transactor::Options{.in_flight = 16}, time);
        run({});
    }

    void run(Batch batch) {
        auto settled = transactor->run(std::move(batch), settings, time);
        for (auto& one : settled.begun)
            begun.push_back(std::move(one));
        most_open = std::max(most_open, transactor->open_tasks());
    }

    void hear(Change change) {
        ChangeReported report{
            .route = "all",
            .vendor = "generic",
            .key = std::to_string(++count),
            .event = "x",
            .headers = "{}",
            .body = "{}"
        };
        report.changes.push_back(std::move(change));
        Batch batch;
        batch.arrivals.push_back(
            {.key = "hook/" + report.key, .source = "hook", .event = std::move(report), .acknowledge = {}}
        );
        run(std::move(batch));
    }

    void fire(const std::string& name, bool firing) {
        groups.insert(name);
        Alert one{.id = name, .name = name, .firing = firing, .severity = "warning", .summary = name};
        hear(AlertChanged{.group = "g/" + name, .title = name, .alerts = {one}});
    }

    void build(const std::string& number, Phase phase) {
        runs.insert(number);
        hear(PipelineChanged{
            .run = "r/" + number, .phase = phase, .project = "p" + number, .name = "CI", .number = number
        });
    }

    /// The chat system: it refuses half, and posts or edits the rest.
    Outcome perform(const Task& task, const Attempt& attempt) {
        const auto* say = std::get_if<Say>(&task);
        if (say == nullptr) return Done{};
        if (upto(2) == 0) {
            Error busy{Errc::unavailable, "429"};
            busy.retry_after = 1s;
            return TryAgain{busy};
        }
        if (!say->in_thread_of.empty() && !attempt.parent) fault = "astray: " + say->key.value;
        const bool stands = messages.contains(say->key.value);
        if (!stands && attempt.message) fault = "edited before it was posted: " + say->key.value;
        messages[say->key.value] = {say->in_thread_of.value, plain(say->card)};
        return Done{.posted = Posted{ChannelId{"COPS"}, say->key.value}};
    }

    void work() {
        if (begun.empty()) return;
        auto [task, attempt] = std::move(begun.front());
        begun.pop_front();
        auto outcome = perform(task, attempt);
        if (upto(50) == 0) return restart(); // done, and nobody knows
        Batch batch;
        batch.finished.push_back({attempt.task, std::move(outcome)});
        run(std::move(batch));
    }

    void pass(Duration span) {
        for (const auto end = time + span; time < end;) {
            time = std::min(end, time + 200ms);
            run({});
            for (int i = 0; i < 3; ++i)
                work();
        }
    }

    void happen() {
        const auto number = std::to_string(1'000 + upto(600));
        if (upto(4) == 0) return build(number, upto(2) == 0 ? Phase::failed : Phase::running);
        fire("alert" + number, upto(3) != 0);
    }

    [[nodiscard]] std::ptrdiff_t posts() const {
        return std::ranges::count_if(messages, [](const auto& message) { return message.second.below.empty(); });
    }

    /// Counts the messages and the lines that say this.
    [[nodiscard]] int told(const std::string& title) const {
        int times = 0;
        for (const auto& [key, message] : messages) {
            const bool page = message.below.starts_with("storm/");
            if (message.below.empty() && !key.starts_with("storm/")) times += message.words.starts_with(title) ? 1 : 0;
            for (auto at = message.words.find(title); page && at != std::string::npos;
                 at = message.words.find(title, at + 1))
                ++times;
        }
        return times;
    }

    void check() {
        for (const auto& name : groups) {
            const auto row = storage::AlertGroups(*store).latest("g/" + name);
            if (!row) continue; // only its end was told
            const auto title = (row->state == "firing" ? "Firing: " : "Resolved: ") + name;
            if (told(title) != 1) fault = title + ": told " + std::to_string(told(title)) + " times";
        }
        for (const auto& number : runs) {
            const auto row = storage::Runs(*store).find("r/" + number);
            const bool red = row->phase == "failed";
            const auto title = "p" + number + ": CI #" + number + " broke";
            if (told(title) != (red ? 1 : 0)) fault = title + ": told " + std::to_string(told(title)) + " times";
        }
    }
};

} // namespace

TEST_CASE("Storms: through refusals and restarts everything stands in one card or one line, and new messages are few") {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        Storm storm(seed);
        for (int i = 0; i < 700 && storm.fault.empty(); ++i) {
            storm.happen();
            if (storm.upto(4) == 0) storm.pass(storm.upto(60) == 0 ? 90s : 200ms);
        }
        storm.pass(20min);
        storm.check();
        CAPTURE(seed);
        REQUIRE(storm.fault == "");
        const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(storm.time - storm.began - 20min).count();
        CHECK(storm.posts() <= (minutes + 1) * 9);
        CHECK(storm.most_open < 1'500);
    }
}
