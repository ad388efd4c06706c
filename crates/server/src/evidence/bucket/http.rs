//! How a store is spoken to: HTTP/1.1 over our own connections, bounded in time, without redirects.
//!
//! The library that speaks S3 brings requests; connections are those of the rest of the program
//! (`outbound/`), so that there is one TLS, one list of authorities, and no proxy of the environment.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use axum::http::header::{HOST, IF_NONE_MATCH, USER_AGENT};
use axum::http::{HeaderValue, Method, Request, Uri};
use futures::stream;
use http_body_util::{BodyExt, StreamBody};
use hyper::body::Incoming;
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpRequestBody,
    HttpResponse, HttpResponseBody, HttpService,
};
use tokio_rustls::TlsConnector;
use url::Url;

use super::settings::Patience;
use crate::outbound;

/// The most an answer's head may have, in bytes.
const HEAD: usize = 65_536;
/// Connections that are kept for the next request.
const IDLE: usize = 16;
/// How long; stores close theirs after some more.
const IDLE_FOR: Duration = Duration::from_secs(15);
/// What is sent counts as a millisecond of patience for each of so many bytes.
const BYTES_A_MILLISECOND: usize = 200;

/// Speaks to one store.
#[derive(Clone)]
pub(super) struct Http(Arc<Inner>);

struct Inner {
    origin: Url,
    host: HeaderValue,
    tls: TlsConnector,
    patience: Patience,
    idle: Mutex<Vec<(Instant, SendRequest<HttpRequestBody>)>>,
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Http")
            .field(&self.0.origin.as_str())
            .finish()
    }
}

impl Http {
    /// Trusts whom the system trusts.
    pub(super) fn new(origin: Url, patience: Patience) -> anyhow::Result<Self> {
        Self::with_tls(origin, patience, outbound::tls(outbound::system_roots())?)
    }

    fn with_tls(origin: Url, patience: Patience, tls: TlsConnector) -> anyhow::Result<Self> {
        let host = outbound::host(&origin).unwrap_or_default().parse()?;
        Ok(Self(Arc::new(Inner {
            origin,
            host,
            tls,
            patience,
            idle: Mutex::default(),
        })))
    }

    async fn connection(&self) -> Result<SendRequest<HttpRequestBody>, HttpError> {
        let Inner {
            origin,
            tls,
            patience,
            ..
        } = &*self.0;
        let connects = outbound::stream(origin, tls);
        let stream = tokio::time::timeout(patience.connection, connects).await;
        let stream = stream
            .unwrap_or_else(|_| Err(std::io::ErrorKind::TimedOut.into()))
            .map_err(|error| HttpError::new(HttpErrorKind::Connect, error))?;
        let (sender, connection) = http1::Builder::new()
            .max_buf_size(HEAD)
            .handshake(TokioIo::new(stream))
            .await
            .map_err(failed)?;
        // It ends with the last that holds the sender, or when the store closes it.
        tokio::spawn(connection);
        Ok(sender)
    }

    /// A connection that is free, if there is one.
    fn idle(&self) -> Option<SendRequest<HttpRequestBody>> {
        let mut idle = self.0.idle.lock().ok()?;
        idle.retain(|(since, sender)| !sender.is_closed() && since.elapsed() < IDLE_FOR);
        // One whose last answer is still read is not ready.
        let ready = idle.iter().position(|(_, sender)| sender.is_ready())?;
        Some(idle.swap_remove(ready).1)
    }

    fn keep(&self, sender: SendRequest<HttpRequestBody>) {
        if let Ok(mut idle) = self.0.idle.lock()
            && idle.len() < IDLE
        {
            idle.push((Instant::now(), sender));
        }
    }
}

/// What became of a request that was on its way.
fn failed(error: hyper::Error) -> HttpError {
    let kind = if error.is_canceled() || error.is_closed() {
        HttpErrorKind::Request
    } else if error.is_timeout() {
        HttpErrorKind::Timeout
    } else {
        // It may have been done all the same.
        HttpErrorKind::Interrupted
    };
    HttpError::new(kind, error)
}

