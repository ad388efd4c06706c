//! The background: what happens because time passes, and what goes out: mail and webhooks.
//!
//! Several servers may share one database. Each job is done by the one that holds its lease, a
//! row with an owner and an end; when that server dies, the lease runs out and another takes
//! over. The lease only saves work: that nothing happens twice is seen to where it is written
//! down, by the claim's version, the unique key of a reminder and the counted tries of a mail or a webhook.

mod customers;
mod reminders;
mod scans;
mod scrub;
mod webhooks;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::task::JoinSet;

use crate::app::App;
use crate::audit::entry::ActorKind;
use crate::audit::{self, act};
use crate::claims::{expiry, holds, orphans, proof};
use crate::identity::session;
use crate::ids::{self, NoRandomness};
use crate::messages;
use crate::problem::Outcome;
use crate::routes::claims::uploads;

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
/// From where somebody signed in is kept for so long.
const ADDRESSES_KEPT: TimeDelta = TimeDelta::days(400);
/// Lots of entries that one look goes through for addresses: a log from before is caught up with.
const LOTS: u32 = 50;
/// Somebody of the identity provider whom no administrator connected with an account is forgotten
/// after so long; they are there again when they come again.
const UNANSWERED_KEPT: TimeDelta = TimeDelta::days(90);

/// A job of the background.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Job {
    /// What happens because time passes.
    Clocks,
    /// The outbox.
    Mail,
    /// Webhooks that are due.
    Webhooks,
    /// Files that the virus scanner is to see.
    Scans,
    /// Evidence that was not read for long.
    Scrub,
}

impl Job {
    const ALL: [Self; 5] = [
        Self::Clocks,
        Self::Mail,
        Self::Webhooks,
        Self::Scans,
        Self::Scrub,
    ];

    /// As log and metrics have it.
    const fn name(self) -> &'static str {
        match self {
            Self::Clocks => "clocks",
            Self::Mail => "mail",
            Self::Webhooks => "webhooks",
            Self::Scans => "scans",
            Self::Scrub => "scrub",
        }
    }

    /// How often it is looked at.
    const fn every(self) -> Duration {
        match self {
            Self::Clocks => Duration::from_mins(1),
            Self::Mail | Self::Scans => Duration::from_secs(5),
            Self::Webhooks => Duration::from_secs(2),
            Self::Scrub => Duration::from_secs(10),
        }
    }
}

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
        if !self.has(Job::Clocks).await? {
            return Ok(false);
        }
        let ended = expiry::sweep(&self.app).await?;
        let said = reminders::say(&self.app).await? + customers::remind(&self.app).await?;
        if ended + said > 0 {
            tracing::info!(ended, said, "claims ended unanswered, and reminders said");
        }
        let held = holds::sweep(&self.app).await?;
        if held > 0 {
            tracing::info!(held, "holds ended, and reminders of holds said");
        }
        let proofs = proof::sweep(&self.app).await?;
        if proofs > 0 {
            tracing::info!(proofs, "reminders of final proofs said");
        }
        let over = uploads::sweep(&self.app).await?;
        if over > 0 {
            tracing::info!(over, "removed uploads that were not finished in time");
        }
        let orphans = orphans::sweep(&self.app).await?;
        if orphans > 0 {
            tracing::info!(orphans, "removed files that no claim has");
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
        store.forget_links(now).await?;
        store.forget_sign_ins(now, now - UNANSWERED_KEPT).await?;
        store.forget_notices(now - NOTICES_KEPT).await?;
        store.forget_deliveries(now - DELIVERIES_KEPT, now).await?;
        if self.is_time_for_a_head(now) {
            for _ in 0..LOTS {
                if !store.forget_addresses(now - ADDRESSES_KEPT).await? {
                    break;
                }
            }
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
            if due.is_empty() || !self.has(Job::Mail).await? {
                return Ok(sent);
            }
            for mail in due {
                sent += usize::from(messages::send(&self.app, &mail).await?);
            }
        }
    }

    /// Does a job, with what became of it in log and metrics.
    pub async fn run(&self, job: Job) {
        let outcome = match job {
            Job::Clocks => self.clocks().await.map(|mine| mine.then_some(0)),
            Job::Mail => self.mail().await.map(Some),
            Job::Webhooks => self.webhooks().await.map(Some),
            Job::Scans => self.scans().await.map(Some),
            Job::Scrub => self.scrub().await.map(Some),
        };
        let name = job.name();
        match &outcome {
            // Another server has it.
            Ok(None) => return,
            Ok(Some(0)) => {}
            Ok(Some(done)) => {
                tracing::info!(job = name, done, "a background job had something to do");
            }
            Err(refusal) => tracing::error!(?refusal, job = name, "a background job failed"),
        }
        let now = self.app.now();
        self.app.metrics().ran(name, outcome.is_ok(), now);
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

    async fn has(&self, job: Job) -> Outcome<bool> {
        let now = self.app.now();
        let store = self.app.store();
        Ok(store
            .lease(job.name(), &self.owner, now, now + LEASE)
            .await?)
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
    for job in Job::ALL {
        let worker = worker.clone();
        running.spawn(async move {
            let mut tick = tokio::time::interval(job.every());
            loop {
                tick.tick().await;
                worker.run(job).await;
            }
        });
    }
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
