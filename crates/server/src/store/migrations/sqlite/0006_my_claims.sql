-- Lists of one organisation's claims, each order by an index of its own. They begin with
-- organisation and state: a list of several states is merged from one stretch for each, which
-- needs no sorting, so that a rare state is as quick to find as a common one.

-- What the products bring a month together, in whole US cents: only for the order of lists.
ALTER TABLE claims ADD COLUMN monthly_cents INTEGER NOT NULL DEFAULT 0;
-- Comparisons of rows know no null.
ALTER TABLE claims ADD COLUMN month_in_order TEXT GENERATED ALWAYS AS (coalesce(counts_from, '')) VIRTUAL;
-- Rows of before are filled in when the file is opened.
UPDATE claims SET customer_folded = NULL;

DROP INDEX claims_by_organisation;
CREATE INDEX own_claims_by_change ON claims (organisation_id, state, changed_at, reference);
CREATE INDEX own_claims_by_due ON claims (organisation_id, state, queue_at, reference);
CREATE INDEX own_claims_by_customer ON claims (organisation_id, state, customer_folded, reference);
CREATE INDEX own_claims_by_month ON claims (organisation_id, state, month_in_order, reference);
CREATE INDEX own_claims_by_value ON claims (organisation_id, state, monthly_cents, reference);
CREATE INDEX own_claims_by_reference ON claims (organisation_id, reference);
CREATE INDEX own_claims_by_subscription ON claims (organisation_id, subscription_id, reference)
    WHERE subscription_id IS NOT NULL;
CREATE INDEX own_claims_by_tenant ON claims (organisation_id, customer_tenant, reference)
    WHERE customer_tenant IS NOT NULL;

-- How many claims of an organisation stand in each state. Counting a million of them takes
-- longer than anybody waits for a list.
CREATE TABLE claim_counts (
    organisation_id TEXT NOT NULL,
    state TEXT NOT NULL,
    claims INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, state)
) STRICT, WITHOUT ROWID;

INSERT INTO claim_counts SELECT organisation_id, state, count(*) FROM claims GROUP BY organisation_id, state;

CREATE TRIGGER claim_began AFTER INSERT ON claims BEGIN
    INSERT INTO claim_counts VALUES (new.organisation_id, new.state, 1)
        ON CONFLICT DO UPDATE SET claims = claims + 1;
END;

CREATE TRIGGER claim_moved AFTER UPDATE OF state ON claims WHEN old.state <> new.state BEGIN
    UPDATE claim_counts SET claims = claims - 1
     WHERE organisation_id = old.organisation_id AND state = old.state;
    INSERT INTO claim_counts VALUES (new.organisation_id, new.state, 1)
        ON CONFLICT DO UPDATE SET claims = claims + 1;
END;

-- Uploads that come in parts. What came of one lies in a file of its own.
CREATE TABLE uploads (
    id TEXT PRIMARY KEY,
    claim_id INTEGER NOT NULL REFERENCES claims (id),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    user_id TEXT NOT NULL REFERENCES users (id),
    name TEXT NOT NULL,
    -- Bytes in all, as told when it began.
    length INTEGER NOT NULL,
    -- Bytes that are on disk. What lies behind them in the file is not acknowledged.
    received INTEGER NOT NULL,
    -- Of the whole, in hexadecimal, where it was told when it began.
    sha256 TEXT,
    expires_at INTEGER NOT NULL,
    -- It has become evidence; kept for whoever did not hear of it.
    finished INTEGER NOT NULL CHECK (finished IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE INDEX uploads_of_organisation ON uploads (organisation_id, length) WHERE finished = 0;
CREATE INDEX uploads_by_age ON uploads (expires_at);
