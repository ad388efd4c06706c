//! How quickly claims are decided.

use std::collections::BTreeMap;

use axum::extract::State;
use chrono::{DateTime, Utc};
use claimdesk_protocol::{LookFigures, MonthPace, OldestWaiting, ReviewFigures, ReviewerPace};
use claimdesk_recognition::Month;
use claimdesk_recognition::claim::{ClaimState, Pace};
use claimdesk_recognition::programme::ClaimRules;

use crate::answer::Answer;
use crate::app::App;
use crate::claims::expiry;
use crate::openapi::Read;
use crate::policy::Overseer;
use crate::problem::Outcome;
use crate::store::{After, FirstDecision};

/// Months that are told, this one with them.
const MONTHS: i32 = 12;

/// First decisions of the last twelve months by month and reviewer, and what waits now.
#[utoipa::path(get, path = "/api/v1/review/figures", tag = "review", responses((status = 200, body = ReviewFigures), Read))]
pub async fn figures(State(app): State<App>, _: Overseer) -> Outcome<Answer> {
    expiry::sweep(&app).await?;
    let now = app.now();
    let rules = &app.programme().claims;
    let this = Month::at(now);
    let first = this.plus(1 - MONTHS);
    let since = first.first_day().and_time(chrono::NaiveTime::MIN).and_utc();
    let decisions = app.store().first_decisions(since).await?;
    let seconds = decisions.iter().filter_map(seconds_of).collect();
    let months = (0..MONTHS).map(|at| month(first.plus(at), &decisions, rules));
    let counts = app.store().counts(None).await?;
    let reviewed = [ClaimState::Submitted, ClaimState::UnderReview];
    let waiting = counts
        .iter()
        .filter(|(state, _)| reviewed.contains(state))
        .map(|(_, count)| count)
        .sum();
    let (taken, agreed) = app.store().looks_since(since).await?;
    let (_, waiting_looks) = app.store().waiting_looks(0).await?;
    Answer::ok(&ReviewFigures {
        now,
        promised_hours: rules.review_hours,
        all: Pace::of(seconds, rules),
        months: months.collect(),
        waiting,
        late: app.store().late_reviews(now).await?,
        oldest: oldest(&app, now).await?,
        looks: LookFigures {
            taken,
            agreed,
            waiting: waiting_looks,
        },
    })
}

fn seconds_of(decision: &FirstDecision) -> Option<i64> {
    decision.life.decision_seconds()
}

fn month(month: Month, decisions: &[FirstDecision], rules: &ClaimRules) -> MonthPace {
    let mut all = Vec::new();
    let mut reviewers: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for decision in decisions {
        if Month::at(decision.at) == month
            && let Some(seconds) = seconds_of(decision)
        {
            all.push(seconds);
            reviewers
                .entry(&decision.reviewer)
                .or_default()
                .push(seconds);
        }
    }
    MonthPace {
        month,
        all: Pace::of(all, rules),
        reviewers: reviewers
            .into_iter()
            .map(|(name, seconds)| ReviewerPace {
                name: name.to_owned(),
                pace: Pace::of(seconds, rules),
            })
            .collect(),
    }
}

/// The one whose review clock has run longest: the first of either state in the queue's order,
/// because all of them run equally long.
async fn oldest(app: &App, now: DateTime<Utc>) -> Outcome<Option<OldestWaiting>> {
    let mut found: Option<OldestWaiting> = None;
    for state in [ClaimState::Submitted, ClaimState::UnderReview] {
        let first = After {
            at: i64::MIN,
            reference: String::new(),
        };
        let clocks = app
            .store()
            .running_clocks(state, DateTime::<Utc>::MAX_UTC, first, 1)
            .await?;
        for clock in clocks {
            let seconds = clock.life.review_seconds(now);
            let waiting = clock.life.waiting(&app.programme().claims);
            if let Some(waiting) = waiting
                && found.as_ref().is_none_or(|found| found.seconds < seconds)
            {
                found = Some(OldestWaiting {
                    reference: clock.reference,
                    seconds,
                    until: waiting.until,
                });
            }
        }
    }
    Ok(found)
}
