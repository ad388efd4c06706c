-- Tokens of programs that act for an organisation. Of the secret only its SHA-256 is here. One that
-- was ended stays, because claims and the audit log tell of it.
CREATE TABLE api_tokens (
    id TEXT PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    made_by TEXT NOT NULL REFERENCES users (id),
    name TEXT NOT NULL,
    -- A list of their names, in JSON.
    scopes TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    -- To an hour.
    used_at INTEGER,
    ended_at INTEGER
) STRICT;

CREATE INDEX api_tokens_of_organisation ON api_tokens (organisation_id, created_at)
    WHERE ended_at IS NULL;
CREATE INDEX api_tokens_of_maker ON api_tokens (made_by) WHERE ended_at IS NULL;

-- Failed sign-ins, so that whoever guesses does not begin anew when the server does. Accounts are
-- here by the SHA-256 of what was typed.
CREATE TABLE attempts (
    key BLOB PRIMARY KEY,
    count INTEGER NOT NULL,
    last INTEGER NOT NULL,
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX attempts_by_age ON attempts (last);
