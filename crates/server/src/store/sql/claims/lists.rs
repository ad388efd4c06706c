//! Lists of an organisation's own claims. Each order and each search has an index of its own, and
//! a page is read from where the last one ended: far down it costs what the first one does.

use claimdesk_recognition::Month;
use claimdesk_recognition::claim::assess::Worth;
use claimdesk_recognition::claim::{ClaimForm, ClaimState, Product};
use claimdesk_recognition::names::Guid;
use serde::Deserialize;

use super::super::readers::Readers;
use super::super::rows::{damaged, from_json};
use super::read::{credit_stands, row_columns, row_of};
use crate::store::db::{self, Connection, Query, Row};
use crate::store::lists::{ClaimSort, ClaimsFilter, Find, Key, OwnClaim};
use crate::store::{StoreError, Stored};

/// Which stretch of an index a statement reads.
struct Stretch {
    column: &'static str,
    index: &'static str,
    /// What it needs beside the organisation, its bounds and the row it goes on after.
    also: String,
}

const fn of_sort(sort: ClaimSort) -> (&'static str, &'static str) {
    match sort {
        ClaimSort::Changed => ("changed_at", "own_claims_by_change"),
        ClaimSort::Due => ("queue_at", "own_claims_by_due"),
        ClaimSort::Customer => ("customer_folded", "own_claims_by_customer"),
        ClaimSort::Month => ("month_in_order", "own_claims_by_month"),
        ClaimSort::Value => ("monthly_cents", "own_claims_by_value"),
    }
}

fn stretches(filter: &ClaimsFilter) -> Vec<Stretch> {
    let in_states = || {
        let names: Vec<String> = filter
            .states
            .iter()
            .map(|state| format!("'{}'", state.as_str()))
            .collect();
        format!("state IN ({})", names.join(", "))
    };
    let by_state = |sort| {
        let (column, index) = of_sort(sort);
        filter
            .states
            .iter()
            .map(|state| Stretch {
                column,
                index,
                also: format!("state = '{}'", state.as_str()),
            })
            .collect()
    };
    match &filter.find {
        Find::All => by_state(filter.sort),
        Find::Customer(_) => by_state(ClaimSort::Customer),
        Find::Reference(_) => vec![Stretch {
            column: "reference",
            index: "own_claims_by_reference",
            also: in_states(),
        }],
        Find::Id(_) => vec![
            Stretch {
                column: "subscription_id",
                index: "own_claims_by_subscription",
                also: in_states(),
            },
            Stretch {
                column: "customer_tenant",
                index: "own_claims_by_tenant",
                // A claim is found once.
                also: format!(
                    "{} AND (subscription_id IS NULL OR subscription_id < ?5 OR subscription_id >= ?6)",
                    in_states()
                ),
            },
        ],
    }
}

/// The statement for the places of a page's rows. Nothing in it comes from outside. SQLite merges the
/// stretches of a union by itself; PostgreSQL reads them to their ends, but for a limit of their own.
fn statement(filter: &ClaimsFilter) -> db::Text {
    let found = filter.find != Find::All;
    let (direction, beyond) = if filter.descending && !found {
        ("DESC", "<")
    } else {
        ("ASC", ">")
    };
    // Two claims never share a reference: where it is looked for, it comes alone.
    let by_reference = matches!(filter.find, Find::Reference(_));
    let order = |one: &str, other: &str| {
        if by_reference {
            one.to_owned()
        } else {
            format!("{one} {direction}, {other} {direction}")
        }
    };
    let (mut sqlite, mut postgres) = (Vec::new(), Vec::new());
    for stretch in stretches(filter) {
        let Stretch {
            column,
            index,
            also,
        } = stretch;
        let after = if filter.after.is_some() {
            format!(" AND ({column}, reference) {beyond} (?2, ?3)")
        } else {
            String::new()
        };
        let bounds = if found {
            format!(" AND {column} >= ?5 AND {column} < ?6")
        } else {
            String::new()
        };
        let part = format!(
            "SELECT {column} AS place, reference, id FROM claims INDEXED BY {index}
              WHERE organisation_id = ?1 AND {also}{after}{bounds}"
        );
        let order = order(column, "reference");
        postgres.push(format!(
            "SELECT place, reference, id FROM ({part} ORDER BY {order} LIMIT ?4) AS stretch"
        ));
        sqlite.push(part);
    }
    // A parameter that no part names would shift none of the others: all are bound by number.
    let order = order("1", "2");
    let whole = |parts: &[String]| {
        format!("{} ORDER BY {order} LIMIT ?4", parts.join("\nUNION ALL\n")).into()
    };
    db::Text::Each {
        sqlite: whole(&sqlite),
        postgres: whole(&postgres),
    }
}

