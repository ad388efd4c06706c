//! Connections for reading.
//!
//! A plain stack of them behind a semaphore. The library's own pool asks a connection whether
//! it lives each time it comes back, which for a file on this machine costs as much as the
//! query it was taken for.

use std::ops::{Deref, DerefMut};
use std::sync::Mutex;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::store::StoreError;

/// Queries that run at once.
const CONNECTIONS: u32 = 4;

/// Connections for reading.
#[derive(Debug)]
pub(super) struct Readers {
    idle: Mutex<Vec<SqliteConnection>>,
    permits: Semaphore,
}

impl Readers {
    /// Opens them all.
    pub(super) async fn open(options: &SqliteConnectOptions) -> Result<Self, StoreError> {
        let mut idle = Vec::new();
        for _ in 0..CONNECTIONS {
            idle.push(options.connect().await?);
        }
        Ok(Self {
            permits: Semaphore::new(idle.len()),
            idle: Mutex::new(idle),
        })
    }

    /// A connection, once one is free.
    pub(super) async fn get(&self) -> Result<Reader<'_>, StoreError> {
        let closed = || StoreError("the database is closed".to_owned());
        let permit = self.permits.acquire().await.map_err(|_| closed())?;
        let connection = self.idle.lock().ok().and_then(|mut idle| idle.pop());
        Ok(Reader {
            connection: Some(connection.ok_or_else(closed)?),
            readers: self,
            _permit: permit,
        })
    }

    /// Closes those that are not in use; nobody gets one from now on.
    pub(super) async fn close(&self) {
        self.permits.close();
        let idle = self
            .idle
            .lock()
            .map(|mut idle| std::mem::take(&mut *idle))
            .unwrap_or_default();
        for connection in idle {
            if let Err(error) = connection.close().await {
                tracing::warn!(%error, "a reader did not close cleanly");
            }
        }
    }
}

/// A connection that goes back when it is dropped.
pub(super) struct Reader<'a> {
    connection: Option<SqliteConnection>,
    readers: &'a Readers,
    // Released after the connection is back: fields are dropped after `drop`.
    _permit: SemaphorePermit<'a>,
}

impl Deref for Reader<'_> {
    type Target = SqliteConnection;

    #[expect(clippy::expect_used, reason = "there until it is dropped")]
    fn deref(&self) -> &SqliteConnection {
        self.connection.as_ref().expect("there until it is dropped")
    }
}

impl DerefMut for Reader<'_> {
    #[expect(clippy::expect_used, reason = "there until it is dropped")]
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        self.connection.as_mut().expect("there until it is dropped")
    }
}

impl Drop for Reader<'_> {
    fn drop(&mut self) {
        if let (Some(connection), Ok(mut idle)) = (self.connection.take(), self.readers.idle.lock())
        {
            idle.push(connection);
        }
    }
}
