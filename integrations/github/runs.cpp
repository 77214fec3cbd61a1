#include "integrations/github/events.hpp"
#include "integrations/github/parts.hpp"
#include "integrations/hooks/fields.hpp"
#include "integrations/hooks/links.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace pilothouse::github {

using commands::PipelineChanged;

namespace {

constexpr std::array<std::string_view, 3> run_actions = {"requested", "in_progress", "completed"};
constexpr std::array<std::string_view, 4> job_actions = {"queued", "waiting", "in_progress", "completed"};

int attempt_of(JsonView run) {
    return static_cast<int>(std::clamp<std::int64_t>(run["run_attempt"].whole_number(), 1, 1'000'000));
}

/// A fork's "main" is not ours.
std::string branch_of(JsonView run, const Repository& repository) {
    std::string branch(run.text("head_branch"));
    const auto head = run["head_repository"];
    const auto name = head.text("full_name");
    if (branch.empty() || name.empty() || name == repository.name) return branch;
    return std::string(name.substr(0, name.find('/'))) + ":" + branch;
}

/// The time that says when a job came to be in its phase.
std::optional<Time> job_time(JsonView job, commands::Phase phase) {
    if (commands::ended(phase)) return hooks::first_time(job, {"completed_at", "started_at", "created_at"});
    if (phase == commands::Phase::running) return hooks::first_time(job, {"started_at", "created_at"});
    return hooks::first_time(job, {"created_at", "started_at"});
}

std::string first_failed_step(JsonView job) {
    for (const auto step : job["steps"].elements()) {
        const auto conclusion = step.text("conclusion");
        if (conclusion == "failure" || conclusion == "timed_out") return hooks::first_line(step.text("name"));
    }
    return {};
}

} // namespace

Result<Changes> read_workflow_run(JsonView body) {
    const auto action = body.text("action");
    if (!is_known(run_actions, action)) return Changes{};
    const auto run = body["workflow_run"];
    PILOTHOUSE_TRY(const auto repository, repository_of(body));
    PILOTHOUSE_TRY(const auto id, hooks::needed_id(run, "id", "workflow_run.id"));
    PILOTHOUSE_TRY(const auto phase, phase_of(run, action, "workflow_run"));
    if (!phase) return Changes{};

    PipelineChanged change{.run = repository.key + "/" + id, .attempt = attempt_of(run), .phase = *phase};
    change.at = hooks::first_time(run, {"updated_at", "run_started_at", "created_at"}).value_or(Time{});
    change.project = repository.name;
    change.name =
        hooks::first_line(hooks::first_text({run.text("name"), body["workflow"].text("name"), run.text("path")}));
    change.number = hooks::id_text(run["run_number"]);
    change.branch = branch_of(run, repository);
    change.sha = run.text("head_sha");
    change.title =
        hooks::first_line(hooks::first_text({run.text("display_title"), run["head_commit"].text("message")}));
    change.trigger = run.text("event");
    change.url = hooks::web_link(run.text("html_url"));
    change.handle = repository.name + "/" + id;
    tell_pull_request(change, run["pull_requests"], repository);
    if (run.text("conclusion") == "startup_failure") change.reason = "the workflow file is not valid";
    change.actor = account(run["triggering_actor"]);
    if (change.actor.login.empty()) change.actor = account(run["actor"]);
    if (const auto author = git_author(run["head_commit"]["author"]); author != commands::Author{})
        change.authors.push_back(author);
    change.began = hooks::first_time(run, {"run_started_at", "created_at"});
    if (commands::ended(*phase)) change.ended = hooks::time_at(run, "updated_at");
    return Changes{std::move(change)};
}

Result<Changes> read_workflow_job(JsonView body) {
    const auto action = body.text("action");
    if (!is_known(job_actions, action)) return Changes{};
    const auto job = body["workflow_job"];
    PILOTHOUSE_TRY(const auto repository, repository_of(body));
    PILOTHOUSE_TRY(const auto run, hooks::needed_id(job, "run_id", "workflow_job.run_id"));
    PILOTHOUSE_TRY(auto id, hooks::needed_id(job, "id", "workflow_job.id"));
    PILOTHOUSE_TRY(const auto phase, phase_of(job, action, "workflow_job"));
    if (!phase) return Changes{};

    // No branch: only the run tells whether it is a branch of a fork.
    PipelineChanged change{
        .run = repository.key + "/" + run, .job = std::move(id), .attempt = attempt_of(job), .phase = *phase
    };
    change.at = job_time(job, *phase).value_or(Time{});
    change.project = repository.name;
    change.name = hooks::first_line(job.text("name"));
    change.sha = job.text("head_sha");
    change.url = hooks::web_link(job.text("html_url"));
    if (commands::broken(*phase)) change.reason = first_failed_step(job);
    if (*phase >= commands::Phase::running) change.began = hooks::time_at(job, "started_at");
    if (commands::ended(*phase)) change.ended = hooks::time_at(job, "completed_at");
    return Changes{std::move(change)};
}

} // namespace pilothouse::github
