//! What somebody is here, and whether they are let in.

use chrono::{DateTime, Utc};
use claimdesk_protocol::{Member, Role};
use serde_json::json;

use super::links;
use crate::audit::entry::Noted;
use crate::store::Stored;
use crate::store::accounts::Standing;
use crate::store::db::{self, Connection, Row};
use crate::store::sql::audit::Recorded;
use crate::store::sql::organisations::organisation_columns;
use crate::store::sql::people::{user_columns, user_of};
use crate::store::sql::readers::Readers;
use crate::store::sql::rows::{damaged, instant, millis};
use crate::store::sql::sessions;
use crate::store::sql::writer::Writer;

/// All people, by name.
pub(super) async fn members(readers: &Readers) -> Stored<Vec<Member>> {
    let rows = db::query(concat!(
        "SELECT u.disabled_at IS NOT NULL AS disabled, u.signed_in_at,
                u.password_hash = '' AND u.signed_in_at IS NULL AS invited,
                EXISTS (SELECT 1 FROM passkeys p WHERE p.user_id = u.id) AS passkey, ",
        user_columns!(),
        " FROM users u LEFT JOIN organisations o ON o.id = u.organisation_id ORDER BY u.name, u.id"
    ))
    .fetch_all(&mut *readers.get().await?)
    .await?;
    let read = |row: &Row| -> Result<Member, db::Error> {
        let signed_in_at: Option<i64> = row.try_get("signed_in_at")?;
        Ok(Member {
            user: user_of(row)?,
            disabled: row.try_get("disabled")?,
            invited: row.try_get("invited")?,
            passkey: row.try_get("passkey")?,
            signed_in_at: signed_in_at.map(instant).transpose()?,
        })
    };
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

/// True of an administrator without whom nobody could administer the installation. Whoever was
/// invited and has not come yet cannot.
pub(in super::super) async fn is_last_administrator(
    connection: &mut Connection,
    user_id: &str,
    role: Role,
) -> Result<bool, db::Error> {
    if role != Role::Administrator {
        return Ok(false);
    }
    let another: bool = db::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM users WHERE role = 'administrator' AND id <> ? AND disabled_at IS NULL
            AND (password_hash <> '' OR signed_in_at IS NOT NULL))",
    )
    .bind(user_id)
    .fetch_one(connection)
    .await?;
    Ok(!another)
}

/// The role somebody has.
async fn role_of(connection: &mut Connection, user_id: &str) -> Result<Option<Role>, db::Error> {
    let role: Option<String> = db::query_scalar("SELECT role FROM users WHERE id = ?")
        .bind(user_id)
        .fetch_optional(connection)
        .await?;
    role.map(|role| Role::parse(&role).ok_or_else(|| damaged("a role", &role)))
        .transpose()
}

/// Gives somebody another role and organisation.
pub(super) async fn set_role(
    writer: &Writer,
    user_id: &str,
    role: Role,
    organisation_id: Option<String>,
    at: DateTime<Utc>,
) -> Stored<Standing> {
    let user_id = user_id.to_owned();
    writer
        .record(move |connection| {
            let (user_id, organisation) = (user_id.clone(), organisation_id.clone());
            Box::pin(async move {
                let Some(before) = role_of(connection, &user_id).await? else {
                    return Ok(Standing::Nobody.into());
                };
                if role != before && is_last_administrator(connection, &user_id, before).await? {
                    return Ok(Standing::LastAdministrator.into());
                }
                db::query("UPDATE users SET role = ?, organisation_id = ? WHERE id = ?")
                    .bind(role.as_str())
                    .bind(&organisation)
                    .bind(&user_id)
                    .execute(connection)
                    .await?;
                let noted = Noted {
                    at: Some(at),
                    from: Some(before.as_str().to_owned()),
                    words: Some(json!({ "organisation": organisation })),
                    ..Noted::about("user", user_id).to(role.as_str())
                };
                Ok(Recorded::with(Standing::Changed, noted))
            })
        })
        .await
}

/// Keeps somebody out, or lets them in again.
pub(super) async fn set_access(
    writer: &Writer,
    user_id: &str,
    disabled: bool,
    at: DateTime<Utc>,
) -> Stored<Standing> {
    let user_id = user_id.to_owned();
    writer
        .record(move |connection| {
            let user_id = user_id.clone();
            Box::pin(async move {
                let Some(role) = role_of(connection, &user_id).await? else {
                    return Ok(Standing::Nobody.into());
                };
                if disabled {
                    if is_last_administrator(connection, &user_id, role).await? {
                        return Ok(Standing::LastAdministrator.into());
                    }
                    sessions::end_in(connection, &user_id, None).await?;
                    links::end_in(connection, &user_id).await?;
                    // What waits would come late and out of the blue should they be let in again.
                    db::query(
                        "UPDATE notices SET mail = 'none', next_at = NULL WHERE user_id = ? AND mail = 'waiting'",
                    )
                    .bind(&user_id)
                    .execute(&mut *connection)
                    .await?;
                }
                db::query(
                    "UPDATE users SET disabled_at = CASE WHEN ? = 1 THEN coalesce(disabled_at, ?) END WHERE id = ?",
                )
                .bind(disabled)
                .bind(millis(at))
                .bind(&user_id)
                .execute(connection)
                .await?;
                let state = if disabled { "disabled" } else { "enabled" };
                let noted = Noted {
                    at: Some(at),
                    ..Noted::about("user", user_id).to(state)
                };
                Ok(Recorded::with(Standing::Changed, noted))
            })
        })
        .await
}
