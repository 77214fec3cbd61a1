#include "corpus.hpp"
#include "readings.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <string>
#include <vector>

using namespace pilothouse;
using namespace pilothouse::vendors;
using commands::Author;
using commands::DeployChanged;
using commands::Phase;
using commands::PipelineChanged;

namespace {

const Row& gitlab_row() {
    return row("gitlab");
}

nlohmann::json body_of(const std::string& file) {
    return nlohmann::json::parse(text_of(folder(gitlab_row()) / file));
}

Result<hooks::Reading> read(const nlohmann::json& body) {
    return vendors::read(gitlab_row(), "any.json", body.dump());
}

} // namespace

TEST_CASE("GitLab: a pipeline") {
    const auto reading = read_file(gitlab_row(), "pipeline.json");
    REQUIRE(reading);
    CHECK(reading->event == "pipeline");
    CHECK(reading->changes.size() == 6);
    const auto run = nth<PipelineChanged>(reading, 0);
    CHECK(run.run == "gitlab/192.168.64.1:3005/1/31");
    CHECK(run.job.empty());
    CHECK(run.attempt == 1);
    CHECK(run.phase == Phase::succeeded);
    CHECK(run.reopens);
    CHECK(run.at == parse_time("2016-08-12T15:26:29Z"));
    CHECK(run.project == "gitlab-org/gitlab-test");
    CHECK(run.number == "31");
    CHECK(run.branch == "master");
    CHECK(run.sha == "bcbb5ec396a2c0f828686f14fac9b80b780504f2");
    CHECK(run.title == "Test"); // of the merge request
    CHECK(run.trigger == "merge_request_event");
    CHECK(run.url == "http://192.168.64.1:3005/gitlab-org/gitlab-test/-/pipelines/31"); // the body has none
    CHECK(run.change_label == "!1");
    CHECK(run.change_url == "http://192.168.64.1:3005/gitlab-org/gitlab-test/merge_requests/1");
    CHECK(run.actor == Author{.name = "User1", .email = "user1@example.com", .login = "user1"});
    CHECK(run.authors == std::vector{Author{.name = "User", .email = "user@gitlab.com"}});
    CHECK(run.began == parse_time("2016-08-12T15:23:28Z"));
    CHECK(run.ended == parse_time("2016-08-12T15:26:29Z"));
}

TEST_CASE("GitLab: the jobs of a pipeline come with it") {
    const auto reading = read_file(gitlab_row(), "pipeline.json");
    const auto skipped = nth<PipelineChanged>(reading, 1);
    CHECK(skipped.run == "gitlab/192.168.64.1:3005/1/31");
    CHECK(skipped.job == "380");
    CHECK(skipped.name == "production");
    CHECK(skipped.phase == Phase::skipped);
    CHECK(skipped.reason.empty()); // it has a failure_reason, and did not fail
    const auto built = nth<PipelineChanged>(reading, 4);
    CHECK(built.job == "376");
    CHECK(built.phase == Phase::succeeded);
    CHECK(built.reopens);
    CHECK(built.at == parse_time("2016-08-12T15:25:26Z"));
    CHECK(built.url == "http://192.168.64.1:3005/gitlab-org/gitlab-test/-/jobs/376");
    CHECK(built.began == parse_time("2016-08-12T15:24:56Z"));
    CHECK(built.ended == parse_time("2016-08-12T15:25:26Z"));
    CHECK(built.branch.empty());
    CHECK(nth<PipelineChanged>(reading, 5).phase == Phase::queued);
}

TEST_CASE("GitLab: a pipeline fails by the job that failed first and was not allowed to") {
    auto body = body_of("pipeline.json");
    body["object_attributes"]["status"] = "failed";
    auto& builds = body["builds"];
    for (const std::size_t place : {1U, 2U, 3U})
        builds[place]["status"] = "failed";
    builds[1]["failure_reason"] = "script_failure"; // ended after the next
    builds[1]["finished_at"] = "2016-08-12 15:26:31 UTC";
    builds[2]["failure_reason"] = "job_execution_timeout";
    builds[3]["failure_reason"] = "script_failure";
    builds[3]["allow_failure"] = true;
    const auto reading = read(body);
    const auto run = nth<PipelineChanged>(reading, 0);
    CHECK(run.phase == Phase::failed);
    CHECK(run.reason == "test-build: job execution timeout");
    CHECK(run.at == parse_time("2016-08-12T15:26:31Z"));
    CHECK(nth<PipelineChanged>(reading, 2).phase == Phase::failed);
    CHECK(nth<PipelineChanged>(reading, 2).reason == "script failure");
    CHECK(nth<PipelineChanged>(reading, 3).phase == Phase::timed_out);
    CHECK(nth<PipelineChanged>(reading, 4).phase == Phase::neutral);
    CHECK(nth<PipelineChanged>(reading, 4).reason == "script failure");
}

