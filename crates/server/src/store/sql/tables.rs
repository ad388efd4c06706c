//! The form of the tables: each step from one to the next is a file, taken once.
//!
//! Servers of two versions work on one database while they are exchanged one after the other. So a step
//! leaves everything in place that the version before reads or writes, and a server also starts on tables
//! that are one step ahead of it (decision 17).

use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection as _};

use crate::store::StoreError;
use crate::store::db::{self, Address, Kind, Open};

/// Every form the tables had in a file, in order.
static IN_FILE: Migrator = sqlx::migrate!("src/store/migrations/sqlite");
/// And on a server, which began with the form that those lead to.
static ON_SERVER: Migrator = sqlx::migrate!("src/store/migrations/postgres");

/// The newest form that this version knows.
pub(super) fn newest(kind: Kind) -> i64 {
    let steps = match kind {
        Kind::Sqlite => &IN_FILE,
        Kind::Postgres => &ON_SERVER,
    };
    steps
        .iter()
        .map(|step| step.version)
        .max()
        .unwrap_or_default()
}

/// Takes the steps that are missing. A file that is not there is made.
///
/// # Errors
///
/// When a step fails, of which nothing remains then, or when the tables are ahead of this version: who
/// carries rows elsewhere must know all of them.
pub(super) async fn bring_up_to_date(address: &Address) -> Result<(), StoreError> {
    told(address, migrate(address).await).await
}

/// The same, for a server: one step ahead is near enough.
///
/// # Errors
///
/// As above, where the tables are more than one step ahead.
pub(super) async fn make_usable(address: &Address) -> Result<(), StoreError> {
    match migrate(address).await {
        Err(MigrateError::VersionMissing(_)) if ahead(address).await? == 1 => {
            tracing::warn!(
                "the tables are one step ahead of this version: a newer one is being introduced"
            );
            Ok(())
        }
        outcome => told(address, outcome).await,
    }
}

async fn told(address: &Address, outcome: Result<(), MigrateError>) -> Result<(), StoreError> {
    match outcome {
        Ok(()) => Ok(()),
        Err(MigrateError::VersionMissing(_)) => knows_all(address).await,
        Err(error) => Err(StoreError::new(format!(
            "the tables cannot be brought up to date: {error}"
        ))),
    }
}

/// Holds that no table is one that this version does not know.
///
/// # Errors
///
/// When the tables are ahead of this version: a copy of them would lack what the newer one keeps.
pub(super) async fn knows_all(address: &Address) -> Result<(), StoreError> {
    match ahead(address).await? {
        0 => Ok(()),
        steps => Err(StoreError::new(format!(
            "the database belongs to a newer version of Claimdesk, whose tables are {steps} steps ahead of \
             this one's: use that version, or restore a backup of this one's"
        ))),
    }
}

async fn migrate(address: &Address) -> Result<(), MigrateError> {
    match address {
        Address::File(file) => {
            let options = SqliteConnectOptions::new()
                .filename(file)
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(5));
            let mut connection = options.connect().await?;
            IN_FILE.run(&mut connection).await?;
            connection.close().await?;
        }
        Address::Server(options) => {
            let mut connection = options.connect().await?;
            ON_SERVER.run(&mut connection).await?;
            connection.close().await?;
        }
    }
    Ok(())
}

/// How many steps the tables took that this version does not know.
async fn ahead(address: &Address) -> Result<i64, db::Error> {
    let mut connection = address.connect(Open::Read).await?;
    let ahead = db::query_scalar("SELECT count(*) FROM _sqlx_migrations WHERE version > ?")
        .bind(newest(connection.kind()))
        .fetch_one(&mut connection)
        .await?;
    connection.close().await?;
    Ok(ahead)
}

#[cfg(test)]
mod tests {
    use super::super::Database;
    use super::*;

    /// As a later version does it.
    async fn a_later_step(address: &Address, version: i64) {
        let mut connection = address.connect(Open::Write).await.unwrap();
        for text in [
            format!("ALTER TABLE claims ADD COLUMN later_{version} INTEGER NOT NULL DEFAULT 0"),
            format!(
                "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
                 VALUES ({version}, 'later', 1, x'00', 1)"
            ),
        ] {
            db::query(text).execute(&mut connection).await.unwrap();
        }
        connection.close().await.unwrap();
    }

    /// Servers of the version before are at work meanwhile: without it a step and a change could each
    /// hold a table that the other waits for.
    #[test]
    fn every_step_on_a_server_waits_for_those_who_write() {
        let first = 19;
        for step in ON_SERVER.iter().filter(|step| step.version > first) {
            let text = step.sql.as_str();
            let statement = text.lines().find(|line| !line.starts_with("--"));
            assert_eq!(
                statement,
                Some("SELECT 1 FROM audit_log WHERE \"only\" = 1 FOR UPDATE;"),
                "{}",
                step.description
            );
        }
        assert!(newest(Kind::Postgres) > first);
    }

    #[tokio::test]
    async fn tables_may_be_one_step_ahead_and_no_more() {
        let folder = tempfile::tempdir().unwrap();
        let address = Address::file(&folder.path().join("test.db"));
        let open = async || Database::at(&address).await;
        open().await.unwrap().close().await;
        knows_all(&address).await.unwrap();
        a_later_step(&address, 9_001).await;
        assert!(knows_all(&address).await.is_err());
        open().await.unwrap().close().await;
        a_later_step(&address, 9_002).await;
        let refused = open().await.unwrap_err().to_string();
        assert!(refused.contains("2 steps ahead"), "{refused}");
    }
}
