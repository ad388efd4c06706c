//! Where a claim is missing: pairs in which the partner already works without an association
//! that counts. `recognition.md` section 4, "Opportunities".

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde::Serialize;

use super::standing::{Pair, Source, Standing};
use super::tally::Figure;
use crate::claim::{ApprovedClaim, Covered};
use crate::names::Guid;
use crate::programme::ClaimRules;
use crate::{Amount, Hundredths, Month, Points};

/// Where claims are missing, and until when one can be sent for a chosen month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Opportunities {
    /// The month they would count in.
    pub month: Month,
    /// The last day on which a claim can be submitted so that it counts.
    pub deadline: SubmissionDeadline,
    /// By gain, the largest first.
    pub pairs: Vec<Opportunity>,
}

/// A pair in which the partner works and is not recognised for its revenue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Opportunity {
    /// The customer tenant's ID.
    pub tenant: String,
    /// The customer's name, where the export tells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// The workload of the usage export that shows the work.
    pub used_as: String,
    /// The workloads that can be claimed for it; more than one where the usage export has
    /// one name for several products.
    pub workloads: Vec<String>,
    /// Subscriptions that the usage export names, in order.
    pub subscriptions: Vec<String>,
    /// The associations that show the work.
    pub associations: Vec<String>,
    /// Consumption value of the as-of month.
    pub consumption: Amount,
    /// US dollars a month that the revenue export shows without an association that counts;
    /// `None` where it shows nothing.
    pub revenue_usd: Option<Amount>,
    /// The same by workload, for those of them that the export shows.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub revenue_shown: Vec<(String, Amount)>,
    /// Whether that reaches the floor; `None` where it is not known.
    pub reaches_floor: Option<bool>,
    /// Points the first such claim would add in the month; nothing where the revenue is known
    /// to be under the floor.
    pub gain: Hundredths,
}

impl Opportunity {
    /// The tenant and subscription that a claim for it is about; `None` where the export has no
    /// tenant ID. A subscription that the export does not tell is one of its own.
    fn place(&self) -> Option<(Guid, Guid)> {
        let tenant = Guid::parse(&self.tenant)?;
        let told = self.subscriptions.iter().find_map(|id| Guid::parse(id));
        Some((tenant, told.unwrap_or(tenant)))
    }

    /// The name of the [`Candidate`] that it is part of.
    pub fn candidate_id(&self) -> Option<String> {
        let (tenant, subscription) = self.place()?;
        Some(candidate_id(tenant, subscription))
    }
}

fn candidate_id(tenant: Guid, subscription: Guid) -> String {
    format!("{tenant}/{subscription}")
}

/// Until when a claim can be submitted so that it counts in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SubmissionDeadline {
    /// The first instant that is too late, if the review takes all of its time.
    pub before: DateTime<Utc>,
    /// The last whole day before it, in UTC.
    #[serde(with = "crate::day::text")]
    pub last_day: NaiveDate,
    /// The same, if Microsoft takes all of the business days its documents give.
    #[serde(with = "crate::day::text")]
    pub by_documents: NaiveDate,
}

impl SubmissionDeadline {
    /// The first month in which a claim that is submitted `now` counts, if the review takes all
    /// of its time.
    pub fn first_month(now: DateTime<Utc>, rules: &ClaimRules) -> Month {
        let mut month = Month::at(now).plus(1);
        // Each month's deadline is later than the one's before.
        while now >= Self::for_month(month, rules).before {
            month = month.plus(1);
        }
        month
    }

    /// For a claim that is to count in this month: it must be approved in the month before.
    pub fn for_month(month: Month, rules: &ClaimRules) -> Self {
        let opens = month.first_day().and_time(NaiveTime::MIN).and_utc();
        let before = opens - TimeDelta::hours(i64::from(rules.review_hours));
        let last_day = (before - TimeDelta::nanoseconds(1)).date_naive();
        let last_day = if before.time() == NaiveTime::MIN {
            last_day
        } else {
            last_day.pred_opt().unwrap_or(last_day)
        };
        let [begin, review] = rules.microsoft_review_business_days;
        let mut by_documents = month.first_day().pred_opt().unwrap_or(last_day);
        let mut left = begin + review;
        while left > 0 {
            if crate::claim::calendar::is_business_day(by_documents, &rules.holidays) {
                left -= 1;
            }
            let Some(earlier) = by_documents.checked_sub_days(Days::new(1)) else {
                break;
            };
            by_documents = earlier;
        }
        Self {
            before,
            last_day,
            by_documents,
        }
    }
}

/// What shows that the partner works in a pair.
#[derive(Default)]
struct Work {
    subscriptions: BTreeSet<u32>,
    associations: BTreeSet<u8>,
    consumption: Vec<Amount>,
}

