//! The provider says that somebody signed out there (Back-Channel Logout 1.0).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::core::{CoreJsonWebKey, CoreJsonWebKeySet, CoreJwsSigningAlgorithm};
use openidconnect::{JsonWebKey, JsonWebKeyUse};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{LONGEST_SUBJECT, SKEW};

/// The member of `events` that makes a token one of this kind.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// How old one may be that has no end of its own; replays are remembered for longer.
const OLDEST: TimeDelta = TimeDelta::minutes(10);

/// Who is signed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogoutToken {
    /// The person, where not only a session is named.
    pub subject: Option<String>,
    /// The session, where only one is meant.
    pub session: Option<String>,
    /// The token's own name: each is taken once.
    pub id: String,
}

/// Why a logout token is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogoutFault {
    /// No JWT, or another kind of one.
    #[error("it cannot be read as a logout token")]
    Unreadable,
    /// An algorithm that proves nothing.
    #[error("its algorithm is not one of public keys")]
    Algorithm,
    /// The provider has no such key, or the signature is another's.
    #[error("no key of the provider has signed it")]
    Signature,
    /// Another provider's.
    #[error("`iss` is not the provider")]
    Issuer,
    /// For another application.
    #[error("`aud` is not this application")]
    Audience,
    /// Too old, or from the future.
    #[error("`iat` or `exp` do not fit the time it is now")]
    Time,
    /// Another kind of token.
    #[error("`events` does not say that somebody signed out")]
    Events,
    /// An ID token, which must not pass for one.
    #[error("it has a `nonce`, which is for ID tokens")]
    Nonce,
    /// Nobody is named.
    #[error("it has neither `sub` nor `sid`")]
    Nobody,
    /// It has no name of its own.
    #[error("it has no `jti`")]
    NoId,
}

#[derive(Deserialize)]
struct Header {
    alg: CoreJwsSigningAlgorithm,
    kid: Option<String>,
    typ: Option<String>,
    crit: Option<Value>,
}

#[derive(Deserialize)]
struct Claims {
    iss: Option<String>,
    aud: Option<Value>,
    iat: Option<i64>,
    exp: Option<i64>,
    jti: Option<String>,
    sub: Option<String>,
    sid: Option<String>,
    events: Option<Map<String, Value>>,
    nonce: Option<Value>,
}

/// Algorithms of public keys. What is signed with a secret that two know proves less, and `none`
/// proves nothing.
pub(super) const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// A part of a JWT, read as JSON.
pub(super) fn part<T: serde::de::DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
}

/// Reads a logout token and checks all that section 2.6 asks for, but that it was not used before.
pub(super) fn read(
    token: &str,
    issuer: &str,
    client_id: &str,
    keys: &CoreJsonWebKeySet,
    now: DateTime<Utc>,
) -> Result<LogoutToken, LogoutFault> {
    let parts: Vec<&str> = token.split('.').collect();
    let [header, payload, signature] = parts.as_slice() else {
        return Err(LogoutFault::Unreadable);
    };
    let signed = token
        .get(..header.len() + 1 + payload.len())
        .ok_or(LogoutFault::Unreadable)?;
    let header: Header = part(header).ok_or(LogoutFault::Unreadable)?;
    // Without a type it is what `events` says; with one it has to be right.
    let typ = header.typ.as_deref().unwrap_or("jwt").to_ascii_lowercase();
    let typ = typ.strip_prefix("application/").unwrap_or(&typ);
    if !matches!(typ, "jwt" | "logout+jwt") || header.crit.is_some() {
        return Err(LogoutFault::Unreadable);
    }
    if !ALGORITHMS.contains(&header.alg) {
        return Err(LogoutFault::Algorithm);
    }
    let signature = URL_SAFE_NO_PAD.decode(signature);
    let signature = signature.map_err(|_| LogoutFault::Signature)?;
    let fits = |key: &&CoreJsonWebKey| {
        let named = header.kid.as_deref();
        named.is_none_or(|kid| key.key_id().is_some_and(|id| id.as_str() == kid))
            && key.key_use().is_none_or(JsonWebKeyUse::allows_signature)
    };
    let is_signed = keys.keys().iter().filter(fits).any(|key| {
        key.verify_signature(&header.alg, signed.as_bytes(), &signature)
            .is_ok()
    });
    if !is_signed {
        return Err(LogoutFault::Signature);
    }
    let claims: Claims = part(payload).ok_or(LogoutFault::Unreadable)?;
    if claims.iss.as_deref() != Some(issuer) {
        return Err(LogoutFault::Issuer);
    }
    let is_for_us = match &claims.aud {
        Some(Value::String(one)) => one == client_id,
        Some(Value::Array(many)) => many.iter().any(|one| one.as_str() == Some(client_id)),
        _ => false,
    };
    if !is_for_us {
        return Err(LogoutFault::Audience);
    }
    let at = |seconds: i64| DateTime::from_timestamp(seconds, 0).ok_or(LogoutFault::Time);
    let made = at(claims.iat.ok_or(LogoutFault::Time)?)?;
    let ends = claims.exp.map(at).transpose()?;
    let is_fresh = made <= now + SKEW && now - made <= OLDEST;
    if !is_fresh || ends.is_some_and(|ends| ends + SKEW <= now) {
        return Err(LogoutFault::Time);
    }
    let event = claims.events.as_ref().and_then(|events| events.get(EVENT));
    if !event.is_some_and(Value::is_object) {
        return Err(LogoutFault::Events);
    }
    if claims.nonce.is_some() {
        return Err(LogoutFault::Nonce);
    }
    let short = |text: &String| !text.is_empty() && text.len() <= LONGEST_SUBJECT;
    let (subject, session) = (claims.sub.filter(short), claims.sid.filter(short));
    if subject.is_none() && session.is_none() {
        return Err(LogoutFault::Nobody);
    }
    Ok(LogoutToken {
        subject,
        session,
        id: claims.jti.filter(short).ok_or(LogoutFault::NoId)?,
    })
}
