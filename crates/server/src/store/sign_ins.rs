//! Signing in with an identity provider: what is under way, who came, and who went.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use claimdesk_protocol::{Organisation, ProviderConnection, ProviderFault, Role, User};

use super::Stored;
use crate::identity::oidc::LogoutToken;

/// The most sign-ins that may be under way at once.
pub const MOST_UNDER_WAY: u32 = 10_000;
/// The most connections that wait for an administrator; beyond it the oldest are forgotten.
pub const MOST_WAITING: u32 = 200;

/// A sign-in that is under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnderWay {
    /// What the token has to bring.
    pub nonce: String,
    /// What proves to the provider that we are who began.
    pub verifier: String,
    /// Where the page goes afterwards.
    pub target: Option<String>,
    /// The session the browser had before, which ends.
    pub replaces: Option<[u8; 32]>,
}

/// How one that is under way is found again: by what the provider gives back and by the browser's
/// cookie, of both of which only hashes are kept.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    /// Of the state.
    pub state: [u8; 32],
    /// Of the browser's cookie.
    pub browser: [u8; 32],
}

/// Somebody who comes by the provider.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// Which provider.
    pub issuer: String,
    /// Whom it means.
    pub subject: String,
    /// Its session.
    pub sid: Option<String>,
    /// What they are called there.
    pub name: Option<String>,
    /// Their e-mail there, or why it is none.
    pub email: Result<String, ProviderFault>,
    /// What they may do.
    pub role: Role,
    /// Where they work.
    pub organisation: Option<Organisation>,
    /// The ID of their account, should it be a new one.
    pub new_id: String,
    /// The hash of the session's token.
    pub token: [u8; 32],
    /// The session the browser had before.
    pub replaces: Option<[u8; 32]>,
    /// When.
    pub at: DateTime<Utc>,
}

/// What became of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrived {
    /// They are signed in.
    In(Box<User>),
    /// They are not.
    Refused(ProviderFault),
}

/// What became of a provider's word that somebody signed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoggedOut {
    /// So many sessions ended.
    Ended(usize),
    /// The token was taken before.
    Replayed,
}

/// Sign-ins by the provider.
#[async_trait]
pub trait SignIns: Send + Sync + 'static {
    /// Keeps one that begins; false where too many are under way.
    async fn begin_sign_in(
        &self,
        found: Found,
        under_way: UnderWay,
        at: DateTime<Utc>,
    ) -> Stored<bool>;
    /// Takes one that comes back: it cannot come back again. `None` where there is none of this
    /// browser, or its time is over.
    async fn take_sign_in(&self, found: Found, at: DateTime<Utc>) -> Stored<Option<UnderWay>>;
    /// Signs in whom the provider means, makes or changes the account, and ends the session the
    /// browser had.
    async fn arrive(&self, arrival: Arrival) -> Stored<Arrived>;
    /// True where the session began by the provider with this issuer.
    async fn came_by_provider(&self, token_hash: [u8; 32], issuer: &str) -> Stored<bool>;
    /// Ends the sessions a logout token is about.
    async fn provider_logs_out(
        &self,
        issuer: &str,
        token: LogoutToken,
        at: DateTime<Utc>,
    ) -> Stored<LoggedOut>;
    /// Connections with accounts that wait for an administrator, the oldest first.
    async fn waiting_connections(&self, issuer: &str) -> Stored<Vec<ProviderConnection>>;
    /// Answers one: connects the two, or forgets it. False where it does not wait.
    async fn answer_connection(&self, id: &str, connect: bool, at: DateTime<Utc>) -> Stored<bool>;
}
