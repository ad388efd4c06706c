-- Customers are looked up by what was told of them: the tenant in the one spelling of a GUID, the
-- name folded as the rules fold names. Rows of before are filled in when the file is opened.
ALTER TABLE claims ADD COLUMN customer_tenant TEXT;
ALTER TABLE claims ADD COLUMN customer_folded TEXT;

CREATE INDEX claims_by_customer_tenant ON claims (organisation_id, customer_tenant, customer_folded, changed_at)
    WHERE submitted = 1 AND customer_tenant IS NOT NULL;
CREATE INDEX claims_by_customer ON claims (organisation_id, customer_folded, customer_tenant, changed_at)
    WHERE submitted = 1;
CREATE INDEX claims_sent ON claims (organisation_id, changed_at) WHERE submitted = 1;
CREATE INDEX claims_to_fill_in ON claims (id) WHERE customer_folded IS NULL;
