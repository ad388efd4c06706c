//! Decisions as rows, second looks, posted months, and what came before.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use claimdesk_protocol::{PastClaim, PostedMonth, RejectReason, StateCount};
use claimdesk_recognition::Month;
use claimdesk_recognition::claim::quality::{Decision, PostRefused, may_post};
use claimdesk_recognition::claim::{ClaimState, Decided};
use claimdesk_recognition::names::Guid;

use super::Database;
use super::audit::Recorded;
use super::rows::{at, damaged, from_json, instant, millis, month, to_json};
use crate::audit::entry::Noted;
use crate::store::db::{self, Connection, Row};
use crate::store::quality::{
    LastDecision, LastMade, Looked, MonthOfCredits, NewDecision, NewMade, Posted, Posting,
    ProposedRow, Quality, SecondLook, WaitingLook,
};
use crate::store::{Person, Stored};

/// True where everything that is written with this decision tells in an open month. Asked in the
/// transaction that writes it, so that no posting comes between.
pub(super) async fn is_open(
    connection: &mut Connection,
    decision: Option<&NewDecision>,
) -> Result<bool, db::Error> {
    let Some(month) = decision.and_then(|decision| decision.made.needs_open()) else {
        return Ok(true);
    };
    db::query_scalar("SELECT NOT EXISTS (SELECT 1 FROM posted_months WHERE month >= ?)")
        .bind(month.to_string())
        .fetch_one(connection)
        .await
}

/// Writes down what reviewers decided, and what hangs on it.
pub(super) async fn write_down(
    connection: &mut Connection,
    claim: i64,
    new: &NewDecision,
    at: DateTime<Utc>,
) -> Result<(), db::Error> {
    let mut row = (None, None, None);
    let made = match &new.made {
        NewMade::Look { agrees } => return look(connection, new, *agrees, at).await,
        NewMade::Propose { seller_id } => {
            row.0.clone_from(seller_id);
            "propose"
        }
        NewMade::Return => "return",
        NewMade::Decide {
            decided,
            before,
            month,
            ..
        } => {
            row.1 = Some(to_json(before)?);
            row.2 = Some(month.to_string());
            decided.as_str()
        }
        NewMade::Undo { .. } => "undo",
    };
    let id: i64 = db::query_scalar(
        "INSERT INTO decisions (claim_id, at, made, user_id, user_name, note, answers, seller_id,
            life_before, month)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
    )
    .bind(claim)
    .bind(millis(at))
    .bind(made)
    .bind(&new.by.id)
    .bind(&new.by.name)
    .bind(&new.note)
    .bind(new.answers)
    .bind(row.0)
    .bind(row.1)
    .bind(row.2)
    .fetch_one(&mut *connection)
    .await?;
    db::query("UPDATE claims SET proposed = ? WHERE id = ?")
        .bind(matches!(new.made, NewMade::Propose { .. }))
        .bind(claim)
        .execute(&mut *connection)
        .await?;
    match &new.made {
        NewMade::Decide { drawn: true, .. } => {
            db::query("INSERT INTO second_looks (decision_id, drawn_at) VALUES (?, ?)")
                .bind(id)
                .bind(millis(at))
                .execute(connection)
                .await?;
        }
        NewMade::Undo { granted_at, .. } => {
            take_back(connection, claim, *granted_at).await?;
            // There is nothing left to look at.
            db::query("DELETE FROM second_looks WHERE decision_id = ? AND looked_at IS NULL")
                .bind(new.answers)
                .execute(connection)
                .await?;
        }
        _ => {}
    }
    Ok(())
}

async fn look(
    connection: &mut Connection,
    new: &NewDecision,
    agrees: bool,
    at: DateTime<Utc>,
) -> Result<(), db::Error> {
    db::query(
        "UPDATE second_looks SET looked_at = ?, user_id = ?, user_name = ?, agrees = ?, note = ?
          WHERE decision_id = ? AND looked_at IS NULL",
    )
    .bind(millis(at))
    .bind(&new.by.id)
    .bind(&new.by.name)
    .bind(agrees)
    .bind(&new.note)
    .bind(new.answers)
    .execute(connection)
    .await?;
    Ok(())
}

