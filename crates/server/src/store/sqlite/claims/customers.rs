//! Customers an organisation has told of before, by what its claims say of them.

use claimdesk_recognition::claim::ClaimForm;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{Connection, Row};

use super::super::readers::Readers;
use super::super::rows::{at, from_json};
use super::write::Extract;
use crate::store::{CustomerRow, CustomersBy, StoreError, Stored};

/// Rows that are filled in together.
const AT_ONCE: u32 = 500;

/// The latest claim of each customer: the columns beside `max` are those of its row, and the
/// inner statement reads nothing but its index.
macro_rules! latest {
    ($found:literal, $order:literal) => {
        concat!(
            "SELECT c.reference, c.changed_at, c.form
               FROM (SELECT id, customer_folded, max(changed_at) AS latest
                       FROM claims
                      WHERE organisation_id = ?1 AND submitted = 1 AND ",
            $found,
            "         GROUP BY ",
            $order,
            "         ORDER BY ",
            $order,
            "         LIMIT ?4) AS found
               JOIN claims c ON c.id = found.id
              ORDER BY found.customer_folded, found.latest DESC"
        )
    };
}

const LAST: &str = "SELECT reference, changed_at, form FROM claims
      WHERE organisation_id = ?1 AND submitted = 1 ORDER BY changed_at DESC LIMIT min(?4, 1)";
const BY_TENANT: &str = latest!("customer_tenant = ?2", "customer_tenant, customer_folded");
/// Every text that begins so stands in one stretch of the index.
const BY_NAME: &str = latest!(
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
    let rows = sqlx::query(statement)
        .bind(organisation)
        .bind(from)
        .bind(to)
        .bind(limit)
        .fetch_all(&mut *readers.get().await?)
        .await?;
    Ok(rows.iter().map(row_of).collect::<Result<_, _>>()?)
}

fn row_of(row: &SqliteRow) -> Result<CustomerRow, sqlx::Error> {
    Ok(CustomerRow {
        reference: row.try_get("reference")?,
        changed_at: at(row, "changed_at")?,
        form: from_json(row.try_get("form")?)?,
    })
}

/// Fills in the columns of claims that were written before there were any.
pub(in super::super) async fn fill_in(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    loop {
        let mut together = connection.begin().await?;
        let rows: Vec<(i64, String)> =
            sqlx::query_as("SELECT id, form FROM claims WHERE customer_folded IS NULL LIMIT ?")
                .bind(AT_ONCE)
                .fetch_all(&mut *together)
                .await?;
        if rows.is_empty() {
            return Ok(());
        }
        for (key, form) in rows {
            let form: ClaimForm = from_json(&form)?;
            let extract = Extract::of(&form)?;
            sqlx::query("UPDATE claims SET customer_tenant = ?, customer_folded = ?, monthly_cents = ? WHERE id = ?")
                .bind(extract.customer_tenant)
                .bind(extract.customer_folded)
                .bind(extract.monthly_cents)
                .bind(key)
                .execute(&mut *together)
                .await?;
        }
        together.commit().await?;
    }
}
