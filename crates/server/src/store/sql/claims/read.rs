//! Reading claims. A claim with everything on it is one statement.

use claimdesk_protocol::{ClaimEvent, Happened, RejectReason};
use claimdesk_recognition::claim::{Actor, ClaimState, CreditRole, HoldReason, Life, ProofKind};
use claimdesk_recognition::names::Guid;
use claimdesk_recognition::{Amount, Month};
use serde::Deserialize;

use super::super::organisations::{organisation_columns, organisation_of};
use super::super::readers::Readers;
use super::super::rows::{at, damaged, from_json, instant, month};
use super::super::scans::{ScanJson, scan_column, scan_of};
use super::super::words::{customer, customer_column};
use crate::store::db::{self, Row};
use crate::store::{
    ClaimFile, ClaimRow, CreditRecord, EvidenceRecord, Person, RivalClaim, Stored, Surroundings,
};

/// True of a line that takes none back and that none takes back.
macro_rules! credit_stands {
    () => {
        "x.reverses IS NULL AND NOT EXISTS (SELECT 1 FROM credits r WHERE r.reverses = x.id)"
    };
}

pub(super) use credit_stands;

macro_rules! credit_columns {
    () => {
        "SELECT c.reference, x.granted_at, x.organisation_id, x.organisation_name, x.role, x.customer_name,
            x.customer_tenant_id, x.subscription_id, x.workload, x.monthly_revenue_usd, x.from_month,
            x.until_month, x.baseline_from
           FROM credits x JOIN claims c ON c.id = x.claim_id"
    };
}

#[derive(Deserialize)]
struct EvidenceJson {
    id: String,
    name: String,
    media_type: String,
    size: u64,
    sha256: String,
    added_by_id: String,
    added_by: String,
    added_at: i64,
    reading: Option<String>,
    kind: ProofKind,
    active: Option<String>,
    scan: Option<ScanJson>,
}

#[derive(Deserialize)]
struct EventJson {
    at: i64,
    by: String,
    actor: Actor,
    made: Happened,
    to: ClaimState,
    note: Option<String>,
    reason: Option<RejectReason>,
    reviewer: Option<String>,
    hold: Option<HoldReason>,
}

const CLAIM: &str =
    concat!(
    "SELECT c.reference, c.version, c.changed_at, c.form, c.life, c.assessment, c.asked, c.hold,
        c.reviewer_id, r.name AS reviewer_name, ",
    organisation_columns!(),
    ", (SELECT json_group_array(json_object('id', e.id, 'name', e.name, 'media_type', e.media_type,
            'size', e.size, 'sha256', e.sha256, 'added_by_id', e.added_by, 'added_by', u.name,
            'added_at', e.added_at, 'reading', e.reading, 'kind', e.kind, 'active', e.active,
            'scan', json(", scan_column!(), ")) ORDER BY e.added_at, e.id)
          FROM evidence e JOIN users u ON u.id = e.added_by WHERE e.claim_id = c.id) AS evidence,
        (SELECT json_group_array(json_object('at', v.at, 'by', v.user_name, 'actor', v.actor,
            'made', v.move, 'to', v.to_state, 'note', v.note, 'reason', v.reason,
            'reviewer', v.reviewer_name, 'hold', v.hold) ORDER BY v.id)
          FROM events v WHERE v.claim_id = c.id) AS events,
        (c.counts_from IS NOT NULL) AS credited, c.id AS key, ",
    customer_column!(),
    "
       FROM claims c JOIN organisations o ON o.id = c.organisation_id
       LEFT JOIN users r ON r.id = c.reviewer_id
      WHERE c.reference = ?"
);

pub(in super::super) async fn claim(
    readers: &Readers,
    reference: &str,
) -> Stored<Option<ClaimFile>> {
    let Some(row) = db::query(CLAIM)
        .bind(reference)
        .fetch_optional(&mut *readers.get().await?)
        .await?
    else {
        return Ok(None);
    };
    let mut file = file_of(&row)?;
    if row.try_get::<bool>("credited")? {
        let key: i64 = row.try_get("key")?;
        let rows = db::query(concat!(
            credit_columns!(),
            " WHERE x.claim_id = ? AND ",
            credit_stands!(),
            " ORDER BY x.id"
        ))
        .bind(key)
        .fetch_all(&mut *readers.get().await?)
        .await?;
        file.credits = rows.iter().map(credit_of).collect::<Result<_, _>>()?;
    }
    Ok(Some(file))
}

