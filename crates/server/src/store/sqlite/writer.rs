//! The one writer: commits what is waiting as a group.
//!
//! A commit with `synchronous=FULL` costs a flush of the disk whether it holds one change or
//! a hundred. Jobs that arrive while a commit runs wait in a channel and share the next one;
//! nobody is answered before their group is on disk. A job that fails must not hurt its
//! neighbours: then the group is rolled back and each job runs again in a transaction of its
//! own, which is why a job can be run more than once.
//!
//! What is to be written down of the changes of a group goes into the audit log before the commit,
//! in the order of the changes: the log's right edge is read and written once for all of them.

use std::sync::{Arc, Mutex};

use futures::future::BoxFuture;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use tokio::sync::{mpsc, oneshot};

use super::audit::{self, Pending, Recorded};
use crate::audit::act::Acting;
use crate::store::StoreError;

/// The most jobs in one commit: enough to make the flush cheap, few enough that nobody
/// waits long.
const GROUP: usize = 128;
/// Jobs that may wait; more wait to be let in.
const QUEUE: usize = 1024;

trait Job: Send {
    /// Runs in the transaction of its group, and gives what is to be written down of it. May be
    /// run again after a rollback.
    fn run<'c>(
        &'c mut self,
        connection: &'c mut SqliteConnection,
    ) -> BoxFuture<'c, Result<Vec<Pending>, sqlx::Error>>;
    /// Answers, after the commit or its failure.
    fn finish(self: Box<Self>, committed: Result<(), String>);
}

struct Typed<T, F> {
    work: F,
    acting: Acting,
    value: Option<T>,
    answer: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, F> Job for Typed<T, F>
where
    T: Send + 'static,
    F: for<'c> Fn(&'c mut SqliteConnection) -> BoxFuture<'c, Result<Recorded<T>, sqlx::Error>>
        + Send
        + Sync
        + 'static,
{
    fn run<'c>(
        &'c mut self,
        connection: &'c mut SqliteConnection,
    ) -> BoxFuture<'c, Result<Vec<Pending>, sqlx::Error>> {
        Box::pin(async move {
            let Recorded { value, noted } = (self.work)(connection).await?;
            self.value = Some(value);
            let acting = &self.acting;
            let pending = |noted| Pending {
                acting: acting.clone(),
                noted,
            };
            Ok(noted.into_iter().map(pending).collect())
        })
    }

    fn finish(self: Box<Self>, committed: Result<(), String>) {
        let answer = match (committed, self.value) {
            (Ok(()), Some(value)) => Ok(value),
            (Ok(()), None) => Err(StoreError("a job left no result".to_owned())),
            (Err(error), _) => Err(StoreError(error)),
        };
        // Whoever asked may have gone away; the change stands all the same.
        let _ = self.answer.send(answer);
    }
}

/// A handle to the writer.
#[derive(Clone, Debug)]
pub(super) struct Writer {
    jobs: mpsc::Sender<Box<dyn Job>>,
    task: Arc<Mutex<Option<tokio::task::JoinHandle<()>>>>,
    stop: Arc<tokio::sync::Notify>,
}

impl Writer {
    /// Starts the writer on a connection of its own; the options are for a new connection
    /// should this one break.
    pub(super) fn start(connection: SqliteConnection, options: SqliteConnectOptions) -> Self {
        let (jobs, queue) = mpsc::channel(QUEUE);
        let stop = Arc::new(tokio::sync::Notify::new());
        let task = tokio::spawn(work(connection, options, queue, Arc::clone(&stop)));
        Self {
            jobs,
            task: Arc::new(Mutex::new(Some(task))),
            stop,
        }
    }

    /// Runs this in a transaction; when it returns, the change is on disk. For what nobody asked
    /// for and nothing is decided by: leases, ages, what is tidied away.
    pub(super) async fn write<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'c> Fn(&'c mut SqliteConnection) -> BoxFuture<'c, Result<T, sqlx::Error>>
            + Send
            + Sync
            + 'static,
    {
        self.record(move |connection| {
            let work = work(connection);
            Box::pin(async move { Ok(work.await?.into()) })
        })
        .await
    }

    /// Runs this in a transaction together with the entries it gives for the audit log; when it
    /// returns, both are on disk.
    pub(super) async fn record<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'c> Fn(&'c mut SqliteConnection) -> BoxFuture<'c, Result<Recorded<T>, sqlx::Error>>
            + Send
            + Sync
            + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let gone = || StoreError("the writer has stopped".to_owned());
        self.jobs
            .send(Box::new(Typed {
                work,
                acting: Acting::now(),
                value: None,
                answer,
            }))
            .await
            .map_err(|_| gone())?;
        answered.await.map_err(|_| gone())?
    }

    /// Lets the writer finish what is waiting, and waits for it.
    pub(super) async fn stop(&self) {
        self.stop.notify_one();
        let task = self.task.lock().ok().and_then(|mut task| task.take());
        if let Some(task) = task
            && let Err(error) = task.await
        {
            tracing::error!(%error, "the writer ended badly");
        }
    }
}

