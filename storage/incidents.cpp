#include "storage/incidents.hpp"

#define INCIDENT_COLUMNS                                                                                               \
    "id, title, severity, status, open, private, drill, service, mark, declared_by, declared_at, asked_in, room, "     \
    "room_name, words, cause, merged_into, update_due, said, reminded, told_in, changed_at"

namespace pilothouse::storage {

namespace {

IncidentRow incident_in(const Row& row) {
    return {
        .id = row.integer(0),
        .title = std::string(row.text(1)),
        .severity = std::string(row.text(2)),
        .status = std::string(row.text(3)),
        .open = row.integer(4) != 0,
        .hidden = row.integer(5) != 0,
        .drill = row.integer(6) != 0,
        .service = ServiceName{std::string(row.text(7))},
        .mark = std::string(row.text(8)),
        .declared_by = PersonId{std::string(row.text(9))},
        .declared_at = from_unix_ms(row.integer(10)),
        .asked_in = ChannelId{std::string(row.text(11))},
        .room = ChannelId{std::string(row.text(12))},
        .room_name = std::string(row.text(13)),
        .words = std::string(row.text(14)),
        .cause = std::string(row.text(15)),
        .merged_into = row.integer(16),
        .update_due = from_unix_ms(row.integer(17)),
        .said = row.integer(18),
        .reminded = row.integer(19),
        .told_in = ChannelId{std::string(row.text(20))},
        .changed_at = from_unix_ms(row.integer(21)),
    };
}

IncidentTaskRow task_in(const Row& row) {
    return {
        .number = row.integer(0),
        .text = std::string(row.text(1)),
        .person = PersonId{std::string(row.text(2))},
        .after = row.integer(3) != 0,
        .made_by = PersonId{std::string(row.text(4))},
        .made_at = from_unix_ms(row.integer(5)),
        .due = from_unix_ms(row.integer(6)),
        .ended_at = from_unix_ms(row.integer(7)),
        .ended_by = PersonId{std::string(row.text(8))},
        .ending = std::string(row.text(9)),
    };
}

std::int64_t number(bool yes) {
    return yes ? 1 : 0;
}

} // namespace

std::optional<IncidentRow> Incidents::find(std::int64_t id) const {
    std::optional<IncidentRow> found;
    connection_.each("SELECT " INCIDENT_COLUMNS " FROM incidents WHERE id = $1", {id}, [&](const Row& row) {
        found = incident_in(row);
    });
    return found;
}

std::optional<IncidentRow> Incidents::in_room(const ChannelId& channel) const {
    std::optional<IncidentRow> found;
    connection_.each(
        "SELECT " INCIDENT_COLUMNS " FROM incidents WHERE room = $1 AND room <> '' ORDER BY open DESC, id DESC LIMIT 1",
        {channel.value}, [&](const Row& row) { found = incident_in(row); }
    );
    return found;
}

std::optional<IncidentRow> Incidents::open_of(std::string_view mark) const {
    std::optional<IncidentRow> found;
    connection_.each(
        "SELECT " INCIDENT_COLUMNS " FROM incidents WHERE mark = $1 AND mark <> '' AND open = 1 ORDER BY id LIMIT 1",
        {mark}, [&](const Row& row) { found = incident_in(row); }
    );
    return found;
}

std::vector<IncidentRow> Incidents::all_open() const {
    std::vector<IncidentRow> found;
    connection_.each("SELECT " INCIDENT_COLUMNS " FROM incidents WHERE open = 1 ORDER BY id", {}, [&](const Row& row) {
        found.push_back(incident_in(row));
    });
    return found;
}

std::vector<IncidentRow> Incidents::since(Time begin) const {
    std::vector<IncidentRow> found;
    connection_.each(
        "SELECT " INCIDENT_COLUMNS " FROM incidents WHERE declared_at >= $1 ORDER BY id", {to_unix_ms(begin)},
        [&](const Row& row) { found.push_back(incident_in(row)); }
    );
    return found;
}

std::int64_t Incidents::add(const IncidentRow& row) {
    std::int64_t id = 0;
    connection_.each(
        "INSERT INTO incidents (title, severity, status, open, private, drill, service, mark, declared_by, "
        "declared_at, asked_in, room, room_name, words, cause, merged_into, update_due, said, reminded, told_in, "
        "changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', '', '', '', 0, $12, 0, 0, $13, $10) "
        "RETURNING id",
        {row.title, row.severity, row.status, number(row.open), number(row.hidden), number(row.drill),
         row.service.value, row.mark, row.declared_by.value, to_unix_ms(row.declared_at), row.asked_in.value,
         to_unix_ms(row.update_due), row.told_in.value},
        [&](const Row& given) { id = given.integer(0); }
    );
    return id;
}

void Incidents::save(const IncidentRow& row) {
    connection_.run(
        "UPDATE incidents SET title = $2, severity = $3, status = $4, open = $5, service = $6, room = $7, "
        "room_name = $8, words = $9, cause = $10, merged_into = $11, update_due = $12, said = $13, reminded = $14, "
        "told_in = $15, changed_at = $16 WHERE id = $1",
        {row.id, row.title, row.severity, row.status, number(row.open), row.service.value, row.room.value,
         row.room_name, row.words, row.cause, row.merged_into, to_unix_ms(row.update_due), row.said, row.reminded,
         row.told_in.value, to_unix_ms(row.changed_at)}
    );
}

std::vector<RoleRow> Incidents::roles(std::int64_t incident) const {
    std::vector<RoleRow> found;
    connection_.each(
        "SELECT role, person, since FROM incident_roles WHERE incident = $1 ORDER BY since, role", {incident},
        [&](const Row& row) {
            found.push_back({std::string(row.text(0)), PersonId{std::string(row.text(1))}, from_unix_ms(row.integer(2))}
            );
        }
    );
    return found;
}

void Incidents::give_role(std::int64_t incident, const RoleRow& row) {
    connection_.run(
        "INSERT INTO incident_roles (incident, role, person, since) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT (incident, role) DO UPDATE SET person = excluded.person, since = excluded.since",
        {incident, row.role, row.person.value, to_unix_ms(row.since)}
    );
}

void Incidents::take_role(std::int64_t incident, std::string_view role) {
    connection_.run("DELETE FROM incident_roles WHERE incident = $1 AND role = $2", {incident, role});
}

std::vector<MilestoneRow> Incidents::milestones(std::int64_t incident) const {
    std::vector<MilestoneRow> found;
    connection_.each(
        "SELECT name, at, origin, person FROM incident_milestones WHERE incident = $1 ORDER BY at, name", {incident},
        [&](const Row& row) {
            found.push_back(
                {std::string(row.text(0)), from_unix_ms(row.integer(1)), row.text(2) == "person",
                 PersonId{std::string(row.text(3))}}
            );
        }
    );
    return found;
}

void Incidents::put_milestone(std::int64_t incident, const MilestoneRow& row) {
    const std::string_view origin = row.by_person ? "person" : "auto";
    connection_.run(
        "INSERT INTO incident_milestones (incident, name, at, origin, person) VALUES ($1, $2, $3, $4, $5) "
        "ON CONFLICT (incident, name) DO UPDATE SET at = excluded.at, origin = excluded.origin, "
        "person = excluded.person",
        {incident, row.name, to_unix_ms(row.at), origin, row.person.value}
    );
}

void Incidents::drop_milestone(std::int64_t incident, std::string_view name) {
    connection_.run("DELETE FROM incident_milestones WHERE incident = $1 AND name = $2", {incident, name});
}

std::int64_t Incidents::add_entry(std::int64_t incident, const EntryRow& row) {
    std::int64_t id = 0;
    connection_.each(
        "INSERT INTO incident_entries (incident, at, noted_at, kind, person, text, source) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        {incident, to_unix_ms(row.at), to_unix_ms(row.noted_at), row.kind, row.person.value, row.text, row.source},
        [&](const Row& given) { id = given.integer(0); }
    );
    return id;
}

std::vector<EntryRow> Incidents::entries(std::int64_t incident, std::int64_t offset, std::int64_t count) const {
    std::vector<EntryRow> found;
    connection_.each(
        "SELECT id, at, noted_at, kind, person, text, source FROM incident_entries WHERE incident = $1 "
        "ORDER BY at, id LIMIT $2 OFFSET $3",
        {incident, count, offset},
        [&](const Row& row) {
            found.push_back(
                {row.integer(0), from_unix_ms(row.integer(1)), from_unix_ms(row.integer(2)), std::string(row.text(3)),
                 PersonId{std::string(row.text(4))}, std::string(row.text(5)), std::string(row.text(6))}
            );
        }
    );
    return found;
}

std::int64_t Incidents::entry_count(std::int64_t incident) const {
    std::int64_t count = 0;
    connection_.each("SELECT count(*) FROM incident_entries WHERE incident = $1", {incident}, [&](const Row& row) {
        count = row.integer(0);
    });
    return count;
}

std::int64_t Incidents::add_task(std::int64_t incident, const IncidentTaskRow& row) {
    std::int64_t given = 0;
    connection_.each(
        "INSERT INTO incident_tasks (incident, number, text, person, after, made_by, made_at, due, ended_at, ended_by, "
        "ending) SELECT $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5, $6, $7, 0, '', '' FROM incident_tasks "
        "WHERE incident = $1 RETURNING number",
        {incident, row.text, row.person.value, number(row.after), row.made_by.value, to_unix_ms(row.made_at),
         to_unix_ms(row.due)},
        [&](const Row& one) { given = one.integer(0); }
    );
    return given;
}

std::vector<IncidentTaskRow> Incidents::tasks(std::int64_t incident) const {
    std::vector<IncidentTaskRow> found;
    connection_.each(
        "SELECT number, text, person, after, made_by, made_at, due, ended_at, ended_by, ending FROM incident_tasks "
        "WHERE incident = $1 ORDER BY number",
        {incident}, [&](const Row& row) { found.push_back(task_in(row)); }
    );
    return found;
}

void Incidents::save_task(std::int64_t incident, const IncidentTaskRow& row) {
    connection_.run(
        "UPDATE incident_tasks SET text = $3, person = $4, after = $5, due = $6, ended_at = $7, ended_by = $8, "
        "ending = $9 WHERE incident = $1 AND number = $2",
        {incident, row.number, row.text, row.person.value, number(row.after), to_unix_ms(row.due),
         to_unix_ms(row.ended_at), row.ended_by.value, row.ending}
    );
}

} // namespace pilothouse::storage
