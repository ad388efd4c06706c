//! Who brings the mail: an SMTP server, or a folder of `.eml` files where there is none.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use tokio::io::AsyncWriteExt;

use crate::config::{Smtp, SmtpTls};

/// A server that does not answer for so long has failed.
const PATIENCE: Duration = Duration::from_secs(20);

/// As a certificate begins in PEM form.
const BEGINS: &[u8] = b"-----BEGIN CERTIFICATE-----";

/// Who brings the mail.
#[derive(Debug)]
pub enum Post {
    /// A folder: each mail is a file that any mail program opens.
    Folder(PathBuf),
    /// A server.
    Smtp(Box<AsyncSmtpTransport<Tokio1Executor>>),
}

impl Post {
    /// The folder, made when it is missing; for this account's eyes only.
    pub fn folder(folder: &Path) -> anyhow::Result<Self> {
        crate::data::make_private(folder)
            .with_context(|| format!("the mail folder {} cannot be made", folder.display()))?;
        Ok(Self::Folder(folder.to_owned()))
    }

    /// The server. It is asked when there is something to bring.
    pub fn smtp(smtp: &Smtp) -> anyhow::Result<Self> {
        let tls = || trusted(smtp);
        let (tls, port) = match smtp.tls {
            SmtpTls::Starttls => (Tls::Required(tls()?), 587),
            SmtpTls::Implicit => (Tls::Wrapper(tls()?), 465),
            SmtpTls::None => (Tls::None, 25),
        };
        let mut server = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&smtp.host)
            .port(smtp.port.unwrap_or(port))
            .tls(tls)
            .timeout(Some(PATIENCE));
        if let Some((user, password)) = &smtp.login {
            server =
                server.credentials(Credentials::new(user.clone(), password.reveal().to_owned()));
        }
        Ok(Self::Smtp(Box::new(server.build())))
    }

    /// Brings a mail; the words of what went wrong are for the administrator.
    pub(super) async fn bring(&self, id: &str, letter: &Message) -> Result<(), String> {
        match self {
            Self::Folder(folder) => put(folder, id, &letter.formatted())
                .await
                .map_err(|error| format!("{}: {error}", folder.display())),
            Self::Smtp(server) => {
                let answer = server.send(letter.clone()).await;
                answer.map(drop).map_err(|error| told(&error))
            }
        }
    }
}

/// TLS with whom the system trusts, and with whom the installation trusts for mail.
fn trusted(smtp: &Smtp) -> anyhow::Result<TlsParameters> {
    let mut tls = TlsParameters::builder(smtp.host.clone());
    if let Some(file) = &smtp.authorities {
        let unusable = || format!("the certificates in {} cannot be used", file.display());
        let pem = std::fs::read(file).with_context(unusable)?;
        let is_one = pem.windows(BEGINS.len()).any(|part| part == BEGINS);
        // Without one nothing would be trusted that was not before, and nobody would know why.
        anyhow::ensure!(is_one, "{}: there is none in PEM form", unusable());
        let certificate = Certificate::from_pem(&pem).with_context(unusable)?;
        tls = tls.add_root_certificate(certificate);
    }
    tls.build().context("TLS for mail cannot be set up")
}

/// The error with what caused it: the outer one alone says little.
fn told(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text = format!("{text}: {inner_text}");
        }
        cause = inner.source();
    }
    text.chars().filter(|c| !c.is_control()).take(500).collect()
}

/// Writes a file whole or not at all, and for good: who asked takes it for sent. The same mail again is
/// the same file.
async fn put(folder: &Path, id: &str, bytes: &[u8]) -> std::io::Result<()> {
    let part = folder.join(format!("{id}.part"));
    let mut file = tokio::fs::File::create(&part).await?;
    file.write_all(bytes).await?;
    file.sync_all().await?;
    drop(file);
    tokio::fs::rename(&part, folder.join(format!("{id}.eml"))).await?;
    tokio::fs::File::open(folder).await?.sync_all().await
}
