-- The audit log. An entry's text is the only truth: what is looked for is taken out of it by the
-- database, so that the two cannot differ. `hashes` are those of the complete subtrees that end with
-- this leaf, the leaf's own first (src/audit/tree.rs).
CREATE TABLE audit (
    sequence INTEGER PRIMARY KEY,
    entry TEXT NOT NULL,
    hashes BLOB NOT NULL,
    object TEXT GENERATED ALWAYS AS (entry ->> '$.object.reference') VIRTUAL,
    actor TEXT GENERATED ALWAYS AS (entry ->> '$.actor.id') VIRTUAL,
    operation TEXT GENERATED ALWAYS AS (entry ->> '$.operation') VIRTUAL
) STRICT;

CREATE INDEX audit_by_object ON audit (object);
CREATE INDEX audit_by_actor ON audit (actor) WHERE actor IS NOT NULL;
CREATE INDEX audit_by_operation ON audit (operation);

-- One row: the name of the log, how many entries it has, and the hashes of its right edge.
CREATE TABLE audit_log (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    name TEXT NOT NULL,
    size INTEGER NOT NULL,
    edge BLOB NOT NULL
) STRICT;

INSERT INTO audit_log (only, name, size, edge)
VALUES (1, 'claimdesk/' || lower(hex(randomblob(8))), 0, x'');

-- What can be personal of an entry, and the salt of the hash that the entry has of it. A row that
-- is emptied leaves the log as provable as it was.
CREATE TABLE audit_words (
    sequence INTEGER PRIMARY KEY,
    salt BLOB NOT NULL,
    words TEXT NOT NULL
) STRICT;

-- The last time a server read all of it: how far, when, and how much was not as it was written.
CREATE TABLE audit_check (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    size INTEGER NOT NULL,
    at INTEGER NOT NULL,
    found INTEGER NOT NULL
) STRICT;

-- One more role. SQLite has no statement for a check that takes more than it did; its documentation
-- of ALTER TABLE (section 7) gives this for a change that the rows on disk know nothing of.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, '''reviewer'', ''administrator''', '''reviewer'', ''administrator'', ''auditor''')
 WHERE type = 'table' AND name = 'users';
PRAGMA writable_schema = RESET;

-- Signed heads.
CREATE TABLE audit_heads (
    size INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    note TEXT NOT NULL
) STRICT;
