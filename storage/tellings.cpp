#include "storage/tellings.hpp"

#define TELLING_COLUMNS "thing, channel, named, shown_at, held_at, held_by, summed_at, storm, place"

namespace pilothouse::storage {

namespace {

std::optional<Time> moment(const Row& row, int column) {
    const auto ms = row.integer(column);
    return ms == 0 ? std::nullopt : std::optional(from_unix_ms(ms));
}

std::int64_t stored(const std::optional<Time>& time) {
    return time ? to_unix_ms(*time) : 0;
}

std::function<void(const Row&)> into(std::vector<TellingRow>& rows) {
    return [&rows](const Row& row) {
        rows.push_back({
            .thing = std::string(row.text(0)),
            .channel = ChannelId{std::string(row.text(1))},
            .named = ChannelId{std::string(row.text(2))},
            .shown_at = moment(row, 3),
            .held_at = moment(row, 4),
            .held_by = std::string(row.text(5)),
            .summed_at = moment(row, 6),
            .storm = row.integer(7),
            .place = row.integer(8),
        });
    };
}

} // namespace

std::vector<TellingRow> Tellings::of_thing(std::string_view thing) const {
    std::vector<TellingRow> rows;
    connection_.each("SELECT " TELLING_COLUMNS " FROM tellings WHERE thing = $1 ORDER BY channel", {thing}, into(rows));
    return rows;
}

std::vector<TellingRow> Tellings::held_in(const ChannelId& channel) const {
    std::vector<TellingRow> rows;
    connection_.each(
        "SELECT " TELLING_COLUMNS " FROM tellings WHERE channel = $1 AND held_at > 0 ORDER BY held_at, thing",
        {channel.value}, into(rows)
    );
    return rows;
}

int Tellings::shown_since(const ChannelId& channel, Time since, int at_most) const {
    int count = 0;
    connection_.each(
        "SELECT COUNT(*) FROM (SELECT 1 FROM tellings WHERE channel = $1 AND shown_at > 0 AND shown_at > $2 LIMIT $3) "
        "AS shown",
        {channel.value, to_unix_ms(since), std::int64_t{at_most}},
        [&](const Row& row) { count = static_cast<int>(row.integer(0)); }
    );
    return count;
}

void Tellings::save(const TellingRow& row, Time now) {
    connection_.run(
        "INSERT INTO tellings (thing, channel, named, shown_at, held_at, held_by, summed_at, storm, place, changed_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (thing, channel) DO UPDATE SET named = "
        "excluded.named, "
        "shown_at = excluded.shown_at, held_at = excluded.held_at, held_by = excluded.held_by, "
        "summed_at = excluded.summed_at, storm = excluded.storm, place = excluded.place, "
        "changed_at = excluded.changed_at",
        {row.thing, row.channel.value, row.named.value, stored(row.shown_at), stored(row.held_at), row.held_by,
         stored(row.summed_at), row.storm, row.place, to_unix_ms(now)}
    );
}

void Tellings::prune(Time now, int at_most) {
    connection_.run(
        "DELETE FROM tellings WHERE (thing, channel) IN (SELECT thing, channel FROM tellings WHERE changed_at < $1 "
        "AND held_at = 0 ORDER BY changed_at LIMIT $2)",
        {to_unix_ms(now - tellings_kept_for), std::int64_t{at_most}}
    );
}

ChannelId channel_id(Connection& store, const ChannelId& channel) {
    auto found = channel;
    if (!channel.value.starts_with('#')) return found;
    store.each("SELECT channel FROM channel_names WHERE name = $1", {channel.value}, [&](const Row& row) {
        found = ChannelId{std::string(row.text(0))};
    });
    return found;
}

void learn_channel(Connection& store, const ChannelId& name, const ChannelId& id) {
    if (!name.value.starts_with('#') || id.empty() || id == name || channel_id(store, name) == id) return;
    store.run(
        "INSERT INTO channel_names (name, channel) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET "
        "channel = excluded.channel",
        {name.value, id.value}
    );
    store.run(
        "UPDATE tellings SET channel = $2 WHERE channel = $1 AND NOT EXISTS "
        "(SELECT 1 FROM tellings AS other WHERE other.thing = tellings.thing AND other.channel = $2)",
        {name.value, id.value}
    );
    store.run(
        "UPDATE storms SET channel = $2 WHERE channel = $1 AND open = 1 AND NOT EXISTS "
        "(SELECT 1 FROM storms AS other WHERE other.channel = $2 AND other.open = 1)",
        {name.value, id.value}
    );
}

} // namespace pilothouse::storage
