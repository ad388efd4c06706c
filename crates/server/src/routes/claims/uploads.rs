//! Files that come in parts and survive what happens in between: the tus protocol 1.0.0
//! (<https://tus.io/protocols/resumable-upload>), its core and the extensions creation, checksum,
//! termination and expiration.
//!
//! The last part makes the file evidence by the same checks as one that was sent whole. A part of
//! no bytes at the end does so again where its answer, or the server, was lost.

use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, TimeDelta, Utc};
use claimdesk_protocol::Upload;

use super::evidence::{has_room, keep};
use super::final_proof::brings;
use super::own;
use crate::answer::{Answer, once};
use crate::app::App;
use crate::evidence::drain;
use crate::extract::{Reference, Repeat};
use crate::heads;
use crate::ids;
use crate::openapi::{
    BeginParts, EndParts, FileBytes, ReadOne, ReadParts, RepeatKey, Resumable, SendPart,
};
use crate::policy::Partner;
use crate::problem::{Outcome, Refusal};
use crate::store::Written;
use crate::store::uploads::{Begun, Quota, UploadRecord};

/// An upload that brings nothing for so long is removed.
const KEPT: TimeDelta = TimeDelta::hours(24);

const VERSION: HeaderValue = HeaderValue::from_static("1.0.0");
const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const LENGTH: HeaderName = HeaderName::from_static("upload-length");
const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
const CHECKSUM: HeaderName = HeaderName::from_static("upload-checksum");
const PART: &str = "application/offset+octet-stream";

/// An answer with what the protocol puts on each.
fn told(upload: &UploadRecord, response: impl IntoResponse) -> Response {
    let mut response = response.into_response();
    let headers = response.headers_mut();
    headers.insert(RESUMABLE, VERSION);
    headers.insert(OFFSET, HeaderValue::from(upload.received));
    let expires = upload.expires_at.format("%a, %d %b %Y %H:%M:%S GMT");
    if let Ok(expires) = HeaderValue::from_str(&expires.to_string()) {
        headers.insert(EXPIRES, expires);
    }
    response
}

fn speaks_it(headers: &HeaderMap) -> Outcome<()> {
    if headers.get(RESUMABLE) == Some(&VERSION) {
        Ok(())
    } else {
        Err(Refusal::other_protocol())
    }
}

fn number(headers: &HeaderMap, name: &HeaderName) -> Outcome<u64> {
    let value = headers.get(name).map(HeaderValue::as_bytes);
    value.and_then(heads::bytes).ok_or_else(|| {
        Refusal::malformed(format!(
            "{name} has to be there, and to be a whole number of bytes."
        ))
    })
}

/// What `Upload-Metadata` tells: the file's name, and the SHA-256 of the whole in hexadecimal.
fn metadata(headers: &HeaderMap) -> Outcome<(String, Option<String>)> {
    let Some(value) = headers.get(METADATA) else {
        return Ok((String::new(), None));
    };
    heads::upload_metadata(value.as_bytes()).ok_or_else(|| {
        Refusal::malformed(
            "Upload-Metadata has to be names and values in Base64, such as: filename cHJvb2YucGRm.",
        )
    })
}

/// The checksum of a part, if there is one.
fn checksum(headers: &HeaderMap) -> Outcome<Option<[u8; 32]>> {
    let Some(value) = headers.get(CHECKSUM) else {
        return Ok(None);
    };
    let sum = heads::upload_checksum(value.as_bytes()).ok_or_else(|| {
        Refusal::malformed(
            "Upload-Checksum has to be sha256 and 32 bytes in Base64, with a blank between them.",
        )
    })?;
    Ok(Some(sum))
}

/// The upload, if it is one of this claim.
async fn of_claim(app: &App, reference: &str, id: &str) -> Outcome<UploadRecord> {
    app.store()
        .upload(id, app.now())
        .await?
        .filter(|upload| upload.reference == reference)
        .ok_or_else(Refusal::no_such_upload)
}

/// Tells which protocol is spoken, and what fits.
#[utoipa::path(options, path = "/api/v1/claims/{reference}/uploads", tag = "claims",
    params(("reference" = String, Path)),
    responses((status = 204, description = "Tus-Version, Tus-Extension, Tus-Max-Size, Tus-Checksum-Algorithm"), ReadOne))]
