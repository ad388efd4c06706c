//! What the outboxes have in common: the one of claims (`notices`), the customers' and the one of
//! accounts. Which of them a mail is from is known by its ID, which no two share.

use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, SqliteConnection};

use super::rows::millis;
use crate::store::Tried;

/// Their tables.
const ALL: [&str; 3] = ["notices", "customer_mail", "account_mail"];

/// Counts a try of a mail before it is made; false when it is not waiting, or another process was
/// faster.
pub(super) async fn begin(
    connection: &mut SqliteConnection,
    table: &'static str,
    (message, tries): (&str, u32),
    next: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let begun = sqlx::query(AssertSqlSafe(format!(
        "UPDATE {table} SET tries = tries + 1, next_at = ? WHERE message = ? AND mail = 'waiting' AND tries = ?"
    )))
    .bind(millis(next))
    .bind(message)
    .bind(tries)
    .execute(connection)
    .await?;
    Ok(begun.rows_affected() == 1)
}

/// Writes down what became of a try.
pub(super) async fn end(
    connection: &mut SqliteConnection,
    message: &str,
    tried: &Tried,
) -> Result<(), sqlx::Error> {
    let (mail, error) = match tried {
        Tried::Sent => ("sent", None),
        Tried::Again(error) => ("waiting", Some(error)),
        Tried::GivenUp(error) => ("dead", Some(error)),
    };
    for table in ALL {
        sqlx::query(AssertSqlSafe(format!(
            "UPDATE {table} SET mail = ?1, error = ?2, next_at = CASE WHEN ?1 = 'waiting' THEN next_at END
              WHERE message = ?3"
        )))
        .bind(mail)
        .bind(error)
        .bind(message)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// Has a mail that did not go out tried again; false when there is no such one.
pub(super) async fn retry(
    connection: &mut SqliteConnection,
    message: &str,
    at: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let mut again = 0;
    for table in ALL {
        let tried = sqlx::query(AssertSqlSafe(format!(
            "UPDATE {table} SET mail = 'waiting', tries = 0, next_at = ?
              WHERE message = ? AND (mail = 'dead' OR mail = 'waiting' AND tries > 0)"
        )))
        .bind(millis(at))
        .bind(message)
        .execute(&mut *connection)
        .await?;
        again += tried.rows_affected();
    }
    Ok(again == 1)
}

/// Forgets what was told before this and does not wait, the oldest thousand of each.
pub(super) async fn forget(
    connection: &mut SqliteConnection,
    before: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    // They are in the order of their age: no index for it, which every notice would pay for. A lot
    // at a time, so that nobody waits for it.
    for table in ALL {
        sqlx::query(AssertSqlSafe(format!(
            "DELETE FROM {table} WHERE at < ? AND mail <> 'waiting'
                AND id IN (SELECT id FROM {table} ORDER BY id LIMIT 1000)"
        )))
        .bind(millis(before))
        .execute(&mut *connection)
        .await?;
    }
    // A mail about the account of somebody who is kept out waits as long as they are, and would come
    // out of the blue by now.
    sqlx::query(
        "DELETE FROM account_mail WHERE at < ? AND mail = 'waiting'
            AND user_id IN (SELECT id FROM users WHERE disabled_at IS NOT NULL)",
    )
    .bind(millis(before))
    .execute(connection)
    .await?;
    Ok(())
}
