//! The page: embedded files, precompressed, cached by the hash in their name.

use std::borrow::Cow;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::Embed;

use crate::app::App;
use crate::ids;
use crate::problem::Refusal;

/// What `cargo xtask build` leaves in `dist`. A debug build reads the folder as it is.
#[derive(Embed)]
#[folder = "../../dist"]
#[allow_missing = true]
struct Dist;

/// A file of the page.
struct Part {
    content: Cow<'static, [u8]>,
    hash: [u8; 32],
}

/// Where files come from: [`built`], or a table in the tests.
type Source = fn(&str) -> Option<Part>;

fn built(path: &str) -> Option<Part> {
    let file = Dist::get(path)?;
    Some(Part {
        hash: file.metadata.sha256_hash(),
        content: file.data,
    })
}

const INDEX: &str = "index.html";
/// A name with a hash never changes its content.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Asked for again each time, and sent only when it changed.
const ASK_AGAIN: &str = "no-cache";

const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Claimdesk</title><h1>The page is not built</h1><p>Run <code>cargo xtask build</code> and start the server again. The API works: <a href=\"/api/openapi.json\">/api/openapi.json</a>.</p></html>";

/// Answers everything that is no route: a file of the page, the page itself for its own
/// addresses, or that there is nothing.
pub async fn serve(
    State(app): State<App>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    if let Some(bytes) = programme(&app, uri.path()) {
        let kept = [
            (header::CONTENT_TYPE, "application/octet-stream"),
            (header::CACHE_CONTROL, FOR_EVER),
        ];
        return (kept, bytes).into_response();
    }
    let rules = app.rules().for_page(app.now().date_naive());
    let rules = rules.map(|compact| compact.hash.as_str());
    answer(built, rules, &method, &uri, &headers)
}

/// Where the page finds a programme version that it does not carry, by its hash.
const PROGRAMMES: &str = "/programme/";
/// Behind the hash, for the calculator: its scoring paths alone.
const PATHS: &str = "/paths";

/// A programme version, or its scoring paths, at its address.
fn programme(app: &App, path: &str) -> Option<Vec<u8>> {
    let name = path.strip_prefix(PROGRAMMES)?;
    match name.strip_suffix(PATHS) {
        Some(hash) => Some(app.rules().by_hash(hash)?.paths.clone()),
        None => Some(app.rules().by_hash(name)?.bytes.clone()),
    }
}

/// `rules` is the hash of the programme version the page must compute by, where it carries
/// another.
fn answer(
    source: Source,
    rules: Option<&str>,
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
) -> Response {
    if uri.path() == "/api" || uri.path().starts_with("/api/") {
        return Refusal::no_such_route().into_response();
    }
    if *method != Method::GET && *method != Method::HEAD {
        return Refusal::method_not_allowed().into_response();
    }
    let path = uri.path().trim_start_matches('/');
    if path.is_empty() || path == INDEX {
        return index(source, rules, headers);
    }
    if !is_precompressed(path)
        && let Some(response) = file(source, path, headers)
    {
        return response;
    }
    if accepts_pages(headers) {
        return index(source, rules, headers);
    }
    (StatusCode::NOT_FOUND, "There is no such file.\n").into_response()
}

