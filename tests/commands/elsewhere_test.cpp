#include "desk_support.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
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
        hook.name = HookName{"acme"};
        hook.vendor = "github";
        hook.channel = ChannelId{"#api"};
        company.settings.hooks = {hook};
        company.settings.services[0].projects = {"acme/api"};
    }

    void hear(DeployChanged change) {
        static int count = 0;
        ChangeReported report{
            .route = "acme",
            .vendor = "github",
            .key = std::to_string(++count),
            .event = "x",
            .headers = "{}",
            .body = "{}"
        };
        report.changes.emplace_back(std::move(change));
        (void)company.decide(report);
        for (const auto& say : company.planned<Say>())
            messages[say.key.value] = plain(say.card);
    }

    [[nodiscard]] std::string card(int id = 1) const {
        return messages.at("elsewhere/" + std::to_string(id) + "/#api");
    }
};

DeployChanged deploy(Phase phase, int second = 0, const std::string& number = "17") {
    return {
        .deploy = "github/acme/api/deployment/" + number,
        .phase = phase,
        .at = from_unix_ms(1'800'000'000'000) + std::chrono::seconds{second},
        .project = "acme/api",
        .environment = "Production",
        .version = "v9",
        .sha = "0123456789abcdef",
        .reason = phase == Phase::failed ? "the pods did not start" : "",
        .url = "https://ci.example.com/17",
        .actor = {.login = "octocat"},
    };
}

} // namespace

TEST_CASE("a deploy of others is one message, whatever the order it is told in") {
    std::vector<DeployChanged> events{
        deploy(Phase::queued), deploy(Phase::running, 1), deploy(Phase::failed, 2), deploy(Phase::failed, 2)
    };
    std::vector<std::size_t> order{0, 1, 2, 3};
    do {
        Wall wall;
        for (const auto i : order)
            wall.hear(events[i]);
        CHECK(wall.messages.size() == 1);
        CHECK(has(wall.card(), "Deployed elsewhere: acme/api v9 to Production failed"));
        CHECK(has(wall.card(), "✗ the pods did not start"));
        CHECK(has(wall.card(), "octocat"));
    } while (std::ranges::next_permutation(order).found);
    Wall again;
    for (const auto& event : events)
        again.hear(event);
    again.hear(deploy(Phase::succeeded, 3));
    CHECK(has(again.card(), "succeeded"));
    CHECK_FALSE(has(again.card(), "the pods"));
}

TEST_CASE("status knows what others brought, where the project is a service's") {
    Wall wall;
    wall.company.staged("v1");
    wall.company.now += 1h;
    CHECK_FALSE(has(wall.company.say("UANA", "status"), "elsewhere"));
    wall.hear(deploy(Phase::running, 10));
    CHECK_FALSE(has(wall.company.say("UANA", "status"), "elsewhere"));
    wall.hear(deploy(Phase::succeeded, 20));
    CHECK(has(wall.company.say("UANA", "status"), "v9 (elsewhere)"));
    CHECK(has(wall.company.say("UANA", "status api"), "Deployed elsewhere"));
    CHECK(has(wall.company.say("UANA", "status api"), "by octocat"));
    SECTION("an older one than ours says nothing") {
        auto old = deploy(Phase::succeeded, -3'600, "16");
        old.environment = "staging";
        old.version = "v0";
        wall.hear(old);
        CHECK_FALSE(has(wall.company.say("UANA", "status"), "v0"));
    }
    SECTION("of another project nothing is known") {
        wall.company.settings.services[0].projects = {"acme/web"};
        CHECK_FALSE(has(wall.company.say("UANA", "status"), "elsewhere"));
    }
}

TEST_CASE("our own deploy is not shown as one of others; a number that is none of ours is no cover") {
    Wall wall;
    const auto id = wall.company.staged("v1");
    auto ours = deploy(Phase::succeeded);
    ours.ours = std::to_string(id);
    wall.hear(ours);
    CHECK(wall.messages.empty());
    for (const auto* number : {"999", "1x", "-1", "0"}) {
        Wall other;
        other.company.staged("v1");
        auto foreign = deploy(Phase::succeeded);
        foreign.ours = number;
        other.hear(foreign);
        CHECK(other.messages.size() == 1);
    }
}
