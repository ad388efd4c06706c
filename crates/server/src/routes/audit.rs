//! The audit log.

use axum::extract::State;
use claimdesk_protocol::AuditHead;

use crate::answer::Answer;
use crate::app::App;
use crate::audit;
use crate::extract::SignedIn;
use crate::ids;
use crate::openapi::SignedInRead;
use crate::problem::Outcome;

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
