//! Claims as they are handed to the score: `recognition.md` section 7, `--claims FILE`.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use thiserror::Error;

use super::credit::Covered;
use super::life::ClaimState;
use crate::names::Guid;
use crate::{Amount, Programme, names};

/// A claim of the claims file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClaimRecord {
    /// The file's own name for it.
    pub id: String,
    /// Its association.
    pub association: String,
    /// Where it stands; only approved ones count.
    pub state: String,
    /// The customer.
    pub customer_tenant_id: String,
    /// The subscription.
    pub subscription_id: String,
    /// When it was sent.
    #[serde(default)]
    pub submitted_at: Option<DateTime<Utc>>,
    /// When it was approved.
    #[serde(default)]
    pub approved_at: Option<DateTime<Utc>>,
    /// When it ended by decline or disassociation.
    #[serde(default)]
    pub ended_on: Option<NaiveDate>,
    /// The subscription's last day.
    #[serde(default)]
    pub subscription_end: Option<NaiveDate>,
    /// What is claimed.
    pub workloads: Vec<ClaimedWorkload>,
}

/// A workload of a claim.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClaimedWorkload {
    /// Its name.
    pub workload: String,
    /// US dollars a month.
    pub monthly_revenue_usd: Amount,
}

/// An approved claim, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApprovedClaim {
    /// The customer.
    pub tenant: Guid,
    /// The subscription.
    pub subscription: Guid,
    /// Its last day, if it is told.
    pub subscription_end: Option<NaiveDate>,
    /// The months it covers.
    pub covered: Covered,
    /// Workloads as the programme writes them, with US dollars a month.
    pub workloads: Vec<(String, Amount)>,
}

/// A claims file that cannot be used: which claim, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("claim `{id}`: {cause}")]
pub struct RecordError {
    /// The claim.
    pub id: String,
    /// What is wrong.
    pub cause: String,
}

impl ClaimRecord {
    /// The claim as the score takes it; `Ok(Err(reason))` for one that is understood and does
    /// not count, told by its reason.
    pub fn approved(
        &self,
        programme: &Programme,
    ) -> Result<Result<ApprovedClaim, String>, RecordError> {
        let fault = |cause: String| RecordError {
            id: self.id.clone(),
            cause,
        };
        let state = ClaimState::parse(&self.state).ok_or_else(|| {
            fault(format!(
                "`state` is `{}`, which is no state of a claim",
                self.state
            ))
        })?;
        let tenant = Guid::parse(&self.customer_tenant_id).ok_or_else(|| {
            fault(format!(
                "`customerTenantId` is `{}`, not a GUID",
                self.customer_tenant_id
            ))
        })?;
        let subscription = Guid::parse(&self.subscription_id).ok_or_else(|| {
            fault(format!(
                "`subscriptionId` is `{}`, not a GUID",
                self.subscription_id
            ))
        })?;
        if let Some(wrong) = self
            .workloads
            .iter()
            .find(|claimed| claimed.monthly_revenue_usd.is_negative())
        {
            return Err(fault(format!(
                "`monthlyRevenueUsd` of {} is negative",
                wrong.workload
            )));
        }
        if let (Some(submitted), Some(approved)) = (self.submitted_at, self.approved_at)
            && approved < submitted
        {
            return Err(fault("`approvedAt` lies before `submittedAt`".to_owned()));
        }
        if state != ClaimState::Approved {
            return Ok(Err(format!(
                "claim is {}",
                state.as_str().replace('_', " ")
            )));
        }
        if names::fold(&self.association) != names::fold(&programme.claims.association) {
            return Ok(Err("claim of another association".to_owned()));
        }
        let approved_at = self
            .approved_at
            .ok_or_else(|| fault("`approvedAt` is missing on an approved claim".to_owned()))?;
        let mut workloads = Vec::with_capacity(self.workloads.len());
        for claimed in &self.workloads {
            match programme.revenue_workload(&claimed.workload) {
                Some(name) => workloads.push((name.to_owned(), claimed.monthly_revenue_usd)),
                None => return Ok(Err("claim of an unknown workload".to_owned())),
            }
        }
        Ok(Ok(ApprovedClaim {
            tenant,
            subscription,
            subscription_end: self.subscription_end,
            covered: Covered::new(approved_at, self.subscription_end, self.ended_on),
            workloads,
        }))
    }
}
