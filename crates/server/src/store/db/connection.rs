//! Connections.

use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::OpenFlags;
use rusqlite::config::DbConfig;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgSslMode};
use sqlx::{ConnectOptions, Connection as _};

use super::{Error, Kind, query};

/// Statements kept ready by a connection: all that the store has.
const STATEMENTS: usize = 512;
/// How long somebody waits for another process to let go of the file.
const BUSY: Duration = Duration::from_secs(5);

/// A connection to either database.
#[derive(Debug)]
pub enum Connection {
    /// To a file.
    Sqlite(Sqlite),
    /// To a server.
    Postgres(Postgres),
}

/// A connection to a file.
#[derive(Debug)]
pub struct Sqlite {
    driver: rusqlite::Connection,
    /// It is used on a thread that serves others too: while a statement takes long, somebody else
    /// has to take them over.
    shares: bool,
}

/// A connection to a server: one's own, or one of a pool.
#[derive(Debug)]
pub enum Postgres {
    /// Its own.
    Own(Box<PgConnection>),
    /// Goes back to its pool when it is dropped.
    Pooled(PoolConnection<sqlx::Postgres>),
}

/// Where a database is.
#[derive(Clone)]
pub enum Address {
    /// A file.
    File(Arc<Path>),
    /// A server.
    Server(Arc<PgConnectOptions>),
}

impl std::fmt::Debug for Address {
    /// The library's own shows the password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Address({self})")
    }
}

impl std::fmt::Display for Address {
    /// Without a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(file) => file.display().fmt(f),
            Self::Server(options) => write!(
                f,
                "the database {} on {}:{}",
                options
                    .get_database()
                    .unwrap_or_else(|| options.get_username()),
                options.get_host(),
                options.get_port()
            ),
        }
    }
}

impl Address {
    /// A file.
    pub fn file(file: &Path) -> Self {
        Self::File(file.into())
    }

    /// A server, by `postgres://user@host/database`. One on another machine has to show a certificate of
    /// its name, unless the address says otherwise with `sslmode`.
    ///
    /// # Errors
    ///
    /// When it is no such address.
    pub fn server(address: &str) -> Result<Self, Error> {
        // The library takes an address of any kind for one of its own.
        if !address.starts_with("postgres://") && !address.starts_with("postgresql://") {
            return Err(Error::Unusable(
                "it does not begin with postgres://".to_owned(),
            ));
        }
        let mut options: PgConnectOptions = address.parse()?;
        let says = ["sslmode=", "ssl-mode="]
            .iter()
            .any(|word| address.contains(word));
        if !says && !is_here(&options) {
            options = options.ssl_mode(PgSslMode::VerifyFull);
        }
        let options = options
            .application_name("claimdesk")
            .statement_cache_capacity(STATEMENTS)
            .options([
                // A server that hangs in a transaction lets go of what the others wait for.
                ("idle_in_transaction_session_timeout", "10s"),
                ("lock_timeout", "10s"),
            ]);
        Ok(Self::Server(Arc::new(options)))
    }

    /// Connects.
    ///
    /// # Errors
    ///
    /// When it is not there, or does not let us in.
    pub async fn connect(&self, open: Open) -> Result<Connection, Error> {
        match self {
            Self::File(file) => Connection::sqlite(file, open),
            Self::Server(options) => Connection::postgres(options).await,
        }
    }
}

/// True of a server on this machine, whose connections nobody else can read.
fn is_here(options: &PgConnectOptions) -> bool {
    let host = options.get_host();
    options.get_socket().is_some()
        || host.starts_with('/')
        || host == "localhost"
        || host
            .trim_matches(['[', ']'])
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

/// What a file is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Open {
    /// For writing, on a thread of its own.
    Write,
    /// For reading what somebody may be writing, on a thread that serves others too.
    Read,
    /// For looking at what a server may have open as well.
    Look,
    /// For carrying the log of what is being written to its file, on a thread of its own.
    Carry,
    /// For copying what a server may have open as well.
    Copy,
    /// For looking at a copy that nobody writes to; nothing is made beside it.
    LookAtCopy,
    /// For changing a copy before it is used.
    ChangeCopy,
}

