-- When each content of evidence was last read and compared with its SHA-256, and what came of it. It
-- was read when it came in.
CREATE TABLE scrubs (
    sha256 TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('whole', 'missing', 'changed', 'unreadable')),
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX scrubs_by_age ON scrubs (at) WHERE state = 'whole';
CREATE INDEX scrubs_damaged ON scrubs (at) WHERE state <> 'whole';

INSERT INTO scrubs (sha256, size, state, at)
SELECT sha256, max(size), 'whole', min(added_at) FROM evidence GROUP BY sha256;

CREATE TRIGGER evidence_was_read AFTER INSERT ON evidence BEGIN
    INSERT INTO scrubs (sha256, size, state, at) VALUES (new.sha256, new.size, 'whole', new.added_at)
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER evidence_is_read_no_more AFTER DELETE ON evidence BEGIN
    DELETE FROM scrubs WHERE sha256 = old.sha256
        AND NOT EXISTS (SELECT 1 FROM evidence e WHERE e.sha256 = old.sha256);
END;

-- The first entry of the audit log that was not yet looked at for a network address that is too old.
CREATE TABLE audit_forgotten (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    sequence INTEGER NOT NULL
) STRICT;

INSERT INTO audit_forgotten (only, sequence) VALUES (1, 0);

-- A decision is never edited, but the name of who made it can be taken out of it: the ID stays.
DROP TRIGGER decisions_are_not_edited;
CREATE TRIGGER decisions_are_not_edited
BEFORE UPDATE OF id, claim_id, at, made, user_id, note, answers, seller_id, life_before, month ON decisions BEGIN
    SELECT raise(ABORT, 'a decision is never edited');
END;
