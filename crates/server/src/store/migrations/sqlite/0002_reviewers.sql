-- Who reviews a claim from an event on, as they were called then.
ALTER TABLE events ADD COLUMN reviewer_name TEXT;

-- Those to whom a claim can be given.
CREATE INDEX users_who_review ON users (name, id) WHERE role = 'reviewer';

-- The queue of one partner, and how its claims ended.
CREATE INDEX claims_of_organisation_by_state ON claims (organisation_id, state, queue_at, reference)
    WHERE submitted = 1;