/// Takes back what an approval gave: a line against each of its lines. None is removed.
async fn take_back(
    connection: &mut Connection,
    claim: i64,
    granted_at: Option<DateTime<Utc>>,
) -> Result<(), db::Error> {
    let Some(granted_at) = granted_at else {
        return Ok(());
    };
    db::query(
        "INSERT INTO credits (claim_id, granted_at, organisation_id, organisation_name, role,
            customer_name, customer_tenant_id, subscription_id, workload, monthly_revenue_usd,
            from_month, until_month, baseline_from, reverses)
         SELECT claim_id, granted_at, organisation_id, organisation_name, role, customer_name,
                customer_tenant_id, subscription_id, workload,
                CASE WHEN substr(monthly_revenue_usd, 1, 1) = '-' THEN substr(monthly_revenue_usd, 2)
                     ELSE '-' || monthly_revenue_usd END,
                from_month, until_month, baseline_from, id
           FROM credits WHERE claim_id = ? AND granted_at = ? AND reverses IS NULL",
    )
    .bind(claim)
    .bind(millis(granted_at))
    .execute(&mut *connection)
    .await?;
    // It counts from no month any more.
    db::query("UPDATE claims SET counts_from = NULL WHERE id = ?")
        .bind(claim)
        .execute(connection)
        .await?;
    Ok(())
}

fn last(row: &Row) -> Result<Option<LastDecision>, db::Error> {
    let made: &str = row.try_get("made")?;
    let decided_at = at(row, "at")?;
    let made = match Decided::parse(made) {
        None if made == "propose" => LastMade::Proposed {
            seller_id: row.try_get("seller_id")?,
        },
        None => return Ok(None),
        Some(decided) => {
            let proposed_by: Option<String> = row.try_get("proposed_by_id")?;
            let proposed_by = match proposed_by {
                Some(id) => Some(Person {
                    id,
                    name: row.try_get("proposed_by")?,
                }),
                None => None,
            };
            LastMade::Decided {
                decision: Box::new(Decision {
                    decided,
                    at: decided_at,
                    before: from_json(row.try_get("life_before")?)?,
                }),
                proposed_by,
                look: second_look(row)?,
            }
        }
    };
    Ok(Some(LastDecision {
        id: row.try_get("id")?,
        at: decided_at,
        by: Person {
            id: row.try_get("user_id")?,
            name: row.try_get("user_name")?,
        },
        note: row.try_get("note")?,
        made,
    }))
}

fn second_look(row: &Row) -> Result<Option<SecondLook>, db::Error> {
    if row.try_get::<Option<i64>>("drawn_at")?.is_none() {
        return Ok(None);
    }
    let looked_at: Option<i64> = row.try_get("looked_at")?;
    let looked = match looked_at {
        None => None,
        Some(looked_at) => Some(Looked {
            at: instant(looked_at)?,
            by: row.try_get("looked_by")?,
            agrees: row.try_get("agrees")?,
            note: row.try_get("look_note")?,
        }),
    };
    Ok(Some(SecondLook { looked }))
}

fn decided(row: &Row) -> Result<Decided, db::Error> {
    let made: &str = row.try_get("made")?;
    Decided::parse(made).ok_or_else(|| damaged("a decision", &made))
}

fn state(row: &Row) -> Result<ClaimState, db::Error> {
    let text: &str = row.try_get("state")?;
    ClaimState::parse(text).ok_or_else(|| damaged("a state", &text))
}

fn reason(text: &str) -> Result<RejectReason, db::Error> {
    from_json(&to_json(&text)?)
}

fn past(row: &Row) -> Result<PastClaim, db::Error> {
    let counts_from: Option<&str> = row.try_get("counts_from")?;
    let why: Option<&str> = row.try_get("reason")?;
    Ok(PastClaim {
        reference: row.try_get("reference")?,
        organisation: row.try_get("organisation")?,
        customer_name: row.try_get("customer_name")?,
        state: state(row)?,
        changed_at: at(row, "changed_at")?,
        counts_from: counts_from.map(month).transpose()?,
        decided_by: row.try_get("decided_by")?,
        reason: why.map(reason).transpose()?,
    })
}

