//! What handlers take from a request, read strictly, with refusals that name the field.

use std::collections::HashMap;

use axum::extract::{
    FromRequest, FromRequestParts, MatchedPath, OptionalFromRequestParts, Path, Query, Request,
};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use bytes::{Bytes, BytesMut};
use chrono::{DateTime, Utc};
use claimdesk_protocol::{IDEMPOTENCY_KEY, User};
use futures::StreamExt;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::app::App;
use crate::audit::act;
use crate::audit::entry::{Actor, ActorKind};
use crate::evidence::drain;
use crate::guard::kinds::Kind;
use crate::guard::rates::By;
use crate::heads;
use crate::identity::passkeys::PasskeyWish;
use crate::identity::{session, token};
use crate::ids;
use crate::openapi;
use crate::policy::{
    self, Access, Administrator, Auditor, Integrator, Overseer, Partner, Reviewer,
};
use crate::problem::Refusal;
use crate::store::Stored;

/// A JSON body, with the hash of its bytes.
#[derive(Clone, Debug)]
pub struct Json<T> {
    /// What it says.
    pub value: T,
    /// SHA-256 of the bytes.
    pub digest: [u8; 32],
}

impl<T: DeserializeOwned + Serialize> FromRequest<App> for Json<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refusal> {
        if !is_json(request.headers()) {
            return Err(Refusal::wrong_type());
        }
        let bytes = bytes(request, app).await?;
        Ok(Self {
            value: parse(&bytes)?,
            digest: ids::digest(&bytes),
        })
    }
}

/// No body, or an empty object.
#[derive(Clone, Debug)]
pub struct NoBody {
    /// SHA-256 of what there was.
    pub digest: [u8; 32],
}

impl FromRequest<App> for NoBody {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refusal> {
        let bytes = bytes(request, app).await?;
        if matches!(bytes.trim_ascii(), b"" | b"{}") {
            Ok(Self {
                digest: ids::digest(b""),
            })
        } else {
            Err(Refusal::invalid(
                "This takes no body. Send the request without one.",
            ))
        }
    }
}

async fn bytes(request: Request, app: &App) -> Result<Bytes, Refusal> {
    let limit = app.limits().body_bytes;
    let mut body = request.into_body().into_data_stream();
    let mut bytes = BytesMut::new();
    while let Some(piece) = body.next().await {
        let piece = piece
            .map_err(|_| Refusal::malformed("The body broke off before its end. Send it again."))?;
        if bytes.len() + piece.len() > limit {
            let limit = u64::try_from(limit).unwrap_or(u64::MAX);
            drain(&mut body, limit.saturating_mul(16)).await;
            return Err(Refusal::too_large(limit));
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes.freeze())
}

fn is_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
    else {
        return false;
    };
    let essence = value.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
}

fn parse<T: DeserializeOwned + Serialize>(bytes: &[u8]) -> Result<T, Refusal> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value: T = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        unreadable(&path, error.inner())
    })?;
    reader.end().map_err(|error| unreadable("", &error))?;
    let given = serde_json::from_slice(bytes).map_err(|error| unreadable("", &error))?;
    let read = serde_json::to_value(&value).map_err(Refusal::internal)?;
    match list_for_object(&given, &read, String::new()) {
        None => Ok(value),
        Some(path) => {
            let field = if path.is_empty() {
                "body"
            } else {
                path.trim_start_matches('.')
            };
            Err(Refusal::field(
                field,
                "wrong_type",
                format!("`{field}` is a list, and has to be an object."),
            ))
        }
    }
}

/// Where a list was given for an object. Serde reads a list as the fields in their order,
/// which nobody means who sends one.
fn list_for_object(given: &Value, read: &Value, path: String) -> Option<String> {
    match (given, read) {
        (Value::Array(_), Value::Object(_)) => Some(path),
        (Value::Array(given), Value::Array(read)) => {
            (0..)
                .zip(given.iter().zip(read))
                .find_map(|(index, (given, read)): (usize, _)| {
                    list_for_object(given, read, format!("{path}[{index}]"))
                })
        }
        (Value::Object(given), Value::Object(read)) => given.iter().find_map(|(name, given)| {
            list_for_object(given, read.get(name)?, format!("{path}.{name}"))
        }),
        _ => None,
    }
}

