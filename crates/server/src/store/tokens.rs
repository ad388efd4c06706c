//! API tokens: programs that act for an organisation.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use claimdesk_protocol::{ApiToken, TokenScope, User};

use super::Stored;
use super::uploads::Begun;

/// A token to be kept.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// As it is shown.
    pub token: ApiToken,
    /// The hash of its secret.
    pub hash: [u8; 32],
    /// The organisation it acts for.
    pub organisation_id: String,
    /// ID of who makes it.
    pub made_by: String,
}

/// A token that came with a request, if it may be used: it was not ended, and neither was its
/// maker's account. Whether it has expired is for the caller to say.
#[derive(Clone, Debug)]
pub struct TokenRecord {
    /// ID.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<TokenScope>,
    /// Who made it, as they are now.
    pub maker: User,
    /// The organisation it was made for.
    pub organisation_id: String,
    /// Until when it works.
    pub expires_at: DateTime<Utc>,
    /// When it was last used, to an hour.
    pub used_at: Option<DateTime<Utc>>,
}

/// Tokens.
#[async_trait]
pub trait TokenStore: Send + Sync {
    /// An organisation's tokens that were not ended, the newest first.
    async fn tokens(&self, organisation_id: &str) -> Stored<Vec<ApiToken>>;
    /// Adds one while the organisation has fewer than `most` that still work.
    async fn add_token(&self, token: NewToken, most: u32) -> Stored<Begun>;
    /// Ends one at once; false when the organisation has no such token.
    async fn end_token(&self, organisation_id: &str, id: &str, at: DateTime<Utc>) -> Stored<bool>;
    /// The token with this hash.
    async fn token(&self, hash: [u8; 32]) -> Stored<Option<TokenRecord>>;
    /// Notes when one was used.
    async fn touch_token(&self, id: &str, at: DateTime<Utc>) -> Stored<()>;
}
