#include "bot/task_board.hpp"

#include <utility>

namespace pilothouse::bot {

void TaskBoard::add(Entry entry, Time now) {
    const auto id = entry.id;
    if (!entry.merge_key.empty()) by_merge_key_[entry.merge_key] = id;
    const auto& kept = entries_.emplace(id, std::move(entry)).first->second;
    enter(kept, now);
}

void TaskBoard::add_begun(Entry entry) {
    lanes_[entry.lane].running = entry.id;
    ++running_;
    entries_.emplace(entry.id, std::move(entry));
}

void TaskBoard::enter(const Entry& entry, Time now) {
    if (entry.due > now) {
        not_due_.emplace(entry.due, entry.id);
        return;
    }
    lanes_[entry.lane].ready.insert(entry.id);
    list_if_runnable(entry.lane, now);
}

std::optional<TaskId> TaskBoard::replaceable(const std::string& merge_key) const {
    if (merge_key.empty()) return std::nullopt;
    const auto found = by_merge_key_.find(merge_key);
    if (found == by_merge_key_.end()) return std::nullopt;
    return found->second;
}

void TaskBoard::replaced(TaskId id, Time due, Time now) {
    auto& entry = entries_.at(id);
    if (entry.due == due) return;
    const auto [first, last] = not_due_.equal_range(entry.due);
    for (auto it = first; it != last; ++it) {
        if (it->second != id) continue;
        not_due_.erase(it);
        entry.due = due;
        enter(entry, now);
        return;
    }
}

bool TaskBoard::free(const std::string& lane, Time due, Time now) const {
    if (due > now) return false;
    const auto found = lanes_.find(lane);
    return found == lanes_.end() ||
           (found->second.ready.empty() && !found->second.running && found->second.held_until <= now);
}

void TaskBoard::list_if_runnable(const std::string& lane, Time now) {
    auto& waiting = lanes_[lane];
    if (waiting.listed || waiting.running || waiting.ready.empty() || waiting.held_until > now) return;
    waiting.listed = true;
    runnable_.push_back(lane);
}

void TaskBoard::wake(Time now) {
    while (!not_due_.empty() && not_due_.begin()->first <= now) {
        const auto id = not_due_.begin()->second;
        not_due_.erase(not_due_.begin());
        enter(entries_.at(id), now);
    }
    while (!held_.empty() && held_.begin()->first <= now) {
        const auto lane = std::move(held_.begin()->second);
        held_.erase(held_.begin());
        if (lanes_.contains(lane)) list_if_runnable(lane, now);
    }
}

std::optional<TaskId> TaskBoard::begin_next(Time now) {
    wake(now);
    if (runnable_.empty()) return std::nullopt;
    auto& waiting = lanes_.at(runnable_.front());
    runnable_.pop_front();
    waiting.listed = false;
    const auto id = *waiting.ready.begin();
    waiting.ready.erase(waiting.ready.begin());
    waiting.running = id;
    ++running_;
    const auto& key = entries_.at(id).merge_key;
    if (const auto merge = by_merge_key_.find(key); merge != by_merge_key_.end() && merge->second == id)
        by_merge_key_.erase(merge);
    return id;
}

bool TaskBoard::awaited(TaskId id) const {
    const auto found = entries_.find(id);
    return found != entries_.end() && (!runnable_.empty() || !lanes_.at(found->second.lane).ready.empty());
}

void TaskBoard::ended(TaskId id) {
    const auto found = entries_.find(id);
    const auto lane = found->second.lane;
    entries_.erase(found);
    --running_;
    lanes_.at(lane).running.reset();
    list_if_runnable(lane, Time::max()); // a lane that ran is not held up
    drop_if_idle(lane);
}

void TaskBoard::drop_if_idle(const std::string& lane) {
    const auto found = lanes_.find(lane);
    if (found->second.ready.empty() && !found->second.running && !found->second.listed) lanes_.erase(found);
}

void TaskBoard::again(TaskId id, Time when, bool uncertain, Time now) {
    auto& entry = entries_.at(id);
    entry.uncertain = entry.uncertain || uncertain;
    --running_;
    auto& waiting = lanes_.at(entry.lane);
    waiting.running.reset();
    waiting.ready.insert(id);
    waiting.held_until = when;
    if (when > now) held_.emplace(when, entry.lane);
    list_if_runnable(entry.lane, now);
}

const TaskBoard::Entry& TaskBoard::at(TaskId id) const {
    return entries_.at(id);
}

TaskBoard::Entry& TaskBoard::at(TaskId id) {
    return entries_.at(id);
}

std::optional<Time> TaskBoard::next_due() const {
    std::optional<Time> due;
    if (!not_due_.empty()) due = not_due_.begin()->first;
    if (!held_.empty() && (!due || held_.begin()->first < *due)) due = held_.begin()->first;
    return due;
}

} // namespace pilothouse::bot
