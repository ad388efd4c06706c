//! Months that are posted: what was decided in them stands from then on.

use axum::extract::{Path, State};
use claimdesk_protocol::{MonthState, MonthToPost, Months};
use claimdesk_recognition::Month;
use claimdesk_recognition::claim::quality::may_post;

use crate::answer::Answer;
use crate::app::App;
use crate::claims::quality::person;
use crate::extract::NoBody;
use crate::openapi::{PostMonth, Read};
use crate::policy::Administrator;
use crate::problem::{Outcome, Refusal};
use crate::store::quality::{Posted, Posting};

/// Months that are told: two years back.
const MONTHS: i32 = 24;

/// Months in which credits begin, and those that are posted, the latest first.
#[utoipa::path(get, path = "/api/v1/admin/months", tag = "admin", responses((status = 200, body = Months), Read))]
pub async fn list(State(app): State<App>, _: Administrator) -> Outcome<Answer> {
    shown(&app).await
}

/// Posts a month: decisions that begin to tell in it, or before it, are not undone any more.
/// Posting it again changes nothing.
#[utoipa::path(post, path = "/api/v1/admin/months/{month}/post", tag = "admin",
    params(("month" = String, Path, description = "`YYYY-MM`", pattern = "^[0-9]{4}-(0[1-9]|1[0-2])$")),
    responses((status = 200, body = Months), PostMonth))]
pub async fn post(
    State(app): State<App>,
    administrator: Administrator,
    Path(month): Path<String>,
    _: NoBody,
) -> Outcome<Answer> {
    let Some(month) = Month::parse(&month) else {
        return Err(Refusal::field(
            "month",
            "not_a_month",
            "Name the month as year and number, 2026-11.",
        ));
    };
    let now = app.now();
    may_post(month, None, now)?;
    let posting = Posting {
        month,
        by: person(&administrator.user),
        at: now,
    };
    match app.store().post(posting).await? {
        Posted::Done => {
            tracing::info!(%month, "month posted");
            shown(&app).await
        }
        Posted::EarlierOpen(earlier) => Err(Refusal::earlier_month(earlier)),
    }
}

async fn shown(app: &App) -> Outcome<Answer> {
    let this = Month::at(app.now());
    let months = app.store().months(this.plus(-MONTHS)).await?;
    let posted_until = app.store().posted_until().await?;
    let months = months.into_iter().map(|one| MonthToPost {
        month: one.month,
        state: if posted_until.is_some_and(|posted| one.month <= posted) {
            MonthState::Posted
        } else if one.month > this {
            MonthState::Coming
        } else {
            MonthState::Open
        },
        claims: one.claims,
        lines: one.lines,
        posted: one.posted,
    });
    Answer::ok(&Months {
        months: months.collect(),
    })
}
