-- What reviewers decided, one row each, in order. A row is never changed and never removed: a
-- proposal is answered by another row, a decision is undone by another row.
CREATE TABLE decisions (
    id INTEGER PRIMARY KEY,
    claim_id INTEGER NOT NULL REFERENCES claims (id),
    at INTEGER NOT NULL,
    made TEXT NOT NULL CHECK (made IN ('propose', 'return', 'approved', 'rejected', 'undo')),
    user_id TEXT NOT NULL REFERENCES users (id),
    -- As they were called then.
    user_name TEXT NOT NULL,
    note TEXT,
    -- The row this one answers: a proposal that is confirmed or returned, a decision that is
    -- undone. Unique, because that happens once.
    answers INTEGER UNIQUE REFERENCES decisions (id),
    -- For a proposal: who sells, where that is an organisation here. Its reviewers do not confirm.
    seller_id TEXT REFERENCES organisations (id),
    -- For a decision: the claim's life before it, and the first month in which it tells.
    life_before TEXT,
    month TEXT,
    CHECK ((made IN ('approved', 'rejected')) = (life_before IS NOT NULL AND month IS NOT NULL)),
    CHECK (made NOT IN ('return', 'undo') OR answers IS NOT NULL)
) STRICT;

CREATE INDEX decisions_by_claim ON decisions (claim_id, id);

CREATE TRIGGER decisions_are_not_edited BEFORE UPDATE ON decisions BEGIN
    SELECT raise(ABORT, 'a decision is never edited');
END;
CREATE TRIGGER decisions_are_not_removed BEFORE DELETE ON decisions BEGIN
    SELECT raise(ABORT, 'a decision is never removed');
END;

-- Decisions drawn for a second look: a task until somebody looked.
CREATE TABLE second_looks (
    decision_id INTEGER PRIMARY KEY REFERENCES decisions (id),
    drawn_at INTEGER NOT NULL,
    looked_at INTEGER,
    user_id TEXT REFERENCES users (id),
    user_name TEXT,
    agrees INTEGER CHECK (agrees IN (0, 1)),
    note TEXT,
    CHECK ((looked_at IS NULL) = (agrees IS NULL))
) STRICT;

CREATE INDEX second_looks_open ON second_looks (drawn_at, decision_id) WHERE looked_at IS NULL;
CREATE INDEX second_looks_done ON second_looks (looked_at, agrees) WHERE looked_at IS NOT NULL;

-- The line that this one takes back, with its amount negative. A line counts while it takes none
-- back and none takes it back.
ALTER TABLE credits ADD COLUMN reverses INTEGER REFERENCES credits (id);
CREATE UNIQUE INDEX credits_reversed ON credits (reverses) WHERE reverses IS NOT NULL;
-- Credits by the month in which they begin.
CREATE INDEX credits_by_month ON credits (from_month, claim_id) WHERE reverses IS NULL;

-- Months that are posted: what began to count in them, as it was then.
CREATE TABLE posted_months (
    month TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id),
    user_name TEXT NOT NULL,
    claims INTEGER NOT NULL,
    lines INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The last claims on a customer, whoever filed them, and the last ones of a partner.
CREATE INDEX claims_on_customer ON claims (customer_tenant, changed_at, reference)
    WHERE submitted = 1 AND customer_tenant IS NOT NULL;
CREATE INDEX claims_of_organisation ON claims (organisation_id, changed_at, reference)
    WHERE submitted = 1;
