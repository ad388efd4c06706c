//! Points from numbers a person enters, for every designation. `recognition.md` section 7.

mod inputs;
mod metric;
mod numbers;

use std::collections::BTreeMap;

use serde::Serialize;
use thiserror::Error;

pub use inputs::read_inputs;
pub(super) use metric::scored;
pub use numbers::{Number, Numbers, Part, Takes};

use super::tally::Tally;
use crate::Amount;
use crate::programme::{MetricId, Paths, TrackId};

/// What is entered for one metric.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entered {
    /// A count, people, or per cent.
    Number(Amount),
    /// Monthly consumption value now and a year ago.
    Growth {
        /// Now.
        now: Amount,
        /// A year ago.
        baseline: Amount,
    },
    /// A number for each association or kind.
    ByKey(BTreeMap<String, Amount>),
    /// People at each gate, and in the last step.
    Stepped {
        /// In the order of the gates.
        gates: Vec<u32>,
        /// In the last step.
        people: u32,
    },
}

/// The numbers by metric; one that is left out is 0.
pub type Inputs = BTreeMap<MetricId, Entered>;

/// A number that cannot be used: which, and the cure.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Error)]
#[error("{key}: {cause}")]
pub struct InputFault {
    /// The key, as entered: `usage_growth.baseline`.
    pub key: String,
    /// What is wrong and what is needed.
    pub cause: String,
}

impl InputFault {
    fn new(key: impl Into<String>, cause: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            cause: cause.into(),
        }
    }
}

/// Points of a designation and track from entered numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Estimate {
    /// Its ID.
    pub designation: String,
    /// The track.
    pub track: TrackId,
    /// The programme version.
    pub programme: String,
    /// Total, qualification, blockers and metrics.
    #[serde(flatten)]
    pub tally: Tally,
}

/// Points from entered numbers.
///
/// # Errors
///
/// With every fault at once: a designation or track that is not there, a metric it does not
/// have, a number of the wrong form or out of bounds.
pub fn estimate(
    paths: &Paths,
    designation: &str,
    track: TrackId,
    inputs: &Inputs,
) -> Result<Estimate, Vec<InputFault>> {
    let known = || -> String {
        let ids: Vec<&str> = paths.designations.iter().map(|d| d.id.as_str()).collect();
        ids.join(", ")
    };
    let path = paths.designation(designation).ok_or_else(|| {
        vec![InputFault::new(
            "designation",
            format!("`{designation}` is not known; there are {}", known()),
        )]
    })?;
    let table = path.track(track).ok_or_else(|| {
        vec![InputFault::new(
            "track",
            format!("`{designation}` has no track `{}`", track.as_str()),
        )]
    })?;
    let ids = || table.metrics.iter().map(|metric| metric.id.as_str());
    let mut faults: Vec<InputFault> = inputs
        .keys()
        .filter(|id| table.metric(**id).is_none())
        .map(|id| {
            InputFault::new(
                id.as_str(),
                format!(
                    "`{designation}` has no such metric; it has {}",
                    ids().collect::<Vec<_>>().join(", ")
                ),
            )
        })
        .collect();
    let mut metrics = Vec::with_capacity(table.metrics.len());
    for metric in &table.metrics {
        match scored(metric, inputs.get(&metric.id)) {
            Ok(score) => metrics.push(score),
            Err(found) => faults.extend(found),
        }
    }
    if !faults.is_empty() {
        faults.sort();
        return Err(faults);
    }
    Ok(Estimate {
        designation: path.id.clone(),
        track,
        programme: paths.programme.clone(),
        tally: Tally::new(metrics, paths.line),
    })
}

/// Which of two tracks counts where the higher one does: of equal totals the one that
/// qualifies, then the first.
pub fn higher(estimates: &[Estimate]) -> Option<&Estimate> {
    let rank = |estimate: &&Estimate| (estimate.tally.total, estimate.tally.qualified);
    // The last of equals is taken, so the first has to come last.
    estimates.iter().rev().max_by_key(rank)
}