TEST_CASE("GitLab: a pipeline that goes on is newer than its end") {
    const auto ended = nth<PipelineChanged>(read_file(gitlab_row(), "pipeline.json"), 0);
    auto body = body_of("pipeline.json");
    body["object_attributes"]["status"] = "running";
    const auto late = nth<PipelineChanged>(read(body), 0);
    CHECK(late.at == ended.at); // told late: then the end counts more
    CHECK_FALSE(late.ended);
    body["builds"][2]["created_at"] = "2016-08-12 16:00:00 UTC"; // retried
    CHECK(nth<PipelineChanged>(read(body), 0).at > ended.at);
}

TEST_CASE("GitLab: how far a pipeline is") {
    const std::vector<std::pair<std::string, Phase>> rows = {
        {"created", Phase::queued},      {"waiting_for_resource", Phase::queued},
        {"preparing", Phase::queued},    {"pending", Phase::queued},
        {"scheduled", Phase::queued},    {"manual", Phase::waiting},
        {"running", Phase::running},     {"success", Phase::succeeded},
        {"failed", Phase::failed},       {"canceled", Phase::cancelled},
        {"canceling", Phase::cancelled}, {"skipped", Phase::skipped},
    };
    auto body = body_of("pipeline.json");
    for (const auto& [status, phase] : rows) {
        CAPTURE(status);
        body["object_attributes"]["status"] = status;
        CHECK(nth<PipelineChanged>(read(body), 0).phase == phase);
    }
    body["object_attributes"]["status"] = "dreaming";
    REQUIRE(read(body));
    CHECK(read(body)->changes.empty());
}

TEST_CASE("GitLab: a fork's branch is not ours") {
    auto body = body_of("pipeline.json");
    body["merge_request"]["source_project_id"] = 7;
    CHECK(nth<PipelineChanged>(read(body), 0).branch == "!1:master");
}

TEST_CASE("GitLab: a job") {
    const auto reading = read_file(gitlab_row(), "job.json");
    REQUIRE(reading);
    CHECK(reading->event == "build");
    const auto job = only<PipelineChanged>(reading);
    CHECK(job.run == "gitlab/31537070/743121198");
    CHECK(job.job == "3580121225");
    CHECK(job.phase == Phase::succeeded);
    CHECK(job.project == "jsmithy2/release-tools-fake");
    CHECK(job.name == "auto_deploy:start");
    CHECK(job.reason.empty());
    CHECK(job.at == parse_time("2023-01-10T13:50:54Z"));
    CHECK(job.url == "https://gitlab.com/jsmithy2/release-tools-fake/-/jobs/3580121225");
    CHECK(job.sha == "95d49d1efbd941908580e79d65e4b5ecaf4a8305");
}

TEST_CASE("GitLab: a job and its pipeline mean the same run") {
    auto pipeline = body_of("pipeline.json");
    pipeline["project"] = {{"id", 31537070}, {"web_url", "https://gitlab.com/jsmithy2/release-tools-fake"}};
    pipeline["object_attributes"]["id"] = 743121198;
    const auto run = nth<PipelineChanged>(read(pipeline), 0);
    auto job = body_of("job.json");
    CHECK(only<PipelineChanged>(read(job)).run == run.run);
    job["pipeline_id"] = nullptr;
    CHECK(only<PipelineChanged>(read(job)).run == run.run);
    job["commit"] = nullptr;
    REQUIRE_FALSE(read(job));
    CHECK(read(job).error().message.contains("pipeline_id"));
}

