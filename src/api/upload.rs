//! Sending a file in parts by the tus protocol 1.0.0: what the server has is never sent again,
//! whatever happens in between.
//!
//! Each part goes by `XMLHttpRequest`, because fetch cannot tell how much of it is sent. A lost
//! connection is waited for, and the server is asked how much it has before anything more is sent.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use claimdesk_protocol::{IDEMPOTENCY_KEY, Upload as Begun};
use gloo_net::http::{Method, RequestBuilder, Response};
use leptos::prelude::{Callable, Callback};
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File, ProgressEvent, XmlHttpRequest};

use super::{ApiError, BASE, PATIENCE_MILLISECONDS, answered, parse, refused};
use crate::browser;

/// Bytes of a part: small enough that a lost one costs little, large enough that the server's
/// flush of each does not slow a good line down.
const PART: u64 = 512 * 1024;
/// A file beyond this is not read whole for its checksum: the server takes none so large, and says
/// so before anything of it is sent.
const MOST_READ: u64 = 100_000_000;
/// A part that takes longer than this is given up and sent again.
const PART_TAKES_MILLISECONDS: u32 = 90_000;
/// The first wait for a lost connection, doubled with each further one up to the longest.
const FIRST_WAIT: u32 = 1000;
const LONGEST_WAIT: u32 = 30_000;
/// So often a part is sent again that did not arrive as it was sent, or that the server failed at.
const TRIES: u32 = 6;

/// An upload that can be gone on with, also after the page was loaded anew.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Kept {
    /// Where its parts go.
    pub(crate) address: String,
    /// The file's name.
    pub(crate) name: String,
    /// Its bytes.
    pub(crate) size: u64,
    /// When it was last changed, in milliseconds since 1970.
    pub(crate) modified: i64,
    /// SHA-256 in hexadecimal, by which the file is known again; none where the browser makes none.
    pub(crate) sha256: Option<String>,
    /// Bytes that the server is known to have.
    pub(crate) sent: u64,
}

impl Kept {
    /// How much is there, in per cent.
    pub(crate) fn percent(&self) -> u32 {
        percent(self.sent, self.size)
    }

    /// True where this is the same file.
    fn is_of(&self, told: &Told) -> bool {
        self.size == told.size
            && match (&self.sha256, &told.sha256) {
                (Some(one), Some(other)) => one == other,
                (None, None) => self.name == told.name && self.modified == told.modified,
                _ => false,
            }
    }
}

/// What becomes of an upload.
#[derive(Clone, Debug)]
pub(crate) enum UploadEvent {
    /// It can be gone on with from here.
    Kept(Kept),
    /// So many per cent are sent.
    Sent(u32),
    /// The connection is lost; it goes on by itself.
    Waiting,
    /// It is there.
    Done,
    /// It is not.
    Failed(ApiError),
}

/// A running upload, to be kept for stopping it.
#[derive(Clone)]
pub(crate) struct Upload(Arc<Running>);

#[derive(Default)]
struct Running {
    stopped: AtomicBool,
    part: Mutex<Option<XmlHttpRequest>>,
    address: Mutex<Option<String>>,
}

impl Upload {
    /// Stops it. What the server has stays there, to be gone on with.
    pub(crate) fn stop(&self) {
        self.0.stopped.store(true, Ordering::Relaxed);
        if let Ok(mut part) = self.0.part.lock()
            && let Some(part) = part.take()
        {
            // One that is over cannot be stopped, and need not be.
            let _ = part.abort();
        }
    }

    /// Stops it for good, and gives the address of what the server has of it.
    pub(crate) fn cancel(&self) -> Option<String> {
        self.stop();
        self.0
            .address
            .lock()
            .ok()
            .and_then(|address| address.clone())
    }
}

impl Running {
    fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }
}

/// What is known of a file before it is sent.
struct Told {
    name: String,
    size: u64,
    modified: i64,
    sha256: Option<String>,
}

/// Why it does not go on.
enum Stop {
    /// It was stopped.
    Stopped,
    /// It failed.
    Failed(ApiError),
}

/// Sends a file as evidence of a claim; goes on with one of `kept` where it is the same file.
pub(crate) fn upload(
    reference: &str,
    file: &File,
    key: &str,
    kept: Vec<Kept>,
    tell: Callback<UploadEvent>,
) -> Upload {
    let running = Arc::new(Running::default());
    let upload = Upload(Arc::clone(&running));
    let (reference, file, key) = (reference.to_owned(), file.clone(), key.to_owned());
    spawn_local(async move {
        let sent = send(&running, &reference, &file, &key, kept, tell).await;
        // Whoever is no longer there need not hear of it.
        let _ = match sent {
            Ok(()) => tell.try_run(UploadEvent::Done),
            Err(Stop::Failed(error)) if !running.is_stopped() => {
                tell.try_run(UploadEvent::Failed(error))
            }
            Err(_) => None,
        };
    });
    upload
}

