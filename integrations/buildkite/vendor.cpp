#include "integrations/buildkite/vendor.hpp"

#include "integrations/buildkite/states.hpp"
#include "integrations/hooks/body_key.hpp"
#include "integrations/hooks/fields.hpp"
#include "integrations/hooks/links.hpp"

#include <algorithm>
#include <array>

namespace pilothouse::buildkite {

namespace {
using commands::PipelineChanged;

constexpr std::array proofs = {
    hooks::Proof{
        .header = "X-Buildkite-Signature",
        .prefix = "signature=",
        .separator = ',',
        .text = "{time}.{body}",
        .tolerance = std::chrono::minutes(5),
    },
    hooks::Proof{
        .header = "X-Buildkite-Token",
        .algorithm = hooks::Algorithm::equality,
        .encoding = hooks::Encoding::plain,
    },
};

constexpr std::array<std::string_view, 5> build_events = {
    "build.scheduled", "build.running", "build.failing", "build.finished", "build.skipped"
};
constexpr std::array<std::string_view, 4> job_events = {
    "job.scheduled", "job.started", "job.finished", "job.activated"
};

/// No body says when it was sent: the latest moment of a state is the one since which it is so.
Time latest(JsonView object) {
    Time latest{};
    for (const auto* field :
         {"created_at", "scheduled_at", "runnable_at", "started_at", "unblocked_at", "failing_at", "finished_at"})
        latest = std::max(latest, hooks::time_at(object, field).value_or(Time{}));
    return latest;
}

commands::Author person(JsonView person) {
    return {
        .name = std::string(person.text("name")),
        .email = std::string(person.text("email")),
        .login = std::string(person.text("username")),
    };
}

/// "acme/api": the repository, as other systems name it; else the organisation and the pipeline, from
/// https://buildkite.com/acme/api/builds/2.
std::string project_of(JsonView build, JsonView pipeline) {
    if (auto path = hooks::repository_path(pipeline.text("repository")); !path.empty()) return path;
    const auto path = hooks::repository_path(build.text("web_url"));
    const auto builds = path.find("/builds/");
    return builds == std::string::npos ? std::string(pipeline.text("slug")) : path.substr(0, builds);
}

/// What is the same for a build and its jobs. A rebuild is another build; a job that is retried takes the build back
/// from its end.
PipelineChanged change_of(JsonView body, const std::string& build_id) {
    const auto build = body["build"];
    const auto pipeline = body["pipeline"] ? body["pipeline"] : build["pipeline"];
    PipelineChanged change{.run = "buildkite/" + build_id, .reopens = true};
    change.project = project_of(build, pipeline);
    change.number = hooks::id_text(build["number"]);
    change.branch = build.text("branch");
    if (change.branch.empty()) change.branch = build.text("tag");
    // A build that a person starts says "HEAD" until an agent has looked it up.
    if (build.text("commit") != "HEAD") change.sha = build.text("commit");
    change.title = hooks::first_line(build.text("message"));
    change.trigger = build.text("source");
    change.url = hooks::web_link(build.text("web_url"));
    if (const auto pull = hooks::id_text(build["pull_request"]["id"]); !pull.empty()) change.change_label = "#" + pull;
    change.actor = person(build["creator"]);
    if (const auto author = person(build["author"]); author != commands::Author{}) change.authors.push_back(author);
    return change;
}

PipelineChanged build_change(JsonView body, const std::string& id) {
    const auto build = body["build"];
    auto change = change_of(body, id);
    change.name = (body["pipeline"] ? body["pipeline"] : build["pipeline"]).text("name");
    change.phase = build_phase(build);
    change.at = latest(build);
    change.began = hooks::time_at(build, "started_at");
    if (commands::ended(change.phase)) change.ended = hooks::time_at(build, "finished_at");
    return change;
}

/// Command steps may have no name; then the command stands for it. Block steps have a label.
std::string job_name(JsonView job) {
    for (const auto* field : {"name", "label", "command"})
        if (auto name = hooks::first_line(job.text(field)); !name.empty()) return name;
    return {};
}

PipelineChanged job_change(JsonView body, const std::string& build_id, std::string job_id) {
    const auto job = body["job"];
    auto change = change_of(body, build_id);
    change.job = std::move(job_id);
    change.name = job_name(job);
    change.phase = job_phase(job);
    change.at = latest(job);
    change.began = hooks::time_at(job, "started_at");
    change.ended = hooks::time_at(job, "finished_at");
    if (commands::broken(change.phase) || change.phase == commands::Phase::neutral) change.reason = failure_of(job);
    if (auto own = hooks::web_link(job.text("web_url")); !own.empty())
        change.url = std::move(own);
    else if (!change.url.empty())
        change.url.append(1, '#').append(change.job);
    return change;
}

Result<hooks::Reading> read_build(JsonView body, std::string_view event) {
    PILOTHOUSE_TRY(const auto id, hooks::needed_text(body["build"], "id", "build.id"));
    PILOTHOUSE_CHECK(hooks::needed_text(body["build"], "state", "build.state"));
    return hooks::Reading{.changes = {build_change(body, id)}, .event = std::string(event)};
}

/// The event of a job tells of the build too: a job that is retried is the first sign that the build goes on.
Result<hooks::Reading> read_job(JsonView body, std::string_view event) {
    PILOTHOUSE_TRY(auto id, hooks::needed_text(body["job"], "id", "job.id"));
    PILOTHOUSE_CHECK(hooks::needed_text(body["job"], "state", "job.state"));
    PILOTHOUSE_TRY(auto reading, read_build(body, event));
    auto& build = std::get<PipelineChanged>(reading.changes.front());
    auto job = job_change(body, hooks::id_text(body["build"]["id"]), std::move(id));
    build.at = std::max(build.at, job.at);
    // The steps between the others that only wait have no name, and nothing to show.
    if (body["job"].text("type") != "waiter") reading.changes.emplace_back(std::move(job));
    return reading;
}

Result<hooks::Reading> read(const hooks::Delivery& delivery) {
    const auto event = delivery.json.text("event");
    if (event == "ping") return hooks::Reading{.event = "ping", .greeting = "Buildkite's webhook has made contact"};
    if (std::ranges::find(build_events, event) != build_events.end()) return read_build(delivery.json, event);
    if (std::ranges::find(job_events, event) != job_events.end()) return read_job(delivery.json, event);
    return hooks::Reading{.event = hooks::event_name(event)};
}

constexpr std::string_view setup = R"(In Buildkite, Organization Settings, Notification Services, add a Webhook:
  Webhook URL  {url}
  Token        {secret}, sent as an X-Buildkite-Signature header (the choice below the token)
  Events       all of build.* and job.*
)";

constexpr hooks::Vendor buildkite_vendor = {
    .name = "buildkite",
    .title = "Buildkite",
    .proofs = proofs,
    // No delivery has an id. A name made of the event, the build and its state would take what follows a retried job
    // for a duplicate of what came before it.
    .key = hooks::body_key,
    .read = read,
    .setup = setup,
};
} // namespace

const hooks::Vendor& vendor() {
    return buildkite_vendor;
}

} // namespace pilothouse::buildkite
