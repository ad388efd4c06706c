//! Connections for reading.
//!
//! To a file a plain stack of them behind a semaphore: a pool that asks a connection whether it
//! lives each time it comes back costs as much there as the query it was taken for. To a server
//! the library's pool, which does ask.

use std::ops::{Deref, DerefMut};
use std::sync::Mutex;
use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::store::StoreError;
use crate::store::db::{self, Address, Connection, Open, Postgres};

/// Queries of a file that run at once.
const OF_FILE: u32 = 4;
/// Queries of a server that run at once.
const OF_SERVER: u32 = 16;
/// How long somebody waits for one of them.
const PATIENCE: Duration = Duration::from_secs(5);

/// Connections for reading.
#[derive(Debug)]
pub(super) enum Readers {
    /// To a file.
    File(Stack),
    /// To a server.
    Server(PgPool),
}

#[derive(Debug)]
pub(super) struct Stack {
    idle: Mutex<Vec<Connection>>,
    permits: Semaphore,
}

impl Readers {
    /// Opens those to a file; those to a server are opened when they are wanted.
    pub(super) async fn open(address: &Address) -> Result<Self, StoreError> {
        if let Address::Server(options) = address {
            let pool = PgPoolOptions::new()
                .max_connections(OF_SERVER)
                .acquire_timeout(PATIENCE);
            return Ok(Self::Server(pool.connect_lazy_with((**options).clone())));
        }
        let mut idle = Vec::new();
        for _ in 0..OF_FILE {
            idle.push(address.connect(Open::Read).await?);
        }
        Ok(Self::File(Stack {
            permits: Semaphore::new(idle.len()),
            idle: Mutex::new(idle),
        }))
    }

    /// A connection, once one is free.
    pub(super) async fn get(&self) -> Result<Reader<'_>, StoreError> {
        let closed = || StoreError::new("the database is closed");
        match self {
            Self::File(stack) => {
                let permit = stack.permits.acquire().await.map_err(|_| closed())?;
                let connection = stack.idle.lock().ok().and_then(|mut idle| idle.pop());
                Ok(Reader {
                    connection: Some(connection.ok_or_else(closed)?),
                    stack: Some((stack, permit)),
                })
            }
            Self::Server(pool) => {
                let connection = pool.acquire().await.map_err(db::Error::from)?;
                Ok(Reader {
                    connection: Some(Connection::Postgres(Postgres::Pooled(connection))),
                    stack: None,
                })
            }
        }
    }

    /// Closes those that are not in use; nobody gets one from now on.
    pub(super) async fn close(&self) {
        let stack = match self {
            Self::File(stack) => stack,
            Self::Server(pool) => return pool.close().await,
        };
        stack.permits.close();
        let idle = stack
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
    connection: Option<Connection>,
    // The permit is released after the connection is back: fields are dropped after `drop`.
    stack: Option<(&'a Stack, SemaphorePermit<'a>)>,
}

impl Deref for Reader<'_> {
    type Target = Connection;

    #[expect(clippy::expect_used, reason = "there until it is dropped")]
    fn deref(&self) -> &Connection {
        self.connection.as_ref().expect("there until it is dropped")
    }
}

impl DerefMut for Reader<'_> {
    #[expect(clippy::expect_used, reason = "there until it is dropped")]
    fn deref_mut(&mut self) -> &mut Connection {
        self.connection.as_mut().expect("there until it is dropped")
    }
}

impl Drop for Reader<'_> {
    fn drop(&mut self) {
        if let (Some((stack, _)), Some(connection)) = (&self.stack, self.connection.take())
            && let Ok(mut idle) = stack.idle.lock()
        {
            idle.push(connection);
        }
    }
}
