#include "integrations/azure/vendor.hpp"

#include "integrations/azure/states.hpp"
#include "integrations/hooks/body_key.hpp"
#include "integrations/hooks/fields.hpp"
#include "integrations/hooks/links.hpp"

#include <algorithm>
#include <array>

namespace pilothouse::azure {

namespace {
using commands::Phase;
using commands::PipelineChanged;

// Azure DevOps can't sign what it sends.
constexpr std::array proofs = {
    hooks::Proof{
        .header = "Authorization",
        .prefix = "Basic ",
        .algorithm = hooks::Algorithm::equality,
        .encoding = hooks::Encoding::base64,
    },
};

/// The numbers of builds are unique in an organization, whose id each event holds.
std::string run_key(JsonView body, std::string_view id) {
    std::string key("azure/");
    const auto containers = body["resourceContainers"];
    const auto where = hooks::first_text({containers["collection"].text("id"), containers["account"].text("id")});
    if (!where.empty()) key.append(where).append(1, '/');
    return key.append(id);
}

/// "acme/api-ci": the organization and the pipeline, since these are all that each event tells. The organization is the
/// path of https://dev.azure.com/acme/, or the first name in https://acme.visualstudio.com/.
std::string project_of(JsonView body, std::string_view pipeline) {
    std::string_view base;
    for (const auto* container : {"collection", "account", "project"})
        if (base.empty()) base = body["resourceContainers"][container].text("baseUrl");
    auto organization = hooks::repository_path(base);
    if (organization.empty() && base.contains("://")) {
        const auto host = base.substr(base.find("://") + 3);
        organization = host.substr(0, host.find_first_of("./:"));
    }
    if (organization.empty() || pipeline.empty()) return organization.append(pipeline);
    return organization.append(1, '/').append(pipeline);
}

/// A person is known by an address, or on a server of one's own as "DOMAIN\name".
commands::Author person(JsonView who) {
    commands::Author author{.name = std::string(who.text("displayName"))};
    const auto unique = who.text("uniqueName");
    (unique.contains('@') ? author.email : author.login) = unique;
    return author;
}

/// "refs/pull/12/merge" is no branch, but a pull request.
void tell_branch(PipelineChanged& change, std::string_view ref) {
    constexpr std::string_view pull = "refs/pull/";
    if (!ref.starts_with(pull)) {
        change.branch = hooks::short_ref(ref);
        return;
    }
    ref.remove_prefix(pull.size());
    change.change_label = "#" + std::string(ref.substr(0, ref.find('/')));
}

/// The first repository is the pipeline's own; others are used by it.
void tell_repository(PipelineChanged& change, JsonView repository) {
    const auto commit = repository["change"];
    change.title = hooks::first_line(commit.text("message"));
    if (change.sha.empty()) change.sha = commit.text("version");
    const auto author = commit["author"];
    change.authors.push_back({.name = std::string(author.text("name")), .email = std::string(author.text("email"))});
    std::erase(change.authors, commands::Author{});
}

/// What is the same for a run and its jobs. A part of a run that is tried again takes the run back from its end.
PipelineChanged change_of(const hooks::Delivery& delivery, const std::string& id) {
    const auto resource = delivery.json["resource"];
    const auto run = resource["run"];
    PipelineChanged change{.run = run_key(delivery.json, id), .reopens = true};
    const auto pipeline = resource["pipeline"] ? resource["pipeline"] : run["pipeline"];
    change.at = hooks::time_at(delivery.json, "createdDate").value_or(delivery.received);
    change.name = pipeline.text("name");
    change.project = project_of(delivery.json, change.name);
    change.number = run.text("name");
    change.url = hooks::web_link(run["_links"]["web"].text("href"));
    const auto self = run["resources"]["repositories"]["self"];
    tell_branch(change, self.text("refName"));
    change.sha = self.text("version");
    tell_repository(change, resource["repositories"].first());
    return change;
}

void tell_end(PipelineChanged& change, JsonView part, std::string_view began, std::string_view ended) {
    change.began = hooks::time_at(part, began);
    if (!commands::ended(change.phase)) return;
    change.ended = hooks::time_at(part, ended);
    change.reason = reason_of(part.text("result"));
}

Result<hooks::Reading> read_run(const hooks::Delivery& delivery, std::string_view event) {
    const auto run = delivery.json["resource"]["run"];
    PILOTHOUSE_TRY(const auto id, hooks::needed_id(run, "id", "resource.run.id"));
    PILOTHOUSE_TRY(const auto state, hooks::needed_text(run, "state", "resource.run.state"));
    const auto phase = phase_of(state, run.text("result"));
    if (!phase) return hooks::Reading{.event = std::string(event)};
    auto change = change_of(delivery, id);
    change.phase = *phase;
    tell_end(change, run, "createdDate", "finishedDate");
    return hooks::Reading{.changes = {std::move(change)}, .event = std::string(event)};
}

/// Stages and jobs that a pipeline does not name are "__default".
std::string_view named(JsonView part) {
    const auto name = hooks::first_text({part.text("displayName"), part.text("name")});
    return name == "__default" ? std::string_view{} : name;
}

/// A job that is tried again has another id; its name and that of its stage are unique in a run, and stay.
Result<hooks::Reading> read_job(const hooks::Delivery& delivery, std::string_view event) {
    const auto resource = delivery.json["resource"];
    const auto job = resource["job"];
    PILOTHOUSE_TRY(const auto id, hooks::needed_id(resource["run"], "id", "resource.run.id"));
    PILOTHOUSE_TRY(const auto name, hooks::needed_text(job, "name", "resource.job.name"));
    PILOTHOUSE_TRY(const auto state, hooks::needed_text(job, "state", "resource.job.state"));
    const auto phase = phase_of(state, job.text("result"));
    if (!phase) return hooks::Reading{.event = std::string(event)};
    auto change = change_of(delivery, id);
    change.phase = *phase;
    change.job = std::string(resource["stage"].text("name")).append(1, '/').append(name);
    const auto stage = named(resource["stage"]);
    const auto own = hooks::first_text({named(job), "job"});
    change.name = stage.empty() ? std::string(own) : std::string(stage).append(": ").append(own);
    if (auto url = hooks::web_link(job["_links"]["web"].text("href")); !url.empty()) change.url = std::move(url);
    tell_end(change, job, "startTime", "finishTime");
    return hooks::Reading{.changes = {std::move(change)}, .event = std::string(event)};
}

/// Only the end of a build, but with the branch, the commit and who it is for, which events of runs leave out.
Result<hooks::Reading> read_build(const hooks::Delivery& delivery, std::string_view event) {
    const auto build = delivery.json["resource"];
    PILOTHOUSE_TRY(const auto id, hooks::needed_id(build, "id", "resource.id"));
    PILOTHOUSE_TRY(const auto status, hooks::needed_text(build, "status", "resource.status"));
    const auto phase = phase_of(status, build.text("result"));
    if (!phase) return hooks::Reading{.event = std::string(event)};
    PipelineChanged change{.run = run_key(delivery.json, id), .phase = *phase, .reopens = true};
    change.at = hooks::time_at(delivery.json, "createdDate").value_or(delivery.received);
    change.name = build["definition"].text("name");
    change.project = project_of(delivery.json, change.name);
    change.number = build.text("buildNumber");
    change.sha = build.text("sourceVersion");
    change.title = hooks::first_line(build["triggerInfo"].text("ci.message"));
    change.trigger = build.text("reason");
    change.url = hooks::web_link(build["_links"]["web"].text("href"));
    tell_branch(change, build.text("sourceBranch"));
    change.actor = person(build["requestedFor"] ? build["requestedFor"] : build["requests"].first()["requestedFor"]);
    tell_end(change, build, "startTime", "finishTime");
    return hooks::Reading{.changes = {std::move(change)}, .event = std::string(event)};
}

/// A run that waits for an approval is in progress all the while. Some events of approvals don't say of which run.
Result<hooks::Reading> read_approval(const hooks::Delivery& delivery, std::string_view event) {
    const auto resource = delivery.json["resource"];
    const auto id = hooks::id_text(resource["run"]["id"]);
    const auto status = resource["approval"].text("status");
    hooks::Reading reading{.event = std::string(event)};
    if (id.empty() || (status != "pending" && status != "approved")) return reading;
    auto change = change_of(delivery, id);
    change.phase = status == "pending" ? Phase::waiting : Phase::running;
    reading.changes.emplace_back(std::move(change));
    return reading;
}

struct Event {
    std::string_view type;
    std::string_view name; ///< for counting
    Result<hooks::Reading> (*read)(const hooks::Delivery& delivery, std::string_view event);
};

constexpr std::array events = {
    Event{"build.complete", "build.complete", read_build},
    Event{"ms.vss-pipelines.run-state-changed-event", "run-state-changed", read_run},
    Event{"ms.vss-pipelines.job-state-changed-event", "job-state-changed", read_job},
    Event{"ms.vss-pipelinechecks-events.approval-pending", "approval-pending", read_approval},
    Event{"ms.vss-pipelinechecks-events.approval-completed", "approval-completed", read_approval},
};

Result<hooks::Reading> read(const hooks::Delivery& delivery) {
    PILOTHOUSE_TRY(const auto type, hooks::needed_text(delivery.json, "eventType", "eventType"));
    const auto* event = std::ranges::find(events, type, &Event::type);
    if (event == events.end()) return hooks::Reading{.event = hooks::event_name(type)};
    return event->read(delivery, event->name);
}

/// The id is the event's, so two subscriptions that send the same event tell of it once.
std::string key(const hooks::Delivery& delivery) {
    const auto id = delivery.json.text("id");
    return id.empty() ? hooks::body_key(delivery) : std::string(id);
}

constexpr std::string_view setup =
    R"(In Azure DevOps, Project settings, Service hooks, create a subscription "Web Hooks" for each of the events
  Build completed, Run state changed, Run job state changed, Run stage waiting for approval,
  Run stage approval completed
each with
  URL                            {url}
  Basic authentication username  what stands before the colon in {secret}
  Basic authentication password  what stands behind it (the secret is of the form user:password)
  Resource details to send       All
The button Test sends a made-up build, which is shown here as one if it failed.
)";

constexpr hooks::Vendor azure_vendor = {
    .name = "azure",
    .title = "Azure DevOps",
    .proofs = proofs,
    .key = key,
    .read = read,
    .setup = setup,
};
} // namespace

const hooks::Vendor& vendor() {
    return azure_vendor;
}

} // namespace pilothouse::azure
