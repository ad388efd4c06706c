//! The own passkeys and recovery codes. Whoever changes them has signed in a moment ago.

use axum::extract::{Path, State};
use claimdesk_protocol::{
    NewPasskey, OwnPasskeys, PASSKEY_NAME, PasskeyChallenge, PasskeysChanged,
};

use super::session::passkey::offered;
use crate::answer::Answer;
use crate::app::App;
use crate::extract::{Fresh, Json, NoBody, Owner};
use crate::identity::recovery;
use crate::ids;
use crate::openapi::{AddPasskey, Remove, Rotate, SignedInRead};
use crate::problem::{Outcome, Refusal};
use crate::store::passkeys::{KeyAdded, MOST_PASSKEYS, NewKey};

/// The own passkeys, and how many recovery codes are left.
#[utoipa::path(get, path = "/api/v1/account/passkeys", tag = "account",
    responses((status = 200, body = OwnPasskeys), SignedInRead))]
pub async fn list(State(app): State<App>, who: Owner) -> Outcome<Answer> {
    Answer::ok(&app.store().own_passkeys(&who.user.id).await?)
}

/// Asks the browser for a new passkey.
#[utoipa::path(post, path = "/api/v1/account/passkeys", tag = "account",
    responses((status = 200, body = PasskeyChallenge), AddPasskey))]
pub async fn ask(State(app): State<App>, Fresh(who): Fresh, _: NoBody) -> Outcome<Answer> {
    let passkeys = offered(&app)?;
    let own = app.store().own_passkeys(&who.user.id).await?;
    refuse(if !own.password {
        KeyAdded::NoPassword
    } else if own.passkeys.len() >= usize::try_from(MOST_PASSKEYS).unwrap_or(usize::MAX) {
        KeyAdded::Full
    } else {
        KeyAdded::Another
    })?;
    let there = app.store().credential_ids(&who.user.id).await?;
    let (asked, kept) = passkeys
        .ask_for_new(&who.user, there, app.now())
        .map_err(Refusal::internal)?;
    if !app.store().ask_for_passkey(kept, app.now()).await? {
        return Err(Refusal::busy());
    }
    Answer::ok(&asked)
}

/// Adds a passkey. With the first one come recovery codes, which are shown this once; from then on the password
/// alone does not sign in.
#[utoipa::path(post, path = "/api/v1/account/passkeys/answer", tag = "account", request_body = NewPasskey,
    responses((status = 200, body = PasskeysChanged), AddPasskey))]
pub async fn add(
    State(app): State<App>,
    Fresh(who): Fresh,
    Json { value: given, .. }: Json<NewPasskey>,
) -> Outcome<Answer> {
    let passkeys = offered(&app)?;
    let name = name(&given.name)?;
    let (now, user) = (app.now(), &who.user);
    let asked = ids::digest(given.id.as_bytes());
    let state = app
        .store()
        .take_challenge(asked, Some(&user.id), now)
        .await?;
    let state = state.ok_or_else(Refusal::no_such_challenge)?;
    let made = passkeys.made(given.credential, &state).map_err(|unfit| {
        tracing::warn!(user = user.id, %unfit, "a passkey was not taken");
        Refusal::field(
            "credential",
            "invalid",
            "The device's answer is not one to what was asked. Add the passkey again.",
        )
    })?;
    let codes = recovery::make()?;
    let new = NewKey {
        id: ids::id(now)?,
        user_id: user.id.clone(),
        credential_id: made.credential_id,
        key: made.key,
        name,
        at: now,
        codes: codes.iter().map(|code| recovery::hash(code)).collect(),
    };
    let added = app.store().add_passkey(new).await?;
    refuse(added)?;
    tracing::info!(user = user.id, "added a passkey");
    let codes = if added == KeyAdded::First {
        codes
    } else {
        Vec::new()
    };
    changed(&app, &user.id, codes).await
}

/// Takes a passkey away. With the last one the recovery codes go, and the password alone signs in.
#[utoipa::path(delete, path = "/api/v1/account/passkeys/{id}", tag = "account",
    params(("id" = String, Path)),
    responses((status = 200, body = PasskeysChanged), Remove))]
pub async fn remove(
    State(app): State<App>,
    Fresh(who): Fresh,
    Path(id): Path<String>,
) -> Outcome<Answer> {
    let user_id = &who.user.id;
    if !app.store().remove_passkey(user_id, &id, app.now()).await? {
        return Err(Refusal::no_such_passkey());
    }
    changed(&app, user_id, Vec::new()).await
}

/// Makes new recovery codes; the old ones end.
#[utoipa::path(post, path = "/api/v1/account/recovery-codes", tag = "account",
    responses((status = 200, body = PasskeysChanged), Rotate))]
pub async fn codes(State(app): State<App>, Fresh(who): Fresh, _: NoBody) -> Outcome<Answer> {
    let codes = recovery::make()?;
    let hashes = codes.iter().map(|code| recovery::hash(code)).collect();
    let user_id = &who.user.id;
    if !app.store().put_codes(user_id, hashes, app.now()).await? {
        return Err(Refusal::no_such_passkey());
    }
    changed(&app, user_id, codes).await
}

async fn changed(app: &App, user_id: &str, codes: Vec<String>) -> Outcome<Answer> {
    Answer::ok(&PasskeysChanged {
        own: app.store().own_passkeys(user_id).await?,
        codes,
    })
}

/// What somebody calls their passkey.
fn name(text: &str) -> Outcome<String> {
    let name = text.trim();
    let long = name.chars().count();
    if (1..=PASSKEY_NAME).contains(&long) && !name.chars().any(char::is_control) {
        return Ok(name.to_owned());
    }
    Err(Refusal::field(
        "name",
        "length",
        format!("Give the passkey a name of 1 to {PASSKEY_NAME} characters, such as the device's."),
    ))
}

fn refuse(added: KeyAdded) -> Outcome<()> {
    Err(match added {
        KeyAdded::First | KeyAdded::Another => return Ok(()),
        KeyAdded::Taken => Refusal::not_now("This passkey is there already. Use another device."),
        KeyAdded::Full => Refusal::not_now(format!(
            "An account has at most {MOST_PASSKEYS} passkeys. Take one away that is not used any more."
        )),
        KeyAdded::NoPassword => Refusal::not_allowed(
            "This account has no password: its identity provider says who gets in. Add a passkey there.",
        ),
    })
}
