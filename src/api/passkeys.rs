//! Passkeys and recovery codes.

use claimdesk_protocol::{
    NewPasskey, OwnPasskeys, PasskeyAnswer, PasskeyChallenge, PasskeysChanged, Session,
};
use gloo_net::http::Method;

use super::{Answer, Call};

const OWN: &str = "/account/passkeys";

/// Asks for a passkey to sign in with.
pub(crate) async fn ask_passkey() -> Answer<PasskeyChallenge> {
    Call::new(Method::POST, "/session/passkey").read().await
}

/// Signs in with what the device gave.
pub(crate) async fn answer_passkey(answer: &PasskeyAnswer) -> Answer<Session> {
    let call = Call::new(Method::POST, "/session/passkey/answer");
    call.json(answer)?.read().await
}

/// The own passkeys.
pub(crate) async fn passkeys() -> Answer<OwnPasskeys> {
    Call::get(OWN).read().await
}

/// Asks for a new one.
pub(crate) async fn ask_new_passkey() -> Answer<PasskeyChallenge> {
    Call::new(Method::POST, OWN).read().await
}

/// Adds what the device made.
pub(crate) async fn add_passkey(new: &NewPasskey) -> Answer<PasskeysChanged> {
    let call = Call::new(Method::POST, &format!("{OWN}/answer"));
    call.json(new)?.read().await
}

/// Takes one away.
pub(crate) async fn remove_passkey(id: &str) -> Answer<PasskeysChanged> {
    let call = Call::new(Method::DELETE, &format!("{OWN}/{id}"));
    call.read().await
}

/// Makes new recovery codes.
pub(crate) async fn make_recovery_codes() -> Answer<PasskeysChanged> {
    Call::new(Method::POST, "/account/recovery-codes")
        .read()
        .await
}