impl Standing<'_> {
    /// Pairs in which the partner works in the as-of month, and which no association of its
    /// own makes count in `month`: what a claim would add.
    pub fn opportunities(&mut self, month: Month) -> Opportunities {
        let gain = self.gain_of_one(month);
        let mut pairs: Vec<Opportunity> = self
            .worked_pairs()
            .into_iter()
            .filter_map(|(pair, work)| self.opportunity(pair, &work, month, gain))
            .collect();
        pairs.sort_by(|a, b| {
            (b.gain, b.revenue_usd, b.consumption)
                .cmp(&(a.gain, a.revenue_usd, a.consumption))
                .then_with(|| (&a.tenant, &a.used_as).cmp(&(&b.tenant, &b.used_as)))
        });
        Opportunities {
            month,
            deadline: SubmissionDeadline::for_month(month, &self.programme().claims),
            pairs,
        }
    }

    /// Pairs of the usage export with an association that shows work, in the as-of month.
    fn worked_pairs(&mut self) -> BTreeMap<Pair, Work> {
        let as_of = self.as_of();
        let shows_work = self
            .portfolio
            .association_set(&self.programme().claims.work_associations);
        let mut found: BTreeMap<Pair, Work> = BTreeMap::new();
        for fact in self.portfolio.usage.facts(as_of).iter() {
            if shows_work >> fact.key.association & 1 == 1 {
                let work = found
                    .entry((fact.key.workload, fact.key.tenant))
                    .or_default();
                work.subscriptions.insert(fact.key.subscription);
                work.associations.insert(fact.key.association);
                work.consumption.push(fact.amount);
            }
        }
        found
    }

    fn opportunity(
        &mut self,
        (used_as, tenant): Pair,
        work: &Work,
        month: Month,
        gain: Points,
    ) -> Option<Opportunity> {
        let adds = self.adds()?;
        self.open(Source::Revenue, month);
        let slot = self.slot(adds)?;
        let claimable = self.portfolio.claimable(used_as);
        let mut shown: Vec<(u8, Amount)> = Vec::new();
        for workload in claimable {
            let parts = self.parts(slot, (*workload, tenant), month);
            if parts.iter().any(|part| part.amount.is_some()) {
                return None;
            }
            let mut amounts = parts
                .iter()
                .filter(|part| !part.ended)
                .filter_map(|part| part.rows.iter().map(|fact| fact.amount).max())
                .peekable();
            if amounts.peek().is_some() {
                shown.push((*workload, Amount::total(amounts)));
            }
        }
        let all = shown.iter().map(|(_, amount)| *amount);
        let revenue_usd = (!shown.is_empty()).then(|| Amount::total(all));
        let reaches_floor = revenue_usd.map(|revenue| revenue >= slot.floor);
        let names = |workloads: &[u8]| -> Vec<String> {
            workloads
                .iter()
                .filter_map(|workload| self.portfolio.revenue_workload_name(*workload))
                .map(str::to_owned)
                .collect()
        };
        let workloads = names(claimable);
        (!workloads.is_empty()).then(|| Opportunity {
            tenant: self.tenant_name(tenant),
            customer: self.customer_name(tenant).map(str::to_owned),
            used_as: self
                .portfolio
                .usage_workload_name(used_as)
                .unwrap_or_default()
                .to_owned(),
            workloads,
            subscriptions: work
                .subscriptions
                .iter()
                .map(|subscription| self.subscription_name(*subscription))
                .filter(|name| !name.is_empty())
                .collect(),
            associations: work
                .associations
                .iter()
                .filter_map(|association| self.portfolio.association_name(*association))
                .map(str::to_owned)
                .collect(),
            consumption: Amount::total(work.consumption.iter().copied()),
            revenue_usd,
            revenue_shown: shown
                .iter()
                .filter_map(|(workload, amount)| {
                    let name = self.portfolio.revenue_workload_name(*workload)?;
                    Some((name.to_owned(), *amount))
                })
                .collect(),
            reaches_floor,
            gain: if reaches_floor == Some(false) {
                Points::ZERO
            } else {
                gain
            }
            .rounded(),
        })
    }

    /// Points that one more counted pair adds in a month.
    fn gain_of_one(&mut self, month: Month) -> Points {
        let Some(index) = self.adds() else {
            return Points::ZERO;
        };
        let value = self.adds_value(month);
        let Some(metric) = self.track.metrics.get(index) else {
            return Points::ZERO;
        };
        metric.points_of_count(value + 1) - metric.points_of_count(value)
    }

    /// Net customer adds of a month, with the claims put in.
    pub(super) fn adds_value(&mut self, month: Month) -> i64 {
        let index = self.adds();
        let tally = self.tally(month);
        match index.and_then(|index| tally.metrics.get(index)) {
            Some(metric) => match metric.value {
                Figure::Count(value) => value,
                _ => 0,
            },
            None => 0,
        }
    }

    /// Opportunities as claims that would count from `month` on, one for each subscription with
    /// all its workloads. Where the revenue is not known it is taken to reach the floor; where
    /// one name stands for several products, the first is taken.
    pub fn candidates(&self, opportunities: &Opportunities) -> Vec<Candidate> {
        let floor = self
            .adds()
            .and_then(|index| Some(self.slot(index)?.floor))
            .unwrap_or(Amount::ZERO);
        let mut found: BTreeMap<(Guid, Guid), Vec<(String, Amount)>> = BTreeMap::new();
        for pair in &opportunities.pairs {
            let (Some(place), Some(workload)) = (pair.place(), pair.workloads.first()) else {
                continue;
            };
            found
                .entry(place)
                .or_default()
                .push((workload.clone(), pair.revenue_usd.unwrap_or(floor)));
        }
        found
            .into_iter()
            .map(|((tenant, subscription), workloads)| Candidate {
                id: candidate_id(tenant, subscription),
                claim: ApprovedClaim {
                    tenant,
                    subscription,
                    subscription_end: None,
                    covered: Covered {
                        from: opportunities.month,
                        until: None,
                    },
                    workloads,
                },
            })
            .collect()
    }
}

/// A claim that could be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Names it in the answer.
    pub id: String,
    /// What it would be once approved.
    pub claim: ApprovedClaim,
}
