#include "storage/inbox.hpp"

#include <vector>

namespace pilothouse::storage {

bool receive(Connection& store, std::string_view key, std::string_view source, Time now) {
    return store.run(
               "INSERT INTO inbox (key, source, received_at) VALUES ($1, $2, $3) ON CONFLICT (key) DO NOTHING",
               {key, source, to_unix_ms(now)}
           ) == 1;
}

bool received_since(Connection& store, std::string_view key, Time since) {
    bool found = false;
    store.each("SELECT 1 FROM inbox WHERE key = $1 AND received_at >= $2", {key, to_unix_ms(since)}, [&](const Row&) {
        found = true;
    });
    return found;
}

void prove_room(Connection& store) {
    constexpr std::string_view key = "program/room";
    store.run("INSERT INTO inbox (key, source, received_at) VALUES ($1, $2, $3)", {key, "program", std::int64_t{0}});
    store.run("DELETE FROM inbox WHERE key = $1", {key});
}

void keep_failed(Connection& store, std::string_view key, std::string_view error, std::string_view body) {
    store.run("UPDATE inbox SET error = $2, body = $3 WHERE key = $1", {key, error, body});
}

int InboxPruning::step(Connection& store, Time now, int at_most) {
    const auto oldest_kept = to_unix_ms(now - inbox_kept_for);
    std::vector<std::string> old;
    std::string last;
    store.each(
        "SELECT key, received_at FROM inbox WHERE key > $1 ORDER BY key LIMIT $2",
        {std::string_view(after_), std::int64_t{at_most}},
        [&](const Row& row) {
            last = row.text(0);
            if (row.integer(1) < oldest_kept) old.push_back(last);
        }
    );
    after_ = last; // empty at the end of the table: the walk begins again
    for (const auto& key : old)
        store.run("DELETE FROM inbox WHERE key = $1", {std::string_view(key)});
    return static_cast<int>(old.size());
}

} // namespace pilothouse::storage
