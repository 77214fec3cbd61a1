#include "integrations/circleci/vendor.hpp"

#include "integrations/hooks/fields.hpp"
#include "integrations/hooks/links.hpp"

#include <algorithm>
#include <array>

namespace pilothouse::circleci {

namespace {
using commands::Phase;

// "v1=…,v2=…": versions that are not known here are passed over.
constexpr std::array proofs = {hooks::Proof{.header = "circleci-signature", .prefix = "v1=", .separator = ','}};

struct Outcome {
    std::string_view status;
    Phase phase;
    std::string_view reason;
};

constexpr std::array outcomes = {
    Outcome{"success", Phase::succeeded, ""},
    Outcome{"failed", Phase::failed, ""},
    Outcome{"error", Phase::failed, "CircleCI could not run it"},
    Outcome{"canceled", Phase::cancelled, ""},
    Outcome{"unauthorized", Phase::needs_action, "whoever started it may not use what it needs"},
};

// Of a status that is not known, only that it is an end.
constexpr Outcome unknown_end = {"", Phase::neutral, ""};

Outcome outcome_of(std::string_view status) {
    const auto* found = std::ranges::find(outcomes, status, &Outcome::status);
    return found == outcomes.end() ? unknown_end : *found;
}

/// Pipelines of the OAuth integrations of GitHub and Bitbucket tell of their commit under "vcs".
void tell_vcs(commands::PipelineChanged& change, JsonView vcs) {
    const auto commit = vcs["commit"];
    change.branch = hooks::first_text({vcs.text("branch"), vcs.text("tag")});
    change.sha = vcs.text("revision");
    change.title = hooks::first_line(commit.text("subject"));
    const auto author = commit["author"];
    change.authors.push_back({.name = std::string(author.text("name")), .email = std::string(author.text("email"))});
}

/// All others do so under "trigger_parameters": the checkout under "git", the push under the name of its sender.
void tell_trigger(commands::PipelineChanged& change, JsonView parameters) {
    const auto git = parameters["git"];
    change.branch = hooks::short_ref(hooks::first_text({git.text("branch"), git.text("tag"), git.text("ref")}));
    change.sha = git.text("checkout_sha");
    for (const auto* sender : {"github_app", "gitlab", "bitbucket_dc"}) {
        const auto push = parameters[sender];
        if (!push.is_object()) continue;
        change.title = hooks::first_line(push.text("commit_title"));
        change.authors.push_back(
            {.name = std::string(push.text("commit_author_name")),
             .email = std::string(push.text("commit_author_email"))}
        );
        change.actor = {.name = std::string(push.text("user_name")), .login = std::string(push.text("user_username"))};
        return;
    }
}

/// "acme/api". A slug ("gh/acme/api") holds ids in place of names for projects of the newer integrations.
std::string project_of(JsonView body) {
    const auto owner = body["organization"].text("name");
    const auto name = body["project"].text("name");
    if (!owner.empty() && !name.empty()) return std::string(owner).append(1, '/').append(name);
    const auto slug = body["project"].text("slug");
    const auto cut = slug.find('/');
    return std::string(cut == std::string_view::npos ? slug : slug.substr(cut + 1));
}

/// What is the same for a workflow and its jobs. A workflow that is run again is another workflow.
commands::PipelineChanged change_of(JsonView body, std::string_view workflow) {
    const auto pipeline = body["pipeline"];
    commands::PipelineChanged change{.run = std::string("circleci/").append(workflow)};
    change.project = project_of(body);
    change.number = hooks::id_text(pipeline["number"]);
    change.trigger = pipeline["trigger"].text("type");
    change.url = hooks::web_link(body["workflow"].text("url"));
    if (const auto vcs = pipeline["vcs"])
        tell_vcs(change, vcs);
    else
        tell_trigger(change, pipeline["trigger_parameters"]);
    std::erase(change.authors, commands::Author{});
    return change;
}

/// `part` is the workflow or the job; both end in the same words.
void tell_end(commands::PipelineChanged& change, JsonView body, JsonView part, std::string_view began) {
    const auto outcome = outcome_of(part.text("status"));
    change.phase = outcome.phase;
    change.reason = outcome.reason;
    change.name = part.text("name");
    change.began = hooks::time_at(part, began);
    change.ended = hooks::time_at(part, "stopped_at");
    const auto told = hooks::time_at(body, "happened_at");
    change.at = told ? *told : change.ended.value_or(Time{});
}

Result<hooks::Reading> read_workflow(JsonView body) {
    const auto workflow = body["workflow"];
    PILOTHOUSE_TRY(const auto id, hooks::needed_text(workflow, "id", "workflow.id"));
    PILOTHOUSE_CHECK(hooks::needed_text(workflow, "status", "workflow.status"));
    auto change = change_of(body, id);
    tell_end(change, body, workflow, "created_at");
    return hooks::Reading{.changes = {std::move(change)}, .event = "workflow-completed"};
}

Result<hooks::Reading> read_job(JsonView body) {
    const auto job = body["job"];
    PILOTHOUSE_TRY(const auto workflow, hooks::needed_text(body["workflow"], "id", "workflow.id"));
    PILOTHOUSE_TRY(auto id, hooks::needed_text(job, "id", "job.id"));
    PILOTHOUSE_CHECK(hooks::needed_text(job, "status", "job.status"));
    auto change = change_of(body, workflow);
    change.job = std::move(id);
    tell_end(change, body, job, "started_at");
    if (const auto number = hooks::id_text(job["number"]); !number.empty() && !change.url.empty())
        change.url.append("/jobs/").append(number);
    return hooks::Reading{.changes = {std::move(change)}, .event = "job-completed"};
}

hooks::Reading greeting(JsonView body) {
    hooks::Reading reading{.event = "ping", .greeting = "CircleCI's webhook"};
    if (const auto name = body["webhook"].text("name"); !name.empty())
        reading.greeting.append(" '").append(name).append("'");
    reading.greeting += " has made contact";
    return reading;
}

Result<hooks::Reading> read(const hooks::Delivery& delivery) {
    const auto body = delivery.json;
    const auto type = body.text("type");
    if (type == "ping") return greeting(body);
    // CircleCI's own sample of a job of a GitLab project has the type of a workflow.
    if (type == "job-completed" || (type == "workflow-completed" && body["job"].is_object())) return read_job(body);
    if (type == "workflow-completed") return read_workflow(body);
    return hooks::Reading{.event = hooks::event_name(type)};
}

/// CircleCI announces that it may send twice, and that the id tells.
std::string key(const hooks::Delivery& delivery) {
    return std::string(delivery.json.text("id"));
}

constexpr std::string_view setup = R"(In CircleCI, Project Settings, Webhooks, Add Webhook:
  Receiver URL   {url}
  Secret token   {secret}
  Certificate verification on; events: Workflow Completed and Job Completed
CircleCI tells of ends only, so a build shows here when its first job has ended.
)";

constexpr hooks::Vendor circleci_vendor = {
    .name = "circleci",
    .title = "CircleCI",
    .proofs = proofs,
    .key = key,
    .read = read,
    .setup = setup,
};
} // namespace

const hooks::Vendor& vendor() {
    return circleci_vendor;
}

} // namespace pilothouse::circleci
