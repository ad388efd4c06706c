//! From one database to another: every row of every table, whichever kind either is.
//!
//! Rows go in the order of their keys, and are read back in it: what arrived is compared with what
//! was sent by count and hash before anything is kept.

use sha2::{Digest, Sha256};

use crate::ids;
use crate::store::StoreError;
use crate::store::db::{self, Bind, Connection, Kind, Row, Text, Value};

/// All tables, each behind those that its rows speak of.
pub(super) const TABLES: [&str; 45] = [
    "organisations",
    "locations",
    "users",
    "sessions",
    "setup_token",
    "claims",
    "claim_counts",
    "evidence",
    "evidence_held",
    "scans",
    "scrubs",
    "contents",
    "uploads",
    "events",
    "credits",
    "decisions",
    "second_looks",
    "posted_months",
    "answers",
    "notices",
    "reminders",
    "leases",
    "customer_words",
    "customer_links",
    "customer_mail",
    "webhooks",
    "webhook_deliveries",
    "audit",
    "audit_log",
    "audit_words",
    "audit_check",
    "audit_heads",
    "audit_forgotten",
    "provider_accounts",
    "provider_waiting",
    "sign_ins",
    "provider_sessions",
    "logout_tokens",
    "account_links",
    "account_mail",
    "api_tokens",
    "attempts",
    "passkeys",
    "passkey_challenges",
    "recovery_codes",
];

/// Rows read at once, and values written by one statement at most.
const ROWS: i64 = 500;
const VALUES: usize = 16_000;

/// A table whose rows were carried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// Its name.
    pub table: &'static str,
    /// Rows.
    pub rows: u64,
    /// SHA-256 of them in the order of their keys, in hexadecimal.
    pub hash: String,
}

/// Carries all rows but those of the tables `left` out. Both connections are in a transaction; the
/// caller ends them.
///
/// # Errors
///
/// When a row cannot be read or written, or something else arrived than was sent.
pub(super) async fn carry(
    from: &mut Connection,
    to: &mut Connection,
    left: &[&str],
) -> Result<Vec<Carried>, StoreError> {
    let mut carried = Vec::with_capacity(TABLES.len());
    for table in TABLES {
        let there = Shape::of(to, table).await?;
        // What a new database begins with, and what triggers wrote for the rows before.
        db::query(format!("DELETE FROM {table}"))
            .execute(to)
            .await?;
        if left.contains(&table) {
            continue;
        }
        let here = Shape::of(from, table).await?;
        if here != there {
            return Err(StoreError::new(format!(
                "the columns of {table} are others in the two databases"
            )));
        }
        let mut sent = Tally::default();
        let mut page = here.page(from, None).await?;
        while let Some(last) = page.last() {
            for lot in page.chunks((VALUES / here.columns.len()).max(1)) {
                here.write(to, lot).await?;
            }
            for row in &page {
                sent.add(row);
            }
            let last = last.clone();
            page = here.page(from, Some(&last)).await?;
        }
        let mut arrived = Tally::default();
        let mut page = here.page(to, None).await?;
        while let Some(last) = page.last() {
            for row in &page {
                arrived.add(row);
            }
            let last = last.clone();
            page = here.page(to, Some(&last)).await?;
        }
        let (sent, arrived) = (sent.done(table), arrived.done(table));
        if sent != arrived {
            return Err(StoreError::new(format!(
                "of {table} something else arrived than was sent: {sent:?}, {arrived:?}"
            )));
        }
        here.count_on(to).await?;
        carried.push(sent);
    }
    Ok(carried)
}

/// The columns of a table that hold what was written, those of its key first.
#[derive(Debug, PartialEq, Eq)]
struct Shape {
    table: &'static str,
    columns: Vec<Column>,
    keys: usize,
}

#[derive(Debug, PartialEq, Eq)]
struct Column {
    /// In quotes.
    name: String,
    /// `INTEGER`, `TEXT` or `BLOB`.
    holds: String,
}

impl Shape {
    async fn of(connection: &mut Connection, table: &'static str) -> Result<Self, StoreError> {
        let rows: Vec<(String, String, i64)> = db::query_as(Text::Each {
            sqlite: "SELECT name, type, pk FROM pragma_table_xinfo(?) WHERE hidden = 0
                      ORDER BY pk = 0, pk, name"
                .into(),
            postgres: "SELECT c.column_name::text,
                              CASE c.data_type WHEN 'bigint' THEN 'INTEGER' WHEN 'bytea' THEN 'BLOB'
                                               WHEN 'text' THEN 'TEXT' ELSE c.data_type END,
                              coalesce(k.ordinal_position::bigint, 0)
                         FROM information_schema.columns c
                         LEFT JOIN information_schema.table_constraints t
                           ON t.table_schema = c.table_schema AND t.table_name = c.table_name
                          AND t.constraint_type = 'PRIMARY KEY'
                         LEFT JOIN information_schema.key_column_usage k
                           ON k.constraint_schema = t.constraint_schema
                          AND k.constraint_name = t.constraint_name AND k.table_name = c.table_name
                          AND k.column_name = c.column_name
                        WHERE c.table_schema = current_schema() AND c.table_name = ?
                          AND c.is_generated = 'NEVER'
                        ORDER BY k.ordinal_position IS NULL, k.ordinal_position,
                                 c.column_name COLLATE \"C\""
                .into(),
        })
        .bind(table)
        .fetch_all(connection)
        .await?;
        let keys = rows.iter().filter(|(.., key)| *key > 0).count();
        if keys == 0 {
            return Err(StoreError::new(format!(
                "{table} is not there, or has no key"
            )));
        }
        Ok(Self {
            table,
            columns: rows
                .into_iter()
                .map(|(name, holds, _)| Column {
                    name: format!("\"{name}\""),
                    holds,
                })
                .collect(),
            keys,
        })
    }

