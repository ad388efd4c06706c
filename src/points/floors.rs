//! From which values on things count, as the programme has them.

use claimdesk_recognition::Amount;
use claimdesk_recognition::programme::{Formula, Programme, TrackId};

/// What counts only from a value on.
#[derive(Clone, Copy, Default, PartialEq)]
pub(crate) struct Floors {
    /// US dollars a month for a product at a customer.
    pub(crate) revenue: Amount,
    /// Monthly consumption value of a deployment.
    pub(crate) deployment: Amount,
    /// Monthly consumption value a year ago, under which there is no growth to speak of.
    pub(crate) baseline: Amount,
}

impl Floors {
    /// Those of a track.
    pub(crate) fn of(programme: &Programme, track: TrackId) -> Self {
        let mut floors = Self::default();
        for metric in programme
            .track(track)
            .map_or(&[][..], |track| &track.metrics)
        {
            match &metric.formula {
                Formula::RevenuePairs { floor, .. } => floors.revenue = *floor,
                Formula::ConsumptionPairs { floor, .. } => floors.deployment = *floor,
                Formula::ConsumptionGrowth { baseline_floor, .. } => {
                    floors.baseline = *baseline_floor;
                }
                _ => {}
            }
        }
        floors
    }
}
