#include "integrations/github/events.hpp"
#include "integrations/github/parts.hpp"
#include "integrations/hooks/fields.hpp"
#include "integrations/hooks/links.hpp"

#include <array>
#include <utility>

namespace pilothouse::github {

using commands::Phase;
using commands::PipelineChanged;

namespace {

constexpr std::array<std::string_view, 4> check_actions = {"created", "completed", "rerequested", "requested_action"};
constexpr std::array<std::string_view, 3> suite_actions = {"requested", "rerequested", "completed"};

constexpr std::array<hooks::PhaseName, 4> states = {{
    {"pending", Phase::running},
    {"success", Phase::succeeded},
    {"failure", Phase::failed},
    {"error", Phase::failed},
}};

/// Actions tell of themselves by workflow_run and workflow_job, and say more there.
bool is_of_actions(JsonView check) {
    return check["app"].text("slug") == "github-actions";
}

/// A suite as a run. It has no attempts: asked for again, it goes back from its end.
PipelineChanged suite_run(JsonView suite, std::string run, Phase phase, const Repository& repository) {
    PipelineChanged change{.run = std::move(run), .phase = phase, .reopens = true};
    change.at = hooks::first_time(suite, {"updated_at", "created_at"}).value_or(Time{});
    change.project = repository.name;
    change.name = hooks::first_line(hooks::first_text({suite["app"].text("name"), suite["app"].text("slug")}));
    change.branch = suite.text("head_branch");
    change.sha = suite.text("head_sha");
    change.title = hooks::first_line(suite["head_commit"].text("message"));
    if (!repository.url.empty() && !change.sha.empty())
        change.url = repository.url + "/commit/" + change.sha + "/checks";
    tell_pull_request(change, suite["pull_requests"], repository);
    if (auto author = git_author(suite["head_commit"]["author"]); author != commands::Author{})
        change.authors.push_back(std::move(author));
    change.began = hooks::time_at(suite, "created_at");
    if (commands::ended(phase)) change.ended = hooks::time_at(suite, "updated_at");
    return change;
}

std::string suite_key(const Repository& repository, std::string_view id) {
    return repository.key + "/suite/" + std::string(id);
}

} // namespace

Result<Changes> read_check_suite(JsonView body) {
    const auto action = body.text("action");
    const auto suite = body["check_suite"];
    if (!is_known(suite_actions, action) || is_of_actions(suite)) return Changes{};
    PILOTHOUSE_TRY(const auto repository, repository_of(body));
    PILOTHOUSE_TRY(const auto id, hooks::needed_id(suite, "id", "check_suite.id"));
    PILOTHOUSE_TRY(const auto phase, phase_of(suite, action, "check_suite"));
    if (!phase) return Changes{};
    return Changes{suite_run(suite, suite_key(repository, id), *phase, repository)};
}

Result<Changes> read_check_run(JsonView body) {
    const auto action = body.text("action");
    const auto check = body["check_run"];
    const auto suite = check["check_suite"];
    if (!is_known(check_actions, action) || is_of_actions(check) || is_of_actions(suite)) return Changes{};
    PILOTHOUSE_TRY(const auto repository, repository_of(body));
    PILOTHOUSE_TRY(auto id, hooks::needed_id(check, "id", "check_run.id"));
    PILOTHOUSE_TRY(const auto phase, phase_of(check, {}, "check_run"));
    if (!phase) return Changes{};

    Changes changes;
    PipelineChanged change{.run = repository.key + "/check/" + id, .phase = *phase, .reopens = true};
    if (const auto suite_id = hooks::id_text(suite["id"]); !suite_id.empty()) {
        change.run = suite_key(repository, suite_id);
        change.job = std::move(id);
        change.replaces = true;
        if (const auto told = check_phase(suite.text("status"), suite.text("conclusion"), {}))
            changes.emplace_back(suite_run(suite, change.run, *told, repository));
    }
    change.at = (commands::ended(*phase) ? hooks::first_time(check, {"completed_at", "started_at"})
                                         : hooks::time_at(check, "started_at"))
                    .value_or(Time{});
    change.project = repository.name;
    change.name = hooks::first_line(check.text("name"));
    change.branch = suite.text("head_branch");
    change.sha = check.text("head_sha");
    change.url = hooks::web_link(hooks::first_text({check.text("html_url"), check.text("details_url")}));
    tell_pull_request(change, check["pull_requests"], repository);
    if (commands::broken(*phase)) change.reason = hooks::first_line(check["output"].text("title"));
    change.began = hooks::time_at(check, "started_at");
    if (commands::ended(*phase)) change.ended = hooks::time_at(check, "completed_at");
    changes.emplace_back(std::move(change));
    return changes;
}

Result<Changes> read_status(JsonView body) {
    PILOTHOUSE_TRY(const auto repository, repository_of(body));
    PILOTHOUSE_TRY(auto sha, hooks::needed_text(body, "sha", "sha"));
    PILOTHOUSE_TRY(const auto state, hooks::needed_text(body, "state", "state"));
    const auto phase = hooks::phase_named(states, state);
    if (!phase) return Changes{};

    const auto context = hooks::first_text({body.text("context"), "default"});
    PipelineChanged change{.run = repository.key + "/status/" + sha + "/" + std::string(context), .phase = *phase};
    change.reopens = true; // an old CI builds a commit again in the same context
    change.at = hooks::first_time(body, {"updated_at", "created_at"}).value_or(Time{});
    change.project = repository.name;
    change.name = hooks::first_line(context);
    change.branch = body["branches"].is_array() ? body["branches"].first().text("name") : std::string_view();
    change.sha = std::move(sha);
    const auto commit = body["commit"];
    change.title = hooks::first_line(commit["commit"].text("message"));
    change.url = hooks::web_link(hooks::first_text({body.text("target_url"), commit.text("html_url")}));
    if (commands::broken(*phase)) change.reason = hooks::first_line(body.text("description"));
    auto author = git_author(commit["commit"]["author"]);
    if (const auto login = commit["author"].text("login"); !login.empty()) author.login = login;
    if (author != commands::Author{}) change.authors.push_back(std::move(author));
    (commands::ended(*phase) ? change.ended : change.began) = hooks::time_at(body, "updated_at");
    return Changes{std::move(change)};
}

} // namespace pilothouse::github
