-- Times are milliseconds since 1970 in UTC. Integer row IDs never leave the database.

CREATE TABLE organisations (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    track TEXT NOT NULL CHECK (track IN ('smb', 'enterprise')),
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE locations (
    partner_id TEXT PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX locations_by_organisation ON locations (organisation_id, position);

CREATE TABLE users (
    id TEXT PRIMARY KEY,
    -- In lower case.
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('partner', 'reviewer', 'administrator')),
    organisation_id TEXT REFERENCES organisations (id),
    password_hash TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    CHECK (role <> 'partner' OR organisation_id IS NOT NULL)
) STRICT;

CREATE TABLE sessions (
    token_hash BLOB PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- At most one row: the link printed by the last start.
CREATE TABLE setup_token (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    token_hash BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE claims (
    id INTEGER PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    version INTEGER NOT NULL,
    state TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    -- When the state's clock runs out. States without a clock sort behind, newest first.
    queue_at INTEGER NOT NULL,
    -- In the one spelling of a GUID; null while what was typed is none.
    subscription_id TEXT,
    customer_name TEXT NOT NULL,
    products TEXT NOT NULL,
    counts_from TEXT,
    submitted INTEGER NOT NULL CHECK (submitted IN (0, 1)),
    reviewer_id TEXT REFERENCES users (id),
    life TEXT NOT NULL,
    asked TEXT,
    form TEXT NOT NULL,
    assessment TEXT
) STRICT;

CREATE INDEX claims_by_organisation ON claims (organisation_id, changed_at, reference);
CREATE INDEX claims_by_state ON claims (state, queue_at, reference) WHERE submitted = 1;
CREATE INDEX claims_waiting ON claims (queue_at, reference)
    WHERE state IN ('submitted', 'under_review', 'disputed');
CREATE INDEX claims_by_subscription ON claims (subscription_id) WHERE subscription_id IS NOT NULL;

CREATE TABLE evidence (
    id TEXT PRIMARY KEY,
    claim_id INTEGER NOT NULL REFERENCES claims (id),
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    added_by TEXT NOT NULL REFERENCES users (id),
    added_at INTEGER NOT NULL,
    UNIQUE (claim_id, sha256)
) STRICT;

CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    claim_id INTEGER NOT NULL REFERENCES claims (id),
    at INTEGER NOT NULL,
    -- Null for the clock. The name is kept as it was.
    user_id TEXT REFERENCES users (id),
    user_name TEXT NOT NULL,
    actor TEXT NOT NULL,
    move TEXT NOT NULL,
    to_state TEXT NOT NULL,
    note TEXT,
    reason TEXT
) STRICT;

CREATE INDEX events_by_claim ON events (claim_id);

CREATE TABLE credits (
    id INTEGER PRIMARY KEY,
    claim_id INTEGER NOT NULL REFERENCES claims (id),
    granted_at INTEGER NOT NULL,
    organisation_id TEXT REFERENCES organisations (id),
    organisation_name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('influencing', 'transacting')),
    customer_name TEXT NOT NULL,
    customer_tenant_id TEXT NOT NULL,
    subscription_id TEXT NOT NULL,
    workload TEXT NOT NULL,
    monthly_revenue_usd TEXT NOT NULL,
    from_month TEXT NOT NULL,
    until_month TEXT,
    baseline_from TEXT NOT NULL
) STRICT;

CREATE INDEX credits_by_claim ON credits (claim_id);
CREATE INDEX credits_by_organisation ON credits (organisation_id, customer_tenant_id)
    WHERE organisation_id IS NOT NULL;

-- The first answer to a request with an idempotency key.
CREATE TABLE answers (
    id INTEGER PRIMARY KEY,
    account_id TEXT NOT NULL,
    key TEXT NOT NULL,
    request BLOB NOT NULL,
    status INTEGER NOT NULL,
    location TEXT,
    etag TEXT,
    body BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (account_id, key)
) STRICT;

CREATE INDEX answers_by_age ON answers (created_at);
