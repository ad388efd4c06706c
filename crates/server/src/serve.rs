//! A running server: opened, kept in time by its background jobs, and stopped without cutting
//! anybody off.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use claimdesk_recognition::Programme;
use tokio::net::TcpListener;
use tokio::sync::Notify;

use crate::app::{App, Parts};
use crate::clock::Clock;
use crate::config::Config;
use crate::demo::{self, Stage};
use crate::evidence::Evidence;
use crate::evidence::text::Reader;
use crate::identity::password::Passwords;
use crate::jobs;
use crate::messages::{Office, Post};
use crate::problem::Refusal;
use crate::programmes::{self, Rules};
use crate::router;
use crate::store::sqlite::Sqlite;
use crate::store::uploads::UploadStore;

/// How long requests in flight may take to end once the server is told to stop.
const PATIENCE: Duration = Duration::from_secs(20);

/// Everything a server needs, opened.
pub struct Opened {
    /// The state.
    pub app: App,
    /// The database, to be closed at the end.
    pub store: Sqlite,
}

/// Opens database and evidence, and fills them when a demonstration is wanted.
pub async fn open(config: &Config, clock: Arc<dyn Clock>) -> anyhow::Result<Opened> {
    make_private(&config.data)
        .with_context(|| format!("the data folder {} cannot be made", config.data.display()))?;
    let file = config.data.join("claimdesk.db");
    let store = Sqlite::open(&file)
        .await
        .with_context(|| format!("{} cannot be opened", file.display()))?;
    let evidence = Evidence::in_folder(&config.data.join("evidence"))?;
    let left = evidence.sweep().await?;
    if left > 0 {
        tracing::info!(left, "removed what interrupted uploads left");
    }
    let under_way = store.upload_ids().await?;
    let left = evidence.partial().sweep(&under_way).await?;
    if left > 0 {
        tracing::info!(left, "removed files of uploads that nobody knows");
    }
    let versions = programmes::of_data_folder(&config.data)?;
    let today = clock.now().date_naive();
    let programme = versions
        .in_force(today)
        .cloned()
        .unwrap_or_else(Programme::builtin);
    tracing::info!(programme = programme.id, "rules in force");
    let passwords = Passwords::new()?;
    let told = |refusal: Refusal| anyhow::anyhow!("{}", refusal.in_words());
    let mut demo = None;
    if config.demo {
        let stage = Stage {
            store: &store,
            evidence: &evidence,
            programme: &programme,
            passwords: &passwords,
            now: clock.now(),
        };
        if demo::fill(&stage).await.map_err(told)? {
            tracing::info!("filled the empty database with an invented programme");
        }
        demo = demo::description(&store).await.map_err(told)?;
    }
    if config.mail.customers && config.mail.public_url.is_none() {
        tracing::info!("customers are not asked for their word: that takes --public-url");
    }
    let post = match &config.mail.smtp {
        Some(smtp) => Post::smtp(smtp)?,
        None => Post::folder(&config.data.join("mail"))?,
    };
    let app = App::new(Parts {
        store: Arc::new(store.clone()),
        evidence,
        reader: Reader::new(config.reader.clone()),
        rules: Rules::new(versions)?,
        clock,
        limits: config.limits,
        passwords,
        demo,
        secure_cookies: config.secure_cookies,
        reminders: config.reminders.clone(),
        office: Office::new(config.mail.clone(), post),
    });
    Ok(Opened { app, store })
}

/// Makes the folder when it is missing, for this account's eyes only.
pub fn make_private(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
}

/// Serves until `stop` is notified; then lets requests in flight end.
pub async fn run(opened: Opened, listener: TcpListener, stop: Arc<Notify>) -> anyhow::Result<()> {
    let Opened { app, store } = opened;
    let jobs = jobs::start(&app)?;
    let service = router::router(app).into_make_service_with_connect_info::<SocketAddr>();
    let stopping = Arc::new(Notify::new());
    let told = Arc::clone(&stopping);
    let server = axum::serve(listener, service).with_graceful_shutdown(async move {
        stop.notified().await;
        tracing::info!("stopping; requests in flight may end");
        told.notify_one();
    });
    let overdue = async {
        stopping.notified().await;
        tokio::time::sleep(PATIENCE).await;
    };
    tokio::select! {
        ended = server.into_future() => ended?,
        () = overdue => tracing::warn!("some requests did not end in time and are cut off"),
    }
    jobs.stop().await;
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
