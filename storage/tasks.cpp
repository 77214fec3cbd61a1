#include "storage/tasks.hpp"

namespace pilothouse::storage {

Life begin_life(Connection& store, std::string_view version, Time now) {
    Life life;
    store.each(
        "INSERT INTO lives (started_at, version) VALUES ($1, $2) RETURNING id", {to_unix_ms(now), version},
        [&](const Row& row) { life.value = row.integer(0); }
    );
    return life;
}

void add_task(Connection& store, const TaskRow& task, Time now) {
    store.run(
        "INSERT INTO tasks (id, lane, kind, body, due_at, merge_key, state, owner, attempts, first_try_at, error, "
        "created_at) VALUES ($1, $2, $3, $4, $5, $6, 'open', $7, $8, $9, '', $10)",
        {task.id.value, std::string_view(task.lane), std::string_view(task.kind), std::string_view(task.body),
         to_unix_ms(task.due), std::string_view(task.merge_key), task.owner.value, std::int64_t{task.attempts},
         to_unix_ms(task.first_try), to_unix_ms(now)}
    );
}

void replace_task(Connection& store, TaskId id, std::string_view kind, std::string_view body, Time due) {
    store.run(
        "UPDATE tasks SET kind = $2, body = $3, due_at = $4 WHERE id = $1", {id.value, kind, body, to_unix_ms(due)}
    );
}

void claim_task(Connection& store, TaskId id, Life owner, int attempts, Time first_try) {
    store.run(
        "UPDATE tasks SET owner = $2, attempts = $3, first_try_at = $4 WHERE id = $1",
        {id.value, owner.value, std::int64_t{attempts}, to_unix_ms(first_try)}
    );
}

void release_task(Connection& store, TaskId id, Life owner, std::string_view error) {
    store.run("UPDATE tasks SET owner = $2, error = $3 WHERE id = $1", {id.value, owner.value, error});
}

void finish_task(Connection& store, TaskId id) {
    store.run("DELETE FROM tasks WHERE id = $1", {id.value});
}

void bury_task(Connection& store, TaskId id, std::string_view error) {
    store.run("UPDATE tasks SET state = 'dead', owner = 0, error = $2 WHERE id = $1", {id.value, error});
}

std::optional<TaskText> task_text(Connection& store, TaskId id) {
    std::optional<TaskText> text;
    store.each("SELECT kind, body FROM tasks WHERE id = $1 AND state = 'open'", {id.value}, [&](const Row& row) {
        text = TaskText{std::string(row.text(0)), std::string(row.text(1))};
    });
    return text;
}

void each_open_task(Connection& store, const std::function<void(const TaskRow&)>& each) {
    store.each(
        "SELECT id, lane, kind, due_at, merge_key, owner, attempts, first_try_at FROM tasks WHERE state = 'open' "
        "ORDER BY id",
        {},
        [&](const Row& row) {
            TaskRow task;
            task.id.value = row.integer(0);
            task.lane = row.text(1);
            task.kind = row.text(2);
            task.due = from_unix_ms(row.integer(3));
            task.merge_key = row.text(4);
            task.owner.value = row.integer(5);
            task.attempts = static_cast<int>(row.integer(6));
            task.first_try = from_unix_ms(row.integer(7));
            each(task);
        }
    );
}

std::int64_t dead_tasks(Connection& store) {
    std::int64_t count = 0;
    store.each("SELECT count(*) FROM tasks WHERE state = 'dead'", {}, [&](const Row& row) { count = row.integer(0); });
    return count;
}

void prune_dead_tasks(Connection& store, Time oldest, int at_most) {
    store.run(
        "DELETE FROM tasks WHERE id IN (SELECT id FROM tasks WHERE state = 'dead' AND created_at < $1 LIMIT $2)",
        {to_unix_ms(oldest), std::int64_t{at_most}}
    );
}

} // namespace pilothouse::storage
