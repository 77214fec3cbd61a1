#include "desk_support.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>

using namespace pilothouse;
using namespace pilothouse::commands;
using namespace pilothouse::commands::testing;
using namespace std::chrono_literals;

namespace {

const Time morning = from_unix_ms(1'800'000'000'000);

/// A company with a hook, and the messages that stand in its channels.
struct Wall {
    Company company;
    std::map<std::string, std::string> messages; ///< key -> words, as they stand now

    explicit Wall(std::vector<std::string> results = {"failed", "fixed"}) {
        config::Hook hook;
        hook.name = HookName{"acme"};
        hook.vendor = "github";
        hook.channel = ChannelId{"#api"};
        hook.results = std::move(results);
        company.settings.hooks = {hook};
    }

    void hear(Change change) {
        static int count = 0;
        ChangeReported report{
            .route = "acme",
            .vendor = "github",
            .key = std::to_string(++count),
            .event = "x",
            .headers = "{}",
            .body = "{}"
        };
        report.changes.push_back(std::move(change));
        (void)company.decide(report);
        for (const auto& say : company.planned<Say>())
            messages[say.key.value] = plain(say.card);
    }

    [[nodiscard]] std::string all() const {
        std::string text;
        for (const auto& [key, words] : messages)
            text += words + "\n--\n";
        return text;
    }
};

PipelineChanged run(int number, Phase phase, int attempt = 1) {
    return {
        .run = "github/acme/api/" + std::to_string(number),
        .attempt = attempt,
        .phase = phase,
        .at = morning + std::chrono::minutes{10 * number + attempt} + std::chrono::seconds{static_cast<int>(phase)},
        .project = "acme/api",
        .name = "CI",
        .number = std::to_string(number),
        .branch = "main",
        .sha = "0123456789abcdef",
        .title = "Mend the pump",
        .url = "https://ci.example.com/" + std::to_string(number),
        .authors = {{.name = "Ana", .email = "ana@example.com"}},
        .began = morning + std::chrono::minutes{10 * number + attempt},
        .ended = ended(phase) ? std::optional(morning + std::chrono::minutes{10 * number + attempt + 2}) : std::nullopt,
    };
}

PipelineChanged job(int number, const std::string& name, Phase phase, const std::string& reason = {}, int attempt = 1) {
    auto change = run(number, phase, attempt);
    change.job = name + "/" + std::to_string(attempt);
    change.name = name;
    change.reason = reason;
    return change;
}

} // namespace

TEST_CASE("a green build is not shown; the first red one is, with who wrote it; then fixed") {
    Wall wall;
    wall.hear(run(1, Phase::succeeded));
    CHECK(wall.messages.empty());
    wall.hear(run(2, Phase::running));
    CHECK(wall.messages.empty());
    wall.hear(job(2, "test", Phase::failed, "step Run tests failed"));
    wall.hear(run(2, Phase::failed));
    REQUIRE(wall.messages.size() == 1);
    CHECK(has(wall.all(), "acme/api: CI #2 broke on main"));
    CHECK(has(wall.all(), "✗ test: step Run tests failed"));
    CHECK(has(wall.all(), "@UANA"));
    wall.hear(job(3, "lint", Phase::failed));
    wall.hear(job(3, "test", Phase::failed));
    wall.hear(run(3, Phase::failed));
    REQUIRE(wall.messages.size() == 2);
    CHECK(has(wall.all(), "CI #3 is still broken on main, 2 runs in a row"));
    CHECK(has(wall.all(), "✗ lint (new)\n✗ test (as before)"));
    wall.hear(run(4, Phase::succeeded));
    REQUIRE(wall.messages.size() == 3);
    CHECK(has(wall.all(), "CI #4 is fixed on main"));
    wall.hear(run(5, Phase::succeeded));
    CHECK(wall.messages.size() == 3);
}

TEST_CASE("only the first red one notifies its authors") {
    Wall wall;
    wall.hear(run(1, Phase::failed));
    wall.hear(run(2, Phase::failed));
    CHECK(has(wall.messages.begin()->second, "@UANA"));
    CHECK_FALSE(has(wall.messages.rbegin()->second, "@UANA"));
    CHECK(has(wall.messages.rbegin()->second, "Ana"));
}

