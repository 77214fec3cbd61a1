-- What other systems told: deliveries as they came, runs of pipelines, groups of alerts.
-- Times are milliseconds since 1970 in UTC. Text that is not known is '', never NULL.

-- Bodies are kept for some days, to look at and to be read again.
CREATE TABLE deliveries (
    id          INTEGER PRIMARY KEY,
    key         TEXT NOT NULL UNIQUE,
    route       TEXT NOT NULL,
    vendor      TEXT NOT NULL,
    event       TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    headers     TEXT NOT NULL,
    body        TEXT NOT NULL,
    trouble     TEXT NOT NULL
) STRICT;
CREATE INDEX deliveries_by_age ON deliveries (received_at);

-- A line is one pipeline on one branch of one project; `place` orders its runs. `facts` is what was told of the run,
-- as JSON. `broken_attempts` counts the attempts that broke, so that a re-run does not hide that there was one.
CREATE TABLE runs (
    id              INTEGER PRIMARY KEY,
    key             TEXT NOT NULL UNIQUE CHECK (key <> ''),
    route           TEXT NOT NULL,
    line            TEXT NOT NULL,
    place           INTEGER NOT NULL,
    attempt         INTEGER NOT NULL,
    phase           TEXT NOT NULL,
    broken_attempts INTEGER NOT NULL CHECK (broken_attempts >= 0),
    facts           TEXT NOT NULL,
    heard_at        INTEGER NOT NULL
) STRICT;
CREATE INDEX runs_of_line ON runs (line, place, id);
CREATE INDEX runs_by_age ON runs (heard_at);

CREATE TABLE jobs (
    run     INTEGER NOT NULL REFERENCES runs (id),
    attempt INTEGER NOT NULL,
    key     TEXT NOT NULL CHECK (key <> ''),
    name    TEXT NOT NULL,
    phase   TEXT NOT NULL,
    facts   TEXT NOT NULL,
    PRIMARY KEY (run, attempt, key)
) STRICT;

-- One row for each time that a group fired: when it fires again after its end, that is another one.
CREATE TABLE alert_groups (
    id        INTEGER PRIMARY KEY,
    key       TEXT NOT NULL CHECK (key <> ''),
    route     TEXT NOT NULL,
    state     TEXT NOT NULL CHECK (state IN ('firing', 'resolved', 'expired')),
    facts     TEXT NOT NULL,
    most      INTEGER NOT NULL,
    began_at  INTEGER NOT NULL,
    heard_at  INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX alert_groups_firing ON alert_groups (key) WHERE state = 'firing';
CREATE INDEX alert_groups_of_key ON alert_groups (key, id);

CREATE TABLE alerts (
    group_id INTEGER NOT NULL REFERENCES alert_groups (id),
    key      TEXT NOT NULL CHECK (key <> ''),
    firing   INTEGER NOT NULL CHECK (firing IN (0, 1)),
    facts    TEXT NOT NULL,
    PRIMARY KEY (group_id, key)
) STRICT;

-- Who wants to hear of what, in which channel.
CREATE TABLE subscriptions (
    id      INTEGER PRIMARY KEY,
    channel TEXT NOT NULL CHECK (channel <> ''),
    kind    TEXT NOT NULL CHECK (kind IN ('builds', 'alerts')),
    filter  TEXT NOT NULL,
    person  TEXT NOT NULL,
    since   INTEGER NOT NULL,
    UNIQUE (channel, kind, filter)
) STRICT;
