//! The outbox: what people are told, in the page and by mail.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use claimdesk_protocol::{Notice, NoticeKind, NoticeSettings, RejectReason, Tongue, Undelivered};
use claimdesk_recognition::Month;
use serde::{Deserialize, Serialize};

use super::Stored;

/// Who is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Audience {
    /// The people of this organisation who file claims.
    Partner(String),
    /// All reviewers but those of this organisation, who may not decide its claims.
    Reviewers(String),
    /// The same, and all administrators.
    Overseers(String),
    /// All administrators.
    Administrators,
    /// One person, by ID.
    Person(String),
}

/// What is told beside the kind. Nothing personal but what a reviewer or the customer wrote to the
/// partner.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Facts {
    /// The customer's name.
    pub customer: String,
    /// Until when somebody is waited for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
    /// The first month that counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Month>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<RejectReason>,
    /// What the reviewer wrote, or the customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The claiming partner, for a customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partner: Option<String>,
}

/// Something to be told, to everybody of an audience.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMessage {
    /// Who.
    pub to: Audience,
    /// What.
    pub kind: NoticeKind,
    /// More of it.
    pub facts: Facts,
}

/// Who reads a mail: each has another place to go from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// Somebody who files claims.
    Partner,
    /// A reviewer or an administrator.
    Reviewer,
    /// Whoever has the account that it is about.
    Owner,
    /// The customer of a claim, and when the question went out to them.
    Customer {
        /// `None` in the first mail.
        asked_at: Option<DateTime<Utc>>,
    },
}

/// A mail that is due.
#[derive(Clone, Debug)]
pub struct DueMail {
    /// The message's ID.
    pub message: String,
    /// Name of who gets it.
    pub name: String,
    /// Their address.
    pub email: String,
    /// What they are to the claim.
    pub reader: Reader,
    /// Their language.
    pub language: Tongue,
    /// Their time zone, where it is known.
    pub time_zone: Option<String>,
    /// What is told.
    pub kind: NoticeKind,
    /// Of which claim.
    pub reference: String,
    /// More of it.
    pub facts: Facts,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// How often it was tried before.
    pub tries: u32,
}

/// What became of a try to send a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tried {
    /// It is on its way.
    Sent,
    /// It failed, and is tried again.
    Again(String),
    /// It failed too often.
    GivenUp(String),
}

/// The outbox.
#[async_trait]
pub trait Messages: Send + Sync {
    /// What somebody was told, the latest first; how many are unread; how they are written to.
    async fn notices(
        &self,
        user_id: &str,
        limit: u32,
    ) -> Stored<(Vec<Notice>, i64, NoticeSettings)>;
    /// Marks everything up to this message as read; false when it is not one of theirs.
    async fn read_notices(&self, user_id: &str, message: &str, at: DateTime<Utc>) -> Stored<bool>;
    /// Remembers how somebody wants to be written to.
    async fn set_notice_settings(&self, user_id: &str, settings: NoticeSettings) -> Stored<()>;

    /// Mails that are due, the longest due first.
    async fn due_mail(&self, now: DateTime<Utc>, limit: u32) -> Stored<Vec<DueMail>>;
    /// Counts a try before it is made, and says when the next would be; false when another
    /// process was faster. Whoever dies between try and result leaves a mail that is tried again.
    async fn begin_mail(&self, message: &str, tries: u32, next: DateTime<Utc>) -> Stored<bool>;
    /// Writes down what became of a try; a customer's silence is counted from the first that went out.
    async fn end_mail(&self, message: &str, tried: Tried, at: DateTime<Utc>) -> Stored<()>;
    /// Mails that were tried and did not go out, given up first.
    async fn undelivered(&self, limit: u32) -> Stored<Vec<Undelivered>>;
    /// Has a mail that did not go out tried again now; false when there is no such one.
    async fn retry_mail(&self, message: &str, at: DateTime<Utc>) -> Stored<bool>;
    /// Forgets what was told before this and is not waiting to be mailed, the oldest thousand at a
    /// time.
    async fn forget_notices(&self, before: DateTime<Utc>) -> Stored<()>;
}