TEST_CASE("GitLab: times in all four shapes, and nothing for what is none") {
    const std::vector<std::string> shapes = {
        "2023-01-10 13:50:54 UTC", "2023-01-10 15:50:54 +0200", "2023-01-10T13:50:54Z", "2023-01-10T13:50:54.000Z"
    };
    auto body = body_of("job.json");
    for (const auto& shape : shapes) {
        CAPTURE(shape);
        body["build_finished_at"] = shape;
        CHECK(only<PipelineChanged>(read(body)).ended == parse_time("2023-01-10T13:50:54Z"));
    }
    body["build_finished_at_iso"] = "2023-01-10T13:50:54.120Z";
    CHECK(only<PipelineChanged>(read(body)).ended == parse_time("2023-01-10T13:50:54.120Z"));
    body["build_finished_at_iso"] = "soon";
    CHECK(only<PipelineChanged>(read(body)).ended == parse_time("2023-01-10T13:50:54Z"));
    body["build_finished_at"] = "yesterday";
    CHECK_FALSE(only<PipelineChanged>(read(body)).ended);
}

TEST_CASE("GitLab: a deploy") {
    const auto reading = read_file(gitlab_row(), "deployment.json");
    REQUIRE(reading);
    CHECK(reading->event == "deployment");
    const auto deploy = only<DeployChanged>(reading);
    CHECK(deploy.deploy == "gitlab/10.126.0.2:3000/30/deployment/15");
    CHECK(deploy.phase == Phase::succeeded);
    CHECK(deploy.at == parse_time("2021-04-28T19:50:00Z"));
    CHECK(deploy.project == "root/test-deployment-webhooks");
    CHECK(deploy.environment == "staging");
    CHECK(deploy.version == "1.0.0");
    CHECK(deploy.sha == "279484c09fbe69ededfced8c1bb6e6d24616b468");
    CHECK(deploy.url == "http://10.126.0.2:3000/root/test-deployment-webhooks/-/jobs/796");
    CHECK(deploy.actor == Author{.name = "User1", .email = "admin@example.com", .login = "user1"});
}

TEST_CASE("GitLab: a deploy through the API has no job, and its states") {
    auto body = body_of("deployment.json");
    body["deployable_url"] = nullptr;
    body["commit_url"] = nullptr;
    const std::vector<std::pair<std::string, Phase>> rows = {
        {"created", Phase::queued},    {"blocked", Phase::waiting}, {"running", Phase::running},
        {"success", Phase::succeeded}, {"failed", Phase::failed},   {"canceled", Phase::cancelled},
        {"skipped", Phase::skipped},
    };
    for (const auto& [status, phase] : rows) {
        CAPTURE(status);
        body["status"] = status;
        const auto deploy = only<DeployChanged>(read(body));
        CHECK(deploy.phase == phase);
        CHECK(deploy.url == "https://staging.example.com");
        CHECK(deploy.sha == "279484c0");
    }
}

TEST_CASE("GitLab: addresses that are kept back are none") {
    auto body = body_of("pipeline.json");
    body["user"]["email"] = "[REDACTED]";
    body["commit"]["author"]["email"] = "[REDACTED]";
    const auto run = nth<PipelineChanged>(read(body), 0);
    CHECK(run.actor.email.empty());
    REQUIRE(run.authors.size() == 1);
    CHECK(run.authors.front().email.empty());
}

TEST_CASE("GitLab: other events change nothing and are counted") {
    const std::vector<std::pair<std::string, std::string>> rows = {
        {"merge_request.json", "merge_request open"}, {"release.json", "release create"}, {"push.json", "push"}
    };
    for (const auto& [file, event] : rows) {
        const auto reading = read_file(gitlab_row(), file);
        REQUIRE(reading);
        CHECK(reading->event == event);
        CHECK(reading->changes.empty());
    }
    CHECK(read(nlohmann::json::array())->event == "other");
}

TEST_CASE("GitLab: the signature counts before the token, and a delivery is named by what stays the same") {
    const auto& vendor = gitlab_row().vendor();
    REQUIRE(vendor.proofs.size() == 2);
    CHECK(vendor.proofs[0].header == "webhook-signature");
    CHECK(vendor.proofs[1].header == "X-Gitlab-Token");
    CHECK(vendor.proofs[1].algorithm == hooks::Algorithm::equality);
    const net::Headers old = {{"X-Gitlab-Webhook-UUID", "fresh"}, {"X-Gitlab-Event-UUID", "shared"}};
    CHECK(vendor.key({.headers = old, .body = {}, .json = {}}).empty());
    const net::Headers repeated = {{"idempotency-key", "k1"}};
    CHECK(vendor.key({.headers = repeated, .body = {}, .json = {}}) == "k1");
    const net::Headers signed_one = {{"Idempotency-Key", "k1"}, {"webhook-id", "k2"}};
    CHECK(vendor.key({.headers = signed_one, .body = {}, .json = {}}) == "k2");
}
