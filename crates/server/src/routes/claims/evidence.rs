//! Files of evidence.

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use claimdesk_inspect::Fault;
use claimdesk_protocol::{Evidence, Scan};
use claimdesk_recognition::claim::{FieldId, ProofKind};
use serde::Deserialize;

use super::final_proof::{self, Brings, brings};
use super::own;
use crate::answer::{Answer, once};
use crate::app::App;
use crate::claims::{expiry, orphans, scans, view};
use crate::evidence::{Content, Received, inside, name, sniff, text};
use crate::extract::{Asked, Reference, Repeat, RequestKey, SignedIn};
use crate::ids;
use crate::openapi::{Download, FileBytes, KeptFile, Remove, RepeatKey, Upload};
use crate::policy::{self, Partner};
use crate::problem::{Outcome, Refusal};
use crate::store::{Added, ClaimFile, EvidenceRecord, Written};

/// What a file is to be called.
#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Named {
    /// The file's name.
    #[serde(default)]
    name: String,
}

/// How a file is to be shown.
#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Shown {
    /// `1` to show a PDF or a picture in place instead of downloading it.
    inline: Option<String>,
}

/// Adds a file, sent as the raw body. The same content again is the same file.
#[utoipa::path(post, path = "/api/v1/claims/{reference}/evidence", tag = "claims",
    params(("reference" = String, Path), Named,
        RepeatKey),
    request_body(content = FileBytes, content_type = "application/octet-stream"),
    responses((status = 201, body = Evidence), (status = 200, body = Evidence, description = "It was there already"), Upload))]
pub async fn add(
    State(app): State<App>,
    partner: Partner,
    Reference(reference): Reference,
    Asked(named): Asked<Named>,
    repeat: Repeat,
    request: Request,
) -> Outcome<Answer> {
    let file = own(&app, &partner, &reference).await?;
    let limit = app.limits().evidence_bytes;
    let received = app
        .evidence()
        .receive(request.into_body().into_data_stream(), limit)
        .await?;
    let key = repeat.of(&partner.user.id, &ids::digest(received.sha256.as_bytes()));
    let outcome = once(
        &app,
        key.as_ref(),
        keep(&app, &partner, &file, &named.name, &received, key.as_ref()),
    )
    .await;
    app.evidence().let_go(&received).await;
    outcome
}

/// Makes what came in evidence, if it is one and there is room for it.
pub(super) async fn keep(
    app: &App,
    partner: &Partner,
    file: &ClaimFile,
    given_name: &str,
    received: &Received,
    key: Option<&RequestKey>,
) -> Outcome<Answer> {
    let brings = brings(app, file)?;
    let kind = sniff::kind(&received.head, &received.tail).map_err(no_kind)?;
    // The name first: it costs nothing to look at.
    if let Err(refusal) = named(given_name, kind)
        && named(given_name, kind.with_macros()).is_err()
    {
        return Err(refusal);
    }
    let room = app.limits().room();
    let most = room.files;
    let is_there = |record: &EvidenceRecord| record.sha256 == received.sha256;
    if !file.evidence.iter().any(is_there) {
        // The final proof has a place beside those it replaces.
        if brings == Brings::File
            && file.evidence.len() >= usize::try_from(most).unwrap_or(usize::MAX)
        {
            return Err(full(most));
        }
        has_room(app, partner, received.size).await?;
    }
    let inside = inside::look(app.apart(), app.evidence(), received, kind).await?;
    let kind = if inside.macro_kind {
        kind.with_macros()
    } else {
        kind
    };
    let name = named(given_name, kind)?;
    let now = app.now();
    let mut record = EvidenceRecord {
        id: ids::id(now)?,
        name,
        media_type: kind.media_type().to_owned(),
        size: received.size,
        sha256: received.sha256.clone(),
        added_by_id: partner.user.id.clone(),
        added_by: partner.user.name.clone(),
        added_at: now,
        reading: None,
        kind: ProofKind::Final,
        active: inside.active.into_iter().collect(),
        scan: Scan::default(),
    };
    record.scan = scans::of_new(app, &file.reference, &record.name, received).await?;
    let (evidence, kind) = (app.evidence(), &record.media_type);
    record.reading = text::read(app.apart(), evidence, received, kind, app.programme()).await;
    // Content first: a row in the database always has its file.
    orphans::keep(app, received).await?;
    if brings == Brings::FinalProof {
        return final_proof::bring(app, partner, &file.reference, &record, key).await;
    }
    let location = format!("/api/v1/claims/{}/evidence/{}", file.reference, record.id);
    let answer = Answer::created(&view::evidence(&record), location)?;
    let remember = answer.remembered(key, now);
    let added = app
        .store()
        .add_evidence(&file.reference, file.life.state, record, room, remember)
        .await?;
    match added {
        Written::Done(Added::New) => Ok(answer),
        Written::Done(Added::Same(there)) => Answer::ok(&view::evidence(&there)),
        Written::Done(Added::Full) => Err(full(most)),
        Written::Done(Added::NoRoom) => Err(Refusal::no_room(room.bytes)),
        Written::Done(Added::TooFast) => Err(too_fast(room.per_hour, now)),
        Written::Done(Added::Closed) | Written::Stale => Err(Refusal::files_stand()),
        Written::Repeated(saved) => answer.once_written(Written::Repeated(saved), key),
    }
}

