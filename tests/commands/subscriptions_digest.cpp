#include "channel_stage.hpp"
#include "commands/subscriptions/things.hpp"
#include "storage/alert_groups.hpp"
#include "storage/runs.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <random>
#include <set>

using namespace pilothouse;
using namespace pilothouse::commands;
using namespace pilothouse::commands::testing;
using namespace std::chrono_literals;

TEST_CASE("What happens to a muted project is told at the end, in one message") {
    Stage stage;
    (void)stage.say("subscribe builds");
    (void)stage.say("subscribe alerts");
    stage.hear(build("acme/api", 1, Phase::succeeded));
    stage.hear(build("acme/web", 1, Phase::succeeded));
    CHECK(has(stage.say("mute api 2h"), "api is muted here until"));
    stage.hear(build("acme/api", 2, Phase::failed));
    stage.hear(build("acme/web", 2, Phase::failed));
    stage.hear(build("acme/api", 3, Phase::succeeded));
    stage.hear(fire("Disk"));
    stage.hear(fire("Memory"));
    stage.hear(fire("Disk", false));
    REQUIRE(stage.cards().size() == 1);
    CHECK(has(stage.cards()[0], "acme/web"));
    stage.wait(2h);
    const auto digest = stage.digests();
    CHECK(has(digest, "api is no longer muted. Meanwhile: 2 builds, 2 groups of alerts"));
    CHECK(has(digest, "● Firing: Memory"));
    CHECK(has(digest, "✗ acme/api: CI #2 broke on main"));
    CHECK(has(digest, "✓ acme/api: CI #3 is fixed on main"));
    CHECK(has(digest, "✓ Resolved: Disk"));
    CHECK_FALSE(has(digest, "acme/web"));
    CHECK(stage.messages.contains("alerts/2/C1")); // what fires still can be followed
    CHECK_FALSE(stage.messages.contains("alerts/1/C1"));
    stage.hear(fire("Memory", false));
    CHECK(has(stage.messages.at("alerts/2/C1").words, "Resolved: Memory"));
    CHECK(stage.messages.contains("alerts/2/C1/resolved"));
}

TEST_CASE("A mute that nothing happened in says so; it is over by then") {
    Stage stage;
    (void)stage.say("subscribe builds");
    stage.hear(build("acme/api", 1, Phase::succeeded));
    (void)stage.say("mute api 30m");
    stage.wait(31min);
    CHECK(has(stage.digests(), "api is no longer muted. Nothing happened meanwhile"));
    stage.hear(build("acme/api", 2, Phase::failed));
    CHECK(stage.cards().size() == 1);
}

TEST_CASE("An unmute tells at once; a longer mute holds on; a shorter one ends it") {
    Stage stage;
    (void)stage.say("subscribe alerts");
    (void)stage.say("mute everything 1h");
    stage.hear(fire("Disk"));
    (void)stage.say("mute everything 3h");
    stage.wait(2h);
    CHECK(stage.digests().empty());
    (void)stage.say("mute everything 10m");
    stage.wait(11min);
    CHECK(has(stage.digests(), "Disk"));
    (void)stage.say("mute everything 3h");
    stage.hear(fire("Memory"));
    CHECK(has(stage.say("unmute EVERYTHING"), "no longer muted"));
    CHECK(has(stage.digests(), "Firing: Memory"));
}

TEST_CASE("A card that stands already is edited while its channel is muted; the end is told in the digest") {
    Stage stage;
    (void)stage.say("subscribe alerts");
    stage.hear(fire("Disk"));
    (void)stage.say("mute alerts 1h");
    stage.hear(fire("Disk", false));
    CHECK(has(stage.messages.at("alerts/1/C1").words, "Resolved: Disk"));
    CHECK_FALSE(stage.messages.contains("alerts/1/C1/resolved"));
    stage.wait(1h);
    CHECK(has(stage.digests(), "✓ Resolved: Disk"));
}

