//! Points: from numbers a person enters ([`estimate`]) and from exports ([`Standing`], [`score`]).
//!
//! Both run the programme's metrics through the same arithmetic; nothing here knows a number
//! of its own. `recognition.md` sections 3 and 4.

mod estimate;
mod explain;
mod forecast;
mod names;
mod opportunity;
mod pairs;
mod plan;
mod prefill;
mod standing;
mod tally;
mod verdict;
mod ways;
mod window;

use serde::Serialize;
use thiserror::Error;

pub use estimate::{
    Entered, Estimate, InputFault, Inputs, Number, Numbers, Part, Takes, estimate, higher,
    read_inputs,
};
pub use explain::{
    AssociationExplained, CertificateExplained, Explanation, MonthRead, PairExplained, PairInMonth,
    Place, SubscriptionExplained,
};
pub use forecast::{Cause, Change, FORECAST_LIMIT, ForecastMonth};
pub use names::PairName;
pub use opportunity::{Candidate, Opportunities, Opportunity, SubmissionDeadline};
pub use pairs::{PairCounts, PairList, PairQuery, PairRow, PairShow, PairSort};
pub use plan::{Obstacle, Plan, PlanOutcome};
pub use standing::{ClaimKey, MonthRows, Standing};
pub use tally::{Figure, MetricScore, Tally, Why};
pub use verdict::{
    Fall, Gap, Lacking, Margin, Need, Outlook, PastMonth, Verdict, next_anniversary,
};
pub use ways::{Gain, Kind, More, Way, Ways, ways, ways_of};
pub use window::{Renewal, RenewalMonth, Window, WindowMonth};

use crate::claim::ApprovedClaim;
use crate::portfolio::Portfolio;
use crate::programme::{BUSINESS_APPLICATIONS, TrackId};
use crate::{Month, Programme};

/// What is asked of a portfolio.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// The track, which Microsoft assigns.
    pub track: TrackId,
    /// The month; `None` for the latest in the data.
    pub month: Option<Month>,
    /// How many months to look ahead; at most [`FORECAST_LIMIT`].
    pub forecast: u32,
}

/// Why there is no score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ScoreError {
    /// No month is given and none is in the data.
    #[error("there is no month in the revenue or usage data: give one")]
    NoMonth,
    /// The programme does not have the track.
    #[error("the programme has no such track")]
    NoTrack,
}

/// The score of a portfolio in a month.
///
/// Serialises to the fields `recognition.md` section 7 fixes, and a few more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Scorecard {
    /// `business_applications`.
    pub designation: &'static str,
    /// The programme version.
    pub programme: String,
    /// The track.
    pub track: TrackId,
    /// The track the data propose.
    pub proposed_track: TrackId,
    /// The month it is told for.
    pub month: Month,
    /// Total, qualification, blockers and metrics.
    #[serde(flatten)]
    pub tally: Tally,
    /// The months in which one qualifying is enough, for a partner not enrolled.
    pub window: Window,
    /// The months to come, by the claims put in.
    pub forecast: Vec<ForecastMonth>,
}

impl Standing<'_> {
    /// The score of the as-of month, with its window and so many months ahead.
    pub fn scorecard(&mut self, ahead: u32) -> Scorecard {
        let month = self.as_of();
        Scorecard {
            designation: BUSINESS_APPLICATIONS,
            programme: self.programme().id.clone(),
            track: self.track(),
            proposed_track: self.proposed_track(month),
            month,
            tally: self.tally(month),
            window: self.window(),
            forecast: self.forecast(ahead),
        }
    }
}

/// The score of a portfolio with these approved claims.
///
/// # Errors
///
/// When there is no month at all, or the programme does not have the track.
pub fn score(
    portfolio: &Portfolio,
    claims: &[ApprovedClaim],
    programme: &Programme,
    question: &Question,
) -> Result<Scorecard, ScoreError> {
    let mut standing = Standing::new(portfolio, programme, question.track, question.month)?;
    for claim in claims {
        standing.put("", claim);
    }
    Ok(standing.scorecard(question.forecast))
}