async fn work(
    connection: SqliteConnection,
    options: SqliteConnectOptions,
    mut queue: mpsc::Receiver<Box<dyn Job>>,
    stop: Arc<tokio::sync::Notify>,
) {
    let mut connection = Some(connection);
    loop {
        let first = tokio::select! {
            job = queue.recv() => job,
            () = stop.notified() => {
                queue.close();
                continue;
            }
        };
        let Some(first) = first else { break };
        let mut group = vec![first];
        while group.len() < GROUP
            && let Ok(job) = queue.try_recv()
        {
            group.push(job);
        }
        let outcome = commit(&mut connection, &options, &mut group).await;
        if outcome.is_ok() || group.len() == 1 {
            let outcome = outcome.map_err(|error| error.to_string());
            for job in group {
                job.finish(outcome.clone());
            }
            continue;
        }
        for job in group {
            let mut alone = vec![job];
            let outcome = commit(&mut connection, &options, &mut alone)
                .await
                .map_err(|error| error.to_string());
            for job in alone {
                job.finish(outcome.clone());
            }
        }
    }
    if let Some(connection) = connection
        && let Err(error) = connection.close().await
    {
        tracing::warn!(%error, "the database did not close cleanly");
    }
}

/// Runs all jobs in one transaction. On any error nothing of it remains.
async fn commit(
    slot: &mut Option<SqliteConnection>,
    options: &SqliteConnectOptions,
    jobs: &mut [Box<dyn Job>],
) -> Result<(), sqlx::Error> {
    let mut connection = match slot.take() {
        Some(connection) => connection,
        None => options.connect().await?,
    };
    let outcome = transact(&mut connection, jobs).await;
    if let Err(error) = &outcome {
        tracing::debug!(%error, jobs = jobs.len(), "a group was rolled back");
        if sqlx::query("ROLLBACK")
            .execute(&mut connection)
            .await
            .is_err()
        {
            // Not in a transaction any more, or broken: a new connection is sure to be clean.
            drop(connection);
            return outcome;
        }
    }
    *slot = Some(connection);
    outcome
}

async fn transact(
    connection: &mut SqliteConnection,
    jobs: &mut [Box<dyn Job>],
) -> Result<(), sqlx::Error> {
    sqlx::query("BEGIN IMMEDIATE")
        .execute(&mut *connection)
        .await?;
    let mut pending = Vec::new();
    for job in jobs.iter_mut() {
        pending.extend(job.run(connection).await?);
    }
    if !pending.is_empty() {
        audit::append(connection, pending).await?;
    }
    sqlx::query("COMMIT").execute(&mut *connection).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures::future::join_all;

    use super::*;

    async fn writer_in(folder: &tempfile::TempDir) -> (Writer, SqliteConnectOptions) {
        let file = folder.path().join("test.db");
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true);
        let mut connection = options.connect().await.unwrap();
        sqlx::query("CREATE TABLE kept (number INTEGER NOT NULL CHECK (number <> 13))")
            .execute(&mut connection)
            .await
            .unwrap();
        (Writer::start(connection, options.clone()), options)
    }

    async fn keep(writer: &Writer, number: i64, runs: &Arc<AtomicUsize>) -> Result<(), StoreError> {
        let runs = Arc::clone(runs);
        writer
            .write(move |connection| {
                runs.fetch_add(1, Ordering::Relaxed);
                Box::pin(async move {
                    sqlx::query("INSERT INTO kept VALUES (?)")
                        .bind(number)
                        .execute(connection)
                        .await?;
                    Ok(())
                })
            })
            .await
    }

    async fn kept(options: &SqliteConnectOptions) -> Vec<i64> {
        let mut connection = options.connect().await.unwrap();
        sqlx::query_scalar("SELECT number FROM kept ORDER BY number")
            .fetch_all(&mut connection)
            .await
            .unwrap()
    }

    #[tokio::test]
    async fn a_job_that_fails_does_not_hurt_its_neighbours() {
        let folder = tempfile::tempdir().unwrap();
        let (writer, options) = writer_in(&folder).await;
        let runs = Arc::new(AtomicUsize::new(0));
        let outcomes = join_all((0..40).map(|number| keep(&writer, number, &runs))).await;
        for (number, outcome) in outcomes.iter().enumerate() {
            assert_eq!(outcome.is_ok(), number != 13, "{number}: {outcome:?}");
        }
        assert!(
            runs.load(Ordering::Relaxed) > 40,
            "the group was run again one by one"
        );
        assert_eq!(
            kept(&options).await,
            (0..40).filter(|number| *number != 13).collect::<Vec<_>>()
        );
    }

    #[tokio::test]
    async fn what_waits_is_written_before_the_end_and_nothing_after_it() {
        let folder = tempfile::tempdir().unwrap();
        let (writer, options) = writer_in(&folder).await;
        let runs = Arc::new(AtomicUsize::new(0));
        let jobs = join_all((0..300).map(|number| keep(&writer, number + 100, &runs)));
        let (outcomes, ()) = tokio::join!(jobs, async {
            tokio::task::yield_now().await;
            writer.stop().await;
        });
        let done = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
        assert_eq!(kept(&options).await.len(), done);
        assert!(keep(&writer, 1, &runs).await.is_err());
    }
}
