//! One's own account: sessions, the password, and the one-time links by which one is chosen.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use claimdesk_protocol::{
    ACCOUNT_LINK, AskReset, ChangePassword, LinkOf, OpenSessions, Session, UseLink,
};

use super::session;
use crate::answer::Answer;
use crate::app::App;
use crate::audit::act;
use crate::extract::{Fresh, Json, Owner};
use crate::guard::caller::Caller;
use crate::identity::session::{ABSOLUTE, IDLE, token_hash};
use crate::ids;
use crate::openapi::{AskLink, Linked, Password, Remove, SignedInRead, UseOnce};
use crate::people;
use crate::problem::{Outcome, Refusal};
use crate::store::accounts::{Lasting, LinkRecord};

/// The own sessions that have not ended.
#[utoipa::path(get, path = "/api/v1/account/sessions", tag = "account", responses((status = 200, body = OpenSessions), SignedInRead))]
pub async fn sessions(State(app): State<App>, who: Owner) -> Outcome<Answer> {
    shown(&app, &who).await
}

/// Ends all of them but the one that asks.
#[utoipa::path(delete, path = "/api/v1/account/sessions", tag = "account", responses((status = 200, body = OpenSessions), Remove))]
pub async fn end_others(State(app): State<App>, Fresh(who): Fresh) -> Outcome<Answer> {
    app.store()
        .end_sessions(&who.user.id, Some(who.session))
        .await?;
    shown(&app, &who).await
}

/// Ends one of them.
#[utoipa::path(delete, path = "/api/v1/account/sessions/{id}", tag = "account",
    params(("id" = String, Path)),
    responses((status = 200, body = OpenSessions), Remove))]
pub async fn end_one(
    State(app): State<App>,
    Fresh(who): Fresh,
    Path(id): Path<String>,
) -> Outcome<Answer> {
    if !app.store().end_one_session(&who.user.id, &id).await? {
        return Err(Refusal::no_such_session());
    }
    shown(&app, &who).await
}

async fn shown(app: &App, who: &Owner) -> Outcome<Answer> {
    let now = app.now();
    let which = Lasting {
        user_id: who.user.id.clone(),
        current: who.session,
        idle: now - IDLE,
        absolute: now - ABSOLUTE,
    };
    Answer::ok(&OpenSessions {
        sessions: app.store().open_sessions(which).await?,
    })
}

/// Changes the own password. All sessions end, and a new one begins here.
#[utoipa::path(put, path = "/api/v1/account/password", tag = "account", request_body = ChangePassword,
    responses((status = 200, body = Session), Password))]
pub async fn password(
    State(app): State<App>,
    who: Owner,
    Json { value: given, .. }: Json<ChangePassword>,
) -> Outcome<Response> {
    // Whoever found a browser that is signed in does not get to try passwords.
    let tried = format!("password {}", who.user.id);
    if let Err(seconds) = app.throttle().begin(&tried, None, app.now()).await? {
        return Err(Refusal::too_many_attempts(seconds));
    }
    let hash = app.store().password_hash(&who.user.id).await?;
    let hash = hash.filter(|hash| !hash.is_empty());
    let right = app
        .passwords()
        .is(given.present.clone(), hash.clone())
        .await
        .map_err(Refusal::internal)?;
    let Some(hash) = hash.filter(|_| right) else {
        return Err(Refusal::field(
            "present",
            "wrong",
            "This is not your present password. If you do not know it, sign out and choose a new one under “Forgotten password”.",
        ));
    };
    app.throttle().succeeded(&tried, None).await?;
    if given.password == given.present {
        return Err(Refusal::field(
            "password",
            "same",
            "This is the password you have. Choose another one.",
        ));
    }
    let new = people::new_password(app.passwords(), &who.user, given.password).await?;
    let changed = app
        .store()
        .change_password(&who.user.id, &hash, new, app.now())
        .await?;
    if !changed {
        return Err(Refusal::not_now(
            "Your password was changed from elsewhere while you sent this. Sign in with the newest one.",
        ));
    }
    tracing::info!(user = who.user.id, "changed their password");
    session::begin(&app, who.user).await
}

/// Has a link sent to whoever has this e-mail. Whether anybody has is not told, by nothing.
#[utoipa::path(post, path = "/api/v1/account/reset", tag = "account", request_body = AskReset,
    responses((status = 202, description = "If there is such an account, a mail with a link is on its way to it"), AskLink))]
pub async fn ask_reset(
    State(app): State<App>,
    caller: Caller,
    Json { value: given, .. }: Json<AskReset>,
) -> Outcome<StatusCode> {
    if !app.office().knows_address() {
        return Err(Refusal::not_allowed(
            "This server sends no links by mail. Ask an administrator for one.",
        ));
    }
    let from = caller.address;
    let tried = format!("reset {}", given.email);
    if let Err(seconds) = app.throttle().begin(&tried, from, app.now()).await? {
        return Err(Refusal::too_many_attempts(seconds));
    }
    app.store().ask_reset(&given.email, app.now()).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Whose a one-time link is. Looking changes nothing: programs that check mail follow links.
#[utoipa::path(get, path = "/api/v1/account/link", tag = "account",
    params(("Account-Link" = String, Header, description = "The token of the link")),
    responses((status = 200, body = LinkOf), Linked))]
pub async fn link(State(app): State<App>, caller: Caller, headers: HeaderMap) -> Outcome<Answer> {
    let (_, link) = found(&app, caller, &headers).await?;
    Answer::ok(&LinkOf {
        name: link.user.name,
        email: link.user.email,
        known: link.known,
        until: link.until,
    })
}

/// Chooses a password by a one-time link, which is used up, and signs in; `user: null` where the account has
/// passkeys, one of which signs in then. All other sessions end.
#[utoipa::path(post, path = "/api/v1/account/link", tag = "account", request_body = UseLink,
    params(("Account-Link" = String, Header, description = "The token of the link")),
    responses((status = 200, body = Session), UseOnce))]
pub async fn use_link(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    Json { value: given, .. }: Json<UseLink>,
) -> Outcome<Response> {
    let (token, link) = found(&app, caller, &headers).await?;
    let hash = people::new_password(app.passwords(), &link.user, given.password).await?;
    let owner = app.store().use_link(token, hash, app.now()).await?;
    let user = owner.ok_or_else(Refusal::no_such_account_link)?;
    act::is_user(&user);
    tracing::info!(user = user.id, "chose a password by a link");
    // Whoever was signed in here before is not any more, as at a sign-in.
    if let Some(old) = token_hash(&headers, app.secure_cookies()) {
        app.store().end_session(old).await?;
    }
    // Whoever reads somebody's mail has one factor of two.
    if app.store().has_passkey(&user.id).await? {
        let nobody = Session {
            user: None,
            passkey_due: false,
        };
        return Ok(Answer::ok(&nobody)?.into_response());
    }
    session::begin(&app, user).await
}

/// The link that is named in a request, and its hash.
async fn found(app: &App, caller: Caller, headers: &HeaderMap) -> Outcome<([u8; 32], LinkRecord)> {
    let token = headers.get(ACCOUNT_LINK).map(HeaderValue::as_bytes);
    let hash = ids::digest(token.unwrap_or_default());
    if let Some(link) = app.store().account_link(hash, app.now()).await? {
        return Ok((hash, link));
    }
    // As with customers' links: who tries links waits, and nobody keeps the others' from working.
    let from = caller.address;
    match app.throttle().begin(ACCOUNT_LINK, from, app.now()).await? {
        Ok(()) => Err(Refusal::no_such_account_link()),
        Err(seconds) => Err(Refusal::too_many_links(seconds)),
    }
}
