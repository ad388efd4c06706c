//! Changing claims. Each function is one job of the writer: few statements, and nothing
//! written when what it was decided on has changed.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use claimdesk_recognition::claim::{ClaimForm, ClaimState};
use claimdesk_recognition::names::{self, Guid};

use super::super::audit::Recorded;
use super::super::rows::{from_json, instant, millis, to_json};
use super::super::scans::{self, scan_column, scan_of};
use super::super::writer::Writer;
use super::super::{contents, messages, proofs, quality, repeats, uploads, webhooks, words};
use super::noted::{content, noted};
use crate::audit::entry::Noted;
use crate::claims::scans::{needs_clean_files, next_scan};
use crate::store::db::{self, Connection, Scalar};
use crate::store::scans::NewScan;
use crate::store::uploads::Room;
use crate::store::{
    Added, Change, CreditsOf, EvidenceRecord, NewClaim, Remember, StoreError, Stored, Written,
};

/// The columns lists and look-ups need, taken out of the form.
pub(super) struct Extract {
    form: String,
    subscription: Option<String>,
    customer: String,
    pub(super) customer_tenant: Option<String>,
    pub(super) customer_folded: String,
    pub(super) monthly_cents: i64,
    products: String,
}

impl Extract {
    pub(super) fn of(form: &ClaimForm) -> Result<Self, StoreError> {
        let products: Vec<&str> = form
            .products
            .iter()
            .map(|product| product.workload.as_str())
            .collect();
        Ok(Self {
            form: to_json(form)?,
            subscription: Guid::parse(&form.subscription_id).map(|guid| guid.to_string()),
            customer: form.customer_name.clone(),
            customer_tenant: Guid::parse(&form.customer_tenant_id).map(|guid| guid.to_string()),
            customer_folded: names::fold(&form.customer_name),
            monthly_cents: form
                .monthly_revenue()
                .to_hundredths()
                .count()
                .try_into()
                .unwrap_or(i64::MAX),
            products: to_json(&products)?,
        })
    }
}

pub(in super::super) async fn add(
    writer: &Writer,
    claim: NewClaim,
    remember: Option<Remember>,
) -> Stored<Written> {
    let extract = Extract::of(&claim.form)?;
    let life = to_json(&claimdesk_recognition::claim::Life::default())?;
    let content = content(&claim.form, &[])?;
    let job = Arc::new((claim, extract, life, remember, content));
    writer
        .record(move |connection| {
            let job = Arc::clone(&job);
            Box::pin(async move {
                let (claim, extract, life, remember, content) = &*job;
                if let Some(saved) = repeats::remember(connection, remember.as_ref()).await? {
                    return Ok(Written::Repeated(saved).into());
                }
                db::query(
                    "INSERT INTO claims (reference, organisation_id, version, state, changed_at, queue_at,
                        subscription_id, customer_name, customer_tenant, customer_folded, products,
                        monthly_cents, submitted, life, form)
                     VALUES (?, ?, 1, 'draft', ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)",
                )
                .bind(&claim.reference)
                .bind(&claim.organisation_id)
                .bind(millis(claim.at))
                .bind(claim.queue_at)
                .bind(&extract.subscription)
                .bind(&extract.customer)
                .bind(&extract.customer_tenant)
                .bind(&extract.customer_folded)
                .bind(&extract.products)
                .bind(extract.monthly_cents)
                .bind(life)
                .bind(&extract.form)
                .execute(connection)
                .await?;
                let noted = Noted {
                    at: Some(claim.at),
                    content: Some(content.clone()),
                    ..Noted::about("claim", &claim.reference).to(ClaimState::Draft.as_str())
                };
                Ok(Recorded::with(Written::Done(()), noted))
            })
        })
        .await
}

struct ChangeJob {
    change: Change,
    noted: Noted,
    extract: Option<Extract>,
    life: String,
    asked: Option<String>,
    hold: Option<String>,
    assessment: Option<String>,
    counts_from: Option<String>,
    remember: Option<Remember>,
}

pub(in super::super) async fn change(
    writer: &Writer,
    change: Change,
    remember: Option<Remember>,
) -> Stored<Written> {
    let counts_from = change
        .credits
        .as_ref()
        .and_then(|credits| credits.lines.iter().map(|line| line.from).min())
        .map(|month| month.to_string());
    let job = Arc::new(ChangeJob {
        noted: noted(&change)?,
        extract: change.form.as_ref().map(Extract::of).transpose()?,
        life: to_json(&change.life)?,
        asked: change.asked.as_ref().map(to_json).transpose()?,
        hold: change.hold.as_ref().map(to_json).transpose()?,
        assessment: change.assessment.as_ref().map(to_json).transpose()?,
        counts_from,
        change,
        remember,
    });
    writer
        .record(move |connection| {
            let job = Arc::clone(&job);
            Box::pin(async move { apply(connection, &job).await })
        })
        .await
}

