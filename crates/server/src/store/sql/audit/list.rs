//! Entries for people: filtered, the newest first; or all that fit, in their order.

use super::super::readers::Readers;
use super::super::rows::from_json;
use super::number;
use crate::audit::entry::{Entry, spelled};
use crate::store::db::{self, Query, Row};
use crate::store::{AuditFilter, AuditRow, Stored};

fn page(filter: &AuditFilter) -> Query<'static> {
    let (beyond, order) = if filter.oldest_first {
        (">", "")
    } else {
        ("<", " DESC")
    };
    // Each end of the log is a number that no entry has.
    let end = if filter.oldest_first { -1 } else { i64::MAX };
    let wanted = [
        (" AND a.object = ?", filter.object.clone()),
        (" AND a.actor = ?", filter.actor.clone()),
        (" AND a.operation = ?", filter.operation.clone()),
        // Entries have their times in one spelling, in which earlier is smaller.
        (" AND a.entry ->> '$.at' >= ?", filter.from.map(spelled)),
        (" AND a.entry ->> '$.at' < ?", filter.until.map(spelled)),
    ];
    let asked: Vec<&str> = wanted
        .iter()
        .filter(|(_, value)| value.is_some())
        .map(|(condition, _)| *condition)
        .collect();
    let asked = asked.concat();
    let mut query = db::query(format!(
        "SELECT a.sequence, a.entry, w.salt, w.words, u.name AS actor_name, o.name AS organisation
           FROM audit a
           LEFT JOIN audit_words w ON w.sequence = a.sequence
           LEFT JOIN users u ON u.id = a.actor
           LEFT JOIN organisations o ON o.id = a.entry ->> '$.organisation'
          WHERE a.sequence {beyond} ?{asked} ORDER BY a.sequence{order} LIMIT ?"
    ))
    .bind(filter.after.map_or(end, number));
    for value in wanted.into_iter().filter_map(|(_, value)| value) {
        query = query.bind(value);
    }
    query.bind(filter.limit).long()
}

pub(super) async fn rows(readers: &Readers, filter: &AuditFilter) -> Stored<Vec<AuditRow>> {
    let rows = page(filter).fetch_all(&mut *readers.get().await?).await?;
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

fn read(row: &Row) -> Result<AuditRow, db::Error> {
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

#[cfg(test)]
mod tests {
    use super::super::super::plans::are_read_in_order;
    use super::*;

    fn all() -> AuditFilter {
        AuditFilter {
            object: None,
            actor: None,
            operation: None,
            from: None,
            until: None,
            after: None,
            oldest_first: false,
            limit: 50,
        }
    }

    /// PostgreSQL names the key of a table, SQLite does not.
    #[tokio::test]
    async fn entries_are_read_from_an_index_and_not_sorted() {
        let object = || AuditFilter {
            object: Some("CD-7".to_owned()),
            ..all()
        };
        let actor = || AuditFilter {
            actor: Some("7".to_owned()),
            ..all()
        };
        let filters = [
            (object(), "audit_by_object"),
            (actor(), "audit_by_actor"),
            (
                AuditFilter {
                    after: Some(20_000),
                    ..object()
                },
                "audit_by_object",
            ),
            (
                AuditFilter {
                    oldest_first: true,
                    ..actor()
                },
                "audit_by_actor",
            ),
        ];
        let pages: Vec<_> = filters
            .iter()
            .map(|(filter, index)| (page(filter), *index))
            .collect();
        are_read_in_order(&pages).await;
    }
}
