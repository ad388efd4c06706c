//! Something that speaks S3, well or badly: it checks signatures and checksums, writes once, and does
//! wrong what it is told to.
//!
//! It runs on a thread of its own, so that it also answers tests that wait.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::convert::Infallible;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use claimdesk_server::clock::{Clock, SystemClock};
use claimdesk_server::config::Secret;
use claimdesk_server::evidence::Place;
use claimdesk_server::evidence::bucket::{AccessKey, BucketSettings, Patience};
use claimdesk_server::ids;
use futures::stream;
use hmac::{Hmac, KeyInit, Mac};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::header::{HeaderMap, HeaderValue};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use sha2::Sha256;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

pub const BUCKET: &str = "evidence";
pub const KEY_ID: &str = "CANARYOFTHEKEYID";
pub const SECRET: &str = "canary-of-the-secret-key";
/// The least a part has, except for the last.
const LEAST: usize = 5 * 1024 * 1024;

/// What goes wrong with one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing is done, and this is the answer.
    Status(u16),
    /// Nothing is done, and there is no answer for long.
    Hangs,
    /// Nothing is done, and the connection is cut.
    Cut,
    /// It is done, and the connection is cut instead of an answer.
    Lost,
    /// What is read breaks off in the middle.
    Torn,
    /// What is read has another byte in the middle.
    Flipped,
}

/// Which requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// An object that is sent whole.
    Put,
    /// A part of one.
    Part,
    /// The end of one that is sent in parts.
    Complete,
    /// An object that is read.
    Get,
    /// Any.
    Any,
}

/// What it does badly all the time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Habit {
    /// Nothing.
    #[default]
    Good,
    /// It writes over what is there.
    WritesOver,
    /// It does so only with what comes in parts.
    WritesOverParts,
    /// It takes no connection.
    Down,
    /// It refuses to write.
    ReadOnly,
    /// Its bucket was taken away.
    Gone,
}

#[derive(Default)]
struct State {
    objects: BTreeMap<String, (Bytes, DateTime<Utc>)>,
    uploads: HashMap<String, (String, BTreeMap<u32, Bytes>)>,
    begun: u32,
    faults: VecDeque<(When, Fault)>,
    /// Gives a fault for a request, or none.
    dice: Option<Dice>,
    habit: Habit,
    asked: Vec<String>,
}

type Dice = Box<dyn FnMut(When) -> Option<Fault> + Send>;

/// The store.
#[derive(Clone)]
pub struct Double {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    _runtime: Arc<Ended>,
}

/// A runtime that may be let go of anywhere.
struct Ended(Option<Runtime>);