    fn names(&self, count: usize) -> String {
        let names = self.columns.iter().take(count).map(|column| &*column.name);
        names.collect::<Vec<_>>().join(", ")
    }

    /// The values of a row, as they are given to a statement. A missing one has its column's type.
    fn values<'r>(&'r self, row: &'r Row) -> impl Iterator<Item = Bind<'r>> {
        let bind = |(value, column): (&'r Value, &'r Column)| match value {
            Value::Integer(number) => Bind::from(*number),
            Value::Text(text) => Bind::from(text),
            Value::Blob(bytes) => Bind::from(bytes),
            Value::Null => match &*column.holds {
                "INTEGER" => Bind::Integer(None),
                "BLOB" => Bind::Blob(None),
                _ => Bind::Text(None),
            },
        };
        row.values().iter().zip(&self.columns).map(bind)
    }

    /// The next rows behind this one.
    async fn page(
        &self,
        connection: &mut Connection,
        after: Option<&Row>,
    ) -> Result<Vec<Row>, StoreError> {
        let key = self.names(self.keys);
        let beyond = match after {
            Some(_) => format!("WHERE ({key}) > ({})", places(self.keys)),
            None => String::new(),
        };
        let mut query = db::query(format!(
            "SELECT {} FROM {} {beyond} ORDER BY {key} LIMIT ?",
            self.names(self.columns.len()),
            self.table
        ));
        for value in after
            .into_iter()
            .flat_map(|row| self.values(row).take(self.keys))
        {
            query = query.bind(value);
        }
        Ok(query.bind(ROWS).fetch_all(connection).await?)
    }

    async fn write(&self, connection: &mut Connection, rows: &[Row]) -> Result<(), StoreError> {
        let row = format!("({})", places(self.columns.len()));
        let mut query = db::query(format!(
            "INSERT INTO {} ({}) VALUES {}",
            self.table,
            self.names(self.columns.len()),
            vec![row; rows.len()].join(", ")
        ));
        for value in rows.iter().flat_map(|row| self.values(row)) {
            query = query.bind(value);
        }
        query.execute(connection).await?;
        Ok(())
    }

    /// Has a server number the next row behind those that came with a number.
    async fn count_on(&self, connection: &mut Connection) -> Result<(), StoreError> {
        let key = match &*self.columns {
            [key, ..]
                if self.keys == 1
                    && key.holds == "INTEGER"
                    && connection.kind() == Kind::Postgres =>
            {
                key
            }
            _ => return Ok(()),
        };
        db::query(format!(
            "SELECT setval(s.name, t.newest)
               FROM (SELECT pg_get_serial_sequence('{0}', '{1}') AS name) s,
                    (SELECT max(\"{1}\") AS newest FROM {0}) t
              WHERE s.name IS NOT NULL AND t.newest IS NOT NULL",
            self.table,
            key.name.trim_matches('"')
        ))
        .execute(connection)
        .await?;
        Ok(())
    }
}

fn places(count: usize) -> String {
    vec!["?"; count].join(", ")
}

#[derive(Default)]
struct Tally {
    rows: u64,
    hash: Sha256,
}

impl Tally {
    fn add(&mut self, row: &Row) {
        self.rows += 1;
        for value in row.values() {
            // PostgreSQL's text has no NUL: see [`db`].
            let text;
            let (kind, bytes): (u8, &[u8]) = match value {
                Value::Text(odd) if odd.contains('\0') => {
                    text = odd.replace('\0', "\u{fffd}");
                    (2, text.as_bytes())
                }
                Value::Null => (0, &[]),
                Value::Integer(number) => (1, &number.to_be_bytes()),
                Value::Text(text) => (2, text.as_bytes()),
                Value::Blob(bytes) => (3, bytes),
            };
            self.hash.update([kind]);
            self.hash
                .update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
            self.hash.update(bytes);
        }
    }

    fn done(self, table: &'static str) -> Carried {
        Carried {
            table,
            rows: self.rows,
            hash: ids::hex(&self.hash.finalize()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::store::sql::Database;

    /// A table that is forgotten here is left behind by a move and by every backup of a server.
    #[tokio::test]
    async fn every_table_is_carried_behind_those_it_speaks_of() {
        let folder = tempfile::tempdir().unwrap();
        let store = Database::open(&folder.path().join("test.db"))
            .await
            .unwrap();
        let mut reader = store.readers.get().await.unwrap();
        let there: Vec<String> = db::query_scalar(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'
                AND name <> '_sqlx_migrations'",
        )
        .fetch_all(&mut reader)
        .await
        .unwrap();
        let there: BTreeSet<&str> = there.iter().map(String::as_str).collect();
        assert_eq!(there, BTreeSet::from(TABLES));
        let speaks: Vec<(String, String)> = db::query_as(
            "SELECT t.name, f.\"table\" FROM sqlite_schema t, pragma_foreign_key_list(t.name) f
              WHERE t.type = 'table'",
        )
        .fetch_all(&mut reader)
        .await
        .unwrap();
        let place = |name: &str| TABLES.iter().position(|table| *table == name);
        for (table, of) in speaks {
            assert!(place(&of) <= place(&table), "{table} is before {of}");
        }
        drop(reader);
        store.close().await;
    }
}
