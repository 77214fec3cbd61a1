#include "desk_support.hpp"

#include <catch2/catch.hpp>

#include <map>

using namespace pilothouse;
using namespace pilothouse::commands;
using namespace pilothouse::commands::testing;
using namespace std::chrono_literals;

namespace {

/// A company whose CI and alerts tell of "api" and of "db", which "api" depends on.
struct Wall {
    Company company;
    std::map<std::string, std::string> messages;
    std::map<std::string, std::string> threads; ///< key -> the message it stands under

    Wall() {
        config::Hook hook;
        hook.name = HookName{"acme"};
        hook.vendor = "github";
        hook.channel = ChannelId{"#ops"};
        company.settings.hooks = {hook};
        company.settings.services[0].projects = {"acme/api"};
        company.settings.services[0].depends_on = {"db"};
        auto db = company.settings.services[0];
        db.name = ServiceName{"db"};
        db.projects = {"acme/db"};
        db.depends_on = {};
        db.environments.resize(1);
        company.settings.services.push_back(db);
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
        note(report);
    }

    void note(const Event& event) {
        (void)company.decide(event);
        for (const auto& say : company.planned<Say>()) {
            messages[say.key.value] = plain(say.card);
            threads[say.key.value] = say.in_thread_of.value;
        }
    }

    /// A deploy by Ana to staging that succeeds.
    std::int64_t deployed(const std::string& service, const std::string& version = "v1") {
        (void)company.say("UANA", "deploy " + service + " " + version + " to staging");
        const auto id = company.deploys().history({}, {}, 1).at(0).id.value;
        note(RolloutStarted{DeployId{id}, company.now});
        note(RolloutEnded{.deploy = DeployId{id}, .how = RolloutEnded::How::exited, .at = company.now});
        return id;
    }

    [[nodiscard]] bool suspects(std::int64_t id) const {
        return has(messages.at("deploy/" + std::to_string(id)), "Suspect");
    }
};

PipelineChanged run(int number, Phase phase, const std::string& project = "acme/api") {
    return {
        .run = "github/" + project + "/" + std::to_string(number),
        .phase = phase,
        .project = project,
        .name = "CI",
        .number = std::to_string(number),
        .branch = "main",
        .url = "https://ci.example.com/" + std::to_string(number),
    };
}

AlertChanged alerts(const Wall& wall, bool firing, std::vector<std::pair<std::string, std::string>> labels) {
    Alert one{
        .id = "a", .name = "HighErrors", .firing = firing, .labels = std::move(labels), .began = wall.company.now
    };
    return {.group = "alertmanager/abc", .title = "HighErrors", .alerts = {one}, .at = wall.company.now};
}

} // namespace

TEST_CASE("a build that turns red soon after a deploy makes it suspect until the line is well") {
    Wall wall;
    wall.hear(run(1, Phase::succeeded));
    const auto id = wall.deployed("api");
    CHECK_FALSE(wall.suspects(id));
    wall.company.now += 20min;
    wall.hear(run(2, Phase::failed));
    CHECK(wall.suspects(id));
    const auto card = "deploy/" + std::to_string(id);
    CHECK(has(wall.messages.at(card), "acme/api: CI #2 broke on main"));
    CHECK(has(wall.messages.at(card), "Roll back"));
    CHECK(wall.threads.at(card + "/suspect/run/2") == card);
    CHECK(has(wall.messages.at(card + "/suspect/run/2"), "Suspect: this came soon after the deploy"));
    const auto count = wall.messages.size();
    wall.hear(run(3, Phase::failed)); // still red: nothing new
    CHECK(wall.messages.size() == count + 1);
    wall.hear(run(4, Phase::succeeded));
    CHECK_FALSE(wall.suspects(id));
    CHECK(has(wall.messages.at(card + "/suspect/run/2"), "No longer suspect: acme/api: CI #4 is fixed"));
}

TEST_CASE("too late, too early, of another project, or told when it is mended: no deploy is suspect") {
    Wall wall;
    wall.hear(run(1, Phase::succeeded));
    SECTION("too late") {
        const auto id = wall.deployed("api");
        wall.company.now += 31min;
        wall.hear(run(2, Phase::failed));
        CHECK_FALSE(wall.suspects(id));
    }
    SECTION("too late for this service") {
        wall.company.settings.services[0].suspect_for = 5min;
        const auto id = wall.deployed("api");
        wall.company.now += 6min;
        wall.hear(run(2, Phase::failed));
        CHECK_FALSE(wall.suspects(id));
    }
    SECTION("before") {
        wall.hear(run(2, Phase::failed));
        const auto id = wall.deployed("api");
        wall.hear(run(3, Phase::failed));
        CHECK_FALSE(wall.suspects(id));
    }
    SECTION("another project") {
        const auto id = wall.deployed("api");
        wall.hear(run(2, Phase::failed, "acme/other"));
        CHECK_FALSE(wall.suspects(id));
    }
    SECTION("a service that depends on it, not the other way round") {
        const auto id = wall.deployed("api");
        wall.hear(run(2, Phase::failed, "acme/db"));
        CHECK_FALSE(wall.suspects(id));
    }
    SECTION("mended already") {
        const auto id = wall.deployed("api");
        wall.hear(run(3, Phase::succeeded));
        wall.hear(run(2, Phase::failed));
        CHECK_FALSE(wall.suspects(id));
    }
}

TEST_CASE("an alert points at the deploys of its service and of what that depends on") {
    Wall wall;
    const auto db = wall.deployed("db");
    const auto api = wall.deployed("api");
    wall.company.now += 5min;
    SECTION("by label") {
        const auto* label = GENERATE("service", "app");
        wall.hear(alerts(wall, true, {{label, "api"}}));
        CHECK(wall.suspects(api));
        CHECK(wall.suspects(db));
        wall.hear(alerts(wall, false, {{label, "api"}}));
        CHECK_FALSE(wall.suspects(api));
        CHECK_FALSE(wall.suspects(db));
        const auto& below = wall.messages.at("deploy/" + std::to_string(api) + "/suspect/alerts/1");
        CHECK(has(below, "No longer suspect: Resolved: HighErrors"));
    }
    SECTION("of another environment") {
        wall.hear(alerts(wall, true, {{"service", "api"}, {"env", "production"}}));
        CHECK_FALSE(wall.suspects(api));
        CHECK(wall.suspects(db)); // which has no such environment, so nothing is known
    }
    SECTION("of a service nobody knows") {
        wall.hear(alerts(wall, true, {{"service", "cache"}}));
        CHECK_FALSE(wall.suspects(api));
        CHECK_FALSE(wall.suspects(db));
    }
    SECTION("that fired before the deploy") {
        auto old = alerts(wall, true, {{"service", "api"}});
        old.alerts[0].began = wall.company.now - 1h;
        wall.hear(old);
        CHECK_FALSE(wall.suspects(api));
    }
    SECTION("that nobody tells of any more") {
        wall.hear(alerts(wall, true, {{"service", "api"}}));
        wall.company.now += 9h;
        wall.note(TimerRang{"alerts/1"});
        CHECK_FALSE(wall.suspects(api));
    }
}

TEST_CASE("of several deploys to a place the latest is suspect") {
    Wall wall;
    const auto first = wall.deployed("api", "v1");
    const auto second = wall.deployed("api", "v2");
    wall.hear(alerts(wall, true, {{"service", "api"}}));
    CHECK_FALSE(wall.suspects(first));
    CHECK(wall.suspects(second));
}
