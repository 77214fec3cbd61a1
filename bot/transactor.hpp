#pragma once

#include "bot/task_board.hpp"
#include "commands/decide.hpp"
#include "commands/incoming.hpp"
#include "commands/outcome.hpp"
#include "storage/inbox.hpp"
#include "storage/store.hpp"
#include "storage/tasks.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace pilothouse::bot {

/// A task's try has ended.
struct Finished {
    TaskId task;
    commands::Outcome outcome;
};

/// What waited while the last commit was under way: it shares the next one.
struct Batch {
    std::vector<commands::Incoming> arrivals{};
    std::vector<Finished> finished{};
    bool probe = false; ///< find out by a write whether the store has room
};

/// What may be told and begun, now that the batch is durable.
struct Settled {
    struct Told {
        std::function<void(Result<commands::Acknowledgement>)> acknowledge;
        Result<commands::Acknowledgement> word;
    };

    struct Begun {
        commands::Task task;
        commands::Attempt attempt;
    };

    std::vector<Told> told;
    std::vector<Begun> begun;
    bool refused = false;           ///< the store had no room (or was busy): nothing was written
    std::vector<Finished> not_kept; ///< then these outcomes have to be handed in again
};

/// Counted since the start, for /metrics.
struct Tally {
    std::uint64_t events = 0;
    std::uint64_t duplicates = 0;
    std::uint64_t failed_events = 0;
    std::uint64_t refused_events = 0;
    std::uint64_t commits = 0;
    std::uint64_t tasks_done = 0;
    std::uint64_t tasks_retried = 0;
    std::uint64_t tasks_given_up = 0;
};

/// One batch, one transaction: inbox, decide, tasks, results. Has no thread and no clock of its own, so a test
/// drives it step by step.
class Transactor {
public:
    /// commands::decide; another one in tests.
    using Decide =
        std::function<commands::Decision(const config::Settings&, storage::Connection&, const commands::Event&, Time)>;

    struct Options {
        std::size_t in_flight = 512; ///< tasks that run at the same time
        Decide decide = &commands::decide;
    };

    /// Begins a life of the program, and takes up the open tasks of earlier ones. Throws storage::Failure.
    Transactor(storage::Store& store, Options options, Time now);

    /// Runs a batch. Throws storage::Failure (broken) when the store can't be trusted any more: then nothing of
    /// the batch may be acknowledged and the program must end.
    Settled run(Batch batch, const config::Settings& settings, Time now);

    /// False for an outcome that nobody waits for: it was done, nothing is decided by it, and its lane is empty.
    [[nodiscard]] bool pressing(const Finished& finished) const;

    /// When a task can begin; nothing while as many run as may.
    [[nodiscard]] std::optional<Time> next_due() const;

    [[nodiscard]] std::size_t open_tasks() const { return board_.size(); }

    [[nodiscard]] std::size_t running_tasks() const { return board_.running(); }

    [[nodiscard]] storage::Life life() const { return life_; }

    [[nodiscard]] const Tally& tally() const { return tally_; }

private:
    struct Scope; // what one batch is decided with

    void take_up_open_tasks(Time now);
    void settle(Scope& scope, const Batch& batch);
    Settled committed(Scope& scope, Batch& batch);
    void refuse(Settled& settled, Batch& batch, const config::Settings& settings, const std::string& why, Time now);
    void arrive(Scope& scope, const commands::Incoming& incoming);
    void finish(Scope& scope, const Finished& finished);
    void done(Scope& scope, TaskId id, const commands::Done& done);
    void retry(Scope& scope, TaskId id, const Error& error);
    void give_up(Scope& scope, TaskId id, const Error& error);
    void begin_due(Scope& scope);
    void begin(Scope& scope, TaskId id, commands::Task task);
    void plan(Scope& scope, commands::Planned planned);
    std::optional<commands::Decision> decide_apart(Scope& scope, const commands::Event& event, const std::string& key);

    storage::Store& store_;
    storage::Life life_;
    Options options_;
    TaskId next_id_;
    TaskBoard board_;
    std::unordered_map<TaskId, MessageKey> handed_out_; ///< tasks that run, and the message each one is about
    Tally tally_;
    std::uint64_t random_;
};

} // namespace pilothouse::bot
