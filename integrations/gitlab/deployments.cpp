#include "integrations/gitlab/events.hpp"
#include "integrations/gitlab/parts.hpp"
#include "integrations/hooks/fields.hpp"
#include "integrations/hooks/links.hpp"

#include <array>
#include <utility>

namespace pilothouse::gitlab {

using commands::DeployChanged;
using commands::Phase;

namespace {

constexpr std::array<hooks::PhaseName, 7> statuses = {{
    {"created", Phase::queued},
    {"blocked", Phase::waiting},
    {"running", Phase::running},
    {"success", Phase::succeeded},
    {"failed", Phase::failed},
    {"canceled", Phase::cancelled},
    {"skipped", Phase::skipped},
}};

/// The whole commit stands in its address only.
std::string sha_of(JsonView body) {
    const auto address = body.text("commit_url");
    const auto last = address.substr(address.rfind('/') + 1); // npos + 1 is 0
    const auto part = body.text("short_sha");
    return std::string(!part.empty() && last.starts_with(part) ? last : part);
}

} // namespace

Result<Changes> read_deployment(JsonView body) {
    PILOTHOUSE_TRY(const auto project, project_of(body));
    PILOTHOUSE_TRY(const auto id, hooks::needed_id(body, "deployment_id", "deployment_id"));
    PILOTHOUSE_TRY(const auto status, hooks::needed_text(body, "status", "status"));
    const auto phase = hooks::phase_named(statuses, status);
    if (!phase) return Changes{};

    DeployChanged change{.deploy = project.key + "/deployment/" + id, .phase = *phase};
    change.at = time_of(body, "status_changed_at").value_or(Time{});
    change.project = project.name;
    change.environment = hooks::first_line(body.text("environment"));
    change.sha = sha_of(body);
    change.version = hooks::first_text({body.text("ref"), change.sha});
    // Deploys made through the API have no job to link to.
    change.url =
        hooks::web_link(hooks::first_text({body.text("deployable_url"), body.text("environment_external_url")}));
    change.actor = user(body["user"]);
    return Changes{std::move(change)};
}

} // namespace pilothouse::gitlab