/// The statement with its values. It needs a state.
fn page(filter: &ClaimsFilter) -> Query<'_> {
    let mut query = db::query(statement(filter)).bind(&filter.organisation_id);
    query = match filter.after.as_ref().map(|after| &after.key) {
        Some(Key::Number(number)) => query.bind(*number),
        Some(Key::Text(text)) => query.bind(text.clone()),
        None => query.bind(None::<i64>),
    };
    query = query
        .bind(filter.after.as_ref().map(|after| after.reference.clone()))
        .bind(filter.limit);
    if let Find::Customer(begins) | Find::Id(begins) | Find::Reference(begins) = &filter.find {
        // Every text that begins so stands in one stretch of the index.
        query = query
            .bind(begins.clone())
            .bind(format!("{begins}{}", char::MAX));
    }
    query
}

async fn places(connection: &mut Connection, filter: &ClaimsFilter) -> Result<Vec<Row>, db::Error> {
    if filter.states.is_empty() {
        return Ok(Vec::new());
    }
    page(filter).fetch_all(connection).await
}

pub(in super::super) async fn own_claims(
    readers: &Readers,
    filter: ClaimsFilter,
) -> Stored<Vec<OwnClaim>> {
    let mut reader = readers.get().await?;
    let places = places(&mut reader, &filter).await?;
    let mut keys = Vec::with_capacity(places.len());
    for place in &places {
        keys.push((place.try_get::<i64>("id")?, key(place)?));
    }
    let ids: Vec<i64> = keys.iter().map(|(id, _)| *id).collect();
    let ids = super::super::rows::to_json(&ids)?;
    let rows = db::query(concat!(
        row_columns!("c.id, c.form, c.assessment, "),
        " WHERE c.id IN (SELECT CAST(value AS BIGINT) FROM json_each(?))"
    ))
    .bind(ids)
    .fetch_all(&mut reader)
    .await?;
    let mut claims = std::collections::HashMap::with_capacity(rows.len());
    for row in &rows {
        claims.insert(row.try_get::<i64>("id")?, row);
    }
    let mut listed = Vec::with_capacity(rows.len());
    for (id, key) in keys {
        // A claim is never removed.
        let row = claims.remove(&id).ok_or_else(|| damaged("a claim", &id))?;
        let claim = row_of(row)?;
        let form: &str = row.try_get("form")?;
        let said: Option<&str> = row.try_get("assessment")?;
        let (form, worth) = match said.filter(|_| claim.life.state != ClaimState::Draft) {
            Some(said) => {
                let Products { products } = from_json(form)?;
                let form = ClaimForm {
                    products,
                    ..ClaimForm::default()
                };
                (form, Some(from_json::<Said>(said)?.worth))
            }
            None => (from_json(form)?, None),
        };
        listed.push(OwnClaim {
            row: claim,
            form,
            worth,
            key,
        });
    }
    Ok(listed)
}

/// Of an assessment, what a list needs. The findings are read over.
#[derive(Deserialize)]
struct Said {
    worth: Worth,
}

/// Of answers, the same.
#[derive(Deserialize)]
struct Products {
    products: Vec<Product>,
}

