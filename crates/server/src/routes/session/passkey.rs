//! Signing in with a passkey, without a name and without a password.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use claimdesk_protocol::{PasskeyAnswer, PasskeyChallenge, Session};

use super::{begin, end_old};
use crate::answer::Answer;
use crate::app::App;
use crate::audit::act;
use crate::extract::{Json, NoBody};
use crate::guard::caller::Caller;
use crate::identity::passkeys::{self, Passkeys};
use crate::ids;
use crate::openapi::{AskPasskey, SigningIn};
use crate::problem::{Outcome, Refusal};

/// What failed attempts without a name are counted under.
const TRIED: &str = "passkey";

/// Asks the browser for a passkey. Which one, and whose, its owner picks.
#[utoipa::path(post, path = "/api/v1/session/passkey", tag = "account",
    responses((status = 200, body = PasskeyChallenge), AskPasskey))]
pub async fn ask(State(app): State<App>, _: NoBody) -> Outcome<Answer> {
    let (asked, kept) = offered(&app)?
        .ask_who(app.now())
        .map_err(Refusal::internal)?;
    if !app.store().ask_for_passkey(kept, app.now()).await? {
        return Err(Refusal::busy());
    }
    Answer::ok(&asked)
}

/// Signs in with what the browser answers; sets the session's cookie. All that fails is answered alike.
#[utoipa::path(post, path = "/api/v1/session/passkey/answer", tag = "account", request_body = PasskeyAnswer,
    responses((status = 200, body = Session), SigningIn))]
pub async fn answer(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    Json { value: given, .. }: Json<PasskeyAnswer>,
) -> Outcome<Response> {
    let passkeys = offered(&app)?;
    let (from, now) = (caller.address, app.now());
    let asked = ids::digest(given.id.as_bytes());
    // Whatever becomes of it, it is not answered a second time.
    let state = app.store().take_challenge(asked, None, now).await?;
    let state = state.ok_or_else(Refusal::no_such_challenge)?;
    if let Err(seconds) = app.throttle().begin(TRIED, from, now).await? {
        return Err(Refusal::too_many_attempts(seconds));
    }
    let credential = passkeys::read(given.credential).map_err(|error| {
        Refusal::field(
            "credential",
            "invalid",
            format!("It is no answer of a browser: {error}."),
        )
    })?;
    let known = app.store().passkey(credential.get_credential_id()).await?;
    let Some(known) = known else {
        return Err(Refusal::unknown_passkey());
    };
    act::tries(&known.user);
    let now_is = match passkeys.signed(&credential, &known, &state) {
        Ok(now_is) => now_is,
        Err(unfit) => {
            tracing::warn!(user = known.user.id, %unfit, "a passkey did not sign its owner in");
            return Err(Refusal::unknown_passkey());
        }
    };
    // Of two with the same count at once, one is a copy.
    if !app.store().use_passkey(&known, now_is, now).await? {
        return Err(Refusal::unknown_passkey());
    }
    app.throttle().succeeded(TRIED, from).await?;
    act::is_user(&known.user);
    end_old(&app, &headers).await?;
    begin(&app, known.user).await
}

/// The passkeys of this installation, where it has any.
pub(in super::super) fn offered(app: &App) -> Outcome<&Passkeys> {
    app.passkeys().ok_or_else(|| {
        Refusal::not_allowed(
            "Passkeys do not work at this address. They need a name and TLS: set --public-url to https://…, and open the page there.",
        )
    })
}
