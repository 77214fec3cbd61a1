#include "integrations/cloudevents/tekton.hpp"

#include "integrations/hooks/fields.hpp"

#include <array>

namespace pilothouse::cloudevents {

namespace {
using commands::Phase;

constexpr std::string_view prefix = "dev.tekton.event.";

/// The state, behind the kind in the type. "unknown" is a condition that is not settled: it still runs.
constexpr std::array states = {
    hooks::PhaseName{"queued", Phase::queued},        hooks::PhaseName{"started", Phase::running},
    hooks::PhaseName{"running", Phase::running},      hooks::PhaseName{"unknown", Phase::running},
    hooks::PhaseName{"successful", Phase::succeeded}, hooks::PhaseName{"failed", Phase::failed},
};

/// What the reason of the condition knows better than "failed".
constexpr std::array reasons = {
    hooks::PhaseName{"Cancelled", Phase::cancelled},
    hooks::PhaseName{"CancelledRunningFinally", Phase::cancelled},
    hooks::PhaseName{"StoppedRunningFinally", Phase::cancelled},
    hooks::PhaseName{"TaskRunCancelled", Phase::cancelled},
    hooks::PhaseName{"PipelineRunTimeout", Phase::timed_out},
    hooks::PhaseName{"TaskRunTimeout", Phase::timed_out},
};

JsonView condition_of(JsonView run) {
    for (const auto condition : run["status"]["conditions"].elements())
        if (condition.text("type") == "Succeeded") return condition;
    return {};
}

/// "pipelinerun" and "failed" of the type.
struct Type {
    std::string_view kind;
    std::string_view state;

    explicit Type(std::string_view type) {
        type.remove_prefix(prefix.size());
        const auto dot = type.find('.');
        kind = type.substr(0, dot);
        if (dot == std::string_view::npos) return;
        state = type.substr(dot + 1);
        state = state.substr(0, state.find('.'));
    }
};

void tell(commands::PipelineChanged& change, JsonView run, Phase phase, const hooks::CloudEvent& event, Time received) {
    const auto condition = condition_of(run);
    change.phase =
        phase == Phase::failed ? hooks::phase_named(reasons, condition.text("reason")).value_or(phase) : phase;
    change.at = event.time.value_or(received);
    change.project = run["metadata"].text("namespace");
    if (commands::broken(change.phase)) change.reason = hooks::first_line(condition.text("message"));
    change.began = hooks::time_at(run["status"], "startTime");
    if (commands::ended(change.phase)) change.ended = hooks::time_at(run["status"], "completionTime");
}
} // namespace

bool is_tekton(std::string_view type) {
    return type.starts_with(prefix);
}

Result<std::optional<commands::PipelineChanged>> read_tekton(const hooks::CloudEvent& event, Time received) {
    const Type type(event.type);
    const auto phase = hooks::phase_named(states, type.state);
    const bool is_task = type.kind == "taskrun";
    if (!phase || (type.kind != "pipelinerun" && !is_task)) return std::nullopt;
    const auto run = event.data[is_task ? "taskRun" : "pipelineRun"];
    const auto metadata = run["metadata"];
    const auto labels = metadata["labels"];
    PILOTHOUSE_TRY(const auto uid, hooks::needed_text(metadata, "uid", "metadata.uid"));
    commands::PipelineChanged change{.run = "tekton/" + uid};
    // A task of a pipeline names the run it belongs to; one that was started by itself is a run.
    if (const auto owner = labels.text("tekton.dev/pipelineRunUID"); is_task && !owner.empty()) {
        change.run = "tekton/" + std::string(owner);
        change.job = uid;
    }
    const auto name = is_task
                          ? hooks::first_text({labels.text("tekton.dev/pipelineTask"), labels.text("tekton.dev/task")})
                          : labels.text("tekton.dev/pipeline");
    change.name = hooks::first_line(hooks::first_text({name, metadata.text("name")}));
    tell(change, run, *phase, event, received);
    return change;
}

} // namespace pilothouse::cloudevents
