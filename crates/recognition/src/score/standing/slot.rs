//! What a metric that adds up pairs looks at.

use super::Source;
use crate::portfolio::Portfolio;
use crate::programme::{Formula, Metric};
use crate::{Amount, Programme};

/// What a metric that adds up pairs looks at.
#[derive(Clone, Debug)]
pub(crate) struct Slot {
    pub(crate) source: Source,
    /// For each workload the associations that count, a bit each.
    pub(crate) sets: Vec<u32>,
    /// What a pair must reach to be counted.
    pub(crate) floor: Amount,
}

impl Slot {
    pub(super) fn of(
        metric: &Metric,
        portfolio: &Portfolio,
        programme: &Programme,
    ) -> Option<Self> {
        match &metric.formula {
            Formula::RevenuePairs {
                floor,
                associations,
            } => Some(Self {
                source: Source::Revenue,
                sets: vec![
                    portfolio.association_set(associations);
                    programme.revenue_workloads.len()
                ],
                floor: *floor,
            }),
            Formula::ConsumptionPairs {
                floor,
                associations,
            } => Some(Self {
                source: Source::Usage,
                sets: portfolio.usage_sets(associations),
                floor: *floor,
            }),
            Formula::ConsumptionGrowth { associations, .. } => Some(Self {
                source: Source::Usage,
                sets: portfolio.usage_sets(associations),
                floor: Amount::ZERO,
            }),
            _ => None,
        }
    }

    /// The associations that count for a workload.
    pub(crate) fn set(&self, workload: u8) -> u32 {
        self.sets.get(usize::from(workload)).copied().unwrap_or(0)
    }
}
