//! Passkeys (Web Authentication): what a browser is asked, and whether what it answers is good.
//!
//! A passkey with its owner's fingerprint, face or PIN is two factors in one, and works at this
//! address alone. What is checked (challenge, origin, signature, counter, that the owner was
//! verified) the library checks; what a browser was asked is kept in the database, so that another
//! server can take the answer.

use chrono::{DateTime, TimeDelta, Utc};
use claimdesk_protocol::{PasskeyChallenge, User};
use serde::Serialize;
use serde_json::Value;
use url::{Host, Url};
use uuid::Uuid;
use webauthn_rs::prelude::{
    CredentialID, DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, WebauthnError,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};
use webauthn_rs_proto::ResidentKeyRequirement;

use crate::config::Config;
use crate::ids;
use crate::store::passkeys::{Challenge, KnownKey};

/// How long a browser may take to answer.
const PATIENCE: TimeDelta = TimeDelta::minutes(5);
/// The name that devices show beside the host.
const NAME: &str = "Claimdesk";

/// Whether people have to have one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum PasskeyWish {
    /// Whoever wants to.
    #[default]
    Offered,
    /// Everybody who signs in with a password: until they have one, they can do nothing else.
    Required,
}

/// Why an answer was not taken.
#[derive(Debug, thiserror::Error)]
pub enum Unfit {
    /// It is no answer to what was asked.
    #[error("{0}")]
    Answer(#[from] WebauthnError),
    /// It, or what was kept, cannot be read.
    #[error("{0}")]
    Unreadable(#[from] serde_json::Error),
    /// It is of somebody else.
    #[error("the passkey is another account's")]
    Owner,
}

/// A passkey that was made.
pub struct MadeKey {
    /// By what the device knows it.
    pub credential_id: Vec<u8>,
    /// What is kept.
    pub key: String,
}

/// Passkeys of this installation.
#[derive(Clone, Debug)]
pub struct Passkeys {
    host: String,
    library: Webauthn,
}

/// Where passkeys work: under the public address, where that is a name; else on this machine alone.
fn place(config: &Config) -> Option<(String, Url)> {
    let public = config.mail.public_url.as_deref();
    if let Some(url) = public.and_then(|url| Url::parse(url).ok())
        && let Some(Host::Domain(name)) = url.host()
    {
        // Browsers know them over TLS, and on their own machine.
        let good = url.scheme() == "https" || name == "localhost";
        return good.then(|| (name.to_owned(), url.clone()));
    }
    let here = config.listen.ip().is_loopback();
    let localhost = Url::parse("http://localhost").ok()?;
    here.then(|| ("localhost".to_owned(), localhost))
}

impl Passkeys {
    /// Those of an installation with this address; `None` where it has none that devices take.
    ///
    /// # Errors
    ///
    /// When the library does not take the address.
    pub fn of(config: &Config) -> anyhow::Result<Option<Self>> {
        let Some((host, origin)) = place(config) else {
            return Ok(None);
        };
        let library = WebauthnBuilder::new(&host, &origin)?
            .rp_name(NAME)
            // On one's own machine the port is whichever was free.
            .allow_any_port(host == "localhost")
            .build()?;
        Ok(Some(Self { host, library }))
    }

    /// The host under which they work.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Asks for a new one.
    ///
    /// # Errors
    ///
    /// When there is no randomness.
    pub fn ask_for_new(
        &self,
        user: &User,
        there: Vec<CredentialID>,
        now: DateTime<Utc>,
    ) -> anyhow::Result<(PasskeyChallenge, Challenge)> {
        let (mut asked, state) = self.library.start_passkey_registration(
            handle(&user.id),
            &user.email,
            &user.name,
            Some(there),
        )?;
        // One that the device can offer by itself: nobody has to type who they are.
        if let Some(wanted) = &mut asked.public_key.authenticator_selection {
            wanted.resident_key = Some(ResidentKeyRequirement::Required);
            wanted.require_resident_key = true;
        }
        challenge(&asked.public_key, &state, Some(user.id.clone()), now)
    }

    /// Asks for any that its owner picks, to sign in.
    ///
    /// # Errors
    ///
    /// When there is no randomness.
    pub fn ask_who(&self, now: DateTime<Utc>) -> anyhow::Result<(PasskeyChallenge, Challenge)> {
        let (asked, state) = self.library.start_discoverable_authentication()?;
        challenge(&asked.public_key, &state, None, now)
    }

    /// Takes a new one.
    ///
    /// # Errors
    ///
    /// When it is no answer to what was asked.
    pub fn made(&self, credential: Value, state: &str) -> Result<MadeKey, Unfit> {
        let credential: RegisterPublicKeyCredential = serde_json::from_value(credential)?;
        let state: PasskeyRegistration = serde_json::from_str(state)?;
        let key = self
            .library
            .finish_passkey_registration(&credential, &state)?;
        Ok(MadeKey {
            credential_id: key.cred_id().clone(),
            key: serde_json::to_string(&key)?,
        })
    }

    /// The key that somebody signs in with is then to be kept so.
    ///
    /// # Errors
    ///
    /// When it is no answer to what was asked, or not by this key's device.
    pub fn signed(
        &self,
        credential: &PublicKeyCredential,
        known: &KnownKey,
        state: &str,
    ) -> Result<String, Unfit> {
        let (whose, _) = self
            .library
            .identify_discoverable_authentication(credential)?;
        if whose != handle(&known.user.id) {
            return Err(Unfit::Owner);
        }
        let mut key: Passkey = serde_json::from_str(&known.key)?;
        let state: DiscoverableAuthentication = serde_json::from_str(state)?;
        let result = self
            .library
            .finish_discoverable_authentication_v2(credential, state, &key)?;
        key.update_credential(&result);
        Ok(serde_json::to_string(&key)?)
    }
}

/// What a browser sends to sign in.
///
/// # Errors
///
/// When it cannot be read.
pub fn read(credential: Value) -> Result<PublicKeyCredential, Unfit> {
    Ok(serde_json::from_value(credential)?)
}

/// What a browser is asked, and what is kept of it.
fn challenge(
    options: &impl Serialize,
    state: &impl Serialize,
    user_id: Option<String>,
    now: DateTime<Utc>,
) -> anyhow::Result<(PasskeyChallenge, Challenge)> {
    let id = ids::token()?;
    let kept = Challenge {
        id_hash: ids::digest(id.as_bytes()),
        user_id,
        state: serde_json::to_string(state)?,
        until: now + PATIENCE,
    };
    let options = serde_json::to_value(options)?;
    Ok((PasskeyChallenge { id, options }, kept))
}

/// By what a device knows an account: nothing that is used anywhere else.
fn handle(user_id: &str) -> Uuid {
    let digest = ids::digest(format!("passkeys of {user_id}").as_bytes());
    let (front, _) = digest.split_at(16);
    Uuid::from_slice(front).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_knows_an_account_by_nothing_else() {
        assert_eq!(handle("anna"), handle("anna"));
        assert_ne!(handle("anna"), handle("bo"));
    }
}
