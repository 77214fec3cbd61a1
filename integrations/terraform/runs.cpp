#include "integrations/terraform/runs.hpp"

#include "integrations/hooks/fields.hpp"
#include "integrations/hooks/links.hpp"

#include <array>

namespace pilothouse::terraform {

namespace {
using commands::Phase;
using commands::PipelineChanged;
using hooks::PhaseName;

// "planned" and "cost_estimated" wait for a person only where the trigger says so: with auto-apply they go on.
constexpr std::array states = {
    PhaseName{"pending", Phase::queued},
    PhaseName{"fetching", Phase::running},
    PhaseName{"fetching_completed", Phase::running},
    PhaseName{"pre_plan_running", Phase::running},
    PhaseName{"pre_plan_completed", Phase::running},
    PhaseName{"queuing", Phase::queued},
    PhaseName{"plan_queued", Phase::queued},
    PhaseName{"planning", Phase::running},
    PhaseName{"planned", Phase::running},
    PhaseName{"cost_estimating", Phase::running},
    PhaseName{"cost_estimated", Phase::running},
    PhaseName{"policy_checking", Phase::running},
    PhaseName{"policy_checked", Phase::running},
    PhaseName{"policy_override", Phase::waiting},
    PhaseName{"policy_soft_failed", Phase::failed},
    PhaseName{"post_plan_running", Phase::running},
    PhaseName{"post_plan_completed", Phase::running},
    PhaseName{"post_plan_awaiting_decision", Phase::waiting},
    PhaseName{"confirmed", Phase::running},
    PhaseName{"queuing_apply", Phase::running},
    PhaseName{"apply_queued", Phase::running},
    PhaseName{"pre_apply_running", Phase::running},
    PhaseName{"pre_apply_completed", Phase::running},
    PhaseName{"applying", Phase::running},
    PhaseName{"applied", Phase::succeeded},
    PhaseName{"planned_and_finished", Phase::succeeded},
    PhaseName{"planned_and_saved", Phase::waiting},
    PhaseName{"discarded", Phase::cancelled},
    PhaseName{"canceled", Phase::cancelled},
    PhaseName{"force_canceled", Phase::cancelled},
    PhaseName{"errored", Phase::failed},
};

// Of a status that is not known. "run:errored" is sent for runs that were cancelled, too: the status counts first.
constexpr std::array triggers = {
    PhaseName{"run:created", Phase::queued},          PhaseName{"run:planning", Phase::running},
    PhaseName{"run:needs_attention", Phase::waiting}, PhaseName{"run:applying", Phase::running},
    PhaseName{"run:completed", Phase::neutral},       PhaseName{"run:errored", Phase::failed},
};

std::optional<Phase> phase_of(std::string_view trigger, std::string_view status) {
    const auto phase = hooks::phase_named(states, status);
    if (trigger == "run:needs_attention" && (!phase || !commands::ended(*phase))) return Phase::waiting;
    return phase ? phase : hooks::phase_named(triggers, trigger);
}

std::string address_of(JsonView body) {
    return hooks::installation("terraform", "app.terraform.io", body.text("run_url"));
}

std::string project_of(JsonView body) {
    const auto owner = body.text("organization_name");
    const auto name = body.text("workspace_name");
    return owner.empty() ? std::string(name) : std::string(owner).append(1, '/').append(name);
}

PipelineChanged change_of(JsonView body, JsonView told, Phase phase, Time received) {
    PipelineChanged change{.run = address_of(body) + "/" + hooks::id_text(body["run_id"]), .phase = phase};
    change.reopens = true; // it waits for a person after it has run: the time tells what came later
    change.at = hooks::time_at(told, "run_updated_at").value_or(received);
    change.project = project_of(body);
    change.name = "Terraform";
    change.title = hooks::first_line(body.text("run_message"));
    change.url = hooks::web_link(body.text("run_url"));
    change.actor.login = body.text("run_created_by");
    if (commands::broken(phase) || phase == Phase::waiting) change.reason = hooks::first_line(told.text("message"));
    change.began = hooks::time_at(body, "run_created_at");
    if (commands::ended(phase)) change.ended = change.at;
    return change;
}

/// The configuration and what is there are the same after an apply, and after a plan that found nothing to do.
std::optional<commands::AlertChanged> end_of_drift(JsonView body, const PipelineChanged& run) {
    const auto workspace = hooks::id_text(body["workspace_id"]);
    if (run.phase != Phase::succeeded || workspace.empty()) return std::nullopt;
    commands::AlertChanged change{.group = trouble_group(address_of(body), workspace, "drifted"), .at = run.at};
    change.reopens = true;
    change.title = "Drift: " + run.project;
    change.url = run.url;
    commands::Alert alert{.id = "drifted", .name = "Drift", .firing = false};
    alert.summary = "nothing is adrift after a run";
    alert.labels.emplace_back("project", run.project);
    alert.url = run.url;
    alert.ended = run.at;
    change.alerts.push_back(std::move(alert));
    return change;
}
} // namespace

std::string trouble_group(std::string_view address, std::string_view workspace, std::string_view trouble) {
    return std::string(address).append(1, '/').append(workspace).append(1, '/').append(trouble);
}

Result<hooks::Reading> read_run(JsonView body, Time received) {
    hooks::Reading reading;
    for (const auto told : body["notifications"].elements()) {
        const auto trigger = told.text("trigger");
        reading.event = hooks::event_name(trigger);
        const auto phase = phase_of(trigger, told.text("run_status"));
        if (!phase) continue;
        PILOTHOUSE_CHECK(hooks::needed_id(body, "run_id", "run_id"));
        auto run = change_of(body, told, *phase, received);
        auto drift = end_of_drift(body, run);
        reading.changes.emplace_back(std::move(run));
        if (drift) reading.changes.emplace_back(*std::move(drift));
    }
    return reading;
}

} // namespace pilothouse::terraform
