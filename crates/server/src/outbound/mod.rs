//! Connections to others' servers: to addresses that were looked up here, over TLS that trusts
//! whom the system trusts.
//!
//! They are made here and handed to the HTTP library, which therefore neither resolves a name, nor
//! follows a redirect, nor goes through a proxy of the environment.

pub mod call;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use anyhow::Context;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto};
use url::{Host, Url};

/// What is said of who asks.
pub const USER_AGENT: &str = concat!("Claimdesk/", env!("CARGO_PKG_VERSION"));

/// Those the system trusts.
pub fn system_roots() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    // Single certificates of the system may be unreadable; without any, https fails and says so.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    roots
}

/// TLS that trusts these.
pub fn tls(roots: RootCertStore) -> anyhow::Result<TlsConnector> {
    let config = ClientConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .context("TLS cannot be set up")?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

/// The first of the addresses that takes a connection.
///
/// # Errors
///
/// What the last of them said, or that there is none.
pub async fn connected(addresses: &[SocketAddr]) -> std::io::Result<TcpStream> {
    let mut last = std::io::ErrorKind::NotConnected.into();
    for address in addresses {
        match TcpStream::connect(address).await {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// A connection, in the clear or over TLS.
pub trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

/// A connection to the host of an address, over TLS where it is https.
///
/// # Errors
///
/// When there is no such host, nobody there, or a certificate that is not to be trusted.
pub async fn stream(url: &Url, tls: &TlsConnector) -> std::io::Result<Box<dyn Stream>> {
    let port = url.port_or_known_default().unwrap_or_default();
    let name = url.host_str().unwrap_or_default();
    // An IPv6 address stands in brackets in an address of the web only.
    let name = name.trim_start_matches('[').trim_end_matches(']');
    let addresses: Vec<_> = tokio::net::lookup_host((name, port)).await?.collect();
    let stream = connected(&addresses).await?;
    if url.scheme() != "https" {
        return Ok(Box::new(stream));
    }
    let name = server_name(url).ok_or(std::io::ErrorKind::InvalidInput)?;
    Ok(Box::new(tls.connect(name, stream).await?))
}

/// The name that a server's certificate has to have.
pub fn server_name(url: &Url) -> Option<ServerName<'static>> {
    match url.host()? {
        Host::Domain(name) => ServerName::try_from(name.to_owned()).ok(),
        Host::Ipv4(ip) => Some(ServerName::from(IpAddr::from(ip))),
        Host::Ipv6(ip) => Some(ServerName::from(IpAddr::from(ip))),
    }
}

/// True for addresses that are spoken to over TLS, or that never leave this machine.
pub fn is_safe(url: &Url) -> bool {
    match url.scheme() {
        "https" => url.host().is_some(),
        "http" => match url.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            None => false,
        },
        _ => false,
    }
}

/// The `Host` of a request.
pub fn host(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    Some(match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    })
}

/// What a request is sent to at its host.
pub fn target(url: &Url) -> String {
    match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    }
}

/// What tests connect to.
#[cfg(test)]
pub(crate) mod doubles {
    use rcgen::{CertifiedKey, generate_simple_self_signed};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;
    use tokio_rustls::TlsAcceptor;
    use tokio_rustls::rustls::ServerConfig;
    use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

    use super::*;

    /// A server that answers over TLS, with its certificate.
    pub(crate) async fn secured(host: &str) -> (u16, CertificateDer<'static>) {
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed([host.to_owned()]).unwrap();
        let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
        let provider = Arc::new(crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // A client that does not trust it leaves in the middle.
                let Ok(mut stream) = acceptor.accept(stream).await else {
                    continue;
                };
                let mut asked = vec![0; 4096];
                let read = stream.read(&mut asked).await.unwrap_or(0);
                if read > 0 {
                    let _ = stream.write_all(b"HTTP/1.1 202 Accepted\r\n\r\n").await;
                    let _ = stream.shutdown().await;
                }
            }
        });
        (port, cert.der().clone())
    }
}
