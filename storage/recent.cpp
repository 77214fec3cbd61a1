#include "storage/recent.hpp"

namespace pilothouse::storage {

namespace {

std::function<void(const Row&)> into(std::vector<std::int64_t>& numbers) {
    return [&numbers](const Row& row) { numbers.push_back(row.integer(0)); };
}

} // namespace

std::vector<std::int64_t> recent_runs(Connection& store, Time since, int at_most) {
    std::vector<std::int64_t> found;
    store.each(
        "SELECT id FROM runs WHERE heard_at >= $1 ORDER BY heard_at DESC, id DESC LIMIT $2",
        {to_unix_ms(since), std::int64_t{at_most}}, into(found)
    );
    return found;
}

std::vector<std::int64_t> recent_groups(Connection& store, Time since, int at_most) {
    std::vector<std::int64_t> found;
    store.each(
        "SELECT id FROM alert_groups WHERE heard_at >= $1 ORDER BY id DESC LIMIT $2",
        {to_unix_ms(since), std::int64_t{at_most}}, into(found)
    );
    return found;
}

std::vector<std::int64_t> runs_numbered(Connection& store, std::int64_t number, Time since, int at_most) {
    std::vector<std::int64_t> found;
    store.each(
        "SELECT id FROM runs WHERE heard_at >= $1 AND place = $2 ORDER BY heard_at DESC, id DESC LIMIT $3",
        {to_unix_ms(since), number, std::int64_t{at_most}}, into(found)
    );
    return found;
}

} // namespace pilothouse::storage
