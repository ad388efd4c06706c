//! `/metrics`, on an address of its own: it is for whoever runs the server and nobody else.

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::app::App;
use crate::problem::{Outcome, Refusal};

const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The one page.
pub fn router(app: App) -> Router {
    Router::new()
        .route("/metrics", get(metrics))
        .with_state(app)
}

async fn metrics(State(app): State<App>) -> Outcome<Response> {
    let now = app.now();
    let levels = app
        .store()
        .levels(now)
        .await
        .map_err(Refusal::unavailable)?;
    let text = app
        .metrics()
        .text(&levels, now)
        .map_err(Refusal::internal)?;
    Ok(([(header::CONTENT_TYPE, OPEN_METRICS)], text).into_response())
}
