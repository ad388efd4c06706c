//! Somebody is erased.

use chrono::{DateTime, Utc};
use claimdesk_protocol::Role;

use super::{Fate, SPEAKS};
use crate::audit::entry::Noted;
use crate::store::db::{self, Connection};
use crate::store::persons::{ERASED, Erasure};
use crate::store::sql::accounts::standing::is_last_administrator;
use crate::store::sql::audit::{Recorded, erase_words};
use crate::store::sql::rows::{damaged, millis};

/// All of it in one transaction, with its entry in the log.
pub(super) async fn erase(
    connection: &mut Connection,
    user_id: &str,
    at: DateTime<Utc>,
) -> Result<Recorded<Erasure>, db::Error> {
    let row = db::query("SELECT name, role FROM users WHERE id = ?")
        .bind(user_id)
        .fetch_optional(&mut *connection)
        .await?;
    let Some(row) = row else {
        return Ok(Erasure::Nobody.into());
    };
    let (name, role): (String, String) = (row.try_get("name")?, row.try_get("role")?);
    let role = Role::parse(&role).ok_or_else(|| damaged("a role", &role))?;
    if is_last_administrator(connection, user_id, role).await? {
        return Ok(Erasure::LastAdministrator.into());
    }
    db::query("UPDATE api_tokens SET ended_at = ?1 WHERE made_by = ?2 AND ended_at IS NULL")
        .bind(millis(at))
        .bind(user_id)
        .execute(&mut *connection)
        .await?;
    for (table, column, fate) in SPEAKS {
        // Names of tables and columns are ours.
        match fate {
            Fate::Goes => {
                let statement = format!("DELETE FROM {table} WHERE {column} = ?");
                db::query(statement)
                    .bind(user_id)
                    .execute(&mut *connection)
                    .await?;
            }
            Fate::Named(name) => {
                let statement = format!("UPDATE {table} SET {name} = ? WHERE {column} = ?");
                db::query(statement)
                    .bind(ERASED)
                    .bind(user_id)
                    .execute(&mut *connection)
                    .await?;
            }
            Fate::Stays => {}
        }
    }
    // Who was given a claim stands in its timeline by name alone.
    db::query("UPDATE events SET reviewer_name = ? WHERE reviewer_name = ? AND move = 'assign'")
        .bind(ERASED)
        .bind(name)
        .execute(&mut *connection)
        .await?;
    db::query(db::Text::Each {
        sqlite: "UPDATE claims SET hold = json_set(hold, '$.by', ?) WHERE hold ->> '$.by_id' = ?"
            .into(),
        postgres: "UPDATE claims SET hold = jsonb_set(hold::jsonb, '{by}', to_jsonb(?::text))::text
                    WHERE hold ->> '$.by_id' = ?"
            .into(),
    })
    .bind(ERASED)
    .bind(user_id)
    .execute(&mut *connection)
    .await?;
    // Answers that are kept for a repeat have people's names in them.
    db::query("DELETE FROM answers WHERE account_id = ?")
        .bind(user_id)
        .execute(&mut *connection)
        .await?;
    // Nobody receives mail at such an address (RFC 2606), and no two are equal.
    db::query(
        "UPDATE users SET name = ?1, email = id || '@erased.invalid', password_hash = '',
                disabled_at = coalesce(disabled_at, ?2), language = 'en', time_zone = NULL,
                mail = 'needed', signed_in_at = NULL
          WHERE id = ?3",
    )
    .bind(ERASED)
    .bind(millis(at))
    .bind(user_id)
    .execute(&mut *connection)
    .await?;
    let entries = erase_words(connection, user_id).await?;
    let noted = Noted {
        at: Some(at),
        more: entries,
        ..Noted::about("user", user_id).to("erased")
    };
    Ok(Recorded::with(Erasure::Done { entries }, noted))
}