impl Drop for Ended {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl Double {
    pub fn start() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(Mutex::new(State::default()));
        let own = Arc::clone(&state);
        runtime.spawn(async move {
            let listener = TcpListener::from_std(listener).unwrap();
            while let Ok((stream, _)) = listener.accept().await {
                if own.lock().unwrap().habit == Habit::Down {
                    continue;
                }
                let own = Arc::clone(&own);
                let serves = service_fn(move |request| answered(Arc::clone(&own), request));
                let connection = hyper::server::conn::http1::Builder::new()
                    .serve_connection(TokioIo::new(stream), serves);
                // A fault ends it with an error.
                tokio::spawn(async move { drop(connection.await) });
            }
        });
        Self {
            address,
            state,
            _runtime: Arc::new(Ended(Some(runtime))),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Its bucket, for a server that is not patient.
    pub fn settings(&self) -> BucketSettings {
        let second = Duration::from_secs(1);
        BucketSettings {
            address: format!("s3://{BUCKET}/claims").parse().unwrap(),
            endpoint: Some(self.endpoint().parse().unwrap()),
            region: "us-east-1".to_owned(),
            key: AccessKey {
                id: Secret::new(KEY_ID.to_owned()),
                secret: Secret::new(SECRET.to_owned()),
                token: None,
            },
            patience: Patience {
                connection: second,
                answer: second,
                piece: second,
                tries: second * 5,
            },
        }
    }

    pub fn place(&self) -> Place {
        Place::Bucket(Box::new(self.settings()))
    }

    pub fn is_now(&self, habit: Habit) {
        self.state().habit = habit;
    }

    /// The next requests of this kind go wrong like this, one after the other.
    pub fn fails(&self, when: When, faults: &[Fault]) {
        let next = faults.iter().map(|fault| (when, *fault));
        self.state().faults.extend(next);
    }

    /// How many of these faults nothing has met yet.
    pub fn waiting_faults(&self) -> usize {
        self.state().faults.len()
    }

    /// Every request may go wrong.
    pub fn throws(&self, dice: Option<Dice>) {
        self.state().dice = dice;
    }

    /// The files of evidence that are there, by their names, with their contents.
    pub fn files(&self) -> BTreeMap<String, Bytes> {
        let objects = &self.state().objects;
        let below = objects.iter().filter_map(|(key, (content, _))| {
            let name = key.strip_prefix("claims/sha256/")?;
            Some((name.rsplit('/').next()?.to_owned(), content.clone()))
        });
        below.collect()
    }

    /// Every key there is.
    pub fn keys(&self) -> Vec<String> {
        self.state().objects.keys().cloned().collect()
    }

    /// Uploads in parts that were neither ended nor taken back.
    pub fn unfinished(&self) -> usize {
        self.state().uploads.len()
    }

    /// Puts an object there by hand, so long ago.
    pub fn lay(&self, key: &str, content: &[u8], ago: chrono::TimeDelta) {
        let object = (Bytes::copy_from_slice(content), SystemClock.now() - ago);
        self.state().objects.insert(key.to_owned(), object);
    }

    /// Methods and targets of all that was asked since the last time.
    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.state().asked)
    }
}

type Body = BoxBody<Bytes, std::io::Error>;

/// Ends the connection.
#[derive(Debug)]
struct CutOff;

impl std::fmt::Display for CutOff {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("cut off")
    }
}

impl std::error::Error for CutOff {}

async fn answered(
    state: Arc<Mutex<State>>,
    request: Request<Incoming>,
) -> Result<Response<Body>, CutOff> {
    let (parts, body) = request.into_parts();
    let target = parts.uri.path_and_query().unwrap().as_str().to_owned();
    let when = when(&parts.method, &target);
    let (fault, down) = {
        let mut state = state.lock().unwrap();
        state.asked.push(format!("{} {target}", parts.method));
        let next = state
            .faults
            .front()
            .is_some_and(|(due, _)| *due == when || *due == When::Any);
        let fault = if next {
            state.faults.pop_front().map(|(_, fault)| fault)
        } else {
            state.dice.as_mut().and_then(|dice| dice(when))
        };
        (fault, state.habit == Habit::Down)
    };
    if down {
        return Err(CutOff);
    }
    let body = body.collect().await.map_err(|_| CutOff)?.to_bytes();
    match fault {
        Some(Fault::Status(status)) => {
            return Ok(refused(
                StatusCode::from_u16(status).unwrap(),
                "InternalError",
            ));
        }
        Some(Fault::Hangs) => {
            tokio::time::sleep(Duration::from_secs(30)).await;
            return Err(CutOff);
        }
        Some(Fault::Cut) => return Err(CutOff),
        Some(Fault::Lost | Fault::Torn | Fault::Flipped) | None => {}
    }
    let answer = done(
        &mut state.lock().unwrap(),
        &parts.method,
        &target,
        &parts.headers,
        body,
    );
    match fault {
        Some(Fault::Lost) => Err(CutOff),
        Some(Fault::Torn) if when == When::Get => Ok(spoilt(answer, true).await),
        Some(Fault::Flipped) if when == When::Get => Ok(spoilt(answer, false).await),
        _ => Ok(answer),
    }
}

fn when(method: &Method, target: &str) -> When {
    let query = target.split_once('?').map_or("", |(_, query)| query);
    match *method {
        Method::PUT if query.contains("partNumber=") => When::Part,
        Method::PUT => When::Put,
        Method::POST if query.contains("uploadId=") => When::Complete,
        Method::GET if !query.contains("list-type") => When::Get,
        _ => When::Any,
    }
}

