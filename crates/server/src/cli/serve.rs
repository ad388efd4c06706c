//! `claimdesk serve`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use chrono::TimeDelta;
use clap::{Args, ValueEnum};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _};
use url::Url;

use super::guard::Guard;
use super::messages::Messages;
use super::oidc::Oidc;
use super::options::Data;
use super::place::Kept;
use super::quality::Quality;
use super::webhooks::Webhooks;
use crate::clock::SystemClock;
use crate::config::{Config, Limits};
use crate::evidence::scanner::{Address, ScannerSettings};
use crate::identity::passkeys::PasskeyWish;
use crate::identity::setup;
use crate::serve::{self, Doors, Opened};
use crate::traces::Traces;

/// Files and connections the process wants to have open at once.
const OPEN_FILES: u64 = 65_536;

/// Serve the page and the API.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  claimdesk serve --demo --data /tmp/claimdesk-demo
  claimdesk serve --listen 0.0.0.0:8080 --data /var/lib/claimdesk --secure-cookies
  CLAIMDESK_LISTEN=127.0.0.1:9000 claimdesk serve
  claimdesk serve --evidence s3://evidence/claims --s3-region eu-north-1
  claimdesk serve --public-url https://claims.example.com --smtp-host mail.example.com \\
      --smtp-user claimdesk --smtp-password-file /run/secrets/smtp --mail-from claims@example.com

The log goes to standard error; RUST_LOG sets how much (info when unset).
Without --smtp-host each mail is a file in the folder `mail` of the data folder.
SIGTERM and SIGINT stop the server: requests in flight may end, for up to 20 seconds.")]
pub(super) struct Serve {
    /// Address and port to listen on.
    #[arg(
        long,
        env = "CLAIMDESK_LISTEN",
        default_value = "127.0.0.1:8080",
        value_name = "ADDRESS:PORT"
    )]
    listen: SocketAddr,
    /// Address and port of `/metrics`, for whoever runs the server (`OpenMetrics`; keep it off the
    /// internet). There is none when this is unset.
    #[arg(long, env = "CLAIMDESK_METRICS_LISTEN", value_name = "ADDRESS:PORT")]
    metrics_listen: Option<SocketAddr>,
    /// How the log is written.
    #[arg(long, env = "CLAIMDESK_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text, value_name = "FORMAT")]
    log_format: LogFormat,
    /// Send traces to the OpenTelemetry collector at this address, as OTLP over HTTP. Its other
    /// variables (headers, sampling, name of the service) are followed too.
    #[arg(long = "otlp-endpoint", env = "OTEL_EXPORTER_OTLP_ENDPOINT", value_parser = collector, value_name = "URL")]
    collector: Option<Collector>,
    #[command(flatten)]
    data: Data,
    #[command(flatten)]
    kept: Kept,
    /// Fill an empty database with an invented programme, and show on the sign-in page whom to try.
    #[arg(long, env = "CLAIMDESK_DEMO", value_parser = clap::builder::BoolishValueParser::new())]
    demo: bool,
    /// The most a file of evidence may have, in megabytes.
    #[arg(long, env = "CLAIMDESK_EVIDENCE_MAX_MB", default_value_t = 25, value_name = "MB",
        value_parser = clap::value_parser!(u32).range(1..=10_000))]
    evidence_max_mb: u32,
    /// The most files a claim may have.
    #[arg(long, env = "CLAIMDESK_EVIDENCE_MAX_FILES", default_value_t = 10, value_name = "COUNT",
        value_parser = clap::value_parser!(u32).range(1..=100))]
    evidence_max_files: u32,
    /// The most an organisation may have of files, in gigabytes.
    #[arg(long, env = "CLAIMDESK_PARTNER_MAX_GB", default_value_t = 20, value_name = "GB",
        value_parser = clap::value_parser!(u32).range(1..=100_000))]
    partner_max_gb: u32,
    /// The most files an organisation may add in an hour.
    #[arg(long, env = "CLAIMDESK_FILES_PER_HOUR", default_value_t = 500, value_name = "COUNT",
        value_parser = clap::value_parser!(u32).range(1..))]
    files_per_hour: u32,
    /// Where clamd listens, the virus scanner's daemon: host:port, or the path of its socket. A
    /// file is kept away until it says that it found nothing. Without it files are not scanned.
    #[arg(long, env = "CLAIMDESK_CLAMAV", value_name = "ADDRESS")]
    clamav: Option<Address>,
    /// Every so many days each file of evidence is read again and compared with its SHA-256, a little at a
    /// time; 0 for never.
    #[arg(long, env = "CLAIMDESK_EVIDENCE_REREAD_DAYS", default_value_t = 30, value_name = "DAYS",
        value_parser = clap::value_parser!(u32).range(0..=3_650))]
    evidence_reread_days: u32,
    /// Send cookies over TLS only. Set this wherever the server is reached by https.
    #[arg(long, env = "CLAIMDESK_SECURE_COOKIES", value_parser = clap::builder::BoolishValueParser::new())]
    secure_cookies: bool,
    /// The file of the key that signs the heads of the audit log: 64 hexadecimal digits. Without it
    /// the key is `audit.key` in the data folder, made at the first start.
    #[arg(long, env = "CLAIMDESK_AUDIT_KEY_FILE", value_name = "FILE")]
    audit_key: Option<PathBuf>,
    /// Whether everybody who signs in with a password has to have a passkey too. Until they have one
    /// they can do nothing else.
    #[arg(
        long,
        env = "CLAIMDESK_PASSKEYS",
        value_enum,
        default_value_t,
        value_name = "WISH"
    )]
    passkeys: PasskeyWish,
    #[command(flatten)]
    quality: Quality,
    #[command(flatten)]
    messages: Messages,
    #[command(flatten)]
    webhooks: Webhooks,
    #[command(flatten)]
    oidc: Oidc,
    #[command(flatten)]
    guard: Guard,
}

