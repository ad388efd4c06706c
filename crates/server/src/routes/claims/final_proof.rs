//! Provisional proofs, and the final one that comes when the claim has been sent.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use claimdesk_protocol::ProofMarked;
use claimdesk_recognition::claim::{FieldId, ProofKind};

use super::evidence::may_change;
use super::own;
use crate::answer::Answer;
use crate::app::App;
use crate::claims::view;
use crate::extract::{Json, Reference, RequestKey};
use crate::openapi::WriteOne;
use crate::policy::Partner;
use crate::problem::{Outcome, Refusal};
use crate::routes::desk;
use crate::store::{ClaimFile, EvidenceRecord, Written};

/// So often the claim is read again when somebody else changed it just then.
const TRIES: usize = 4;

/// What a file that comes would be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Brings {
    /// One of the claim's files, which can change.
    File,
    /// The final proof of a claim whose files stand.
    FinalProof,
}

/// What a file that comes now would be; refuses where none can come.
pub(super) fn brings(app: &App, file: &ClaimFile) -> Outcome<Brings> {
    if FieldId::Evidence.is_open_in(file.life.state) {
        return Ok(Brings::File);
    }
    desk(app).takes_final_proof(file, app.now())?;
    Ok(Brings::FinalProof)
}

/// Takes the final proof, whatever else happens to the claim at this moment.
pub(super) async fn bring(
    app: &App,
    partner: &Partner,
    reference: &str,
    record: &EvidenceRecord,
    key: Option<&RequestKey>,
) -> Outcome<Answer> {
    for _ in 0..TRIES {
        let file = own(app, partner, reference).await?;
        let now = app.now();
        let change = desk(app).bring_final(&file, record.clone(), &partner.user, now)?;
        let location = format!("/api/v1/claims/{reference}/evidence/{}", record.id);
        let answer = Answer::created(&view::evidence(record), location)?;
        let remember = answer.remembered(key, now);
        match app.store().change(change, remember).await? {
            Written::Stale => {}
            written => {
                tracing::info!(reference, "final proof came");
                return answer.once_written(written, key);
            }
        }
    }
    Err(Refusal::not_now(
        "The claim is changed by somebody else all the time. Send the file again.",
    ))
}

/// Says whether a file is provisional: whether the final proof follows. It counts as a file for
/// sending the claim, which cannot be approved before the final one is there.
#[utoipa::path(put, path = "/api/v1/claims/{reference}/evidence/{id}/kind", tag = "claims",
    request_body = ProofMarked,
    params(("reference" = String, Path), ("id" = String, Path)),
    responses((status = 204), WriteOne))]
pub async fn mark(
    State(app): State<App>,
    partner: Partner,
    Reference(reference): Reference,
    Path((_, id)): Path<(String, String)>,
    Json { value, .. }: Json<ProofMarked>,
) -> Outcome<StatusCode> {
    let file = own(&app, &partner, &reference).await?;
    let record = file.evidence.iter().find(|record| record.id == id);
    let record = record.ok_or_else(Refusal::no_such_file)?;
    if value.kind == ProofKind::Replaced {
        return Err(Refusal::field(
            "kind",
            "not_offered",
            "A file is `provisional` or `final`; it is replaced by the final proof that comes.",
        ));
    }
    may_change(&file)?;
    if record.kind == value.kind {
        return Ok(StatusCode::NO_CONTENT);
    }
    let now = app.now();
    let rules = &app.programme().claims;
    if value.kind == ProofKind::Provisional && !file.life.provisional_will_do(now, rules) {
        return Err(Refusal::provisional_ran_out(&record.name));
    }
    let state = file.life.state;
    let store = app.store();
    if store
        .set_proof_kind(&reference, state, &id, value.kind, now)
        .await?
    {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Refusal::files_stand())
    }
}