/// An answer whose body breaks off in the middle, or has another byte there.
async fn spoilt(answer: Response<Body>, torn: bool) -> Response<Body> {
    let (parts, body) = answer.into_parts();
    let content = body.collect().await.unwrap().to_bytes();
    let middle = content.len() / 2;
    let mut front = content.slice(..middle).to_vec();
    let pieces: Vec<Result<Frame<Bytes>, std::io::Error>> = if torn {
        let gone = std::io::Error::other("torn");
        vec![Ok(Frame::data(front.into())), Err(gone)]
    } else {
        if let Some(last) = front.last_mut() {
            *last ^= 1;
        }
        vec![
            Ok(Frame::data(front.into())),
            Ok(Frame::data(content.slice(middle..))),
        ]
    };
    Response::from_parts(parts, BoxBody::new(StreamBody::new(stream::iter(pieces))))
}

fn body(content: impl Into<Bytes>) -> Body {
    Full::new(content.into())
        .map_err(|never: Infallible| match never {})
        .boxed()
}

/// A refusal, with the key in it as real stores have it.
fn refused(status: StatusCode, code: &str) -> Response<Body> {
    let text = format!(
        "<Error><Code>{code}</Code><Message>no</Message><AWSAccessKeyId>{KEY_ID}</AWSAccessKeyId></Error>"
    );
    let mut response = Response::new(body(text));
    *response.status_mut() = status;
    response
}

fn fine(content: impl Into<Bytes>) -> Response<Body> {
    Response::new(body(content))
}

fn tag(content: &[u8]) -> String {
    format!("\"{}\"", &ids::hex(&ids::digest(content))[..32])
}

fn hash(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

/// The signature of a request (AWS Signature Version 4): what of it is signed, as it is spelled for
/// that, in a scope of day, region and service.
fn signature(secret: &str, scope: &str, at: &str, request: &str) -> String {
    let told = format!(
        "AWS4-HMAC-SHA256\n{at}\n{scope}\n{}",
        ids::hex(&ids::digest(request.as_bytes()))
    );
    let key = scope
        .split('/')
        .fold(format!("AWS4{secret}").into_bytes(), |key, part| {
            hash(&key, part)
        });
    ids::hex(&hash(&key, &told))
}

/// The head of a request without a body, for what the server never asks of a store.
pub fn signed_request(method: &str, path: &str, host: &str, (id, secret): (&str, &str)) -> String {
    let at = SystemClock.now().format("%Y%m%dT%H%M%SZ").to_string();
    let scope = format!("{}/us-east-1/s3/aws4_request", &at[..8]);
    let nothing = ids::hex(&ids::digest(b""));
    let names = "host;x-amz-content-sha256;x-amz-date";
    let request = format!(
        "{method}\n{path}\n\nhost:{host}\nx-amz-content-sha256:{nothing}\nx-amz-date:{at}\n\n{names}\n{nothing}"
    );
    let signature = signature(secret, &scope, &at, &request);
    format!(
        "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: 0\r\nx-amz-content-sha256: {nothing}\r\nx-amz-date: {at}\r\n\
         Authorization: AWS4-HMAC-SHA256 Credential={id}/{scope}, SignedHeaders={names}, Signature={signature}\r\n\r\n"
    )
}

/// Whether a request is signed by our key.
fn signed(method: &Method, target: &str, headers: &HeaderMap) -> Result<(), &'static str> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let authorization = text("authorization").ok_or("AccessDenied")?;
    let rest = authorization
        .strip_prefix("AWS4-HMAC-SHA256 Credential=")
        .ok_or("AccessDenied")?;
    let mut fields = rest.split(", ");
    let (id, scope) = fields.next().unwrap().split_once('/').unwrap();
    let names = fields
        .next()
        .unwrap()
        .strip_prefix("SignedHeaders=")
        .unwrap();
    let theirs = fields.next().unwrap().strip_prefix("Signature=").unwrap();
    if id != KEY_ID {
        return Err("InvalidAccessKeyId");
    }
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut pairs: Vec<String> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            if pair.contains('=') {
                pair.to_owned()
            } else {
                format!("{pair}=")
            }
        })
        .collect();
    pairs.sort();
    let mut request = format!("{method}\n{path}\n{}\n", pairs.join("&"));
    for name in names.split(';') {
        writeln!(request, "{name}:{}", text(name).unwrap_or_default().trim()).unwrap();
    }
    let content = text("x-amz-content-sha256").unwrap_or_default();
    write!(request, "\n{names}\n{content}").unwrap();
    let at = text("x-amz-date").unwrap_or_default();
    if signature(SECRET, scope, at, &request) == theirs {
        Ok(())
    } else {
        Err("SignatureDoesNotMatch")
    }
}

