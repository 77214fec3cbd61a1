#include "integrations/process/runner.hpp"

#include "core/log.hpp"
#include "integrations/net/task_group.hpp"
#include "integrations/process/archive.hpp"
#include "integrations/process/launch.hpp"
#include "integrations/process/run_folder.hpp"
#include "integrations/process/watch.hpp"

#include <filesystem>
#include <set>
#include <utility>

namespace pilothouse::process {

using commands::Attempt;
using commands::Done;
using commands::Outcome;
using commands::TryAgain;
using How = commands::RolloutEnded::How;

struct Runner::State {
    State(net::executor loop, commands::Intake& where, std::string runs, std::string supervise, RunnerLimits bounds)
        : intake(where), runs_folder(std::move(runs)), supervisor(std::move(supervise)), limits(bounds),
          tasks(std::move(loop)) {}

    commands::Intake& intake;
    std::string runs_folder;
    std::string supervisor;
    RunnerLimits limits;
    std::set<DeployId> watched;
    bool stopping = false;
    net::TaskGroup tasks;

    [[nodiscard]] RunFolder folder(DeployId deploy) const {
        return RunFolder(runs_folder + "/" + std::to_string(deploy.value));
    }
};

namespace {
template <class State>
void offer_next(const std::shared_ptr<State>& state, const std::shared_ptr<Watch>& watch) {
    auto next = watch->telling().next(now());
    if (!next) return;
    const std::string key = next->key;
    // The answer may come after this rollout, or the whole Runner, is gone.
    auto answer = [kept = std::weak_ptr(watch), key](const Result<commands::Acknowledgement>& result) {
        if (!result) log::warn("process.event.not_kept", {{"key", key}, {"error", result.error().text()}});
        if (const auto alive = kept.lock()) alive->telling().answered(result.has_value(), now());
    };
    commands::Incoming incoming{std::move(next->key), "process", std::move(next->event), std::move(answer)};
    if (!state->intake.offer(std::move(incoming))) watch->telling().answered(false, now());
}

template <class State>
net::awaitable<void> follow(std::shared_ptr<State> state, DeployId deploy) {
    const auto watch = std::make_shared<Watch>(deploy, state->folder(deploy), state->limits.progress);
    while (!state->stopping && !watch->telling().done()) {
        const bool all_read = watch->look(now());
        offer_next(state, watch);
        const auto waited = co_await net::pause(all_read ? state->limits.poll : Duration{0});
        if (!waited) break;
    }
    state->watched.erase(deploy);
}

template <class State>
void take_hold(const std::shared_ptr<State>& state, DeployId deploy) {
    if (state->stopping || !state->watched.insert(deploy).second) return;
    state->tasks.spawn("rollout " + std::to_string(deploy.value), follow(state, deploy));
}

/// A run that nobody may begin any more; from here on its directory tells how it ended.
template <class State>
Outcome closed(const std::shared_ptr<State>& state, DeployId deploy, How how, const std::string& words) {
    const auto result = state->folder(deploy).close_unbegun(how, words, now());
    if (!result) return TryAgain{result.error()};
    if (*result) log::warn("process.run.closed", {{"deploy", deploy.value}, {"reason", words}});
    take_hold(state, deploy);
    return Done{};
}
} // namespace

Runner::Runner(
    net::executor loop, commands::Intake& intake, std::string runs_folder, std::string supervisor_path,
    RunnerLimits limits
)
    : state_(std::make_shared<State>(
          std::move(loop), intake, std::filesystem::absolute(std::move(runs_folder)).lexically_normal().string(),
          std::move(supervisor_path), limits
      )) {}

Runner::~Runner() = default;

net::awaitable<Outcome> Runner::perform(commands::StartRollout task, Attempt attempt) {
    const auto state = state_;
    const RunFolder folder = state->folder(task.deploy);
    if (folder.exists() && !folder.is_of(task.run)) {
        log::warn("process.run.set_aside", {{"deploy", task.deploy.value}, {"directory", folder.path()}});
        if (const auto moved = folder.set_aside(); !moved) co_return TryAgain{moved.error()};
    }
    if (!folder.begun()) {
        if (const auto made = folder.create(); !made) co_return TryAgain{made.error()};
        const SpecLimits limits{state->limits.grace, state->limits.log_bytes};
        if (const auto written = folder.write_spec(task, limits); !written) {
            if (written.error().code == Errc::unavailable) co_return TryAgain{written.error()};
            co_return closed(state, task.deploy, How::never_started, written.error().text());
        }
        const auto begun = co_await launch(state->supervisor, folder.path(), task.pass_env, state->limits.begin);
        if (!begun && !folder.begun()) {
            if (begun.error().code == Errc::unavailable || begun.error().code == Errc::cancelled)
                co_return TryAgain{begun.error()};
            co_return closed(state, task.deploy, How::never_started, begun.error().text());
        }
        // A supervisor of an earlier life may hold the run and be about to begin it; done is only what has begun.
        if (!folder.begun())
            co_return TryAgain{Error{Errc::unknown_outcome, "another supervisor is about to begin this run"}};
        prune(state->runs_folder, state->limits.keep_for, state->limits.keep_most, now(), state->watched);
    }
    log::info(
        "process.run.begun", {{"deploy", task.deploy.value}, {"attempt", attempt.number}, {"directory", folder.path()}}
    );
    take_hold(state, task.deploy);
    co_return Done{};
}

net::awaitable<Outcome> Runner::perform(commands::WatchRollout task, Attempt) {
    const RunFolder folder = state_->folder(task.deploy);
    // A start is done only when the run has begun, so this one never will have.
    if (folder.exists() && !folder.begun())
        co_return closed(state_, task.deploy, How::never_started, "it had not begun when the bot was restarted");
    take_hold(state_, task.deploy);
    co_return Done{};
}

net::awaitable<Outcome> Runner::perform(commands::StopRollout task, Attempt) {
    const RunFolder folder = state_->folder(task.deploy);
    if (folder.exists() && !folder.begun()) {
        const auto outcome = closed(state_, task.deploy, How::stopped, "it was stopped before it began");
        if (!std::holds_alternative<Done>(outcome)) co_return outcome;
    }
    const auto begun = folder.begun();
    const bool asked = begun && folder.ask_to_end(*begun);
    log::info("process.run.stop", {{"deploy", task.deploy.value}, {"asked", asked}});
    take_hold(state_, task.deploy);
    co_return Done{};
}

std::string Runner::log_path(DeployId deploy) const {
    return state_->folder(deploy).file("log");
}

std::size_t Runner::watched() const {
    return state_->watched.size();
}

net::awaitable<void> Runner::stop(Duration limit) {
    const auto state = state_;
    state->stopping = true;
    state->tasks.cancel();
    if (!co_await state->tasks.join(limit)) log::warn("process.runner.slow", {{"watched", state->watched.size()}});
}

} // namespace pilothouse::process
