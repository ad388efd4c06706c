//! The audit log: its head for everybody, its entries for auditors.

use axum::extract::{Path, State};
use chrono::{DateTime, Utc};
use claimdesk_protocol::{AuditHead, AuditLine, AuditPage, AuditProof, AuditWord};
use serde::Deserialize;
use serde_json::Value;

use super::paging::{self, Page};
use crate::answer::Answer;
use crate::app::App;
use crate::audit::{self, proof::Proof};
use crate::extract::{Asked, SignedIn};
use crate::ids;
use crate::openapi::{List, ReadOne, SignedInRead};
use crate::policy::Auditor;
use crate::problem::{Outcome, Refusal};
use crate::store::{AuditFilter, AuditRow};

pub mod export;

/// The longest text that is looked for: a public key.
const LONGEST: usize = 200;

/// The head of the audit log as it is now, signed. It tells how many entries there are and nothing
/// of what is in them; whoever keeps it can have the log proved against it later.
#[utoipa::path(get, path = "/api/v1/audit/head", tag = "audit", responses((status = 200, body = AuditHead), SignedInRead))]
pub async fn head(State(app): State<App>, _: SignedIn) -> Outcome<Answer> {
    let (log, head) = audit::signed_head(&app).await?;
    Answer::ok(&AuditHead {
        size: log.edge.size(),
        root: ids::hex(&log.edge.root()),
        at: app.now(),
        head,
        key: app.signer().verifier().text(),
    })
}

/// Which entries.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AuditListing {
    /// About this: a claim's reference, or the ID of a person or organisation.
    pub object: Option<String>,
    /// By the person with this ID.
    pub actor: Option<String>,
    /// By this operation, such as `post.review.claims.approve`.
    pub operation: Option<String>,
    /// From this time on, RFC 3339.
    pub from: Option<String>,
    /// Before this time, RFC 3339.
    pub until: Option<String>,
}

fn wanted(field: &str, text: Option<&String>) -> Outcome<Option<String>> {
    let text = text.map(|text| text.trim()).filter(|text| !text.is_empty());
    match text {
        Some(text) if text.chars().count() > LONGEST => Err(Refusal::field(
            field,
            "too_long",
            format!("Shorten this to at most {LONGEST} characters."),
        )),
        text => Ok(text.map(str::to_owned)),
    }
}

fn time(field: &str, text: Option<&String>) -> Outcome<Option<DateTime<Utc>>> {
    let text = text.map(|text| text.trim()).filter(|text| !text.is_empty());
    text.map(|text| {
        DateTime::parse_from_rfc3339(text)
            .map(|at| at.to_utc())
            .map_err(|_| {
                Refusal::field(
                    field,
                    "invalid",
                    "Write a time as RFC 3339 has it, such as 2026-11-25T09:00:00Z.",
                )
            })
    })
    .transpose()
}

impl AuditListing {
    /// What the store is asked for.
    fn filter(&self, page: &Page) -> Outcome<AuditFilter> {
        let object = wanted("object", self.object.as_ref())?;
        Ok(AuditFilter {
            // A reference as somebody may have typed it.
            object: object.map(|text| ids::parse_reference(&text).unwrap_or(text)),
            actor: wanted("actor", self.actor.as_ref())?,
            operation: wanted("operation", self.operation.as_ref())?,
            from: time("from", self.from.as_ref())?,
            until: time("until", self.until.as_ref())?,
            after: page.after(|row| row.parse().ok())?,
            oldest_first: false,
            limit: page.limit()?,
        })
    }
}

/// Entries of the audit log, the newest first.
#[utoipa::path(get, path = "/api/v1/audit/entries", tag = "audit", params(AuditListing, Page),
    responses((status = 200, body = AuditPage), List))]
pub async fn entries(
    State(app): State<App>,
    _: Auditor,
    Asked(listing): Asked<AuditListing>,
    Asked(page): Asked<Page>,
) -> Outcome<Answer> {
    let mut filter = listing.filter(&page)?;
    let limit = filter.limit;
    filter.limit = limit + 1;
    let mut rows = app.store().audit_rows(filter).await?;
    let more = rows.len() > usize::try_from(limit).unwrap_or(usize::MAX);
    if more {
        rows.pop();
    }
    let last = rows.last().map(|row| row.entry.sequence);
    Answer::ok(&AuditPage {
        next: last
            .filter(|_| more)
            .map(|last| paging::cursor(&last.to_string())),
        size: app.store().audit_log().await?.edge.size(),
        verified: app.store().last_check().await?,
        entries: rows.into_iter().map(line).collect::<Outcome<_>>()?,
    })
}

/// The proof that an entry is in the log, under a head signed now.
#[utoipa::path(get, path = "/api/v1/audit/entries/{sequence}", tag = "audit", params(("sequence" = u64, Path)),
    responses((status = 200, body = AuditProof), ReadOne))]
pub async fn entry(
    State(app): State<App>,
    _: Auditor,
    Path(sequence): Path<String>,
) -> Outcome<Answer> {
    let proof = match sequence.parse() {
        Ok(sequence) => audit::inclusion(&app, sequence).await?,
        Err(_) => None,
    };
    let Proof(proof) = proof.ok_or_else(Refusal::no_such_entry)?;
    Answer::ok(&proof)
}

/// An entry as it is shown.
fn line(row: AuditRow) -> Outcome<AuditLine> {
    let entry = row.entry;
    let at = DateTime::parse_from_rfc3339(&entry.at).map_err(Refusal::internal)?;
    let kept = row.words.is_some();
    Ok(AuditLine {
        sequence: entry.sequence,
        at: at.to_utc(),
        actor_kind: entry.actor.kind.as_str().to_owned(),
        actor: entry.actor.id,
        actor_name: row.actor_name,
        organisation: row.organisation.or(entry.organisation),
        operation: entry.operation,
        object_kind: entry.object.kind,
        reference: entry.object.reference,
        version: entry.object.version,
        from: entry.from,
        to: entry.to,
        reason: entry.reason,
        count: entry.count,
        content: entry.content,
        evidence: entry.evidence,
        words: words(row.words.as_deref()).map_err(Refusal::internal)?,
        erased: entry.words.is_some() && !kept,
    })
}

fn words(text: Option<&str>) -> serde_json::Result<Vec<AuditWord>> {
    let Some(text) = text else {
        return Ok(Vec::new());
    };
    let words: serde_json::Map<String, Value> = serde_json::from_str(text)?;
    let text = |value: Value| match value {
        Value::String(text) => text,
        Value::Array(items) => {
            let items = items.into_iter().map(|item| match item {
                Value::String(text) => text,
                other => other.to_string(),
            });
            items.collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    };
    Ok(words
        .into_iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| AuditWord {
            name,
            text: text(value),
        })
        .collect())
}
