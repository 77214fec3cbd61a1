#include "storage/deployments.hpp"
#include "storage/sqlite/open.hpp"

#include <catch2/catch.hpp>

#include <chrono>

using namespace pilothouse;
using namespace pilothouse::storage;

namespace {
Deployment wanted(const char* version, const char* environment = "staging") {
    return {
        .service = ServiceName{"api"},
        .environment = EnvironmentName{environment},
        .version = Version{version},
        .requested_by = PersonId{"U1"},
        .requested_at = from_unix_ms(1'000),
        .reason = "why",
        .channel = ChannelId{"#api"},
    };
}

/// A deploy that started and ended at given seconds.
Deployment
kept(Deployments& deploys, const char* version, DeployState state, int second, DeployKind kind = DeployKind::deploy) {
    auto deploy = wanted(version);
    deploy.kind = kind;
    deploy.id = deploys.add(deploy);
    deploy.state = state;
    deploy.started_at = from_unix_ms(second * 1'000);
    deploy.ended_at = from_unix_ms(second * 1'000 + 500);
    deploys.save(deploy, {.state = state, .at = *deploy.ended_at, .who = PersonId{"U2"}, .note = "note"});
    return deploy;
}
} // namespace

TEST_CASE("a deploy is read back as it was kept") {
    const auto store = open_in_memory();
    Deployments deploys(*store);
    auto deploy = wanted("v1");
    deploy.id = deploys.add(deploy);
    CHECK(deploy.id.value == 1);
    const auto fresh = deploys.find(deploy.id).value();
    CHECK(fresh.state == DeployState::requested);
    CHECK(fresh.steps == "[]");
    CHECK_FALSE(fresh.expires_at);
    CHECK_FALSE(fresh.percent);
    deploy.state = DeployState::running;
    deploy.previous = Version{"v0"};
    deploy.rule = "rule";
    deploy.digest = "digest";
    deploy.nonce = "nonce";
    deploy.code = "K7QX";
    deploy.approvals_needed = 2;
    deploy.expires_at = from_unix_ms(1);
    deploy.queued_at = from_unix_ms(2);
    deploy.started_at = from_unix_ms(3);
    deploy.program_at = from_unix_ms(4);
    deploy.stop_by = PersonId{"U3"};
    deploy.steps = "[1]";
    deploy.percent = 40;
    deploy.detail = "detail";
    deploys.save(deploy, {.state = deploy.state, .at = from_unix_ms(5), .who = PersonId{"U2"}, .note = "note"});
    const auto read = deploys.find(deploy.id).value();
    CHECK(read.state == DeployState::running);
    CHECK(read.previous.value == "v0");
    CHECK(read.rule == "rule");
    CHECK(read.digest == "digest");
    CHECK(read.nonce == "nonce");
    CHECK(read.code == "K7QX");
    CHECK(read.approvals_needed == 2);
    CHECK(read.expires_at == from_unix_ms(1));
    CHECK(read.queued_at == from_unix_ms(2));
    CHECK(read.started_at == from_unix_ms(3));
    CHECK(read.program_at == from_unix_ms(4));
    CHECK_FALSE(read.ended_at);
    CHECK(read.stop_by.value == "U3");
    CHECK(read.steps == "[1]");
    CHECK(read.percent == 40);
    CHECK(read.detail == "detail");
    const auto steps = deploys.steps(deploy.id);
    REQUIRE(steps.size() == 2);
    CHECK(steps[0].state == DeployState::requested);
    CHECK(steps[0].who.value == "U1");
    CHECK(steps[1].note == "note");
    CHECK(deploys.with_code("K7QX")->id == deploy.id);
    CHECK_FALSE(deploys.with_code(""));
    CHECK_FALSE(deploys.find(DeployId{2}));
}

TEST_CASE("the schema itself keeps two rollouts of one place apart") {
    const auto store = open_in_memory();
    Deployments deploys(*store);
    for (const auto held : {DeployState::running, DeployState::unknown}) {
        auto first = wanted("v1", name(held));
        first.id = deploys.add(first);
        first.state = held;
        first.started_at = from_unix_ms(1);
        deploys.save(first);
        auto second = wanted("v2", name(held));
        second.id = deploys.add(second);
        second.state = DeployState::running;
        second.started_at = from_unix_ms(2);
        CHECK_THROWS_AS(deploys.save(second), Failure);
    }
    auto elsewhere = wanted("v1", "production");
    elsewhere.id = deploys.add(elsewhere);
    elsewhere.state = DeployState::running;
    CHECK_THROWS_AS(deploys.save(elsewhere), Failure); // running without a start
    elsewhere.started_at = from_unix_ms(1);
    CHECK_NOTHROW(deploys.save(elsewhere));
    elsewhere.state = DeployState::failed;
    CHECK_THROWS_AS(deploys.save(elsewhere), Failure); // ended without an end
    CHECK_THROWS_AS(deploys.add(wanted("")), Failure);
}

TEST_CASE("what is open, by place and there oldest first") {
    const auto store = open_in_memory();
    Deployments deploys(*store);
    kept(deploys, "v1", DeployState::succeeded, 10);
    deploys.add(wanted("v2", "production"));
    deploys.add(wanted("v3"));
    const auto all = deploys.open();
    REQUIRE(all.size() == 2);
    CHECK(all[0].version.value == "v2");
    const auto staging = deploys.open(ServiceName{"api"}, EnvironmentName{"staging"});
    REQUIRE(staging.size() == 1);
    CHECK(staging[0].version.value == "v3");
}

TEST_CASE("history is newest first") {
    const auto store = open_in_memory();
    Deployments deploys(*store);
    deploys.add(wanted("v1"));
    deploys.add(wanted("v2", "production"));
    deploys.add(wanted("v3"));
    const ServiceName api{"api"};
    CHECK(deploys.history({}, {}, 2).size() == 2);
    CHECK(deploys.history({}, {}, 9).at(0).version.value == "v3");
    CHECK(deploys.history(api, {}, 9).size() == 3);
    CHECK(deploys.history(api, EnvironmentName{"production"}, 9).at(0).version.value == "v2");
    CHECK(deploys.history(ServiceName{"web"}, {}, 9).empty());
}

TEST_CASE("successes are ordered by when they started") {
    const auto store = open_in_memory();
    Deployments deploys(*store);
    const ServiceName api{"api"};
    const EnvironmentName staging{"staging"};
    // The second waited for its approval and ran last.
    const auto late = kept(deploys, "v2", DeployState::succeeded, 30);
    const auto early = kept(deploys, "v1", DeployState::succeeded, 10);
    kept(deploys, "v9", DeployState::failed, 20);
    kept(deploys, "v0", DeployState::succeeded, 25, DeployKind::rollback);
    const RolloutOrder of_late{*late.started_at, late.id};
    CHECK(deploys.succeeded_before(api, staging, Version{"v2"}, of_late)->id == early.id);
    CHECK_FALSE(deploys.succeeded_before(api, staging, Version{"v1"}, of_late));
    CHECK_FALSE(deploys.succeeded_before(api, staging, Version{"v1"}, {*early.started_at, early.id}));
    const auto after = deploys.succeeded_after(api, staging, {*early.started_at, early.id}, 9);
    REQUIRE(after.size() == 2);
    CHECK(after[0].id == late.id);
    CHECK(after[1].kind == DeployKind::rollback);
    CHECK(deploys.succeeded(api, staging, Version{"v1"})->id == early.id);
    CHECK_FALSE(deploys.succeeded(api, staging, Version{"v9"}));
    CHECK_FALSE(deploys.succeeded(api, EnvironmentName{"production"}, Version{"v1"}));
}

TEST_CASE("a place remembers what runs there and how the last deploy ended") {
    const auto store = open_in_memory();
    Deployments deploys(*store);
    const ServiceName api{"api"};
    const EnvironmentName staging{"staging"};
    CHECK(deploys.standings().empty());
    const auto failed = kept(deploys, "v0", DeployState::failed, 5);
    deploys.settle(failed, false);
    CHECK(deploys.standing(api, staging)->live.value == 0);
    CHECK(deploys.standing(api, staging)->last_state == DeployState::failed);
    const auto good = kept(deploys, "v1", DeployState::succeeded, 10);
    deploys.settle(good, true);
    deploys.settle(kept(deploys, "v2", DeployState::failed, 20), false);
    const auto standing = deploys.standing(api, staging).value();
    CHECK(standing.live == good.id);
    CHECK(standing.version.value == "v1");
    CHECK(standing.since == *good.ended_at);
    CHECK(standing.by.value == "U1");
    CHECK(standing.by_name.empty());
    CHECK(standing.last_state == DeployState::failed);
    CHECK(deploys.standings().size() == 1);
}

TEST_CASE("100,000 deploys of history do not slow the questions of every day") {
    const auto store = open_in_memory();
    store->run(
        "INSERT INTO deploys (kind, service, environment, version, previous, state, requested_by, requested_at, "
        "reason, channel, rule, digest, nonce, code, approvals_needed, started_at, ended_at, stop_by, steps, detail) "
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) "
        "SELECT 'deploy', 'api', 'staging', 'v' || i, '', CASE WHEN i % 2 = 0 THEN 'succeeded' ELSE 'failed' END, "
        "'U1', i, '', '', '', '', '', 'C' || i, 0, i, i, '', '[]', '' FROM n"
    );
    Deployments deploys(*store);
    const ServiceName api{"api"};
    const EnvironmentName staging{"staging"};
    deploys.settle(deploys.find(DeployId{100'000}).value(), true);
    const auto before = std::chrono::steady_clock::now();
    constexpr int rounds = 200;
    for (int i = 0; i < rounds; ++i) {
        CHECK(deploys.open().empty());
        CHECK(deploys.open(api, staging).empty());
        CHECK(deploys.standings().size() == 1);
        CHECK(deploys.history({}, {}, 10).size() == 10);
        CHECK(deploys.history(api, {}, 10).size() == 10);
        CHECK(deploys.history(api, staging, 10).size() == 10);
        CHECK(deploys.history(api, EnvironmentName{"production"}, 10).empty());
        CHECK(deploys.with_code("C7"));
        CHECK(deploys.succeeded(api, staging, Version{"v2"}));
        CHECK_FALSE(deploys.succeeded(api, staging, Version{"v1"}));
        CHECK(deploys.succeeded_before(api, staging, Version{"v100000"}, {from_unix_ms(100'000), DeployId{100'000}}));
    }
    const auto each = (std::chrono::steady_clock::now() - before) / rounds;
    const auto scan_began = std::chrono::steady_clock::now();
    store->each("SELECT count(*) FROM deploys WHERE detail = 'nowhere'", {}, [](const Row&) {});
    const auto scan = std::chrono::steady_clock::now() - scan_began;
    CHECK(each < 2 * scan); // eleven questions, none of which reads the whole table
}
