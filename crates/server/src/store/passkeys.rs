//! Passkeys, what browsers were asked for them, and recovery codes.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use claimdesk_protocol::{OwnPasskeys, User};

use super::Stored;

/// The most challenges that may be open at once.
pub const MOST_CHALLENGES: u32 = 10_000;
/// The most passkeys an account may have.
pub const MOST_PASSKEYS: u32 = 10;

/// Something a browser is asked.
#[derive(Clone, Debug)]
pub struct Challenge {
    /// SHA-256 of its ID.
    pub id_hash: [u8; 32],
    /// Whose passkey is to be added; nobody's where somebody signs in.
    pub user_id: Option<String>,
    /// What the answer is checked against.
    pub state: String,
    /// Until when it can be answered.
    pub until: DateTime<Utc>,
}

/// A passkey to be kept.
#[derive(Clone, Debug)]
pub struct NewKey {
    /// Its ID here.
    pub id: String,
    /// Whose it is.
    pub user_id: String,
    /// By what the device knows it.
    pub credential_id: Vec<u8>,
    /// The key, as the library writes it.
    pub key: String,
    /// What its owner calls it.
    pub name: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Hashes of new recovery codes, for an account that has no passkey yet.
    pub codes: Vec<[u8; 32]>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyAdded {
    /// It is there, and the codes are too.
    First,
    /// It is there, and the codes of before stay.
    Another,
    /// Another account, or this one, has this key.
    Taken,
    /// The account has as many as it may have.
    Full,
    /// The account has no password any more.
    NoPassword,
}

/// A passkey of somebody who may sign in.
#[derive(Clone, Debug)]
pub struct KnownKey {
    /// Its ID here.
    pub id: String,
    /// Whose it is.
    pub user: User,
    /// The key, as the library writes it.
    pub key: String,
}

/// What is kept of passkeys.
#[async_trait]
pub trait PasskeyStore: Send + Sync + 'static {
    /// Keeps what a browser is asked, and forgets what was not answered in time; false where too much
    /// is open.
    async fn ask_for_passkey(&self, challenge: Challenge, now: DateTime<Utc>) -> Stored<bool>;
    /// Takes what this browser was asked: it cannot be answered again. `None` where nothing was, or
    /// its time is over, or it was asked of somebody else.
    async fn take_challenge(
        &self,
        id_hash: [u8; 32],
        user_id: Option<&str>,
        now: DateTime<Utc>,
    ) -> Stored<Option<String>>;

    /// Whether somebody has any.
    async fn has_passkey(&self, user_id: &str) -> Stored<bool>;
    /// What somebody has.
    async fn own_passkeys(&self, user_id: &str) -> Stored<OwnPasskeys>;
    /// By what the devices know somebody's passkeys.
    async fn credential_ids(&self, user_id: &str) -> Stored<Vec<Vec<u8>>>;
    /// The passkey that a device knows by this, where its owner may sign in.
    async fn passkey(&self, credential_id: &[u8]) -> Stored<Option<KnownKey>>;

    /// Adds one, and tells its owner.
    async fn add_passkey(&self, new: NewKey) -> Stored<KeyAdded>;
    /// Notes that one signed somebody in, and keeps what it said of itself; false where another
    /// sign-in did so since it was read, or it is gone.
    async fn use_passkey(
        &self,
        known: &KnownKey,
        now_is: String,
        at: DateTime<Utc>,
    ) -> Stored<bool>;
    /// Takes one away, and tells its owner; with the last one the recovery codes go. False where there
    /// is no such one.
    async fn remove_passkey(&self, user_id: &str, id: &str, at: DateTime<Utc>) -> Stored<bool>;
    /// Takes all of somebody's away, and their recovery codes and sessions; false where there is no
    /// such person.
    async fn remove_passkeys(&self, user_id: &str, at: DateTime<Utc>) -> Stored<bool>;

    /// Puts new recovery codes in the place of the old ones, and tells their owner; false where
    /// somebody has no passkey.
    async fn put_codes(
        &self,
        user_id: &str,
        codes: Vec<[u8; 32]>,
        at: DateTime<Utc>,
    ) -> Stored<bool>;
    /// Uses one up, and tells its owner; false where it is none of theirs.
    async fn use_code(&self, user_id: &str, code: [u8; 32], at: DateTime<Utc>) -> Stored<bool>;
}
