//! What the installation is, and whether it works.

use axum::extract::State;
use axum::http::StatusCode;
use claimdesk_protocol::Info;

use crate::answer::Answer;
use crate::app::App;
use crate::openapi::Fail;
use crate::problem::{Outcome, Refusal};
use crate::store::Stored;

/// Version, limits, and whom to try on a demonstration server.
#[utoipa::path(get, path = "/api/v1/info", tag = "service", responses((status = 200, body = Info), Fail))]
pub async fn info(State(app): State<App>) -> Outcome<Answer> {
    Answer::ok(&Info {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        programme: app.programme().id.clone(),
        evidence_max_bytes: app.limits().evidence_bytes,
        evidence_max_files: app.limits().evidence_files,
        resets_by_mail: app.office().knows_address(),
        demo: app.demo().cloned(),
        provider: app
            .provider()
            .map(|provider| provider.settings().name.clone()),
        passkeys: app.passkeys().map(|passkeys| passkeys.host().to_owned()),
    })
}

/// The process runs.
pub async fn healthz() -> (StatusCode, &'static str) {
    (StatusCode::OK, "ok\n")
}

/// The lease by which it is seen whether the database can be written.
const PROBE: &str = "readyz";

/// Whether this server can work, part by part: the database, evidence and files in parts answer and
/// can be written.
pub async fn readyz(State(app): State<App>) -> Outcome<&'static str> {
    let parts: [(&str, Result<(), anyhow::Error>); 3] = [
        ("database", database(&app).await.map_err(Into::into)),
        ("evidence", app.evidence().is_writable().await),
        ("uploads", app.partial().is_writable().await),
    ];
    let mut unwell = Vec::new();
    for (part, checked) in parts {
        if let Err(error) = checked {
            tracing::error!(part, error = format!("{error:#}"), "not ready");
            unwell.push(part);
        }
    }
    if unwell.is_empty() {
        Ok("ready\n")
    } else {
        Err(Refusal::not_ready(&unwell))
    }
}

/// A database that can only be read answers all the same. Many who look at once share one commit.
async fn database(app: &App) -> Stored<()> {
    app.store().ping().await?;
    let now = app.now();
    // Nobody else has it, whichever server asks: it is written each time.
    app.store().lease(PROBE, PROBE, now, now).await.map(drop)
}