fn done(
    state: &mut State,
    method: &Method,
    target: &str,
    headers: &HeaderMap,
    content: Bytes,
) -> Response<Body> {
    if let Err(code) = signed(method, target, headers) {
        return refused(StatusCode::FORBIDDEN, code);
    }
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let digest = ids::digest(&content);
    let sent = text("x-amz-content-sha256").unwrap_or_default();
    if sent != "UNSIGNED-PAYLOAD" && sent != ids::hex(&digest) {
        return refused(StatusCode::BAD_REQUEST, "XAmzContentSHA256Mismatch");
    }
    let sum = text("x-amz-checksum-sha256");
    if sum.is_some_and(|sum| sum != STANDARD.encode(digest)) {
        return refused(StatusCode::BAD_REQUEST, "BadDigest");
    }
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let (bucket, key) = path[1..].split_once('/').unwrap_or((&path[1..], ""));
    if bucket != BUCKET || state.habit == Habit::Gone {
        return refused(StatusCode::NOT_FOUND, "NoSuchBucket");
    }
    let writes = *method == Method::PUT || *method == Method::POST;
    if writes && state.habit == Habit::ReadOnly {
        return refused(StatusCode::FORBIDDEN, "AccessDenied");
    }
    let query: HashMap<String, String> = url::form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    let once = text("if-none-match") == Some("*");
    let upload = query.get("uploadId");
    match *method {
        Method::PUT if upload.is_some() => part(state, &query, sum, content),
        Method::POST if query.contains_key("uploads") => {
            state.begun += 1;
            let id = format!("upload-{}", state.begun);
            state
                .uploads
                .insert(id.clone(), (key.to_owned(), BTreeMap::new()));
            fine(format!(
                "<InitiateMultipartUploadResult><UploadId>{id}</UploadId></InitiateMultipartUploadResult>"
            ))
        }
        Method::POST if upload.is_some() => complete(state, upload.unwrap(), once),
        Method::DELETE if upload.is_some() => {
            state.uploads.remove(upload.unwrap());
            no_content()
        }
        Method::PUT => {
            // Whoever does not ask for it would write over evidence.
            assert!(once, "{key} was sent without If-None-Match");
            if state.objects.contains_key(key) && state.habit != Habit::WritesOver {
                return refused(StatusCode::PRECONDITION_FAILED, "PreconditionFailed");
            }
            let mut response = fine("");
            let etag = tag(&content).parse().unwrap();
            response.headers_mut().insert("etag", etag);
            state
                .objects
                .insert(key.to_owned(), (content, SystemClock.now()));
            response
        }
        Method::DELETE => {
            state.objects.remove(key);
            no_content()
        }
        Method::GET if query.contains_key("list-type") => list(state, &query),
        Method::GET | Method::HEAD => read(state, key, method, text("range")),
        _ => refused(StatusCode::NOT_IMPLEMENTED, "NotImplemented"),
    }
}

fn no_content() -> Response<Body> {
    let mut response = fine("");
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
}

