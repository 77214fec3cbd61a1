#include "integrations/gitlab/events.hpp"
#include "integrations/gitlab/parts.hpp"
#include "integrations/hooks/fields.hpp"
#include "integrations/hooks/links.hpp"

#include <algorithm>
#include <utility>

namespace pilothouse::gitlab {

using commands::Author;
using commands::Phase;
using commands::PipelineChanged;

namespace {

constexpr Time never{};

/// The parts of a job under the names that a pipeline's `builds` and a Job Hook have for them.
struct JobNames {
    std::string_view id, name, status, failure_reason, allow_failure, created, started, finished;
};

constexpr JobNames in_pipeline{"id",         "name",       "status",     "failure_reason", "allow_failure",
                               "created_at", "started_at", "finished_at"};
constexpr JobNames in_job_hook{
    "build_id",         "build_name",       "build_status",     "build_failure_reason", "build_allow_failure",
    "build_created_at", "build_started_at", "build_finished_at"
};

/// A job's change without its run; none when its id or its state is not known. Branch, title and authors are left to
/// the pipeline: for a merge request a job has other names for them.
std::optional<PipelineChanged> job_of(JsonView job, const JobNames& names, const Project& project) {
    auto id = hooks::id_text(job[names.id]);
    const auto status = status_phase(job.text(names.status));
    if (id.empty() || !status) return std::nullopt;
    const auto reason = job.text(names.failure_reason);
    PipelineChanged change{.run = {}, .job = std::move(id), .phase = *status, .replaces = true, .reopens = true};
    if (*status == Phase::failed) {
        change.phase = failure_phase(reason, job[names.allow_failure].is_true());
        change.reason = reason_words(reason);
    }
    change.at = latest(job, {names.created, names.started, names.finished}).value_or(never);
    change.project = project.name;
    change.name = hooks::first_line(job.text(names.name));
    if (!project.url.empty()) change.url = project.url + "/-/jobs/" + change.job;
    change.began = time_of(job, names.started);
    if (commands::ended(change.phase)) change.ended = time_of(job, names.finished);
    return change;
}

/// A pipeline of a fork's branch may run in our project; the fork's "main" is not ours.
std::string branch_of(JsonView attributes, JsonView merge_request) {
    std::string branch(attributes.text("ref"));
    const auto source = merge_request["source_project_id"].whole_number();
    const auto target = merge_request["target_project_id"].whole_number();
    if (source == 0 || target == 0 || source == target) return branch;
    return "!" + hooks::id_text(merge_request["iid"]) + ":" + branch;
}

void tell_merge_request(PipelineChanged& change, JsonView merge_request) {
    const auto number = hooks::id_text(merge_request["iid"]);
    if (number.empty()) return;
    change.change_label = "!" + number;
    change.change_url = hooks::web_link(merge_request.text("url"));
    if (auto title = hooks::first_line(merge_request.text("title")); !title.empty()) change.title = std::move(title);
}

void tell_commit(PipelineChanged& change, JsonView commit) {
    change.title = hooks::first_line(hooks::first_text({commit.text("title"), commit.text("message")}));
    const auto written_by = commit["author"];
    Author author{.name = std::string(written_by.text("name")), .email = email(written_by.text("email"))};
    if (author != Author{}) change.authors.push_back(std::move(author));
}

PipelineChanged run_of(JsonView body, std::string_view id, Phase phase, const Project& project) {
    const auto attributes = body["object_attributes"];
    PipelineChanged change{.run = project.key + "/" + std::string(id), .phase = phase, .reopens = true};
    change.handle = project.key.substr(project.key.rfind('/') + 1) + "/" + std::string(id);
    change.at = latest(attributes, {"created_at", "finished_at"}).value_or(never);
    change.project = project.name;
    change.name = hooks::first_line(attributes.text("name"));
    change.number = id;
    change.branch = branch_of(attributes, body["merge_request"]);
    change.sha = attributes.text("sha");
    tell_commit(change, body["commit"]);
    tell_merge_request(change, body["merge_request"]);
    change.trigger = attributes.text("source");
    change.url = hooks::web_link(attributes.text("url"));
    if (change.url.empty() && !project.url.empty()) change.url = project.url + "/-/pipelines/" + change.number;
    change.actor = user(body["user"]);
    change.began = time_of(attributes, "created_at");
    if (commands::ended(phase)) change.ended = time_of(attributes, "finished_at");
    return change;
}

/// A pipeline's body has no time of its own change: it is as new as the newest thing in it. That is what tells a
/// pipeline that goes on (a job is retried, a manual one is played) from one that is told of late.
void tell_of_jobs(PipelineChanged& run, const std::vector<PipelineChanged>& jobs) {
    const PipelineChanged* first_broken = nullptr;
    for (const auto& job : jobs) {
        run.at = std::max(run.at, job.at);
        const bool earlier = !first_broken || job.at < first_broken->at;
        if (commands::broken(job.phase) && earlier) first_broken = &job;
    }
    if (!first_broken || !commands::broken(run.phase)) return;
    run.reason = first_broken->name;
    if (!first_broken->reason.empty()) run.reason.append(": ").append(first_broken->reason);
}

} // namespace

Result<Changes> read_pipeline(JsonView body) {
    const auto attributes = body["object_attributes"];
    PILOTHOUSE_TRY(const auto project, project_of(body));
    PILOTHOUSE_TRY(const auto id, hooks::needed_id(attributes, "id", "object_attributes.id"));
    PILOTHOUSE_TRY(const auto status, hooks::needed_text(attributes, "status", "object_attributes.status"));
    const auto phase = status_phase(status);
    if (!phase) return Changes{};

    auto run = run_of(body, id, *phase, project);
    std::vector<PipelineChanged> jobs;
    for (const auto build : body["builds"].elements())
        if (auto job = job_of(build, in_pipeline, project)) {
            job->run = run.run;
            jobs.push_back(*std::move(job));
        }
    tell_of_jobs(run, jobs);

    Changes changes;
    changes.reserve(jobs.size() + 1);
    changes.emplace_back(std::move(run));
    for (auto& job : jobs)
        changes.emplace_back(std::move(job));
    return changes;
}

Result<Changes> read_job(JsonView body) {
    PILOTHOUSE_TRY(const auto project, project_of(body));
    auto pipeline = hooks::id_text(body["pipeline_id"]);
    if (pipeline.empty()) pipeline = hooks::id_text(body["commit"]["id"]); // not a commit's: the pipeline's
    if (pipeline.empty()) return fail(Errc::bad_input, "'pipeline_id' is missing or no id");
    PILOTHOUSE_CHECK(hooks::needed_id(body, "build_id", "build_id"));
    PILOTHOUSE_CHECK(hooks::needed_text(body, "build_status", "build_status"));
    auto job = job_of(body, in_job_hook, project);
    if (!job) return Changes{};
    job->run = project.key + "/" + pipeline;
    job->sha = body.text("sha");
    return Changes{*std::move(job)};
}

} // namespace pilothouse::gitlab
