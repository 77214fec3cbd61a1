#pragma once

#include "core/clock.hpp"
#include "core/ids.hpp"

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>

namespace pilothouse::bot {

/// Which open task may begin now. The order and the waiting live here, in memory; the tasks themselves live in
/// the store, and the board is made again from there after a restart. Pure: the time is an argument.
///
/// Tasks of one lane begin one at a time in the order they were planned; one that is not due yet lets later ones
/// pass; one that has to be tried again holds up its lane.
class TaskBoard {
public:
    struct Entry {
        TaskId id;
        std::string lane;
        Time due;
        std::string merge_key{};
        int attempts = 0;       ///< tries begun
        bool uncertain = false; ///< a try may have had its effect
        Time first_try{};
    };

    void add(Entry entry, Time now);
    /// Adds a task that has begun: its lane has to be free.
    void add_begun(Entry entry);
    /// The task of this key that has not begun, to be replaced by a later one. None for an empty key.
    [[nodiscard]] std::optional<TaskId> replaceable(const std::string& merge_key) const;
    /// The replaced task keeps its place in its lane, and is due at `due` now.
    void replaced(TaskId id, Time due, Time now);

    /// True when a task added now to this lane would be the next to begin.
    [[nodiscard]] bool free(const std::string& lane, Time due, Time now) const;
    /// The next task that may begin, which it does: its lane is taken until `ended` or `again`. Empty when there
    /// is none.
    std::optional<TaskId> begin_next(Time now);

    /// True when another task begins as soon as this one, which runs, has ended.
    [[nodiscard]] bool awaited(TaskId id) const;
    void ended(TaskId id);
    /// To be tried again, not before `when`; holds up its lane until then.
    void again(TaskId id, Time when, bool uncertain, Time now);

    [[nodiscard]] const Entry& at(TaskId id) const;
    Entry& at(TaskId id);

    [[nodiscard]] bool has(TaskId id) const { return entries_.contains(id); }

    [[nodiscard]] std::size_t size() const { return entries_.size(); }

    [[nodiscard]] std::size_t running() const { return running_; }

    /// When the next task that waits for its time may begin.
    [[nodiscard]] std::optional<Time> next_due() const;

private:
    struct Waiting {
        std::set<TaskId> ready;
        std::optional<TaskId> running{};
        Time held_until{};
        bool listed = false; ///< stands in runnable_
    };

    void enter(const Entry& entry, Time now);
    void list_if_runnable(const std::string& lane, Time now);
    void wake(Time now);
    void drop_if_idle(const std::string& lane);

    std::unordered_map<TaskId, Entry> entries_;
    std::unordered_map<std::string, Waiting> lanes_;
    std::unordered_map<std::string, TaskId> by_merge_key_;
    std::deque<std::string> runnable_;
    std::multimap<Time, TaskId> not_due_;
    std::multimap<Time, std::string> held_;
    std::size_t running_ = 0;
};

} // namespace pilothouse::bot
