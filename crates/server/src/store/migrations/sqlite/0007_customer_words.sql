-- What the customer of a claim was asked, and what they said last. Each word is an event too.
CREATE TABLE customer_words (
    claim_id INTEGER PRIMARY KEY REFERENCES claims (id),
    -- Who is asked now, as the claim named them when it was sent.
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    language TEXT NOT NULL CHECK (language IN ('en', 'da')),
    -- When the question went out to them. Null while it is on its way: nobody's silence counts before.
    asked_at INTEGER,
    reminded_at INTEGER,
    word TEXT CHECK (word IN ('agreed', 'declined')),
    said_at INTEGER,
    said_by TEXT
) STRICT;

CREATE INDEX customers_to_remind ON customer_words (asked_at, claim_id)
    WHERE asked_at IS NOT NULL AND reminded_at IS NULL AND word IS NULL;

-- The links customers have. A token is made while its mail is written and is in the mail alone;
-- here is its SHA-256. Each try of a mail has a link of its own, and all of one person's are good.
CREATE TABLE customer_links (
    token_hash BLOB PRIMARY KEY,
    claim_id INTEGER NOT NULL REFERENCES claims (id)
) STRICT, WITHOUT ROWID;

CREATE INDEX customer_links_of_claim ON customer_links (claim_id);

-- The outbox of mails to customers, who have no account: as `notices`, but by name and address.
CREATE TABLE customer_mail (
    id INTEGER PRIMARY KEY,
    message TEXT NOT NULL UNIQUE,
    claim_id INTEGER NOT NULL REFERENCES claims (id),
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    language TEXT NOT NULL,
    at INTEGER NOT NULL,
    facts TEXT NOT NULL,
    mail TEXT NOT NULL CHECK (mail IN ('waiting', 'sent', 'dead')),
    tries INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER,
    error TEXT
) STRICT;

CREATE INDEX customer_mail_to_send ON customer_mail (next_at) WHERE mail = 'waiting';
CREATE INDEX customer_mail_given_up ON customer_mail (id) WHERE mail = 'dead';
CREATE INDEX customer_mail_of_claim ON customer_mail (claim_id, mail);
