#include "corpus.hpp"
#include "github_support.hpp"

#include <catch2/catch.hpp>

using namespace pilothouse;
using namespace pilothouse::vendors;
using commands::Phase;
using commands::PipelineChanged;

TEST_CASE("GitHub: a run that has ended") {
    const auto reading = read_file(github_row(), "workflow_run.completed-success.json");
    REQUIRE(reading);
    CHECK(reading->event == "workflow_run completed");
    const auto change = only<PipelineChanged>(reading);
    CHECK(change.run == "github/octo-org/octo-repo/289782451");
    CHECK(change.job.empty());
    CHECK(change.attempt == 1);
    CHECK(change.phase == Phase::succeeded);
    CHECK_FALSE(change.reopens);
    CHECK(change.at == parse_time("2020-10-05T16:33:49Z"));
    CHECK(change.project == "octo-org/octo-repo");
    CHECK(change.name == "test"); // the run's own name is empty
    CHECK(change.number == "163");
    CHECK(change.branch == "master");
    CHECK(change.sha == "3484a3fb816e0859fd6e1cea078d76385ff50625");
    CHECK(change.title == "ci(action): update actions/setup-node digest to 8c91899");
    CHECK(change.trigger == "repository_dispatch");
    CHECK(change.url == "https://github.com/octo-org/octo-repo/actions/runs/289782451");
    CHECK(change.change_url.empty());
    CHECK(change.reason.empty());
    CHECK(change.actor == commands::Author{.login = "Codertocat"});
    CHECK(
        change.authors == std::vector{commands::Author{
                              .name = "Matthias Fax", .email = "matfax@users.noreply.github.com", .login = "matfax"
                          }}
    );
    CHECK(change.began == parse_time("2020-10-05T16:33:49Z"));
    CHECK(change.ended == parse_time("2020-10-05T16:33:49Z"));
}

TEST_CASE("GitHub: a job that failed names the step that failed first") {
    const auto change = only<PipelineChanged>(read_file(github_row(), "workflow_job.completed-failure.json"));
    CHECK(change.run == "github/Codertocat/Hello-World/2202229078");
    CHECK(change.job == "289782451");
    CHECK(change.phase == Phase::failed);
    CHECK(change.at == parse_time("2021-08-05T10:38:16Z"));
    CHECK(change.name == "linters");
    CHECK(change.branch.empty()); // it may be a fork's
    CHECK(change.sha == "3484a3fb816e0859fd6e1cea078d76385ff50625");
    CHECK(change.reason == "Run yarn run format-check");
    CHECK(change.began == parse_time("2021-08-05T10:34:58Z"));
    CHECK(change.ended == parse_time("2021-08-05T10:38:16Z"));
}

TEST_CASE("GitHub: jobs on their way") {
    const auto queued = only<PipelineChanged>(read_file(github_row(), "workflow_job.queued.json"));
    CHECK(queued.phase == Phase::queued);
    CHECK(queued.at == parse_time("2021-09-13T02:21:13Z"));
    CHECK_FALSE(queued.began);

    const auto running = only<PipelineChanged>(read_file(github_row(), "workflow_job.in_progress.json"));
    CHECK(running.run == "github/octo-org/example-workflow/940463255");
    CHECK(running.attempt == 1); // this body has none
    CHECK(running.phase == Phase::running);
    CHECK(running.began == parse_time("2021-06-15T19:22:27Z"));
    CHECK_FALSE(running.ended);
}

TEST_CASE("GitHub: a run again is the same run in another attempt") {
    auto body = github_body("workflow_run.completed-success.json");
    body["workflow_run"]["run_attempt"] = 2;
    body["workflow_run"]["conclusion"] = "failure";
    const auto change = only<PipelineChanged>(github_read("workflow_run", body));
    CHECK(change.run == "github/octo-org/octo-repo/289782451");
    CHECK(change.attempt == 2);
    CHECK(change.phase == Phase::failed);
}

