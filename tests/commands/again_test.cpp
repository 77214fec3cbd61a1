#include "channel_stage.hpp"

#include <catch2/catch.hpp>

#include <optional>

/// The button that has a failed run started again.

using namespace pilothouse;
using namespace pilothouse::commands;
using namespace pilothouse::commands::testing;
using namespace std::chrono_literals;

namespace {

struct Wall : testing::Stage {
    Wall() {
        auto& hook = company.settings.hooks.at(0);
        hook.channel = ChannelId{"C1"};
        hook.api = "https://api.github.com";
        hook.api_token = Secret("token");
    }

    void ran(Phase phase, int attempt = 1, std::optional<Time> ended = std::nullopt) {
        auto change = build("acme/api", 7, phase);
        change.attempt = attempt;
        change.handle = handle;
        change.ended = ended;
        change.at = company.now;
        change.reopens = reopens;
        hear(change);
    }

    [[nodiscard]] std::string card() const { return messages.at("run/1/C1").words; }

    /// The button on the card as it was drawn last.
    [[nodiscard]] std::string offered() const {
        for (const auto& say : company.planned<Say>())
            for (const auto& block : say.card.blocks)
                if (const auto* buttons = std::get_if<Buttons>(&block)) return buttons->buttons.at(0).value;
        return {};
    }

    std::string press(const char* who, const std::string& value) {
        auto words = company.press(who, "builds.again", value);
        take();
        return words;
    }

    [[nodiscard]] std::vector<RerunBuild> asked() const { return company.planned<RerunBuild>(); }

    std::string handle = "acme/api/7";
    bool reopens = false;
};

} // namespace

TEST_CASE("Run again: asked once, told on the card in this attempt and the next") {
    Wall wall;
    wall.ran(Phase::failed);
    CHECK(wall.offered() == "1:1");
    CHECK(wall.press("UANA", "1:1").empty());
    const auto asked = wall.asked();
    REQUIRE(asked.size() == 1);
    CHECK(asked[0].hook.value == "acme");
    CHECK(asked[0].handle == "acme/api/7");
    CHECK(asked[0].attempt == 1);
    CHECK(has(wall.card(), "Being started again for Ana"));
    CHECK(wall.offered().empty());
    CHECK(wall.company.last_audit().verb == "builds.again");
    CHECK(wall.company.last_audit().outcome == "accepted");
    CHECK(has(wall.press("UBEN", "1:1"), "Being started again for Ana"));
    CHECK(wall.asked().empty());

    wall.note(RunStartedAgain{.run = 1, .attempt = 1, .by = asked[0].by});
    CHECK(has(wall.card(), "Started again by Ana"));
    CHECK(wall.offered().empty());
    wall.ran(Phase::running, 2);
    CHECK(has(wall.card(), "Started again by Ana"));
    CHECK(has(wall.press("UBEN", "1:1"), "has gone on since"));
    wall.ran(Phase::failed, 2);
    CHECK(wall.offered() == "1:2");
    // Ana wrote the commit, but this time she only had it run again.
    for (const auto& say : wall.company.planned<Say>())
        CHECK_FALSE(has(plain(say.card), "@UANA"));
    wall.press("UBEN", "1:2");
    REQUIRE(wall.asked().size() == 1);
    CHECK(wall.asked()[0].attempt == 2);
}

TEST_CASE("Run again: where attempts have no number, each end can be pressed for") {
    Wall wall;
    wall.reopens = true;
    const auto first_end = wall.company.now;
    wall.ran(Phase::failed, 1, first_end);
    wall.press("UANA", "1:1");
    wall.note(RunStartedAgain{.run = 1, .attempt = 1, .by = wall.asked().at(0).by});
    wall.ran(Phase::failed, 1, first_end); // told once more
    CHECK(wall.offered().empty());
    wall.ran(Phase::running);
    wall.ran(Phase::failed, 1, first_end + 5min);
    CHECK(wall.offered() == "1:1");
}

TEST_CASE("Run again: what was not done is told to whoever pressed, and can be pressed again") {
    Wall wall;
    wall.ran(Phase::failed);
    wall.press("UANA", "1:1");
    const auto asked = wall.asked().at(0);
    SECTION("refused") {
        wall.note(TaskFailed{TaskId{1}, asked, {Errc::denied, "GitHub does not accept the token (401)", "Mend it", {}}}
        );
        CHECK(has(wall.company.whispered(), "not started again: GitHub does not accept the token (401)"));
        CHECK(wall.offered() == "1:1");
    }
    SECTION("somebody was faster") {
        wall.note(RunStartedAgain{.run = 1, .attempt = 1, .already = true, .by = asked.by});
        CHECK(has(wall.company.whispered(), "Somebody has started this run again already"));
        CHECK_FALSE(has(wall.card(), "tarted again"));
    }
    SECTION("there is more to say") {
        wall.note(RunStartedAgain{.run = 1, .attempt = 1, .detail = "A new build waits", .by = asked.by});
        CHECK(has(wall.company.whispered(), "A new build waits"));
        CHECK(has(wall.card(), "Started again by Ana"));
    }
}

TEST_CASE("Run again: only by people of a team, of a broken run, where the hook has a token") {
    Wall wall;
    wall.ran(Phase::failed);
    CHECK(has(wall.press("UDAN", "1:1"), "Only people of a team may start builds again"));
    CHECK(wall.company.last_audit().outcome == "refused");
    for (const auto* wrong : {"", "1", "1:", "x:1", "1:1x", "99:1"}) {
        CAPTURE(wrong);
        CHECK(has(wall.press("UANA", wrong), "does not fit"));
    }
    SECTION("no token") {
        wall.company.settings.hooks[0].api_token = Secret();
        wall.ran(Phase::failed, 2);
        CHECK(wall.offered().empty());
        CHECK(has(wall.press("UANA", "1:2"), "no api_token"));
    }
    SECTION("well by now") {
        wall.ran(Phase::succeeded, 2);
        CHECK(wall.offered().empty());
        CHECK(has(wall.press("UANA", "1:2"), "has gone on since"));
    }
}

TEST_CASE("Run again: no button where the sender's interface does not know the run") {
    Wall wall;
    wall.handle.clear();
    wall.ran(Phase::failed);
    CHECK(wall.offered().empty());
}
