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
    body        BLOB NOT NULL,
    body_size   INTEGER NOT NULL CHECK (body_size >= 0),
    trouble     TEXT NOT NULL
) STRICT;
CREATE INDEX deliveries_by_age ON deliveries (received_at);

-- A line is one pipeline on one branch of one project; `place` orders its runs. `facts` is what was told of the run,
-- as commands/facts.hpp writes it. `broken_attempts` counts the attempts that broke, so that a re-run does not hide that there was one.
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
    heard_at  INTEGER NOT NULL,
    lists_at  INTEGER NOT NULL DEFAULT 0 -- when its list is looked at next; 0: nothing has changed
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

-- Deploys that were made by others; `environment` is in lower case, as it is looked for.
CREATE TABLE deploys_elsewhere (
    id          INTEGER PRIMARY KEY,
    key         TEXT NOT NULL UNIQUE CHECK (key <> ''),
    route       TEXT NOT NULL,
    project     TEXT NOT NULL,
    environment TEXT NOT NULL,
    phase       TEXT NOT NULL,
    facts       TEXT NOT NULL,
    at          INTEGER NOT NULL,
    heard_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX deploys_elsewhere_live ON deploys_elsewhere (project, environment, at, id) WHERE phase = 'succeeded';

-- What broke soon after a deploy; `thing` is "run/12" or "alerts/7". `standing` until that is over.
CREATE TABLE suspicions (
    deploy   INTEGER NOT NULL REFERENCES deploys (id),
    thing    TEXT NOT NULL CHECK (thing <> ''),
    words    TEXT NOT NULL,
    url      TEXT NOT NULL,
    standing INTEGER NOT NULL CHECK (standing IN (0, 1)),
    at       INTEGER NOT NULL,
    PRIMARY KEY (deploy, thing)
) STRICT;
CREATE INDEX suspicions_of_thing ON suspicions (thing) WHERE standing = 1;
CREATE INDEX suspicions_by_age ON suspicions (at);

-- Who people are to other systems, as they said themselves; `login` is in lower case.
CREATE TABLE logins (
    system TEXT NOT NULL CHECK (system <> ''),
    login  TEXT NOT NULL CHECK (login <> ''),
    person TEXT NOT NULL CHECK (person <> ''),
    since  INTEGER NOT NULL,
    PRIMARY KEY (system, login)
) STRICT;
CREATE INDEX logins_of_person ON logins (person);

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

-- What a channel does not want to hear of for a while.
CREATE TABLE mutes (
    channel TEXT NOT NULL CHECK (channel <> ''),
    what    TEXT NOT NULL CHECK (what <> ''),
    until   INTEGER NOT NULL,
    person  TEXT NOT NULL,
    since   INTEGER NOT NULL,
    PRIMARY KEY (channel, what)
) STRICT;

-- When a channel sleeps: "22:00-07:00 Europe/Berlin".
CREATE TABLE quiet_hours (
    channel TEXT PRIMARY KEY CHECK (channel <> ''),
    hours   TEXT NOT NULL,
    person  TEXT NOT NULL,
    since   INTEGER NOT NULL
) STRICT;

-- Where a run or a group of alerts is shown, and where it waits to be told; `thing` is "run/12", "alerts/7". Its
-- message there is named by `named`, which is a "#name" where the id was not known yet. 0 stands for never. What is held
-- was not told yet; `held_by` says why. `storm`: what was folded is the line `place` of that storm's message.
CREATE TABLE tellings (
    thing      TEXT NOT NULL CHECK (thing <> ''),
    channel    TEXT NOT NULL CHECK (channel <> ''),
    named      TEXT NOT NULL,
    shown_at   INTEGER NOT NULL,
    held_at    INTEGER NOT NULL,
    held_by    TEXT NOT NULL,
    summed_at  INTEGER NOT NULL,
    storm      INTEGER NOT NULL,
    place      INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (thing, channel)
) STRICT;
CREATE INDEX tellings_shown ON tellings (channel, shown_at) WHERE shown_at > 0;
CREATE INDEX tellings_held ON tellings (channel, held_at) WHERE held_at > 0;
CREATE INDEX tellings_by_age ON tellings (changed_at);

-- The ids of channels that the configuration names by "#name", as far as a message has been said there.
CREATE TABLE channel_names (
    name    TEXT PRIMARY KEY CHECK (name <> ''),
    channel TEXT NOT NULL CHECK (channel <> '')
) STRICT;

-- What came to a channel faster than anybody reads is one message there, with a line for each thing. The counts are
-- those of its lines. `stale`: the message does not say yet what they say. `drawn` is the page of lines that was sent
-- last, -1: none. `rings_at`: when its timer rings, 0: not set. `critical` groups fire now; `rises` counts how
-- often one became critical, `told_rises` of how many of these people were notified. `paced_at`, `paced_lines`: since when, and from which line on, its pace is measured.
CREATE TABLE storms (
    id            INTEGER PRIMARY KEY,
    channel       TEXT NOT NULL CHECK (channel <> ''),
    named         TEXT NOT NULL,
    open          INTEGER NOT NULL CHECK (open IN (0, 1)),
    began_at      INTEGER NOT NULL,
    last_at       INTEGER NOT NULL,
    lines         INTEGER NOT NULL,
    builds        INTEGER NOT NULL,
    broken        INTEGER NOT NULL,
    alert_groups  INTEGER NOT NULL,
    firing_groups INTEGER NOT NULL,
    alerts        INTEGER NOT NULL,
    firing        INTEGER NOT NULL,
    critical      INTEGER NOT NULL,
    rises         INTEGER NOT NULL,
    told_rises    INTEGER NOT NULL,
    stale         INTEGER NOT NULL CHECK (stale IN (0, 1)),
    drawn         INTEGER NOT NULL,
    drawn_at      INTEGER NOT NULL,
    rings_at      INTEGER NOT NULL,
    paced_at      INTEGER NOT NULL,
    paced_lines   INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX storms_open ON storms (channel) WHERE open = 1;
CREATE INDEX storms_by_age ON storms (last_at);

-- `alerts` is 0 for a build.
CREATE TABLE storm_lines (
    storm  INTEGER NOT NULL REFERENCES storms (id),
    place  INTEGER NOT NULL,
    thing  TEXT NOT NULL CHECK (thing <> ''),
    weight INTEGER NOT NULL,
    alerts INTEGER NOT NULL,
    firing INTEGER NOT NULL,
    title  TEXT NOT NULL,
    url    TEXT NOT NULL,
    stale  INTEGER NOT NULL CHECK (stale IN (0, 1)),
    PRIMARY KEY (storm, place)
) STRICT;
CREATE INDEX storm_lines_by_weight ON storm_lines (storm, weight, place);
CREATE INDEX storm_lines_stale ON storm_lines (storm, place) WHERE stale = 1;

-- The pages of the lists below the cards of big groups; `digest` tells whether one has changed.
CREATE TABLE list_pages (
    card   TEXT NOT NULL CHECK (card <> ''),
    page   INTEGER NOT NULL,
    digest INTEGER NOT NULL,
    PRIMARY KEY (card, page)
) STRICT;
