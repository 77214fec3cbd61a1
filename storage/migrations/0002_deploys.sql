-- Deploys, who agreed to them, what runs where, who people are, and what was asked.
-- Times are milliseconds since 1970 in UTC. Text that is not known is '', never NULL.

CREATE TABLE deploys (
    id               INTEGER PRIMARY KEY,
    kind             TEXT NOT NULL CHECK (kind IN ('deploy', 'rollback')),
    service          TEXT NOT NULL,
    environment      TEXT NOT NULL,
    version          TEXT NOT NULL CHECK (version <> ''),
    previous         TEXT NOT NULL,
    state            TEXT NOT NULL CHECK (state IN ('requested', 'waiting_approval', 'queued', 'running',
                         'succeeded', 'failed', 'cancelled', 'unknown', 'rejected', 'expired')),
    requested_by     TEXT NOT NULL CHECK (requested_by <> ''),
    requested_at     INTEGER NOT NULL,
    reason           TEXT NOT NULL,
    channel          TEXT NOT NULL,
    returns_to       INTEGER REFERENCES deploys (id),
    rule             TEXT NOT NULL,
    digest           TEXT NOT NULL,
    nonce            TEXT NOT NULL,
    code             TEXT NOT NULL,
    approvals_needed INTEGER NOT NULL CHECK (approvals_needed >= 0),
    expires_at       INTEGER,
    queued_at        INTEGER,
    started_at       INTEGER,
    program_at       INTEGER,
    ended_at         INTEGER,
    stop_by          TEXT NOT NULL,
    steps            TEXT NOT NULL,
    percent          INTEGER CHECK (percent IS NULL OR (percent >= 0 AND percent <= 100)),
    detail           TEXT NOT NULL,
    CHECK (state NOT IN ('running', 'succeeded', 'unknown') OR started_at IS NOT NULL),
    CHECK (state NOT IN ('succeeded', 'failed', 'cancelled', 'rejected', 'expired') OR ended_at IS NOT NULL)
) STRICT;

-- One rollout at a time. One whose end is unknown may still be going on, so it holds the place too.
CREATE UNIQUE INDEX deploys_one_at_a_time ON deploys (service, environment)
    WHERE state IN ('running', 'unknown');
CREATE INDEX deploys_open ON deploys (service, environment, id)
    WHERE state IN ('requested', 'waiting_approval', 'queued', 'running', 'unknown');
CREATE INDEX deploys_succeeded ON deploys (service, environment, started_at, id) WHERE state = 'succeeded';
CREATE INDEX deploys_version_succeeded ON deploys (service, environment, version, started_at, id)
    WHERE state = 'succeeded';
CREATE INDEX deploys_of_place ON deploys (service, environment, id);
CREATE INDEX deploys_of_service ON deploys (service, id);
CREATE INDEX deploys_of_code ON deploys (code, id) WHERE code <> '';

-- Every state a deploy has been in: when, and by whom ('' : the program itself).
CREATE TABLE deploy_steps (
    id     INTEGER PRIMARY KEY,
    deploy INTEGER NOT NULL REFERENCES deploys (id),
    state  TEXT NOT NULL,
    at     INTEGER NOT NULL,
    who    TEXT NOT NULL,
    note   TEXT NOT NULL
) STRICT;
CREATE INDEX deploy_steps_of_deploy ON deploy_steps (deploy, id);

-- Who agreed, and to what: the digest is the deploy's at that moment.
CREATE TABLE approvals (
    deploy INTEGER NOT NULL REFERENCES deploys (id),
    person TEXT NOT NULL CHECK (person <> ''),
    digest TEXT NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (deploy, person)
) STRICT;

-- What runs where and how the last deploy there ended, so that `status` reads a row a place.
CREATE TABLE standings (
    service     TEXT NOT NULL,
    environment TEXT NOT NULL,
    live        INTEGER REFERENCES deploys (id),
    last        INTEGER NOT NULL REFERENCES deploys (id),
    PRIMARY KEY (service, environment)
) STRICT;

CREATE TABLE people (
    id       TEXT PRIMARY KEY CHECK (id <> ''),
    email    TEXT NOT NULL,
    name     TEXT NOT NULL,
    member   INTEGER NOT NULL CHECK (member IN (0, 1)),
    found_at INTEGER NOT NULL
) STRICT;
CREATE INDEX people_by_email ON people (email) WHERE email <> '';

CREATE TABLE audit (
    id      INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    person  TEXT NOT NULL,
    channel TEXT NOT NULL,
    thread  TEXT NOT NULL,
    voice   TEXT NOT NULL,
    text    TEXT NOT NULL,
    verb    TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome <> ''),
    detail  TEXT NOT NULL,
    deploy  INTEGER
) STRICT;
CREATE INDEX audit_of_deploy ON audit (deploy) WHERE deploy IS NOT NULL;
