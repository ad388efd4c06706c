//! What a disk that is full, cannot be changed or fails has to do with a refusal, and a database that
//! cannot be reached.
//!
//! Nothing of it is the sender's fault, and all of it passes: what was sent can be sent again.

use std::io;

use super::{Refusal, StatusCode};
use crate::store::StoreError;

/// What is wrong with where things are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    Full,
    ReadOnly,
    Fails,
    Away,
}

/// `EIO`, for which the standard library has no name.
const INPUT_OUTPUT: i32 = 5;

/// What databases say of the same; a store's failure is words.
const WORDS: [(&str, Trouble); 11] = [
    ("database or disk is full", Trouble::Full),
    ("attempt to write a readonly database", Trouble::ReadOnly),
    ("disk I/O error", Trouble::Fails),
    ("unable to open database file", Trouble::Fails),
    // SQLite says so too when reading fails.
    ("database disk image is malformed", Trouble::Fails),
    // PostgreSQL, of its own disk.
    ("No space left on device", Trouble::Full),
    ("Input/output error", Trouble::Fails),
    // PostgreSQL that is gone, is going, or lets nobody in.
    ("error communicating with database", Trouble::Away),
    ("pool timed out", Trouble::Away),
    ("terminating connection", Trouble::Away),
    ("due to lock timeout", Trouble::Away),
];

impl Trouble {
    fn of(cause: &anyhow::Error) -> Option<Self> {
        cause.chain().find_map(|cause| {
            if let Some(error) = cause.downcast_ref::<io::Error>() {
                return Self::of_file(error);
            }
            Self::of_database(&cause.downcast_ref::<StoreError>()?.0)
        })
    }

    fn of_file(error: &io::Error) -> Option<Self> {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Some(Self::Full),
            io::ErrorKind::ReadOnlyFilesystem => Some(Self::ReadOnly),
            _ => (error.raw_os_error() == Some(INPUT_OUTPUT)).then_some(Self::Fails),
        }
    }

    fn of_database(said: &str) -> Option<Self> {
        let found = WORDS.iter().find(|(words, _)| said.contains(words));
        found.map(|(_, trouble)| *trouble)
    }

    fn refusal(self) -> Refusal {
        let (code, title, detail) = match self {
            Self::Full => (
                "disk_full",
                "The server's disk is full",
                "What you sent could not be kept. Nothing that was kept before is lost: send it again in a few minutes. Whoever runs this server has to make room.",
            ),
            Self::ReadOnly => (
                "disk_read_only",
                "Nothing can be kept at present",
                "The server's disk cannot be written. Nothing that was kept before is lost: send it again in a few minutes. Whoever runs this server has to see to the disk.",
            ),
            Self::Fails => (
                "disk_fails",
                "The server's disk fails",
                "What you sent could not be kept, or what you asked for not be read. Try again in a moment; if it stays so, tell whoever runs this server the request ID.",
            ),
            // How a commit ended that was under way, nobody knows.
            Self::Away => (
                "database_away",
                "The database cannot be reached",
                "Whether what you sent was kept is not known. Look, or send it again in a moment: with the same Idempotency-Key nothing is done twice.",
            ),
        };
        Refusal::new(StatusCode::SERVICE_UNAVAILABLE, code, title, detail)
    }
}

/// The refusal for a cause, where the cause is the disk's.
pub(super) fn refusal(cause: &anyhow::Error) -> Option<Refusal> {
    let mut refusal = Trouble::of(cause)?.refusal();
    refusal.0.retry_after = Some(30);
    Some(refusal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_disk_says_is_told_from_all_else() {
        let of = |cause: anyhow::Error| Trouble::of(&cause);
        let os = |number| io::Error::from_raw_os_error(number);
        assert_eq!(of(os(28).into()), Some(Trouble::Full));
        assert_eq!(of(os(122).into()), Some(Trouble::Full));
        assert_eq!(of(os(30).into()), Some(Trouble::ReadOnly));
        assert_eq!(of(os(5).into()), Some(Trouble::Fails));
        assert_eq!(of(os(2).into()), None);
        let inside = anyhow::Error::from(os(28)).context("evidence cannot be kept");
        assert_eq!(of(inside), Some(Trouble::Full));
        let store = |said: &str| of(StoreError(said.to_owned()).into());
        let full = "error returned from database: database or disk is full";
        assert_eq!(store(full), Some(Trouble::Full));
        let full = "could not extend file \"base/1/2\": No space left on device";
        assert_eq!(store(full), Some(Trouble::Full));
        let read_only = store("attempt to write a readonly database");
        assert_eq!(read_only, Some(Trouble::ReadOnly));
        assert_eq!(store("disk I/O error"), Some(Trouble::Fails));
        let away = "error communicating with database: Connection refused (os error 111)";
        assert_eq!(store(away), Some(Trouble::Away));
        assert_eq!(store("UNIQUE constraint failed: users.email"), None);
        assert_eq!(store("the writer has stopped"), None);
    }
}
