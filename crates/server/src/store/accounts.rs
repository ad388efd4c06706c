//! Accounts as their owners and administrators look after them: sessions, passwords, links, standing.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use claimdesk_protocol::{Member, NoticeKind, OpenSession, Role, User};

use super::{Made, NewAccount, Remember, Stored, Written};

/// A one-time link to be made.
#[derive(Clone, Debug)]
pub struct NewLink {
    /// SHA-256 of its token.
    pub token_hash: [u8; 32],
    /// When it is made.
    pub at: DateTime<Utc>,
    /// Until when it works.
    pub until: DateTime<Utc>,
    /// A mail with a link of its own goes out too.
    pub mail: bool,
}

/// A one-time link that works.
#[derive(Clone, Debug)]
pub struct LinkRecord {
    /// Whose it is.
    pub user: User,
    /// They have had a way to sign in before.
    pub known: bool,
    /// Until when it works.
    pub until: DateTime<Utc>,
}

/// What became of a change of somebody's standing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is so from now on.
    Changed,
    /// Nobody has this ID.
    Nobody,
    /// Nobody could administer the installation after it.
    LastAdministrator,
}

/// Whose sessions, and which of them.
#[derive(Clone, Debug)]
pub struct Lasting {
    /// Of this person.
    pub user_id: String,
    /// The hash of the token that asks.
    pub current: [u8; 32],
    /// Last used after this.
    pub idle: DateTime<Utc>,
    /// Begun after this.
    pub absolute: DateTime<Utc>,
}

/// What hangs on an account.
#[async_trait]
pub trait Accounts: Send + Sync + 'static {
    /// All people, by name, as an administrator sees them.
    async fn members(&self) -> Stored<Vec<Member>>;
    /// Somebody's sessions: the one that asks first, then the last used.
    async fn open_sessions(&self, which: Lasting) -> Stored<Vec<OpenSession>>;
    /// Ends one of somebody's sessions; false when they have none with this ID.
    async fn end_one_session(&self, user_id: &str, id: &str) -> Stored<bool>;
    /// Ends all of somebody's sessions but the one with this token; false when there is no such
    /// person.
    async fn end_sessions(&self, user_id: &str, keep: Option<[u8; 32]>) -> Stored<bool>;

    /// The hash of somebody's password, empty for none.
    async fn password_hash(&self, user_id: &str) -> Stored<Option<String>>;
    /// Puts a hash in the place of another, ends all their sessions and links, and tells them; false
    /// when another is there by now.
    async fn change_password(
        &self,
        user_id: &str,
        from: &str,
        to: String,
        at: DateTime<Utc>,
    ) -> Stored<bool>;

    /// Adds an account without a password, and the link to choose one.
    async fn invite(
        &self,
        account: NewAccount,
        link: NewLink,
        remember: Option<Remember>,
    ) -> Stored<Written<Made>>;
    /// Makes a new link for somebody, which ends those before; `None` when nobody has this ID or they
    /// are disabled.
    async fn make_link(&self, user_id: &str, link: NewLink) -> Stored<Option<User>>;
    /// Has a link sent to whoever has this e-mail, if anybody has. The same is written either way.
    async fn ask_reset(&self, email: &str, at: DateTime<Utc>) -> Stored<()>;
    /// Whose link this is, while it works.
    async fn account_link(
        &self,
        token_hash: [u8; 32],
        now: DateTime<Utc>,
    ) -> Stored<Option<LinkRecord>>;
    /// Uses a link up: the password has this hash from now on, all sessions and links of the person
    /// end, and they are told. `None` when the link does not work any more.
    async fn use_link(
        &self,
        token_hash: [u8; 32],
        password_hash: String,
        now: DateTime<Utc>,
    ) -> Stored<Option<User>>;

    /// Gives somebody another role and organisation.
    async fn set_role(
        &self,
        user_id: &str,
        role: Role,
        organisation_id: Option<String>,
        at: DateTime<Utc>,
    ) -> Stored<Standing>;
    /// Keeps somebody out, or lets them in again.
    async fn set_access(
        &self,
        user_id: &str,
        disabled: bool,
        at: DateTime<Utc>,
    ) -> Stored<Standing>;

    /// Counts a try of a mail about an account before it is made, and makes the link of this token
    /// good until then with it.
    async fn begin_account_mail(
        &self,
        message: &str,
        tries: u32,
        next: DateTime<Utc>,
        link: Option<([u8; 32], DateTime<Utc>)>,
    ) -> Stored<bool>;
    /// Forgets links that are over, and requests of nobody.
    async fn forget_links(&self, now: DateTime<Utc>) -> Stored<()>;
}

/// True for mails with a link to choose a password.
pub(crate) const fn has_link(kind: NoticeKind) -> bool {
    matches!(kind, NoticeKind::AccountInvited | NoticeKind::AccountReset)
}
