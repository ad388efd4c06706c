//! What a disk that is full, cannot be changed or fails has to do with a refusal.
//!
//! Nothing of it is the sender's fault, and all of it passes: what was sent can be sent again.

use std::io;

use super::{Refusal, StatusCode};
use crate::store::StoreError;

/// What is wrong with a disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    Full,
    ReadOnly,
    Fails,
}

/// `EIO`, for which the standard library has no name.
const INPUT_OUTPUT: i32 = 5;

/// SQLite's codes for the same. What is added to them above the lowest byte tells where it was.
const SQLITE_READONLY: u32 = 8;
const SQLITE_IOERR: u32 = 10;
/// Also what it says when reading fails.
const SQLITE_CORRUPT: u32 = 11;
const SQLITE_FULL: u32 = 13;
const SQLITE_CANTOPEN: u32 = 14;

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

    /// A store's failure is words; those of SQLite have its code in them.
    fn of_database(words: &str) -> Option<Self> {
        let (_, behind) = words.split_once("(code: ")?;
        let (code, _) = behind.split_once(')')?;
        match code.parse::<u32>().ok()? & 0xff {
            SQLITE_FULL => Some(Self::Full),
            SQLITE_READONLY => Some(Self::ReadOnly),
            SQLITE_IOERR | SQLITE_CORRUPT | SQLITE_CANTOPEN => Some(Self::Fails),
            _ => None,
        }
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
        let sqlite = |code: u32| {
            let words = format!("error returned from database: (code: {code}) some words");
            of(StoreError(words).into())
        };
        assert_eq!(sqlite(13), Some(Trouble::Full));
        for code in [778, 11, 14] {
            assert_eq!(sqlite(code), Some(Trouble::Fails));
        }
        assert_eq!(sqlite(1032), Some(Trouble::ReadOnly));
        assert_eq!(sqlite(2067), None);
        let other = StoreError("the writer has stopped".to_owned());
        assert_eq!(of(other.into()), None);
    }
}
