//! A claim of the product's own as the score takes it: from its form and its life.

use chrono::{DateTime, Utc};

use super::credit::Covered;
use super::form::{ClaimForm, FieldId, day};
use super::life::{ClaimState, Life};
use super::record::{ApprovedClaim, FiledClaim, OpenClaim};
use crate::names::Guid;
use crate::{Amount, Programme};

/// What a claim is to the score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// It counts, or did until it ended.
    Approved(FiledClaim),
    /// It may yet count: pending, or a draft.
    Open(OpenClaim),
    /// It does not count.
    NotCounted(WhyNot),
}

/// Why a claim is not taken into account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyNot {
    /// It is in a state from which it cannot be approved any more, as far as it stands now.
    State(ClaimState),
    /// The partner did not answer in time; it is about to be rejected.
    Unanswered,
    /// Something the score needs is missing in the form or cannot be read.
    Unreadable(FieldId),
}

impl Told {
    /// Reads a claim of this reference. `now` tells whether a question is still open.
    pub fn new(
        reference: &str,
        form: &ClaimForm,
        life: &Life,
        now: DateTime<Utc>,
        programme: &Programme,
    ) -> Self {
        read(reference, form, life, now, programme).unwrap_or_else(Self::NotCounted)
    }
}

fn read(
    reference: &str,
    form: &ClaimForm,
    life: &Life,
    now: DateTime<Utc>,
    programme: &Programme,
) -> Result<Told, WhyNot> {
    let open = life.state.is_open();
    // One that was approved counts until its end, whatever it is called since.
    let approved_at = life
        .approved_at
        .filter(|_| !open && (life.state == ClaimState::Approved || life.ended_at.is_some()));
    if !open && approved_at.is_none() {
        return Err(WhyNot::State(life.state));
    }
    if open && life.has_expired(now, &programme.claims) {
        return Err(WhyNot::Unanswered);
    }
    let guid = |field: FieldId| {
        Guid::parse(form.text(field).unwrap_or_default().trim()).ok_or(WhyNot::Unreadable(field))
    };
    let tenant = guid(FieldId::CustomerTenantId)?;
    let subscription = guid(FieldId::SubscriptionId)?;
    let subscription_end = match form.subscription_end.trim() {
        "" => None,
        text => Some(day(text).ok_or(WhyNot::Unreadable(FieldId::SubscriptionEnd))?),
    };
    let workloads = workloads(form, programme)?;
    Ok(match approved_at {
        Some(approved_at) => Told::Approved(FiledClaim {
            id: reference.to_owned(),
            claim: ApprovedClaim {
                tenant,
                subscription,
                subscription_end,
                covered: Covered::new(
                    approved_at,
                    subscription_end,
                    life.ended_at.map(|ended| ended.date_naive()),
                ),
                workloads,
            },
        }),
        None => Told::Open(OpenClaim {
            id: reference.to_owned(),
            life: life.clone(),
            tenant,
            subscription,
            subscription_end,
            workloads,
        }),
    })
}

fn workloads(form: &ClaimForm, programme: &Programme) -> Result<Vec<(String, Amount)>, WhyNot> {
    if form.products.is_empty() {
        return Err(WhyNot::Unreadable(FieldId::Products));
    }
    form.products
        .iter()
        .map(|product| {
            let name = programme
                .revenue_workload(&product.workload)
                .ok_or(WhyNot::Unreadable(FieldId::Products))?;
            let amount = product
                .monthly_revenue()
                .ok_or(WhyNot::Unreadable(FieldId::MonthlyRevenue))?;
            Ok((name.to_owned(), amount))
        })
        .collect()
}