fn file_of(row: &Row) -> Result<ClaimFile, db::Error> {
    let text = |column: &str| row.try_get::<Option<&str>>(column);
    let reviewer = match (text("reviewer_id")?, text("reviewer_name")?) {
        (Some(id), Some(name)) => Some(Person {
            id: id.to_owned(),
            name: name.to_owned(),
        }),
        _ => None,
    };
    let evidence: Vec<EvidenceJson> = from_json(row.try_get("evidence")?)?;
    let events: Vec<EventJson> = from_json(row.try_get("events")?)?;
    Ok(ClaimFile {
        reference: row.try_get("reference")?,
        organisation: organisation_of(row)?.ok_or_else(|| damaged("an organisation", &"null"))?,
        version: row.try_get("version")?,
        changed_at: at(row, "changed_at")?,
        form: from_json(row.try_get("form")?)?,
        life: from_json(row.try_get("life")?)?,
        assessment: text("assessment")?.map(from_json).transpose()?,
        asked: text("asked")?.map(from_json).transpose()?,
        customer: customer(row)?,
        hold: text("hold")?.map(from_json).transpose()?,
        reviewer,
        evidence: evidence
            .into_iter()
            .map(evidence_of)
            .collect::<Result<_, _>>()?,
        events: events.into_iter().map(event_of).collect::<Result<_, _>>()?,
        credits: Vec::new(),
    })
}

fn evidence_of(json: EvidenceJson) -> Result<EvidenceRecord, db::Error> {
    Ok(EvidenceRecord {
        id: json.id,
        name: json.name,
        media_type: json.media_type,
        size: json.size,
        sha256: json.sha256,
        added_by_id: json.added_by_id,
        added_by: json.added_by,
        added_at: instant(json.added_at)?,
        reading: json.reading.as_deref().map(from_json).transpose()?,
        kind: json.kind,
        active: match &json.active {
            Some(active) => from_json(active)?,
            None => Vec::new(),
        },
        scan: scan_of(json.scan)?,
    })
}

fn event_of(json: EventJson) -> Result<ClaimEvent, db::Error> {
    Ok(ClaimEvent {
        at: instant(json.at)?,
        by: json.by,
        actor: json.actor,
        made: json.made,
        to: json.to,
        note: json.note,
        reason: json.reason,
        hold: json.hold,
        reviewer: json.reviewer,
    })
}

fn credit_of(row: &Row) -> Result<CreditRecord, db::Error> {
    let role: &str = row.try_get("role")?;
    let amount: &str = row.try_get("monthly_revenue_usd")?;
    let until: Option<&str> = row.try_get("until_month")?;
    Ok(CreditRecord {
        reference: row.try_get("reference")?,
        granted_at: at(row, "granted_at")?,
        organisation_id: row.try_get("organisation_id")?,
        organisation: row.try_get("organisation_name")?,
        role: [CreditRole::Influencing, CreditRole::Transacting]
            .into_iter()
            .find(|known| known.as_str() == role)
            .ok_or_else(|| damaged("a credit's role", &role))?,
        customer_name: row.try_get("customer_name")?,
        customer_tenant_id: row.try_get("customer_tenant_id")?,
        subscription_id: row.try_get("subscription_id")?,
        workload: row.try_get("workload")?,
        monthly_revenue_usd: Amount::parse(amount).map_err(|_| damaged("an amount", &amount))?,
        from: month(row.try_get("from_month")?)?,
        until: until.map(month).transpose()?,
        baseline_from: month(row.try_get("baseline_from")?)?,
    })
}

pub(in super::super) async fn credits(
    readers: &Readers,
    organisation: &str,
) -> Stored<Vec<CreditRecord>> {
    let rows = db::query(concat!(
        credit_columns!(),
        " WHERE x.organisation_id = ? AND ",
        credit_stands!(),
        " ORDER BY x.granted_at DESC, x.id"
    ))
    .bind(organisation)
    .fetch_all(&mut *readers.get().await?)
    .await?;
    Ok(rows.iter().map(credit_of).collect::<Result<_, _>>()?)
}

macro_rules! row_columns {
    () => {
        row_columns!("")
    };
    ($also:literal) => {
        concat!(
            "SELECT ",
            $also,
            "c.reference, o.name AS organisation_name, c.customer_name, c.products, c.life,
            c.counts_from, c.changed_at, c.queue_at, c.hold_until, r.name AS reviewer_name
           FROM claims c JOIN organisations o ON o.id = c.organisation_id
           LEFT JOIN users r ON r.id = c.reviewer_id"
        )
    };
}
pub(super) use row_columns;