pub(in super::super) async fn counting(
    readers: &Readers,
    organisation: &str,
    tenants: &[Guid],
    month: Month,
) -> Stored<Vec<(Guid, String)>> {
    if tenants.is_empty() {
        return Ok(Vec::new());
    }
    let tenants: Vec<String> = tenants.iter().map(Guid::to_string).collect();
    let rows: Vec<(String, String)> = db::query_as(concat!(
        "SELECT x.customer_tenant_id, x.workload FROM credits x
          WHERE x.organisation_id = ? AND x.role = 'influencing'
            AND x.customer_tenant_id IN (SELECT value FROM json_each(?))
            AND (x.until_month IS NULL OR x.until_month >= ?) AND ",
        credit_stands!(),
    ))
    .bind(organisation)
    .bind(super::super::rows::to_json(&tenants)?)
    .bind(month.to_string())
    .fetch_all(&mut *readers.get().await?)
    .await?;
    let read = |(tenant, workload): (String, String)| {
        let tenant = Guid::parse(&tenant).ok_or_else(|| damaged("a tenant", &tenant))?;
        Ok((tenant, workload))
    };
    Ok(rows
        .into_iter()
        .map(read)
        .collect::<Result<_, db::Error>>()?)
}

fn key(row: &Row) -> Result<Key, db::Error> {
    match row.try_get::<i64>("place") {
        Ok(number) => Ok(Key::Number(number)),
        Err(_) => Ok(Key::Text(row.try_get("place")?)),
    }
}

pub(in super::super) async fn own_counts(
    readers: &Readers,
    organisation: &str,
) -> Stored<Vec<(ClaimState, i64)>> {
    let rows: Vec<(String, i64)> = db::query_as(
        "SELECT state, claims FROM claim_counts WHERE organisation_id = ? AND claims > 0",
    )
    .bind(organisation)
    .fetch_all(&mut *readers.get().await?)
    .await?;
    rows.into_iter()
        .map(|(state, count)| {
            let known = ClaimState::parse(&state)
                .ok_or_else(|| StoreError::from(damaged("a state", &state)))?;
            Ok((known, count))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::plans::are_read_in_order;
    use super::*;
    use crate::store::lists::AfterKey;

    fn filters() -> Vec<(ClaimsFilter, &'static str)> {
        let number = || Key::Number(7);
        let text = || Key::Text("a".to_owned());
        let finds = [
            (Find::Customer("a".into()), "own_claims_by_customer"),
            (Find::Id("3f2504".into()), "own_claims_by_"),
            (Find::Reference("CD-".into()), "own_claims_by_reference"),
        ];
        let mut tried = Vec::new();
        for sort in ClaimSort::ALL {
            let key = match sort {
                ClaimSort::Customer | ClaimSort::Month => text(),
                _ => number(),
            };
            for descending in [false, true] {
                tried.push((Find::All, sort, descending, key.clone(), of_sort(sort).1));
            }
        }
        for (find, index) in finds {
            tried.push((find, ClaimSort::Changed, true, text(), index));
        }
        let mut filters = Vec::new();
        for states in [&ClaimState::ALL[..], &[ClaimState::Approved]] {
            for (find, sort, descending, key, index) in &tried {
                for after in [None, Some(key.clone())] {
                    let filter = ClaimsFilter {
                        organisation_id: "partner-1".to_owned(),
                        states: states.to_vec(),
                        find: find.clone(),
                        sort: *sort,
                        descending: *descending,
                        after: after.map(|key| AfterKey {
                            key,
                            reference: "CD-0000-0000".to_owned(),
                        }),
                        limit: 50,
                    };
                    filters.push((filter, *index));
                }
            }
        }
        filters
    }

    /// Every list, from its beginning and from further down, reads its index in order.
    #[tokio::test]
    async fn every_list_reads_its_index_and_sorts_nothing() {
        let filters = filters();
        let pages: Vec<_> = filters
            .iter()
            .map(|(filter, index)| (page(filter), *index))
            .collect();
        are_read_in_order(&pages).await;
    }
}
