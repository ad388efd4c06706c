//! Mail that did not go out, for the administrator.

use axum::extract::{Path, State};
use claimdesk_protocol::UndeliveredMail;

use crate::answer::Answer;
use crate::app::App;
use crate::extract::NoBody;
use crate::openapi::{PutOne, Read};
use crate::policy::Administrator;
use crate::problem::{Outcome, Refusal};

/// The most that are shown.
const SHOWN: u32 = 100;

/// Mails that were tried and did not go out, given up first.
#[utoipa::path(get, path = "/api/v1/admin/mail", tag = "admin", responses((status = 200, body = UndeliveredMail), Read))]
pub async fn undelivered(State(app): State<App>, _: Administrator) -> Outcome<Answer> {
    shown(&app).await
}

/// Has a mail tried again at once, as often as a new one.
#[utoipa::path(put, path = "/api/v1/admin/mail/{id}/retry", tag = "admin",
    params(("id" = String, Path)),
    responses((status = 200, body = UndeliveredMail), PutOne))]
pub async fn retry(
    State(app): State<App>,
    _: Administrator,
    Path(id): Path<String>,
    _: NoBody,
) -> Outcome<Answer> {
    if !app.store().retry_mail(&id, app.now()).await? {
        return Err(Refusal::no_such_mail());
    }
    shown(&app).await
}

async fn shown(app: &App) -> Outcome<Answer> {
    Answer::ok(&UndeliveredMail {
        mail: app.store().undelivered(SHOWN).await?,
    })
}
