//! The partner's moves.

use axum::extract::State;
use claimdesk_protocol::{Claim, Words};
use claimdesk_recognition::claim::Move;

use super::{own, shown};
use crate::answer::{Answer, once};
use crate::app::App;
use crate::claims::{self, Said};
use crate::extract::{Json, NoBody, Reference, Repeat, RequestKey, Version};
use crate::openapi::{MoveVersion, OnVersion, RepeatKey, WriteVersion};
use crate::policy::Partner;
use crate::problem::{Outcome, Refusal};
use crate::routes::desk;

/// Everything a move of the partner comes with.
struct Asking {
    partner: Partner,
    reference: String,
    version: Version,
    key: Option<RequestKey>,
}

async fn make(app: &App, asking: Asking, made: Move, said: Outcome<Said>) -> Outcome<Answer> {
    let Asking {
        partner,
        reference,
        version,
        key,
    } = asking;
    once(app, key.as_ref(), async {
        let file = own(app, &partner, &reference).await?;
        if file.version != version.0 {
            return Err(Refusal::stale());
        }
        let now = app.now();
        let change = desk(app)
            .plan(&file, made, Some(&partner.user), said?, now)
            .await?;
        let file = claims::after(file, &change);
        let answer = Answer::ok(&shown(app, &file).await?)?.version(file.version);
        let remember = answer.remembered(key.as_ref(), now);
        let written = app.store().change(change, remember).await?;
        let answer = answer.once_written(written, key.as_ref())?;
        tracing::info!(reference, made = made.as_str(), "claim moved");
        Ok(answer)
    })
    .await
}

macro_rules! bare_moves {
    ($($(#[$doc:meta])* $name:ident $path:literal $made:expr;)+) => {$(
        $(#[$doc])*
        #[utoipa::path(post, path = $path, tag = "claims",
            params(("reference" = String, Path),
                OnVersion,
                RepeatKey),
            responses((status = 200, body = Claim, headers(("ETag" = String))), MoveVersion))]
        pub async fn $name(
            State(app): State<App>,
            partner: Partner,
            Reference(reference): Reference,
            version: Version,
            repeat: Repeat,
            body: NoBody,
        ) -> Outcome<Answer> {
            let key = repeat.of(&partner.user.id, &body.digest);
            make(&app, Asking { partner, reference, version, key }, $made, Ok(Said::default())).await
        }
    )+};
}

bare_moves! {
    /// Sends a draft to review.
    submit "/api/v1/claims/{reference}/submit" Move::Submit;
    /// Sends the answer to what the reviewer asked for.
    answer "/api/v1/claims/{reference}/answer" Move::Answer;
    /// Takes a claim back that is not decided yet.
    withdraw "/api/v1/claims/{reference}/withdraw" Move::Withdraw;
}

macro_rules! worded_moves {
    ($($(#[$doc:meta])* $name:ident $path:literal $made:expr;)+) => {$(
        $(#[$doc])*
        #[utoipa::path(post, path = $path, tag = "claims", request_body = Words,
            params(("reference" = String, Path),
                OnVersion,
                RepeatKey),
            responses((status = 200, body = Claim, headers(("ETag" = String))), WriteVersion))]
        pub async fn $name(
            State(app): State<App>,
            partner: Partner,
            Reference(reference): Reference,
            version: Version,
            repeat: Repeat,
            Json { value, digest }: Json<Words>,
        ) -> Outcome<Answer> {
            let key = repeat.of(&partner.user.id, &digest);
            let said = Said::words(&value.note);
            make(&app, Asking { partner, reference, version, key }, $made, said).await
        }
    )+};
}

worded_moves! {
    /// Disputes a rejection, once, with a reason.
    dispute "/api/v1/claims/{reference}/dispute" Move::Dispute;
    /// Ends the association, with a reason.
    disassociate "/api/v1/claims/{reference}/disassociate" Move::Disassociate;
}
