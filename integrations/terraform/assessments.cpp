#include "integrations/terraform/assessments.hpp"

#include "integrations/hooks/fields.hpp"
#include "integrations/hooks/links.hpp"
#include "integrations/net/url.hpp"
#include "integrations/terraform/runs.hpp"

#include <algorithm>
#include <array>

namespace pilothouse::terraform {

namespace {
struct Trouble {
    std::string_view trigger;
    std::string_view name; ///< of the group, and of the alert
    std::string_view title;
};

constexpr std::array troubles = {
    Trouble{"assessment:drifted", "drifted", "Drift"},
    Trouble{"assessment:check_failure", "check_failure", "Failed checks"},
    Trouble{"assessment:failed", "failed", "Failed health assessment"},
};

std::string counted(std::int64_t count, std::string_view one, std::string_view many) {
    return std::to_string(count).append(1, ' ').append(count == 1 ? one : many);
}

std::string summary_of(const Trouble& trouble, JsonView result, JsonView body) {
    if (const auto count = result["resources_drifted"].whole_number(); trouble.name == "drifted" && count > 0)
        return counted(count, "resource is", "resources are") + " not as configured";
    constexpr std::int64_t believable = 1'000'000'000;
    const auto failed = std::clamp<std::int64_t>(result["checks_failed"].whole_number(), 0, believable) +
                        std::clamp<std::int64_t>(result["checks_errored"].whole_number(), 0, believable);
    if (trouble.name == "check_failure" && failed > 0) return counted(failed, "check fails", "checks fail");
    return hooks::first_line(body.text("message"));
}

/// The addresses in the body are the API's, for programs; this is the workspace as people see it.
std::string page_of(JsonView details, std::string_view api) {
    const auto owner = details.text("organization_name");
    const auto name = details.text("workspace_name");
    if (owner.empty() || name.empty()) return {};
    return hooks::web_link("/app/" + net::percent_encoded(owner) + "/workspaces/" + net::percent_encoded(name), api);
}
} // namespace

bool is_assessment(std::string_view trigger) {
    return std::ranges::find(troubles, trigger, &Trouble::trigger) != troubles.end();
}

Result<hooks::Reading> read_assessment(JsonView body, Time received) {
    const auto& trouble = *std::ranges::find(troubles, body.text("trigger"), &Trouble::trigger);
    const auto details = body["details"];
    const auto result = details["new_assessment_result"];
    PILOTHOUSE_TRY(const auto workspace, hooks::needed_id(details, "workspace_id", "details.workspace_id"));
    const auto api = body.text("notification_configuration_url");
    const auto address = hooks::installation("terraform", "app.terraform.io", api);

    commands::AlertChanged change{.group = trouble_group(address, workspace, trouble.name)};
    auto project = std::string(details.text("organization_name"));
    project.append(project.empty() ? "" : "/").append(hooks::first_text({details.text("workspace_name"), workspace}));
    change.title = std::string(trouble.title).append(": ").append(project);
    change.url = page_of(details, api);
    change.at = hooks::time_at(result, "created_at").value_or(received);

    // The same is told of again by each assessment that finds it, and comes back after it was mended.
    change.reopens = true;
    commands::Alert alert{.id = std::string(trouble.name), .name = std::string(trouble.title)};
    alert.firing = trouble.name != "drifted" || !result["drifted"].is_false();
    alert.severity = "warning";
    alert.labels.emplace_back("project", std::move(project)); // as runs name it
    alert.summary = summary_of(trouble, result, body);
    alert.url = change.url;
    if (alert.firing)
        alert.began = change.at;
    else
        alert.ended = change.at;
    change.alerts.push_back(std::move(alert));
    return hooks::Reading{.changes = {std::move(change)}, .event = std::string(trouble.trigger)};
}

} // namespace pilothouse::terraform