TEST_CASE("Quiet hours hold and deliver; what is critical is told at once") {
    Stage stage;
    stage.company.now = parse_time("2026-10-24T18:00Z").value();
    (void)stage.say("subscribe builds");
    (void)stage.say("subscribe alerts");
    CHECK(has(stage.say("quiet 22:00-07:00 Europe/Berlin"), "22:00-07:00 Europe/Berlin"));
    stage.hear(build("acme/api", 1, Phase::failed));
    CHECK(stage.cards().size() == 1);
    stage.wait_until(parse_time("2026-10-24T21:00Z").value());
    stage.hear(build("acme/api", 2, Phase::failed));
    stage.hear(fire("Disk"));
    CHECK(stage.cards().size() == 1);
    stage.hear(fire("Down", true, "critical"));
    CHECK(stage.cards().size() == 2);
    auto worse = fire("Disk", true, "critical");
    worse.alerts[0].id = "Disk/2";
    stage.hear(worse); // what was held gets worse
    CHECK(stage.cards().size() == 3);
    stage.wait_until(parse_time("2026-10-25T05:59:58Z").value()); // the night is an hour longer
    CHECK(stage.digests().empty());
    stage.wait_until(parse_time("2026-10-25T06:00:01Z").value());
    CHECK(has(stage.digests(), "The quiet hours are over. Meanwhile: 1 build\n"));
    CHECK(has(stage.digests(), "CI #2 is still broken on main, 2 runs in a row"));
}

TEST_CASE("What a mute releases in quiet hours waits for their end") {
    Stage stage;
    stage.company.now = parse_time("2026-06-01T20:00Z").value();
    (void)stage.say("subscribe alerts");
    (void)stage.say("quiet 22:00-07:00 UTC");
    (void)stage.say("mute alerts 4h");
    stage.hear(fire("Disk"));
    stage.wait(5h);
    CHECK(stage.digests().empty()); // that the mute is over wakes nobody
    stage.wait(8h);
    CHECK(has(stage.digests(), "Disk"));
}

TEST_CASE("A digest of a storm is one message, the rest in its thread, and nothing is missing") {
    Stage stage;
    (void)stage.say("subscribe alerts");
    (void)stage.say("mute everything 1h");
    for (int i = 0; i < 300; ++i)
        stage.hear(fire("Alert" + std::to_string(1000 + i)));
    stage.wait(2h);
    const auto digest = stage.digests();
    for (int i = 0; i < 300; ++i)
        CHECK(has(digest, "Firing: Alert" + std::to_string(1000 + i)));
    CHECK(stage.cards().size() == 5);
    std::size_t aloud = 0;
    for (const auto& [key, message] : stage.messages)
        aloud += key.starts_with("digest/") && has(message.words, "no longer muted") ? 1 : 0;
    CHECK(aloud == 1);
}

namespace {

/// Mutes and quiet hours as somebody with a notebook keeps them, to hold the bot to them.
struct Notebook {
    std::map<std::string, Time> mutes;
    int quiet_from = -1, quiet_to = -1; ///< hours of UTC

    [[nodiscard]] bool quiet(Time now) const {
        if (quiet_from < 0) return false;
        const auto hour = std::chrono::duration_cast<std::chrono::hours>(now.time_since_epoch()).count() % 24;
        return quiet_from < quiet_to ? hour >= quiet_from && hour < quiet_to : hour >= quiet_from || hour < quiet_to;
    }

    [[nodiscard]] bool muted(const std::string& what, Time now) const {
        for (const auto& name : {std::string("everything"), what})
            if (const auto it = mutes.find(name); it != mutes.end() && it->second > now) return true;
        return false;
    }
};

std::vector<const char*> words_of(const std::string& phase) {
    if (phase == "failed") return {"broke", "is still broken"};
    if (phase == "succeeded") return {"passed", "is fixed"};
    return {"is running"};
}

struct Walk {
    Stage stage;
    Notebook notebook;
    std::mt19937_64 random;
    std::map<int, std::string> numbers; ///< of builds: the project
    std::map<std::string, bool> alerts; ///< name -> critical
    std::set<std::string> firing;
    int next = 0;
    std::string fault{};