fn part(
    state: &mut State,
    query: &HashMap<String, String>,
    sum: Option<&str>,
    content: Bytes,
) -> Response<Body> {
    assert!(sum.is_some(), "a part without a checksum");
    let number = query["partNumber"].parse().unwrap();
    let Some((_, parts)) = state.uploads.get_mut(&query["uploadId"]) else {
        return refused(StatusCode::NOT_FOUND, "NoSuchUpload");
    };
    let mut response = fine("");
    let headers = response.headers_mut();
    headers.insert("etag", tag(&content).parse().unwrap());
    headers.insert(
        "x-amz-checksum-sha256",
        HeaderValue::from_str(sum.unwrap()).unwrap(),
    );
    parts.insert(number, content);
    response
}

fn complete(state: &mut State, id: &str, once: bool) -> Response<Body> {
    assert!(once, "an upload in parts ended without If-None-Match");
    let Some((key, parts)) = state.uploads.get(id) else {
        return refused(StatusCode::NOT_FOUND, "NoSuchUpload");
    };
    let over = matches!(state.habit, Habit::WritesOver | Habit::WritesOverParts);
    if state.objects.contains_key(key) && !over {
        return refused(StatusCode::PRECONDITION_FAILED, "PreconditionFailed");
    }
    let sizes: Vec<usize> = parts.values().map(Bytes::len).collect();
    let before = sizes.split_last().map(|(_, before)| before);
    if before.is_none_or(|before| before.iter().any(|size| *size < LEAST)) {
        return refused(StatusCode::BAD_REQUEST, "EntityTooSmall");
    }
    let all: Vec<&[u8]> = parts.values().map(|part| &part[..]).collect();
    let whole = Bytes::from(all.concat());
    let key = key.clone();
    let etag = tag(&whole);
    state.objects.insert(key, (whole, SystemClock.now()));
    state.uploads.remove(id);
    fine(format!(
        "<CompleteMultipartUploadResult><ETag>{}</ETag></CompleteMultipartUploadResult>",
        etag.replace('"', "&quot;")
    ))
}

fn list(state: &State, query: &HashMap<String, String>) -> Response<Body> {
    const PAGE: usize = 2;
    let prefix = query.get("prefix").map_or("", String::as_str);
    let after = query.get("continuation-token").map_or("", String::as_str);
    let mut found = state
        .objects
        .iter()
        .filter(|(key, _)| key.starts_with(prefix) && key.as_str() > after);
    let page: Vec<_> = found.by_ref().take(PAGE).collect();
    let more = found.next().is_some();
    let mut text = format!("<ListBucketResult><IsTruncated>{more}</IsTruncated>");
    if let Some((last, _)) = page.last().filter(|_| more) {
        write!(
            text,
            "<NextContinuationToken>{last}</NextContinuationToken>"
        )
        .unwrap();
    }
    for (key, (content, at)) in page {
        write!(
            text,
            "<Contents><Key>{key}</Key><LastModified>{}</LastModified><Size>{}</Size><ETag>x</ETag></Contents>",
            at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
            content.len()
        )
        .unwrap();
    }
    fine(text + "</ListBucketResult>")
}

fn read(state: &State, key: &str, method: &Method, range: Option<&str>) -> Response<Body> {
    let Some((content, at)) = state.objects.get(key) else {
        return refused(StatusCode::NOT_FOUND, "NoSuchKey");
    };
    let all = content.len();
    let (from, to) = range
        .and_then(|range| range.strip_prefix("bytes=")?.split_once('-'))
        .map_or((0, all), |(from, to)| {
            (from.parse().unwrap(), to.parse::<usize>().unwrap() + 1)
        });
    let piece = content.slice(from..to.min(all));
    let length = piece.len();
    let mut response = match *method {
        Method::HEAD => fine(""),
        _ => fine(piece),
    };
    if range.is_some() {
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
        let told = format!("bytes {from}-{}/{all}", from + length - 1);
        let headers = response.headers_mut();
        headers.insert("content-range", told.parse().unwrap());
    }
    let modified = at.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    for (name, value) in [
        ("etag", tag(content)),
        ("last-modified", modified),
        ("content-length", length.to_string()),
    ] {
        response.headers_mut().insert(name, value.parse().unwrap());
    }
    response
}
