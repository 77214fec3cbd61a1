#pragma once

#include "core/clock.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

/// What other systems tell of: builds, alerts, deploys made elsewhere. Each vendor's integration makes these from its
/// wire format. All text comes from outside; what is not told stays empty, and then what was known before stays.
namespace pilothouse::commands {

/// How far a build or a deploy is.
enum class Phase : std::uint8_t {
    queued,
    waiting,      ///< for a person, or for another run
    needs_action, ///< stopped before it began, until a person does something
    running,
    succeeded,
    neutral, ///< ended without a verdict
    skipped,
    cancelled,
    timed_out,
    failed,
};

/// Nothing follows in this attempt, unless the sender reopens it.
constexpr bool ended(Phase phase) {
    return phase >= Phase::succeeded;
}

/// It broke: somebody has to look.
constexpr bool broken(Phase phase) {
    return phase >= Phase::timed_out;
}

/// "failed", "timed_out", …
const char* name(Phase phase);
/// The inverse; queued for what is none.
Phase phase_named(std::string_view name);

/// Where a phase stands among the messages of one attempt: an end outlives what comes late.
constexpr std::int64_t rank(Phase phase) {
    return static_cast<std::int64_t>(ended(phase) ? Phase::succeeded : phase);
}

/// A person as another system knows them; any part may be missing.
struct Author {
    std::string name{};
    std::string email{};
    std::string login{};
    friend bool operator==(const Author&, const Author&) = default;
};

/// A run of a pipeline, or one job of it, is in a state.
struct PipelineChanged {
    std::string run;   ///< "github/acme/api/30433642": one run in all its attempts and events, unique in the world
    std::string job{}; ///< empty: the run itself; else the job's id, unique within the run and the attempt
    int attempt = 1;   ///< of the run
    Phase phase = Phase::queued;
    bool replaces = false; ///< of a job: run again it has another id, so the newest (by its number) of a name counts
    bool reopens = false;  ///< this sender goes back from an end: a later `at` counts more than a final state
    Time at{};             ///< when it came to be so, by the sender's clock; epoch: not told
    std::string project{}; ///< "acme/api"
    std::string name{};    ///< of the pipeline ("CI"), or of the job ("test (ubuntu)")
    std::string number{};  ///< of the run, as people know it: "562"
    std::string branch{};  ///< or the tag
    std::string sha{};
    std::string title{};        ///< of the commit or the change: one line
    std::string trigger{};      ///< push, pull_request, schedule, …
    std::string url{};          ///< of the run or the job
    std::string change_url{};   ///< of the pull or merge request
    std::string change_label{}; ///< "#12", "!12"
    std::string reason{};       ///< of a failure, in one line: the step that failed first
    std::string excerpt{};      ///< of a failure: lines of the log
    std::vector<std::string> failed_tests{};
    std::string handle{};          ///< what the sender's interface knows the run by, where it can start it again
    Author actor{};                ///< who began this attempt
    std::vector<Author> authors{}; ///< of the commits
    std::optional<Time> began{};
    std::optional<Time> ended{};
    friend bool operator==(const PipelineChanged&, const PipelineChanged&) = default;
};

/// One alert of a group.
struct Alert {
    std::string id; ///< the same while the same thing fires: fingerprint and start
    std::string name{};
    bool firing = true;
    std::string severity{}; ///< as the sender writes it: "critical", "warning", "P1"
    std::string summary{};
    std::string description{};
    std::vector<std::pair<std::string, std::string>> labels{}; ///< in the order of the sender
    std::string url{};                                         ///< where it was raised, or can be looked at
    std::string runbook{};
    Time began{};
    std::optional<Time> ended{};
    friend bool operator==(const Alert&, const Alert&) = default;
};

/// A group of alerts has changed.
struct AlertChanged {
    std::string group; ///< "alertmanager/<digest>": one message, unique in the world
    std::string title{};
    std::vector<std::pair<std::string, std::string>> common{}; ///< labels that its alerts have alike
    std::vector<Alert> alerts{};
    int untold = 0;       ///< alerts of the group that the sender left out: what is absent is not resolved
    bool reopens = false; ///< what has ended may fire again under the same id: a later `at` counts more than an end
    bool acknowledged = false;
    std::string actor{}; ///< who acknowledged or resolved it, where a person did
    std::string url{};
    Time at{};
    Duration repeats{}; ///< after how long the sender tells of a firing group again; 0: not told
    friend bool operator==(const AlertChanged&, const AlertChanged&) = default;
};

/// A deploy that somebody else makes is in a state.
struct DeployChanged {
    std::string deploy; ///< "github/acme/api/deployment/17": unique in the world
    Phase phase = Phase::queued;
    Time at{};
    std::string project{};
    std::string environment{};
    std::string version{}; ///< tag, branch or commit
    std::string sha{};
    std::string reason{};
    std::string url{};
    std::string ours{}; ///< the number of our own deploy that this belongs to, where the sender was given it
    Author actor{};
    friend bool operator==(const DeployChanged&, const DeployChanged&) = default;
};

using Change = std::variant<PipelineChanged, AlertChanged, DeployChanged>;

} // namespace pilothouse::commands
