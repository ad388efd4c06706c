//! Mail over TLS, to a real SMTP server with a certificate made for it; and to one nobody trusts.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use claimdesk_protocol::UndeliveredMail;
use claimdesk_server::config::{Secret, Smtp, SmtpTls};
use claimdesk_server::messages::Post;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::common::Server;
use crate::mail::{Inbox, Secured};

/// A certificate for this name, in a file, and a server's side of TLS with it.
fn certified(folder: &Path, name: &str) -> (PathBuf, Arc<ServerConfig>) {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed([name.to_owned()]).unwrap();
    let file = folder.join(format!("{name}.pem"));
    let der = STANDARD.encode(cert.der());
    let pem = format!("-----BEGIN CERTIFICATE-----\n{der}\n-----END CERTIFICATE-----\n");
    std::fs::write(&file, pem).unwrap();
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
    let tls = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .unwrap();
    (file, Arc::new(tls))
}

fn smtp(address: SocketAddr, tls: SmtpTls, authorities: Option<PathBuf>) -> Smtp {
    Smtp {
        host: "localhost".to_owned(),
        port: Some(address.port()),
        tls,
        authorities,
        login: Some(("claimdesk".to_owned(), Secret::new("hush-hush".to_owned()))),
    }
}

/// An inbox that takes a password only over TLS.
fn inbox(tls: Secured) -> (Inbox, SocketAddr) {
    let inbox = Inbox::secured("hush-hush", tls);
    let address = inbox.open();
    (inbox, address)
}

/// How many mails of a submission go out, and what is told of those that do not.
async fn sent(smtp: Smtp) -> (usize, Vec<String>) {
    let server = Server::set(|config| config.mail.smtp = Some(smtp)).await;
    server.anna().sent().await;
    let out = server.worker().mail().await.unwrap();
    let left: UndeliveredMail = server.ada().get("/api/v1/admin/mail").await.is(200).json();
    for mail in &left.mail {
        assert_eq!(mail.tries, 1);
        let next = mail.next.unwrap() - server.now();
        assert!(next > TimeDelta::zero(), "it stays in the outbox");
    }
    let errors = left.mail.into_iter().map(|mail| mail.error.unwrap());
    (out, errors.collect())
}

type Makes = fn(Arc<ServerConfig>) -> Secured;
const BOTH: [(SmtpTls, Makes); 2] = [
    (SmtpTls::Starttls, Secured::WhenAsked),
    (SmtpTls::Implicit, Secured::FromTheFirstByte),
];

#[tokio::test(flavor = "multi_thread")]
async fn mail_goes_out_over_tls_of_both_kinds_to_a_server_that_is_trusted() {
    let folder = tempfile::tempdir().unwrap();
    let (file, tls) = certified(folder.path(), "localhost");
    for (kind, secured) in BOTH {
        let (inbox, address) = inbox(secured(Arc::clone(&tls)));
        let (out, errors) = sent(smtp(address, kind, Some(file.clone()))).await;
        assert_eq!((out, errors), (2, Vec::new()), "{kind:?}");
        assert_eq!(inbox.got().len(), 2, "{kind:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_not_trusted_gets_nothing_and_the_failure_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let (_, tls) = certified(folder.path(), "localhost");
    let (elsewhere, of_other_name) = certified(folder.path(), "mail.example");
    for (kind, secured) in BOTH {
        for (tls, trusted) in [
            // Nobody vouches for it; somebody else is vouched for; it has another name.
            (&tls, None),
            (&tls, Some(&elsewhere)),
            (&of_other_name, Some(&elsewhere)),
        ] {
            let (inbox, address) = inbox(secured(Arc::clone(tls)));
            let (out, errors) = sent(smtp(address, kind, trusted.cloned())).await;
            assert_eq!((out, errors.len()), (0, 2), "{kind:?}");
            for error in errors {
                assert!(error.contains("certificate"), "{kind:?}: {error}");
                assert!(!error.contains("hush"), "{error}");
            }
            assert!(inbox.got().is_empty(), "{kind:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_said_in_the_clear_to_a_server_without_tls() {
    let (inbox, address) = inbox(Secured::No);
    let (out, errors) = sent(smtp(address, SmtpTls::Starttls, None)).await;
    assert_eq!((out, errors.len()), (0, 2));
    assert!(inbox.got().is_empty());
}

#[test]
fn a_file_without_a_certificate_is_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    let address = SocketAddr::from(([127, 0, 0, 1], 1));
    let refused = || {
        let smtp = smtp(address, SmtpTls::Starttls, Some(file.clone()));
        format!("{:#}", Post::smtp(&smtp).unwrap_err())
    };
    assert!(refused().contains("ca.pem"), "it is not there");
    for text in [
        "",
        "not a certificate",
        "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n",
    ] {
        std::fs::write(&file, text).unwrap();
        assert!(refused().contains("ca.pem"), "{text}: {}", refused());
    }
    // Nothing to trust for, where there is no server.
    let alone = Command::new(env!("CARGO_BIN_EXE_claimdesk"))
        .args(["serve", "--smtp-ca", "ca.pem"])
        .output()
        .unwrap();
    assert_eq!(alone.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&alone.stderr).contains("--smtp-host"));
}
