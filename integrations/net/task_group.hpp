#pragma once

#include "integrations/net/async.hpp"

#include <cstddef>
#include <memory>
#include <string>

namespace pilothouse::net {

/// Owns running coroutines: each has a name, a failure is logged, and nothing outlives the group unseen. Used on
/// the loop thread only. The destructor asserts that nothing is left running.
class TaskGroup {
public:
    explicit TaskGroup(executor loop);
    ~TaskGroup();
    TaskGroup(const TaskGroup&) = delete;
    TaskGroup& operator=(const TaskGroup&) = delete;

    /// Starts `work`. An exception that leaves it is logged as task.failed.
    void spawn(std::string name, awaitable<void> work);
    /// Asks every task to end (terminal cancellation). Await `join` afterwards.
    void cancel();
    /// Waits until nothing runs, for at most `limit`; false when something still does.
    awaitable<bool> join(Duration limit);
    [[nodiscard]] std::size_t size() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace pilothouse::net
