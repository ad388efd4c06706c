//! What the fields of a claim mean together.

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use super::fault::Cause;
use super::{ApprovedClaim, FiledClaim, NotCounted, NotCountedFor, OpenClaim, shown};
use crate::claim::credit::Covered;
use crate::claim::life::{ClaimState, Life};
use crate::names::Guid;
use crate::{Amount, Programme, names};

/// The field, if a single one is at fault, and what is wrong.
pub(super) type Fault = (Option<String>, Cause);

/// A fault of this field.
pub(super) fn fault(field: &str, cause: Cause) -> Fault {
    (Some(field.to_owned()), cause)
}

/// The fields of a claim that could be read, each by itself. One that could not is `None`, and
/// has its fault already.
#[derive(Debug, Default)]
pub(super) struct Entry {
    pub(super) id: Option<String>,
    pub(super) association: Option<String>,
    pub(super) state: Option<String>,
    pub(super) customer_tenant_id: Option<String>,
    pub(super) subscription_id: Option<String>,
    pub(super) submitted_at: Option<DateTime<Utc>>,
    pub(super) approved_at: Option<DateTime<Utc>>,
    pub(super) ended_on: Option<NaiveDate>,
    pub(super) subscription_end: Option<NaiveDate>,
    pub(super) workloads: Option<Vec<(Option<String>, Option<Amount>)>>,
}

/// What a claim of the file is to the score.
#[derive(Debug)]
pub(super) enum Judged {
    /// It counts.
    Approved(FiledClaim),
    /// It may yet count; the reason why it does not today.
    Open(OpenClaim, NotCountedFor),
    /// It does not count.
    NotCounted(NotCounted),
}

impl Entry {
    /// What the claim is; `None` when a fault keeps it from being told.
    pub(super) fn judge(&self, programme: &Programme, faults: &mut Vec<Fault>) -> Option<Judged> {
        let before = faults.len();
        let state = self.state(faults);
        let tenant = guid(
            "customerTenantId",
            self.customer_tenant_id.as_deref(),
            faults,
        );
        let subscription = guid("subscriptionId", self.subscription_id.as_deref(), faults);
        let workloads = self.workloads(programme, faults);
        self.check_times(state, faults);
        if faults.len() > before {
            return None;
        }
        let (id, association) = (self.id.clone()?, self.association.as_deref()?);
        let (state, tenant, subscription, workloads) = (state?, tenant?, subscription?, workloads?);
        let ours = names::fold(association) == names::fold(&programme.claims.association);
        let subscription_end = self.subscription_end;
        let not_counted = |id, reason| Judged::NotCounted(NotCounted { id, reason });
        let not_approved = NotCountedFor::State(state);
        Some(match (state, self.approved_at, ours, workloads) {
            (ClaimState::Approved, Some(approved_at), true, Some(workloads)) => {
                Judged::Approved(FiledClaim {
                    id,
                    claim: ApprovedClaim {
                        tenant,
                        subscription,
                        subscription_end,
                        covered: Covered::new(approved_at, subscription_end, self.ended_on),
                        workloads,
                    },
                })
            }
            (ClaimState::Approved, _, false, _) => not_counted(id, NotCountedFor::OtherAssociation),
            (ClaimState::Approved, ..) => not_counted(id, NotCountedFor::UnknownWorkload),
            (_, _, true, Some(workloads)) if state.is_open() => Judged::Open(
                OpenClaim {
                    id,
                    life: self.life(state),
                    tenant,
                    subscription,
                    subscription_end,
                    workloads,
                },
                not_approved,
            ),
            _ => not_counted(id, not_approved),
        })
    }

    fn state(&self, faults: &mut Vec<Fault>) -> Option<ClaimState> {
        let text = self.state.as_deref()?;
        let state = ClaimState::parse(text);
        if state.is_none() {
            faults.push(fault("state", Cause::NoState(shown(text))));
        }
        state
    }

    /// `Some(None)` when a workload is none that the programme knows.
    #[expect(clippy::option_option, reason = "not readable, not known, known")]
    fn workloads(
        &self,
        programme: &Programme,
        faults: &mut Vec<Fault>,
    ) -> Option<Option<Vec<(String, Amount)>>> {
        let claimed = self.workloads.as_ref()?;
        if claimed.is_empty() {
            faults.push(fault("workloads", Cause::NoWorkload));
        }
        let mut known = Vec::with_capacity(claimed.len());
        let mut seen: Vec<String> = Vec::with_capacity(claimed.len());
        for (index, (name, amount)) in claimed.iter().enumerate() {
            let read = name.as_deref();
            if let Some(amount) = amount.filter(|amount| amount.is_negative()) {
                faults.push(fault(
                    &format!("workloads[{index}].monthlyRevenueUsd"),
                    Cause::Negative(amount),
                ));
            }
            let Some(name) = read else { continue };
            let official = programme.revenue_workload(name);
            let key = names::fold(official.unwrap_or(name));
            if seen.contains(&key) {
                faults.push(fault(
                    &format!("workloads[{index}].workload"),
                    Cause::WorkloadAgain(shown(name)),
                ));
                continue;
            }
            seen.push(key);
            known.push(
                official
                    .zip(*amount)
                    .map(|(name, amount)| (name.to_owned(), amount)),
            );
        }
        Some(known.into_iter().collect())
    }

    fn check_times(&self, state: Option<ClaimState>, faults: &mut Vec<Fault>) {
        let mut wrong = |field: &str, cause: Cause| faults.push(fault(field, cause));
        for (field, year) in [
            ("submittedAt", self.submitted_at.map(|at| at.year())),
            ("approvedAt", self.approved_at.map(|at| at.year())),
            ("endedOn", self.ended_on.map(|day| day.year())),
            (
                "subscriptionEnd",
                self.subscription_end.map(|day| day.year()),
            ),
        ] {
            if year.is_some_and(|year| !(1900..=9998).contains(&year)) {
                wrong(field, Cause::YearOutside);
            }
        }
        match (state, self.approved_at) {
            (Some(ClaimState::Approved), None) => {
                wrong("approvedAt", Cause::MissingApproval);
            }
            (Some(ClaimState::Draft), Some(_)) => {
                wrong("approvedAt", Cause::ApprovedDraft);
            }
            _ => {}
        }
        let Some(approved) = self.approved_at else {
            return;
        };
        if self
            .submitted_at
            .is_some_and(|submitted| approved < submitted)
        {
            wrong("approvedAt", Cause::Before("submittedAt"));
        }
        if self
            .ended_on
            .is_some_and(|ended| ended < approved.date_naive())
        {
            wrong("endedOn", Cause::Before("approvedAt"));
        }
    }

    /// The life as far as the file tells it. Since when a question or a dispute is open it
    /// does not tell.
    fn life(&self, state: ClaimState) -> Life {
        let running = matches!(state, ClaimState::Submitted | ClaimState::UnderReview);
        Life {
            state,
            since: self.submitted_at.filter(|_| running),
            submitted_at: self.submitted_at,
            review_running_since: self.submitted_at.filter(|_| running),
            disputed: state == ClaimState::Disputed,
            ..Life::default()
        }
    }
}

fn guid(field: &'static str, text: Option<&str>, faults: &mut Vec<Fault>) -> Option<Guid> {
    let text = text?;
    let guid = Guid::parse(text);
    if guid.is_none() {
        faults.push(fault(field, Cause::NoGuid(shown(text))));
    }
    guid
}