pub async fn options(
    State(app): State<App>,
    partner: Partner,
    Reference(reference): Reference,
) -> Outcome<Response> {
    own(&app, &partner, &reference).await?;
    let most = HeaderValue::from(app.limits().evidence_bytes);
    let mut response = StatusCode::NO_CONTENT.into_response();
    for (name, value) in [
        (RESUMABLE, VERSION),
        (HeaderName::from_static("tus-version"), VERSION),
        (
            HeaderName::from_static("tus-extension"),
            HeaderValue::from_static("creation,checksum,termination,expiration"),
        ),
        (HeaderName::from_static("tus-max-size"), most),
        (
            HeaderName::from_static("tus-checksum-algorithm"),
            HeaderValue::from_static("sha256"),
        ),
    ] {
        response.headers_mut().insert(name, value);
    }
    Ok(response)
}

/// Begins an upload of a file of evidence in parts, by the tus protocol.
#[utoipa::path(post, path = "/api/v1/claims/{reference}/uploads", tag = "claims",
    params(("reference" = String, Path),
        Resumable,
        ("Upload-Length" = u64, Header, description = "Bytes in all", minimum = 1),
        ("Upload-Metadata" = Option<String>, Header, description = "`filename`, and `sha256` of the whole in hexadecimal, each in Base64"),
        RepeatKey),
    responses((status = 201, body = Upload, headers(("Location" = String), ("Upload-Expires" = String))), BeginParts))]
pub async fn create(
    State(app): State<App>,
    partner: Partner,
    Reference(reference): Reference,
    repeat: Repeat,
    headers: HeaderMap,
) -> Outcome<Response> {
    speaks_it(&headers)?;
    let length = number(&headers, &LENGTH)?;
    let (name, sha256) = metadata(&headers)?;
    let file = own(&app, &partner, &reference).await?;
    let now = app.now();
    let told_of = format!("{length} {name} {}", sha256.as_deref().unwrap_or_default());
    let key = repeat.of(&partner.user.id, &ids::digest(told_of.as_bytes()));
    let upload = UploadRecord {
        id: ids::id(now)?,
        reference: reference.clone(),
        user_id: partner.user.id.clone(),
        name,
        length,
        received: 0,
        sha256,
        expires_at: now + KEPT,
        finished: false,
    };
    let limits = app.limits();
    let answer = once(&app, key.as_ref(), async {
        brings(&app, &file)?;
        if length > limits.evidence_bytes {
            return Err(Refusal::file_too_large(limits.evidence_bytes));
        }
        if length == 0 {
            return Err(Refusal::file(
                "file_empty",
                "The file is empty. Choose the file again, or another one.",
            ));
        }
        has_room(&app, &partner, length).await?;
        let quota = Quota {
            uploads: limits.unfinished_uploads,
            bytes: limits.unfinished_bytes,
        };
        let location = format!("/api/v1/claims/{reference}/uploads/{}", upload.id);
        let body = Upload {
            location: location.clone(),
            length,
            expires_at: upload.expires_at,
        };
        let answer = Answer::created(&body, location)?;
        let remember = answer.remembered(key.as_ref(), now);
        let begun = app
            .store()
            .begin_upload(upload.clone(), quota, remember)
            .await?;
        match begun {
            Written::Done(Begun::New) => Ok(answer),
            Written::Done(Begun::Full) => Err(Refusal::uploads_full(quota.uploads, quota.bytes)),
            Written::Stale => Err(Refusal::stale()),
            Written::Repeated(saved) => answer.once_written(Written::Repeated(saved), key.as_ref()),
        }
    })
    .await?;
    let mut response = told(&upload, answer);
    // A repeat of an upload that has come further: the state tells how far.
    response.headers_mut().remove(OFFSET);
    Ok(response)
}

/// How much of an upload is here.
#[utoipa::path(head, path = "/api/v1/claims/{reference}/uploads/{id}", tag = "claims",
    params(("reference" = String, Path), ("id" = String, Path), Resumable),
    responses((status = 200, headers(("Upload-Offset" = u64), ("Upload-Length" = u64), ("Upload-Expires" = String))), ReadParts))]
