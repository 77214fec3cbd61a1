#include "storage/alert_groups.hpp"

#define GROUP_COLUMNS "id, key, route, state, facts, most, began_at, heard_at, lists_at"

namespace pilothouse::storage {

namespace {

AlertGroupRow group_in(const Row& row) {
    const auto text = [&](int column) { return std::string(row.text(column)); };
    return {
        .id = row.integer(0),
        .key = text(1),
        .route = text(2),
        .state = text(3),
        .facts = text(4),
        .most = static_cast<int>(row.integer(5)),
        .began_at = from_unix_ms(row.integer(6)),
        .heard_at = from_unix_ms(row.integer(7)),
        .lists_at = from_unix_ms(row.integer(8)),
    };
}

AlertRow alert_in(const Row& row) {
    return {
        .group = row.integer(0),
        .key = std::string(row.text(1)),
        .firing = row.integer(2) != 0,
        .facts = std::string(row.text(3)),
    };
}

} // namespace

std::optional<AlertGroupRow> AlertGroups::latest(std::string_view key) const {
    std::optional<AlertGroupRow> found;
    connection_.each(
        "SELECT " GROUP_COLUMNS " FROM alert_groups WHERE key = $1 ORDER BY id DESC LIMIT 1", {key},
        [&](const Row& row) { found = group_in(row); }
    );
    return found;
}

std::optional<AlertGroupRow> AlertGroups::find(std::int64_t id) const {
    std::optional<AlertGroupRow> found;
    connection_.each("SELECT " GROUP_COLUMNS " FROM alert_groups WHERE id = $1", {id}, [&](const Row& row) {
        found = group_in(row);
    });
    return found;
}

std::int64_t AlertGroups::add(const AlertGroupRow& group) {
    std::int64_t id = 0;
    connection_.each(
        "INSERT INTO alert_groups (key, route, state, facts, most, began_at, heard_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        {group.key, group.route, group.state, group.facts, std::int64_t{group.most}, to_unix_ms(group.began_at),
         to_unix_ms(group.heard_at)},
        [&](const Row& row) { id = row.integer(0); }
    );
    return id;
}

void AlertGroups::save(const AlertGroupRow& group) {
    connection_.run(
        "UPDATE alert_groups SET state = $2, facts = $3, most = $4, heard_at = $5, lists_at = $6 WHERE id = $1",
        {group.id, group.state, group.facts, std::int64_t{group.most}, to_unix_ms(group.heard_at),
         to_unix_ms(group.lists_at)}
    );
}

std::vector<AlertGroupRow> AlertGroups::firing() const {
    std::vector<AlertGroupRow> found;
    connection_.each(
        "SELECT " GROUP_COLUMNS " FROM alert_groups WHERE state = 'firing' ORDER BY id", {},
        [&](const Row& row) { found.push_back(group_in(row)); }
    );
    return found;
}

void AlertGroups::save(const AlertRow& alert) {
    connection_.run(
        "INSERT INTO alerts (group_id, key, firing, facts) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT (group_id, key) DO UPDATE SET firing = excluded.firing, facts = excluded.facts",
        {alert.group, alert.key, std::int64_t{alert.firing ? 1 : 0}, alert.facts}
    );
}

std::vector<AlertRow> AlertGroups::alerts(std::int64_t group) const {
    std::vector<AlertRow> found;
    connection_.each(
        "SELECT group_id, key, firing, facts FROM alerts WHERE group_id = $1 ORDER BY key", {group},
        [&](const Row& row) { found.push_back(alert_in(row)); }
    );
    return found;
}

} // namespace pilothouse::storage
