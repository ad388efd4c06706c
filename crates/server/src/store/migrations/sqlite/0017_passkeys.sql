-- Passkeys of people with a password. The key is kept as the library writes it, with its counter.
CREATE TABLE passkeys (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    credential_id BLOB NOT NULL UNIQUE,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX passkeys_of_user ON passkeys (user_id, created_at);

-- What browsers were asked, at most five minutes ago. Nobody is named where somebody signs in.
CREATE TABLE passkey_challenges (
    id_hash BLOB PRIMARY KEY,
    user_id TEXT REFERENCES users (id) ON DELETE CASCADE,
    secret_state TEXT NOT NULL,
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX passkey_challenges_by_age ON passkey_challenges (until);

-- Recovery codes, by SHA-256: they have 120 bits. One that was used is gone.
CREATE TABLE recovery_codes (
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    code_hash BLOB NOT NULL,
    PRIMARY KEY (user_id, code_hash)
) STRICT, WITHOUT ROWID;
