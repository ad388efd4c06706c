//! The reviewers' queue: what waits for them, by its clock, and how much of it there is.

use claimdesk_recognition::claim::ClaimState;

use super::super::readers::Readers;
use super::super::rows::damaged;
use super::read::{row_columns, row_of};
use crate::store::db::{self, Query};
use crate::store::{ClaimRow, Held, Person, QueueFilter, Stored};

/// States in which a claim waits for a reviewer.
macro_rules! waiting {
    () => {
        "('submitted', 'under_review', 'disputed')"
    };
}

/// The statement for a page. What is not filtered by is not asked at all, not even as a value that
/// is missing: only so an index holds the rows in the order asked for.
fn statement(filter: &QueueFilter) -> String {
    let which = match (filter.for_second_eyes, filter.state) {
        (true, _) => "c.proposed = 1 AND c.state IN ('under_review', 'disputed')",
        (false, Some(_)) => "c.submitted = 1",
        (false, None) => concat!("c.state IN ", waiting!()),
    };
    let state = filter.state.map_or("", |_| " AND c.state = ?");
    let organisation = match (&filter.organisation_id, filter.for_second_eyes) {
        // Few claims wait for a second pair of eyes: they are read in their order, not gathered from
        // all of a partner's.
        (Some(_), true) => " AND c.organisation_id || '' = ?",
        (Some(_), false) => " AND c.organisation_id = ?",
        (None, _) => "",
    };
    let held = match &filter.held {
        None => "",
        Some(Held::By(_)) => " AND c.reviewer_id = ?",
        Some(Held::Nobody) => " AND c.reviewer_id IS NULL",
        Some(Held::FreeFor { .. }) => {
            " AND (c.reviewer_id IS NULL OR c.reviewer_id = ?) AND c.organisation_id IS DISTINCT FROM ?"
        }
    };
    let after = match &filter.after {
        Some(_) => " AND (c.queue_at, c.reference) > (?, ?)",
        None => "",
    };
    format!(
        "{} WHERE {which}{state}{organisation}{held}{after} ORDER BY c.queue_at, c.reference LIMIT ?",
        row_columns!()
    )
}

/// The statement with its values, in the order in which it names them.
fn page(filter: &QueueFilter) -> Query<'_> {
    let mut query = db::query(statement(filter));
    if let Some(state) = filter.state {
        query = query.bind(state.as_str());
    }
    if let Some(organisation) = &filter.organisation_id {
        query = query.bind(organisation);
    }
    query = match &filter.held {
        None | Some(Held::Nobody) => query,
        Some(Held::By(reviewer)) => query.bind(reviewer),
        Some(Held::FreeFor {
            reviewer,
            organisation,
        }) => query.bind(reviewer).bind(organisation),
    };
    if let Some(after) = &filter.after {
        query = query.bind(after.at).bind(&after.reference);
    }
    query.bind(filter.limit)
}

pub(in super::super) async fn queue(
    readers: &Readers,
    filter: QueueFilter,
) -> Stored<Vec<ClaimRow>> {
    let rows = page(&filter).fetch_all(&mut *readers.get().await?).await?;
    Ok(rows.iter().map(row_of).collect::<Result<_, _>>()?)
}

/// How many claims that were ever sent stand in each state: all of them, or an organisation's.
pub(in super::super) async fn counts(
    readers: &Readers,
    organisation: Option<&str>,
) -> Stored<Vec<(ClaimState, i64)>> {
    let query = match organisation {
        Some(organisation) => db::query_as(
            "SELECT state, sent FROM claim_counts
              WHERE organisation_id = ? AND sent > 0 ORDER BY state",
        )
        .bind(organisation),
        None => db::query_as(
            "SELECT state, CAST(sum(sent) AS BIGINT) FROM claim_counts
              WHERE sent > 0 GROUP BY state ORDER BY state",
        ),
    };
    let rows: Vec<(String, i64)> = query.fetch_all(&mut *readers.get().await?).await?;
    let read = |(state, count): (String, i64)| -> Result<_, db::Error> {
        Ok((
            ClaimState::parse(&state).ok_or_else(|| damaged("a state", &state))?,
            count,
        ))
    };
    Ok(rows.into_iter().map(read).collect::<Result<_, _>>()?)
}

/// Partners with claims that wait for a reviewer, by name, and how many.
pub(in super::super) async fn waiting_partners(readers: &Readers) -> Stored<Vec<(Person, i64)>> {
    let rows: Vec<(String, String, i64)> = db::query_as(concat!(
        "SELECT o.id, o.name, CAST(sum(n.claims) AS BIGINT)
           FROM claim_counts n JOIN organisations o ON o.id = n.organisation_id
          WHERE n.claims > 0 AND n.state IN ",
        waiting!(),
        " GROUP BY o.id, o.name ORDER BY o.name, o.id",
    ))
    .fetch_all(&mut *readers.get().await?)
    .await?;
    let read = |(id, name, count)| (Person { id, name }, count);
    Ok(rows.into_iter().map(read).collect())
}

#[cfg(test)]
mod tests {
    use super::super::super::plans::are_read_in_order;
    use super::*;
    use crate::store::After;

    fn filters() -> Vec<(QueueFilter, &'static str)> {
        let partner = || Some("partner-1".to_owned());
        let reviewer = || "reviewer-2".to_owned();
        let held = [
            None,
            Some(Held::By(reviewer())),
            Some(Held::Nobody),
            Some(Held::FreeFor {
                reviewer: reviewer(),
                organisation: partner(),
            }),
        ];
        let mut filters = Vec::new();
        for organisation_id in [None, partner()] {
            for held in &held {
                for (state, for_second_eyes) in [
                    (None, false),
                    (Some(ClaimState::Submitted), false),
                    (None, true),
                ] {
                    let one_reviewer = matches!(held, Some(Held::By(_) | Held::Nobody));
                    let index = match (for_second_eyes, state, &organisation_id) {
                        (true, ..) => "claims_for_second_eyes",
                        (false, Some(_), None) => "claims_by_state",
                        (false, Some(_), Some(_)) => "own_claims_by_due",
                        (false, None, Some(_)) if one_reviewer => "claims_waiting_of_",
                        (false, None, Some(_)) => "claims_waiting_of_organisation",
                        (false, None, None) if one_reviewer => "claims_waiting_of_reviewer",
                        (false, None, None) => "claims_waiting",
                    };
                    let filter = QueueFilter {
                        state,
                        held: held.clone(),
                        organisation_id: organisation_id.clone(),
                        for_second_eyes,
                        after: None,
                        limit: 50,
                    };
                    filters.push((filter, index));
                }
            }
        }
        filters
    }

    #[tokio::test]
    async fn every_page_of_the_queue_is_read_from_an_index_and_not_sorted() {
        let further = After {
            at: 7,
            reference: "CD-7K4M-2QXW".to_owned(),
        };
        let mut filters = filters();
        for (mut filter, index) in filters.clone() {
            filter.after = Some(further.clone());
            filters.push((filter, index));
        }
        let pages: Vec<_> = filters
            .iter()
            .map(|(filter, index)| (page(filter), *index))
            .collect();
        are_read_in_order(&pages).await;
    }
}