fn unreadable(path: &str, error: &serde_json::Error) -> Refusal {
    // serde_json puts " at line … column …" behind every message.
    let text = error.to_string();
    let message = text
        .rsplit_once(" at line ")
        .map_or(text.as_str(), |(message, _)| message);
    if !error.is_data() {
        return Refusal::malformed(format!(
            "The body is not JSON: {message} at line {}, column {}.",
            error.line(),
            error.column()
        ));
    }
    let named = |prefix: &str| {
        let rest = message.strip_prefix(prefix)?;
        rest.split('`').next().map(str::to_owned)
    };
    let (code, inner) = if let Some(field) = named("unknown field `") {
        ("unknown", Some(field))
    } else if let Some(field) = named("missing field `") {
        ("missing", Some(field))
    } else if let Some(field) = named("duplicate field `") {
        ("twice", Some(field))
    } else {
        ("wrong_type", None)
    };
    let path = if path == "." {
        ""
    } else {
        path.trim_end_matches(".?").trim_matches('.')
    };
    let field = match inner {
        Some(inner) if path.is_empty() => inner,
        Some(inner) if path == inner || path.ends_with(&format!(".{inner}")) => path.to_owned(),
        Some(inner) => format!("{path}.{inner}"),
        None if path.is_empty() => "body".to_owned(),
        None => path.to_owned(),
    };
    let message = match code {
        "unknown" => format!("There is no field `{field}`. Take it away, or correct its name."),
        "missing" => format!("`{field}` is missing. Add it."),
        "twice" => format!("`{field}` is there twice. Take one away."),
        _ => format!("`{field}` cannot be read: {message}."),
    };
    Refusal::field(&field, code, message)
}

/// The version in `If-Match`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version(pub i64);

impl<S: Sync> FromRequestParts<S> for Version {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let value = parts
            .headers
            .get(header::IF_MATCH)
            .ok_or_else(Refusal::version_required)?;
        // Another tag than ours names a version the claim does not have.
        heads::version(value.as_bytes())
            .map(Self)
            .ok_or_else(Refusal::stale)
    }
}

/// A request's `Idempotency-Key`, if it has one, and what it was sent to.
#[derive(Clone, Debug)]
pub struct Repeat {
    key: Option<String>,
    target: String,
}

impl Repeat {
    /// The key of this account for a request with this body.
    pub fn of(self, account_id: &str, body: &[u8; 32]) -> Option<RequestKey> {
        let mut whole = self.target.into_bytes();
        whole.push(0);
        whole.extend_from_slice(body);
        Some(RequestKey {
            account_id: account_id.to_owned(),
            key: self.key?,
            request: ids::digest(&whole),
        })
    }
}

/// Names an act: the same key, account and request are the same act.
#[derive(Clone, Debug)]
pub struct RequestKey {
    /// Whose.
    pub account_id: String,
    /// The key.
    pub key: String,
    /// SHA-256 of method, address and body.
    pub request: [u8; 32],
}

impl<S: Sync> FromRequestParts<S> for Repeat {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let target = format!("{} {}", parts.method, parts.uri);
        let Some(value) = parts.headers.get(IDEMPOTENCY_KEY) else {
            return Ok(Self { key: None, target });
        };
        let key = value.to_str().ok().filter(|key| {
            (1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic())
        });
        match key {
            Some(key) => Ok(Self {
                key: Some(key.to_owned()),
                target,
            }),
            None => Err(Refusal::field(
                "Idempotency-Key",
                "invalid",
                "An Idempotency-Key has 1 to 255 visible ASCII characters.",
            )),
        }
    }
}

/// A claim's reference from the address, in its one spelling.
#[derive(Clone, Debug)]
pub struct Reference(pub String);

impl<S: Send + Sync> FromRequestParts<S> for Reference {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let Path(path) =
            <Path<HashMap<String, String>> as FromRequestParts<S>>::from_request_parts(
                parts, state,
            )
            .await
            .map_err(|_| Refusal::no_such_route())?;
        let text = path
            .get("reference")
            .map(String::as_str)
            .unwrap_or_default();
        ids::parse_reference(text)
            .map(Self)
            .ok_or_else(|| Refusal::no_such_claim(text))
    }
}

