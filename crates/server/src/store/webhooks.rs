//! Webhooks: endpoints, and what each is to be told.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use claimdesk_protocol::{Delivery, SaveWebhook, Webhook, WebhookFault};

use super::uploads::Begun;
use super::{Remember, Stored, Written};
use crate::config::Secret;

/// Whose an endpoint is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// An organisation's, by ID: it is told of the organisation's claims.
    Organisation(String),
    /// The installation's: it is told of all claims that were sent.
    Installation,
}

impl Owner {
    /// As it is kept.
    pub fn organisation_id(&self) -> Option<&str> {
        match self {
            Self::Organisation(id) => Some(id),
            Self::Installation => None,
        }
    }
}

/// An endpoint to be added.
#[derive(Clone, Debug)]
pub struct NewWebhook {
    /// ID.
    pub id: String,
    /// Whose.
    pub owner: Owner,
    /// How it is to be.
    pub wanted: SaveWebhook,
    /// What messages are signed with.
    pub secret: Secret,
    /// When.
    pub at: DateTime<Utc>,
}

/// What messages to an endpoint are signed with.
#[derive(Clone, Debug)]
pub struct Secrets {
    /// The secret.
    pub now: Secret,
    /// The one before, and until when it is used too.
    pub old: Option<(Secret, DateTime<Utc>)>,
}

/// A message that is due.
#[derive(Clone, Debug)]
pub struct DueDelivery {
    /// The message's ID.
    pub message: String,
    /// The endpoint's ID.
    pub webhook: String,
    /// Where it is.
    pub url: String,
    /// What it is signed with.
    pub secrets: Secrets,
    /// The bytes.
    pub body: String,
    /// How often it was tried before.
    pub tries: u32,
}

/// What became of a try to deliver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Brought {
    /// It arrived.
    Sent {
        /// The answer's status.
        status: u16,
    },
    /// It did not.
    Failed {
        /// The answer's status, where there was one.
        status: Option<u16>,
        /// Why.
        fault: WebhookFault,
        /// It is not tried again.
        given_up: bool,
        /// The endpoint wants nothing any more.
        gone: bool,
        /// An endpoint that has failed since then or longer is switched off.
        failing_since: DateTime<Utc>,
    },
}

/// Endpoints and their messages.
#[async_trait]
pub trait WebhookStore: Send + Sync {
    /// The endpoints of an owner, the oldest first.
    async fn webhooks(&self, owner: &Owner) -> Stored<Vec<Webhook>>;
    /// One of them, with its secrets.
    async fn webhook(&self, owner: &Owner, id: &str) -> Stored<Option<(Webhook, Secrets)>>;
    /// Adds one while there are fewer than `most`.
    async fn add_webhook(
        &self,
        webhook: NewWebhook,
        most: u32,
        remember: Option<Remember>,
    ) -> Stored<Written<Begun>>;
    /// Changes one; false when there is none. Switched on, it begins without a history.
    async fn save_webhook(&self, owner: &Owner, id: &str, wanted: SaveWebhook) -> Stored<bool>;
    /// Removes one with all its messages; false when there is none.
    async fn remove_webhook(&self, owner: &Owner, id: &str) -> Stored<bool>;
    /// Gives one a new secret, beside which the one before is used for a time; stale when there
    /// is none.
    async fn rotate_webhook(
        &self,
        owner: &Owner,
        id: &str,
        secret: Secret,
        old_until: DateTime<Utc>,
        remember: Option<Remember>,
    ) -> Stored<Written>;

    /// An endpoint's messages: what was given up first, then the latest.
    async fn deliveries(&self, webhook: &str, limit: u32) -> Stored<Vec<Delivery>>;
    /// Has a message that was given up sent again, or all of them; gives how many.
    async fn resend(&self, webhook: &str, message: Option<&str>, at: DateTime<Utc>) -> Stored<u64>;

    /// Messages that are due, at most `each` of an endpoint, and none of the `busy` endpoints.
    async fn due_deliveries(
        &self,
        now: DateTime<Utc>,
        busy: &[String],
        each: u32,
    ) -> Stored<Vec<DueDelivery>>;
    /// Counts a try before it is made, and says when the next would be; false when another
    /// process was faster.
    async fn begin_delivery(&self, message: &str, tries: u32, next: DateTime<Utc>) -> Stored<bool>;
    /// Writes down what became of this try. Where the endpoint is switched off by it, its people
    /// are told in the same transaction.
    async fn end_delivery(
        &self,
        message: &str,
        tries: u32,
        brought: Brought,
        at: DateTime<Utc>,
    ) -> Stored<()>;
    /// Forgets messages that are older than this, the oldest thousand at a time, and secrets whose
    /// time is over.
    async fn forget_deliveries(&self, before: DateTime<Utc>, now: DateTime<Utc>) -> Stored<()>;
}
