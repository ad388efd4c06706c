//! The first administrator.

use axum::extract::State;
use axum::response::Response;
use claimdesk_protocol::{Role, Session, Setup};

use super::session;
use crate::app::App;
use crate::extract::Json;
use crate::ids;
use crate::openapi::SettingUp;
use crate::people;
use crate::problem::{Outcome, Refusal};
use crate::store::Made;

/// Makes the first administrator with the one-time link, and signs them in.
#[utoipa::path(post, path = "/api/v1/setup", tag = "account", request_body = Setup, responses((status = 200, body = Session), SettingUp))]
pub async fn set_up(
    State(app): State<App>,
    Json { value: given, .. }: Json<Setup>,
) -> Outcome<Response> {
    let token = ids::digest(given.token.trim().as_bytes());
    if app.store().has_administrator().await? {
        return Err(over());
    }
    let wanted = people::Wanted {
        name: given.name,
        email: given.email,
        password: Some(given.password),
        role: Role::Administrator,
        organisation: None,
    };
    let account = people::account(app.passwords(), wanted, app.now()).await?;
    let user = account.user.clone();
    match app.store().set_up(token, account).await? {
        Made::New => {
            tracing::info!(user = user.id, "the first administrator was made");
            session::begin(&app, user).await
        }
        Made::Taken => Err(people::email_taken()),
        Made::Over => Err(over()),
    }
}

fn over() -> Refusal {
    Refusal::not_allowed(
        "This link does not work any more: it was used, or the server printed a newer one. Use the newest, or ask an administrator for an account.",
    )
}
