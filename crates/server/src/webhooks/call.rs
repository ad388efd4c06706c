//! One try: a connection to an address that was looked at, the message, and the answer's status.

use std::net::SocketAddr;
use std::time::Instant;

use axum::http::{Request, header};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use claimdesk_protocol::WebhookFault;
use http_body_util::Full;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::{self, RootCertStore};
use url::Url;

use super::{WebhookSettings, address, signature};
use crate::outbound;
use crate::problem::{Outcome, Refusal};
use crate::store::webhooks::Secrets;

/// The most an answer's head may have, in bytes; its body is not read.
const HEAD: usize = 16_384;

/// What a try met.
#[derive(Clone, Copy, Debug)]
pub struct Met {
    /// The answer's status, where there was one.
    pub status: Option<u16>,
    /// What kept the message from arriving.
    pub fault: Option<WebhookFault>,
    /// How long it took.
    pub milliseconds: u64,
}

/// Brings messages to endpoints.
#[derive(Clone)]
pub struct Courier {
    settings: WebhookSettings,
    tls: TlsConnector,
}

impl Courier {
    /// A courier that trusts whom the system trusts.
    pub fn new(settings: WebhookSettings) -> anyhow::Result<Self> {
        Self::trusting(settings, outbound::system_roots())
    }

    fn trusting(settings: WebhookSettings, roots: RootCertStore) -> anyhow::Result<Self> {
        Ok(Self {
            settings,
            tls: outbound::tls(roots)?,
        })
    }

    /// How webhooks are sent.
    pub fn settings(&self) -> &WebhookSettings {
        &self.settings
    }

    /// Refuses an address that messages may not go to, as it stands or by where its name leads;
    /// gives it in its one spelling.
    pub async fn accepts(&self, text: &str) -> Outcome<String> {
        let url = address::parse(text, &self.settings.allow)?;
        let patience = self.settings.patience;
        let behind = tokio::time::timeout(patience, self.behind(&url)).await;
        match behind {
            Ok(Ok(_)) => Ok(url.into()),
            Ok(Err(WebhookFault::NotPublic)) => Err(Refusal::field(
                "url",
                "not_public",
                "Messages go to public addresses only. Choose an address that can be reached from the internet.",
            )),
            Ok(Err(_)) | Err(_) => Err(Refusal::field(
                "url",
                "not_found",
                "This host's name leads nowhere. Check it.",
            )),
        }
    }

    async fn behind(&self, url: &Url) -> Result<Vec<SocketAddr>, WebhookFault> {
        address::behind(url, &*self.settings.names, &self.settings.allow).await
    }

    /// Brings a message.
    pub async fn bring(
        &self,
        url: &str,
        secrets: &Secrets,
        id: &str,
        body: &str,
        at: DateTime<Utc>,
    ) -> Met {
        let begun = Instant::now();
        let trying = self.try_once(url, secrets, id, body, at);
        let met = match tokio::time::timeout(self.settings.patience, trying).await {
            Ok(met) => met,
            Err(_) => Err(WebhookFault::TimedOut),
        };
        let milliseconds = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        let (status, fault) = match met {
            Ok(status @ 200..300) => (Some(status), None),
            Ok(status @ 300..400) => (Some(status), Some(WebhookFault::Redirected)),
            Ok(status) => (Some(status), Some(WebhookFault::Refused)),
            Err(fault) => (None, Some(fault)),
        };
        Met {
            status,
            fault,
            milliseconds,
        }
    }

    async fn try_once(
        &self,
        url: &str,
        secrets: &Secrets,
        id: &str,
        body: &str,
        at: DateTime<Utc>,
    ) -> Result<u16, WebhookFault> {
        // It was good when it was saved; what may be sent to can have become less since then.
        let url = address::parse(url, &self.settings.allow).map_err(|_| WebhookFault::NotPublic)?;
        let request = request(&url, secrets, id, body, at).ok_or(WebhookFault::NoConnection)?;
        let stream = outbound::connected(&self.behind(&url).await?)
            .await
            .map_err(|_| WebhookFault::NoConnection)?;
        if url.scheme() != "https" {
            return exchange(stream, request).await;
        }
        let name = outbound::server_name(&url).ok_or(WebhookFault::NotFound)?;
        let stream = self.tls.connect(name, stream).await.map_err(|error| {
            let inner = error.get_ref();
            if inner
                .and_then(|inner| inner.downcast_ref::<rustls::Error>())
                .is_some()
            {
                WebhookFault::NotSafe
            } else {
                WebhookFault::NoConnection
            }
        })?;
        exchange(stream, request).await
    }
}

fn request(
    url: &Url,
    secrets: &Secrets,
    id: &str,
    body: &str,
    at: DateTime<Utc>,
) -> Option<Request<Full<Bytes>>> {
    Request::post(outbound::target(url))
        .header(header::HOST, outbound::host(url)?)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::CONNECTION, "close")
        .header(header::USER_AGENT, outbound::USER_AGENT)
        .header("webhook-id", id)
        .header("webhook-timestamp", at.timestamp())
        .header(
            "webhook-signature",
            signature::sign(secrets, id, at, body).ok()?,
        )
        .body(Full::new(Bytes::copy_from_slice(body.as_bytes())))
        .ok()
}

/// Sends the request; gives the answer's status as soon as its head is there.
async fn exchange<S>(stream: S, request: Request<Full<Bytes>>) -> Result<u16, WebhookFault>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let none = |_| WebhookFault::NoAnswer;
    let (mut sender, connection) = http1::Builder::new()
        .max_buf_size(HEAD)
        .handshake(TokioIo::new(stream))
        .await
        .map_err(none)?;
    let answer = sender.send_request(request);
    tokio::pin!(answer, connection);
    let answer = tokio::select! {
        biased;
        answer = &mut answer => answer,
        // It may have ended because the answer is there.
        _ = &mut connection => answer.await,
    };
    Ok(answer.map_err(none)?.status().as_u16())
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::Arc;

    use async_trait::async_trait;
    use tokio_rustls::rustls::pki_types::CertificateDer;

    use super::*;
    use crate::outbound::doubles::secured;
    use crate::webhooks::{Allow, Names};

    /// Every name is this machine's.
    #[derive(Debug)]
    struct Here;

    #[async_trait]
    impl Names for Here {
        async fn addresses(&self, _: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
            Ok(vec![SocketAddr::from(([127, 0, 0, 1], port))])
        }
    }

    async fn met(url: &str, trusted: Option<CertificateDer<'static>>) -> Met {
        let settings = WebhookSettings {
            allow: vec![Allow::Private, Allow::Ports],
            names: Arc::new(Here),
            ..WebhookSettings::default()
        };
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(trusted);
        let courier = Courier::trusting(settings, roots).unwrap();
        let secrets = Secrets {
            now: signature::secret().unwrap(),
            old: None,
        };
        let at = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        courier.bring(url, &secrets, "id", "{}", at).await
    }

    #[tokio::test]
    async fn a_certificate_has_to_be_the_hosts_and_of_somebody_known() {
        let (port, certificate) = secured("hooks.example").await;
        let good = format!("https://hooks.example:{port}/");
        let reached = met(&good, Some(certificate.clone())).await;
        assert_eq!((reached.status, reached.fault), (Some(202), None));
        let other = format!("https://other.example:{port}/");
        for (url, trusted) in [(&good, None), (&other, Some(certificate))] {
            let refused = met(url, trusted).await;
            assert_eq!(
                (refused.status, refused.fault),
                (None, Some(WebhookFault::NotSafe)),
                "{url}"
            );
        }
    }
}