impl Open {
    const fn pragmas(self) -> &'static str {
        match self {
            // The log is carried to the file by another connection. After 64 MB, not the usual 4, the
            // writer does it too: without that a log that is never wholly carried would grow.
            Self::Write => {
                "PRAGMA journal_mode = wal; PRAGMA synchronous = full; PRAGMA foreign_keys = on;
                 PRAGMA wal_autocheckpoint = 16000; PRAGMA cache_size = -32000;
                 PRAGMA temp_store = memory"
            }
            Self::Read | Self::Look | Self::LookAtCopy => {
                "PRAGMA query_only = on; PRAGMA cache_size = -16000; PRAGMA temp_store = memory"
            }
            Self::Carry => "PRAGMA synchronous = full; PRAGMA cache_size = -1000",
            Self::Copy => "PRAGMA temp_store = memory",
            Self::ChangeCopy => "PRAGMA journal_mode = delete; PRAGMA synchronous = full",
        }
    }

    fn flags(self) -> OpenFlags {
        let how = match self {
            Self::LookAtCopy => OpenFlags::SQLITE_OPEN_READ_ONLY,
            _ => OpenFlags::SQLITE_OPEN_READ_WRITE,
        };
        how | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI
    }
}

impl Sqlite {
    fn open(file: &Path, open: Open) -> Result<Self, Error> {
        let driver = match open {
            Open::LookAtCopy => {
                let address =
                    url::Url::from_file_path(std::path::absolute(file).map_err(sqlx::Error::Io)?)
                        .map_err(|()| Error::Unwritable(format!("{} is no path", file.display())))?;
                let address = format!("{address}?immutable=1");
                rusqlite::Connection::open_with_flags(address, open.flags())?
            }
            _ => rusqlite::Connection::open_with_flags(file, open.flags())?,
        };
        // SQLite opens for reading what it may not write, and says nothing: a connection that stays
        // would refuse every change long after the disk is well again.
        if open == Open::Write && driver.is_readonly("main")? {
            return Err(Error::ReadOnly);
        }
        driver.set_prepared_statement_cache_capacity(STATEMENTS);
        driver.busy_timeout(BUSY)?;
        driver.execute_batch(open.pragmas())?;
        // A plan does not depend on what is bound: else a statement with a bound `LIMIT` is compiled
        // anew each time, which cost a list a fifth of its time.
        driver.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        Ok(Self {
            driver,
            shares: !matches!(open, Open::Write | Open::Carry),
        })
    }

    /// Does something with the driver, where nobody else is kept waiting for it.
    pub(super) fn with<T>(
        &mut self,
        long: bool,
        work: impl FnOnce(&mut rusqlite::Connection) -> T,
    ) -> T {
        let elsewhere = self.shares
            && long
            && tokio::runtime::Handle::try_current().is_ok_and(|runtime| {
                runtime.runtime_flavor() == tokio::runtime::RuntimeFlavor::MultiThread
            });
        if elsewhere {
            tokio::task::block_in_place(|| work(&mut self.driver))
        } else {
            work(&mut self.driver)
        }
    }
}

impl Postgres {
    /// What carries out statements.
    pub(super) fn driver(&mut self) -> &mut PgConnection {
        match self {
            Self::Own(one) => one,
            Self::Pooled(one) => one,
        }
    }
}

/// What a transaction is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begin {
    /// Everything that is read is of one moment.
    Snapshot,
    /// Writes, one such transaction after the other.
    Write,
}

impl Connection {
    /// Opens a file that is there.
    ///
    /// # Errors
    ///
    /// When it cannot be opened.
    pub fn sqlite(file: &Path, open: Open) -> Result<Self, Error> {
        Sqlite::open(file, open).map(Self::Sqlite)
    }

    /// Connects to a server.
    ///
    /// # Errors
    ///
    /// When it is not there, or does not let us in.
    pub async fn postgres(options: &PgConnectOptions) -> Result<Self, Error> {
        let connection = options.connect().await?;
        Ok(Self::Postgres(Postgres::Own(Box::new(connection))))
    }