/// Takes back what the server has of an upload that is not wanted any more. One that is left behind
/// is removed by the server in a day.
pub(crate) fn take_back(address: String) {
    spawn_local(async move {
        let _ = tus(Method::DELETE, &address).send().await;
    });
}

fn tus(method: Method, address: &str) -> RequestBuilder {
    RequestBuilder::new(address)
        .method(method)
        .credentials(web_sys::RequestCredentials::SameOrigin)
        .abort_signal(Some(&web_sys::AbortSignal::timeout_with_u32(
            PATIENCE_MILLISECONDS,
        )))
        .header("tus-resumable", "1.0.0")
}

async fn send(
    running: &Running,
    reference: &str,
    file: &File,
    key: &str,
    kept: Vec<Kept>,
    tell: Callback<UploadEvent>,
) -> Result<(), Stop> {
    let told = about(file).await?;
    let mut kept = kept.into_iter().find(|kept| kept.is_of(&told));
    let mut lost = Lost::new();
    // Of an upload just begun everything is to be sent; of one that is gone on with, what the
    // server says.
    let mut here = None;
    loop {
        if running.is_stopped() {
            return Err(Stop::Stopped);
        }
        let Some(one) = &mut kept else {
            match begin(reference, &told, key).await {
                Ok(address) => {
                    here = None;
                    let begun = Kept {
                        address,
                        name: told.name.clone(),
                        size: told.size,
                        modified: told.modified,
                        sha256: told.sha256.clone(),
                        sent: 0,
                    };
                    remember(running, &begun, tell);
                    kept = Some(begun);
                }
                Err(error) => lost.wait(running, error, tell).await?,
            }
            continue;
        };
        let offset = match here {
            Some(offset) => offset,
            None => match received(&one.address).await {
                Ok(offset) => {
                    one.sent = offset;
                    remember(running, one, tell);
                    offset
                }
                // Its time ran out, or it was taken back elsewhere.
                Err(error) if error.status() == Some(404) && lost.begin_anew() => {
                    kept = None;
                    continue;
                }
                Err(error) => {
                    lost.wait(running, error, tell).await?;
                    continue;
                }
            },
        };
        match part(running, one, file, offset, tell).await {
            Ok(now) if now >= told.size => return Ok(()),
            Ok(now) => {
                here = Some(now);
                one.sent = now;
                remember(running, one, tell);
                lost = Lost::new();
            }
            Err(error) => {
                here = None;
                lost.wait(running, error, tell).await?;
            }
        }
    }
}

fn remember(running: &Running, kept: &Kept, tell: Callback<UploadEvent>) {
    if let Ok(mut address) = running.address.lock() {
        *address = Some(kept.address.clone());
    }
    if !running.is_stopped() {
        tell.try_run(UploadEvent::Kept(kept.clone()));
    }
}

/// How often it has gone wrong since something went well.
struct Lost {
    times: u32,
    anew: bool,
}

impl Lost {
    const fn new() -> Self {
        Self {
            times: 0,
            anew: false,
        }
    }

    /// True the first time: what is gone right after it began will be so again.
    fn begin_anew(&mut self) -> bool {
        !std::mem::replace(&mut self.anew, true)
    }

    /// Waits before the next try where there is to be one.
    async fn wait(
        &mut self,
        running: &Running,
        error: ApiError,
        tell: Callback<UploadEvent>,
    ) -> Result<(), Stop> {
        if running.is_stopped() {
            return Err(Stop::Stopped);
        }
        let status = error.status();
        let code = match &error {
            ApiError::Refused(problem) => problem.code.as_str(),
            _ => "",
        };
        let again = match status {
            None => error == ApiError::Unreachable,
            // A part that broke off, one that is due at another place, one that did not arrive as
            // it was sent.
            Some(400 | 408 | 460 | 500..) => true,
            Some(409) => code == "wrong_offset",
            Some(_) => false,
        };
        if !again || (status.is_some() && self.times >= TRIES) {
            return Err(Stop::Failed(error));
        }
        let wait = FIRST_WAIT
            .saturating_mul(1 << self.times.min(10))
            .min(LONGEST_WAIT);
        self.times += 1;
        if status.is_none() {
            tell.try_run(UploadEvent::Waiting);
        }
        browser::connection_or_pause(wait).await;
        if running.is_stopped() {
            Err(Stop::Stopped)
        } else {
            Ok(())
        }
    }
}

async fn about(file: &File) -> Result<Told, Stop> {
    let size = size(file);
    let sha256 = if size > MOST_READ {
        None
    } else {
        let bytes = JsFuture::from(file.array_buffer())
            .await
            .map_err(|_| Stop::Failed(ApiError::Unreadable))?;
        browser::sha256(&bytes).await.map(|sum| hex(&sum))
    };
    #[expect(
        clippy::cast_possible_truncation,
        reason = "whole milliseconds, far below 2^53"
    )]
    let modified = file.last_modified() as i64;
    Ok(Told {
        name: file.name(),
        size,
        modified,
        sha256,
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a whole number of bytes below 2^53"
)]
fn size(blob: &Blob) -> u64 {
    blob.size() as u64
}