fn timed_out() -> HttpError {
    HttpError::new(
        HttpErrorKind::Timeout,
        std::io::Error::from(std::io::ErrorKind::TimedOut),
    )
}

/// An upload in parts becomes an object only where there is none yet. The library asks for that
/// with an object that is sent whole, and has no way to ask for it here; the header is not among
/// those that are signed.
fn writes_once(request: &mut HttpRequest) {
    let completes = request.method() == Method::POST
        && request
            .uri()
            .query()
            .is_some_and(|query| query.split('&').any(|pair| pair.starts_with("uploadId=")));
    if completes {
        let any = HeaderValue::from_static("*");
        request.headers_mut().insert(IF_NONE_MATCH, any);
    }
}

/// An answer whose every piece has to come in time.
fn patient(body: Incoming, patience: Duration) -> HttpResponseBody {
    let frames = stream::try_unfold(body, move |mut body| async move {
        match tokio::time::timeout(patience, body.frame()).await {
            Err(_) => Err(timed_out()),
            Ok(Some(Ok(frame))) => Ok(Some((frame, body))),
            Ok(Some(Err(error))) => Err(failed(error)),
            Ok(None) => Ok(None),
        }
    });
    HttpResponseBody::new(StreamBody::new(frames))
}

#[async_trait]
impl HttpService for Http {
    async fn call(&self, mut request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let Inner { host, patience, .. } = &*self.0;
        writes_once(&mut request);
        let (mut parts, body) = request.into_parts();
        let target = parts
            .uri
            .path_and_query()
            .map_or("/", |target| target.as_str());
        parts.uri =
            Uri::try_from(target).map_err(|error| HttpError::new(HttpErrorKind::Unknown, error))?;
        parts.headers.insert(HOST, host.clone());
        let us = HeaderValue::from_static(outbound::USER_AGENT);
        parts.headers.insert(USER_AGENT, us);
        let sending = body.content_length() / BYTES_A_MILLISECOND;
        let sending = Duration::from_millis(u64::try_from(sending).unwrap_or_default());
        let request = Request::from_parts(parts, body);
        let mut sender = match self.idle() {
            Some(sender) => sender,
            None => self.connection().await?,
        };
        let answers = sender.send_request(request);
        let answer = tokio::time::timeout(patience.answer + sending, answers).await;
        let (parts, body) = answer
            .map_err(|_| timed_out())?
            .map_err(failed)?
            .into_parts();
        self.keep(sender);
        Ok(HttpResponse::from_parts(
            parts,
            patient(body, patience.piece),
        ))
    }
}

impl HttpConnector for Http {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.clone()))
    }
}

#[cfg(test)]
mod tests {
    use object_store::client::HttpRequestBody;
    use tokio_rustls::rustls::RootCertStore;

    use super::*;
    use crate::outbound::doubles::secured;

    fn get(url: &Url) -> HttpRequest {
        Request::get(url.as_str())
            .body(HttpRequestBody::empty())
            .unwrap()
    }

    #[tokio::test]
    async fn a_store_has_to_have_the_certificate_of_its_name() {
        let (port, certificate) = secured("localhost").await;
        let (elsewhere, theirs) = secured("store.example").await;
        for (port, trusted, reached) in [
            (port, Some(certificate.clone()), true),
            (port, None, false),
            (elsewhere, Some(theirs), false),
        ] {
            let mut roots = RootCertStore::empty();
            roots.add_parsable_certificates(trusted);
            let origin = Url::parse(&format!("https://localhost:{port}")).unwrap();
            let tls = outbound::tls(roots).unwrap();
            let http = Http::with_tls(origin.clone(), Patience::default(), tls).unwrap();
            match http.call(get(&origin)).await {
                Ok(answer) => assert!(reached && answer.status() == 202),
                Err(error) => assert!(!reached && error.kind() == HttpErrorKind::Connect),
            }
        }
    }
}
