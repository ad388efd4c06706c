//! Answers, and giving the same one when a request comes again.

use std::future::Future;

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::app::App;
use crate::extract::RequestKey;
use crate::problem::{Outcome, Refusal};
use crate::store::{Remember, SavedAnswer, Written};

/// A JSON answer that can be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    status: StatusCode,
    location: Option<String>,
    etag: Option<String>,
    body: Vec<u8>,
}

impl Answer {
    fn new(status: StatusCode, body: &impl Serialize) -> Outcome<Self> {
        let body = serde_json::to_vec(body).map_err(Refusal::internal)?;
        Ok(Self {
            status,
            location: None,
            etag: None,
            body,
        })
    }

    /// 200.
    pub fn ok(body: &impl Serialize) -> Outcome<Self> {
        Self::new(StatusCode::OK, body)
    }

    /// 201, with where it is.
    pub fn created(body: &impl Serialize, location: String) -> Outcome<Self> {
        Ok(Self {
            location: Some(location),
            ..Self::new(StatusCode::CREATED, body)?
        })
    }

    /// With the version as `ETag`.
    #[must_use]
    pub fn version(self, version: i64) -> Self {
        Self {
            etag: Some(format!("\"{version}\"")),
            ..self
        }
    }

    /// To be remembered for this key.
    pub fn remembered(&self, key: Option<&RequestKey>, at: DateTime<Utc>) -> Option<Remember> {
        let key = key?;
        Some(Remember {
            account_id: key.account_id.clone(),
            key: key.key.clone(),
            answer: SavedAnswer {
                request: key.request,
                status: self.status.as_u16(),
                location: self.location.clone(),
                etag: self.etag.clone(),
                body: self.body.clone(),
            },
            at,
        })
    }

    fn again(saved: SavedAnswer, key: &RequestKey) -> Outcome<Self> {
        if saved.request != key.request {
            return Err(Refusal::key_reused());
        }
        Ok(Self {
            status: StatusCode::from_u16(saved.status).map_err(Refusal::internal)?,
            location: saved.location,
            etag: saved.etag,
            body: saved.body,
        })
    }

    /// This answer once its change is written, or the first one if the key was used before.
    pub fn once_written(self, written: Written, key: Option<&RequestKey>) -> Outcome<Self> {
        match (written, key) {
            (Written::Done(()), _) => Ok(self),
            (Written::Repeated(saved), Some(key)) => Self::again(saved, key),
            (Written::Stale | Written::Repeated(_), _) => Err(Refusal::stale()),
        }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        );
        for (name, value) in [(header::LOCATION, self.location), (header::ETAG, self.etag)] {
            if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok()) {
                headers.insert(name, value);
            }
        }
        response
    }
}

/// Acts once for each key: when the act is refused because it was done before, the first
/// answer is given again.
///
/// The look-up comes after the refusal and not before the act, so that the usual request
/// pays nothing for it; two requests at once meet in the transaction that writes.
pub async fn once(
    app: &App,
    key: Option<&RequestKey>,
    act: impl Future<Output = Outcome<Answer>>,
) -> Outcome<Answer> {
    let refusal = match act.await {
        Err(refusal) if refusal.status().is_client_error() => refusal,
        other => return other,
    };
    let Some(key) = key else { return Err(refusal) };
    match app.store().remembered(&key.account_id, &key.key).await? {
        Some(saved) => Answer::again(saved, key),
        None => Err(refusal),
    }
}
