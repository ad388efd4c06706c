//! Around every request: its name in the log, where it may come from, and the headers every
//! answer has.

use std::any::Any;
use std::net::SocketAddr;
use std::time::Instant;

use axum::body::Body;
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tracing::Instrument;

use crate::app::App;
use crate::guard::pace::PacedBody;
use crate::identity::token;
use crate::ids;
use crate::problem::{REQUEST_ID, Refusal};
use crate::traces;

const REQUEST_ID_HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// What the page may load: only from here, and WebAssembly.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; frame-src 'self' blob:; manifest-src 'self'; object-src 'none'";

/// On every answer.
const HEADERS: [(HeaderName, &str); 2] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

/// On every answer a browser could show as a document. Scripts, styles and WebAssembly obey the
/// document that loads them, and the first visit is spared the bytes.
const DOCUMENT_HEADERS: [(HeaderName, &str); 4] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// Where cookies need TLS, people are sent to an https address, or a proxy took the request by https,
/// browsers are told to use nothing else.
const TLS_ONLY: &str = "max-age=31536000; includeSubDomains";
/// The same where a host below this one still needs plain http.
const TLS_ONLY_HERE: &str = "max-age=31536000";

/// Names the request, logs how it ended, and puts the common headers on the answer. The log
/// has the path and never the query or a body, which may hold personal data.
pub async fn surround(State(app): State<App>, request: Request, next: Next) -> Response {
    let guard = &app.guard().settings;
    let mut request = request.map(|body| Body::new(PacedBody::new(guard.pace, body)));
    let neighbour = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let neighbour = neighbour.map(|ConnectInfo(address)| address.ip());
    let caller = guard.proxies.caller(neighbour, request.headers());
    request.extensions_mut().insert(caller);
    let id = ids::token().map_or_else(|_| "none".to_owned(), |token| token[..16].to_owned());
    let is_api = request.uri().path().starts_with("/api");
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map(MatchedPath::as_str);
    let span = traces::request(&id, &method, request.uri().path());
    let believed = neighbour.is_some_and(|address| guard.proxies.trusts(address));
    traces::began(&span, &method, route, believed.then(|| request.headers()));
    let begun = Instant::now();
    let answered = async {
        let response = next.run(request).await;
        let status = response.status().as_u16();
        let milliseconds = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::debug!(status, milliseconds, "answered");
        traces::answered(&tracing::Span::current(), status);
        response
    };
    let mut response = REQUEST_ID
        .scope(id.clone(), answered.instrument(span))
        .await;
    app.metrics()
        .answered(&method, route, response.status().as_u16(), begun.elapsed());
    let headers = response.headers_mut();
    let own: &[(HeaderName, &str)] = if is_part(headers) {
        &[]
    } else {
        &DOCUMENT_HEADERS
    };
    for (name, value) in HEADERS.iter().chain(own) {
        headers
            .entry(name.clone())
            .or_insert(HeaderValue::from_static(value));
    }
    if app.secure_cookies() || guard.https || caller.https {
        let asked = if guard.https_here_only {
            TLS_ONLY_HERE
        } else {
            TLS_ONLY
        };
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static(asked),
        );
    }
    if is_api {
        headers
            .entry(header::CACHE_CONTROL)
            .or_insert(HeaderValue::from_static("no-store"));
    }
    if let Ok(id) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID_HEADER, id);
    }
    response
}

/// Refuses changes that come from another site's page. The session's cookie is not sent from
/// there either; this holds where a browser is too old or too lenient to see to it.
pub async fn same_origin(request: Request, next: Next) -> Response {
    let reads = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    // No browser sends a token by itself, as it does a cookie.
    let program = token::of(request.headers()).is_some();
    if reads || program || !request.uri().path().starts_with("/api") || comes_from_here(&request) {
        next.run(request).await
    } else {
        Refusal::cross_site().into_response()
    }
}

fn comes_from_here(request: &Request) -> bool {
    let headers = request.headers();
    let text = |name: &HeaderName| {
        headers
            .get(name)
            .map(|value| value.to_str().unwrap_or("unreadable"))
    };
    if let Some(site) = text(&HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    match text(&header::ORIGIN) {
        Some(origin) => is_this_host(origin, headers, request),
        // Every browser sends one of the two with a change: this is a program.
        None => true,
    }
}

/// True for what a browser only takes as part of a document.
fn is_part(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    kind.is_some_and(|kind| {
        [&b"text/css"[..], b"text/javascript", b"application/wasm"]
            .iter()
            .any(|part| kind.starts_with(part))
    })
}

fn is_this_host(origin: &str, headers: &HeaderMap, request: &Request) -> bool {
    let host = headers
        .get(header::HOST)
        .and_then(|value| value.to_str().ok())
        .or_else(|| {
            request
                .uri()
                .authority()
                .map(axum::http::uri::Authority::as_str)
        });
    let theirs = origin.split_once("://").map(|(_, host)| host);
    theirs.is_some() && theirs == host
}

/// A handler that panicked is our fault, and answers like any other.
#[expect(clippy::needless_pass_by_value, reason = "what the layer hands over")]
pub fn panicked(cause: Box<dyn Any + Send + 'static>) -> Response {
    let text = cause
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| cause.downcast_ref::<&str>().copied())
        .unwrap_or("unknown cause");
    Refusal::internal(anyhow::anyhow!("a handler panicked: {text}")).into_response()
}
