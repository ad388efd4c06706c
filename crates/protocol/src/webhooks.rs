//! Webhooks: programs that are told what happens to claims, by Standard Webhooks
//! (<https://www.standardwebhooks.com>). `docs/webhooks.md` is for those who receive them.

use chrono::{DateTime, Utc};
use claimdesk_recognition::Month;
use claimdesk_recognition::claim::ClaimState;
use serde::{Deserialize, Serialize};

/// What an endpoint can be told: a claim has come into a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum WebhookEvent {
    /// Sent, or sent back with an answer.
    #[serde(rename = "claim.submitted")]
    Submitted,
    /// A reviewer opened it.
    #[serde(rename = "claim.under_review")]
    UnderReview,
    /// The reviewer asks for something.
    #[serde(rename = "claim.action_required")]
    ActionRequired,
    /// Approved.
    #[serde(rename = "claim.approved")]
    Approved,
    /// Rejected, or declined by the customer.
    #[serde(rename = "claim.rejected")]
    Rejected,
    /// The partner disputes the rejection.
    #[serde(rename = "claim.disputed")]
    Disputed,
    /// The end: the dispute was lost, or the partner disassociated.
    #[serde(rename = "claim.rejected_final")]
    RejectedFinal,
    /// The partner took it back.
    #[serde(rename = "claim.withdrawn")]
    Withdrawn,
}

impl WebhookEvent {
    /// All of them, in the order of a claim's life.
    pub const ALL: [Self; 8] = [
        Self::Submitted,
        Self::UnderReview,
        Self::ActionRequired,
        Self::Approved,
        Self::Rejected,
        Self::Disputed,
        Self::RejectedFinal,
        Self::Withdrawn,
    ];

    /// As written in JSON and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Submitted => "claim.submitted",
            Self::UnderReview => "claim.under_review",
            Self::ActionRequired => "claim.action_required",
            Self::Approved => "claim.approved",
            Self::Rejected => "claim.rejected",
            Self::Disputed => "claim.disputed",
            Self::RejectedFinal => "claim.rejected_final",
            Self::Withdrawn => "claim.withdrawn",
        }
    }

    /// Reads the written form.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.as_str() == text)
    }

    /// What is told of a claim that comes into this state; a draft is its author's own.
    pub const fn of(state: ClaimState) -> Option<Self> {
        Some(match state {
            ClaimState::Draft => return None,
            ClaimState::Submitted => Self::Submitted,
            ClaimState::UnderReview => Self::UnderReview,
            ClaimState::ActionRequired => Self::ActionRequired,
            ClaimState::Approved => Self::Approved,
            ClaimState::Rejected => Self::Rejected,
            ClaimState::Disputed => Self::Disputed,
            ClaimState::RejectedFinal => Self::RejectedFinal,
            ClaimState::Withdrawn => Self::Withdrawn,
        })
    }

    /// The state it tells of.
    pub const fn state(self) -> ClaimState {
        match self {
            Self::Submitted => ClaimState::Submitted,
            Self::UnderReview => ClaimState::UnderReview,
            Self::ActionRequired => ClaimState::ActionRequired,
            Self::Approved => ClaimState::Approved,
            Self::Rejected => ClaimState::Rejected,
            Self::Disputed => ClaimState::Disputed,
            Self::RejectedFinal => ClaimState::RejectedFinal,
            Self::Withdrawn => ClaimState::Withdrawn,
        }
    }
}

/// The body of a webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookBody {
    /// What happened; or `webhook.test`, whose `data` is an empty object.
    #[serde(rename = "type")]
    pub event: WebhookEvent,
    /// When it happened. Messages may come in another order.
    pub timestamp: DateTime<Utc>,
    /// Of which claim, and how it stands since then.
    pub data: WebhookData,
}

/// What is told of a claim. Nothing of it is personal, and nothing is another partner's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookData {
    /// The claim's reference.
    pub reference: String,
    /// ID of the claiming organisation.
    pub organisation: String,
    /// The claim's version with this change: of two messages the higher one is the newer.
    pub version: i64,
    /// The state before.
    pub from: ClaimState,
    /// The state since then.
    pub to: ClaimState,
    /// The first month that counts, for an approval.
    pub month: Option<Month>,
    /// Until when somebody is waited for.
    pub due: Option<DateTime<Utc>>,
}

/// Why an endpoint is told nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum WebhookOff {
    /// Somebody switched it off.
    ByHand,
    /// Everything failed for days.
    Failing,
    /// It answered 410: it does not want anything any more.
    Gone,
}

impl WebhookOff {
    /// As written in JSON and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ByHand => "by_hand",
            Self::Failing => "failing",
            Self::Gone => "gone",
        }
    }

    /// Reads the written form.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::ByHand, Self::Failing, Self::Gone]
            .into_iter()
            .find(|off| off.as_str() == text)
    }
}