    explicit Walk(std::uint64_t seed) : random(seed) {
        (void)stage.say("subscribe builds result:all");
        (void)stage.say("subscribe alerts");
        // Known, so that they can be muted.
        for (const auto* project : {"acme/api", "acme/web"})
            stage.hear(build(project, 9'000, Phase::succeeded));
    }

    std::size_t upto(std::size_t count) { return static_cast<std::size_t>(random() % count); }

    std::string service() { return upto(2) == 0 ? "api" : "web"; }

    void check_silence(const std::string& service, bool critical) {
        const auto now = stage.company.now;
        const bool silent = notebook.muted(service, now) || (notebook.quiet(now) && !critical);
        if (silent && !stage.fresh.empty()) fault = "said while silent: " + stage.fresh.front();
    }

    void happen() {
        const auto name = service();
        if (upto(2) == 0) {
            const bool old = !numbers.empty() && upto(2) == 0;
            const int number =
                old ? std::next(numbers.begin(), static_cast<std::ptrdiff_t>(upto(numbers.size())))->first : ++next;
            const auto project = numbers.emplace(number, "acme/" + name).first->second;
            constexpr std::array phases{Phase::running, Phase::failed, Phase::succeeded};
            stage.hear(build(project, number, phases.at(upto(3))));
            return check_silence(project.substr(5), false);
        }
        if (!firing.empty() && upto(2) == 0) {
            const auto which = *std::next(firing.begin(), static_cast<std::ptrdiff_t>(upto(firing.size())));
            const bool critical = alerts.at(which);
            stage.hear(fire(which, false, critical ? "critical" : "warning", which.substr(0, 3)));
            firing.erase(which);
            return check_silence(which.substr(0, 3), critical); // an end as well
        }
        const auto which = name + std::to_string(++next);
        const bool critical = upto(4) == 0;
        alerts[which] = critical;
        firing.insert(which);
        stage.hear(fire(which, true, critical ? "critical" : "warning", name));
        check_silence(name, critical);
    }

    void rule() {
        const auto what = upto(3) == 0 ? std::string("everything") : service();
        switch (upto(4)) {
        case 0:
        case 1: {
            const auto hours = 1 + upto(8);
            (void)stage.say("mute " + what + " " + std::to_string(hours) + "h");
            notebook.mutes[what] = stage.company.now + std::chrono::hours{hours};
            break;
        }
        case 2:
            (void)stage.say("unmute " + what);
            notebook.mutes.erase(what);
            break;
        default: {
            const auto from = static_cast<int>(upto(24));
            const auto to = (from + 1 + static_cast<int>(upto(20))) % 24;
            const bool off = upto(3) == 0;
            (void)stage.say(off ? "quiet off" : "quiet " + std::to_string(from) + "-" + std::to_string(to) + " UTC");
            notebook.quiet_from = off ? -1 : from;
            notebook.quiet_to = off ? -1 : to;
        }
        }
    }

    void step() {
        const auto kind = upto(6);
        if (kind == 0) return rule();
        if (kind == 1) return stage.wait(std::chrono::minutes{upto(600)});
        happen();
    }

    /// Everything that happened stands in the channel as it is now: in its card, or in a digest.
    void check_all_told() {
        const auto digests = stage.digests() + stage.storms();
        stage.company.store->each(
            "SELECT thing, channel FROM tellings WHERE held_at > 0", {},
            [&](const storage::Row& row) { fault = "still held: " + std::string(row.text(0)); }
        );
        Desk desk{stage.company.settings, *stage.company.store, stage.company.now};
        for (const auto& [name, critical] : alerts) {
            const auto row = storage::AlertGroups(*stage.company.store).latest("am/" + name).value();
            const auto title = subscriptions::thing_named(desk, "alerts/" + std::to_string(row.id)).value().title;
            bool told = has(digests, title + "\n");
            for (const auto& card : stage.cards())
                told = told || card.starts_with(title);
            if (!told) fault = "nobody was told: " + title;
        }
        for (const auto& [number, project] : numbers) {
            const auto part = project + ": CI #" + std::to_string(number) + " ";
            const auto phase =
                storage::Runs(*stage.company.store).find("github/" + project + "/" + std::to_string(number))->phase;
            bool told = false;
            for (const auto* words : words_of(phase)) {
                told = told || has(digests, part + words);
                for (const auto& card : stage.cards())
                    told = told || card.starts_with(part + words);
            }
            if (!told) fault = "nobody was told: " + part + phase;
        }
    }
};

} // namespace

TEST_CASE("Mutes, quiet hours and what happens, in any order: nothing is said while it should not be, nothing is lost"
) {
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        Walk walk(seed);
        for (int i = 0; i < 150 && walk.fault.empty(); ++i)
            walk.step();
        (void)walk.stage.say("quiet off");
        walk.stage.wait(std::chrono::hours{24 * 8});
        walk.check_all_told();
        CAPTURE(seed);
        REQUIRE(walk.fault == "");
    }
}