/// Claims that were sent, the latest change first, with who decided them last. Who it was stands
/// in the events, which also know what was decided before decisions had rows of their own.
macro_rules! past_claims {
    ($which:literal) => {
        concat!(
            "SELECT c.reference, o.name AS organisation, c.customer_name, c.state, c.changed_at,
                    c.counts_from,
                    (SELECT e.user_name FROM events e WHERE e.claim_id = c.id AND e.actor = 'reviewer'
                        AND e.move IN ('approve', 'reject', 'decline') AND e.to_state = c.state
                      ORDER BY e.id DESC LIMIT 1) AS decided_by,
                    (SELECT e.reason FROM events e WHERE e.claim_id = c.id AND e.reason IS NOT NULL
                        AND e.to_state = c.state
                      ORDER BY e.id DESC LIMIT 1) AS reason
               FROM claims c JOIN organisations o ON o.id = c.organisation_id
              WHERE c.submitted = 1 AND ",
            $which,
            " = ?1 AND c.reference <> ?2 ORDER BY c.changed_at DESC, c.reference DESC LIMIT ?3"
        )
    };
}

const PAST_OF_CUSTOMER: &str = past_claims!("c.customer_tenant");
const PAST_OF_PARTNER: &str = past_claims!("c.organisation_id");
const COUNTS_OF_CUSTOMER: &str = "SELECT state, count(*) AS claims FROM claims
     WHERE submitted = 1 AND customer_tenant = ?1 GROUP BY state ORDER BY state";

const LAST: &str = "SELECT d.id, d.made, d.at, d.user_id, d.user_name, d.note, d.seller_id,
            d.life_before, p.user_id AS proposed_by_id, p.user_name AS proposed_by,
            l.drawn_at, l.looked_at, l.user_name AS looked_by, l.agrees, l.note AS look_note
       FROM claims c JOIN decisions d ON d.claim_id = c.id
       LEFT JOIN decisions p ON p.id = d.answers
       LEFT JOIN second_looks l ON l.decision_id = d.id
      WHERE c.reference = ? ORDER BY d.id DESC LIMIT 1";

/// Looks at decisions by which the claim still stands where it stands: what was disputed, declined
/// or ended since is decided by others.
macro_rules! waiting_looks {
    ($columns:literal, $end:literal) => {
        concat!(
            "SELECT ",
            $columns,
            "
       FROM second_looks l JOIN decisions d ON d.id = l.decision_id
       JOIN claims c ON c.id = d.claim_id JOIN organisations o ON o.id = c.organisation_id
       LEFT JOIN decisions p ON p.id = d.answers
      WHERE l.looked_at IS NULL
        AND d.id = (SELECT max(n.id) FROM decisions n WHERE n.claim_id = d.claim_id)
        AND (c.state = d.made OR d.made = 'rejected' AND c.state = 'rejected_final')",
            $end
        )
    };
}

const WAITING: &str = waiting_looks!(
    "c.reference, c.organisation_id, o.name AS organisation,
            c.customer_name, d.made, d.at, d.user_id, d.user_name, p.user_id AS proposed_by_id",
    " ORDER BY l.drawn_at, l.decision_id LIMIT ?"
);
const WAITING_COUNT: &str = waiting_looks!("count(*)", "");

const FOR_SECOND_EYES: &str = "SELECT count(*) FROM claims c
      WHERE c.proposed = 1 AND c.state IN ('under_review', 'disputed')";

/// The earliest month with credits that is not posted.
const EARLIEST_OPEN: &str = "SELECT x.from_month FROM credits x
      WHERE x.reverses IS NULL
        AND x.from_month > coalesce((SELECT max(month) FROM posted_months), '')
        AND NOT EXISTS (SELECT 1 FROM credits r WHERE r.reverses = x.id)
      ORDER BY x.from_month LIMIT 1";

async fn posted_until(connection: &mut Connection) -> Result<Option<Month>, db::Error> {
    let latest: Option<String> = db::query_scalar("SELECT max(month) FROM posted_months")
        .fetch_one(connection)
        .await?;
    latest.as_deref().map(month).transpose()
}

