//! Accounts and the identity provider's people: an administrator says which of them are one.

use axum::extract::{Path, State};
use claimdesk_protocol::ProviderConnections;

use crate::answer::Answer;
use crate::app::App;
use crate::extract::NoBody;
use crate::identity::oidc::Provider;
use crate::openapi::{Read, Rotate};
use crate::policy::Administrator;
use crate::problem::{Outcome, Refusal};

/// People of the identity provider who have an account's e-mail and are not connected with it.
#[utoipa::path(get, path = "/api/v1/admin/connections", tag = "admin", responses((status = 200, body = ProviderConnections), Read))]
pub async fn list(State(app): State<App>, _: Administrator) -> Outcome<Answer> {
    waiting(&app).await
}

/// Connects the two: from now on the person signs in to this account, and the provider says what
/// they may do. Gives those that still wait.
#[utoipa::path(put, path = "/api/v1/admin/connections/{id}", tag = "admin", params(("id" = String, Path)),
    responses((status = 200, body = ProviderConnections), Rotate))]
pub async fn connect(
    State(app): State<App>,
    _: Administrator,
    Path(id): Path<String>,
    _: NoBody,
) -> Outcome<Answer> {
    answer(&app, &id, true).await
}

/// Forgets that somebody wants to be connected; should they try again, it is asked again. Gives
/// those that still wait.
#[utoipa::path(delete, path = "/api/v1/admin/connections/{id}", tag = "admin", params(("id" = String, Path)),
    responses((status = 200, body = ProviderConnections), Rotate))]
pub async fn dismiss(
    State(app): State<App>,
    _: Administrator,
    Path(id): Path<String>,
    _: NoBody,
) -> Outcome<Answer> {
    answer(&app, &id, false).await
}

async fn answer(app: &App, id: &str, connect: bool) -> Outcome<Answer> {
    if app
        .store()
        .answer_connection(id, connect, app.now())
        .await?
    {
        waiting(app).await
    } else {
        Err(Refusal::no_such_connection())
    }
}

async fn waiting(app: &App) -> Outcome<Answer> {
    let settings = app.provider().map(Provider::settings);
    let waiting = match settings {
        Some(settings) => {
            let issuer = settings.issuer.as_str();
            app.store().waiting_connections(issuer).await?
        }
        None => Vec::new(),
    };
    Answer::ok(&ProviderConnections {
        provider: settings.map(|settings| settings.name.clone()),
        waiting,
    })
}
