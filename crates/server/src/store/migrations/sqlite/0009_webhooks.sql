-- Endpoints that are told what happens to claims: an organisation's, or the installation's where
-- there is none. The secret is kept as it is, because every message is signed with it.
CREATE TABLE webhooks (
    id TEXT PRIMARY KEY,
    organisation_id TEXT REFERENCES organisations (id),
    url TEXT NOT NULL,
    -- A list of their names, in JSON.
    events TEXT NOT NULL,
    secret TEXT NOT NULL,
    -- The one before, while messages are signed with both.
    old_secret TEXT,
    old_secret_until INTEGER,
    created_at INTEGER NOT NULL,
    -- Why it is told nothing.
    off TEXT CHECK (off IN ('by_hand', 'failing', 'gone')),
    failing_since INTEGER
) STRICT;

CREATE INDEX webhooks_of_organisation ON webhooks (organisation_id, created_at);

-- What one endpoint is told of one claim. A row is written in the transaction of the change it
-- tells of, with the very bytes that are signed and sent at each try.
CREATE TABLE webhook_deliveries (
    id INTEGER PRIMARY KEY,
    message TEXT NOT NULL UNIQUE,
    webhook_id TEXT NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    claim_id INTEGER NOT NULL REFERENCES claims (id),
    event TEXT NOT NULL,
    at INTEGER NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'dead')),
    tries INTEGER NOT NULL DEFAULT 0,
    -- While it waits.
    next_at INTEGER,
    -- What the last try met.
    status INTEGER,
    fault TEXT
) STRICT;

CREATE INDEX webhook_deliveries_by_state ON webhook_deliveries (webhook_id, state, id);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (webhook_id, next_at) WHERE state = 'waiting';
