#include "commands/alerts/check.hpp"

#include "commands/alerts/alerts.hpp"
#include "commands/alerts/group.hpp"
#include "commands/lanes.hpp"

#include <algorithm>
#include <ranges>
#include <utility>

namespace pilothouse::commands::alerts {

namespace {

constexpr std::size_t most_checked = 500;

void plan(Desk& desk, storage::AlertGroupRow row) {
    const auto* hook = desk.settings.find(HookName(row.route));
    if (row.state != "firing" || hook == nullptr || hook->silence_api.empty()) return;
    storage::AlertGroups groups(desk.store);
    CheckAlerts task{.hook = hook->name, .group = row.id, .ids = {}, .matchers = {}};
    for (const auto& alert : groups.alerts(row.id))
        if (alert.firing) task.ids.push_back(alert.key);
    const auto group = look_at(groups, std::move(row));
    // Where the sender names some of its alerts only, the labels are known to be alike for those alone.
    if (group.untold() == 0) task.matchers = group.common();
    if (task.ids.empty()) return;
    const auto key = "check/" + std::to_string(task.group);
    desk.plan(std::move(task), lanes::check(hook->name), key);
}

} // namespace

void check(Desk& desk, std::int64_t id) {
    if (auto row = storage::AlertGroups(desk.store).find(id)) plan(desk, *std::move(row));
}

void check_all(Desk& desk) {
    const bool any =
        std::ranges::any_of(desk.settings.hooks, [](const auto& hook) { return !hook.silence_api.empty(); });
    if (!any) return;
    auto firing = storage::AlertGroups(desk.store).firing();
    std::ranges::reverse(firing);
    for (auto& row : firing | std::views::take(most_checked))
        plan(desk, std::move(row));
}

void checked(Desk& desk, const AlertsChecked& event) {
    storage::AlertGroups groups(desk.store);
    const auto row = groups.find(event.group);
    if (!row || row->state != "firing") return;
    const auto group = look_at(groups, *row);
    AlertChanged change{.group = row->key, .common = group.common(), .untold = group.untold(), .at = desk.now};
    change.repeats = Duration{group.facts.number("repeats")};
    // All that fire by now are named: one that was told of since the question is not meant by the answer.
    for (const auto& alert : groups.alerts(row->id)) {
        if (!alert.firing) continue;
        Alert told{.id = alert.key};
        told.firing = std::ranges::find(event.ended, alert.key) == event.ended.end();
        if (!told.firing) told.ended = desk.now;
        change.alerts.push_back(std::move(told));
    }
    heard(desk, row->route, change);
}

} // namespace pilothouse::commands::alerts
