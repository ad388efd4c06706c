-- The hold on a claim, while there is one, and when it ends. Why it was held stands with its event.
ALTER TABLE claims ADD COLUMN hold TEXT;
ALTER TABLE claims ADD COLUMN hold_until INTEGER
    GENERATED ALWAYS AS (json_extract(hold, '$.until')) VIRTUAL;
CREATE INDEX claims_held ON claims (hold_until, reference) WHERE hold IS NOT NULL;
ALTER TABLE events ADD COLUMN hold TEXT;

-- Whether an approval waits for a second pair of eyes: the last thing that reviewers decided, so that
-- the queue can be asked for those in its own order.
ALTER TABLE claims ADD COLUMN proposed INTEGER NOT NULL DEFAULT 0 CHECK (proposed IN (0, 1));
UPDATE claims SET proposed = 1
 WHERE 'propose' = (SELECT d.made FROM decisions d WHERE d.claim_id = claims.id
                     ORDER BY d.id DESC LIMIT 1);
CREATE INDEX claims_for_second_eyes ON claims (queue_at, reference)
    WHERE proposed = 1 AND state IN ('under_review', 'disputed');
