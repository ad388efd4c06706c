//! What the outboxes have in common: the one of claims (`notices`), the customers' and the one of
//! accounts. Which of them a mail is from is known by its ID, which no two share.

use chrono::{DateTime, Utc};

use super::rows::millis;
use crate::store::Tried;
use crate::store::db::{self, Connection};

/// Their tables.
const ALL: [&str; 3] = ["notices", "customer_mail", "account_mail"];

/// Counts a try of a mail before it is made; false when it is not waiting, or another process was
/// faster.
pub(super) async fn begin(
    connection: &mut Connection,
    table: &'static str,
    (message, tries): (&str, u32),
    next: DateTime<Utc>,
) -> Result<bool, db::Error> {
    let begun = db::query(format!(
        "UPDATE {table} SET tries = tries + 1, next_at = ? WHERE message = ? AND mail = 'waiting' AND tries = ?"
    ))
    .bind(millis(next))
    .bind(message)
    .bind(tries)
    .execute(connection)
    .await?;
    Ok(begun.rows_affected() == 1)
}

/// Writes down what became of a try.
pub(super) async fn end(
    connection: &mut Connection,
    message: &str,
    tried: &Tried,
) -> Result<(), db::Error> {
    let (mail, error) = match tried {
        Tried::Sent => ("sent", None),
        Tried::Again(error) => ("waiting", Some(error)),
        Tried::GivenUp(error) => ("dead", Some(error)),
    };
    for table in ALL {
        db::query(format!(
            "UPDATE {table} SET mail = ?1, error = ?2, next_at = CASE WHEN ?1 = 'waiting' THEN next_at END
              WHERE message = ?3"
        ))
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
    connection: &mut Connection,
    message: &str,
    at: DateTime<Utc>,
) -> Result<bool, db::Error> {
    let mut again = 0;
    for table in ALL {
        let tried = db::query(format!(
            "UPDATE {table} SET mail = 'waiting', tries = 0, next_at = ?
              WHERE message = ? AND (mail = 'dead' OR mail = 'waiting' AND tries > 0)"
        ))
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
    connection: &mut Connection,
    before: DateTime<Utc>,
) -> Result<(), db::Error> {
    // They are in the order of their age: no index for it, which every notice would pay for. A lot
    // at a time, so that nobody waits for it.
    for table in ALL {
        db::query(format!(
            "DELETE FROM {table} WHERE at < ? AND mail <> 'waiting'
                AND id IN (SELECT id FROM {table} ORDER BY id LIMIT 1000)"
        ))
        .bind(millis(before))
        .execute(&mut *connection)
        .await?;
    }
    // A mail about the account of somebody who is kept out waits as long as they are, and would come
    // out of the blue by now.
    db::query(
        "DELETE FROM account_mail WHERE at < ? AND mail = 'waiting'
            AND user_id IN (SELECT id FROM users WHERE disabled_at IS NOT NULL)",
    )
    .bind(millis(before))
    .execute(connection)
    .await?;
    Ok(())
}
