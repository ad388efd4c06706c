-- An account without a password has an empty hash, which no password has: nobody signs in to it by one.
-- A disabled one has nobody signed in to it at all.
ALTER TABLE users ADD COLUMN disabled_at INTEGER;
ALTER TABLE users ADD COLUMN signed_in_at INTEGER;

UPDATE users SET signed_in_at = (SELECT max(s.created_at) FROM sessions s WHERE s.user_id = users.id);

-- A session is told by its ID: the token, and its hash, are for signing in alone.
ALTER TABLE sessions ADD COLUMN id TEXT;
ALTER TABLE sessions ADD COLUMN browser TEXT;
ALTER TABLE sessions ADD COLUMN system TEXT;

UPDATE sessions SET id = lower(hex(randomblob(16)));

CREATE UNIQUE INDEX sessions_by_id ON sessions (id);
CREATE INDEX sessions_of_user ON sessions (user_id);

-- One-time links by which somebody chooses a password. The token is in the link alone; here is its
-- SHA-256. Whoever uses one of theirs uses all of them up.
CREATE TABLE account_links (
    token_hash BLOB PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX account_links_of_user ON account_links (user_id);
CREATE INDEX account_links_by_age ON account_links (until);

-- The outbox of mails about accounts: as `notices`, but of no claim. Whoever asks for a link for an
-- address without an account leaves a row too, of nobody, so that the work does not tell.
CREATE TABLE account_mail (
    id INTEGER PRIMARY KEY,
    message TEXT NOT NULL UNIQUE,
    user_id TEXT REFERENCES users (id),
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    mail TEXT NOT NULL CHECK (mail IN ('none', 'waiting', 'sent', 'dead')),
    tries INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER,
    error TEXT
) STRICT;

CREATE INDEX account_mail_to_send ON account_mail (next_at) WHERE mail = 'waiting';
CREATE INDEX account_mail_given_up ON account_mail (id) WHERE mail = 'dead';
CREATE INDEX account_mail_of_user ON account_mail (user_id, kind, at);
