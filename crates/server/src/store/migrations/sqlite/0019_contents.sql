-- Contents of files that no claim may have: one that is about to be kept, or whose last file was
-- removed. After a day, one that no claim has is let go: first here, so that nobody relies on it any
-- more, then where it lies, and then its row goes.
CREATE TABLE contents (
    sha256 TEXT PRIMARY KEY,
    leaving INTEGER NOT NULL DEFAULT 0 CHECK (leaving IN (0, 1)),
    -- When it was last about to be kept, or removed.
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX contents_by_age ON contents (leaving, at);
