//! A claim's due time as a calendar file (RFC 5545).

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use claimdesk_protocol::Tongue;
use claimdesk_recognition::claim::{Wait, Waiting};
use icalendar::{Calendar, Component, Event, EventLike, Property};

use crate::app::App;
use crate::claims::expiry;
use crate::extract::{Asked, Reference, SignedIn};
use crate::language::InLanguage;
use crate::openapi::Due;
use crate::policy;
use crate::problem::{Outcome, Refusal};
use crate::store::ClaimFile;

/// Until when somebody is waited for. Loaded again after a change it replaces the entry.
#[utoipa::path(get, path = "/api/v1/claims/{reference}/due.ics", tag = "claims",
    params(("reference" = String, Path), InLanguage),
    responses((status = 200, body = String, content_type = "text/calendar"), Due))]
pub async fn due(
    State(app): State<App>,
    SignedIn(user): SignedIn,
    Reference(reference): Reference,
    Asked(asked): Asked<InLanguage>,
) -> Outcome<Response> {
    let language = asked.read()?;
    let file = policy::sees_claim(user, expiry::read(&app, &reference).await?, &reference)?;
    let waiting = file.life.waiting(&app.programme().claims).ok_or_else(|| {
        Refusal::not_now("Nobody is waited for, so there is no due time to put into a calendar.")
    })?;
    let headers = [
        (
            header::CONTENT_TYPE,
            "text/calendar; charset=utf-8".to_owned(),
        ),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{reference}.ics\""),
        ),
    ];
    Ok((headers, calendar(&file, waiting, language)).into_response())
}

fn calendar(file: &ClaimFile, waiting: Waiting, language: Tongue) -> String {
    let what = match (language, waiting.wait) {
        (Tongue::En, Wait::Review) => "decision due",
        (Tongue::En, Wait::Answer) => "answer due",
        (Tongue::En, Wait::MayDispute) => "last time to dispute",
        (Tongue::En, Wait::DisputeAnswer) => "answer to the dispute due",
        (Tongue::Da, Wait::Review) => "frist for afgørelse",
        (Tongue::Da, Wait::Answer) => "frist for svar",
        (Tongue::Da, Wait::MayDispute) => "sidste frist for klage",
        (Tongue::Da, Wait::DisputeAnswer) => "frist for svar på klagen",
    };
    let summary = format!("{}: {what}", file.reference);
    let customer: String = file
        .form
        .customer_name
        .chars()
        .filter(|c| !c.is_control())
        .collect();
    let event = Event::new()
        // The same entry as long as the claim lives, whatever is waited for.
        .uid(&format!("{}@claimdesk", file.reference))
        .sequence(u32::try_from(file.version).unwrap_or(u32::MAX))
        .timestamp(file.changed_at)
        .starts(waiting.until)
        .summary(&summary)
        .description(&customer)
        // It takes no time of anybody's.
        .add_property("TRANSP", "TRANSPARENT")
        .done();
    let mut calendar = Calendar::empty();
    calendar
        .append_property(Property::new("VERSION", "2.0"))
        .append_property(Property::new("PRODID", "-//Claimdesk//Claimdesk//EN"))
        .append_property(Property::new("METHOD", "PUBLISH"))
        .push(event);
    calendar.to_string()
}