async fn apply(
    connection: &mut Connection,
    job: &ChangeJob,
) -> Result<Recorded<Written>, db::Error> {
    let open = quality::is_open(connection, job.change.decision.as_ref()).await?;
    // What the scanner found between the decision and this moment.
    let event = job.change.event.as_ref();
    let clean = !event.is_some_and(|event| needs_clean_files(event.made))
        || !scans::keeps_away(connection, &job.change.reference).await?;
    let written = if open && clean {
        write_down(connection, job).await?
    } else {
        None
    };
    let Some(key) = written else {
        let saved = match &job.remember {
            Some(remember) => repeats::said(connection, remember).await?,
            None => None,
        };
        return Ok(saved.map_or(Written::Stale, Written::Repeated).into());
    };
    if let Some(credits) = &job.change.credits {
        replace_credits(connection, key, credits).await?;
    }
    if let Some(decision) = &job.change.decision {
        quality::write_down(connection, key, decision, job.change.at).await?;
    }
    messages::tell(connection, key, &job.change.messages, job.change.at).await?;
    words::keep(connection, key, &job.change).await?;
    if let Some(body) = &job.change.webhook {
        webhooks::plan(connection, key, body).await?;
    }
    let mut noted = Vec::new();
    if let Some(file) = &job.change.final_proof {
        insert_file(connection, key, file).await?;
        proofs::replace(connection, key).await?;
        noted.push(proofs::noted(&job.change.reference, file));
    }
    // What stands in the claim is said last.
    noted.push(job.noted.clone());
    Ok(Recorded {
        value: Written::Done(()),
        noted,
    })
}

/// Changes the row when it is the one the change was decided on and the key is a new one.
///
/// Only what changes is named: SQLite writes every index anew that has a column which is set, be it to
/// what it was.
fn change_row<'j>(job: &'j ChangeJob, remember: Option<&'j Remember>) -> Scalar<'j, i64> {
    let change = &job.change;
    // What was sent once stays sent.
    let sends = change.life.submitted_at.is_some() && change.basis.state == ClaimState::Draft;
    let mut text = String::from(
        "UPDATE claims SET version = version + 1, state = ?, changed_at = ?, queue_at = ?, life = ?,
            asked = ?, reviewer_id = ?, assessment = coalesce(?, assessment),
            counts_from = coalesce(?, counts_from), hold = ?, final_until = ?",
    );
    if sends {
        text.push_str(", submitted = 1");
    }
    if job.extract.is_some() {
        text.push_str(
            ", form = ?, customer_name = ?, products = ?, subscription_id = ?, customer_tenant = ?,
            customer_folded = ?, monthly_cents = ?",
        );
    }
    text.push_str(" WHERE reference = ? AND version = ?");
    if change.files.is_some() {
        text.push_str(" AND ? = (SELECT count(*) FROM evidence e WHERE e.claim_id = claims.id)");
    }
    if remember.is_some() {
        text.push_str(
            " AND NOT EXISTS (SELECT 1 FROM answers a WHERE a.account_id = ? AND a.key = ?)",
        );
    }
    text.push_str(" RETURNING id");
    let mut query = db::query_scalar(text)
        .bind(change.life.state.as_str())
        .bind(millis(change.at))
        .bind(change.queue_at)
        .bind(&job.life)
        .bind(&job.asked)
        .bind(change.reviewer.as_ref().map(|person| person.id.as_str()))
        .bind(&job.assessment)
        .bind(&job.counts_from)
        .bind(&job.hold)
        .bind(change.final_until.map(millis));
    if let Some(extract) = &job.extract {
        query = query
            .bind(&extract.form)
            .bind(&extract.customer)
            .bind(&extract.products)
            .bind(&extract.subscription)
            .bind(&extract.customer_tenant)
            .bind(&extract.customer_folded)
            .bind(extract.monthly_cents);
    }
    query = query.bind(&change.reference).bind(change.version);
    if let Some(files) = change.files {
        query = query.bind(i64::try_from(files).unwrap_or(i64::MAX));
    }
    if let Some(Remember {
        account_id, key, ..
    }) = remember
    {
        query = query.bind(account_id.as_str()).bind(key.as_str());
    }
    query
}

const EVENT: &str = "INSERT INTO events (claim_id, at, user_id, user_name, actor, move, to_state, note, reason,
                        reviewer_name, hold)
     SELECT c.id, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9,
            CASE WHEN ?6 = 'assign' THEN (SELECT u.name FROM users u WHERE u.id = c.reviewer_id) END,
            CASE WHEN ?6 = 'hold' THEN c.hold ->> '$.reason' END
       FROM claims c WHERE c.id = ?1";

