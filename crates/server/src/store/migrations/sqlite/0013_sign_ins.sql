-- Signing in with an identity provider. Whom it means is the pair of issuer and subject, and nothing
-- else: an e-mail address never is.
CREATE TABLE provider_accounts (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    connected_at INTEGER NOT NULL,
    PRIMARY KEY (issuer, subject)
) STRICT, WITHOUT ROWID;

CREATE INDEX provider_accounts_by_user ON provider_accounts (user_id);

-- Somebody came by the provider whose e-mail is an account's that is not theirs yet: an
-- administrator says whether it is.
CREATE TABLE provider_waiting (
    id TEXT PRIMARY KEY,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    UNIQUE (issuer, subject)
) STRICT;

CREATE INDEX provider_waiting_by_user ON provider_waiting (user_id);

-- Sign-ins under way, at most ten minutes. What is known of a browser is the hash of its cookie.
CREATE TABLE sign_ins (
    state_hash BLOB PRIMARY KEY,
    browser_hash BLOB NOT NULL,
    nonce TEXT NOT NULL,
    verifier TEXT NOT NULL,
    -- Where the page goes afterwards.
    target TEXT,
    -- The session the browser had before.
    replaces BLOB,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sign_ins_by_age ON sign_ins (created_at);

-- Sessions that began by the provider, which can end them.
CREATE TABLE provider_sessions (
    token_hash BLOB PRIMARY KEY REFERENCES sessions (token_hash) ON DELETE CASCADE,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    sid TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX provider_sessions_by_subject ON provider_sessions (issuer, subject);
CREATE INDEX provider_sessions_by_sid ON provider_sessions (issuer, sid) WHERE sid IS NOT NULL;

-- Logout tokens that were taken, for as long as they could come again.
CREATE TABLE logout_tokens (
    issuer TEXT NOT NULL,
    jti TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (issuer, jti)
) STRICT, WITHOUT ROWID;