    /// Which database it is.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Sqlite(_) => Kind::Sqlite,
            Self::Postgres(_) => Kind::Postgres,
        }
    }

    /// Begins a transaction. One that is dropped unfinished changes nothing.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub async fn begin(&mut self, what: Begin) -> Result<(), Error> {
        let text = match (self.kind(), what) {
            (Kind::Sqlite, Begin::Write) => "BEGIN IMMEDIATE",
            (Kind::Postgres, Begin::Snapshot) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            (Kind::Sqlite, Begin::Snapshot) | (Kind::Postgres, Begin::Write) => "BEGIN",
        };
        query(text).execute(self).await?;
        if self.kind() == Kind::Postgres && what == Begin::Write {
            // SQLite has one writer. Here all servers wait for this row, which every change has to
            // move forward anyway: what a transaction reads after it, nobody else is changing.
            query("SELECT 1 FROM audit_log WHERE \"only\" = 1 FOR UPDATE")
                .execute(self)
                .await?;
        }
        Ok(())
    }

    /// Ends a transaction; what it wrote is on disk.
    ///
    /// # Errors
    ///
    /// Those of the database; then nothing of it remains.
    pub async fn commit(&mut self) -> Result<(), Error> {
        query("COMMIT").execute(self).await.map(drop)
    }

    /// Ends a transaction, of which nothing remains.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub async fn rollback(&mut self) -> Result<(), Error> {
        query("ROLLBACK").execute(self).await.map(drop)
    }

    /// Carries what is committed from SQLite's log to its file, as far as no reader needs it in the log,
    /// and keeps nobody waiting. A server does that by itself.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn checkpoint(&mut self) -> Result<(), Error> {
        match self {
            // It answers with a row: whether another was at it, and how far it came.
            Self::Sqlite(one) => {
                Ok(one
                    .driver
                    .query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?)
            }
            Self::Postgres(_) => Ok(()),
        }
    }

    /// Closes it.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub async fn close(self) -> Result<(), Error> {
        match self {
            Self::Sqlite(one) => one.driver.close().map_err(|(_, error)| error.into()),
            Self::Postgres(Postgres::Own(one)) => Ok((*one).close().await?),
            Self::Postgres(Postgres::Pooled(_)) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_elsewhere_has_to_show_who_it_is() {
        for (address, checked) in [
            ("postgres://a@db.example/claimdesk", true),
            ("postgres://a@10.0.0.7:5433/claimdesk", true),
            ("postgres://a@db.example/claimdesk?sslmode=disable", false),
            ("postgres://a@localhost/claimdesk", false),
            ("postgres://a@127.0.0.1/claimdesk", false),
            ("postgres://a@%2Frun%2Fpostgresql/claimdesk", false),
        ] {
            let Address::Server(options) = Address::server(address).unwrap() else {
                unreachable!("it is a server")
            };
            let mode = format!("{:?}", options.get_ssl_mode());
            assert_eq!(mode == "VerifyFull", checked, "{address}: {mode}");
        }
    }

    #[test]
    fn a_bound_limit_has_nothing_compiled_anew() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("test.db");
        std::fs::File::create(&file).unwrap();
        let one = Sqlite::open(&file, Open::Write).unwrap();
        one.driver
            .execute_batch("CREATE TABLE kept (number INTEGER NOT NULL)")
            .unwrap();
        let text = "SELECT number FROM kept ORDER BY number LIMIT ?";
        let mut statement = one.driver.prepare(text).unwrap();
        for limit in 1..5 {
            let mut rows = statement.query([limit]).unwrap();
            assert!(rows.next().unwrap().is_none());
        }
        let again = statement.get_status(rusqlite::StatementStatus::RePrepare);
        assert_eq!(again, 0);
    }

    #[test]
    fn another_kind_of_database_is_refused() {
        assert!(Address::server("mysql://a@localhost/claimdesk").is_err());
        assert!(Address::server("claimdesk").is_err());
        assert!(Address::server("postgresql://a@localhost/claimdesk").is_ok());
    }

    #[test]
    fn a_password_is_not_shown() {
        let address = Address::server("postgres://a:secret@db.example/claimdesk").unwrap();
        assert_eq!(
            address.to_string(),
            "the database claimdesk on db.example:5432"
        );
        assert!(!format!("{address:?}").contains("secret"));
    }
}
