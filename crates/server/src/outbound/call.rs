//! Single calls: bounded in time and bytes, without redirects, on a connection of their own.

use std::time::Duration;

use axum::http::{Request, Response, header};
use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio_rustls::TlsConnector;
use url::Url;

use super::Stream;

/// The most an answer's head may have, in bytes.
const HEAD: usize = 32_768;
/// The most an answer's body may have, in bytes: what identity providers and collectors really
/// answer has a tenth of it.
const BODY: usize = 262_144;

/// Why a call gave nothing.
#[derive(Debug, thiserror::Error)]
pub enum Unreached {
    /// Only https, and http on this machine.
    #[error("the address is not safe to ask: {0}")]
    NotSafe(String),
    /// No such host, nobody there, or a certificate that is not to be trusted.
    #[error("no connection to {0}")]
    NoConnection(String, #[source] std::io::Error),
    /// It broke off, or what came is no HTTP.
    #[error("no answer")]
    NoAnswer(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// It took too long.
    #[error("no answer within {0:?}")]
    TimedOut(Duration),
}

impl Unreached {
    fn no_answer(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::NoAnswer(error.into())
    }
}

/// Calls others' servers.
#[derive(Clone)]
pub struct Caller {
    tls: TlsConnector,
    patience: Duration,
}

impl Caller {
    /// Trusts whom the system trusts, and waits so long for a whole answer.
    ///
    /// # Errors
    ///
    /// When TLS cannot be set up.
    pub fn new(patience: Duration) -> anyhow::Result<Self> {
        Ok(Self {
            tls: super::tls(super::system_roots())?,
            patience,
        })
    }

    /// Sends this to its whole address. A redirect is an answer like any other.
    ///
    /// # Errors
    ///
    /// When nothing came back, or not all of it in time.
    pub async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, Unreached> {
        match tokio::time::timeout(self.patience, self.try_once(request)).await {
            Ok(answer) => answer,
            Err(_) => Err(Unreached::TimedOut(self.patience)),
        }
    }

    async fn try_once(&self, request: Request<Bytes>) -> Result<Response<Bytes>, Unreached> {
        let address = request.uri().to_string();
        let url = Url::parse(&address).map_err(|_| Unreached::NotSafe(address))?;
        let host = super::host(&url).unwrap_or_default();
        let stream = super::stream(&url, &self.tls)
            .await
            .map_err(|error| Unreached::NoConnection(host.clone(), error))?;
        let (mut parts, body) = request.into_parts();
        parts.uri = super::target(&url).parse().map_err(Unreached::no_answer)?;
        for (name, value) in [
            (header::HOST, host.as_str()),
            (header::CONNECTION, "close"),
            (header::USER_AGENT, super::USER_AGENT),
        ] {
            let value = value.parse().map_err(Unreached::no_answer)?;
            parts.headers.insert(name, value);
        }
        exchange(stream, Request::from_parts(parts, Full::new(body))).await
    }
}

async fn exchange(
    stream: Box<dyn Stream>,
    request: Request<Full<Bytes>>,
) -> Result<Response<Bytes>, Unreached> {
    let (mut sender, connection) = http1::Builder::new()
        .max_buf_size(HEAD)
        .handshake(TokioIo::new(stream))
        .await
        .map_err(Unreached::no_answer)?;
    let answer = async {
        let answer = sender.send_request(request).await;
        let (parts, body) = answer.map_err(Unreached::no_answer)?.into_parts();
        let body = Limited::new(body, BODY).collect().await;
        let body = body.map_err(Unreached::no_answer)?.to_bytes();
        Ok(Response::from_parts(parts, body))
    };
    tokio::pin!(answer, connection);
    tokio::select! {
        biased;
        answer = &mut answer => answer,
        // It may have ended because all of the answer is there.
        _ = &mut connection => answer.await,
    }
}