async fn post(
    connection: &mut Connection,
    posting: &Posting,
) -> Result<Recorded<Posted>, db::Error> {
    if posted_until(connection)
        .await?
        .is_some_and(|posted| posting.month <= posted)
    {
        return Ok(Posted::Done.into());
    }
    let earliest: Option<String> = db::query_scalar(EARLIEST_OPEN)
        .fetch_optional(&mut *connection)
        .await?;
    let earliest = earliest.as_deref().map(month).transpose()?;
    // Whether the month has begun is the caller's to ask: that does not change by waiting.
    if let Err(PostRefused::EarlierOpen(earlier)) = may_post(posting.month, earliest, posting.at) {
        return Ok(Posted::EarlierOpen(earlier).into());
    }
    db::query(
        "INSERT INTO posted_months (month, at, user_id, user_name, claims, lines)
         SELECT ?1, ?2, ?3, ?4, count(DISTINCT x.claim_id), count(*) FROM credits x
          WHERE x.from_month = ?1 AND x.reverses IS NULL
            AND NOT EXISTS (SELECT 1 FROM credits r WHERE r.reverses = x.id)",
    )
    .bind(posting.month.to_string())
    .bind(millis(posting.at))
    .bind(&posting.by.id)
    .bind(&posting.by.name)
    .execute(connection)
    .await?;
    let noted = Noted {
        at: Some(posting.at),
        ..Noted::about("month", posting.month.to_string()).to("posted")
    };
    Ok(Recorded::with(Posted::Done, noted))
}

#[async_trait]
impl Quality for Database {
    async fn last_decision(&self, reference: &str) -> Stored<Option<LastDecision>> {
        let row = db::query(LAST)
            .bind(reference)
            .fetch_optional(&mut *self.readers.get().await?)
            .await?;
        Ok(row.as_ref().map(last).transpose()?.flatten())
    }

