//! Sending a file, with progress: the one thing fetch cannot tell.

use claimdesk_protocol::{Evidence, IDEMPOTENCY_KEY};
use leptos::prelude::Callable;
use leptos::prelude::Callback;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{File, ProgressEvent, XmlHttpRequest};

use super::{ApiError, BASE, encoded, parse, refused};

/// What becomes of an upload.
#[derive(Clone, Debug)]
pub(crate) enum UploadEvent {
    /// So many per cent are sent.
    Sent(u32),
    /// It is there.
    Done,
    /// It is not.
    Failed(ApiError),
}

/// A running upload, to be kept for cancelling it.
#[derive(Clone)]
pub(crate) struct Upload(XmlHttpRequest);

impl Upload {
    /// Stops it.
    pub(crate) fn cancel(&self) {
        // An upload that is over cannot be stopped, and need not be.
        let _ = self.0.abort();
    }
}

/// Sends a file as evidence of a claim.
pub(crate) fn upload(
    reference: &str,
    file: &File,
    key: &str,
    tell: Callback<UploadEvent>,
) -> Result<Upload, ApiError> {
    let address = format!(
        "{BASE}/claims/{reference}/evidence?name={}",
        encoded(&file.name())
    );
    let request = XmlHttpRequest::new().map_err(|_| ApiError::Unreadable)?;
    let kind = file.type_();
    let kind = if kind.is_empty() {
        "application/octet-stream"
    } else {
        &kind
    };
    request
        .open("POST", &address)
        .and_then(|()| request.set_request_header(IDEMPOTENCY_KEY, key))
        .and_then(|()| request.set_request_header("content-type", kind))
        .map_err(|_| ApiError::Unreadable)?;

    if let Ok(sending) = request.upload() {
        let progress = Closure::<dyn FnMut(ProgressEvent)>::new(move |event: ProgressEvent| {
            tell.try_run(UploadEvent::Sent(percent(event.loaded(), event.total())));
        });
        sending.set_onprogress(Some(progress.as_ref().unchecked_ref()));
        // The browser lets go of it with the request.
        progress.forget();
    }
    let ended = {
        let request = request.clone();
        Closure::once_into_js(move || {
            let status = request.status().unwrap_or(0);
            let text = request.response_text().ok().flatten().unwrap_or_default();
            tell.try_run(match status {
                0 => UploadEvent::Failed(ApiError::Unreachable),
                200..=299 => match parse::<Evidence>(&text) {
                    Ok(_) => UploadEvent::Done,
                    Err(error) => UploadEvent::Failed(error),
                },
                _ => UploadEvent::Failed(refused(status, &text)),
            });
        })
    };
    request.set_onloadend(Some(ended.unchecked_ref()));
    request
        .send_with_opt_blob(Some(file))
        .map_err(|_| ApiError::Unreachable)?;
    Ok(Upload(request))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "0 to 100"
)]
#[expect(
    clippy::float_arithmetic,
    reason = "a progress bar, no figure anybody counts on"
)]
fn percent(loaded: f64, total: f64) -> u32 {
    if total > 0.0 {
        (loaded / total * 100.0).clamp(0.0, 100.0) as u32
    } else {
        0
    }
}