/// What stands behind the `?`.
#[derive(Clone, Debug)]
pub struct Asked<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        Query::try_from_uri(&parts.uri)
            .map(|Query(value)| Self(value))
            .map_err(|error| {
                let detail = std::error::Error::source(&error)
                    .map_or_else(|| error.to_string(), ToString::to_string);
                Refusal::malformed(format!(
                    "The part of the address after `?` cannot be read: {detail}."
                ))
            })
    }
}

/// Whoever is signed in.
#[derive(Clone, Debug)]
pub struct SignedIn(pub User);

/// The program a token is of, as its maker. A token that cannot be used is never passed over for a
/// cookie.
async fn program(parts: &Parts, app: &App, token: &str) -> Result<User, Refusal> {
    if !heads::is_token(token) {
        return Err(Refusal::invalid_token(true));
    }
    let now = app.now();
    let found = app.store().token(token::hash(token)).await?;
    let record = found
        .filter(|record| token::is_alive(record, now))
        .ok_or_else(|| Refusal::invalid_token(false))?;
    let actor = Actor {
        id: Some(record.id.clone()),
        kind: ActorKind::Program,
    };
    act::is(actor, Some(record.organisation_id.clone()));
    if let Some(kind) = parts.extensions.get::<Kind>() {
        app.guard().rates.ask(*kind, &By::Token(&record.id))?;
    }
    let of = |method| operation(parts, method).and_then(|of| policy::access(&of));
    let asks_for_head = parts.method == Method::HEAD;
    let access = of(&parts.method).or_else(|| of(&Method::GET).filter(|_| asks_for_head));
    match access {
        Some(Access::Token(scope)) if record.scopes.contains(&scope) => {}
        Some(Access::Token(scope)) => return Err(Refusal::beyond_the_token(Some(scope))),
        _ => return Err(Refusal::beyond_the_token(None)),
    }
    if token::is_to_be_noted(&record, now) {
        noted(app.store().touch_token(&record.id, now).await);
    }
    let mut maker = record.maker;
    maker.name = format!("{} (token {})", maker.name, record.name);
    Ok(maker)
}

/// Somebody who came with a request.
#[derive(Clone, Debug)]
pub struct Came {
    /// The person.
    pub user: User,
    /// Since when they are signed in; a program never is.
    pub since: Option<DateTime<Utc>>,
    /// They have to add a passkey before they may do anything else.
    pub passkey_due: bool,
}

/// The name of the operation that is asked for, by which one's method is.
fn operation(parts: &Parts, method: &Method) -> Option<String> {
    let route = parts.extensions.get::<MatchedPath>()?;
    Some(openapi::operation_id(method, route.as_str()))
}

/// When somebody was last here is worth no refusal: on a disk that is full people go on reading.
fn noted(written: Stored<()>) {
    if let Err(error) = written {
        tracing::warn!(%error, "when a session or a token was last used cannot be noted");
    }
}

async fn who(parts: &Parts, app: &App) -> Result<Option<Came>, Refusal> {
    if let Some(token) = token::of(&parts.headers) {
        let user = program(parts, app, token).await?;
        return Ok(Some(Came {
            user,
            since: None,
            passkey_due: false,
        }));
    }
    let Some(token) = session::token_hash(&parts.headers, app.secure_cookies()) else {
        return Ok(None);
    };
    let Some(record) = app.store().session(token).await? else {
        return Ok(None);
    };
    let now = app.now();
    if !session::is_alive(&record, now) {
        return Ok(None);
    }
    if session::is_to_be_noted(&record, now) {
        noted(app.store().touch_session(token, now).await);
    }
    act::is_user(&record.user);
    if let Some(kind) = parts.extensions.get::<Kind>() {
        app.guard()
            .rates
            .ask(*kind, &By::Account(&record.user.id))?;
    }
    let passkey_due = record.without_passkey && app.passkey_wish() == PasskeyWish::Required;
    let may =
        || operation(parts, &parts.method).is_some_and(|of| policy::goes_without_passkey(&of));
    if passkey_due && !may() {
        return Err(Refusal::passkey_due());
    }
    Ok(Some(Came {
        user: record.user,
        since: Some(record.created_at),
        passkey_due,
    }))
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        who(parts, app)
            .await?
            .map(|came| Self(came.user))
            .ok_or_else(Refusal::not_signed_in)
    }
}

