#pragma once

#include "core/clock.hpp"
#include "core/ids.hpp"
#include "storage/database.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What is to be done outside: durable from the moment it was decided until it is done.
namespace pilothouse::storage {

/// One start of the program; 0 stands for "nobody".
using Life = Number<struct LifeTag>;

/// Records that the program has started; returns this life's number.
Life begin_life(Connection& store, std::string_view version, Time now);

struct TaskRow {
    TaskId id;
    std::string lane;
    std::string kind;
    std::string body;
    Time due;
    std::string merge_key{}; ///< see commands::Planned::coalesce
    Life owner{};            ///< who works on it, or did when it died
    int attempts = 0;        ///< tries begun
    Time first_try{};
};

/// The first task number of a life. Numbers of finished tasks are never taken again, because they name messages
/// in the chat system (a message without a key of its own is found by its task's number).
constexpr TaskId first_task_of(Life life) {
    return TaskId{life.value << 32 | 1};
}

void add_task(Connection& store, const TaskRow& task, Time now);

/// What is asked is asked anew, before anybody began: the earlier text is replaced.
void replace_task(Connection& store, TaskId id, std::string_view kind, std::string_view body, Time due);

/// `owner` begins a try.
void claim_task(Connection& store, TaskId id, Life owner, int attempts, Time first_try);

/// The try is over without success. `owner` is nobody, or whoever tried when it may have had its effect.
void release_task(Connection& store, TaskId id, Life owner, std::string_view error);

void finish_task(Connection& store, TaskId id);

/// It was given up: kept for people to see.
void bury_task(Connection& store, TaskId id, std::string_view error);

/// Kind and body of an open task.
struct TaskText {
    std::string kind;
    std::string body;
};

std::optional<TaskText> task_text(Connection& store, TaskId id);

/// Every open task without its body, in the order they were planned.
void each_open_task(Connection& store, const std::function<void(const TaskRow&)>& row);

/// Tasks that were given up and are still kept.
std::int64_t dead_tasks(Connection& store);

/// Forgets the dead tasks from before `oldest`, at most `at_most`.
void prune_dead_tasks(Connection& store, Time oldest, int at_most);

} // namespace pilothouse::storage
