//! Who is here: accounts, organisations, sessions, and what the installation is.

use claimdesk_recognition::programme::TrackId;
use serde::{Deserialize, Serialize};

/// What a person may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Role {
    /// Files claims for an organisation.
    Partner,
    /// Decides claims.
    Reviewer,
    /// Hosts the installation.
    Administrator,
    /// Reads the audit log.
    Auditor,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Partner,
        Self::Reviewer,
        Self::Administrator,
        Self::Auditor,
    ];

    /// As written in JSON, in the store and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Partner => "partner",
            Self::Reviewer => "reviewer",
            Self::Administrator => "administrator",
            Self::Auditor => "auditor",
        }
    }

    /// Reads the written form.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }
}

/// A partner organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Organisation {
    /// Its ID.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Partner IDs of its enrolled locations.
    pub locations: Vec<String>,
    /// The track Microsoft has put it on.
    pub track: TrackId,
}

/// A person with an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct User {
    /// Their ID.
    pub id: String,
    /// Their name.
    pub name: String,
    /// Their e-mail, which they sign in with.
    pub email: String,
    /// What they may do.
    pub role: Role,
    /// Where they work; partners always have one.
    pub organisation: Option<Organisation>,
}

/// `POST /api/v1/session`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignIn {
    /// E-mail of the account.
    pub email: String,
    /// Its password.
    pub password: String,
    /// One of its recovery codes, where it has passkeys and none is at hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery_code: Option<String>,
}

/// `GET /api/v1/session`: who is signed in, if anybody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    /// The person; `null` for nobody.
    pub user: Option<User>,
    /// They have to add a passkey before they may do anything else.
    pub passkey_due: bool,
}

/// `POST /api/v1/setup`: makes the first administrator by the one-time link, and signs in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Setup {
    /// From the link that the first start prints.
    pub token: String,
    /// Name.
    pub name: String,
    /// E-mail.
    pub email: String,
    /// Password, 12 characters or more.
    pub password: String,
}

/// `GET /api/v1/info`: what the sign-in page needs to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Info {
    /// Version of the server.
    pub version: String,
    /// The programme version decisions are made by.
    pub programme: String,
    /// The most a file of evidence may have, in bytes.
    pub evidence_max_bytes: u64,
    /// The most files a claim may have.
    pub evidence_max_files: u32,
    /// A link to choose a new password can be asked for by mail; without it an administrator makes one.
    pub resets_by_mail: bool,
    /// Whom to try, on a demonstration server.
    pub demo: Option<Demo>,
    /// The name of the identity provider one can sign in with, where there is one.
    pub provider: Option<String>,
    /// The host under which passkeys work, itself and those below it; `null` where they do not.
    pub passkeys: Option<String>,
}

/// An invented programme to try.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Demo {
    /// Accounts to sign in with.
    pub accounts: Vec<DemoAccount>,
    /// Exports to download and drop on the calculator, as addresses on this server.
    pub exports: Vec<String>,
}

/// An account to try.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DemoAccount {
    /// Name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Organisation's name, for partners.
    pub organisation: Option<String>,
    /// E-mail.
    pub email: String,
    /// Password.
    pub password: String,
}

/// `POST /api/v1/admin/organisations`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewOrganisation {
    /// Its name.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 200))]
    pub name: String,
    /// Partner IDs of its enrolled locations.
    #[cfg_attr(feature = "openapi", schema(min_items = 1))]
    pub locations: Vec<String>,
    /// Its track.
    pub track: TrackId,
}

/// `POST /api/v1/admin/users`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewUser {
    /// Name.
    pub name: String,
    /// E-mail.
    pub email: String,
    /// Role.
    pub role: Role,
    /// ID of the organisation; needed for partners.
    pub organisation_id: Option<String>,
}
