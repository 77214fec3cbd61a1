#include "delivered.hpp"
#include "integrations/azure/states.hpp"
#include "integrations/azure/vendor.hpp"
#include "readings.hpp"

#include <catch2/catch.hpp>

using namespace pilothouse;
using namespace pilothouse::vendors;
using commands::Phase;
using commands::PipelineChanged;

namespace {
const hooks::Vendor& vendor() {
    return azure::vendor();
}

std::string body_of(const std::string& event) {
    return payload("azure/" + event + ".synthetic.json");
}

PipelineChanged told(const std::string& body) {
    return only<PipelineChanged>(reading(vendor(), body));
}
} // namespace

TEST_CASE("Azure: a run is the same in each event that tells of it", "[azure]") {
    const auto build = told(body_of("build.complete-failed"));
    CHECK(build.run == "azure/3b8f6f52-0d39-4a0e-9c0a-5b1f0f0c7a11/2727");
    CHECK(build.project == "acme/api-ci");
    CHECK(build.phase == Phase::failed);
    CHECK(build.branch == "main");
    CHECK(build.title == "Round refunds down");
    CHECK(build.actor == commands::Author{.name = "Ana Ruiz", .email = "ana@example.com"});
    for (const auto* event :
         {"run-state-changed-in-progress", "run-state-changed-completed", "job-state-changed-failed", "approval-pending"
         }) {
        const auto change = told(body_of(event));
        CHECK(change.run == build.run);
        CHECK(change.project == build.project);
        CHECK(change.number == build.number);
        CHECK(change.reopens);
    }
}

TEST_CASE("Azure: a job that is tried again is the same job, though its id is another", "[azure]") {
    const auto failed = told(body_of("job-state-changed-failed"));
    CHECK(failed.job == "Build/Tests_linux");
    CHECK(failed.name == "Build and test: Tests_linux");
    CHECK(failed.phase == Phase::failed);
    const auto again = told(body_of("job-state-changed-waiting-again"));
    CHECK(again.job == failed.job);
    CHECK(again.phase == Phase::queued);
    CHECK(again.at > failed.at);
}

TEST_CASE("Azure: stages and jobs without a name", "[azure]") {
    const auto name = [](const std::string& stage, const std::string& job) {
        auto body = changed(body_of("job-state-changed-failed"), "/resource/stage/displayName", "null");
        body = changed(body, "/resource/stage/name", '"' + stage + '"');
        return told(changed(body, "/resource/job/name", '"' + job + '"')).name;
    };
    CHECK(name("__default", "__default") == "job");
    CHECK(name("__default", "Tests") == "Tests");
    CHECK(name("Build", "__default") == "Build: job");
}

TEST_CASE("Azure: each state and result has its phase", "[azure]") {
    CHECK(azure::phase_of("inProgress", {}) == Phase::running);
    CHECK(azure::phase_of("waiting", {}) == Phase::queued);
    CHECK(azure::phase_of("canceling", {}) == Phase::cancelled);
    CHECK(azure::phase_of("completed", "succeeded") == Phase::succeeded);
    CHECK(azure::phase_of("completed", "partiallySucceeded") == Phase::neutral);
    CHECK(azure::phase_of("completed", "failed") == Phase::failed);
    CHECK(azure::phase_of("Completed", "Rejected") == Phase::failed);
    CHECK(azure::phase_of("completed", "canceled") == Phase::cancelled);
    CHECK(azure::phase_of("completed", "skipped") == Phase::skipped);
    CHECK(azure::phase_of("completed", "of another kind") == Phase::neutral);
    CHECK(azure::phase_of("completed", {}) == Phase::neutral);
    CHECK(azure::phase_of("succeeded", {}) == Phase::succeeded); // builds of the old kind
    CHECK(azure::phase_of("stopped", {}) == Phase::cancelled);
    CHECK(azure::phase_of("failed", {}) == Phase::failed);
    CHECK_FALSE(azure::phase_of("dreaming", "failed"));
    CHECK(azure::reason_of("partiallySucceeded") == "a step failed, as it may");
    CHECK(azure::reason_of("failed").empty());
}

TEST_CASE("Azure: a pull request is no branch", "[azure]") {
    const auto body = changed(body_of("build.complete-failed"), "/resource/sourceBranch", R"("refs/pull/12/merge")");
    CHECK(told(body).branch.empty());
    CHECK(told(body).change_label == "#12");
    const auto tag = changed(body_of("build.complete-failed"), "/resource/sourceBranch", R"("refs/tags/v1.2")");
    CHECK(told(tag).branch == "v1.2");
}

TEST_CASE("Azure: the organization is in the address of a container, wherever it is hosted", "[azure]") {
    const auto project = [](const std::string& base) {
        auto body = body_of("build.complete-failed");
        return told(changed(body, "/resourceContainers/collection/baseUrl", '"' + base + '"')).project;
    };
    CHECK(project("https://dev.azure.com/acme/") == "acme/api-ci");
    CHECK(project("https://acme.visualstudio.com/") == "acme/api-ci");
    CHECK(project("https://tfs.acme.example:8080/tfs/DefaultCollection/") == "tfs/DefaultCollection/api-ci");
    auto bare = changed(body_of("build.complete-failed"), "/resourceContainers", "");
    CHECK(told(bare).project == "api-ci");
    CHECK(told(bare).run == "azure/2727");
}

TEST_CASE("Azure: an approval holds the run, and lets it go", "[azure]") {
    const auto pending = body_of("approval-pending");
    CHECK(told(pending).phase == Phase::waiting);
    CHECK(told(changed(pending, "/resource/approval/status", R"("approved")")).phase == Phase::running);
    CHECK(reading(vendor(), changed(pending, "/resource/approval/status", R"("rejected")")).changes.empty());
    CHECK(reading(vendor(), changed(pending, "/resource/run", "null")).changes.empty());
}

TEST_CASE("Azure: an old build of a server of one's own", "[azure]") {
    const auto change = told(body_of("build.complete-xaml-succeeded"));
    CHECK(change.phase == Phase::succeeded);
    CHECK(change.actor == commands::Author{.name = "Ana Ruiz", .login = "ACME\\ana"});
}

TEST_CASE("Azure: an event is one delivery, others are counted, and what is needed is named", "[azure]") {
    CHECK(key(vendor(), body_of("approval-pending")) == "55382df7-0000-4000-8000-3369b2417a5b");
    const auto other = reading(vendor(), R"({"eventType":"git.push","resource":{}})");
    CHECK(other.event == "git.push");
    CHECK(other.changes.empty());
    CHECK(read(vendor(), "{}").error().message.contains("eventType"));
    const auto job = body_of("job-state-changed-failed");
    CHECK(read(vendor(), changed(job, "/resource/job/name", "null")).error().message.contains("resource.job.name"));
    CHECK(read(vendor(), changed(job, "/resource/run/id", "null")).error().message.contains("resource.run.id"));
}