/// Writes the change, its event and its answer down; gives the claim's key, or nothing when nothing
/// was written.
async fn write_down(
    connection: &mut Connection,
    job: &ChangeJob,
) -> Result<Option<i64>, db::Error> {
    let change = &job.change;
    // Saving answers is no event, and is repeated by its version rather than by a key.
    let remember = job.remember.as_ref().filter(|_| change.event.is_some());
    let key = change_row(job, remember)
        .fetch_optional(&mut *connection)
        .await?;
    let (Some(key), Some(event)) = (key, &change.event) else {
        return Ok(key);
    };
    db::query(EVENT)
        .bind(key)
        .bind(millis(change.at))
        .bind(event.by.as_ref().map(|person| person.id.as_str()))
        .bind(change.author())
        .bind(actor(event.actor))
        .bind(event.made.as_str())
        .bind(change.life.state.as_str())
        .bind(event.note.as_deref())
        .bind(event.reason.map(claimdesk_protocol::RejectReason::as_str))
        .execute(&mut *connection)
        .await?;
    if let Some(remember) = remember {
        repeats::remember(connection, Some(remember)).await?;
    }
    Ok(Some(key))
}

const fn actor(actor: claimdesk_recognition::claim::Actor) -> &'static str {
    use claimdesk_recognition::claim::Actor;
    match actor {
        Actor::Partner => "partner",
        Actor::Reviewer => "reviewer",
        Actor::Clock => "clock",
        Actor::Customer => "customer",
    }
}