    async fn proposals(&self, references: &[&str]) -> Stored<Vec<ProposedRow>> {
        let rows = db::query(
            "SELECT c.reference, c.organisation_id, d.at, d.user_id, d.user_name, d.seller_id
               FROM json_each(?) JOIN claims c ON c.reference = value
               JOIN decisions d
                 ON d.id = (SELECT n.id FROM decisions n WHERE n.claim_id = c.id ORDER BY n.id DESC LIMIT 1)
              WHERE d.made = 'propose' AND c.state IN ('under_review', 'disputed')",
        )
        .bind(to_json(&references)?)
        .fetch_all(&mut *self.readers.get().await?)
        .await?;
        let read = |row: &Row| -> Result<ProposedRow, db::Error> {
            Ok(ProposedRow {
                reference: row.try_get("reference")?,
                by: Person {
                    id: row.try_get("user_id")?,
                    name: row.try_get("user_name")?,
                },
                at: at(row, "at")?,
                organisation_id: row.try_get("organisation_id")?,
                seller_id: row.try_get("seller_id")?,
            })
        };
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    async fn waiting_for_second_eyes(&self) -> Stored<i64> {
        Ok(db::query_scalar(FOR_SECOND_EYES)
            .fetch_one(&mut *self.readers.get().await?)
            .await?)
    }

    async fn decisions_on(&self, reference: &str) -> Stored<u32> {
        Ok(db::query_scalar(
            "SELECT count(*) FROM claims c JOIN decisions d ON d.claim_id = c.id
              WHERE c.reference = ? AND d.made IN ('approved', 'rejected')",
        )
        .bind(reference)
        .fetch_one(&mut *self.readers.get().await?)
        .await?)
    }

    async fn waiting_looks(&self, limit: u32) -> Stored<(Vec<WaitingLook>, i64)> {
        let mut reader = self.readers.get().await?;
        let rows = db::query(WAITING)
            .bind(limit)
            .fetch_all(&mut reader)
            .await?;
        let count = db::query_scalar(WAITING_COUNT)
            .fetch_one(&mut reader)
            .await?;
        let read = |row: &Row| -> Result<WaitingLook, db::Error> {
            Ok(WaitingLook {
                reference: row.try_get("reference")?,
                organisation: Person {
                    id: row.try_get("organisation_id")?,
                    name: row.try_get("organisation")?,
                },
                customer_name: row.try_get("customer_name")?,
                decided: decided(row)?,
                at: at(row, "at")?,
                by: Person {
                    id: row.try_get("user_id")?,
                    name: row.try_get("user_name")?,
                },
                proposed_by: row.try_get("proposed_by_id")?,
            })
        };
        Ok((rows.iter().map(read).collect::<Result<_, _>>()?, count))
    }

    async fn looks_since(&self, since: DateTime<Utc>) -> Stored<(i64, i64)> {
        Ok(db::query_as(
            "SELECT count(*), CAST(coalesce(sum(agrees), 0) AS BIGINT) FROM second_looks
              WHERE looked_at IS NOT NULL AND looked_at >= ?",
        )
        .bind(millis(since))
        .long()
        .fetch_one(&mut *self.readers.get().await?)
        .await?)
    }

    async fn posted_until(&self) -> Stored<Option<Month>> {
        Ok(posted_until(&mut *self.readers.get().await?).await?)
    }

    async fn months(&self, from: Month) -> Stored<Vec<MonthOfCredits>> {
        let rows = db::query(
            "SELECT coalesce(p.month, x.month) AS month, coalesce(p.claims, x.claims) AS claims,
                    coalesce(p.lines, x.lines) AS lines, p.at, p.user_name
               FROM (SELECT x.from_month AS month, count(DISTINCT x.claim_id) AS claims,
                            count(*) AS lines
                       FROM credits x
                      WHERE x.from_month >= ?1 AND x.reverses IS NULL
                        AND NOT EXISTS (SELECT 1 FROM credits r WHERE r.reverses = x.id)
                      GROUP BY x.from_month) x
               FULL JOIN (SELECT * FROM posted_months WHERE month >= ?1) p ON p.month = x.month
              ORDER BY 1 DESC",
        )
        .bind(from.to_string())
        .long()
        .fetch_all(&mut *self.readers.get().await?)
        .await?;
        let read = |row: &Row| -> Result<MonthOfCredits, db::Error> {
            let posted_at: Option<i64> = row.try_get("at")?;
            let posted = match posted_at {
                None => None,
                Some(posted_at) => Some(PostedMonth {
                    by: row.try_get("user_name")?,
                    at: instant(posted_at)?,
                }),
            };
            Ok(MonthOfCredits {
                month: month(row.try_get("month")?)?,
                claims: row.try_get("claims")?,
                lines: row.try_get("lines")?,
                posted,
            })
        };
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    async fn post(&self, posting: Posting) -> Stored<Posted> {
        self.writer
            .record(move |connection| {
                let posting = posting.clone();
                Box::pin(async move { post(connection, &posting).await })
            })
            .await
    }

    async fn customers_past(
        &self,
        tenant: Guid,
        but: &str,
        limit: u32,
    ) -> Stored<(Vec<PastClaim>, Vec<StateCount>)> {
        let mut reader = self.readers.get().await?;
        let tenant = tenant.to_string();
        let rows = db::query(PAST_OF_CUSTOMER)
            .bind(&tenant)
            .bind(but)
            .bind(limit)
            .fetch_all(&mut reader)
            .await?;
        let counts = db::query(COUNTS_OF_CUSTOMER)
            .bind(&tenant)
            .fetch_all(&mut reader)
            .await?;
        let count = |row: &Row| -> Result<StateCount, db::Error> {
            Ok(StateCount {
                state: state(row)?,
                count: row.try_get("claims")?,
            })
        };
        Ok((
            rows.iter().map(past).collect::<Result<_, _>>()?,
            counts.iter().map(count).collect::<Result<_, _>>()?,
        ))
    }

    async fn partners_past(
        &self,
        organisation_id: &str,
        but: &str,
        limit: u32,
    ) -> Stored<Vec<PastClaim>> {
        let rows = db::query(PAST_OF_PARTNER)
            .bind(organisation_id)
            .bind(but)
            .bind(limit)
            .fetch_all(&mut *self.readers.get().await?)
            .await?;
        Ok(rows.iter().map(past).collect::<Result<_, _>>()?)
    }
}

#[cfg(test)]
mod tests {
    use super::super::plans::are_read_in_order;
    use super::*;

    /// What came before is found by an index, in order, however many claims there are.
    #[tokio::test]
    async fn what_came_before_is_read_from_an_index_and_not_sorted() {
        let but = "CD-00000007";
        let past = |text, of: &'static str| db::query(text).bind(of).bind(but).bind(50_u32);
        are_read_in_order(&[
            (
                past(PAST_OF_CUSTOMER, "3f2504e0-4f89-11d3-9a0c-0305e82c3301"),
                "claims_on_customer",
            ),
            (
                past(PAST_OF_PARTNER, "partner-1"),
                "claims_of_organisation ",
            ),
            (db::query(WAITING).bind(50_u32), "second_looks_open"),
            (db::query(LAST).bind(but), "decisions_by_claim"),
            (db::query(EARLIEST_OPEN), "credits_by_month"),
            (db::query(FOR_SECOND_EYES), "claims_for_second_eyes"),
        ])
        .await;
    }
}
