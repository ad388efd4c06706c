-- What a file is worth: proof as it stands, provisional while the final proof is on its way, or replaced by it.
ALTER TABLE evidence ADD COLUMN kind TEXT NOT NULL DEFAULT 'final'
    CHECK (kind IN ('final', 'provisional', 'replaced'));

-- Until when the final proof of a claim that a reviewer has can come; null where none is waited for.
ALTER TABLE claims ADD COLUMN final_until INTEGER;
CREATE INDEX claims_for_final_proof ON claims (final_until, reference) WHERE final_until IS NOT NULL;