pub(super) fn row_of(row: &Row) -> Result<ClaimRow, db::Error> {
    let counts_from: Option<&str> = row.try_get("counts_from")?;
    let held_until: Option<i64> = row.try_get("hold_until")?;
    let life: Life = from_json(row.try_get("life")?)?;
    Ok(ClaimRow {
        reference: row.try_get("reference")?,
        organisation: row.try_get("organisation_name")?,
        customer_name: row.try_get("customer_name")?,
        products: from_json(row.try_get("products")?)?,
        counts_from: counts_from.map(month).transpose()?,
        life,
        changed_at: at(row, "changed_at")?,
        reviewer: row.try_get("reviewer_name")?,
        queue_at: row.try_get("queue_at")?,
        held_until: held_until.map(instant).transpose()?,
    })
}

const DUE: &str = "SELECT reference FROM claims WHERE submitted = 1 AND state = ? AND queue_at <= ?
      ORDER BY queue_at, reference LIMIT ?";

pub(in super::super) async fn due(
    readers: &Readers,
    state: ClaimState,
    until: i64,
    limit: u32,
) -> Stored<Vec<String>> {
    Ok(db::query_scalar(DUE)
        .bind(state.as_str())
        .bind(until)
        .bind(limit)
        .fetch_all(&mut *readers.get().await?)
        .await?)
}

pub(in super::super) async fn rivals(
    readers: &Readers,
    subscription: Guid,
    organisation: &str,
) -> Stored<Vec<RivalClaim>> {
    let rows = db::query(
        "SELECT c.reference, o.name, c.state, c.form
           FROM claims c JOIN organisations o ON o.id = c.organisation_id
          WHERE c.subscription_id = ? AND c.organisation_id <> ? AND c.submitted = 1
            AND c.state NOT IN ('draft', 'withdrawn')
          ORDER BY c.reference LIMIT 50",
    )
    .bind(subscription.to_string())
    .bind(organisation)
    .fetch_all(&mut *readers.get().await?)
    .await?;
    let read = |row: &Row| -> Result<RivalClaim, db::Error> {
        let state: &str = row.try_get("state")?;
        Ok(RivalClaim {
            reference: row.try_get("reference")?,
            organisation: row.try_get("name")?,
            state: ClaimState::parse(state).ok_or_else(|| damaged("a state", &state))?,
            form: from_json(row.try_get("form")?)?,
        })
    };
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

pub(in super::super) async fn surroundings(
    readers: &Readers,
    organisation: &str,
    subscription: Option<Guid>,
    tenant: Option<Guid>,
    current: Month,
) -> Stored<Surroundings> {
    let row = db::query(concat!(
        "SELECT EXISTS (SELECT 1 FROM claims c
                         WHERE c.subscription_id = ?2 AND c.organisation_id <> ?1
                           AND c.state IN ('submitted', 'under_review', 'action_required',
                                           'approved', 'disputed')) AS competing,
                (SELECT json_group_array(x.workload) FROM credits x
                  WHERE x.organisation_id = ?1 AND x.customer_tenant_id = ?3
                    AND x.role = 'influencing'
                    AND (x.until_month IS NULL OR x.until_month >= ?4)
                    AND ",
        credit_stands!(),
        ") AS counting",
    ))
    .bind(organisation)
    .bind(subscription.map(|guid| guid.to_string()))
    .bind(tenant.map(|guid| guid.to_string()))
    .bind(current.to_string())
    .fetch_one(&mut *readers.get().await?)
    .await?;
    let workloads: Vec<String> = from_json(row.try_get("counting")?)?;
    Ok(Surroundings {
        competing: row.try_get("competing")?,
        counting: tenant.map_or_else(Vec::new, |tenant| {
            workloads
                .into_iter()
                .map(|workload| (tenant, workload))
                .collect()
        }),
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::plans::are_read_in_order;
    use super::*;

    #[tokio::test]
    async fn what_is_due_is_read_from_an_index_and_not_sorted() {
        let due = db::query(DUE)
            .bind("submitted")
            .bind(70_000_i64)
            .bind(50_u32);
        are_read_in_order(&[(due, "claims_by_state")]).await;
    }
}
