//! Signing in and out.

pub mod oidc;
pub mod passkey;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use claimdesk_protocol::{Session, SignIn, SignedOut, User};

use crate::answer::Answer;
use crate::app::App;
use crate::audit::act;
use crate::extract::{Came, Json};
use crate::guard::caller::Caller;
use crate::identity::passkeys::PasskeyWish;
use crate::identity::{recovery, session};
use crate::ids;
use crate::openapi::{Fail, SigningIn};
use crate::problem::{Outcome, Refusal};

const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");
/// Pages that the browser put aside for the way back show what a person saw. Not `"storage"`: what was
/// typed and is not here yet is there, and it is only shown to who typed it. Nor `"cookies"`, which
/// are those of the whole domain.
const NO_PAGES: &str = "\"cache\"";

/// Who is signed in; `null` for nobody.
#[utoipa::path(get, path = "/api/v1/session", tag = "account", responses((status = 200, body = Session), Fail))]
pub async fn show(who: Option<Came>) -> Outcome<Answer> {
    Answer::ok(&Session {
        passkey_due: who.as_ref().is_some_and(|who| who.passkey_due),
        user: who.map(|who| who.user),
    })
}

/// Signs in; the answer sets the session's cookie. An account with passkeys takes a recovery code too, or a
/// passkey instead.
#[utoipa::path(post, path = "/api/v1/session", tag = "account", request_body = SignIn, responses((status = 200, body = Session), SigningIn))]
pub async fn sign_in(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    Json { value: given, .. }: Json<SignIn>,
) -> Outcome<Response> {
    let from = caller.address;
    if let Err(seconds) = app
        .throttle()
        .begin_account(&given.email, from, app.now())
        .await?
    {
        tracing::warn!("a sign-in is held up after too many failures");
        return Err(Refusal::too_many_attempts(seconds));
    }
    let account = app.store().account(&given.email).await?;
    let hash = account
        .as_ref()
        .map(|account| account.password_hash.clone())
        // Whoever has none yet is as nobody: the same work, and the same answer.
        .filter(|hash| !hash.is_empty());
    if let Some(account) = &account {
        act::tries(&account.user);
    }
    let right = app
        .passwords()
        .is(given.password, hash)
        .await
        .map_err(Refusal::internal)?;
    let Some(account) = account.filter(|_| right) else {
        return Err(Refusal::wrong_credentials());
    };
    second_step(&app, &account.user, given.recovery_code.as_deref()).await?;
    app.throttle().succeeded(&given.email, from).await?;
    act::is_user(&account.user);
    end_old(&app, &headers).await?;
    begin(&app, account.user).await
}

/// What an account with passkeys takes beside its password.
async fn second_step(app: &App, user: &User, code: Option<&str>) -> Outcome<()> {
    if !app.store().has_passkey(&user.id).await? {
        return Ok(());
    }
    let code = code.ok_or_else(Refusal::second_step)?;
    let good = app
        .store()
        .use_code(&user.id, recovery::hash(code), app.now())
        .await?;
    if good {
        tracing::info!(user = user.id, "used a recovery code");
        return Ok(());
    }
    Err(Refusal::field(
        "recoveryCode",
        "wrong",
        "This is none of the recovery codes that are left. Type it as it was shown; each works once.",
    ))
}

/// A new sign-in ends the session the browser had.
async fn end_old(app: &App, headers: &HeaderMap) -> Outcome<()> {
    if let Some(old) = session::token_hash(headers, app.secure_cookies()) {
        app.store().end_session(old).await?;
    }
    Ok(())
}

/// Begins a session and hands out its cookie.
pub(super) async fn begin(app: &App, user: User) -> Outcome<Response> {
    let token = ids::token()?;
    app.store()
        .begin_session(ids::digest(token.as_bytes()), &user.id, app.now())
        .await?;
    tracing::info!(user = user.id, "signed in");
    let cookie = session::begin(&token, app.secure_cookies());
    let passkey_due =
        app.passkey_wish() == PasskeyWish::Required && !app.store().has_passkey(&user.id).await?;
    let answer = Answer::ok(&Session {
        user: Some(user),
        passkey_due,
    })?;
    Ok((
        AppendHeaders(cookie.map(|cookie| (header::SET_COOKIE, cookie))),
        answer,
    )
        .into_response())
}

/// Signs out. Who came by an identity provider is told where they sign out there as well.
#[utoipa::path(delete, path = "/api/v1/session", tag = "account",
    responses((status = 200, body = SignedOut, description = "Here; not yet at the identity provider"), (status = 204), Fail))]
pub async fn sign_out(State(app): State<App>, headers: HeaderMap) -> Outcome<Response> {
    let mut provider = None;
    if let Some(token) = session::token_hash(&headers, app.secure_cookies()) {
        provider = oidc::signs_out_at(&app, token).await?;
        app.store().end_session(token).await?;
    }
    let cookie = session::end(app.secure_cookies());
    let gone = AppendHeaders(
        [
            (CLEAR_SITE_DATA, Some(HeaderValue::from_static(NO_PAGES))),
            (header::SET_COOKIE, cookie),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?))),
    );
    Ok(match provider {
        Some(provider) => (gone, Answer::ok(&SignedOut { provider })?).into_response(),
        None => (StatusCode::NO_CONTENT, gone).into_response(),
    })
}