impl OptionalFromRequestParts<App> for Came {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Option<Self>, Refusal> {
        who(parts, app).await
    }
}

/// Whoever is signed in with a session of this browser, for what only they may do to their own
/// account.
#[derive(Clone, Debug)]
pub struct Owner {
    /// The person.
    pub user: User,
    /// The hash of the session's token.
    pub session: [u8; 32],
    /// Since when they are signed in.
    pub since: DateTime<Utc>,
}

impl FromRequestParts<App> for Owner {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let session = session::token_hash(&parts.headers, app.secure_cookies())
            .ok_or_else(Refusal::not_signed_in)?;
        let came = who(parts, app).await?.ok_or_else(Refusal::not_signed_in)?;
        let since = came.since.ok_or_else(Refusal::not_signed_in)?;
        Ok(Self {
            user: came.user,
            session,
            since,
        })
    }
}

/// The same, where they signed in a moment ago: for what whoever finds an open browser must not do.
#[derive(Clone, Debug)]
pub struct Fresh(pub Owner);

impl FromRequestParts<App> for Fresh {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let owner = <Owner as FromRequestParts<App>>::from_request_parts(parts, app).await?;
        if session::is_fresh(owner.since, app.now()) {
            Ok(Self(owner))
        } else {
            Err(Refusal::sign_in_again())
        }
    }
}

macro_rules! in_role {
    ($($role:ident),+) => {$(
        impl FromRequestParts<App> for $role {
            type Rejection = Refusal;

            async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
                let SignedIn(user) = <SignedIn as FromRequestParts<App>>::from_request_parts(parts, app).await?;
                Self::of(user)
            }
        }
    )+};
}

in_role!(
    Partner,
    Reviewer,
    Overseer,
    Integrator,
    Administrator,
    Auditor
);

#[cfg(test)]
mod tests {
    use super::*;
    use axum::response::IntoResponse;
    use claimdesk_protocol::{Problem, Rejection, SaveForm};

    async fn refused<T: DeserializeOwned + Serialize + std::fmt::Debug>(body: &str) -> Problem {
        let response = parse::<T>(body.as_bytes()).unwrap_err().into_response();
        let bytes = axum::body::to_bytes(response.into_body(), 100_000)
            .await
            .unwrap();
        serde_json::from_slice(&bytes).unwrap()
    }

    #[tokio::test]
    async fn faults_of_a_body_name_the_field() {
        for (body, status, field) in [
            (r#"{"form":{"customerName":7}}"#, 422, "form.customerName"),
            (r#"{"form":{"customerNme":"x"}}"#, 422, "form.customerNme"),
            (r#"{"form":{},"more":1}"#, 422, "more"),
            (r"{}", 422, "form"),
            (
                r#"{"form":{"products":[{"workload":"Sales"},{"workload":[]}]}}"#,
                422,
                "form.products[1].workload",
            ),
            (
                r#"{"form":{"products":[{}]}}"#,
                422,
                "form.products[0].workload",
            ),
            (
                r#"{"form":{"comments":"a","comments":"b"}}"#,
                422,
                "form.comments",
            ),
            (r"null", 422, "body"),
            (r"[{}]", 422, "body"),
            (r#"{"form":[]}"#, 422, "form"),
            (
                r#"{"form":{"products":[["Sales","1"]]}}"#,
                422,
                "form.products[0]",
            ),
        ] {
            let problem = refused::<SaveForm>(body).await;
            assert_eq!(problem.status, status, "{body}");
            assert_eq!(problem.errors[0].field, field, "{body}");
        }
        let problem = refused::<Rejection>(r#"{"reason":"because","note":"x"}"#).await;
        assert_eq!(
            (problem.status, problem.errors[0].field.as_str()),
            (422, "reason")
        );
    }

    #[tokio::test]
    async fn what_is_not_json_is_told_by_line_and_column() {
        let deep = "[".repeat(10_000);
        for body in ["", "{", "{\"form\":\n nonsense}", "{}{}", deep.as_str()] {
            let problem = refused::<Value>(body).await;
            assert_eq!(problem.status, 400);
            assert!(problem.detail.contains("line"), "{}", problem.detail);
        }
    }
}
