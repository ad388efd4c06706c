//! What people are told: notices in the page, and the mails about them.

use chrono::{DateTime, Utc};
use claimdesk_recognition::Month;
use serde::{Deserialize, Serialize};

use crate::claims::RejectReason;

/// What somebody is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum NoticeKind {
    /// The partner: the claim has arrived.
    Received,
    /// The partner: a reviewer opened it.
    Opened,
    /// The partner: the reviewer asks for something.
    Asked,
    /// The partner: it was approved.
    Approved,
    /// The partner: it was rejected, and can be disputed where there is an `until`.
    Rejected,
    /// The partner: the dispute did not change the decision.
    DisputeLost,
    /// The partner: an approved association ended.
    Ended,
    /// Reviewers: a new claim waits.
    NewClaim,
    /// A reviewer: the partner answered.
    Answered,
    /// A reviewer: the partner disputes the rejection.
    Disputed,
    /// A reviewer: a colleague handed it over.
    HandedToYou,
    /// A reviewer: the promised review ends soon.
    ReviewSoon,
    /// Reviewers and administrators: the promised review is late.
    ReviewLate,
    /// A reviewer: the answer to a dispute is due soon.
    DisputeAnswerSoon,
    /// Reviewers and administrators: the answer to a dispute is late.
    DisputeAnswerLate,
    /// The partner: the time to answer ends soon.
    AnswerSoon,
    /// The partner: the right to dispute ends soon.
    DisputeEnds,
    /// The partner or administrators: a webhook failed for days and was switched off.
    WebhookOff,
    /// A reviewer: an approval needs their confirmation.
    SecondEyes,
    /// A reviewer: their proposal was returned.
    Returned,
    /// The partner: a decision was undone, and the claim is reviewed again.
    Undone,
    /// A reviewer: a second look does not agree with their decision.
    LookDisagrees,
    /// The partner: the customer agreed.
    CustomerAgreed,
    /// The partner, and the reviewer who has the claim: the customer declined.
    CustomerDeclined,
    /// The customer: asked for their word.
    CustomerAsked,
    /// The customer: silence will soon be consent.
    CustomerReminded,
    /// The partner: a reviewer holds the claim.
    Held,
    /// A reviewer: their hold ends soon.
    HoldEndsSoon,
    /// A reviewer: their hold is over, and the claim to be decided.
    HoldOver,
    /// The reviewer who has the claim, or all: its final proof came.
    FinalProofCame,
    /// The partner: the time for the final proof is short.
    FinalProofSoon,
    /// The partner: the time for the final proof ran out.
    FinalProofLate,
    /// The reviewer who has the claim, or all: its final proof did not come in time.
    FinalProofMissing,
    /// Somebody: an account was made for them, and waits for a password.
    AccountInvited,
    /// Somebody: a link to choose a new password.
    AccountReset,
    /// Somebody: their password was changed.
    AccountPassword,
    /// Somebody: a passkey or recovery codes of theirs were added, used up or taken away.
    AccountPasskey,
}

impl NoticeKind {
    /// All of them.
    pub const ALL: [Self; 37] = [
        Self::Received,
        Self::Opened,
        Self::Asked,
        Self::Approved,
        Self::Rejected,
        Self::DisputeLost,
        Self::Ended,
        Self::NewClaim,
        Self::Answered,
        Self::Disputed,
        Self::HandedToYou,
        Self::ReviewSoon,
        Self::ReviewLate,
        Self::DisputeAnswerSoon,
        Self::DisputeAnswerLate,
        Self::AnswerSoon,
        Self::DisputeEnds,
        Self::WebhookOff,
        Self::SecondEyes,
        Self::Returned,
        Self::Undone,
        Self::LookDisagrees,
        Self::CustomerAgreed,
        Self::CustomerDeclined,
        Self::CustomerAsked,
        Self::CustomerReminded,
        Self::Held,
        Self::HoldEndsSoon,
        Self::HoldOver,
        Self::FinalProofCame,
        Self::FinalProofSoon,
        Self::FinalProofLate,
        Self::FinalProofMissing,
        Self::AccountInvited,
        Self::AccountReset,
        Self::AccountPassword,
        Self::AccountPasskey,
    ];

