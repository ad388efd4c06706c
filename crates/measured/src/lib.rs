//! What the benchmarks measure both natively and in WebAssembly: the points of a large portfolio
//! after one changed input.
//!
//! `cargo xtask bench estimate` builds this package for both and times the same calls.

#[cfg(target_arch = "wasm32")]
mod browser;
mod portfolio;

use anyhow::Context;
use chrono::{NaiveDate, NaiveTime};
use claimdesk_recognition::claim::{ApprovedClaim, Covered};
use claimdesk_recognition::portfolio::Portfolio;
use claimdesk_recognition::programme::TrackId;
use claimdesk_recognition::score::{ClaimKey, Standing};
use claimdesk_recognition::{Amount, Programme};
pub use portfolio::{CUSTOMERS, portfolio};

/// Months that a partner looks ahead.
const AHEAD: u32 = 12;

/// A portfolio with a claim in it that is exchanged for another, again and again: what happens
/// when a consultant changes an amount, a date or a tick.
pub struct Planner<'a> {
    standing: Standing<'a>,
    held: Option<ClaimKey>,
    changes: u32,
    approved_on: NaiveDate,
}

impl<'a> Planner<'a> {
    /// Reads the portfolio's months once.
    ///
    /// # Errors
    ///
    /// When the programme lacks what Claimdesk is about.
    pub fn new(portfolio: &'a Portfolio, programme: &'a Programme) -> anyhow::Result<Self> {
        let standing = Standing::new(portfolio, programme, TrackId::Smb, None)?;
        let approved_on = standing.as_of().first_day();
        let mut planner = Self {
            standing,
            held: None,
            changes: 0,
            approved_on,
        };
        planner.claim_and_forecast()?;
        Ok(planner)
    }

    /// Another claim; then the points of this month and the one it begins to count in, in
    /// hundredths.
    ///
    /// # Errors
    ///
    /// Never, with the portfolio of this package.
    pub fn claim(&mut self) -> anyhow::Result<i128> {
        self.exchange()?;
        let month = self.standing.as_of();
        let totals = [month, month.plus(1)].map(|month| self.standing.tally(month).total);
        Ok(totals.iter().map(|total| total.rounded().count()).sum())
    }

    /// Another claim; then twelve months to come, each with what changes in it and why. The
    /// sum of their points, in hundredths.
    ///
    /// # Errors
    ///
    /// Never, with the portfolio of this package.
    pub fn claim_and_forecast(&mut self) -> anyhow::Result<i128> {
        self.exchange()?;
        let months = self.standing.forecast(AHEAD);
        Ok(months.iter().map(|month| month.total.count()).sum())
    }

    fn exchange(&mut self) -> anyhow::Result<()> {
        if let Some(held) = self.held.take() {
            self.standing.take(held);
        }
        self.changes += 1;
        let claim = self.invented()?;
        self.held = Some(self.standing.put("the claim", &claim));
        Ok(())
    }

    /// A claim on one of the portfolio's subscriptions, over the floor.
    fn invented(&self) -> anyhow::Result<ApprovedClaim> {
        let customer = u64::from(self.changes) * 7919 % CUSTOMERS;
        let approved_at = self.approved_on.and_time(NaiveTime::MIN).and_utc();
        let end = self
            .approved_on
            .checked_add_months(chrono::Months::new(9))
            .context("a day in nine months")?;
        Ok(ApprovedClaim {
            tenant: portfolio::tenant(customer)?,
            subscription: portfolio::subscription(customer, 0)?,
            subscription_end: Some(end),
            covered: Covered::new(approved_at, Some(end), None),
            workloads: vec![(
                portfolio::workload(customer).to_owned(),
                Amount::whole(260 + i64::from(self.changes % 100)),
            )],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_claim_after_the_other_leaves_nothing_behind() -> anyhow::Result<()> {
        let programme = Programme::builtin();
        let portfolio = portfolio(&programme, 200)?;
        let mut planner = Planner::new(&portfolio, &programme)?;
        for _ in 0..20 {
            planner.claim()?;
        }
        let (by_changes, claim) = (planner.claim_and_forecast()?, planner.invented()?);
        let mut fresh = Standing::new(&portfolio, &programme, TrackId::Smb, None)?;
        fresh.put("the claim", &claim);
        let at_once: i128 = fresh
            .forecast(AHEAD)
            .iter()
            .map(|month| month.total.count())
            .sum();
        assert_eq!(by_changes, at_once);
        Ok(())
    }
}
