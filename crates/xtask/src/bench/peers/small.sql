-- The tables of the small servers. Only what a submission and a list of claims need.
CREATE TABLE organisations (id TEXT PRIMARY KEY, name TEXT NOT NULL, locations TEXT NOT NULL) STRICT;
CREATE TABLE sessions (
    token TEXT PRIMARY KEY, user_id TEXT NOT NULL, organisation_id TEXT NOT NULL REFERENCES organisations (id)
) STRICT, WITHOUT ROWID;
CREATE TABLE claims (
    id INTEGER PRIMARY KEY, reference TEXT NOT NULL UNIQUE,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    version INTEGER NOT NULL, state TEXT NOT NULL, changed_at INTEGER NOT NULL, queue_at INTEGER NOT NULL,
    subscription_id TEXT NOT NULL, form TEXT NOT NULL, assessment TEXT
) STRICT;
CREATE INDEX claims_by_change ON claims (organisation_id, changed_at, reference);
CREATE INDEX claims_by_state ON claims (state, queue_at, reference);
CREATE INDEX claims_by_subscription ON claims (subscription_id);
CREATE TABLE evidence (
    id INTEGER PRIMARY KEY, claim_id INTEGER NOT NULL REFERENCES claims (id),
    name TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL
) STRICT;
CREATE INDEX evidence_by_claim ON evidence (claim_id);
CREATE TABLE events (
    id INTEGER PRIMARY KEY, claim_id INTEGER NOT NULL REFERENCES claims (id),
    at INTEGER NOT NULL, user_id TEXT NOT NULL, move TEXT NOT NULL
) STRICT;
CREATE INDEX events_by_claim ON events (claim_id);
CREATE TABLE answers (
    user_id TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (user_id, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE outbox (id INTEGER PRIMARY KEY, claim_id INTEGER NOT NULL, kind TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
CREATE TABLE audit (sequence INTEGER PRIMARY KEY, entry TEXT NOT NULL, hash TEXT NOT NULL) STRICT;

INSERT INTO organisations VALUES ('nordlys', 'Nordlys A/S', '["6100001","6100002"]');
INSERT INTO sessions VALUES ('9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08', 'anna', 'nordlys');
