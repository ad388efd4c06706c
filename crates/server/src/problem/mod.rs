//! Refusals: problem details (RFC 9457) with a stable code, what happened, and the cure.
//!
//! A handler picks a named constructor. What went wrong inside is logged with the request's
//! ID and never sent.

mod accounts;
mod claims;
mod files;
mod messages;
mod passkeys;
mod storage;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use claimdesk_protocol::{Problem, ProblemField};
use claimdesk_recognition::claim::Finding;

use files::size;

use crate::store::StoreError;

tokio::task_local! {
    /// Names the request that is being answered.
    pub static REQUEST_ID: String;
}

/// A refused request.
#[derive(Debug)]
pub struct Refusal(Box<Parts>);

#[derive(Debug)]
struct Parts {
    status: StatusCode,
    code: &'static str,
    title: &'static str,
    detail: String,
    errors: Vec<ProblemField>,
    findings: Vec<Finding>,
    cause: Option<anyhow::Error>,
    retry_after: Option<i64>,
}

/// What handlers give.
pub type Outcome<T> = Result<T, Refusal>;

impl Refusal {
    fn new(
        status: StatusCode,
        code: &'static str,
        title: &'static str,
        detail: impl Into<String>,
    ) -> Self {
        Self(Box::new(Parts {
            status,
            code,
            title,
            detail: detail.into(),
            errors: Vec::new(),
            findings: Vec::new(),
            cause: None,
            retry_after: None,
        }))
    }

    /// The status it answers with.
    pub const fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The body cannot be read at all.
    pub fn malformed(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "malformed",
            "The request cannot be read",
            detail,
        )
    }

    /// No such address.
    pub fn no_such_route() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "no_such_route",
            "There is no such address",
            "The API has nothing at this address. /api/openapi.json lists what there is.",
        )
    }

    /// The address exists, the method does not.
    pub fn method_not_allowed() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_allowed",
            "The address does not take this method",
            "See /api/openapi.json for the methods of this address.",
        )
    }

    /// The move does not fit where the claim stands.
    pub fn not_now(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "not_now",
            "The claim cannot take this now",
            detail,
        )
    }

    /// Something of the same name is there.
    pub fn taken(field: &str, message: &str) -> Self {
        Self::new(StatusCode::CONFLICT, "taken", "It exists already", message)
            .about(field, "taken", message)
    }

    /// The version in `If-Match` is not the claim's.
    pub fn stale() -> Self {
        Self::new(
            StatusCode::PRECONDITION_FAILED,
            "stale",
            "The claim has changed meanwhile",
            "Somebody changed the claim after you loaded it. Load it again and repeat your change on what it says now.",
        )
    }

    /// `If-Match` is missing.
    pub fn version_required() -> Self {
        Self::new(
            StatusCode::PRECONDITION_REQUIRED,
            "version_required",
            "The version is missing",
            "Send the claim's version as If-Match: \"<version>\", from the ETag it was loaded with.",
        )
    }

    /// The body is over the limit.
    pub fn too_large(limit: u64) -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            "Too much was sent",
            format!("At most {} can be sent here.", size(limit)),
        )
    }

    /// The body is not what the address takes.
    pub fn wrong_type() -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "wrong_type",
            "The body is not JSON",
            "Send JSON and say so: Content-Type: application/json.",
        )
    }

    /// Understood, and not acceptable; follow with [`Self::about`].
    pub fn invalid(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid",
            "Something needs to be mended",
            detail,
        )
    }

    /// One field is wrong.
    pub fn field(field: &str, code: &str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self::invalid(message.clone()).about(field, code, message)
    }

    /// The key was used for another request.
    pub fn key_reused() -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "key_reused",
            "The idempotency key belongs to another request",
            "This Idempotency-Key was sent before with another address or body. Use a new key for a new act.",
        )
    }

    /// As much is under way as the server can do.
    pub fn busy() -> Self {
        let mut refusal = Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "busy",
            "The server has too much to do",
            "Nothing was done. Send this again in 2 seconds.",
        );
        refusal.0.retry_after = Some(2);
        refusal
    }

    /// Our fault, or our disk's. The cause is logged.
    pub fn internal(cause: impl Into<anyhow::Error>) -> Self {
        let cause = cause.into();
        let failed = || {
            Self::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "internal",
                "The server failed",
                "Nothing was changed. Try again; if it stays so, tell whoever runs this server the request ID.",
            )
        };
        let mut refusal = storage::refusal(&cause).unwrap_or_else(failed);
        refusal.0.cause = Some(cause);
        refusal
    }

    /// The server cannot work at present.
    pub fn unavailable(cause: impl Into<anyhow::Error>) -> Self {
        let mut refusal = Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            "The server is not ready",
            "Try again in a moment.",
        );
        refusal.0.cause = Some(cause.into());
        refusal
    }

    /// These parts of the server do not work.
    pub fn not_ready(parts: &[&str]) -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            "The server is not ready",
            format!("Not well: {}. The log tells why.", parts.join(", ")),
        )
    }

    /// Adds what is wrong with a field.
    #[must_use]
    pub fn about(mut self, field: &str, code: &str, message: impl Into<String>) -> Self {
        self.0.errors.push(ProblemField {
            field: field.to_owned(),
            code: code.to_owned(),
            message: message.into(),
        });
        self
    }

    /// The refusal for a terminal: what happened, and each fault of a field.
    pub fn in_words(&self) -> String {
        let faults: Vec<&str> = self
            .0
            .errors
            .iter()
            .map(|error| error.message.as_str())
            .collect();
        match (faults.is_empty(), &self.0.cause) {
            (false, _) => faults.join(" "),
            (true, Some(cause)) => format!("{cause:#}"),
            (true, None) => self.0.detail.clone(),
        }
    }

    fn problem(self) -> Problem {
        let parts = *self.0;
        Problem {
            kind: format!("urn:claimdesk:problem:{}", parts.code),
            title: parts.title.to_owned(),
            status: parts.status.as_u16(),
            detail: parts.detail,
            code: parts.code.to_owned(),
            errors: parts.errors,
            findings: parts.findings,
            request_id: REQUEST_ID.try_with(Clone::clone).ok(),
        }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::internal(error)
    }
}

impl From<crate::ids::NoRandomness> for Refusal {
    fn from(error: crate::ids::NoRandomness) -> Self {
        Self::internal(error)
    }
}

impl IntoResponse for Refusal {
    fn into_response(mut self) -> Response {
        if let Some(cause) = self.0.cause.take() {
            tracing::error!(
                code = self.0.code,
                error = format!("{cause:#}"),
                "request failed"
            );
        }
        let status = self.0.status;
        let retry_after = self.0.retry_after;
        let body = serde_json::to_vec(&self.problem()).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds.max(1)));
        }
        response
    }
}
