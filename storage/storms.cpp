#include "storage/storms.hpp"

#include "storage/messages.hpp"

#include <algorithm>

#define STORM_COLUMNS                                                                                                  \
    "id, channel, named, open, began_at, last_at, lines, builds, broken, alert_groups, firing_groups, alerts, "        \
    "firing, stale, drawn, drawn_at, rings_at, critical, rises, told_rises, paced_at, paced_lines"
#define LINE_COLUMNS "place, thing, weight, alerts, firing, title, url"

namespace pilothouse::storage {

namespace {

StormRow storm_in(const Row& row) {
    return {
        .id = row.integer(0),
        .channel = ChannelId{std::string(row.text(1))},
        .named = ChannelId{std::string(row.text(2))},
        .open = row.integer(3) != 0,
        .began_at = from_unix_ms(row.integer(4)),
        .last_at = from_unix_ms(row.integer(5)),
        .lines = row.integer(6),
        .counts =
            {.builds = row.integer(7),
             .broken = row.integer(8),
             .groups = row.integer(9),
             .firing_groups = row.integer(10),
             .alerts = row.integer(11),
             .firing = row.integer(12),
             .critical = row.integer(17)},
        .stale = row.integer(13) != 0,
        .drawn = row.integer(14),
        .drawn_at = from_unix_ms(row.integer(15)),
        .rings_at = from_unix_ms(row.integer(16)),
        .rises = row.integer(18),
        .told_rises = row.integer(19),
        .paced_at = from_unix_ms(row.integer(20)),
        .paced_lines = row.integer(21),
    };
}

StormLineRow line_in(const Row& row) {
    return {
        .place = row.integer(0),
        .thing = std::string(row.text(1)),
        .weight = static_cast<int>(row.integer(2)),
        .alerts = static_cast<int>(row.integer(3)),
        .firing = static_cast<int>(row.integer(4)),
        .title = std::string(row.text(5)),
        .url = std::string(row.text(6)),
    };
}

std::int64_t rises_of(const StormCounts& counts) {
    return std::max<std::int64_t>(counts.critical, 0);
}

std::int64_t number(bool yes) {
    return yes ? 1 : 0;
}

} // namespace

std::optional<StormRow> Storms::find(std::int64_t id) const {
    std::optional<StormRow> found;
    connection_.each("SELECT " STORM_COLUMNS " FROM storms WHERE id = $1", {id}, [&](const Row& row) {
        found = storm_in(row);
    });
    return found;
}

std::optional<StormRow> Storms::open_in(const ChannelId& channel) const {
    std::optional<StormRow> found;
    connection_.each(
        "SELECT " STORM_COLUMNS " FROM storms WHERE channel = $1 AND open = 1", {channel.value},
        [&](const Row& row) { found = storm_in(row); }
    );
    return found;
}

std::int64_t Storms::add(const StormRow& row) {
    std::int64_t id = 0;
    connection_.each(
        "INSERT INTO storms (channel, named, open, began_at, last_at, lines, builds, broken, alert_groups, "
        "firing_groups, alerts, firing, critical, rises, told_rises, stale, drawn, drawn_at, rings_at, paced_at, "
        "paced_lines) VALUES ($1, $2, 1, $3, $4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, -1, 0, 0, $3, 0) RETURNING id",
        {row.channel.value, row.named.value, to_unix_ms(row.began_at), to_unix_ms(row.last_at)},
        [&](const Row& given) { id = given.integer(0); }
    );
    return id;
}

void Storms::save_course(const StormRow& row) {
    connection_.run(
        "UPDATE storms SET open = $2, stale = $3, drawn = $4, drawn_at = $5, told_rises = $6, paced_at = $7, "
        "paced_lines = $8 WHERE id = $1",
        {row.id, number(row.open), number(row.stale), row.drawn, to_unix_ms(row.drawn_at), row.told_rises,
         to_unix_ms(row.paced_at), row.paced_lines}
    );
}

void Storms::save_ring(std::int64_t storm, Time rings_at) {
    connection_.run("UPDATE storms SET rings_at = $2 WHERE id = $1", {storm, to_unix_ms(rings_at)});
}

std::int64_t Storms::add_line(std::int64_t storm, const StormLineRow& line, const StormCounts& counts, Time now) {
    std::int64_t place = 0;
    connection_.each(
        "UPDATE storms SET lines = lines + 1, last_at = $8, builds = builds + $2, broken = broken + $3, "
        "alert_groups = alert_groups + $4, firing_groups = firing_groups + $5, alerts = alerts + $6, "
        "firing = firing + $7, critical = critical + $9, rises = rises + $10, stale = 1 WHERE id = $1 RETURNING lines",
        {storm, counts.builds, counts.broken, counts.groups, counts.firing_groups, counts.alerts, counts.firing,
         to_unix_ms(now), counts.critical, rises_of(counts)},
        [&](const Row& row) { place = row.integer(0) - 1; }
    );
    connection_.run(
        "INSERT INTO storm_lines (storm, place, thing, weight, alerts, firing, title, url, stale) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)",
        {storm, place, line.thing, std::int64_t{line.weight}, std::int64_t{line.alerts}, std::int64_t{line.firing},
         line.title, line.url}
    );
    return place;
}

std::optional<StormLineRow> Storms::line(std::int64_t storm, std::int64_t place) const {
    std::optional<StormLineRow> found;
    connection_.each(
        "SELECT " LINE_COLUMNS " FROM storm_lines WHERE storm = $1 AND place = $2", {storm, place},
        [&](const Row& row) { found = line_in(row); }
    );
    return found;
}

void Storms::change_line(std::int64_t storm, const StormLineRow& line, const StormCounts& counts) {
    connection_.run(
        "UPDATE storm_lines SET weight = $3, alerts = $4, firing = $5, title = $6, url = $7, stale = 1 "
        "WHERE storm = $1 AND place = $2",
        {storm, line.place, std::int64_t{line.weight}, std::int64_t{line.alerts}, std::int64_t{line.firing}, line.title,
         line.url}
    );
    connection_.run(
        "UPDATE storms SET builds = builds + $2, broken = broken + $3, alert_groups = alert_groups + $4, "
        "firing_groups = firing_groups + $5, alerts = alerts + $6, firing = firing + $7, critical = critical + $8, "
        "rises = rises + $9, stale = 1 WHERE id = $1",
        {storm, counts.builds, counts.broken, counts.groups, counts.firing_groups, counts.alerts, counts.firing,
         counts.critical, rises_of(counts)}
    );
}

std::vector<StormLineRow> Storms::lines_from(std::int64_t storm, std::int64_t place, std::size_t count) const {
    std::vector<StormLineRow> lines;
    connection_.each(
        "SELECT " LINE_COLUMNS " FROM storm_lines WHERE storm = $1 AND place >= $2 ORDER BY place LIMIT $3",
        {storm, place, static_cast<std::int64_t>(count)}, [&](const Row& row) { lines.push_back(line_in(row)); }
    );
    return lines;
}

std::vector<StormLineRow> Storms::first_lines(std::int64_t storm, std::size_t count) const {
    std::vector<StormLineRow> lines;
    connection_.each(
        "SELECT " LINE_COLUMNS " FROM storm_lines WHERE storm = $1 ORDER BY weight, place LIMIT $2",
        {storm, static_cast<std::int64_t>(count)}, [&](const Row& row) { lines.push_back(line_in(row)); }
    );
    return lines;
}

std::optional<std::int64_t> Storms::stale_from(std::int64_t storm, std::int64_t place) const {
    std::optional<std::int64_t> found;
    connection_.each(
        "SELECT place FROM storm_lines WHERE storm = $1 AND stale = 1 AND place >= $2 ORDER BY place LIMIT 1",
        {storm, place}, [&](const Row& row) { found = row.integer(0); }
    );
    return found;
}

void Storms::told(std::int64_t storm, std::int64_t place, std::size_t count) {
    connection_.run(
        "UPDATE storm_lines SET stale = 0 WHERE storm = $1 AND stale = 1 AND place >= $2 AND place < $3",
        {storm, place, place + static_cast<std::int64_t>(count)}
    );
}

void Storms::prune(Time now, int at_most) {
    const auto oldest = to_unix_ms(now - storms_kept_for);
    connection_.run(
        "DELETE FROM storm_lines WHERE (storm, place) IN (SELECT storm_lines.storm, storm_lines.place FROM storms "
        "JOIN storm_lines ON storm_lines.storm = storms.id WHERE storms.last_at < $1 AND storms.open = 0 LIMIT $2)",
        {oldest, std::int64_t{at_most}}
    );
    std::vector<std::int64_t> gone;
    connection_.each(
        "DELETE FROM storms WHERE id IN (SELECT id FROM storms WHERE last_at < $1 AND open = 0 AND "
        "id < (SELECT max(id) FROM storms) AND NOT EXISTS "
        "(SELECT 1 FROM storm_lines WHERE storm_lines.storm = storms.id) LIMIT $2) RETURNING id",
        {oldest, std::int64_t{at_most}}, [&](const Row& row) { gone.push_back(row.integer(0)); }
    );
    for (const auto id : gone)
        forget_messages(connection_, "storm/" + std::to_string(id));
}

} // namespace pilothouse::storage