async fn replace_credits(
    connection: &mut Connection,
    key: i64,
    credits: &CreditsOf,
) -> Result<(), db::Error> {
    db::query("DELETE FROM credits WHERE claim_id = ? AND granted_at = ?")
        .bind(key)
        .bind(millis(credits.granted_at))
        .execute(&mut *connection)
        .await?;
    for line in &credits.lines {
        db::query(
            "INSERT INTO credits (claim_id, granted_at, organisation_id, organisation_name, role,
                customer_name, customer_tenant_id, subscription_id, workload, monthly_revenue_usd,
                from_month, until_month, baseline_from)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(key)
        .bind(millis(credits.granted_at))
        .bind(&line.organisation_id)
        .bind(&line.organisation)
        .bind(line.role.as_str())
        .bind(&line.customer_name)
        .bind(&line.customer_tenant_id)
        .bind(&line.subscription_id)
        .bind(&line.workload)
        .bind(line.monthly_revenue_usd.to_string())
        .bind(line.from.to_string())
        .bind(line.until.map(|month| month.to_string()))
        .bind(line.baseline_from.to_string())
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// The claim's key while it is in this state.
async fn key_in(
    connection: &mut Connection,
    reference: &str,
    state: ClaimState,
) -> Result<Option<i64>, db::Error> {
    db::query_scalar("SELECT id FROM claims WHERE reference = ? AND state = ?")
        .bind(reference)
        .bind(state.as_str())
        .fetch_optional(connection)
        .await
}

async fn touch(connection: &mut Connection, key: i64, at: DateTime<Utc>) -> Result<(), db::Error> {
    // Not a new version: the files are a resource of their own, and an open form stays good.
    db::query("UPDATE claims SET changed_at = ? WHERE id = ?")
        .bind(millis(at))
        .bind(key)
        .execute(connection)
        .await?;
    Ok(())
}

pub(in super::super) async fn add_evidence(
    writer: &Writer,
    reference: &str,
    state: ClaimState,
    file: EvidenceRecord,
    room: Room,
    remember: Option<Remember>,
) -> Stored<Written<Added>> {
    let job = Arc::new((reference.to_owned(), file, remember));
    writer
        .record(move |connection| {
            let job = Arc::clone(&job);
            Box::pin(async move {
                let (reference, file, remember) = &*job;
                if let Some(saved) = repeats::remember(connection, remember.as_ref()).await? {
                    return Ok(Written::Repeated(saved).into());
                }
                let added = insert_evidence(connection, reference, state, file, room).await?;
                if added != Added::New {
                    repeats::take_back(connection, remember.as_ref()).await?;
                }
                let noted = || Noted {
                    at: Some(file.added_at),
                    evidence: Some(file.sha256.clone()),
                    // What the scanner said of it when it came.
                    reason: Some(file.scan.state.as_str().to_owned()),
                    words: Some(serde_json::json!({ "file": file.name })),
                    ..Noted::about("claim", reference).to("kept")
                };
                let new = added == Added::New;
                Ok(Recorded::when(new, Written::Done(added), noted))
            })
        })
        .await
}

async fn insert_evidence(
    connection: &mut Connection,
    reference: &str,
    state: ClaimState,
    file: &EvidenceRecord,
    room: Room,
) -> Result<Added, db::Error> {
    let Some(key) = key_in(connection, reference, state).await? else {
        return Ok(Added::Closed);
    };
    let there = db::query(concat!(
        "SELECT e.id, e.name, e.media_type, e.size, e.added_by, u.name AS user_name, e.added_at,
                e.reading, e.kind, e.active, ",
        scan_column!(),
        " AS scan
           FROM evidence e JOIN users u ON u.id = e.added_by WHERE e.claim_id = ? AND e.sha256 = ?",
    ))
    .bind(key)
    .bind(&file.sha256)
    .fetch_optional(&mut *connection)
    .await?;
    if let Some(row) = there {
        let size: i64 = row.try_get("size")?;
        let text = |column: &str| row.try_get::<Option<&str>>(column);
        return Ok(Added::Same(Box::new(EvidenceRecord {
            id: row.try_get("id")?,
            name: row.try_get("name")?,
            media_type: row.try_get("media_type")?,
            size: size.unsigned_abs(),
            sha256: file.sha256.clone(),
            added_by_id: row.try_get("added_by")?,
            added_by: row.try_get("user_name")?,
            added_at: instant(row.try_get("added_at")?)?,
            reading: text("reading")?.map(from_json).transpose()?,
            kind: from_json(&to_json(&row.try_get::<&str>("kind")?)?)?,
            active: text("active")?.map_or(Ok(Vec::new()), from_json)?,
            scan: scan_of(text("scan")?.map(from_json).transpose()?)?,
        })));
    }
    let count: i64 = db::query_scalar("SELECT count(*) FROM evidence WHERE claim_id = ?")
        .bind(key)
        .fetch_one(&mut *connection)
        .await?;
    if count >= i64::from(room.files) {
        return Ok(Added::Full);
    }
    let organisation: String = db::query_scalar("SELECT organisation_id FROM claims WHERE id = ?")
        .bind(key)
        .fetch_one(&mut *connection)
        .await?;
    let held = uploads::held(&mut *connection, &organisation, file.added_at).await?;
    if held.bytes.saturating_add(file.size) > room.bytes {
        return Ok(Added::NoRoom);
    }
    if held.in_hour >= room.per_hour {
        return Ok(Added::TooFast);
    }
    insert_file(connection, key, file).await?;
    touch(connection, key, file.added_at).await?;
    Ok(Added::New)
}

/// Writes a file down, and when the virus scanner sees it next.
async fn insert_file(
    connection: &mut Connection,
    key: i64,
    file: &EvidenceRecord,
) -> Result<(), db::Error> {
    db::query(
        "INSERT INTO evidence (id, claim_id, name, media_type, size, sha256, added_by, added_at,
            reading, active)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(&file.id)
    .bind(key)
    .bind(&file.name)
    .bind(&file.media_type)
    .bind(i64::try_from(file.size).unwrap_or(i64::MAX))
    .bind(&file.sha256)
    .bind(&file.added_by_id)
    .bind(millis(file.added_at))
    .bind(file.reading.as_ref().map(to_json).transpose()?)
    .bind(to_json(&file.active)?)
    .execute(&mut *connection)
    .await?;
    if let Some(next_at) = next_scan(&file.scan, file.added_at) {
        let new = NewScan {
            sha256: file.sha256.clone(),
            scan: file.scan.clone(),
            next_at,
        };
        scans::keep(&mut *connection, &new, file.added_at).await?;
    }
    Ok(())
}

pub(in super::super) async fn remove_evidence(
    writer: &Writer,
    reference: &str,
    state: ClaimState,
    id: &str,
    at: DateTime<Utc>,
) -> Stored<bool> {
    let job = Arc::new((reference.to_owned(), id.to_owned()));
    writer
        .record(move |connection| {
            let job = Arc::clone(&job);
            Box::pin(async move {
                let (reference, id) = &*job;
                let Some(key) = key_in(connection, reference, state).await? else {
                    return Ok(false.into());
                };
                let gone: Option<String> = db::query_scalar(
                    "DELETE FROM evidence WHERE claim_id = ? AND id = ? RETURNING sha256",
                )
                .bind(key)
                .bind(id)
                .fetch_optional(&mut *connection)
                .await?;
                if let Some(sha256) = &gone {
                    contents::speak_of(connection, sha256, at).await?;
                }
                touch(connection, key, at).await?;
                let noted = |sha256| Noted {
                    at: Some(at),
                    evidence: Some(sha256),
                    from: Some("kept".to_owned()),
                    ..Noted::about("claim", reference).to("removed")
                };
                Ok(Recorded {
                    value: true,
                    noted: gone.map(noted).into_iter().collect(),
                })
            })
        })
        .await
}
