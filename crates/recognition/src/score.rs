//! Points: from manual numbers ([`estimate`]) and from exports ([`score`]).
//!
//! Both run the programme's metrics through the same arithmetic; nothing here knows a number
//! of its own. `recognition.md` sections 3 and 4.

mod figures;
mod forecast;
mod tally;

use serde::Serialize;
use thiserror::Error;

pub use forecast::ForecastMonth;
pub use tally::{Figure, ManualInputs, MetricScore, Tally, estimate};

use crate::claim::ApprovedClaim;
use crate::portfolio::Portfolio;
use crate::programme::{BUSINESS_APPLICATIONS, TrackId};
use crate::{Hundredths, Month, Programme};
use figures::Figures;

/// What is asked of a portfolio.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// The track, which Microsoft assigns.
    pub track: TrackId,
    /// The month; `None` for the latest in the data.
    pub month: Option<Month>,
    /// How many months to look ahead; at most 120.
    pub forecast: u32,
}

/// The most months a forecast looks ahead.
pub const FORECAST_LIMIT: u32 = 120;

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
    /// The months to come, by approved claims only.
    pub forecast: Vec<ForecastMonth>,
}

/// The as-of month and those before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Window {
    /// Oldest first.
    pub months: Vec<WindowMonth>,
    /// The first of them that qualifies.
    pub qualified_on: Option<Month>,
}

/// A month of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WindowMonth {
    /// Which.
    pub month: Month,
    /// Its total.
    pub total: Hundredths,
    /// Whether it qualifies.
    pub qualified: bool,
}

/// The score of a portfolio with these approved claims.
pub fn score(
    portfolio: &Portfolio,
    claims: &[ApprovedClaim],
    programme: &Programme,
    question: &Question,
) -> Result<Scorecard, ScoreError> {
    let month = question
        .month
        .or_else(|| portfolio.latest_month())
        .ok_or(ScoreError::NoMonth)?;
    let track = programme.track(question.track).ok_or(ScoreError::NoTrack)?;
    let mut figures = Figures::new(portfolio, claims, programme, track, month);
    let tally = figures.tally(month);
    let before = i32::try_from(programme.qualifying.months_before).unwrap_or(5);
    let months: Vec<WindowMonth> = (-before..=0)
        .map(|offset| {
            let month = month.plus(offset);
            let tally = figures.tally(month);
            WindowMonth {
                month,
                total: tally.total.rounded(),
                qualified: tally.qualified,
            }
        })
        .collect();
    let ahead = i32::try_from(question.forecast.min(FORECAST_LIMIT)).unwrap_or(0);
    let forecast = (1..=ahead)
        .map(|offset| ForecastMonth::new(month.plus(offset), &figures.tally(month.plus(offset))))
        .collect();
    Ok(Scorecard {
        designation: BUSINESS_APPLICATIONS,
        programme: programme.id.clone(),
        track: question.track,
        proposed_track: figures.proposed_track(month),
        month,
        tally,
        window: Window {
            qualified_on: months
                .iter()
                .find(|month| month.qualified)
                .map(|month| month.month),
            months,
        },
        forecast,
    })
}