pub async fn state(
    State(app): State<App>,
    partner: Partner,
    Reference(reference): Reference,
    Path((_, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Outcome<Response> {
    speaks_it(&headers)?;
    own(&app, &partner, &reference).await?;
    of_claim(&app, &reference, &id).await?;
    let _held = app.partial().turn(&id).await;
    let upload = of_claim(&app, &reference, &id).await?;
    let mut response = told(&upload, StatusCode::OK);
    response
        .headers_mut()
        .insert(LENGTH, HeaderValue::from(upload.length));
    Ok(response)
}

/// Brings the next part. The last one makes the file evidence.
#[utoipa::path(patch, path = "/api/v1/claims/{reference}/uploads/{id}", tag = "claims",
    params(("reference" = String, Path), ("id" = String, Path), Resumable,
        ("Upload-Offset" = u64, Header, description = "Bytes that are here: where this part begins"),
        ("Upload-Checksum" = Option<String>, Header, description = "`sha256` and the part's SHA-256 in Base64; one that does not fit is 460")),
    request_body(content = FileBytes, content_type = "application/offset+octet-stream"),
    responses((status = 204, headers(("Upload-Offset" = u64), ("Upload-Expires" = String))), SendPart))]
pub async fn part(
    State(app): State<App>,
    partner: Partner,
    Reference(reference): Reference,
    Path((_, id)): Path<(String, String)>,
    request: Request,
) -> Outcome<Response> {
    let headers = request.headers();
    speaks_it(headers)?;
    if headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes) != Some(PART.as_bytes()) {
        return Err(Refusal::no_part_of_a_file());
    }
    let (offset, checksum) = (number(headers, &OFFSET)?, checksum(headers)?);
    let file = own(&app, &partner, &reference).await?;
    of_claim(&app, &reference, &id).await?;
    let partial = app.partial();
    let held = partial.turn(&id).await;
    let mut upload = of_claim(&app, &reference, &id).await?;
    let mut body = request.into_body().into_data_stream();
    if offset != upload.received {
        drain(&mut body, app.limits().evidence_bytes).await;
        return Err(Refusal::wrong_offset(upload.received));
    }
    if upload.finished {
        return Ok(told(&upload, StatusCode::NO_CONTENT));
    }
    if !partial.has(&held, upload.received).await? {
        drain(&mut body, app.limits().evidence_bytes).await;
        app.store().forget_upload(&id).await?;
        return Err(Refusal::no_such_upload());
    }
    brings(&app, &file)?;
    let brought = partial
        .write(&held, upload.received, upload.length, body, checksum)
        .await?;
    if brought.received > upload.received {
        upload.received = brought.received;
        upload.expires_at = lasts_until(app.now());
        app.store()
            .upload_received(&id, upload.received, upload.expires_at)
            .await?;
    }
    if !brought.whole {
        return Err(Refusal::malformed(
            "The part broke off before its end. Ask how much is here, and go on from there.",
        ));
    }
    if upload.received == upload.length {
        finish(&app, &partner, &upload).await?;
    }
    Ok(told(&upload, StatusCode::NO_CONTENT))
}

fn lasts_until(now: DateTime<Utc>) -> DateTime<Utc> {
    now + KEPT
}

/// Makes a whole file evidence. One that is refused is removed: sent again it would be refused
/// again.
async fn finish(app: &App, partner: &Partner, upload: &UploadRecord) -> Outcome<()> {
    let partial = app.partial();
    let outcome = become_evidence(app, partner, upload).await;
    match &outcome {
        Ok(()) => app.store().upload_finished(&upload.id).await?,
        Err(refusal) if refusal.status().is_server_error() => return outcome,
        Err(_) => app.store().forget_upload(&upload.id).await?,
    }
    partial.remove(&upload.id).await;
    outcome
}

async fn become_evidence(app: &App, partner: &Partner, upload: &UploadRecord) -> Outcome<()> {
    // The claim as it is now: it may have been sent while the file came.
    let file = own(app, partner, &upload.reference).await?;
    let content = app.partial().read(&upload.id, upload.received).await?;
    let received = app
        .evidence()
        .receive(content, app.limits().evidence_bytes)
        .await?;
    let outcome = match &upload.sha256 {
        Some(told) if *told != received.sha256 => Err(Refusal::file(
            "file_changed",
            "The file is not the one the upload began with: it has changed meanwhile. Nothing of it was kept; choose it again.",
        )),
        _ => keep(app, partner, &file, &upload.name, &received, None)
            .await
            .map(drop),
    };
    app.evidence().let_go(&received).await;
    outcome
}

/// Takes an upload back.
#[utoipa::path(delete, path = "/api/v1/claims/{reference}/uploads/{id}", tag = "claims",
    params(("reference" = String, Path), ("id" = String, Path), Resumable),
    responses((status = 204), EndParts))]
pub async fn end(
    State(app): State<App>,
    partner: Partner,
    Reference(reference): Reference,
    Path((_, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Outcome<Response> {
    speaks_it(&headers)?;
    own(&app, &partner, &reference).await?;
    of_claim(&app, &reference, &id).await?;
    let partial = app.partial();
    let _held = partial.turn(&id).await;
    app.store().forget_upload(&id).await?;
    partial.remove(&id).await;
    let mut response = StatusCode::NO_CONTENT.into_response();
    response.headers_mut().insert(RESUMABLE, VERSION);
    Ok(response)
}

/// Removes uploads whose time ran out; gives how many.
pub async fn sweep(app: &App) -> Outcome<usize> {
    let over = app.store().expired_uploads(app.now()).await?;
    for id in &over {
        app.partial().remove(id).await;
    }
    Ok(over.len())
}
