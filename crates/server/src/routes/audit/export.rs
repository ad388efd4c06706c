//! The log as a file, a page at a time: nobody's memory has to hold a million entries.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use claimdesk_exports::Csv;
use claimdesk_protocol::AuditLine;
use futures::stream;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{AuditListing, line};
use crate::app::App;
use crate::extract::Asked;
use crate::ids;
use crate::openapi::List;
use crate::policy::Auditor;
use crate::problem::{Outcome, Refusal};
use crate::routes::paging::Page;
use crate::store::{AuditFilter, AuditRow};

/// Entries read at once.
const AT_ONCE: u32 = 1000;

/// The columns: the names that entries have for them, in any language.
const COLUMNS: [&str; 17] = [
    "sequence",
    "at",
    "actorKind",
    "actor",
    "actorName",
    "organisation",
    "operation",
    "objectKind",
    "reference",
    "version",
    "from",
    "to",
    "reason",
    "count",
    "content",
    "evidence",
    "words",
];

/// In which form.
#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Form {
    /// `ndjson` (when left out) or `csv`.
    pub format: Option<String>,
}

enum Written {
    Lines,
    Table(Box<Csv>),
}

/// How far the file has come.
struct Export {
    app: App,
    /// Where it goes on; nothing when it is whole.
    filter: Option<AuditFilter>,
    written: Written,
}

/// All entries that fit, in their order. A line of `ndjson` has `entry` byte for byte as it is
/// hashed, and what is kept beside it with its salt.
#[utoipa::path(get, path = "/api/v1/audit/export", tag = "audit", params(AuditListing, Form),
    responses((status = 200, description = "The entries", content_type = "application/x-ndjson", body = String), List))]
pub async fn export(
    State(app): State<App>,
    _: Auditor,
    Asked(listing): Asked<AuditListing>,
    Asked(form): Asked<Form>,
) -> Outcome<Response> {
    let (written, kind, ending) = match form.format.as_deref() {
        None | Some("" | "ndjson") => (Written::Lines, "application/x-ndjson", "ndjson"),
        Some("csv") => {
            let table = Written::Table(Box::new(Csv::new(&COLUMNS)));
            (table, "text/csv; charset=utf-8", "csv")
        }
        Some(_) => {
            return Err(Refusal::field(
                "format",
                "not_offered",
                "The log leaves as `ndjson` or as `csv`.",
            ));
        }
    };
    let filter = AuditFilter {
        oldest_first: true,
        limit: AT_ONCE,
        ..listing.filter(&Page::default())?
    };
    let day = app.now().date_naive();
    let begun = Export {
        app,
        filter: Some(filter),
        written,
    };
    let pieces = stream::try_unfold(begun, |export| async move { export.more().await });
    let mut response = Body::from_stream(pieces).into_response();
    let name = format!("attachment; filename=\"claimdesk-audit-{day}.{ending}\"");
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_str(&name).map_err(Refusal::internal)?,
    );
    Ok(response)
}

fn failed(cause: impl std::fmt::Debug) -> std::io::Error {
    tracing::error!(?cause, "an export broke off");
    std::io::Error::other("the export broke off")
}

impl Export {
    /// The next piece of the file. A failure cuts the file off, which the browser tells.
    async fn more(mut self) -> Result<Option<(Bytes, Self)>, std::io::Error> {
        let Some(filter) = self.filter.take() else {
            return Ok(None);
        };
        let rows = self.app.store().audit_rows(filter.clone()).await;
        let rows = rows.map_err(failed)?;
        if rows.len() >= usize::try_from(AT_ONCE).unwrap_or(usize::MAX) {
            self.filter = rows.last().map(|last| AuditFilter {
                after: Some(last.entry.sequence),
                ..filter
            });
        }
        let piece = match &mut self.written {
            Written::Lines => {
                let lines: Result<Vec<String>, _> = rows.iter().map(spelled).collect();
                lines.map_err(failed)?.concat().into_bytes()
            }
            Written::Table(csv) => {
                for row in rows {
                    put(csv, &line(row).map_err(failed)?);
                }
                csv.take().into()
            }
        };
        Ok(Some((Bytes::from(piece), self)))
    }
}

/// A line of the log with what is kept beside it.
fn spelled(row: &AuditRow) -> serde_json::Result<String> {
    #[derive(serde::Serialize)]
    struct Line<'r> {
        entry: &'r RawValue,
        salt: Option<String>,
        words: Option<&'r RawValue>,
    }
    let raw = |text: &'_ String| RawValue::from_string(text.clone());
    let (entry, words) = (raw(&row.text)?, row.words.as_ref().map(raw).transpose()?);
    let line = Line {
        entry: &entry,
        salt: row.salt.as_deref().map(ids::hex),
        words: words.as_deref(),
    };
    Ok(format!("{}\n", serde_json::to_string(&line)?))
}

fn put(csv: &mut Csv, line: &AuditLine) {
    let words: Vec<String> = line
        .words
        .iter()
        .map(|word| format!("{}: {}", word.name, word.text))
        .collect();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    csv.optional(Some(&line.sequence))
        .text(&crate::audit::entry::spelled(line.at))
        .text(&line.actor_kind)
        .text(&text(&line.actor))
        .text(&text(&line.actor_name))
        .text(&text(&line.organisation))
        .text(&line.operation)
        .text(&line.object_kind)
        .text(&line.reference)
        .optional(line.version.as_ref())
        .text(&text(&line.from))
        .text(&text(&line.to))
        .text(&text(&line.reason))
        .optional(Some(&line.count))
        .text(&text(&line.content))
        .text(&text(&line.evidence))
        .text(&words.join("; "));
}
