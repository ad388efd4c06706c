//! Refusals of where things are kept: a disk that is full, cannot be changed or fails, a database that
//! cannot be reached.
//!
//! Nothing of it is the sender's fault, and all of it passes: what was sent can be sent again.

use std::io;

use super::{Refusal, StatusCode};
use crate::store::{StoreError, Trouble};

/// `EIO`, for which the standard library has no name.
const INPUT_OUTPUT: i32 = 5;

/// What is wrong with where things are kept, if that is the cause.
fn trouble(cause: &anyhow::Error) -> Option<Trouble> {
    cause.chain().find_map(|cause| {
        if let Some(error) = cause.downcast_ref::<io::Error>() {
            return of_file(error);
        }
        cause.downcast_ref::<StoreError>()?.trouble()
    })
}

fn of_file(error: &io::Error) -> Option<Trouble> {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Some(Trouble::Full),
        io::ErrorKind::ReadOnlyFilesystem => Some(Trouble::ReadOnly),
        _ => (error.raw_os_error() == Some(INPUT_OUTPUT)).then_some(Trouble::Fails),
    }
}

fn told(trouble: Trouble) -> Refusal {
    let (code, title, detail) = match trouble {
        Trouble::Full => (
            "disk_full",
            "The server's disk is full",
            "What you sent could not be kept. Nothing that was kept before is lost: send it again in a few minutes. Whoever runs this server has to make room.",
        ),
        Trouble::ReadOnly => (
            "disk_read_only",
            "Nothing can be kept at present",
            "The server's disk cannot be written. Nothing that was kept before is lost: send it again in a few minutes. Whoever runs this server has to see to the disk.",
        ),
        Trouble::Fails => (
            "disk_fails",
            "The server's disk fails",
            "What you sent could not be kept, or what you asked for not be read. Try again in a moment; if it stays so, tell whoever runs this server the request ID.",
        ),
        // How a commit ended that was under way, nobody knows.
        Trouble::Away => (
            "database_away",
            "The database cannot be reached",
            "Whether what you sent was kept is not known. Look, or send it again in a moment: with the same Idempotency-Key nothing is done twice.",
        ),
    };
    Refusal::new(StatusCode::SERVICE_UNAVAILABLE, code, title, detail)
}

/// The refusal for a cause, where the cause is the disk's.
pub(super) fn refusal(cause: &anyhow::Error) -> Option<Refusal> {
    let mut refusal = told(trouble(cause)?);
    refusal.0.retry_after = Some(30);
    Some(refusal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_disk_says_is_told_from_all_else() {
        let of = |cause: anyhow::Error| trouble(&cause);
        let os = |number| io::Error::from_raw_os_error(number);
        assert_eq!(of(os(28).into()), Some(Trouble::Full));
        assert_eq!(of(os(122).into()), Some(Trouble::Full));
        assert_eq!(of(os(30).into()), Some(Trouble::ReadOnly));
        assert_eq!(of(os(5).into()), Some(Trouble::Fails));
        assert_eq!(of(os(2).into()), None);
        let inside = anyhow::Error::from(os(28)).context("evidence cannot be kept");
        assert_eq!(of(inside), Some(Trouble::Full));
        let away = StoreError::of(Some(Trouble::Away), "Connection refused");
        assert_eq!(
            of(anyhow::Error::from(away).context("asked")),
            Some(Trouble::Away)
        );
        assert_eq!(of(StoreError::new("the writer has stopped").into()), None);
    }
}
