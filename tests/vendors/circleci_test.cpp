#include "delivered.hpp"
#include "integrations/circleci/vendor.hpp"
#include "mutants.hpp"
#include "readings.hpp"

#include <catch2/catch.hpp>

using namespace pilothouse;
using namespace pilothouse::vendors;
using commands::Phase;
using commands::PipelineChanged;

namespace {
const hooks::Vendor& vendor() {
    return circleci::vendor();
}

std::string workflow() {
    return payload("circleci/workflow-completed.failed.synthetic.json");
}

std::string job() {
    return payload("circleci/job-completed.success.synthetic.json");
}

PipelineChanged told(const std::string& body) {
    return only<PipelineChanged>(reading(vendor(), body));
}

/// The commit as pipelines of the GitHub App and of GitLab tell of it.
std::string with_trigger_parameters(const std::string& body, const std::string& sender) {
    const auto without = changed(body, "/pipeline/vcs", "");
    return changed(
        without, "/pipeline/trigger_parameters",
        R"({"git":{"branch":"","tag":"","ref":"refs/heads/fix/x","checkout_sha":"850a15"},")" + sender +
            R"(":{"commit_title":"Update","commit_author_name":"Ann","commit_author_email":"ann@example.com",
               "user_name":"Ann B","user_username":"annb"},"circleci":{"event_type":"push"}})"
    );
}
} // namespace

TEST_CASE("CircleCI: a workflow that failed is a run", "[circleci]") {
    const auto read = reading(vendor(), workflow());
    CHECK(read.event == "workflow-completed");
    const auto change = only<PipelineChanged>(read);
    CHECK(change.run == "circleci/fda08377-fe7e-46b1-8992-3a7aaecac9c3");
    CHECK(change.job.empty());
    CHECK(change.attempt == 1);
    CHECK(change.phase == Phase::failed);
    CHECK_FALSE(change.reopens);
    CHECK(change.project == "acme/checkout");
    CHECK(change.name == "build-test-deploy");
    CHECK(change.number == "130");
    CHECK(change.branch == "main");
    CHECK(change.sha == "1dc6aa69429bff4806ad6afe58d3d8f57e25973e");
    CHECK(change.title == "Fix refund rounding");
    CHECK(change.trigger == "webhook");
    CHECK(change.authors == std::vector<commands::Author>{{.name = "Alice", .email = "alice@example.com"}});
    CHECK(change.at == parse_time("2026-11-20T22:49:34.317Z"));
    CHECK(change.began == parse_time("2026-11-20T22:49:03.616Z"));
    CHECK(change.ended == parse_time("2026-11-20T22:49:34.170Z"));
}

TEST_CASE("CircleCI: a job belongs to the run of its workflow", "[circleci]") {
    const auto read = reading(vendor(), job());
    CHECK(read.event == "job-completed");
    const auto change = only<PipelineChanged>(read);
    CHECK(change.run == told(workflow()).run);
    CHECK(change.job == "8b91f9a8-7975-4e60-916c-f0152ccbc937");
    CHECK(change.name == "deploy");
    CHECK(change.phase == Phase::succeeded);
    CHECK(change.url == told(workflow()).url + "/jobs/136");
    CHECK(change.began == parse_time("2026-11-20T22:49:28.841Z"));
}

TEST_CASE("CircleCI: a job that is told of under the type of a workflow is a job", "[circleci]") {
    CHECK(told(changed(job(), "/type", R"("workflow-completed")")).job == "8b91f9a8-7975-4e60-916c-f0152ccbc937");
}

TEST_CASE("CircleCI: each status has its phase", "[circleci]") {
    const auto phase = [](const std::string& status) {
        return told(changed(workflow(), "/workflow/status", '"' + status + '"')).phase;
    };
    CHECK(phase("success") == Phase::succeeded);
    CHECK(phase("failed") == Phase::failed);
    CHECK(phase("error") == Phase::failed);
    CHECK(phase("canceled") == Phase::cancelled);
    CHECK(phase("unauthorized") == Phase::needs_action);
    CHECK(phase("not known") == Phase::neutral);
}

TEST_CASE("CircleCI: pipelines of the newer integrations tell of their commit elsewhere", "[circleci]") {
    for (const auto* sender : {"github_app", "gitlab"}) {
        const auto change = told(with_trigger_parameters(workflow(), sender));
        CHECK(change.branch == "fix/x");
        CHECK(change.sha == "850a15");
        CHECK(change.title == "Update");
        CHECK(change.actor == commands::Author{.name = "Ann B", .login = "annb"});
        CHECK(change.authors == std::vector<commands::Author>{{.name = "Ann", .email = "ann@example.com"}});
    }
    const auto bare = told(changed(workflow(), "/pipeline/vcs", ""));
    CHECK(bare.branch.empty());
    CHECK(bare.authors.empty());
}

TEST_CASE("CircleCI: a tag stands where there is no branch", "[circleci]") {
    const auto tagged = changed(workflow(), "/pipeline/vcs/branch", "");
    CHECK(told(changed(tagged, "/pipeline/vcs/tag", R"("v1.2")")).branch == "v1.2");
}

TEST_CASE("CircleCI: the project is named by its people, else by its slug", "[circleci]") {
    CHECK(told(changed(workflow(), "/organization", "")).project == "acme/checkout");
    CHECK(told(changed(workflow(), "/project/slug", R"("circleci/Dda/6Ek")")).project == "acme/checkout");
}

TEST_CASE("CircleCI: the ping greets, and what is not known is counted", "[circleci]") {
    const auto ping = reading(vendor(), payload("circleci/ping.synthetic.json"));
    CHECK(ping.event == "ping");
    CHECK(ping.greeting.contains("ops-bot"));
    CHECK(ping.changes.empty());
    const auto other = reading(vendor(), R"({"type":"project-deleted"})");
    CHECK(other.event == "project-deleted");
    CHECK(other.changes.empty());
    CHECK(reading(vendor(), "[]").changes.empty());
}

TEST_CASE("CircleCI: a delivery is named by its id", "[circleci]") {
    CHECK(key(vendor(), workflow()) == "0d7a4f0e-6a43-3c0a-8a71-2f0c2b8d9e11");
    CHECK(key(vendor(), "{}").empty());
}

TEST_CASE("CircleCI: what is needed is named when it is missing", "[circleci]") {
    for (const auto* field : {"workflow/id", "workflow/status"}) {
        const auto got = read(vendor(), changed(workflow(), std::string("/") + field, "null"));
        REQUIRE_FALSE(got);
        CHECK(got.error().code == Errc::bad_input);
    }
    CHECK(read(vendor(), changed(workflow(), "/workflow/id", "")).error().message.contains("workflow.id"));
    CHECK(read(vendor(), changed(job(), "/job/status", "1")).error().message.contains("job.status"));
}

TEST_CASE("CircleCI: nothing of the newer integrations is trusted", "[circleci]") {
    CHECK(read_every_mutation(vendor(), with_trigger_parameters(workflow(), "github_app")) > 200);
}
