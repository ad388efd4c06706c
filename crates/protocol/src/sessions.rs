//! How people get in and out: sessions, passwords, one-time links, and what an administrator changes.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::account::{Role, User};

/// The header with the token of a one-time link.
pub const ACCOUNT_LINK: &str = "account-link";

/// A session of one's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenSession {
    /// Its ID, which nobody can sign in with.
    pub id: String,
    /// The browser's name, where it is a known one.
    pub browser: Option<String>,
    /// The system's name, where it is a known one.
    pub system: Option<String>,
    /// When it began.
    pub began_at: DateTime<Utc>,
    /// When it was last used, to five minutes.
    pub seen_at: DateTime<Utc>,
    /// It is the one that asks.
    pub current: bool,
}

/// `GET /api/v1/account/sessions`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenSessions {
    /// Those that have not ended, the one that asks first, then the last used.
    pub sessions: Vec<OpenSession>,
}

/// `PUT /api/v1/account/password`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangePassword {
    /// The present one.
    pub present: String,
    /// The new one, 12 characters or more.
    pub password: String,
}

/// `POST /api/v1/account/reset`: somebody has forgotten their password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AskReset {
    /// E-mail of the account.
    pub email: String,
}

/// `GET /api/v1/account/link`: whose a one-time link is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkOf {
    /// Name of whom it is for.
    pub name: String,
    /// Their e-mail, which they sign in with.
    pub email: String,
    /// They have had a way to sign in before.
    pub known: bool,
    /// Until when it works.
    pub until: DateTime<Utc>,
}

/// `POST /api/v1/account/link`: uses a one-time link up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UseLink {
    /// The password to have from now on, 12 characters or more.
    pub password: String,
}

/// Somebody as an administrator sees them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Member {
    /// The person.
    #[serde(flatten)]
    pub user: User,
    /// They cannot sign in, and have no session.
    pub disabled: bool,
    /// They have had no way to sign in yet.
    pub invited: bool,
    /// They have a passkey, without which their password does not sign them in.
    pub passkey: bool,
    /// When they last signed in, where it is known.
    pub signed_in_at: Option<DateTime<Utc>>,
}

/// A one-time link, which is shown this once. `POST /api/v1/admin/users` and `POST
/// /api/v1/admin/users/{id}/link` answer with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Invitation {
    /// Whom it is for.
    #[serde(flatten)]
    pub user: User,
    /// The link; only its path where the server does not know its address. `null` when the request
    /// was a repeat: it is shown once.
    pub link: Option<String>,
    /// Until when it works.
    pub until: DateTime<Utc>,
    /// It goes out by mail too.
    pub mailed: bool,
}

/// `PUT /api/v1/admin/users/{id}/role`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangeRole {
    /// What they may do from now on.
    pub role: Role,
    /// ID of the organisation they work for; needed for partners.
    pub organisation_id: Option<String>,
}

/// `PUT /api/v1/admin/users/{id}/access`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangeAccess {
    /// True keeps them out from the next request on.
    pub disabled: bool,
}
