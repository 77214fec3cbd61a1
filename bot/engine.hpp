#pragma once

#include "bot/transactor.hpp"
#include "commands/incoming.hpp"
#include "config/settings.hpp"
#include "integrations/net/async.hpp"
#include "storage/pruning.hpp"
#include "storage/store.hpp"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace pilothouse::bot {

/// The thread that owns the store: gathers what arrives while a commit is under way and settles it with the next.
/// Everything public is for the loop thread, but where said otherwise.
class Engine final : public commands::Intake {
public:
    /// Carries a task out and hands its outcome to `finished`. Called on the loop thread.
    using Begin = std::function<void(commands::Task, commands::Attempt)>;

    struct Options {
        std::size_t queue = 4096;   ///< events that wait; more are refused, so that their senders wait
        std::size_t arrivals = 512; ///< events in one transaction
        Transactor::Options transactor{};
    };

    /// Throws storage::Failure when the store can't be read.
    Engine(
        net::executor loop, std::unique_ptr<storage::Store> store, std::shared_ptr<const config::Settings> settings,
        Begin begin, Options options
    );
    ~Engine() override;
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    /// Starts the thread; open tasks of earlier lives begin, and a Started event is decided.
    void start();
    bool offer(commands::Incoming incoming) override;
    void finished(TaskId task, commands::Outcome outcome);
    /// Decides by another configuration from the next batch on.
    void use(std::shared_ptr<const config::Settings> settings);
    /// No more events are taken in; outcomes still are.
    void close_intake();
    /// Settles what has been taken in and ends the thread. Idempotent.
    void stop();

    /// For /metrics and /readyz; any thread.
    struct Figures {
        Tally tally{};
        std::size_t queued = 0;
        std::size_t open_tasks = 0;
        std::size_t running_tasks = 0;
        bool refusing = false; ///< the store has no room
    };

    [[nodiscard]] Figures figures() const;

private:
    void work();
    Batch next_batch(std::unique_lock<std::mutex>& lock);
    [[nodiscard]] bool anything() const;
    [[nodiscard]] bool pressing() const;
    void settle(Batch batch);
    void hand_over(std::vector<Settled::Told> told, std::vector<Settled::Begun> begun);
    void tidy_when_idle();
    void prune(int at_most);
    void announce(const char* what);

    net::executor loop_;
    std::unique_ptr<storage::Store> store_;
    Begin begin_;
    Options options_;
    Transactor transactor_;
    storage::Pruning pruning_;
    storage::PruningPace pruning_pace_;

    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::shared_ptr<const config::Settings> settings_;
    std::vector<commands::Incoming> arrivals_;
    std::vector<Finished> finished_;
    Figures figures_;
    int announcements_ = 0;
    bool open_ = true;
    bool stopping_ = false;
    /// False after stop(): what the last transactions hand over then comes too late, perhaps after our end. Tasks
    /// among it are begun, looking first, in the next life. Loop thread only.
    std::shared_ptr<bool> listening_ = std::make_shared<bool>(true);
    std::thread thread_;
};

} // namespace pilothouse::bot