fn hex(bytes: &[u8]) -> String {
    let digits = |byte: &u8| [byte >> 4, byte & 15];
    bytes
        .iter()
        .flat_map(digits)
        .filter_map(|digit| char::from_digit(u32::from(digit), 16))
        .collect()
}

/// Begins the upload; gives its address.
async fn begin(reference: &str, told: &Told, key: &str) -> Result<String, ApiError> {
    let mut metadata = format!("filename {}", browser::base64(told.name.as_bytes()));
    if let Some(sha256) = &told.sha256 {
        metadata = format!("{metadata},sha256 {}", browser::base64(sha256.as_bytes()));
    }
    let response = tus(Method::POST, &format!("{BASE}/claims/{reference}/uploads"))
        .header("upload-length", &told.size.to_string())
        .header("upload-metadata", &metadata)
        .header(IDEMPOTENCY_KEY, key)
        .send()
        .await
        .map_err(|_| ApiError::Unreachable)?;
    let begun: Begun = parse(&answered(response).await?)?;
    Ok(begun.location)
}

/// How many bytes the server has.
async fn received(address: &str) -> Result<u64, ApiError> {
    let response: Response = tus(Method::HEAD, address)
        .send()
        .await
        .map_err(|_| ApiError::Unreachable)?;
    if !response.ok() {
        return Err(refused(response.status(), ""));
    }
    response
        .headers()
        .get("upload-offset")
        .and_then(|offset| offset.parse().ok())
        .ok_or(ApiError::Unreadable)
}

/// Sends the part that begins here; gives where the next one does.
async fn part(
    running: &Running,
    kept: &Kept,
    file: &File,
    offset: u64,
    tell: Callback<UploadEvent>,
) -> Result<u64, ApiError> {
    let end = offset.saturating_add(PART).min(kept.size);
    let slice = slice(file, offset, end)?;
    // A browser that cannot read the file any more: it was moved or changed.
    let bytes = JsFuture::from(slice.array_buffer())
        .await
        .map_err(|_| ApiError::Unreadable)?;
    let checksum = browser::sha256(&bytes).await;
    let request = XmlHttpRequest::new().map_err(|_| ApiError::Unreadable)?;
    request.set_timeout(PART_TAKES_MILLISECONDS);
    let prepared = || -> Result<(), JsValue> {
        request.open("PATCH", &kept.address)?;
        request.set_request_header("tus-resumable", "1.0.0")?;
        request.set_request_header("content-type", "application/offset+octet-stream")?;
        request.set_request_header("upload-offset", &offset.to_string())?;
        if let Some(checksum) = &checksum {
            let checksum = format!("sha256 {}", browser::base64(checksum));
            request.set_request_header("upload-checksum", &checksum)?;
        }
        Ok(())
    };
    prepared().map_err(|_| ApiError::Unreadable)?;
    let whole = kept.size;
    let progress = Closure::<dyn FnMut(ProgressEvent)>::new(move |event: ProgressEvent| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a whole number of bytes"
        )]
        let sent = offset.saturating_add(event.loaded() as u64);
        tell.try_run(UploadEvent::Sent(percent(sent, whole)));
    });
    if let Ok(sending) = request.upload() {
        sending.set_onprogress(Some(progress.as_ref().unchecked_ref()));
    }
    let ended = js_sys::Promise::new(&mut |resolve, _| request.set_onloadend(Some(&resolve)));
    if let Ok(mut part) = running.part.lock() {
        *part = Some(request.clone());
    }
    if running.is_stopped() {
        return Err(ApiError::Unreachable);
    }
    request
        .send_with_opt_buffer_source(Some(bytes.unchecked_ref()))
        .map_err(|_| ApiError::Unreachable)?;
    // It always ends, and never fails.
    let _ = JsFuture::from(ended).await;
    if let Ok(mut part) = running.part.lock() {
        part.take();
    }
    match request.status().unwrap_or(0) {
        0 => Err(ApiError::Unreachable),
        200..=299 => request
            .get_response_header("upload-offset")
            .ok()
            .flatten()
            .and_then(|offset| offset.parse().ok())
            .ok_or(ApiError::Unreadable),
        status => {
            let text = request.response_text().ok().flatten().unwrap_or_default();
            Err(refused(status, &text))
        }
    }
}

fn slice(file: &File, from: u64, to: u64) -> Result<Blob, ApiError> {
    #[expect(
        clippy::cast_precision_loss,
        reason = "bytes of a file, far below 2^53"
    )]
    let (from, to) = (from as f64, to as f64);
    file.slice_with_f64_and_f64(from, to)
        .map_err(|_| ApiError::Unreadable)
}

fn percent(sent: u64, whole: u64) -> u32 {
    let percent = sent.saturating_mul(100).checked_div(whole).unwrap_or(100);
    u32::try_from(percent.min(100)).unwrap_or(100)
}