fn no_kind(seems: &str) -> Refusal {
    if seems == sniff::LOCKED {
        return inside::refusal(Fault::Locked);
    }
    let message = format!(
        "The file seems to be {seems}, whatever its name says. {}",
        sniff::TAKEN
    );
    Refusal::file("file_kind", message)
}

fn named(given: &str, kind: sniff::Kind) -> Outcome<String> {
    name::fitting(given, kind).map_err(|ending| {
        let own = kind.endings().join(" or .");
        Refusal::file(
            "file_name",
            format!(
                "The name ends in .{ending}, but the content belongs to .{own}. Rename the file."
            ),
        )
    })
}

/// Refuses where an organisation has no room for so many bytes more, or was too fast.
pub(super) async fn has_room(app: &App, partner: &Partner, bytes: u64) -> Outcome<()> {
    let (room, now) = (app.limits().room(), app.now());
    let held = app
        .store()
        .held_evidence(&partner.organisation.id, now)
        .await?;
    if held.bytes.saturating_add(bytes) > room.bytes {
        return Err(Refusal::no_room(room.bytes));
    }
    if held.in_hour >= room.per_hour {
        return Err(too_fast(room.per_hour, now));
    }
    Ok(())
}

/// Hours are those of the clock, so that one row tells how many there were.
fn too_fast(per_hour: u32, now: DateTime<Utc>) -> Refusal {
    Refusal::too_many_uploads(per_hour, 3600 - now.timestamp().rem_euclid(3600))
}

fn full(most: u32) -> Refusal {
    Refusal::file(
        "too_many_files",
        format!("A claim has at most {most} files. Remove one before you add another."),
    )
}

/// Refuses where the claim's files stand.
pub(super) fn may_change(file: &ClaimFile) -> Outcome<()> {
    if FieldId::Evidence.is_open_in(file.life.state) {
        Ok(())
    } else {
        Err(Refusal::files_stand())
    }
}

/// A file's content, as what it is by content.
#[utoipa::path(get, path = "/api/v1/claims/{reference}/evidence/{id}", tag = "claims",
    params(("reference" = String, Path), ("id" = String, Path), Shown),
    responses(KeptFile, Download))]
pub async fn download(
    State(app): State<App>,
    SignedIn(user): SignedIn,
    Reference(reference): Reference,
    Path((_, id)): Path<(String, String)>,
    Asked(shown): Asked<Shown>,
) -> Outcome<Response> {
    let file = policy::sees_claim(user, expiry::read(&app, &reference).await?, &reference)?;
    let record = file
        .evidence
        .iter()
        .find(|record| record.id == id)
        .ok_or_else(Refusal::no_such_file)?;
    scans::is_here(record)?;
    let content = whole(&app, record).await?;
    let in_place =
        shown.inline.as_deref() == Some("1") && sniff::is_shown_in_place(&record.media_type);
    let mut response = Body::from_stream(content).into_response();
    let disposition =
        name::disposition(if in_place { "inline" } else { "attachment" }, &record.name);
    let policy = if in_place { SHOWN } else { DOWNLOADED };
    let headers = response.headers_mut();
    for (header, value) in [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_str(&record.media_type),
        ),
        (
            header::CONTENT_LENGTH,
            HeaderValue::from_str(&record.size.to_string()),
        ),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_str(&disposition),
        ),
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_str(policy),
        ),
    ] {
        headers.insert(header, value.map_err(Refusal::internal)?);
    }
    Ok(response)
}

/// The content, after all of it was compared with its hash.
async fn whole(app: &App, record: &EvidenceRecord) -> Outcome<Content> {
    let sha256 = &record.sha256;
    let condition = match app.evidence().open_whole(sha256, record.size).await? {
        Ok(content) => return Ok(content),
        Err(condition) => condition,
    };
    app.metrics().evidence_was_damaged();
    Err(Refusal::evidence_damaged(anyhow::anyhow!(
        "evidence {sha256} is not what it was: {condition:?}"
    )))
}

/// A download is nobody's page.
const DOWNLOADED: &str = "sandbox; default-src 'none'; frame-ancestors 'none'";
/// Shown in place, in a frame of our own page. Browsers show no PDF in a sandbox, so there is
/// none; the types shown in place cannot run scripts as this site.
const SHOWN: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; object-src 'self'; frame-ancestors 'self'";

/// Removes a file.
#[utoipa::path(delete, path = "/api/v1/claims/{reference}/evidence/{id}", tag = "claims",
    params(("reference" = String, Path), ("id" = String, Path)),
    responses((status = 204), Remove))]
pub async fn remove(
    State(app): State<App>,
    partner: Partner,
    Reference(reference): Reference,
    Path((_, id)): Path<(String, String)>,
) -> Outcome<StatusCode> {
    let file = own(&app, &partner, &reference).await?;
    if !file.evidence.iter().any(|record| record.id == id) {
        return Err(Refusal::no_such_file());
    }
    may_change(&file)?;
    if app
        .store()
        .remove_evidence(&reference, file.life.state, &id, app.now())
        .await?
    {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Refusal::files_stand())
    }
}
