#include "channel_stage.hpp"

#include <catch2/catch.hpp>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

using namespace pilothouse;
using namespace pilothouse::commands;
using namespace pilothouse::commands::testing;
using namespace std::chrono_literals;

namespace {

struct Folder {
    std::string path = (std::filesystem::temp_directory_path() / "pilothouse-restarts-XXXXXX").string();

    Folder() { REQUIRE(::mkdtemp(path.data()) != nullptr); }

    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    ~Folder() { std::filesystem::remove_all(path); }
};

/// A bot whose store is a file, so that it can be closed and opened again. What stands in the channel stays.
struct Lasting : Stage {
    Folder folder;

    Lasting() {
        company.settings.hooks[0].channel = ChannelId{"#api"};
        company.settings.hooks[0].results = {"all"};
        open();
        company.meet("UANA", "ana@example.com", "Ana");
        (void)say("subscribe builds result:all");
        (void)say("subscribe alerts");
    }

    void open() {
        company.store.reset();
        auto store = storage::open_file(folder.path + "/bot.db");
        REQUIRE(store);
        company.store = *std::move(store);
    }

    void restart() {
        open();
        note(Started{});
    }

    [[nodiscard]] std::map<std::string, std::string> words() const {
        std::map<std::string, std::string> all;
        for (const auto& [key, message] : messages)
            all[key] = message.words;
        return all;
    }
};

const Time morning = from_unix_ms(1'800'000'000'000);

PipelineChanged at(PipelineChanged change, int minute, int attempt = 1) {
    change.attempt = attempt;
    change.at = morning + std::chrono::minutes{minute};
    change.began = morning + std::chrono::minutes{attempt};
    if (ended(change.phase)) change.ended = change.at;
    return change;
}

PipelineChanged job(Phase phase, int attempt) {
    auto change = at(build("acme/api", 7, phase), attempt, attempt);
    change.job = "test/" + std::to_string(attempt);
    change.name = "test";
    change.reason = phase == Phase::failed ? "step Run tests failed" : "";
    return change;
}

/// Queued, in progress, failed, run again, mended: and each is told twice.
std::vector<Change> a_run_and_its_rerun() {
    std::vector<Change> once{
        at(build("acme/api", 7, Phase::queued), 0),
        at(build("acme/api", 7, Phase::running), 1),
        job(Phase::failed, 1),
        at(build("acme/api", 7, Phase::failed), 2),
        at(build("acme/api", 7, Phase::running), 3, 2),
        job(Phase::succeeded, 2),
        at(build("acme/api", 7, Phase::succeeded), 4, 2),
    };
    auto twice = once;
    twice.insert(twice.end(), once.begin(), once.end());
    return twice;
}

std::map<std::string, std::string> told(const std::vector<Change>& events, bool restarts) {
    Lasting bot;
    bot.hear(at(build("acme/api", 6, Phase::succeeded), -10));
    for (const auto& event : events) {
        if (restarts) bot.restart();
        bot.hear(event);
    }
    return bot.words();
}

} // namespace

TEST_CASE("Restarts: the doubled events of a run in any order, the bot restarted before each, make the same messages") {
    auto events = a_run_and_its_rerun();
    const auto expected = told(events, false);
    REQUIRE(expected.size() == 4); // of two runs, in two channels
    CHECK(has(expected.at("run/2/C1"), "CI #7 passed on main"));
    CHECK(has(expected.at("run/2/C1"), "An earlier attempt of this run was broken."));
    CHECK(told(events, true) == expected);
    std::mt19937 random(20'261'123);
    for (int i = 0; i < 12; ++i) {
        std::ranges::shuffle(events, random);
        INFO("order " << i);
        CHECK(told(events, true) == expected);
    }
}

TEST_CASE("Restarts: a storm goes on after a restart as if there had been none") {
    const auto play = [](bool restarts) {
        Lasting bot;
        for (int i = 0; i < 25; ++i) {
            if (restarts)
                bot.restart();
            else
                bot.note(Started{});
            bot.hear(fire("Alert" + std::to_string(100 + i), true, i > 20 ? "critical" : "warning"));
        }
        for (int i = 0; i < 20; ++i) {
            if (restarts)
                bot.restart();
            else
                bot.note(Started{});
            bot.hear(fire("Alert" + std::to_string(100 + i), false));
        }
        bot.wait(10min);
        return bot.words();
    };
    CHECK(play(true) == play(false));
}
