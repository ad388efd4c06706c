-- What a file could do beside showing itself (JSON list); null for files that were never looked
-- through.
ALTER TABLE evidence ADD COLUMN active TEXT;

CREATE INDEX evidence_by_content ON evidence (sha256);

-- What the virus scanner said of a content, whichever claims have it. A content without a row was
-- never given to a scanner.
CREATE TABLE scans (
    sha256 TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'clean', 'bad')),
    -- When the scanner said so; null while it never did.
    at INTEGER,
    scanner TEXT,
    found TEXT,
    too_large INTEGER NOT NULL DEFAULT 0 CHECK (too_large IN (0, 1)),
    waiting_since INTEGER,
    -- When it is given to the scanner the next time, and how often that went wrong.
    next_at INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX scans_due ON scans (next_at);
CREATE INDEX scans_kept_away ON scans (state, waiting_since) WHERE state <> 'clean';

-- What an organisation has here, kept up with each file, so that nothing is counted where one is
-- added. Hours are counted since 1970.
CREATE TABLE evidence_held (
    organisation_id TEXT PRIMARY KEY REFERENCES organisations (id),
    files INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    hour INTEGER NOT NULL,
    in_hour INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO evidence_held (organisation_id, files, bytes, hour, in_hour)
SELECT c.organisation_id, count(*), sum(e.size), 0, 0
  FROM evidence e JOIN claims c ON c.id = e.claim_id GROUP BY c.organisation_id;

CREATE TRIGGER evidence_is_held AFTER INSERT ON evidence BEGIN
    INSERT INTO evidence_held (organisation_id, files, bytes, hour, in_hour)
    SELECT c.organisation_id, 1, new.size, new.added_at / 3600000, 1
      FROM claims c WHERE c.id = new.claim_id
    ON CONFLICT (organisation_id) DO UPDATE SET
        files = files + 1,
        bytes = bytes + excluded.bytes,
        in_hour = CASE WHEN hour = excluded.hour THEN in_hour + 1 ELSE 1 END,
        hour = excluded.hour;
END;

-- The last claim that has a content takes what was said of it along.
CREATE TRIGGER evidence_is_let_go AFTER DELETE ON evidence BEGIN
    DELETE FROM scans WHERE sha256 = old.sha256
        AND NOT EXISTS (SELECT 1 FROM evidence e WHERE e.sha256 = old.sha256);
    UPDATE evidence_held SET files = files - 1, bytes = bytes - old.size
     WHERE organisation_id = (SELECT organisation_id FROM claims WHERE id = old.claim_id);
END;
