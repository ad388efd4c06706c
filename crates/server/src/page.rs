//! The page: embedded files, precompressed, cached by the hash in their name.

use std::borrow::Cow;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{Embed, EmbeddedFile};

use crate::ids;
use crate::problem::Refusal;

/// What `cargo xtask build` leaves in `dist`. A debug build reads the folder as it is.
#[derive(Embed)]
#[folder = "../../dist"]
#[allow_missing = true]
struct Dist;

const INDEX: &str = "index.html";
/// A name with a hash never changes its content.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Asked for again each time, and sent only when it changed.
const ASK_AGAIN: &str = "no-cache";

const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Claimdesk</title><h1>The page is not built</h1><p>Run <code>cargo xtask build</code> and start the server again. The API works: <a href=\"/api/openapi.json\">/api/openapi.json</a>.</p></html>";

/// Answers everything that is no route: a file of the page, the page itself for its own
/// addresses, or that there is nothing.
pub async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if uri.path() == "/api" || uri.path().starts_with("/api/") {
        return Refusal::no_such_route().into_response();
    }
    if method != Method::GET && method != Method::HEAD {
        return Refusal::method_not_allowed().into_response();
    }
    let path = uri.path().trim_start_matches('/');
    if path.is_empty() || path == INDEX {
        return index(&headers);
    }
    if !is_precompressed(path)
        && let Some(response) = file(path, &headers)
    {
        return response;
    }
    if accepts_pages(&headers) {
        return index(&headers);
    }
    (StatusCode::NOT_FOUND, "There is no such file.\n").into_response()
}

fn index(headers: &HeaderMap) -> Response {
    file(INDEX, headers).unwrap_or_else(|| {
        let html = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
        (StatusCode::SERVICE_UNAVAILABLE, html, NOT_BUILT).into_response()
    })
}

fn is_precompressed(path: &str) -> bool {
    extension(path) == "br" || extension(path) == "gz"
}

fn extension(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(_, extension)| extension)
}

/// A navigation asks for HTML by name; scripts and pictures do not.
fn accepts_pages(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.contains("text/html"))
}

fn file(path: &str, headers: &HeaderMap) -> Option<Response> {
    let plain = Dist::get(path)?;
    let (file, encoding) = encoded(path, headers).unwrap_or((plain, None));
    let etag = format!("\"{}\"", &ids::hex(&file.metadata.sha256_hash())[..32]);
    let cache = if has_hash(path) { FOR_EVER } else { ASK_AGAIN };
    let unchanged = headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|tag| tag.trim().trim_start_matches("W/") == etag || tag.trim() == "*");
    let mut response = if unchanged {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Body::from(match file.data {
            Cow::Borrowed(bytes) => bytes::Bytes::from_static(bytes),
            Cow::Owned(bytes) => bytes.into(),
        })
        .into_response()
    };
    let answer = response.headers_mut();
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(path)));
    answer.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    answer.insert(header::ETAG, HeaderValue::from_str(&etag).ok()?);
    if let Some(encoding) = encoding {
        answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    Some(response)
}

/// The compressed form beside the file that the browser takes, if there is one.
fn encoded(path: &str, headers: &HeaderMap) -> Option<(EmbeddedFile, Option<&'static str>)> {
    [("br", "br"), ("gzip", "gz")]
        .into_iter()
        .filter(|(encoding, _)| takes(headers, encoding))
        .find_map(|(encoding, ending)| Some((Dist::get(&format!("{path}.{ending}"))?, Some(encoding))))
}

fn takes(headers: &HeaderMap, encoding: &str) -> bool {
    headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|entry| {
            let (name, weight) = entry.split_once(';').unwrap_or((entry, ""));
            let refused = matches!(weight.trim().strip_prefix("q="), Some("0" | "0.0" | "0.00" | "0.000"));
            name.trim().eq_ignore_ascii_case(encoding) && !refused
        })
}

/// True for `name-<hash>.ext` and `name-<hash>_bg.wasm`, as Trunk names what it builds.
fn has_hash(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let stem = name.split('.').next().unwrap_or_default();
    let stem = stem.strip_suffix("_bg").unwrap_or(stem);
    let hash = stem.rsplit_once('-').map_or("", |(_, hash)| hash);
    (12..=64).contains(&hash.len()) && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn media_type(path: &str) -> &'static str {
    match extension(path) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hashed_names_are_kept_for_ever() {
        for (path, expected) in [
            ("claimdesk-page-3f2504e04f8941d3.js", true),
            ("claimdesk-page-3f2504e04f8941d3_bg.wasm", true),
            ("snippets/claimdesk-page-3f2504e04f8941d3/inline0.js", false),
            ("boot.mjs", false),
            ("index.html", false),
            ("favicon-small.svg", false),
        ] {
            assert_eq!(has_hash(path), expected, "{path}");
        }
    }

    #[test]
    fn encodings_are_taken_by_name_and_weight() {
        let headers = |value: &'static str| {
            HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(value))])
        };
        assert!(takes(&headers("gzip, deflate, br, zstd"), "br"));
        assert!(takes(&headers("gzip;q=0.5, BR;q=1.0"), "br"));
        assert!(!takes(&headers("gzip, br;q=0"), "br"));
        assert!(!takes(&headers("brotli"), "br"));
        assert!(!takes(&HeaderMap::new(), "gzip"));
    }
}