TEST_CASE("GitHub: how far a run is, whatever the action says") {
    struct RunState {
        std::string action;
        std::string status;
        std::string conclusion;
        Phase phase;
    };

    const std::vector<RunState> rows = {
        {"requested", "requested", "", Phase::queued},
        {"requested", "queued", "", Phase::queued},
        {"requested", "waiting", "", Phase::waiting},
        {"requested", "pending", "", Phase::waiting},
        {"in_progress", "in_progress", "", Phase::running},
        {"in_progress", "queued", "", Phase::running},
        {"requested", "in_progress", "", Phase::running},
        {"completed", "completed", "success", Phase::succeeded},
        {"completed", "completed", "failure", Phase::failed},
        {"completed", "completed", "startup_failure", Phase::failed},
        {"completed", "completed", "timed_out", Phase::timed_out},
        {"completed", "completed", "cancelled", Phase::cancelled},
        {"completed", "completed", "skipped", Phase::skipped},
        {"completed", "completed", "neutral", Phase::neutral},
        {"completed", "completed", "stale", Phase::neutral},
        {"completed", "completed", "action_required", Phase::needs_action},
        {"completed", "completed", "exploded", Phase::neutral}, // it has ended, in whatever way
        {"completed", "completed", "", Phase::neutral},
        // A fork's run waits for leave: it is told as requested, and has ended for now.
        {"requested", "completed", "action_required", Phase::needs_action},
        // It ran again before the end was told; an end with a verdict is one.
        {"completed", "queued", "", Phase::queued},
        {"completed", "queued", "success", Phase::succeeded},
        {"completed", "in_progress", "failure", Phase::failed},
        {"", "in_progress", "", Phase::running},
        {"in_progress", "dreaming", "", Phase::running},
    };
    for (const auto& [action, status, conclusion, phase] : rows) {
        CAPTURE(action, status, conclusion);
        auto body = github_body("workflow_run.completed-success.json");
        body["action"] = action;
        body["workflow_run"]["status"] = status;
        body["workflow_run"]["conclusion"] = conclusion.empty() ? nlohmann::json() : nlohmann::json(conclusion);
        const auto change = only<PipelineChanged>(github_read("workflow_run", body));
        CHECK(commands::name(change.phase) == std::string(commands::name(phase)));
        CHECK(change.ended.has_value() == commands::ended(phase));
        CHECK(change.reason.empty() == (conclusion != "startup_failure"));
    }
}

TEST_CASE("GitHub: a job told as queued may be waiting already") {
    auto body = github_body("workflow_job.queued.json");
    body["workflow_job"]["status"] = "waiting";
    CHECK(only<PipelineChanged>(github_read("workflow_job", body)).phase == Phase::waiting);
    body["action"] = "waiting";
    CHECK(only<PipelineChanged>(github_read("workflow_job", body)).phase == Phase::waiting);
}

TEST_CASE("GitHub: a branch of a fork is not ours, and a pull request is linked") {
    auto body = github_body("workflow_run.completed-success.json");
    body["workflow_run"]["head_branch"] = "main";
    body["workflow_run"]["head_repository"]["full_name"] = "mallory/octo-repo";
    body["workflow_run"]["pull_requests"] = nlohmann::json::parse(R"([{"number": 12}, {"number": 13}])");
    const auto change = only<PipelineChanged>(github_read("workflow_run", body));
    CHECK(change.branch == "mallory:main");
    CHECK(change.change_label == "#12");
    CHECK(change.change_url == "https://github.com/octo-org/octo-repo/pull/12");
}

TEST_CASE("GitHub: another installation has keys of its own") {
    auto body = github_body("workflow_run.completed-success.json");
    body["repository"]["html_url"] = "https://GHE.acme.example:8443/octo-org/octo-repo";
    CHECK(
        only<PipelineChanged>(github_read("workflow_run", body)).run ==
        "github/ghe.acme.example:8443/octo-org/octo-repo/289782451"
    );
}

TEST_CASE("GitHub: events, actions and states that are not known change nothing and are counted") {
    auto body = github_body("workflow_run.completed-success.json");
    body["action"] = "deleted";
    const auto reading = github_read("workflow_run", body);
    REQUIRE(reading);
    CHECK(reading->changes.empty());
    CHECK(reading->event == "workflow_run deleted");

    body["action"] = "requested";
    const auto unknown = github_read("star", body);
    REQUIRE(unknown);
    CHECK(unknown->changes.empty());
    CHECK(unknown->event == "star requested");

    CHECK(github_read("<!channel>", body)->event == "other");
    CHECK(github_read(std::string(1'000, 'a'), body)->event == "other");
    CHECK(github_read("", body)->event == "other");

    body["action"] = "";
    body["workflow_run"]["status"] = "dreaming";
    body["workflow_run"]["conclusion"] = nullptr;
    CHECK(github_read("workflow_run", body)->changes.empty());
    body["workflow_run"]["status"] = nullptr;
    const auto stateless = github_read("workflow_run", body);
    REQUIRE_FALSE(stateless);
    CHECK(stateless.error().message.contains("workflow_run.status"));
}
