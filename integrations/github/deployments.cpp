#include "integrations/github/events.hpp"
#include "integrations/github/parts.hpp"
#include "integrations/hooks/fields.hpp"
#include "integrations/hooks/links.hpp"

#include <array>
#include <utility>

namespace pilothouse::github {

using commands::DeployChanged;
using commands::Phase;

namespace {

/// "inactive" is not among them: a later deploy has taken the place of this one, and is told of itself.
constexpr std::array<hooks::PhaseName, 7> states = {{
    {"queued", Phase::queued},
    {"pending", Phase::queued},
    {"waiting", Phase::waiting},
    {"in_progress", Phase::running},
    {"success", Phase::succeeded},
    {"failure", Phase::failed},
    {"error", Phase::failed},
}};

/// Deploys out of a workflow are created by a bot; the person is the one who began the run.
commands::Author who(JsonView body) {
    const auto run = body["workflow_run"];
    for (const auto person : {run["triggering_actor"], run["actor"], body["deployment"]["creator"]})
        if (auto author = account(person); !author.login.empty()) return author;
    return {};
}

/// The payload comes back as it was given: an object, or the text of one.
std::string our_number(JsonView payload) {
    constexpr std::string_view field = "bot_deploy_id";
    if (payload.is_object()) return hooks::id_text(payload[field]);
    if (payload.text().empty()) return {};
    const auto document = JsonDocument::read(payload.text(), {.bytes = 64U << 10U, .nodes = 1'000});
    return document ? hooks::id_text(document->root()[field]) : std::string();
}

Result<DeployChanged> deploy_of(JsonView body) {
    const auto deployment = body["deployment"];
    PILOTHOUSE_TRY(const auto repository, repository_of(body));
    PILOTHOUSE_TRY(const auto id, hooks::needed_id(deployment, "id", "deployment.id"));
    DeployChanged change{.deploy = repository.key + "/deployment/" + id};
    change.project = repository.name;
    change.environment = hooks::first_line(deployment.text("environment"));
    change.version = hooks::first_text({deployment.text("ref"), deployment.text("sha")});
    change.sha = deployment.text("sha");
    change.url = hooks::web_link(body["workflow_run"].text("html_url"));
    change.ours = our_number(deployment["payload"]);
    change.actor = who(body);
    return change;
}

} // namespace

Result<Changes> read_deployment(JsonView body) {
    if (const auto action = body.text("action"); !action.empty() && action != "created") return Changes{};
    PILOTHOUSE_TRY(auto change, deploy_of(body));
    change.at = hooks::first_time(body["deployment"], {"created_at", "updated_at"}).value_or(Time{});
    return Changes{std::move(change)};
}

Result<Changes> read_deployment_status(JsonView body) {
    if (const auto action = body.text("action"); !action.empty() && action != "created") return Changes{};
    const auto status = body["deployment_status"];
    PILOTHOUSE_TRY(auto change, deploy_of(body));
    PILOTHOUSE_TRY(const auto state, hooks::needed_text(status, "state", "deployment_status.state"));
    const auto phase = hooks::phase_named(states, state);
    if (!phase) return Changes{};
    change.phase = *phase;
    change.at = hooks::first_time(status, {"created_at", "updated_at"}).value_or(Time{});
    if (const auto place = hooks::first_line(status.text("environment")); !place.empty()) change.environment = place;
    if (commands::broken(*phase)) change.reason = hooks::first_line(status.text("description"));
    change.url = hooks::first_text(
        {status.text("log_url"), status.text("target_url"), change.url, status.text("environment_url")}
    );
    return Changes{std::move(change)};
}

} // namespace pilothouse::github
