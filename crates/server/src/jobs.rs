//! The background: what happens because time passes, and what goes out: mail and webhooks.
//!
//! Several servers may share one database. Each job is done by the one that holds its lease, a
//! row with an owner and an end; when that server dies, the lease runs out and another takes
//! over. The lease only saves work: that nothing happens twice is seen to where it is written
//! down, by the claim's version, the unique key of a reminder and the counted tries of a mail or a webhook.

mod customers;
mod reminders;
mod webhooks;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::task::JoinSet;

use crate::app::App;
use crate::audit::entry::ActorKind;
use crate::audit::{self, act};
use crate::claims::expiry;
use crate::identity::session;
use crate::ids::{self, NoRandomness};
use crate::messages;
use crate::problem::Outcome;
use crate::routes::claims::uploads;

/// How often clocks are looked at.
const CLOCKS: Duration = Duration::from_mins(1);
/// How often the outbox is looked at.
const MAIL: Duration = Duration::from_secs(5);
/// How often it is looked for webhooks that are due.
const WEBHOOKS: Duration = Duration::from_secs(2);
/// Mails of one look.
const MAILS: u32 = 20;
/// A server that has not come back for so long has lost its jobs to another.
const LEASE: TimeDelta = TimeDelta::minutes(3);
/// Remembered answers are kept for so long.
const ANSWERS_KEPT: TimeDelta = TimeDelta::days(2);
/// What webhooks were told is kept for so long.
const DELIVERIES_KEPT: TimeDelta = TimeDelta::days(60);
/// What people were told is kept for so long.
const NOTICES_KEPT: TimeDelta = TimeDelta::days(400);

/// One server's part in the background.
#[derive(Clone)]
pub struct Worker {
    app: App,
    owner: Arc<str>,
    /// The hour, since 1970, of the last look for a head to be signed.
    head_of_hour: Arc<AtomicI64>,
}

impl Worker {
    /// A worker by a name of its own.
    pub fn new(app: &App) -> Result<Self, NoRandomness> {
        Ok(Self {
            app: app.clone(),
            owner: ids::token()?.into(),
            head_of_hour: Arc::default(),
        })
    }

    /// Ends claims whose time to answer ran out, says what clocks have to say, and forgets what
    /// is old; false while another server does it.
    pub async fn clocks(&self) -> Outcome<bool> {
        let now = self.app.now();
        // Refusals are counted by each server for itself, also while another has the clocks.
        self.app
            .refusals()
            .tell(self.app.store(), now, false)
            .await?;
        act::by(ActorKind::Clock, "job.clocks", now, self.look_at_clocks()).await
    }

    async fn look_at_clocks(&self) -> Outcome<bool> {
        if !self.has("clocks").await? {
            return Ok(false);
        }
        let ended = expiry::sweep(&self.app).await?;
        let said = reminders::say(&self.app).await? + customers::remind(&self.app).await?;
        if ended + said > 0 {
            tracing::info!(ended, said, "claims ended unanswered, and reminders said");
        }
        let over = uploads::sweep(&self.app).await?;
        if over > 0 {
            tracing::info!(over, "removed uploads that were not finished in time");
        }
        let now = self.app.now();
        let store = self.app.store();
        store
            .tidy(
                now - session::IDLE,
                now - session::ABSOLUTE,
                now - ANSWERS_KEPT,
            )
            .await?;
        store.forget_notices(now - NOTICES_KEPT).await?;
        store.forget_deliveries(now - DELIVERIES_KEPT, now).await?;
        if self.is_time_for_a_head(now) {
            audit::keep_head(&self.app).await?;
            audit::look_over(&self.app).await?;
        }
        Ok(true)
    }

    /// Sends the mail that is due; gives how many went out.
    pub async fn mail(&self) -> Outcome<usize> {
        let mut sent = 0;
        loop {
            let now = self.app.now();
            let due = self.app.store().due_mail(now, MAILS).await?;
            // An empty outbox is looked at without writing anything.
            if due.is_empty() || !self.has("mail").await? {
                return Ok(sent);
            }
            for mail in due {
                sent += usize::from(messages::send(&self.app, &mail).await?);
            }
        }
    }

    /// [`Self::clocks`], with what became of it in log and metrics.
    pub async fn run_clocks(&self) {
        match self.clocks().await {
            Ok(false) => {}
            Ok(true) => self.ran("clocks", true),
            Err(refusal) => {
                self.ran("clocks", false);
                tracing::error!(?refusal, "the clocks could not be looked at");
            }
        }
    }

    /// [`Self::mail`], with what became of it in log and metrics.
    pub async fn run_mail(&self) {
        let outcome = self.mail().await;
        self.ran("mail", outcome.is_ok());
        match outcome {
            Ok(0) => {}
            Ok(sent) => tracing::info!(sent, "mails went out"),
            Err(refusal) => tracing::error!(?refusal, "the outbox could not be looked at"),
        }
    }

    /// [`Self::webhooks`], with what became of it in log and metrics.
    pub async fn run_webhooks(&self) {
        let outcome = self.webhooks().await;
        self.ran("webhooks", outcome.is_ok());
        match outcome {
            Ok(0) => {}
            Ok(arrived) => tracing::info!(arrived, "webhooks were delivered"),
            Err(refusal) => tracing::error!(?refusal, "webhooks could not be looked at"),
        }
    }

    /// True for the first look of each hour.
    fn is_time_for_a_head(&self, now: DateTime<Utc>) -> bool {
        let hour = now.timestamp() / 3600;
        self.head_of_hour.swap(hour, Ordering::Relaxed) != hour
    }

    /// Leaves the jobs to another server at once, with a head signed over all that was done.
    pub async fn leave(&self) -> Outcome<()> {
        self.app
            .refusals()
            .tell(self.app.store(), self.app.now(), true)
            .await?;
        audit::keep_head(&self.app).await?;
        Ok(self.app.store().release(&self.owner).await?)
    }

    fn ran(&self, job: &'static str, well: bool) {
        self.app.metrics().ran(job, well, self.app.now());
    }

    async fn has(&self, job: &str) -> Outcome<bool> {
        let now = self.app.now();
        let store = self.app.store();
        Ok(store.lease(job, &self.owner, now, now + LEASE).await?)
    }
}

/// The jobs of a running server.
pub struct Jobs {
    worker: Worker,
    running: JoinSet<()>,
}

/// Starts them.
pub fn start(app: &App) -> Result<Jobs, NoRandomness> {
    let worker = Worker::new(app)?;
    let mut running = JoinSet::new();
    let clocks = worker.clone();
    running.spawn(async move {
        let mut tick = tokio::time::interval(CLOCKS);
        loop {
            tick.tick().await;
            clocks.run_clocks().await;
        }
    });
    let mail = worker.clone();
    running.spawn(async move {
        let mut tick = tokio::time::interval(MAIL);
        loop {
            tick.tick().await;
            mail.run_mail().await;
        }
    });
    let webhooks = worker.clone();
    running.spawn(async move {
        let mut tick = tokio::time::interval(WEBHOOKS);
        loop {
            tick.tick().await;
            webhooks.run_webhooks().await;
        }
    });
    Ok(Jobs { worker, running })
}

impl Jobs {
    /// Ends them; what they were at is taken up where it is written down.
    pub async fn stop(mut self) {
        self.running.shutdown().await;
        if let Err(refusal) = self.worker.leave().await {
            tracing::warn!(?refusal, "the jobs' leases run out by themselves");
        }
    }
}
