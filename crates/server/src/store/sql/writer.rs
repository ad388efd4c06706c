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
use tokio::sync::{mpsc, oneshot};

use super::audit::{self, Pending, Recorded};
use super::checkpoints::Checkpoints;
use crate::audit::act::Acting;
use crate::store::StoreError;
use crate::store::db::{self, Address, Begin, Connection, Kind, Open};
use crate::traces;

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
        connection: &'c mut Connection,
    ) -> BoxFuture<'c, Result<Vec<Pending>, db::Error>>;
    /// Answers, after the commit or its failure.
    fn finish(self: Box<Self>, committed: Result<(), StoreError>);
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
    F: for<'c> Fn(&'c mut Connection) -> BoxFuture<'c, Result<Recorded<T>, db::Error>>
        + Send
        + Sync
        + 'static,
{
    fn run<'c>(
        &'c mut self,
        connection: &'c mut Connection,
    ) -> BoxFuture<'c, Result<Vec<Pending>, db::Error>> {
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

    fn finish(self: Box<Self>, committed: Result<(), StoreError>) {
        let answer = match (committed, self.value) {
            (Ok(()), Some(value)) => Ok(value),
            (Ok(()), None) => Err(StoreError::new("a job left no result")),
            (Err(error), _) => Err(error),
        };
        // Whoever asked may have gone away; the change stands all the same.
        let _ = self.answer.send(answer);
    }
}

/// A handle to the writer.
#[derive(Clone, Debug)]
pub(super) struct Writer {
    jobs: mpsc::Sender<Box<dyn Job>>,
    ended: Arc<Mutex<Option<oneshot::Receiver<()>>>>,
    stop: Arc<tokio::sync::Notify>,
}

impl Writer {
    /// Starts the writer on a connection of its own; the address is for a new connection
    /// should this one break.
    ///
    /// Fails when the file cannot be opened once more.
    pub(super) fn start(connection: Connection, address: Address) -> Result<Self, db::Error> {
        let (jobs, queue) = mpsc::channel(QUEUE);
        let stop = Arc::new(tokio::sync::Notify::new());
        let (over, ended) = oneshot::channel();
        let kind = connection.kind();
        let checkpoints = match &address {
            Address::File(file) => Some(Checkpoints::start(file)?),
            Address::Server(_) => None,
        };
        let task = work(connection, address, checkpoints, queue, Arc::clone(&stop));
        let task = async move {
            task.await;
            // Whoever stops the server may have given up waiting.
            let _ = over.send(());
        };
        match kind {
            // It waits for the disk, which nobody else should: a thread of its own.
            Kind::Sqlite => {
                let runtime = tokio::runtime::Handle::current();
                std::thread::spawn(move || runtime.block_on(task));
            }
            Kind::Postgres => drop(tokio::spawn(task)),
        }
        Ok(Self {
            jobs,
            ended: Arc::new(Mutex::new(Some(ended))),
            stop,
        })
    }

    /// Runs this in a transaction; when it returns, the change is on disk. For what nobody asked
    /// for and nothing is decided by: leases, ages, what is tidied away.
    pub(super) async fn write<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'c> Fn(&'c mut Connection) -> BoxFuture<'c, Result<T, db::Error>>
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
        F: for<'c> Fn(&'c mut Connection) -> BoxFuture<'c, Result<Recorded<T>, db::Error>>
            + Send
            + Sync
            + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let gone = || StoreError::new("the writer has stopped");
        self.jobs
            .send(Box::new(Typed {
                work,
                acting: Acting::now(),
                value: None,
                answer,
            }))
            .await
            .map_err(|_| gone())?;
        let answered = traces::part("write", answered).await;
        answered.map_err(|_| gone())?
    }

    /// Lets the writer finish what is waiting, and waits for it.
    pub(super) async fn stop(&self) {
        self.stop.notify_one();
        let ended = self.ended.lock().ok().and_then(|mut ended| ended.take());
        if let Some(ended) = ended
            && ended.await.is_err()
        {
            tracing::error!("the writer ended badly");
        }
    }
}

async fn work(
    connection: Connection,
    address: Address,
    checkpoints: Option<Checkpoints>,
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
        let outcome = commit(&mut connection, &address, &mut group).await;
        if let Some(checkpoints) = &checkpoints {
            checkpoints.committed();
        }
        match outcome {
            Err(Failed::Job(_)) if group.len() > 1 => {
                for job in group {
                    let mut alone = [job];
                    let outcome = commit(&mut connection, &address, &mut alone).await;
                    let [job] = alone;
                    job.finish(outcome.map_err(StoreError::from));
                }
            }
            outcome => {
                let outcome = outcome.map_err(StoreError::from);
                for job in group {
                    job.finish(outcome.clone());
                }
            }
        }
    }
    if let Some(checkpoints) = checkpoints {
        checkpoints.stop();
    }
    if let Some(connection) = connection
        && let Err(error) = connection.close().await
    {
        tracing::warn!(%error, "the database did not close cleanly");
    }
}

