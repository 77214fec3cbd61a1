#pragma once

#include "commands/change.hpp"
#include "commands/facts.hpp"
#include "storage/runs.hpp"

#include <string>
#include <string_view>
#include <vector>

/// What is known of a run, put together from everything that was told of it.
namespace pilothouse::commands::builds {

/// How a run leaves its line.
enum class Verdict {
    open,         ///< not ended, or ended without saying anything about the line
    passed,       ///< it was well, and is
    fixed,        ///< it was broken, and is well
    broke,        ///< it was well, and is broken
    still_broken, ///< it was broken, and is
};

struct Job {
    std::string name;
    Phase phase = Phase::queued;
    std::string url{};
    std::string reason{};
    std::string excerpt{};
    bool newly = false; ///< of a broken one: it was not broken in the run before
};

struct Run {
    storage::RunRow row{};
    Facts facts{};
    std::vector<Job> jobs{}; ///< of the present attempt, the newly broken ones first
    Verdict verdict = Verdict::open;
    int in_a_row = 0; ///< how many runs of the line are broken by now

    [[nodiscard]] Phase phase() const;
    /// A fact of the present attempt: reason, excerpt, tests, began, ended.
    [[nodiscard]] const std::string& told(std::string_view what) const;
};

/// The name of a fact that belongs to one attempt.
std::string fact_of(int attempt, std::string_view what);

/// A run after a message.
struct Taken {
    storage::RunRow row{};
    Facts facts{};
    bool same = false; ///< the message told nothing new
};

/// Takes a message in; what it tells of the run or of one of its jobs is kept.
Taken take_in(storage::Runs& runs, const std::string& route, const PipelineChanged& change, Time now);
/// A run with its jobs and its place in the line; `facts` are those of the row.
Run look_at(storage::Runs& runs, storage::RunRow row, Facts facts);
Run look_at(storage::Runs& runs, storage::RunRow row);

} // namespace pilothouse::commands::builds
