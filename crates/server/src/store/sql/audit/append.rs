//! Entries, written in the transaction of the changes that they tell of.

use super::super::rows::damaged;
use super::{number, state};
use crate::audit::act::Acting;
use crate::audit::entry::{Entry, Noted, Object, VERSION, canonical, commitment, spelled};
use crate::audit::tree;
use crate::ids;
use crate::store::db::{self, Connection};

/// What a job of the writer gives: its result, and what is to be written down of it.
pub(in super::super) struct Recorded<T> {
    pub(in super::super) value: T,
    pub(in super::super) noted: Vec<Noted>,
}

impl<T> From<T> for Recorded<T> {
    /// Nothing was changed.
    fn from(value: T) -> Self {
        Self {
            value,
            noted: Vec::new(),
        }
    }
}

impl<T> Recorded<T> {
    /// Something was changed.
    pub(in super::super) fn with(value: T, noted: Noted) -> Self {
        Self {
            value,
            noted: vec![noted],
        }
    }

    /// Something was changed, if this is so.
    pub(in super::super) fn when(changed: bool, value: T, noted: impl FnOnce() -> Noted) -> Self {
        if changed {
            Self::with(value, noted())
        } else {
            value.into()
        }
    }
}

/// Something to be written down, and who did it.
pub(in super::super) struct Pending {
    pub(in super::super) acting: Acting,
    pub(in super::super) noted: Noted,
}

/// Writes the entries behind the last one of the log, in this order.
///
/// The right edge is read and written once for all of them: the writer gives it those of a whole
/// group of changes.
pub(in super::super) async fn append(
    connection: &mut Connection,
    pending: Vec<Pending>,
) -> Result<(), db::Error> {
    let mut edge = state(connection).await?.edge;
    for Pending { acting, noted } in pending {
        let words = noted.words.as_ref().map(canonical);
        let salt = ids::salt().map_err(|error| db::Error::Unwritable(error.to_string()))?;
        let (actor, organisation) = match noted.actor {
            Some(actor) => (actor, noted.organisation),
            None => (acting.actor, acting.organisation),
        };
        let (kind, reference) = noted.object;
        let entry = Entry {
            actor,
            at: spelled(noted.at.unwrap_or(acting.at)),
            content: noted.content,
            count: noted.more.saturating_add(1),
            evidence: noted.evidence,
            from: noted.from,
            object: Object {
                kind: kind.to_owned(),
                reference,
                version: noted.version,
            },
            operation: noted.operation.unwrap_or(acting.operation),
            organisation,
            reason: noted.reason,
            sequence: edge.size(),
            to: noted.to,
            v: VERSION,
            words: words.as_ref().map(|words| commitment(&salt, words)),
        };
        let sequence = number(entry.sequence);
        let text = entry
            .spelling()
            .map_err(|error| db::Error::Unwritable(error.to_string()))?;
        let hashes = edge.append(tree::leaf(text.as_bytes())).concat();
        db::query("INSERT INTO audit (sequence, entry, hashes) VALUES (?, ?, ?)")
            .bind(sequence)
            .bind(text)
            .bind(hashes)
            .execute(&mut *connection)
            .await?;
        if let Some(words) = words {
            db::query("INSERT INTO audit_words (sequence, salt, words) VALUES (?, ?, ?)")
                .bind(sequence)
                .bind(salt.as_slice())
                .bind(words)
                .execute(&mut *connection)
                .await?;
        }
    }
    let written = db::query("UPDATE audit_log SET size = ?, edge = ? WHERE \"only\" = 1")
        .bind(number(edge.size()))
        .bind(edge.bytes())
        .execute(connection)
        .await?;
    if written.rows_affected() == 1 {
        Ok(())
    } else {
        Err(damaged("the row of the audit log", &edge.size()))
    }
}
