#include "github_support.hpp"

#include <catch2/catch.hpp>

using namespace pilothouse;
using namespace pilothouse::vendors;
using commands::Phase;
using commands::PipelineChanged;

namespace {

/// The check run of the corpus, as another app than Actions would have made it.
nlohmann::json check_of_a_ci() {
    auto body = github_body("check_run.completed.json");
    body["check_run"]["app"]["slug"] = "octo-ci";
    body["check_run"]["check_suite"]["app"]["slug"] = "octo-ci";
    return body;
}

nlohmann::json status_body() {
    return nlohmann::json::parse(R"({
        "id": 5, "sha": "6113728f27ae82c7b1a177c8d03f9e96e0adf246", "context": "ci/jenkins", "state": "failure",
        "description": "3 tests failed\nand more", "target_url": "https://ci.acme.example/job/api/7",
        "branches": [{"name": "main"}, {"name": "other"}],
        "created_at": "2026-11-20T10:00:00Z", "updated_at": "2026-11-20T10:00:01+00:00",
        "commit": {
            "html_url": "https://github.com/acme/api/commit/6113728f",
            "author": {"login": "alice"},
            "commit": {"message": "Fix it\n\nReally", "author": {"name": "Alice", "email": "alice@acme.example"}}
        },
        "repository": {"full_name": "acme/api", "html_url": "https://github.com/acme/api"}
    })");
}

} // namespace

TEST_CASE("GitHub: a check is a job of its suite, and the suite is told with it") {
    const auto reading = github_read("check_run", check_of_a_ci());
    const auto suite = nth<PipelineChanged>(reading, 0);
    CHECK(suite.run == "github/Codertocat/Hello-World/suite/118578147");
    CHECK(suite.job.empty());
    CHECK(suite.phase == Phase::running);
    CHECK(suite.reopens);
    CHECK(suite.at == parse_time("2019-05-15T15:21:14Z"));
    CHECK(suite.name == "octocoders-linter");
    CHECK(suite.branch == "changes");
    CHECK(suite.began == parse_time("2019-05-15T15:20:31Z"));
    CHECK_FALSE(suite.ended);

    const auto check = nth<PipelineChanged>(reading, 1);
    CHECK(check.run == suite.run);
    CHECK(check.job == "128620228");
    CHECK(check.phase == Phase::failed);
    CHECK(check.reopens);
    CHECK(check.at == parse_time("2019-05-15T15:21:12Z"));
    CHECK(check.name == "Octocoders-linter");
    CHECK(check.change_label == "#2");
    CHECK(check.change_url == "https://github.com/Codertocat/Hello-World/pull/2");
    CHECK(check.url == "https://github.com/Codertocat/Hello-World/runs/128620228");
    CHECK(reading->changes.size() == 2);
}

TEST_CASE("GitHub: a check says why it failed; one without a suite is a run of its own") {
    auto body = check_of_a_ci();
    body["check_run"]["output"]["title"] = "3 warnings";
    body["check_run"]["check_suite"] = nullptr;
    const auto check = only<PipelineChanged>(github_read("check_run", body));
    CHECK(check.run == "github/Codertocat/Hello-World/check/128620228");
    CHECK(check.job.empty());
    CHECK(check.reason == "3 warnings");
}

TEST_CASE("GitHub: checks of Actions are left to the events of workflows") {
    const auto check = read_file(github_row(), "check_run.completed.json");
    REQUIRE(check);
    CHECK(check->event == "check_run completed");
    CHECK(check->changes.empty());

    auto suite = github_body("check_suite.completed.json");
    suite["check_suite"]["app"]["slug"] = "github-actions";
    CHECK(github_read("check_suite", suite)->changes.empty());
}

TEST_CASE("GitHub: a suite") {
    const auto suite = only<PipelineChanged>(read_file(github_row(), "check_suite.completed.json"));
    CHECK(suite.run == "github/Codertocat/Hello-World/suite/118578147");
    CHECK(suite.phase == Phase::succeeded);
    CHECK(suite.title == "Update README.md");
    CHECK(
        suite.url == "https://github.com/Codertocat/Hello-World/commit/ec26c3e57ca3a959ca5aad62de7213c562f8c821/checks"
    );
    REQUIRE(suite.authors.size() == 1);
    CHECK(suite.authors.front().login == "Codertocat"); // out of the address
    CHECK(suite.ended == parse_time("2019-05-15T15:21:14Z"));
}

TEST_CASE("GitHub: a status is a run of its own in each context of a commit") {
    const auto change = only<PipelineChanged>(github_read("status", status_body()));
    CHECK(change.run == "github/acme/api/status/6113728f27ae82c7b1a177c8d03f9e96e0adf246/ci/jenkins");
    CHECK(change.phase == Phase::failed);
    CHECK(change.reopens);
    CHECK(change.at == parse_time("2026-11-20T10:00:01Z"));
    CHECK(change.project == "acme/api");
    CHECK(change.name == "ci/jenkins");
    CHECK(change.branch == "main");
    CHECK(change.title == "Fix it");
    CHECK(change.url == "https://ci.acme.example/job/api/7");
    CHECK(change.reason == "3 tests failed");
    CHECK(
        change.authors ==
        std::vector{commands::Author{.name = "Alice", .email = "alice@acme.example", .login = "alice"}}
    );
}

TEST_CASE("GitHub: states of a status") {
    const std::vector<std::pair<std::string, Phase>> rows = {
        {"pending", Phase::running}, {"success", Phase::succeeded}, {"failure", Phase::failed}, {"error", Phase::failed}
    };
    for (const auto& [state, phase] : rows) {
        CAPTURE(state);
        auto body = status_body();
        body["state"] = state;
        const auto change = only<PipelineChanged>(github_read("status", body));
        CHECK(change.phase == phase);
        CHECK(change.began.has_value() != change.ended.has_value());
        CHECK(change.reason.empty() != commands::broken(phase));
    }
    auto body = status_body();
    body["state"] = "odd";
    CHECK(github_read("status", body)->changes.empty());
    body["state"] = nullptr;
    REQUIRE_FALSE(github_read("status", body));
    body["context"] = nullptr;
    body["state"] = "success";
    CHECK(only<PipelineChanged>(github_read("status", body)).name == "default");
}
