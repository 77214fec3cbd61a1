#include "integrations/buildkite/states.hpp"

#include "integrations/hooks/fields.hpp"

#include <array>

namespace pilothouse::buildkite {

namespace {
using commands::Phase;
using hooks::PhaseName;

constexpr std::array build_states = {
    PhaseName{"creating", Phase::queued},    PhaseName{"scheduled", Phase::queued},
    PhaseName{"running", Phase::running},    PhaseName{"failing", Phase::running},
    PhaseName{"started", Phase::running},    PhaseName{"waiting", Phase::waiting},
    PhaseName{"blocked", Phase::waiting},    PhaseName{"passed", Phase::succeeded},
    PhaseName{"failed", Phase::failed},      PhaseName{"canceling", Phase::cancelled},
    PhaseName{"canceled", Phase::cancelled}, PhaseName{"skipped", Phase::skipped},
    PhaseName{"not_run", Phase::skipped},    PhaseName{"finished", Phase::neutral},
};

// A job that is "broken", or "…_failed", was not begun because one before it failed.
constexpr std::array job_states = {
    PhaseName{"pending", Phase::queued},
    PhaseName{"waiting", Phase::queued},
    PhaseName{"limiting", Phase::queued},
    PhaseName{"limited", Phase::queued},
    PhaseName{"scheduled", Phase::queued},
    PhaseName{"reserved", Phase::queued},
    PhaseName{"assigned", Phase::queued},
    PhaseName{"accepted", Phase::queued},
    PhaseName{"blocked", Phase::waiting},
    PhaseName{"running", Phase::running},
    PhaseName{"unblocked", Phase::succeeded},
    PhaseName{"passed", Phase::succeeded},
    PhaseName{"failed", Phase::failed},
    PhaseName{"expired", Phase::failed},
    PhaseName{"timing_out", Phase::timed_out},
    PhaseName{"timed_out", Phase::timed_out},
    PhaseName{"canceling", Phase::cancelled},
    PhaseName{"canceled", Phase::cancelled},
    PhaseName{"skipped", Phase::skipped},
    PhaseName{"broken", Phase::skipped},
    PhaseName{"waiting_failed", Phase::skipped},
    PhaseName{"blocked_failed", Phase::skipped},
    PhaseName{"unblocked_failed", Phase::skipped},
};

/// Of a state that is not known, no more than whether it is an end.
Phase unknown_phase(JsonView object) {
    return hooks::time_at(object, "finished_at") ? Phase::neutral : Phase::running;
}

/// Of a job that is "finished": 0 is what a command that went well leaves behind.
Phase finished_phase(JsonView job) {
    if (job["passed"].is_true()) return Phase::succeeded;
    if (job["passed"].is_false()) return Phase::failed;
    if (!job["exit_status"]) return Phase::neutral;
    return job["exit_status"].whole_number() == 0 ? Phase::succeeded : Phase::failed;
}
} // namespace

Phase build_phase(JsonView build) {
    const auto phase = hooks::phase_named(build_states, build.text("state")).value_or(unknown_phase(build));
    if (!build["blocked"].is_true() || phase == Phase::cancelled || phase == Phase::skipped) return phase;
    // A block step lets the build show any of three states while it waits (blocked_state), "failed" among them. Where
    // a job has failed, the build has been failing since some time.
    if (phase == Phase::failed && hooks::time_at(build, "failing_at")) return phase;
    return Phase::waiting;
}

Phase job_phase(JsonView job) {
    const auto state = job.text("state");
    const auto phase =
        state == "finished" ? finished_phase(job) : hooks::phase_named(job_states, state).value_or(unknown_phase(job));
    // What may fail, and what runs a second time by itself, breaks nothing.
    const bool forgiven = job["soft_failed"].is_true() || job["retried"].is_true();
    return commands::broken(phase) && forgiven ? Phase::neutral : phase;
}

std::string failure_of(JsonView job) {
    if (job.text("state") == "expired") return "no agent took it in time";
    if (job["soft_failed"].is_true()) return "failed, as it may";
    if (job["retried"].is_true()) return "failed, and was tried again";
    if (const auto signal = job.text("signal_reason"); !signal.empty()) return hooks::first_line(signal);
    const auto status = hooks::id_text(job["exit_status"]);
    return status.empty() ? status : "exit status " + status;
}

} // namespace pilothouse::buildkite
