//! Customers an organisation has told of before, by what its claims say of them.

use std::borrow::Cow;

use claimdesk_recognition::claim::ClaimForm;

use super::super::readers::Readers;
use super::super::rows::{at, from_json};
use super::write::Extract;
use crate::store::db::{self, Begin, Connection, Row};
use crate::store::{CustomerRow, CustomersBy, StoreError, Stored};

/// Rows that are filled in together.
const AT_ONCE: u32 = 500;

/// The latest claim of each customer. In SQLite the columns beside `max` are those of its row, and
/// the inner statement reads nothing but its index; PostgreSQL has words of its own for that.
macro_rules! latest {
    ($found:literal, $order:literal) => {
        db::Text::Each {
            sqlite: Cow::Borrowed(latest!(
                "SELECT id, customer_folded, max(changed_at) AS latest",
                $found,
                concat!("GROUP BY ", $order, " ORDER BY ", $order)
            )),
            postgres: Cow::Borrowed(latest!(
                concat!(
                    "SELECT DISTINCT ON (",
                    $order,
                    ") id, customer_folded, changed_at AS latest"
                ),
                $found,
                concat!("ORDER BY ", $order, ", changed_at DESC")
            )),
        }
    };
    ($columns:expr, $found:literal, $order:expr) => {
        concat!(
            "SELECT c.reference, c.changed_at, c.form FROM (",
            $columns,
            " FROM claims WHERE organisation_id = ?1 AND submitted = 1 AND ",
            $found,
            " ",
            $order,
            " LIMIT ?4) AS found
               JOIN claims c ON c.id = found.id
              ORDER BY found.customer_folded, found.latest DESC"
        )
    };
}

const LAST: db::Text = db::Text::Both(Cow::Borrowed(
    "SELECT reference, changed_at, form FROM claims
      WHERE organisation_id = ?1 AND submitted = 1
      ORDER BY changed_at DESC LIMIT CASE WHEN ?4 > 1 THEN 1 ELSE ?4 END",
));
const BY_TENANT: db::Text = latest!("customer_tenant = ?2", "customer_tenant, customer_folded");
/// Every text that begins so stands in one stretch of the index.
const BY_NAME: db::Text = latest!(
    "customer_folded >= ?2 AND customer_folded < ?3",
    "customer_folded, customer_tenant"
);

pub(in super::super) async fn customers(
    readers: &Readers,
    organisation: &str,
    by: CustomersBy,
    limit: u32,
) -> Stored<Vec<CustomerRow>> {
    let (statement, from, to) = match by {
        CustomersBy::Last => (LAST, None, None),
        CustomersBy::Tenant(tenant) => (BY_TENANT, Some(tenant.to_string()), None),
        CustomersBy::Name(name) => {
            let to = format!("{name}{}", char::MAX);
            (BY_NAME, Some(name), Some(to))
        }
    };
    let rows = db::query(statement)
        .bind(organisation)
        .bind(from)
        .bind(to)
        .bind(limit)
        .fetch_all(&mut *readers.get().await?)
        .await?;
    Ok(rows.iter().map(row_of).collect::<Result<_, _>>()?)
}

fn row_of(row: &Row) -> Result<CustomerRow, db::Error> {
    Ok(CustomerRow {
        reference: row.try_get("reference")?,
        changed_at: at(row, "changed_at")?,
        form: from_json(row.try_get("form")?)?,
    })
}

/// Fills in the columns of claims that were written before there were any.
pub(in super::super) async fn fill_in(connection: &mut Connection) -> Result<(), StoreError> {
    loop {
        connection.begin(Begin::Write).await?;
        let rows: Vec<(i64, String)> =
            db::query_as("SELECT id, form FROM claims WHERE customer_folded IS NULL LIMIT ?")
                .bind(AT_ONCE)
                .fetch_all(&mut *connection)
                .await?;
        if rows.is_empty() {
            connection.rollback().await?;
            return Ok(());
        }
        for (key, form) in rows {
            let form: ClaimForm = from_json(&form)?;
            let extract = Extract::of(&form)?;
            db::query("UPDATE claims SET customer_tenant = ?, customer_folded = ?, monthly_cents = ? WHERE id = ?")
                .bind(extract.customer_tenant)
                .bind(extract.customer_folded)
                .bind(extract.monthly_cents)
                .bind(key)
                .execute(&mut *connection)
                .await?;
        }
        connection.commit().await?;
    }
}
