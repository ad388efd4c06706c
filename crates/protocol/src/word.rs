//! The customer's word: what the customer contact is asked, and what they answer.

use chrono::{DateTime, NaiveDate, Utc};
use claimdesk_recognition::claim::{Standing, Word};
use serde::{Deserialize, Serialize};

/// The header that carries the token of a customer's link, so that it is in no address and no log.
pub const CUSTOMER_LINK: &str = "customer-link";

/// What happened between the customer and a claim beside the moves of its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CustomerEvent {
    /// The partner had the question sent again.
    #[serde(rename = "customer_asked")]
    Asked,
    /// The customer agreed.
    #[serde(rename = "customer_agreed")]
    Agreed,
    /// The customer declined, and no association ended by it.
    #[serde(rename = "customer_declined")]
    Declined,
}

impl CustomerEvent {
    /// As written in JSON and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "customer_asked",
            Self::Agreed => "customer_agreed",
            Self::Declined => "customer_declined",
        }
    }
}

impl From<Word> for CustomerEvent {
    fn from(word: Word) -> Self {
        match word {
            Word::Agreed => Self::Agreed,
            Word::Declined => Self::Declined,
        }
    }
}

/// The last word of a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SaidWord {
    /// The word.
    pub word: Word,
    /// When.
    pub at: DateTime<Utc>,
    /// The name they gave.
    pub by: String,
}

/// How the customer stands to a claim, for the partner and for reviewers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerAsked {
    /// Name of who is asked.
    pub name: String,
    /// Their e-mail.
    pub email: String,
    /// When the question went out; `null` while it is on its way.
    pub asked_at: Option<DateTime<Utc>>,
    /// How they stand.
    pub standing: Standing,
    /// From when on silence is consent; `null` while the question is on its way.
    pub silence_from: Option<DateTime<Utc>>,
    /// The last word.
    pub said: Option<SaidWord>,
    /// True when the latest mail to them was given up.
    pub undelivered: bool,
    /// True while a word of theirs can still make a difference.
    pub open: bool,
}

/// `GET /api/v1/customer-word`: what the customer is asked. Nothing of money, files or reviewers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerQuestion {
    /// The claim.
    pub reference: String,
    /// The partner who claims.
    pub organisation: String,
    /// The customer.
    pub customer_name: String,
    /// The customer's tenant ID.
    pub customer_tenant_id: String,
    /// The subscription's ID.
    pub subscription_id: String,
    /// Who sells the licence; empty where nobody is named.
    pub seller: String,
    /// Workloads.
    pub products: Vec<String>,
    /// What the partner says that it did.
    pub work_done: String,
    /// Since when.
    pub worked_since: Option<NaiveDate>,
    /// When the claim was sent.
    pub submitted_at: Option<DateTime<Utc>>,
    /// Who is asked, as the claim names them.
    pub contact_name: String,
    /// How they stand.
    pub standing: Standing,
    /// From when on silence is consent.
    pub silence_from: Option<DateTime<Utc>>,
    /// The last word.
    pub said: Option<SaidWord>,
    /// True once the claim is approved: declining ends the association then.
    pub approved: bool,
    /// True while a word can still make a difference.
    pub open: bool,
}

/// `POST /api/v1/customer-word`. The same word again changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerAnswer {
    /// The word.
    pub word: Word,
    /// The name of whoever says it, 1 to 200 characters.
    pub name: String,
    /// Why, at most 2,000 characters; may be empty. The partner and the reviewers read it.
    #[serde(default)]
    pub note: String,
}
