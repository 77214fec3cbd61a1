#include "delivered.hpp"
#include "integrations/buildkite/vendor.hpp"
#include "mutants.hpp"
#include "readings.hpp"

#include <catch2/catch.hpp>

using namespace pilothouse;
using namespace pilothouse::vendors;
using commands::Phase;
using commands::PipelineChanged;
using namespace std::chrono_literals;

namespace {
const hooks::Vendor& vendor() {
    return buildkite::vendor();
}

std::string finished() {
    return payload("buildkite/build.finished.assembled.json");
}

PipelineChanged told(const std::string& body) {
    return only<PipelineChanged>(reading(vendor(), body));
}

std::string build(const std::string& event, const std::string& state, const std::string& blocked = "false") {
    auto body = changed(finished(), "/event", '"' + event + '"');
    body = changed(body, "/build/state", '"' + state + '"');
    return changed(body, "/build/blocked", blocked);
}

/// A job of the build above, started after its end, as a job that was retried is.
std::string job(const std::string& event, const std::string& fields) {
    return changed(
        build(event, "running"), "/job",
        R"({"id":"b63254c0","type":"script","name":":package: Build","started_at":"2015-05-09T21:10:00Z",)"
        R"("web_url":"https://buildkite.com/my-great-org/my-pipeline/builds/2#b63254c0",)" +
            fields + "}"
    );
}

PipelineChanged told_job(const std::string& body) {
    const auto read = reading(vendor(), body);
    REQUIRE(read.changes.size() == 2);
    return std::get<PipelineChanged>(read.changes[1]);
}
} // namespace

TEST_CASE("Buildkite: a build that has ended is a run", "[buildkite]") {
    const auto read = reading(vendor(), finished());
    CHECK(read.event == "build.finished");
    const auto change = only<PipelineChanged>(read);
    CHECK(change.run == "buildkite/f62a1b4d-10f9-4790-bc1c-e2c3a0c80983");
    CHECK(change.phase == Phase::failed);
    CHECK(change.reopens);
    CHECK(change.project == "my-great-org/my-pipeline");
    CHECK(change.name == "Great Pipeline");
    CHECK(change.number == "2");
    CHECK(change.branch == "main");
    CHECK(change.sha == "abcd0b72a1e580e90712cdd9eb26d3fb41cd09c8");
    CHECK(change.title == "Bumping to version 0.2-beta.6");
    CHECK(change.trigger == "webhook");
    CHECK(change.url == "https://buildkite.com/my-great-org/my-pipeline/builds/2");
    CHECK(change.change_label.empty());
    CHECK(change.actor == commands::Author{.name = "Keith Pitt", .email = "keith@buildkite.com"});
    CHECK(change.at == parse_time("2015-05-09T21:08:59.874Z"));
    CHECK(change.began == parse_time("2015-05-09T21:05:59.874Z"));
    CHECK(change.ended == change.at);
}

TEST_CASE("Buildkite: the state of the build counts, not the event", "[buildkite]") {
    const auto phase = [](const std::string& state) { return told(build("build.running", state)).phase; };
    CHECK(phase("scheduled") == Phase::queued);
    CHECK(phase("running") == Phase::running);
    CHECK(phase("failing") == Phase::running);
    CHECK(phase("passed") == Phase::succeeded);
    CHECK(phase("failed") == Phase::failed);
    CHECK(phase("blocked") == Phase::waiting);
    CHECK(phase("canceling") == Phase::cancelled);
    CHECK(phase("canceled") == Phase::cancelled);
    CHECK(phase("skipped") == Phase::skipped);
    CHECK(phase("not_run") == Phase::skipped);
    CHECK(phase("waiting") == Phase::waiting);
    CHECK(phase("not known") == Phase::neutral); // it has ended
    CHECK(told(changed(build("build.running", "new"), "/build/finished_at", "null")).phase == Phase::running);
}

TEST_CASE("Buildkite: a build that is blocked waits for a person, unless it has failed", "[buildkite]") {
    const auto waiting = told(build("build.finished", "passed", "true"));
    CHECK(waiting.phase == Phase::waiting);
    CHECK_FALSE(waiting.ended);
    CHECK(told(build("build.finished", "failed", "true")).phase == Phase::waiting);
    const auto failed =
        changed(build("build.finished", "failed", "true"), "/build/failing_at", R"("2015-05-09T21:07:00Z")");
    CHECK(told(failed).phase == Phase::failed);
    CHECK(told(build("build.finished", "canceled", "true")).phase == Phase::cancelled);
}

