//! Everything that is kept of one person.
//!
//! [`SPEAKS`] has every column that says who somebody is, and a test asks the tables themselves whether
//! one is missing: what is added later cannot be forgotten here.

mod erase;
mod export;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde_json::Value;

use super::Database;
use crate::store::Stored;
use crate::store::db;
use crate::store::persons::{Erasure, Persons};

/// What becomes of a row that speaks of somebody who is erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// It goes.
    Goes,
    /// It stays, because it is somebody else's too; their name is taken out of this column.
    Named(&'static str),
    /// It stays, and has nothing of theirs but the ID.
    Stays,
}

/// Every column that has the ID of an account.
const SPEAKS: [(&str, &str, Fate); 17] = [
    ("account_links", "user_id", Fate::Goes),
    ("account_mail", "user_id", Fate::Goes),
    // Ended beforehand.
    ("api_tokens", "made_by", Fate::Stays),
    ("claims", "reviewer_id", Fate::Stays),
    ("decisions", "user_id", Fate::Named("user_name")),
    ("events", "user_id", Fate::Named("user_name")),
    ("evidence", "added_by", Fate::Stays),
    ("notices", "user_id", Fate::Goes),
    ("passkey_challenges", "user_id", Fate::Goes),
    ("passkeys", "user_id", Fate::Goes),
    ("posted_months", "user_id", Fate::Named("user_name")),
    ("provider_accounts", "user_id", Fate::Goes),
    ("provider_waiting", "user_id", Fate::Goes),
    ("recovery_codes", "user_id", Fate::Goes),
    ("second_looks", "user_id", Fate::Named("user_name")),
    ("sessions", "user_id", Fate::Goes),
    // Half a file, which ends by itself.
    ("uploads", "user_id", Fate::Stays),
];

#[async_trait]
impl Persons for Database {
    async fn kept_of(&self, email: &str) -> Stored<Value> {
        let mut reader = self.readers.get().await?;
        Ok(export::kept_of(&mut reader, email).await?)
    }

    async fn id_of(&self, email: &str) -> Stored<Option<String>> {
        Ok(db::query_scalar("SELECT id FROM users WHERE email = ?")
            .bind(email.trim().to_lowercase())
            .fetch_optional(&mut *self.readers.get().await?)
            .await?)
    }

    async fn erase_person(&self, user_id: &str, at: DateTime<Utc>) -> Stored<Erasure> {
        let user_id = user_id.to_owned();
        self.writer
            .record(move |connection| {
                let user_id = user_id.clone();
                Box::pin(async move { erase::erase(connection, &user_id, at).await })
            })
            .await
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[tokio::test]
    async fn every_column_that_speaks_of_people_is_known() {
        let folder = tempfile::tempdir().unwrap();
        let store = Database::open(&folder.path().join("test.db"))
            .await
            .unwrap();
        let there: Vec<(String, String)> = db::query_as(
            "SELECT t.name, f.\"from\" FROM sqlite_schema t, pragma_foreign_key_list(t.name) f
              WHERE t.type = 'table' AND f.\"table\" = 'users'",
        )
        .fetch_all(&mut store.readers.get().await.unwrap())
        .await
        .unwrap();
        let there: BTreeSet<(&str, &str)> = there
            .iter()
            .map(|(table, column)| (table.as_str(), column.as_str()))
            .collect();
        let known: BTreeSet<(&str, &str)> = SPEAKS
            .iter()
            .map(|(table, column, _)| (*table, *column))
            .collect();
        assert_eq!(there, known);
        store.close().await;
    }
}
