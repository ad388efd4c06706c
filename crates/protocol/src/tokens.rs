//! API tokens: programs that act for an organisation. `docs/api.md` is for those who write them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What a token may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TokenScope {
    /// Read the organisation's claims, their files and papers.
    #[serde(rename = "claims.read")]
    ReadClaims,
    /// File claims: drafts, files, and every move of the partner.
    #[serde(rename = "claims.file")]
    FileClaims,
    /// Read the organisation's credits.
    #[serde(rename = "credits.read")]
    ReadCredits,
}

impl TokenScope {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::ReadClaims, Self::FileClaims, Self::ReadCredits];

    /// As written in JSON and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ReadClaims => "claims.read",
            Self::FileClaims => "claims.file",
            Self::ReadCredits => "credits.read",
        }
    }
}

/// A token, without its secret, which nobody has but who keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApiToken {
    /// ID.
    pub id: String,
    /// What it is for, in its maker's words.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<TokenScope>,
    /// Who made it, and in whose name it acts.
    pub made_by: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Until when it works.
    pub expires_at: DateTime<Utc>,
    /// When it was last used, to an hour.
    pub used_at: Option<DateTime<Utc>>,
}

/// An organisation's tokens that were not ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApiTokens {
    /// The newest first.
    pub tokens: Vec<ApiToken>,
}

impl ApiTokens {
    /// The most tokens of an organisation.
    pub const MOST: u32 = 20;
}

/// A token to be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewApiToken {
    /// What it is for: 1 to 100 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 100))]
    pub name: String,
    /// What it may do: at least one.
    #[cfg_attr(feature = "openapi", schema(min_items = 1))]
    pub scopes: Vec<TokenScope>,
    /// How many days it works: 1 to 366.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 366))]
    pub days: u32,
}

impl NewApiToken {
    /// The longest name, in characters.
    pub const LONGEST_NAME: usize = 100;
    /// The most days a token works.
    pub const MOST_DAYS: u32 = 366;
}

/// A token that was just made, with its secret. It is shown this once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApiTokenSecret {
    /// The token.
    pub token: ApiToken,
    /// What is sent as `Authorization: Bearer …`.
    pub secret: String,
}