TEST_CASE("Buildkite: a job that is retried opens its build again", "[buildkite]") {
    const auto read = reading(vendor(), job("job.started", R"("state":"running")"));
    CHECK(read.event == "job.started");
    REQUIRE(read.changes.size() == 2);
    const auto& run = std::get<PipelineChanged>(read.changes[0]);
    CHECK(run.job.empty());
    CHECK(run.phase == Phase::running);
    CHECK(run.at > told(finished()).at);
    const auto& job = std::get<PipelineChanged>(read.changes[1]);
    CHECK(job.run == run.run);
    CHECK(job.job == "b63254c0");
    CHECK(job.name == ":package: Build");
    CHECK(job.phase == Phase::running);
    CHECK(job.url == "https://buildkite.com/my-great-org/my-pipeline/builds/2#b63254c0");
    CHECK(job.began == parse_time("2015-05-09T21:10:00Z"));
}

TEST_CASE("Buildkite: how a job ended, and why", "[buildkite]") {
    const auto ended = [](const std::string& fields) { return told_job(job("job.finished", fields)); };
    CHECK(ended(R"("state":"passed","exit_status":0)").phase == Phase::succeeded);
    const auto failed = ended(R"("state":"failed","exit_status":2)");
    CHECK(failed.phase == Phase::failed);
    CHECK(failed.reason == "exit status 2");
    CHECK(ended(R"("state":"failed","exit_status":-1,"signal_reason":"agent_stop")").reason == "agent_stop");
    CHECK(ended(R"("state":"failed","exit_status":1,"soft_failed":true)").phase == Phase::neutral);
    CHECK(ended(R"("state":"failed","exit_status":1,"retried":true)").phase == Phase::neutral);
    CHECK(ended(R"("state":"timed_out")").phase == Phase::timed_out);
    CHECK(ended(R"("state":"expired")").reason == "no agent took it in time");
    CHECK(ended(R"("state":"broken")").phase == Phase::skipped);
    CHECK(ended(R"("state":"finished","exit_status":1)").phase == Phase::failed);
    CHECK(ended(R"("state":"finished","exit_status":0)").phase == Phase::succeeded);
    CHECK(ended(R"("state":"finished","passed":true)").phase == Phase::succeeded);
}

TEST_CASE("Buildkite: a step that only waits is not shown, one that a person unblocked is", "[buildkite]") {
    const auto waiter = changed(job("job.finished", R"("state":"finished")"), "/job/type", R"("waiter")");
    CHECK(reading(vendor(), waiter).changes.size() == 1);
    auto block = changed(job("job.activated", R"("state":"unblocked","label":"Deploy")"), "/job/name", "null");
    block = changed(block, "/job/web_url", "null");
    const auto told = told_job(block);
    CHECK(told.name == "Deploy");
    CHECK(told.phase == Phase::succeeded);
    CHECK(told.url == "https://buildkite.com/my-great-org/my-pipeline/builds/2#b63254c0");
}

TEST_CASE("Buildkite: a pull request, a tag and a commit that is not looked up yet", "[buildkite]") {
    CHECK(told(changed(finished(), "/build/pull_request", R"({"id":"12"})")).change_label == "#12");
    CHECK(told(changed(finished(), "/build/commit", R"("HEAD")")).sha.empty());
    const auto tagged = changed(changed(finished(), "/build/branch", "null"), "/build/tag", R"("v1")");
    CHECK(told(tagged).branch == "v1");
}

TEST_CASE("Buildkite: without a repository the project is the pipeline's place", "[buildkite]") {
    CHECK(told(changed(finished(), "/pipeline/repository", "null")).project == "my-great-org/my-pipeline");
    const auto https = changed(finished(), "/pipeline/repository", R"("https://github.com/acme/api.git/")");
    CHECK(told(https).project == "acme/api");
}

TEST_CASE("Buildkite: the ping greets, and what is not known is counted", "[buildkite]") {
    CHECK_FALSE(reading(vendor(), R"({"event":"ping"})").greeting.empty());
    const auto agent = reading(vendor(), R"({"event":"agent.connected","agent":{}})");
    CHECK(agent.event == "agent.connected");
    CHECK(agent.changes.empty());
    CHECK(reading(vendor(), "{}").changes.empty());
}

TEST_CASE("Buildkite: what is needed is named when it is missing", "[buildkite]") {
    CHECK(read(vendor(), changed(finished(), "/build/id", "")).error().message.contains("build.id"));
    CHECK(read(vendor(), changed(finished(), "/build/state", "null")).error().message.contains("build.state"));
    CHECK(read(vendor(), job("job.started", R"("x":1)")).error().message.contains("job.state"));
}

TEST_CASE("Buildkite: the same body is one delivery for ten minutes", "[buildkite]") {
    const auto noon = parse_time("2026-11-23T12:00:00Z").value();
    CHECK(key(vendor(), finished(), noon) == key(vendor(), finished(), noon + 1min));
    CHECK(key(vendor(), finished(), noon) != key(vendor(), build("build.finished", "passed"), noon));
}

TEST_CASE("Buildkite: nothing of a job is trusted", "[buildkite]") {
    const auto body = job("job.finished", R"("state":"failed","exit_status":1)");
    CHECK(read_every_mutation(vendor(), changed(body, "/build/pipeline", "")) > 300);
}