/// Why a group was not written.
#[derive(Debug, thiserror::Error)]
enum Failed {
    /// One of its jobs failed: the others may do better alone. Nothing of it remains.
    #[error(transparent)]
    Job(db::Error),
    /// The database did: it could not be reached, or did not say how the commit ended. Nobody is
    /// tried again, because on a server it may have ended well.
    #[error(transparent)]
    All(db::Error),
}

impl From<Failed> for StoreError {
    fn from(failed: Failed) -> Self {
        let (Failed::Job(error) | Failed::All(error)) = failed;
        error.into()
    }
}

/// Runs all jobs in one transaction.
async fn commit(
    slot: &mut Option<Connection>,
    address: &Address,
    jobs: &mut [Box<dyn Job>],
) -> Result<(), Failed> {
    let mut connection = match slot.take() {
        Some(connection) => connection,
        None => address.connect(Open::Write).await.map_err(Failed::All)?,
    };
    let outcome = transact(&mut connection, jobs).await;
    if let Err(error) = &outcome {
        tracing::debug!(%error, jobs = jobs.len(), "a group was rolled back");
        if connection.rollback().await.is_err() {
            // Not in a transaction any more, or broken: a new connection is sure to be clean.
            drop(connection);
            return outcome;
        }
    }
    *slot = Some(connection);
    outcome
}

async fn transact(connection: &mut Connection, jobs: &mut [Box<dyn Job>]) -> Result<(), Failed> {
    connection.begin(Begin::Write).await.map_err(Failed::All)?;
    let mut pending = Vec::new();
    for job in jobs.iter_mut() {
        pending.extend(job.run(connection).await.map_err(Failed::Job)?);
    }
    if !pending.is_empty() {
        let appended = audit::append(connection, pending).await;
        appended.map_err(Failed::Job)?;
    }
    connection.commit().await.map_err(Failed::All)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures::future::join_all;

    use super::*;

    async fn writer_in(folder: &tempfile::TempDir) -> (Writer, Address) {
        let file = folder.path().join("test.db");
        std::fs::File::create(&file).unwrap();
        let address = Address::file(&file);
        let mut connection = address.connect(Open::Write).await.unwrap();
        db::query("CREATE TABLE kept (number INTEGER NOT NULL CHECK (number <> 13))")
            .execute(&mut connection)
            .await
            .unwrap();
        (Writer::start(connection, address.clone()).unwrap(), address)
    }

    async fn keep(writer: &Writer, number: i64, runs: &Arc<AtomicUsize>) -> Result<(), StoreError> {
        let runs = Arc::clone(runs);
        writer
            .write(move |connection| {
                runs.fetch_add(1, Ordering::Relaxed);
                Box::pin(async move {
                    db::query("INSERT INTO kept VALUES (?)")
                        .bind(number)
                        .execute(connection)
                        .await?;
                    Ok(())
                })
            })
            .await
    }

    async fn kept(address: &Address) -> Vec<i64> {
        let mut connection = address.connect(Open::Read).await.unwrap();
        db::query_scalar("SELECT number FROM kept ORDER BY number")
            .fetch_all(&mut connection)
            .await
            .unwrap()
    }

    #[tokio::test]
    async fn a_job_that_fails_does_not_hurt_its_neighbours() {
        let folder = tempfile::tempdir().unwrap();
        let (writer, address) = writer_in(&folder).await;
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
            kept(&address).await,
            (0..40).filter(|number| *number != 13).collect::<Vec<_>>()
        );
    }

    #[tokio::test]
    async fn what_waits_is_written_before_the_end_and_nothing_after_it() {
        let folder = tempfile::tempdir().unwrap();
        let (writer, address) = writer_in(&folder).await;
        let runs = Arc::new(AtomicUsize::new(0));
        let jobs = join_all((0..300).map(|number| keep(&writer, number + 100, &runs)));
        let (outcomes, ()) = tokio::join!(jobs, async {
            tokio::task::yield_now().await;
            writer.stop().await;
        });
        let done = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
        assert_eq!(kept(&address).await.len(), done);
        assert!(keep(&writer, 1, &runs).await.is_err());
    }
}