    /// As written in JSON and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Opened => "opened",
            Self::Asked => "asked",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::DisputeLost => "dispute_lost",
            Self::Ended => "ended",
            Self::NewClaim => "new_claim",
            Self::Answered => "answered",
            Self::Disputed => "disputed",
            Self::HandedToYou => "handed_to_you",
            Self::ReviewSoon => "review_soon",
            Self::ReviewLate => "review_late",
            Self::DisputeAnswerSoon => "dispute_answer_soon",
            Self::DisputeAnswerLate => "dispute_answer_late",
            Self::AnswerSoon => "answer_soon",
            Self::DisputeEnds => "dispute_ends",
            Self::WebhookOff => "webhook_off",
            Self::SecondEyes => "second_eyes",
            Self::Returned => "returned",
            Self::Undone => "undone",
            Self::LookDisagrees => "look_disagrees",
            Self::CustomerAgreed => "customer_agreed",
            Self::CustomerDeclined => "customer_declined",
            Self::CustomerAsked => "customer_asked",
            Self::CustomerReminded => "customer_reminded",
            Self::Held => "held",
            Self::HoldEndsSoon => "hold_ends_soon",
            Self::HoldOver => "hold_over",
            Self::FinalProofCame => "final_proof_came",
            Self::FinalProofSoon => "final_proof_soon",
            Self::FinalProofLate => "final_proof_late",
            Self::FinalProofMissing => "final_proof_missing",
            Self::AccountInvited => "account_invited",
            Self::AccountReset => "account_reset",
            Self::AccountPassword => "account_password",
            Self::AccountPasskey => "account_passkey",
        }
    }

    /// Reads the written form.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// True where the one who is told has to do something: a mail about it cannot be turned off.
    pub const fn needs_answer(self) -> bool {
        matches!(
            self,
            Self::Asked
                | Self::AnswerSoon
                | Self::HandedToYou
                | Self::ReviewLate
                | Self::DisputeAnswerLate
                | Self::WebhookOff
                | Self::SecondEyes
                | Self::Returned
                | Self::LookDisagrees
                | Self::HoldOver
                | Self::FinalProofCame
                | Self::FinalProofSoon
                | Self::FinalProofMissing
        )
    }
}

/// Something the reader is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Notice {
    /// Its ID, which the mail about it carries too.
    pub id: String,
    /// What is told.
    pub kind: NoticeKind,
    /// Of which claim.
    pub reference: String,
    /// The customer's name, as it was then.
    pub customer: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Until when somebody is waited for.
    pub until: Option<DateTime<Utc>>,
    /// The first month that counts, for an approval.
    pub from: Option<Month>,
    /// Why, for a rejection.
    pub reason: Option<RejectReason>,
    /// Read before.
    pub read: bool,
}

/// A language somebody is written to in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Tongue {
    /// English.
    #[default]
    En,
    /// Danish.
    Da,
}

impl Tongue {
    /// As written in JSON and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Da => "da",
        }
    }

    /// Reads the written form.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::En, Self::Da]
            .into_iter()
            .find(|tongue| tongue.as_str() == text)
    }
}

/// Which mails somebody gets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum MailWish {
    /// About everything.
    #[default]
    All,
    /// Only about what they have to do.
    Needed,
}

impl MailWish {
    /// As written in JSON and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Needed => "needed",
        }
    }

    /// Reads the written form.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::All, Self::Needed]
            .into_iter()
            .find(|wish| wish.as_str() == text)
    }
}

/// How the reader is written to. `PUT /api/v1/notices/settings`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoticeSettings {
    /// The language.
    pub language: Tongue,
    /// The time zone by its IANA name, `Europe/Copenhagen`; UTC where it is not known.
    #[cfg_attr(
        feature = "openapi",
        schema(pattern = "^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*$")
    )]
    pub time_zone: Option<String>,
    /// Which mails.
    pub mail: MailWish,
}

/// `GET /api/v1/notices`: what the reader was told, the latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Notices {
    /// How many are unread, of all of them.
    pub unread: i64,
    /// The latest, at most [`Notices::SHOWN`].
    pub notices: Vec<Notice>,
    /// How the reader is written to.
    pub settings: NoticeSettings,
}

impl Notices {
    /// So many are shown: what happened since somebody was here last, and a little before that.
    pub const SHOWN: u32 = 50;
}

/// `POST /api/v1/notices/read`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReadUpTo {
    /// The ID of the latest one that was read; those before it are read too.
    pub id: String,
}

/// A mail that did not go out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Undelivered {
    /// Its ID.
    pub id: String,
    /// To whom.
    pub name: String,
    /// Their address.
    pub email: String,
    /// What it tells.
    pub kind: NoticeKind,
    /// Of which claim.
    pub reference: String,
    /// Since when it waits.
    pub at: DateTime<Utc>,
    /// How often it was tried.
    pub tries: u32,
    /// When it is tried again; `null` when it was given up.
    pub next: Option<DateTime<Utc>>,
    /// What the last try met.
    pub error: Option<String>,
}

/// `GET /api/v1/admin/mail`: mails that were tried and did not go out, given up first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UndeliveredMail {
    /// At most a hundred of them.
    pub mail: Vec<Undelivered>,
}
