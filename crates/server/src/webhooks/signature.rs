//! Secrets and signatures by Standard Webhooks: HMAC-SHA256 over ID, time and body.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::config::Secret;
use crate::ids::{self, NoRandomness};
use crate::store::webhooks::Secrets;

/// What a secret begins with.
const PREFIX: &str = "whsec_";

/// A new secret: 256 bits.
pub fn secret() -> Result<Secret, NoRandomness> {
    let key = STANDARD.encode(ids::key()?);
    Ok(Secret::new(format!("{PREFIX}{key}")))
}

/// The signatures of a message at a time: by the secret, and by the one before while that is
/// used too.
pub fn sign(secrets: &Secrets, id: &str, at: DateTime<Utc>, body: &str) -> Result<String, String> {
    let old = secrets
        .old
        .as_ref()
        .filter(|(_, until)| at < *until)
        .map(|(old, _)| old);
    let signed: Result<Vec<String>, String> = std::iter::once(&secrets.now)
        .chain(old)
        .map(|secret| one(secret, id, at, body))
        .collect();
    Ok(signed?.join(" "))
}

fn one(secret: &Secret, id: &str, at: DateTime<Utc>, body: &str) -> Result<String, String> {
    let unusable = || "a webhook's secret cannot be used".to_owned();
    let key = secret.reveal().strip_prefix(PREFIX).ok_or_else(unusable)?;
    let key = STANDARD.decode(key).map_err(|_| unusable())?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).map_err(|_| unusable())?;
    mac.update(format!("{id}.{}.{body}", at.timestamp()).as_bytes());
    let signature = STANDARD.encode(mac.finalize().into_bytes());
    Ok(format!("v1,{signature}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_example_is_signed_as_published() {
        // https://github.com/standard-webhooks/standard-webhooks: the example of its libraries.
        let secrets = Secrets {
            now: Secret::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned()),
            old: None,
        };
        let at = DateTime::from_timestamp(1_614_265_330, 0).unwrap();
        assert_eq!(
            sign(
                &secrets,
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                at,
                r#"{"test": 2432232314}"#
            )
            .unwrap(),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
    }

    #[test]
    fn the_secret_before_signs_too_until_its_time_is_over() {
        let at: DateTime<Utc> = "2026-11-23T10:00:00Z".parse().unwrap();
        let old = (secret().unwrap(), at);
        let secrets = Secrets {
            now: secret().unwrap(),
            old: Some(old),
        };
        let signatures = |at| sign(&secrets, "id", at, "{}").unwrap().split(' ').count();
        assert_eq!(signatures(at - chrono::TimeDelta::seconds(1)), 2);
        assert_eq!(signatures(at), 1);
    }
}
