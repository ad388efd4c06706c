//! The background: what happens because time passes, and the mail that goes out.
//!
//! Several servers may share one database. Each job is done by the one that holds its lease, a
//! row with an owner and an end; when that server dies, the lease runs out and another takes
//! over. The lease only saves work: that nothing happens twice is seen to where it is written
//! down, by the claim's version, the unique key of a reminder and the counted tries of a mail.

mod customers;
mod reminders;

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use tokio::task::JoinSet;

use crate::app::App;
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
/// Mails of one look.
const MAILS: u32 = 20;
/// A server that has not come back for so long has lost its jobs to another.
const LEASE: TimeDelta = TimeDelta::minutes(3);
/// Remembered answers are kept for so long.
const ANSWERS_KEPT: TimeDelta = TimeDelta::days(2);
/// What people were told is kept for so long.
const NOTICES_KEPT: TimeDelta = TimeDelta::days(400);

/// One server's part in the background.
#[derive(Clone)]
pub struct Worker {
    app: App,
    owner: Arc<str>,
}

impl Worker {
    /// A worker by a name of its own.
    pub fn new(app: &App) -> Result<Self, NoRandomness> {
        Ok(Self {
            app: app.clone(),
            owner: ids::token()?.into(),
        })
    }

    /// Ends claims whose time to answer ran out, says what clocks have to say, and forgets what
    /// is old; false while another server does it.
    pub async fn clocks(&self) -> Outcome<bool> {
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

    /// Leaves the jobs to another server at once.
    pub async fn leave(&self) -> Outcome<()> {
        Ok(self.app.store().release(&self.owner).await?)
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
            if let Err(refusal) = clocks.clocks().await {
                tracing::error!(?refusal, "the clocks could not be looked at");
            }
        }
    });
    let mail = worker.clone();
    running.spawn(async move {
        let mut tick = tokio::time::interval(MAIL);
        loop {
            tick.tick().await;
            match mail.mail().await {
                Ok(0) => {}
                Ok(sent) => tracing::info!(sent, "mails went out"),
                Err(refusal) => tracing::error!(?refusal, "the outbox could not be looked at"),
            }
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