/// What kept a message from arriving.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum WebhookFault {
    /// The host's name leads nowhere.
    NotFound,
    /// The host's name leads to an address that is not public.
    NotPublic,
    /// Nobody took the connection.
    NoConnection,
    /// The connection is not safe: the certificate is not the host's, or of nobody who is known.
    NotSafe,
    /// No answer in time.
    TimedOut,
    /// What came is no HTTP answer.
    NoAnswer,
    /// It sent the message somewhere else, which is not followed.
    Redirected,
    /// A status that is no success.
    Refused,
}

impl WebhookFault {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::NotFound,
        Self::NotPublic,
        Self::NoConnection,
        Self::NotSafe,
        Self::TimedOut,
        Self::NoAnswer,
        Self::Redirected,
        Self::Refused,
    ];

    /// As written in JSON and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::NotPublic => "not_public",
            Self::NoConnection => "no_connection",
            Self::NotSafe => "not_safe",
            Self::TimedOut => "timed_out",
            Self::NoAnswer => "no_answer",
            Self::Redirected => "redirected",
            Self::Refused => "refused",
        }
    }

    /// Reads the written form.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fault| fault.as_str() == text)
    }
}

/// An endpoint that is told of claims.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Webhook {
    /// Its ID.
    pub id: String,
    /// Where it is.
    pub url: String,
    /// What it is told.
    pub events: Vec<WebhookEvent>,
    /// Since when there is one.
    pub created_at: DateTime<Utc>,
    /// Why it is told nothing; `null` while it is.
    pub off: Option<WebhookOff>,
    /// While messages are signed with the secret before too: until when.
    pub old_secret_until: Option<DateTime<Utc>>,
    /// Since when every try fails.
    pub failing_since: Option<DateTime<Utc>>,
    /// Messages that are to be sent, or sent again.
    pub waiting: i64,
    /// Messages that were given up.
    pub dead: i64,
}

/// `GET /api/v1/webhooks`: the own endpoints, the oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Webhooks {
    /// At most [`Webhooks::MOST`].
    pub webhooks: Vec<Webhook>,
}

impl Webhooks {
    /// An organisation, or the installation, has at most so many.
    pub const MOST: u32 = 10;
}

/// `POST /api/v1/webhooks`, `PUT /api/v1/webhooks/{id}`: how an endpoint is to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SaveWebhook {
    /// An address that begins with `https://`, at most 500 characters.
    #[cfg_attr(feature = "openapi", schema(max_length = 500, pattern = "^https?://"))]
    pub url: String,
    /// At least one.
    #[cfg_attr(feature = "openapi", schema(min_items = 1))]
    pub events: Vec<WebhookEvent>,
    /// False to tell it nothing until it is switched on again.
    pub on: bool,
}

/// An endpoint with its secret, which is shown here and never again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookSecret {
    /// The endpoint.
    pub webhook: Webhook,
    /// `whsec_` and the key in base64.
    pub secret: String,
}

/// How a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DeliveryState {
    /// To be sent, or sent again.
    Waiting,
    /// It arrived.
    Sent,
    /// Given up.
    Dead,
}

impl DeliveryState {
    /// As written in JSON and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Dead => "dead",
        }
    }

    /// Reads the written form.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Waiting, Self::Sent, Self::Dead]
            .into_iter()
            .find(|state| state.as_str() == text)
    }
}

/// A message to an endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Delivery {
    /// Its ID, which is the `webhook-id` of every try.
    pub id: String,
    /// What it tells.
    pub event: WebhookEvent,
    /// Of which claim.
    pub reference: String,
    /// When that happened.
    pub at: DateTime<Utc>,
    /// How it stands.
    pub state: DeliveryState,
    /// How often it was tried.
    pub tries: u32,
    /// When it is tried next, while it waits.
    pub next: Option<DateTime<Utc>>,
    /// The status of the last answer.
    pub status: Option<u16>,
    /// What the last try met; `null` when it arrived or was not tried.
    pub fault: Option<WebhookFault>,
}

/// `GET /api/v1/webhooks/{id}/deliveries`: what was given up first, then the latest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Deliveries {
    /// The endpoint.
    pub webhook: Webhook,
    /// At most [`Deliveries::SHOWN`].
    pub deliveries: Vec<Delivery>,
}

impl Deliveries {
    /// So many are shown.
    pub const SHOWN: u32 = 50;
}

/// `PUT /api/v1/webhooks/{id}/test`: what became of a message that was sent at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookTest {
    /// The answer's status, where there was one.
    pub status: Option<u16>,
    /// What kept it from arriving.
    pub fault: Option<WebhookFault>,
    /// How long it took.
    pub milliseconds: u64,
}
