#include "storage/pruning.hpp"

#include "storage/deliveries.hpp"
#include "storage/keys_below.hpp"
#include "storage/list_pages.hpp"
#include "storage/messages.hpp"
#include "storage/storms.hpp"
#include "storage/tasks.hpp"
#include "storage/tellings.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace pilothouse::storage {

namespace {

constexpr auto idle_every = std::chrono::seconds{10};
constexpr int idle_portion = 500;
/// After so long without an idle moment it is done in busy ones.
constexpr auto overdue = std::chrono::minutes{1};
constexpr auto busy_every = std::chrono::seconds{1};
constexpr int busy_portion = 100;

/// Of `at_most` rows after the one that was looked at last, the numbers of the old ones: those with 1 beside their
/// number. The end of the table is followed by its beginning.
std::vector<std::int64_t>
old_ones(Connection& store, Sql sql, std::initializer_list<Value> values, int at_most, std::int64_t& after) {
    std::vector<std::int64_t> old;
    int count = 0;
    store.each(sql, values, [&](const Row& row) {
        ++count;
        after = row.integer(0);
        if (row.integer(1) != 0) old.push_back(after);
    });
    if (count < at_most) after = 0;
    return old;
}

/// Deletes things with their parts and what is known of their messages, which are named by `kind` and number. Parts go
/// first; of all things together no more than `at_most`, and the last one stays for the next time when that is used up.
void forget(
    Connection& store, std::string_view kind, const std::vector<std::int64_t>& ids, std::optional<Sql> parts, Sql self,
    int at_most
) {
    for (const auto id : ids) {
        if (parts) at_most -= static_cast<int>(store.run(*parts, {id, std::int64_t{at_most}}));
        if (at_most <= 0) return;
        store.run(self, {id});
        const auto thing = std::string(kind) + "/" + std::to_string(id);
        forget_list_pages(store, thing);
        forget_messages(store, thing);
    }
}

void suspicions(Connection& store, Time now, int at_most) {
    store.run(
        "DELETE FROM suspicions WHERE (deploy, thing) IN "
        "(SELECT deploy, thing FROM suspicions WHERE at < $1 ORDER BY at LIMIT $2)",
        {to_unix_ms(now - told_kept_for), std::int64_t{at_most}}
    );
}

void mutes(Connection& store, Time now, int at_most) {
    store.run(
        "DELETE FROM mutes WHERE (channel, what) IN (SELECT channel, what FROM mutes WHERE until < $1 LIMIT $2)",
        {to_unix_ms(now - ended_mutes_kept_for), std::int64_t{at_most}}
    );
}

} // namespace

void Pruning::runs(Connection& store, Time now, int at_most) {
    const auto old = old_ones(
        store,
        "SELECT r.id, CASE WHEN r.heard_at < $2 AND r.id < (SELECT max(id) FROM runs) AND "
        "(r.heard_at < $3 OR r.phase NOT IN ('succeeded', 'failed', 'timed_out') OR EXISTS "
        "(SELECT 1 FROM runs AS later WHERE later.line = r.line AND later.phase IN ('succeeded', 'failed', "
        "'timed_out') AND (later.place, later.id) > (r.place, r.id))) THEN 1 ELSE 0 END "
        "FROM runs AS r WHERE r.id > $1 ORDER BY r.id LIMIT $4",
        {runs_after_, to_unix_ms(now - told_kept_for), to_unix_ms(now - standing_kept_for), std::int64_t{at_most}},
        at_most, runs_after_
    );
    forget(
        store, "run", old,
        "DELETE FROM jobs WHERE run = $1 AND (attempt, key) IN (SELECT attempt, key FROM jobs WHERE run = $1 LIMIT $2)",
        "DELETE FROM runs WHERE id = $1", at_most
    );
}

void Pruning::alert_groups(Connection& store, Time now, int at_most) {
    const auto old = old_ones(
        store,
        "SELECT id, CASE WHEN heard_at < $2 AND state <> 'firing' AND id < (SELECT max(id) FROM alert_groups) "
        "THEN 1 ELSE 0 END FROM alert_groups WHERE id > $1 ORDER BY id LIMIT $3",
        {groups_after_, to_unix_ms(now - told_kept_for), std::int64_t{at_most}}, at_most, groups_after_
    );
    forget(
        store, "alerts", old,
        "DELETE FROM alerts WHERE group_id = $1 AND key IN (SELECT key FROM alerts WHERE group_id = $1 LIMIT $2)",
        "DELETE FROM alert_groups WHERE id = $1", at_most
    );
}

void Pruning::deploys_elsewhere(Connection& store, Time now, int at_most) {
    const auto old = old_ones(
        store,
        "SELECT d.id, CASE WHEN d.heard_at < $2 AND d.id < (SELECT max(id) FROM deploys_elsewhere) AND "
        "(d.heard_at < $3 OR d.phase <> 'succeeded' OR EXISTS (SELECT 1 FROM deploys_elsewhere AS later "
        "WHERE later.project = d.project AND later.environment = d.environment AND later.phase = 'succeeded' "
        "AND (later.at, later.id) > (d.at, d.id))) THEN 1 ELSE 0 END "
        "FROM deploys_elsewhere AS d WHERE d.id > $1 ORDER BY d.id LIMIT $4",
        {elsewhere_after_, to_unix_ms(now - told_kept_for), to_unix_ms(now - standing_kept_for), std::int64_t{at_most}},
        at_most, elsewhere_after_
    );
    forget(store, "elsewhere", old, std::nullopt, "DELETE FROM deploys_elsewhere WHERE id = $1", at_most);
}

/// Digests and notices are said once and edited by nobody later on.
void Pruning::passing_messages(Connection& store, Time now, int at_most) {
    constexpr std::array<std::string_view, 2> kinds{"digest", "notice"};
    static_assert(kinds.size() == std::tuple_size_v<decltype(messages_after_)>);
    const std::int64_t share = (at_most + 1) / std::int64_t{kinds.size()};
    const auto oldest = to_unix_ms(now - told_kept_for);
    for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
        const KeysBelow keys(kinds[kind]);
        auto& last = messages_after_[kind];
        const auto from = std::max(last, keys.first);
        last.clear();
        std::vector<std::string> old;
        store.each(
            "SELECT key, posted_at FROM messages WHERE key > $1 AND key < $2 ORDER BY key LIMIT $3",
            {from, keys.end, share},
            [&](const Row& row) {
                last = row.text(0);
                if (row.integer(1) < oldest) old.push_back(last);
            }
        );
        for (const auto& key : old)
            store.run("DELETE FROM messages WHERE key = $1", {key});
    }
}

void Pruning::step(Connection& store, Time now, int at_most) {
    inbox_.step(store, now, at_most);
    prune_deliveries(store, now, at_most);
    prune_dead_tasks(store, now - dead_tasks_kept_for, at_most);
    Tellings(store).prune(now, at_most);
    Storms(store).prune(now, at_most);
    runs(store, now, at_most);
    alert_groups(store, now, at_most);
    deploys_elsewhere(store, now, at_most);
    suspicions(store, now, at_most);
    mutes(store, now, at_most);
    passing_messages(store, now, at_most);
}

std::optional<int> PruningPace::portion(Time now, bool idle) {
    if (idle) {
        if (now - at_ < idle_every) return std::nullopt;
        idle_at_ = at_ = now;
        return idle_portion;
    }
    if (now - idle_at_ < overdue || now - at_ < busy_every) return std::nullopt;
    at_ = now;
    return busy_portion;
}

} // namespace pilothouse::storage