TEST_CASE("all who wrote since the line was green are notified, by address or by login") {
    Wall wall;
    CHECK(has(wall.company.say("UBEN", "link GitHub @OctoBen"), "You are OctoBen on GitHub"));
    CHECK(has(wall.company.say("UDAN", "link github octoben"), "is Ben already"));
    CHECK(has(wall.company.say("UGUS", "link github gus"), "members of this organisation"));
    CHECK(has(wall.company.say("UDAN", "link bitbucket dan"), "github and gitlab"));
    CHECK(has(wall.company.say("UDAN", "link github <!channel>"), "Say a system"));
    CHECK(has(wall.company.say("UDAN", "unlink github octoben"), "You are not"));
    wall.hear(run(1, Phase::succeeded));
    auto cancelled = run(2, Phase::cancelled);
    cancelled.authors = {{.name = "Ben", .login = "octoben"}};
    wall.hear(cancelled);
    wall.hear(run(3, Phase::failed));
    CHECK(has(wall.all(), "@UANA, @UBEN"));
    CHECK(has(wall.company.say("UBEN", "unlink github OctoBen"), "not OctoBen on GitHub to me any more"));
    auto again = run(4, Phase::succeeded);
    wall.hear(again);
    auto broken_again = run(5, Phase::failed);
    broken_again.authors = cancelled.authors;
    wall.hear(broken_again);
    CHECK(has(wall.messages.rbegin()->second, "By: Ben"));
}

TEST_CASE("whoever has it run again is not notified") {
    Wall wall;
    auto first = run(1, Phase::failed);
    first.actor = {.name = "Ana", .email = "ana@example.com"};
    wall.hear(first);
    CHECK(has(wall.all(), "@UANA")); // who pushed it wrote it
    auto second = run(2, Phase::succeeded);
    wall.hear(second);
    auto third = run(3, Phase::failed, 2);
    third.actor = {.name = "Ana", .email = "ana@example.com"};
    third.authors.push_back({.name = "Ben", .email = "ben@example.com"});
    wall.hear(third);
    CHECK(has(wall.messages.rbegin()->second, "Ana, @UBEN"));
}

TEST_CASE("another branch is another line") {
    Wall wall;
    wall.hear(run(1, Phase::failed));
    auto other = run(2, Phase::failed);
    other.branch = "feature";
    wall.hear(other);
    CHECK(has(wall.all(), "CI #2 broke on feature"));
}

TEST_CASE("a run told late is put where it belongs, and the one after it is told right") {
    Wall wall;
    wall.hear(run(1, Phase::failed));
    wall.hear(run(3, Phase::succeeded));
    CHECK(has(wall.all(), "CI #3 is fixed"));
    wall.hear(run(2, Phase::succeeded));
    CHECK(has(wall.all(), "CI #2 is fixed"));
    CHECK(has(wall.all(), "CI #3 passed"));
}

/// Tells a wall some events in every order, each order once: orders that begin alike share their beginning.
struct EveryOrder {
    Wall& wall;
    const std::vector<PipelineChanged>& events;
    std::vector<int> left; ///< how often each is to be told yet
    int orders = 0;
    std::map<std::string, std::string> expected{}; ///< how the first order ended
    std::string other{};                           ///< an end that is another one

    void tell(int untold) {
        if (untold == 0) return look();
        for (std::size_t i = 0; i < events.size() && other.empty(); ++i) {
            if (left[i] == 0) continue;
            const auto before = wall.messages;
            --left[i];
            wall.company.store->begin_part();
            wall.hear(events[i]);
            tell(untold - 1);
            wall.company.store->undo_part();
            ++left[i];
            wall.messages = before;
        }
    }

    void look() {
        if (++orders == 1) expected = wall.messages;
        if (wall.messages != expected) other = wall.all();
    }
};

