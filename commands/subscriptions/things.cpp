#include "commands/subscriptions/things.hpp"

#include "commands/alerts/show.hpp"
#include "commands/alerts/topic.hpp"
#include "commands/builds/show.hpp"
#include "commands/builds/topic.hpp"
#include "storage/recent.hpp"

#include <charconv>

namespace pilothouse::commands::subscriptions {

namespace {

constexpr int most_recent = 1'000;

std::optional<std::int64_t> number_after(std::string_view name, std::string_view prefix) {
    if (!name.starts_with(prefix)) return std::nullopt;
    name.remove_prefix(prefix.size());
    std::int64_t number = 0;
    const auto [end, code] = std::from_chars(name.data(), name.data() + name.size(), number);
    return code == std::errc{} && end == name.data() + name.size() ? std::optional(number) : std::nullopt;
}

int weight_of(const builds::Run& run) {
    if (broken(run.phase())) return 1;
    return run.verdict == builds::Verdict::fixed ? 2 : 3;
}

std::optional<Thing> run_numbered(Desk& desk, std::int64_t id) {
    storage::Runs runs(desk.store);
    auto row = runs.find(id);
    if (!row) return std::nullopt;
    const auto run = builds::look_at(runs, *std::move(row));
    return Thing{
        .topic = builds::topic_of(desk.settings, run),
        .route = run.row.route,
        .title = builds::heading(run),
        .url = run.facts.get("url"),
        .heard_at = run.row.heard_at,
        .weight = weight_of(run),
    };
}

std::optional<Thing> group_numbered(Desk& desk, std::int64_t id) {
    storage::AlertGroups groups(desk.store);
    auto row = groups.find(id);
    if (!row) return std::nullopt;
    const auto group = alerts::look_at(groups, *std::move(row));
    return Thing{
        .topic = alerts::topic_of(group),
        .route = group.row.route,
        .title = alerts::heading(group),
        .url = group.facts.get("url"),
        .heard_at = group.row.heard_at,
        .group = id,
        .weight = group.row.state == "firing" ? 0 : 2,
    };
}

} // namespace

std::optional<Thing> thing_named(Desk& desk, std::string_view name) {
    if (const auto id = number_after(name, "run/")) return run_numbered(desk, *id);
    if (const auto id = number_after(name, "alerts/")) return group_numbered(desk, *id);
    return std::nullopt;
}

Recent recent_things(Desk& desk, std::string_view kind) {
    const auto since = desk.now - look_back;
    const bool builds = kind == "builds";
    const auto numbers = builds ? storage::recent_runs(desk.store, since, most_recent)
                                : storage::recent_groups(desk.store, since, most_recent);
    Recent recent{.things = {}, .cut = numbers.size() == most_recent};
    for (const auto id : numbers)
        if (auto thing = builds ? run_numbered(desk, id) : group_numbered(desk, id))
            recent.things.push_back(*std::move(thing));
    return recent;
}

} // namespace pilothouse::commands::subscriptions
