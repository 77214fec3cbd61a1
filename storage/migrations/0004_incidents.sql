-- Incidents: what is wrong now, who does what about it, and what happened when.
-- Times are milliseconds since 1970 in UTC, 0 where there is none. Text that is not known is '', never NULL.

-- `room` is the incident's own channel, '' until there is one; `asked_in` where it was declared. `said` counts the
-- updates that were given, `reminded` the reminders of the one that is due. `mark` names what it was declared of, so
-- that one thing is not declared twice.
CREATE TABLE incidents (
    id           INTEGER PRIMARY KEY,
    title        TEXT NOT NULL CHECK (title <> ''),
    severity     TEXT NOT NULL,
    status       TEXT NOT NULL,
    open         INTEGER NOT NULL CHECK (open IN (0, 1)),
    private      INTEGER NOT NULL CHECK (private IN (0, 1)),
    drill        INTEGER NOT NULL CHECK (drill IN (0, 1)),
    service      TEXT NOT NULL,
    mark         TEXT NOT NULL,
    declared_by  TEXT NOT NULL,
    declared_at  INTEGER NOT NULL,
    asked_in     TEXT NOT NULL,
    room         TEXT NOT NULL,
    room_name    TEXT NOT NULL,
    words        TEXT NOT NULL,
    cause        TEXT NOT NULL,
    merged_into  INTEGER NOT NULL,
    update_due   INTEGER NOT NULL,
    said         INTEGER NOT NULL,
    reminded     INTEGER NOT NULL,
    told_in      TEXT NOT NULL,
    changed_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX incidents_open ON incidents (id) WHERE open = 1;
CREATE INDEX incidents_of_room ON incidents (room) WHERE room <> '';
CREATE INDEX incidents_of_mark ON incidents (mark) WHERE mark <> '';

CREATE TABLE incident_roles (
    incident INTEGER NOT NULL REFERENCES incidents (id),
    role     TEXT NOT NULL,
    person   TEXT NOT NULL,
    since    INTEGER NOT NULL,
    PRIMARY KEY (incident, role)
) STRICT;

-- `origin` says how it is known: 'auto' from what happened, 'person' because `person` said so.
CREATE TABLE incident_milestones (
    incident INTEGER NOT NULL REFERENCES incidents (id),
    name     TEXT NOT NULL,
    at       INTEGER NOT NULL,
    origin   TEXT NOT NULL CHECK (origin IN ('auto', 'person')),
    person   TEXT NOT NULL,
    PRIMARY KEY (incident, name)
) STRICT;

-- The timeline. `at` is when it happened, `noted_at` when it was written down. `source` names the message that it
-- was taken from; '' where there is none.
CREATE TABLE incident_entries (
    id       INTEGER PRIMARY KEY,
    incident INTEGER NOT NULL REFERENCES incidents (id),
    at       INTEGER NOT NULL,
    noted_at INTEGER NOT NULL,
    kind     TEXT NOT NULL,
    person   TEXT NOT NULL,
    text     TEXT NOT NULL,
    source   TEXT NOT NULL
) STRICT;
CREATE INDEX incident_entries_in_order ON incident_entries (incident, at, id);
CREATE INDEX incident_entries_of_source ON incident_entries (source) WHERE source <> '';

-- What is to be done. `number` counts within the incident. `after` is 1 for what is left for after its end.
CREATE TABLE incident_tasks (
    incident INTEGER NOT NULL REFERENCES incidents (id),
    number   INTEGER NOT NULL,
    text     TEXT NOT NULL,
    person   TEXT NOT NULL,
    after    INTEGER NOT NULL CHECK (after IN (0, 1)),
    made_by  TEXT NOT NULL,
    made_at  INTEGER NOT NULL,
    due      INTEGER NOT NULL,
    ended_at INTEGER NOT NULL,
    ended_by TEXT NOT NULL,
    ending   TEXT NOT NULL,
    PRIMARY KEY (incident, number)
) STRICT;
