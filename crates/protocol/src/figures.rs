//! How quickly claims are decided.

use chrono::{DateTime, Utc};
use claimdesk_recognition::Month;
use claimdesk_recognition::claim::Pace;
use serde::{Deserialize, Serialize};

use crate::quality::LookFigures;

/// `GET /api/v1/review/figures`: first decisions of the last twelve months, and what waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReviewFigures {
    /// The server's time.
    pub now: DateTime<Utc>,
    /// Hours that a review may take, as promised.
    pub promised_hours: u32,
    /// All twelve months.
    pub all: Pace,
    /// Each month, the earliest first; also those without a decision.
    pub months: Vec<MonthPace>,
    /// Claims that wait for their review now.
    pub waiting: i64,
    /// How many of them are late.
    pub late: i64,
    /// The one that has waited longest, by its clock.
    pub oldest: Option<OldestWaiting>,
    /// Second looks at decisions.
    pub looks: LookFigures,
}

/// A month's decisions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MonthPace {
    /// The month of the decision, in UTC.
    pub month: Month,
    /// Everybody's.
    pub all: Pace,
    /// Each reviewer's, by name.
    pub reviewers: Vec<ReviewerPace>,
}

/// A reviewer's decisions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReviewerPace {
    /// Their name.
    pub name: String,
    /// Their figures.
    pub pace: Pace,
}

/// The claim that has waited longest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OldestWaiting {
    /// Its reference.
    pub reference: String,
    /// Its review clock, in whole seconds.
    pub seconds: i64,
    /// When the promised review ends.
    pub until: DateTime<Utc>,
}
