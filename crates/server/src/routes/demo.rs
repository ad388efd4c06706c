//! Invented exports, on a demonstration server.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::demo::exports;
use crate::openapi::Find;
use crate::problem::{Outcome, Refusal};

/// An invented Partner Center export to drop on the calculator.
#[utoipa::path(get, path = "/api/v1/demo/exports/{name}", tag = "service",
    params(("name" = String, Path, description = "As listed by /info")),
    responses((status = 200, content_type = "text/csv", body = String), Find))]
pub async fn export(
    State(app): State<App>,
    name: Result<Path<String>, PathRejection>,
) -> Outcome<Response> {
    let Path(name) = name.map_err(|_| Refusal::no_such_route())?;
    let content = app.demo().and_then(|_| exports::content(&name, app.now()));
    let content = content.ok_or_else(Refusal::no_such_route)?;
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, content).into_response())
}
