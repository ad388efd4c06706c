//! What carries SQLite's log to its file while the writer goes on writing.
//!
//! Left alone, SQLite does it in the commit that finds the log too long: whoever made that commit, and
//! everybody behind them, then waits for two more flushes of the disk and all pages in between. Here a
//! connection of its own does it as it goes along. The log begins anew once all of it is in the file,
//! which it is whenever the writer pauses; where the writer never does, its own limit
//! (`wal_autocheckpoint`) comes up, and finds little left to carry.

use std::path::Path;
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::store::db::{self, Connection, Open};

/// From the first commit until the log is carried: what comes meanwhile goes along, and a page that
/// many changes touch is carried once.
const AFTER: Duration = Duration::from_millis(250);

/// The thread that does it.
#[derive(Debug)]
pub(super) struct Checkpoints {
    committed: SyncSender<()>,
    thread: JoinHandle<()>,
}

impl Checkpoints {
    /// Begins, for this file.
    pub(super) fn start(file: &Path) -> Result<Self, db::Error> {
        let connection = Connection::sqlite(file, Open::Carry)?;
        let (committed, told) = mpsc::sync_channel(1);
        let thread = thread::spawn(move || carry(connection, &told));
        Ok(Self { committed, thread })
    }

    /// Something may have been committed.
    pub(super) fn committed(&self) {
        // A full channel has been told already; a thread that ended has said why.
        let _ = self.committed.try_send(());
    }

    /// Ends it, and waits for that: the connection that is closed last is the writer's.
    pub(super) fn stop(self) {
        drop(self.committed);
        if self.thread.join().is_err() {
            tracing::error!("what carries the log to the file ended badly");
        }
    }
}

fn carry(mut connection: Connection, told: &Receiver<()>) {
    let mut is_well = true;
    while told.recv().is_ok() {
        let until = Instant::now() + AFTER;
        // An end counts as time that is up: what was committed last is carried as well.
        while told
            .recv_timeout(until.saturating_duration_since(Instant::now()))
            .is_ok()
        {}
        // Whatever hinders it hinders the writer too, which tells whoever wants to write; and the
        // log stays as good as the file. It is said once, not four times a second.
        let carried = connection.checkpoint();
        if let Err(error) = &carried
            && is_well
        {
            tracing::warn!(%error, "the log could not be carried to the database file");
        }
        is_well = carried.is_ok();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers in the file by itself, as if its log had been lost.
    async fn without_log(file: &Path) -> Result<Vec<i64>, db::Error> {
        let mut alone = Connection::sqlite(file, Open::LookAtCopy)?;
        db::query_scalar("SELECT number FROM kept ORDER BY number")
            .fetch_all(&mut alone)
            .await
    }

    #[tokio::test]
    async fn what_is_committed_comes_into_the_file_while_it_is_open() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("test.db");
        std::fs::File::create(&file).unwrap();
        let mut writer = Connection::sqlite(&file, Open::Write).unwrap();
        let checkpoints = Checkpoints::start(&file).unwrap();
        for statement in [
            "CREATE TABLE kept (number INTEGER NOT NULL)",
            "INSERT INTO kept VALUES (7)",
        ] {
            db::query(statement).execute(&mut writer).await.unwrap();
        }
        assert!(without_log(&file).await.is_err(), "it is in the log only");
        checkpoints.committed();
        while without_log(&file).await.ok() != Some(vec![7]) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        // What comes last is carried too, however soon the end comes.
        db::query("INSERT INTO kept VALUES (8)")
            .execute(&mut writer)
            .await
            .unwrap();
        checkpoints.committed();
        checkpoints.stop();
        assert_eq!(without_log(&file).await.unwrap(), [7, 8]);
    }
}
