-- Every start of the program. A task is owned by the life that works on it, so a task that another life owned
-- may have had its effect already and is looked up before it is done again.
CREATE TABLE lives (
    id INTEGER PRIMARY KEY,
    started_at INTEGER NOT NULL,
    version TEXT NOT NULL
) STRICT;

-- What came in, once each. `body` and `error` are kept for an event that could not be decided.
CREATE TABLE inbox (
    key TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    error TEXT,
    body TEXT
) STRICT, WITHOUT ROWID;

-- What is to be done outside. A task that is done is gone; one that was given up stays, as 'dead'.
CREATE TABLE tasks (
    id INTEGER PRIMARY KEY,
    lane TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    merge_key TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'dead')),
    owner INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    first_try_at INTEGER NOT NULL,
    error TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- Where our named messages stand in the chat system.
CREATE TABLE messages (
    key TEXT PRIMARY KEY,
    channel TEXT NOT NULL,
    message_id TEXT NOT NULL,
    posted_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
