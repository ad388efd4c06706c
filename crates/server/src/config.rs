//! What can be set from outside, after flags and environment are read.

use std::net::SocketAddr;
use std::path::PathBuf;

use chrono::TimeDelta;
use claimdesk_recognition::claim::{QualityRules, ReminderRules};
use lettre::message::Mailbox;

use crate::evidence::Place;
use crate::evidence::scanner::ScannerSettings;
use crate::guard::GuardSettings;
use crate::identity::oidc::OidcSettings;
use crate::identity::passkeys::PasskeyWish;
use crate::store::db::Address;
use crate::store::uploads::Room;
use crate::webhooks::WebhookSettings;

/// How `claimdesk serve` is to run.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where an operator reads the metrics, if anywhere.
    pub metrics: Option<SocketAddr>,
    /// The folder of the database and the evidence.
    pub data: PathBuf,
    /// The database, where it is on a server and not in the folder.
    pub database: Option<Address>,
    /// Fill an empty database with an invented programme.
    pub demo: bool,
    /// What may be sent.
    pub limits: Limits,
    /// Cookies only over TLS, bound to this host.
    pub secure_cookies: bool,
    /// When people are reminded of a clock.
    pub reminders: ReminderRules,
    /// Which decisions somebody else sees too.
    pub quality: QualityRules,
    /// Mail.
    pub mail: MailSettings,
    /// Webhooks.
    pub webhooks: WebhookSettings,
    /// The identity provider, where there is one.
    pub oidc: Option<OidcSettings>,
    /// Whether people have to have a passkey.
    pub passkeys: PasskeyWish,
    /// What keeps the server standing.
    pub guard: GuardSettings,
    /// The file of the key that signs the heads of the audit log, where it is not in the data
    /// folder.
    pub audit_key: Option<PathBuf>,
    /// The program that reads files in a process of its own, where it is not the one that is
    /// running.
    pub reader: Option<PathBuf>,
    /// Where evidence is kept.
    pub evidence: Place,
    /// The virus scanner, where there is one.
    pub scanner: Option<ScannerSettings>,
    /// How often each file of evidence is read again; never where this is unset.
    pub reread: Option<TimeDelta>,
}

/// How mail is sent.
#[derive(Clone, Debug)]
pub struct MailSettings {
    /// Who writes.
    pub from: Mailbox,
    /// Where people reach the page, for links; without it a mail has none.
    pub public_url: Option<String>,
    /// The server that brings it; without one, mails become files in the data folder.
    pub smtp: Option<Smtp>,
    /// Whether customers are asked for their word. They cannot be without `public_url`: the mail
    /// is nothing without its link.
    pub customers: bool,
}

impl Default for MailSettings {
    fn default() -> Self {
        let address = lettre::Address::new("claimdesk", "localhost");
        #[expect(clippy::expect_used, reason = "a constant that a test sends mail from")]
        let address = address.expect("this is an address");
        Self {
            from: Mailbox::new(Some("Claimdesk".to_owned()), address),
            public_url: None,
            smtp: None,
            customers: true,
        }
    }
}

/// A mail server.
#[derive(Clone, Debug)]
pub struct Smtp {
    /// Its name, which its certificate has to have.
    pub host: String,
    /// Its port; `None` for the usual one of the kind of TLS.
    pub port: Option<u16>,
    /// TLS.
    pub tls: SmtpTls,
    /// A file with certificates in PEM form, of authorities that are trusted beside the system's, or of
    /// the server itself.
    pub authorities: Option<PathBuf>,
    /// User and password, where it wants them.
    pub login: Option<(String, Secret)>,
}

/// How a mail server is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum SmtpTls {
    /// In the clear at first, and TLS before anything is said (port 587).
    Starttls,
    /// TLS from the first byte (port 465).
    Implicit,
    /// In the clear (port 25): only for a server on the same machine.
    None,
}

/// A text that is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Hides it.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// Shows it, to whoever it is a secret with.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(secret)")
    }
}

/// What may be sent.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of a JSON body.
    pub body_bytes: usize,
    /// Bytes of a file of evidence.
    pub evidence_bytes: u64,
    /// Files of evidence on a claim.
    pub evidence_files: u32,
    /// Uploads of an organisation that are not finished.
    pub unfinished_uploads: u32,
    /// Bytes of them together, as told when they began.
    pub unfinished_bytes: u64,
    /// Bytes of all files of evidence of an organisation.
    pub partner_bytes: u64,
    /// Files of evidence that an organisation may add in an hour of the clock.
    pub files_per_hour: u32,
}

impl Limits {
    /// What there may be of evidence.
    pub const fn room(&self) -> Room {
        Room {
            files: self.evidence_files,
            bytes: self.partner_bytes,
            per_hour: self.files_per_hour,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 1_000_000,
            evidence_bytes: 25_000_000,
            evidence_files: 10,
            unfinished_uploads: 40,
            unfinished_bytes: 500_000_000,
            partner_bytes: 20_000_000_000,
            files_per_hour: 500,
        }
    }
}
