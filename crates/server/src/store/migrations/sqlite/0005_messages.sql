-- How each person is written to: the language they last used the page in, their time zone by its
-- IANA name where it is known, and whether about everything or only about what they have to do.
ALTER TABLE users ADD COLUMN language TEXT NOT NULL DEFAULT 'en' CHECK (language IN ('en', 'da'));
ALTER TABLE users ADD COLUMN time_zone TEXT;
ALTER TABLE users ADD COLUMN mail TEXT NOT NULL DEFAULT 'all' CHECK (mail IN ('all', 'needed'));

CREATE INDEX users_of_organisation ON users (organisation_id) WHERE role = 'partner';

-- The outbox: what one person is told of one claim, in the page and by mail. A row is written in
-- the transaction of the change it tells of.
CREATE TABLE notices (
    id INTEGER PRIMARY KEY,
    -- Outside it is known by this; the mail's Message-ID has it too, in every try.
    message TEXT NOT NULL UNIQUE,
    user_id TEXT NOT NULL REFERENCES users (id),
    claim_id INTEGER NOT NULL REFERENCES claims (id),
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    facts TEXT NOT NULL,
    read_at INTEGER,
    mail TEXT NOT NULL CHECK (mail IN ('none', 'waiting', 'sent', 'dead')),
    tries INTEGER NOT NULL DEFAULT 0,
    -- While the mail waits.
    next_at INTEGER,
    error TEXT
) STRICT;

CREATE INDEX notices_of_user ON notices (user_id, id);
CREATE INDEX notices_unread ON notices (user_id) WHERE read_at IS NULL;
CREATE INDEX notices_to_mail ON notices (next_at) WHERE mail = 'waiting';
CREATE INDEX notices_given_up ON notices (id) WHERE mail = 'dead';

-- What each clock has said: once for a clock and a step, whoever says it.
CREATE TABLE reminders (
    claim_id INTEGER NOT NULL REFERENCES claims (id),
    reminder TEXT NOT NULL,
    clock INTEGER NOT NULL,
    step INTEGER NOT NULL,
    PRIMARY KEY (claim_id, reminder, clock, step)
) STRICT, WITHOUT ROWID;

-- Which process does a job of the background, until when it may count on that.
CREATE TABLE leases (
    name TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- First decisions by month.
CREATE INDEX events_that_decide ON events (at) WHERE actor = 'reviewer' AND move IN ('approve', 'reject');
