#pragma once

#include "commands/incoming.hpp"
#include "commands/outcome.hpp"
#include "commands/task.hpp"
#include "core/clock.hpp"
#include "core/ids.hpp"
#include "integrations/net/async.hpp"

#include <cstddef>
#include <memory>
#include <string>

/// Rollouts by a program on this machine, each under a supervisor that outlives the bot.
namespace pilothouse::process {

struct RunnerLimits {
    Duration poll = std::chrono::milliseconds{200}; ///< how often a running rollout is looked at
    Duration begin = std::chrono::seconds{10};      ///< a supervisor has to begin within this time
    Duration grace = std::chrono::seconds{10};      ///< between SIGTERM and SIGKILL
    Duration progress = std::chrono::seconds{1};    ///< progress is told at most so often
    Duration keep_for = std::chrono::days{30};      ///< run directories of ended rollouts are kept so long
    std::size_t keep_most = 500;                    ///< and at most so many of them
    std::size_t log_bytes = std::size_t{16} << 20;  ///< of a rollout's output; then only its end is kept
};

/// Starts, watches and stops rollouts. What it learns comes in as events of the source "process":
/// RolloutStarted (key run/<id>/started), RolloutProgressed (run/<id>/p<n>), RolloutEnded (run/<id>/ended), each
/// offered again until it is kept. Loop thread only. A rollout goes on without the bot; WatchRollout takes hold of
/// it again.
class Runner {
public:
    /// `runs_folder` holds one directory a rollout and is made when it is missing. `intake` must outlive the Runner.
    Runner(
        net::executor loop, commands::Intake& intake, std::string runs_folder, std::string supervisor_path,
        RunnerLimits limits = {}
    );
    /// Await `stop` first.
    ~Runner();
    Runner(const Runner&) = delete;
    Runner& operator=(const Runner&) = delete;

    /// Starts the program, once for each deploy: a run that was begun is only taken hold of. A program that can't
    /// be started is not an error of the task: it ends as RolloutEnded (never_started).
    /// Outcome: Done; TryAgain (unavailable) when the run directory can't be written, nothing having been started.
    net::awaitable<commands::Outcome> perform(commands::StartRollout task, commands::Attempt attempt);
    /// Takes hold of a rollout that runs, or tells how it ended. One that nothing is known of has ended as lost.
    net::awaitable<commands::Outcome> perform(commands::WatchRollout task, commands::Attempt attempt);
    /// Asks the rollout to end (SIGTERM to its group, SIGKILL after the grace). One that has not begun never will.
    net::awaitable<commands::Outcome> perform(commands::StopRollout task, commands::Attempt attempt);

    /// Where the whole output of a rollout is (or would be).
    [[nodiscard]] std::string log_path(DeployId deploy) const;
    /// How many rollouts are being watched.
    [[nodiscard]] std::size_t watched() const;
    /// Lets go of everything, within `limit`. Rollouts go on.
    net::awaitable<void> stop(Duration limit);

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace pilothouse::process
