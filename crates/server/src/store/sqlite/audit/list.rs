//! Entries for people: filtered, the newest first; or all that fit, in their order.

use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite};

use super::super::readers::Readers;
use super::super::rows::from_json;
use super::number;
use crate::audit::entry::{Entry, spelled};
use crate::store::{AuditFilter, AuditRow, Stored};

pub(super) async fn rows(readers: &Readers, filter: &AuditFilter) -> Stored<Vec<AuditRow>> {
    let mut query: QueryBuilder<Sqlite> = QueryBuilder::new(
        "SELECT a.sequence, a.entry, w.salt, w.words, u.name AS actor_name, o.name AS organisation
           FROM audit a
           LEFT JOIN audit_words w ON w.sequence = a.sequence
           LEFT JOIN users u ON u.id = a.actor
           LEFT JOIN organisations o ON o.id = a.entry ->> '$.organisation'
          WHERE a.sequence ",
    );
    // Each end of the log is a number that no entry has.
    let after = filter.after.map(number);
    if filter.oldest_first {
        query.push("> ").push_bind(after.unwrap_or(-1));
    } else {
        query.push("< ").push_bind(after.unwrap_or(i64::MAX));
    }
    for (column, wanted) in [
        ("a.object = ", &filter.object),
        ("a.actor = ", &filter.actor),
        ("a.operation = ", &filter.operation),
    ] {
        if let Some(wanted) = wanted {
            query.push(" AND ").push(column).push_bind(wanted);
        }
    }
    // Entries have their times in one spelling, in which earlier is smaller.
    if let Some(from) = filter.from {
        query
            .push(" AND a.entry ->> '$.at' >= ")
            .push_bind(spelled(from));
    }
    if let Some(until) = filter.until {
        query
            .push(" AND a.entry ->> '$.at' < ")
            .push_bind(spelled(until));
    }
    query.push(" ORDER BY a.sequence");
    if !filter.oldest_first {
        query.push(" DESC");
    }
    query.push(" LIMIT ").push_bind(filter.limit);
    let rows = query.build().fetch_all(&mut *readers.get().await?).await?;
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

fn read(row: &SqliteRow) -> Result<AuditRow, sqlx::Error> {
    let text: String = row.try_get("entry")?;
    let entry: Entry = from_json(&text)?;
    Ok(AuditRow {
        entry,
        text,
        salt: row.try_get("salt")?,
        words: row.try_get("words")?,
        actor_name: row.try_get("actor_name")?,
        organisation: row.try_get("organisation")?,
    })
}
