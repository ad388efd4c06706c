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

-- Signed heads.
CREATE TABLE audit_heads (
    size INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    note TEXT NOT NULL
) STRICT;