/// The address of a collector; none where the text is empty, as OpenTelemetry wants its variables read
/// (Environment Variable Specification, "Parsing empty value").
#[derive(Clone, Debug)]
struct Collector(Option<Url>);

fn collector(text: &str) -> Result<Collector, String> {
    if text.is_empty() {
        return Ok(Collector(None));
    }
    let url = Url::parse(text).map_err(|error| error.to_string())?;
    match url.scheme() {
        "http" | "https" if url.host().is_some() => Ok(Collector(Some(url))),
        _ => Err("a collector's address begins with http:// or https://".to_owned()),
    }
}

/// How the log is written.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum LogFormat {
    /// A line for a person.
    Text,
    /// A JSON object in each line.
    Json,
}

impl Serve {
    fn config(self) -> anyhow::Result<Config> {
        let (reminders, mut mail) = self.messages.read()?;
        // A demonstration is looked at from where it runs, so that its mails can have links.
        if self.demo && mail.public_url.is_none() && self.listen.ip().is_loopback() {
            mail.public_url = Some(format!("http://{}", self.listen));
        }
        Ok(Config {
            listen: self.listen,
            metrics: self.metrics_listen,
            data: self.data.folder().path().to_owned(),
            database: self.data.database().cloned(),
            demo: self.demo,
            limits: Limits {
                evidence_bytes: u64::from(self.evidence_max_mb) * 1_000_000,
                evidence_files: self.evidence_max_files,
                partner_bytes: u64::from(self.partner_max_gb) * 1_000_000_000,
                files_per_hour: self.files_per_hour,
                ..Limits::default()
            },
            secure_cookies: self.secure_cookies,
            reminders,
            quality: self.quality.read(),
            oidc: self.oidc.read(mail.public_url.as_deref())?,
            passkeys: self.passkeys,
            guard: self.guard.read(mail.public_url.as_deref()),
            mail,
            webhooks: self.webhooks.read(),
            audit_key: self.audit_key,
            reader: None,
            evidence: self.kept.place()?,
            scanner: self.clamav.map(ScannerSettings::at),
            reread: (self.evidence_reread_days > 0)
                .then(|| TimeDelta::days(self.evidence_reread_days.into())),
        })
    }
}

/// Serves until it is told to stop.
pub(super) fn run(arguments: Serve) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    let traces = {
        let _in_runtime = runtime.enter();
        arguments
            .collector
            .as_ref()
            .and_then(|Collector(address)| address.as_ref())
            .map(Traces::begin)
            .transpose()?
    };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let log = match arguments.log_format {
        LogFormat::Text => log.with_filter(filter).boxed(),
        LogFormat::Json => log.json().flatten_event(true).with_filter(filter).boxed(),
    };
    tracing_subscriber::registry()
        .with(log)
        .with(traces.as_ref().map(Traces::layer))
        .init();
    // Each connection and each file takes one; many systems give a process 1024 until it asks.
    if let Err(error) = rlimit::increase_nofile_limit(OPEN_FILES) {
        tracing::warn!(%error, "the limit of open files stays as it is");
    }
    let ended = runtime.block_on(async { serve(arguments.config()?).await });
    if let Some(traces) = &traces {
        traces.end();
    }
    ended
}

async fn serve(config: Config) -> anyhow::Result<()> {
    let stop = Arc::new(Notify::new());
    serve::on_signal(&stop)?;
    let listener = TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("{} cannot be listened on", config.listen))?;
    let address = listener.local_addr()?;
    let metrics = match config.metrics {
        Some(metrics) => Some(
            TcpListener::bind(metrics)
                .await
                .with_context(|| format!("{metrics} cannot be listened on"))?,
        ),
        None => None,
    };
    let opened = Box::pin(serve::open(&config, Arc::new(SystemClock))).await?;
    welcome(&opened, address).await?;
    if let Some(metrics) = &metrics {
        super::say(&format!(
            "Metrics are at http://{}/metrics",
            metrics.local_addr()?
        ));
    }
    let doors = Doors {
        page: listener,
        metrics,
    };
    serve::run(opened, doors, stop).await
}

/// Says where the server is and how to sign in.
async fn welcome(opened: &Opened, address: SocketAddr) -> anyhow::Result<()> {
    super::say(&format!("Claimdesk is at http://{address}"));
    if let Some(demo) = opened.app.demo() {
        super::say("\nAn invented programme to look around in. Sign in as one of:");
        for account in &demo.accounts {
            let place = account
                .organisation
                .as_deref()
                .unwrap_or(account.role.as_str());
            super::say(&format!(
                "  {:<32} {:<22} {}, {place}",
                account.email, account.password, account.name
            ));
        }
    }
    let token = setup::new_token(&opened.app)
        .await
        .map_err(|refusal| anyhow::anyhow!("{refusal:?}"))?;
    if let Some(token) = token {
        super::say(&format!(
            "\nNobody can administer it yet. Make the first administrator with this link, which works once:\n  http://{address}/setup?token={token}"
        ));
    }
    Ok(())
}