fn index(source: Source, rules: Option<&str>, headers: &HeaderMap) -> Response {
    let found = match rules {
        None => file(source, INDEX, headers),
        Some(hash) => source(INDEX)
            .and_then(|plain| with_rules(&plain, hash))
            .and_then(|part| sent(INDEX, part, None, headers)),
    };
    found.unwrap_or_else(|| {
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

fn file(source: Source, path: &str, headers: &HeaderMap) -> Option<Response> {
    let plain = source(path)?;
    let (part, encoding) = encoded(source, path, headers).unwrap_or((plain, None));
    sent(path, part, encoding, headers)
}

/// The page's document with the hash of the rules it is to fetch: `public/boot.mjs` looks there.
fn with_rules(plain: &Part, hash: &str) -> Option<Part> {
    let text = std::str::from_utf8(&plain.content).ok()?;
    let told = text.replacen("<html ", &format!("<html data-programme=\"{hash}\" "), 1);
    Some(Part {
        hash: ids::digest(told.as_bytes()),
        content: Cow::Owned(told.into_bytes()),
    })
}

fn sent(
    path: &str,
    file: Part,
    encoding: Option<&'static str>,
    headers: &HeaderMap,
) -> Option<Response> {
    let etag = format!("\"{}\"", &ids::hex(&file.hash)[..32]);
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
        Body::from(match file.content {
            Cow::Borrowed(bytes) => bytes::Bytes::from_static(bytes),
            Cow::Owned(bytes) => bytes.into(),
        })
        .into_response()
    };
    let answer = response.headers_mut();
    answer.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(media_type(path)),
    );
    answer.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    answer.insert(header::ETAG, HeaderValue::from_str(&etag).ok()?);
    if let Some(encoding) = encoding {
        answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    Some(response)
}

/// The compressed form beside the file that the browser takes, if there is one.
fn encoded(
    source: Source,
    path: &str,
    headers: &HeaderMap,
) -> Option<(Part, Option<&'static str>)> {
    [("br", "br"), ("gzip", "gz")]
        .into_iter()
        .filter(|(encoding, _)| takes(headers, encoding))
        .find_map(|(encoding, ending)| Some((source(&format!("{path}.{ending}"))?, Some(encoding))))
}

fn takes(headers: &HeaderMap, encoding: &str) -> bool {
    headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|entry| {
            let (name, weight) = entry.split_once(';').unwrap_or((entry, ""));
            let refused = matches!(
                weight.trim().strip_prefix("q="),
                Some("0" | "0.0" | "0.00" | "0.000")
            );
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
        "csv" => "text/csv; charset=utf-8",
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

    fn table(path: &str) -> Option<Part> {
        let content: &[u8] = match path {
            "index.html" => b"<!doctype html>",
            "app-3f2504e04f8941d3_bg.wasm" => b"plain",
            "app-3f2504e04f8941d3_bg.wasm.br" => b"brotli",
            "app-3f2504e04f8941d3_bg.wasm.gz" => b"gzip",
            "boot.mjs" => b"boot",
            "sw.js" => b"worker",
            "manifest.webmanifest" => b"{}",
            _ => return None,
        };
        Some(Part {
            content: Cow::Borrowed(content),
            hash: ids::digest(content),
        })
    }

    async fn asked(
        path: &'static str,
        headers: &[(header::HeaderName, &str)],
    ) -> (Response<()>, String) {
        let headers = headers
            .iter()
            .map(|(name, value)| (name.clone(), value.parse().unwrap()))
            .collect();
        let response = answer(table, None, &Method::GET, &Uri::from_static(path), &headers);
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, 1000).await.unwrap();
        (
            Response::from_parts(parts, ()),
            String::from_utf8(bytes.to_vec()).unwrap(),
        )
    }

    fn header_of<'a>(response: &'a Response<()>, name: &str) -> &'a str {
        response
            .headers()
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    #[tokio::test]
    async fn files_come_compressed_and_are_kept_by_their_hash() {
        let wasm = "/app-3f2504e04f8941d3_bg.wasm";
        for (accepted, encoding, content) in [
            ("gzip, br", "br", "brotli"),
            ("gzip", "gzip", "gzip"),
            ("identity", "", "plain"),
        ] {
            let (response, body) = asked(wasm, &[(header::ACCEPT_ENCODING, accepted)]).await;
            assert_eq!(
                (header_of(&response, "content-encoding"), body.as_str()),
                (encoding, content)
            );
            assert_eq!(header_of(&response, "content-type"), "application/wasm");
            assert_eq!(header_of(&response, "cache-control"), FOR_EVER);
            assert_eq!(header_of(&response, "vary"), "accept-encoding");
        }
        let (response, _) = asked("/boot.mjs", &[]).await;
        assert_eq!(header_of(&response, "cache-control"), ASK_AGAIN);
        let etag = header_of(&response, "etag").to_owned();
        let (response, body) = asked("/boot.mjs", &[(header::IF_NONE_MATCH, etag.as_str())]).await;
        assert_eq!(
            (response.status(), body.as_str()),
            (StatusCode::NOT_MODIFIED, "")
        );
    }

    #[tokio::test]
    async fn the_page_answers_its_own_addresses_and_nothing_else() {
        let html = [(header::ACCEPT, "text/html,*/*;q=0.8")];
        for path in ["/", "/index.html", "/claims/CD-7K4M-2QXW"] {
            let (response, body) = asked(path, &html).await;
            assert_eq!(
                (response.status(), body.as_str()),
                (StatusCode::OK, "<!doctype html>"),
                "{path}"
            );
            assert_eq!(header_of(&response, "cache-control"), ASK_AGAIN);
        }
        for path in [
            "/gone-3f2504e04f8941d3.js",
            "/app-3f2504e04f8941d3_bg.wasm.br",
        ] {
            let (response, _) = asked(path, &[(header::ACCEPT, "*/*")]).await;
            assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        }
    }

    #[tokio::test]
    async fn other_rules_are_named_in_the_document() {
        fn page(path: &str) -> Option<Part> {
            (path == INDEX).then_some(Part {
                content: Cow::Borrowed(b"<!doctype html><html lang=\"en\">"),
                hash: [0; 32],
            })
        }
        let (uri, headers) = (Uri::from_static("/"), HeaderMap::new());
        let response = answer(page, Some("abc"), &Method::GET, &uri, &headers);
        let etag = response.headers()[header::ETAG].clone();
        let body = axum::body::to_bytes(response.into_body(), 1000)
            .await
            .unwrap();
        assert_eq!(
            body.as_ref(),
            b"<!doctype html><html data-programme=\"abc\" lang=\"en\">"
        );
        let other = answer(page, Some("abd"), &Method::GET, &uri, &headers);
        assert_ne!(other.headers()[header::ETAG], etag);
    }

    #[test]
    fn only_hashed_names_are_kept_for_ever() {
        for (path, expected) in [
            ("claimdesk-page-3f2504e04f8941d3.js", true),
            ("claimdesk-page-3f2504e04f8941d3_bg.wasm", true),
            ("claimdesk-portfolio-3f2504e04f8941d3_bg.wasm", true),
            ("boot-3f2504e04f8941d3.mjs", true),
            ("claimdesk-portfolio_bg.wasm", false),
            ("sw.js", false),
            ("manifest.webmanifest", false),
            ("snippets/claimdesk-page-3f2504e04f8941d3/inline0.js", false),
            ("boot.mjs", false),
            ("index.html", false),
            ("favicon-small.svg", false),
        ] {
            assert_eq!(has_hash(path), expected, "{path}");
        }
    }

    #[tokio::test]
    async fn what_makes_the_page_installable_is_asked_for_again_each_time() {
        for (path, kind) in [
            ("/sw.js", "text/javascript; charset=utf-8"),
            ("/manifest.webmanifest", "application/manifest+json"),
        ] {
            let (response, _) = asked(path, &[(header::ACCEPT, "*/*")]).await;
            assert_eq!(response.status(), StatusCode::OK, "{path}");
            assert_eq!(header_of(&response, "content-type"), kind, "{path}");
            assert_eq!(header_of(&response, "cache-control"), ASK_AGAIN, "{path}");
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
