//! What one was told, and how one wants to be told.

use axum::extract::State;
use chrono_tz::Tz;
use claimdesk_protocol::{NoticeSettings, Notices, ReadUpTo};

use crate::answer::Answer;
use crate::app::App;
use crate::extract::{Json, SignedIn};
use crate::openapi::{Put, PutOne, SignedInRead};
use crate::problem::{Outcome, Refusal};

/// What the reader was told, the latest first.
#[utoipa::path(get, path = "/api/v1/notices", tag = "notices", responses((status = 200, body = Notices), SignedInRead))]
pub async fn list(State(app): State<App>, SignedIn(user): SignedIn) -> Outcome<Answer> {
    shown(&app, &user.id).await
}

/// Marks what the reader was told as read, up to a notice and with it.
#[utoipa::path(put, path = "/api/v1/notices/read", tag = "notices", request_body = ReadUpTo,
    responses((status = 200, body = Notices), PutOne))]
pub async fn read(
    State(app): State<App>,
    SignedIn(user): SignedIn,
    Json { value, .. }: Json<ReadUpTo>,
) -> Outcome<Answer> {
    let theirs = app
        .store()
        .read_notices(&user.id, &value.id, app.now())
        .await?;
    if !theirs {
        return Err(Refusal::no_such_notice());
    }
    shown(&app, &user.id).await
}

/// Remembers how the reader wants to be told.
#[utoipa::path(put, path = "/api/v1/notices/settings", tag = "notices", request_body = NoticeSettings,
    responses((status = 200, body = NoticeSettings), Put))]
pub async fn settings(
    State(app): State<App>,
    SignedIn(user): SignedIn,
    Json { value, .. }: Json<NoticeSettings>,
) -> Outcome<Answer> {
    if let Some(zone) = &value.time_zone
        && zone.parse::<Tz>().is_err()
    {
        return Err(Refusal::field(
            "timeZone",
            "not_offered",
            "This is no time zone by its IANA name, such as Europe/Copenhagen. Correct it, or send null for UTC.",
        ));
    }
    app.store()
        .set_notice_settings(&user.id, value.clone())
        .await?;
    Answer::ok(&value)
}

async fn shown(app: &App, user_id: &str) -> Outcome<Answer> {
    let (notices, unread, settings) = app.store().notices(user_id, Notices::SHOWN).await?;
    Answer::ok(&Notices {
        unread,
        notices,
        settings,
    })
}
