-- Whoever writes waits for this row, and so does a step: it never meets a change half done.
SELECT 1 FROM audit_log WHERE "only" = 1 FOR UPDATE;

-- How many of an organisation's claims in a state were ever sent. Reviewers see only those, and a
-- draft that was withdrawn unsent is in the same state as a claim that was withdrawn later.
ALTER TABLE claim_counts ADD COLUMN sent BIGINT NOT NULL DEFAULT 0;

UPDATE claim_counts SET sent = (
    SELECT count(*) FROM claims c
     WHERE c.organisation_id = claim_counts.organisation_id AND c.state = claim_counts.state
       AND c.submitted = 1);

CREATE OR REPLACE FUNCTION claim_began() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO claim_counts (organisation_id, state, claims, sent)
    VALUES (new.organisation_id, new.state, 1, new.submitted)
        ON CONFLICT (organisation_id, state) DO UPDATE SET
            claims = claim_counts.claims + 1, sent = claim_counts.sent + excluded.sent;
    RETURN NULL;
END $$;

-- What was sent stays sent, and is sent by a move.
CREATE OR REPLACE FUNCTION claim_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE claim_counts SET claims = claims - 1, sent = sent - old.submitted
     WHERE organisation_id = old.organisation_id AND state = old.state;
    INSERT INTO claim_counts (organisation_id, state, claims, sent)
    VALUES (new.organisation_id, new.state, 1, new.submitted)
        ON CONFLICT (organisation_id, state) DO UPDATE SET
            claims = claim_counts.claims + 1, sent = claim_counts.sent + excluded.sent;
    RETURN NULL;
END $$;

-- The queue of one partner, and of one reviewer or of nobody yet: read in order, however many
-- claims of others wait.
CREATE INDEX claims_waiting_of_organisation ON claims (organisation_id, queue_at, reference)
    WHERE state IN ('submitted', 'under_review', 'disputed');
CREATE INDEX claims_waiting_of_reviewer ON claims (reviewer_id, queue_at, reference)
    WHERE state IN ('submitted', 'under_review', 'disputed');

-- What others begin with, or have for all claims: two less to be written with every change. The first is
-- in `claims_of_organisation`, the second in `own_claims_by_due`.
DROP INDEX claims_sent;
DROP INDEX claims_of_organisation_by_state;
