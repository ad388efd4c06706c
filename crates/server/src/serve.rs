//! A running server: opened, kept in time by its background jobs, and stopped without cutting
//! anybody off.

use std::sync::Arc;
use std::time::Duration;

use claimdesk_recognition::Programme;
use tokio::net::TcpListener;
use tokio::sync::Notify;

use crate::app::{App, Parts};
use crate::audit::entry::ActorKind;
use crate::audit::head::Signer;
use crate::audit::{self, act};
use crate::clock::Clock;
use crate::config::Config;
use crate::data::DataFolder;
use crate::demo::{self, Stage};
use crate::evidence::Evidence;
use crate::evidence::apart::Apart;
use crate::evidence::partial::Partial;
use crate::evidence::scanner::Scanner;
use crate::guard::listen;
use crate::identity::oidc::Provider;
use crate::identity::passkeys::{PasskeyWish, Passkeys};
use crate::identity::password::Passwords;
use crate::jobs;
use crate::messages::{Office, Post};
use crate::metrics;
use crate::problem::Refusal;
use crate::programmes::{self, Rules};
use crate::router;
use crate::store::AuditLog;
use crate::store::levels::Gauged;
use crate::store::scans::{ScanStore, Wanted};
use crate::store::sql::Database;
use crate::store::uploads::UploadStore;
use crate::webhooks::Courier;

/// How long requests in flight may take to end once the server is told to stop.
const PATIENCE: Duration = Duration::from_secs(20);

/// Everything a server needs, opened.
pub struct Opened {
    /// The state.
    pub app: App,
    /// The database, to be closed at the end.
    pub store: Database,
}

/// Opens database and evidence, and fills them when a demonstration is wanted.
pub async fn open(config: &Config, clock: Arc<dyn Clock>) -> anyhow::Result<Opened> {
    let data = DataFolder::make(&config.data)?.on(config.database.clone());
    let store = data.open_database().await?;
    let evidence = Evidence::of(&data, &config.evidence)?;
    let log = store.audit_log().await?.name;
    evidence.prove(&log).await?;
    let partial = Partial::in_folder(&data.uploads())?;
    let left = evidence.sweep().await?;
    if left > 0 {
        tracing::info!(left, "removed what interrupted uploads left");
    }
    let under_way = store.upload_ids().await?;
    let left = partial.sweep(&under_way).await?;
    if left > 0 {
        tracing::info!(left, "removed files of uploads that nobody knows");
    }
    let signer = match &config.audit_key {
        Some(file) => Signer::from_file(&log, file)?,
        None => Signer::of_data_folder(&log, data.path())?,
    };
    let versions = programmes::of_data_folder(data.path())?;
    let begins = async {
        audit::tell_key(&store, &signer).await?;
        programmes::tell(&store, &versions).await
    };
    act::by(ActorKind::Command, "serve", clock.now(), begins).await?;
    let today = clock.now().date_naive();
    let programme = versions
        .in_force(today)
        .cloned()
        .unwrap_or_else(Programme::builtin);
    tracing::info!(programme = programme.id, "rules in force");
    let passwords = Passwords::default();
    let told = |refusal: Refusal| anyhow::anyhow!("{}", refusal.in_words());
    let mut demo = None;
    if config.demo {
        let stage = Stage {
            store: &store,
            evidence: &evidence,
            programme: &programme,
            quality: &config.quality,
            passwords: &passwords,
            now: clock.now(),
        };
        let fills = demo::fill(&stage);
        let invented = act::by(ActorKind::Command, "serve.demo", clock.now(), fills);
        if invented.await.map_err(told)? {
            tracing::info!("filled the empty database with an invented programme");
        }
        demo = demo::description(&store).await.map_err(told)?;
    }
    if config.scanner.is_some() {
        let new = store.want_scans(Wanted::New, clock.now()).await?;
        if new > 0 {
            tracing::info!(
                new,
                "files that were never scanned wait for the virus scanner"
            );
        }
    } else {
        let waiting = store.levels(clock.now()).await?.quarantined;
        if waiting > 0 {
            tracing::warn!(
                waiting,
                "files wait for a virus scanner, and none is configured: they stay kept away"
            );
        }
    }
    if config.mail.customers && config.mail.public_url.is_none() {
        tracing::info!("customers are not asked for their word: that takes --public-url");
    }
    let passkeys = Passkeys::of(config)?;
    anyhow::ensure!(
        passkeys.is_some() || config.passkeys == PasskeyWish::Offered,
        "passkeys are required, and do not work here: they take --public-url with https:// and a name"
    );
    let post = match &config.mail.smtp {
        Some(smtp) => Post::smtp(smtp)?,
        None => Post::folder(&data.mail())?,
    };
    let app = App::new(Parts {
        store: Arc::new(store.clone()),
        evidence,
        partial,
        apart: Apart::new(config.reader.clone()),
        scanner: config.scanner.clone().map(Scanner::new),
        rules: Rules::new(versions)?,
        clock,
        limits: config.limits,
        passwords,
        passkeys,
        passkey_wish: config.passkeys,
        provider: config.oidc.clone().map(Provider::new).transpose()?,
        demo,
        secure_cookies: config.secure_cookies,
        reminders: config.reminders.clone(),
        quality: config.quality,
        office: Office::new(config.mail.clone(), post),
        courier: Courier::new(config.webhooks.clone())?,
        guard: config.guard.clone(),
        signer,
        reread: config.reread,
    });
    Ok(Opened { app, store })
}

/// Where a server listens.
#[derive(Debug)]
pub struct Doors {
    /// For the page and the API.
    pub page: TcpListener,
    /// For whoever runs the server.
    pub metrics: Option<TcpListener>,
}

/// Serves until `stop` is notified; then lets requests in flight end.
pub async fn run(opened: Opened, doors: Doors, stop: Arc<Notify>) -> anyhow::Result<()> {
    let Opened { app, store } = opened;
    let jobs = jobs::start(&app)?;
    let watched = doors.metrics.map(|listener| {
        let service = metrics::router(app.clone()).into_make_service();
        tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, service).await {
                tracing::error!(%error, "the metrics are no longer served");
            }
        })
    });
    let settings = app.guard().settings.clone();
    let router = router::router(app);
    let stopping = Arc::new(Notify::new());
    let told = Arc::clone(&stopping);
    let server = listen::serve(doors.page, router, &settings, async move {
        stop.notified().await;
        tracing::info!("stopping; requests in flight may end");
        told.notify_one();
    });
    let overdue = async {
        stopping.notified().await;
        tokio::time::sleep(PATIENCE).await;
    };
    tokio::select! {
        () = server => {}
        () = overdue => tracing::warn!("some requests did not end in time and are cut off"),
    }
    jobs.stop().await;
    if let Some(watched) = watched {
        watched.abort();
    }
    store.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// Notifies when the process is told to stop (SIGTERM, or SIGINT from a keyboard).
pub fn on_signal(stop: &Arc<Notify>) -> anyhow::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let stop = Arc::clone(stop);
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        stop.notify_one();
    });
    Ok(())
}
