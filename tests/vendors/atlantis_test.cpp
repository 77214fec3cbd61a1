#include "delivered.hpp"
#include "integrations/atlantis/vendor.hpp"
#include "integrations/hooks/report.hpp"
#include "readings.hpp"

#include <catch2/catch.hpp>

using namespace pilothouse;
using namespace pilothouse::vendors;
using commands::AlertChanged;
using commands::Phase;
using commands::PipelineChanged;

namespace {
const hooks::Vendor& vendor() {
    return atlantis::vendor();
}

std::string apply() {
    return payload("atlantis/apply.json");
}

PipelineChanged told(const std::string& body) {
    return only<PipelineChanged>(reading(vendor(), body));
}
} // namespace

TEST_CASE("Atlantis: an apply is a run of its project, of the pull request's commit", "[atlantis]") {
    const auto change = told(apply());
    CHECK(change.run.starts_with("atlantis/octocat/Hello-World/2137/7fd1a60b01f91b314f59955a4e4d4e80d8edf11d/"));
    CHECK(change.phase == Phase::succeeded);
    CHECK(change.project == "octocat/Hello-World");
    CHECK(change.name == "apply example-project");
    CHECK(change.branch == "feature/some-branch");
    CHECK(change.change_label == "#2137");
    CHECK(change.url == "https://github.com/octocat/Hello-World/pull/2137");
    CHECK(change.actor.login == "octocat");
    CHECK(told(changed(apply(), "/Success", "false")).phase == Phase::failed);
    CHECK(told(changed(apply(), "/Success", "false")).run == change.run);
}

TEST_CASE("Atlantis: other projects, workspaces and hosts have runs of their own", "[atlantis]") {
    const auto run = told(apply()).run;
    for (const auto& [at, to] : std::vector<std::pair<std::string, std::string>>{
             {"/Directory", R"("other")"},
             {"/Workspace", R"("production")"},
             {"/ProjectName", R"("x")"},
             {"/Pull/HeadCommit", R"("0123")"},
             {"/Repo/VCSHost/Hostname", R"("git.acme.example")"}
         })
        CHECK(told(changed(apply(), at, to)).run != run);
    CHECK(told(changed(apply(), "/Workspace", R"("production")")).name == "apply example-project (production)");
    CHECK(told(changed(apply(), "/Repo/VCSHost/Type", "1")).change_label == "!2137");
}

TEST_CASE("Atlantis: without whether it went well there is nothing to tell", "[atlantis]") {
    CHECK(read(vendor(), changed(apply(), "/Success", "")).error().message.contains("Success"));
    CHECK(read(vendor(), changed(apply(), "/Repo/FullName", "null")).error().message.contains("Repo.FullName"));
    CHECK(reading(vendor(), "{}").changes.empty());
}

TEST_CASE("Atlantis: each project that was looked at tells of its drift, or that there is none", "[atlantis]") {
    const auto read = reading(vendor(), payload("atlantis/drift.json"));
    CHECK(read.event == "drift");
    REQUIRE(read.changes.size() == 2);
    const auto vpc = nth<AlertChanged>(read, 0);
    CHECK(vpc.title == "Drift: octocat/Hello-World vpc (production)");
    CHECK(vpc.alerts.at(0).firing);
    CHECK(vpc.alerts.at(0).summary == "1 to add, 2 to change");
    const auto ec2 = nth<AlertChanged>(read, 1);
    CHECK_FALSE(ec2.alerts.at(0).firing);
    CHECK(ec2.group != vpc.group);
}

TEST_CASE("Atlantis: a project whose drift could not be looked for says so", "[atlantis]") {
    const auto body = changed(payload("atlantis/drift.json"), "/projects/1/error", R"("init failed\nmore")");
    const auto alert = nth<AlertChanged>(reading(vendor(), body), 1).alerts.at(0);
    CHECK(alert.firing);
    CHECK(alert.summary == "drift could not be looked for: init failed");
}

TEST_CASE("Atlantis: the address that holds the clone's credentials is not kept", "[atlantis]") {
    const auto body = changed(apply(), "/Repo/CloneURL", R"("https://bot:t0ken@github.com/octocat/Hello-World.git")");
    const auto report = hooks::reported({.name = "infra", .vendor = &vendor()}, {}, body, {});
    REQUIRE(report);
    CHECK_FALSE(report->body.contains("t0ken"));
    CHECK_FALSE(report->body.contains("https://:@github.com"));
    CHECK(report->body.contains("example-project"));
    CHECK(report->changes.size() == 1);
}
