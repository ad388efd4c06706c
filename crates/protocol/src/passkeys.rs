//! Passkeys: the key pairs of a device by which somebody signs in without a password, and the codes
//! for the day on which the device is lost.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The most a passkey's name may have, in characters.
pub const PASSKEY_NAME: usize = 60;

/// What a browser is asked: `POST /api/v1/session/passkey` and `POST /api/v1/account/passkeys`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasskeyChallenge {
    /// Names the challenge in the answer. It works once, for five minutes.
    pub id: String,
    /// `PublicKeyCredentialRequestOptions` or `PublicKeyCredentialCreationOptions` in their JSON form
    /// (Web Authentication, level 3).
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub options: Value,
}

/// `POST /api/v1/session/passkey/answer`: signs in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasskeyAnswer {
    /// Which challenge is answered.
    pub id: String,
    /// `AuthenticationResponseJSON` of the browser.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub credential: Value,
}

/// `POST /api/v1/account/passkeys/answer`: adds a passkey.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewPasskey {
    /// Which challenge is answered.
    pub id: String,
    /// What its owner calls it, 1 to 60 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 60))]
    pub name: String,
    /// `RegistrationResponseJSON` of the browser.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub credential: Value,
}

/// A passkey as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Passkey {
    /// Its ID here, which nobody can sign in with.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// When it last signed somebody in.
    pub used_at: Option<DateTime<Utc>>,
}

/// `GET /api/v1/account/passkeys`: the ways to sign in beside the password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OwnPasskeys {
    /// Those of the account, the oldest first.
    pub passkeys: Vec<Passkey>,
    /// How many recovery codes are left.
    pub recovery_codes: u32,
    /// The account has a password, and may have passkeys. One that came by an identity provider has
    /// not: the provider says who gets in.
    pub password: bool,
}

/// What became of a change of passkeys or recovery codes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasskeysChanged {
    /// What there is now.
    #[serde(flatten)]
    pub own: OwnPasskeys,
    /// New recovery codes, shown this once, which end the old ones; none where those that are there stay.
    /// With the password each signs in once, without a passkey.
    pub codes: Vec<String>,
}