TEST_CASE("the events of a run in every order end in the same card and the same number of messages") {
    const bool everything = GENERATE(false, true);
    const std::vector<PipelineChanged> events{
        run(7, Phase::queued), run(7, Phase::running),    job(7, "test", Phase::failed, "step Run tests failed"),
        run(7, Phase::failed), run(7, Phase::running, 2), run(7, Phase::succeeded, 2)
    };
    Wall wall(everything ? std::vector<std::string>{"all"} : std::vector<std::string>{"failed", "fixed"});
    wall.hear(run(6, Phase::succeeded));
    wall.messages.clear();
    EveryOrder all{wall, events, {1, 1, 1, 1, 1, 2}};
    all.tell(7);
    CHECK(all.orders == 2'520); // 7! / 2!: the last one is told twice
    CHECK(all.other.empty());
    REQUIRE(all.expected.size() == 1);
    CHECK(has(all.expected.begin()->second, "CI #7 passed on main"));
    CHECK(has(all.expected.begin()->second, "An earlier attempt of this run was broken."));
}

TEST_CASE("a run that waits for approval runs when it has it, in whatever order that is told") {
    std::vector<PipelineChanged> events{
        run(7, Phase::queued), run(7, Phase::needs_action), run(7, Phase::running), run(7, Phase::failed)
    };
    Wall wall({"all"});
    wall.hear(events[0]);
    wall.hear(events[1]);
    CHECK(has(wall.all(), "CI #7 waits for a person"));
    wall.hear(events[2]);
    CHECK(has(wall.all(), "CI #7 is running"));
    wall.hear(events[1]);
    CHECK(has(wall.all(), "CI #7 is running"));
    std::vector<std::size_t> order{0, 1, 2, 3};
    do {
        Wall other({"all"});
        for (const auto i : order)
            other.hear(events[i]);
        CHECK(has(other.all(), "CI #7 broke"));
        CHECK(other.messages.size() == 1);
    } while (std::ranges::next_permutation(order).found);
}

TEST_CASE("of a job that was run again under another id, the newest counts") {
    const auto numbered = [](int id, Phase phase, bool replaces = true) {
        auto change = job(1, "test", phase, "script failure of " + std::to_string(id));
        change.job = std::to_string(id);
        change.replaces = replaces;
        return change;
    };
    std::vector<PipelineChanged> events{
        numbered(999, Phase::failed), numbered(1000, Phase::failed), run(1, Phase::failed)
    };
    std::vector<std::size_t> order{0, 1, 2};
    do {
        Wall wall;
        for (const auto i : order)
            wall.hear(events[i]);
        CHECK(has(wall.all(), "✗ test: script failure of 1000"));
        CHECK_FALSE(has(wall.all(), "of 999"));
    } while (std::ranges::next_permutation(order).found);

    Wall mended;
    mended.hear(numbered(999, Phase::failed));
    mended.hear(numbered(1000, Phase::succeeded));
    mended.hear(run(1, Phase::failed));
    CHECK_FALSE(has(mended.all(), "✗"));

    Wall apart; // two jobs that happen to have one name
    apart.hear(numbered(999, Phase::failed, false));
    apart.hear(numbered(1000, Phase::succeeded, false));
    apart.hear(run(1, Phase::failed));
    CHECK(has(apart.all(), "✗ test: script failure of 999"));
}

TEST_CASE("runs without numbers that are told of at their end only stand in the order of their times") {
    const auto status = [](int minute, Phase phase) {
        auto change = run(minute, phase);
        change.number = {};
        change.began.reset();
        change.title = "at " + std::to_string(minute);
        return change;
    };
    Wall wall;
    wall.hear(status(3, Phase::succeeded));
    wall.hear(status(1, Phase::succeeded));
    wall.hear(status(2, Phase::failed)); // told last, but it is not the last
    CHECK(has(wall.all(), "CI broke"));
    CHECK(has(wall.all(), "CI is fixed"));
}

TEST_CASE("a sender that reopens is followed by its clock") {
    Wall wall({"all"});
    auto ended = run(1, Phase::failed);
    auto again = run(1, Phase::running);
    ended.reopens = again.reopens = true;
    again.at = ended.at + 1min;
    wall.hear(ended);
    wall.hear(again);
    CHECK(has(wall.all(), "CI #1 is running"));
    wall.hear(ended);
    CHECK(has(wall.all(), "CI #1 is running"));
}

TEST_CASE("what comes from outside is only ever words") {
    Wall wall;
    auto change = run(1, Phase::failed);
    change.title = "<!channel> *bold* <@UANA> \x01";
    change.url = "javascript:alert(1)";
    change.branch = std::string(5'000, 'b');
    wall.hear(change);
    for (const auto& planned : wall.company.tasks)
        if (const auto* say = std::get_if<Say>(&planned.task))
            for (const auto& block : say->card.blocks)
                if (const auto* fields = std::get_if<Fields>(&block))
                    for (const auto& field : fields->fields)
                        for (const auto& span : field.value.spans())
                            CHECK_FALSE(std::holds_alternative<Text::Link>(span));
    CHECK(has(wall.all(), "<!channel>"));
    CHECK(wall.all().size() < 2'000);
}
