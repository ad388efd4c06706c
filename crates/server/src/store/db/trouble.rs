//! What an error of a database says of where things are kept.

use rusqlite::ErrorCode;

use super::Error;
use crate::store::Trouble;

impl Error {
    /// What is wrong with the disk or the database, where that is it.
    pub fn trouble(&self) -> Option<Trouble> {
        match self {
            Self::ReadOnly => Some(Trouble::ReadOnly),
            Self::Sqlite(error) => of_sqlite(error.sqlite_error_code()?),
            Self::Postgres(error) => of_server(error),
            Self::Damaged(_) | Self::Unusable(_) | Self::Unwritable(_) => None,
        }
    }
}

const fn of_sqlite(code: ErrorCode) -> Option<Trouble> {
    match code {
        ErrorCode::DiskFull => Some(Trouble::Full),
        ErrorCode::ReadOnly => Some(Trouble::ReadOnly),
        // It is called corrupt too when reading fails.
        ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::DatabaseCorrupt => {
            Some(Trouble::Fails)
        }
        _ => None,
    }
}

fn of_server(error: &sqlx::Error) -> Option<Trouble> {
    match error {
        sqlx::Error::Database(said) => of_state(&said.code()?),
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::WorkerCrashed => Some(Trouble::Away),
        _ => None,
    }
}

/// By the state that the server gives (PostgreSQL 15, appendix A).
fn of_state(state: &str) -> Option<Trouble> {
    match state {
        "53100" => Some(Trouble::Full),
        "25006" => Some(Trouble::ReadOnly),
        "58030" => Some(Trouble::Fails),
        // Stopped, crashed, starting, full of connections, or nobody lets go of what is waited for.
        "57P01" | "57P02" | "57P03" | "53300" | "55P03" => Some(Trouble::Away),
        // The connection itself.
        _ => state.starts_with("08").then_some(Trouble::Away),
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::ffi;

    use super::*;

    #[test]
    fn sqlite_is_told_by_its_codes() {
        for (code, trouble) in [
            (ffi::SQLITE_FULL, Some(Trouble::Full)),
            (ffi::SQLITE_READONLY, Some(Trouble::ReadOnly)),
            (ffi::SQLITE_IOERR, Some(Trouble::Fails)),
            (ffi::SQLITE_IOERR_FSYNC, Some(Trouble::Fails)),
            (ffi::SQLITE_CANTOPEN, Some(Trouble::Fails)),
            (ffi::SQLITE_CORRUPT, Some(Trouble::Fails)),
            (ffi::SQLITE_CONSTRAINT_UNIQUE, None),
            (ffi::SQLITE_BUSY, None),
        ] {
            let error = rusqlite::Error::SqliteFailure(ffi::Error::new(code), None);
            assert_eq!(Error::from(error).trouble(), trouble, "{code}");
        }
        assert_eq!(Error::ReadOnly.trouble(), Some(Trouble::ReadOnly));
        assert_eq!(Error::Damaged(String::new()).trouble(), None);
    }

    #[test]
    fn a_server_is_told_by_its_states() {
        for (state, trouble) in [
            ("53100", Some(Trouble::Full)),
            ("57P01", Some(Trouble::Away)),
            ("55P03", Some(Trouble::Away)),
            ("08006", Some(Trouble::Away)),
            ("23505", None),
        ] {
            assert_eq!(of_state(state), trouble, "{state}");
        }
        let gone = std::io::Error::from(std::io::ErrorKind::ConnectionRefused);
        let gone = Error::from(sqlx::Error::Io(gone));
        assert_eq!(gone.trouble(), Some(Trouble::Away));
    }
}
