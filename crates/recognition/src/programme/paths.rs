//! The scoring paths alone: all that numbers entered by hand are computed by.
//!
//! A programme carries prose, lists of certificates and the rules of claims. The page's first
//! screen needs none of it and must be small, so it carries these.

use serde::{Deserialize, Serialize};

use super::{
    AssociationFull, Designation, Formula, KindFull, Metric, MetricId, Programme, ProgrammeError,
    TrackChoice, TrackId,
};
use crate::Amount;

/// Every designation's scoring path, as far as entered numbers need it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paths {
    /// The programme version they are of.
    pub programme: String,
    /// Points needed, of 100.
    pub line: u32,
    /// In the programme's order.
    pub designations: Vec<Path>,
}

/// A designation's scoring path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Path {
    /// `business_applications`.
    pub id: String,
    /// Microsoft's name for it.
    pub name: String,
    /// Who decides which track counts.
    pub how: TrackChoice,
    /// When Enterprise is proposed, where there is a proposal.
    pub proposal: Option<Proposal>,
    /// Enterprise and SMB.
    pub tracks: Vec<PathTrack>,
}

/// When the product proposes Enterprise; Microsoft assigns the track.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// This many distinct products …
    pub workloads: u32,
    /// … each over this revenue in US dollars a month at some customer, now and a year ago.
    pub revenue_over: Amount,
}

impl Proposal {
    /// The track proposed for so many products over the revenue now and a year ago.
    pub const fn track(self, now: u32, year_ago: u32) -> TrackId {
        if now >= self.workloads && year_ago >= self.workloads {
            TrackId::Enterprise
        } else {
            TrackId::Smb
        }
    }
}

/// The metrics of one track, in the table's order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PathTrack {
    /// Which one.
    pub id: TrackId,
    /// What is entered and what it gives.
    pub metrics: Vec<PathMetric>,
}

/// A line of the scoring table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PathMetric {
    /// Which one.
    pub id: MetricId,
    /// The most points it can give.
    pub max: u32,
    /// The value at which it gives them; 0 where [`Self::entry`] tells.
    pub full: u32,
    /// What is entered.
    pub entry: Entry,
}

/// What is entered for a metric, and how it becomes points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Entry {
    /// A whole number of what counts.
    Count(Counts),
    /// Growth in per cent.
    Percent,
    /// Monthly consumption value now and a year ago, of which the growth counts.
    Consumption {
        /// Under this value a year ago there is no growth to speak of.
        baseline_floor: Amount,
    },
    /// A number for each association; the one that gives most points counts.
    HigherOf(Vec<Full>),
    /// A number for each kind; their points are added up, to the cap.
    SumOf(Vec<Full>),
    /// People at each gate, and in the last step, who count once every gate is met.
    Stepped {
        /// What must be met first.
        gates: Vec<StepGate>,
        /// So many points in the last step …
        points: u32,
        /// … for so many people.
        people: u32,
    },
}

/// What a whole number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Counts {
    /// Anything; it can fall, and then it is under 0.
    Gained,
    /// People: never under 0.
    People,
    /// Products at customers, each with at least this revenue in US dollars a month.
    Revenue(Amount),
    /// Products at customers, each with at least this consumption value a month.
    Consumption(Amount),
}

/// An association or a kind with the value at which it gives the most.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Full {
    /// `CPOR`, `acr`.
    pub key: String,
    /// The value.
    pub full: u32,
}

/// A step of certificates that must be met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepGate {
    /// How many people it needs.
    pub people: u32,
    /// Points for meeting it, whatever the other gates are.
    pub points: u32,
}

impl Programme {
    /// The scoring paths alone.
    pub fn paths(&self) -> Paths {
        Paths {
            programme: self.id.clone(),
            line: self.qualifying.total,
            designations: self.designations.iter().map(Path::of).collect(),
        }
    }
}

impl Paths {
    /// The compact form the page carries.
    pub fn to_compact(&self) -> Result<Vec<u8>, ProgrammeError> {
        postcard::to_allocvec(self).map_err(|error| ProgrammeError(vec![error.to_string()]))
    }

    /// Reads the compact form; `None` for anything else.
    pub fn from_compact(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }

    /// The path of this ID.
    pub fn designation(&self, id: &str) -> Option<&Path> {
        self.designations.iter().find(|path| path.id == id)
    }
}

impl Path {
    fn of(designation: &Designation) -> Self {
        Self {
            id: designation.id.clone(),
            name: designation.name.clone(),
            how: designation.track_rule.how,
            proposal: designation.track_proposal.as_ref().map(|told| Proposal {
                workloads: told.workloads,
                revenue_over: told.revenue_over,
            }),
            tracks: designation
                .tracks
                .iter()
                .map(|track| PathTrack {
                    id: track.id,
                    metrics: track.metrics.iter().map(PathMetric::of).collect(),
                })
                .collect(),
        }
    }

    /// The metrics of a track.
    pub fn track(&self, id: TrackId) -> Option<&PathTrack> {
        self.tracks.iter().find(|track| track.id == id)
    }
}

impl PathTrack {
    /// A metric of the track.
    pub fn metric(&self, id: MetricId) -> Option<&PathMetric> {
        self.metrics.iter().find(|metric| metric.id == id)
    }
}

impl PathMetric {
    fn of(metric: &Metric) -> Self {
        Self {
            id: metric.id,
            max: metric.max,
            full: metric.full,
            entry: Entry::of(metric),
        }
    }
}

impl Entry {
    fn of(metric: &Metric) -> Self {
        match &metric.formula {
            Formula::RevenuePairs { floor, .. } => Self::Count(Counts::Revenue(*floor)),
            Formula::ConsumptionPairs { floor, .. } => Self::Count(Counts::Consumption(*floor)),
            Formula::CertifiedPeople { .. } => Self::Count(Counts::People),
            Formula::Count if metric.id.counts_people() => Self::Count(Counts::People),
            Formula::Count => Self::Count(Counts::Gained),
            Formula::Growth => Self::Percent,
            Formula::ConsumptionGrowth { baseline_floor, .. } => Self::Consumption {
                baseline_floor: *baseline_floor,
            },
            Formula::HigherOf { by } => Self::HigherOf(by.iter().map(Full::by).collect()),
            Formula::SumOf { kinds } => Self::SumOf(kinds.iter().map(Full::kind).collect()),
            Formula::Stepped { gates, last } => Self::Stepped {
                gates: gates
                    .iter()
                    .map(|gate| StepGate {
                        people: gate.people,
                        points: gate.points,
                    })
                    .collect(),
                points: last.points,
                people: last.people,
            },
        }
    }
}

impl Full {
    fn by(one: &AssociationFull) -> Self {
        Self {
            key: one.key.clone(),
            full: one.full,
        }
    }

    fn kind(one: &KindFull) -> Self {
        Self {
            key: one.key.clone(),
            full: one.full,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_compact_form_says_the_same_and_is_small() {
        let paths = Programme::builtin().paths();
        let bytes = paths.to_compact().unwrap();
        assert_eq!(Paths::from_compact(&bytes), Some(paths));
        assert_eq!(Paths::from_compact(&bytes[..bytes.len() / 2]), None);
        assert!(bytes.len() < 2_500, "{}", bytes.len());
    }

    #[test]
    fn all_six_designations_are_there_with_both_tracks() {
        let paths = Programme::builtin().paths();
        assert_eq!((paths.line, paths.designations.len()), (70, 6));
        for path in &paths.designations {
            for track in [TrackId::Enterprise, TrackId::Smb] {
                let metrics = &path.track(track).unwrap().metrics;
                let most: u32 = metrics.iter().map(|metric| metric.max).sum();
                assert_eq!(most, 100, "{} {}", path.id, track.as_str());
            }
        }
    }

    #[test]
    fn what_is_counted_alone_is_people_or_what_was_gained() {
        let programme = Programme::builtin();
        let mut kinds = Vec::new();
        for designation in &programme.designations {
            for metric in designation.tracks.iter().flat_map(|track| &track.metrics) {
                if metric.formula == Formula::Count {
                    let people = Entry::of(metric) == Entry::Count(Counts::People);
                    assert_eq!(people, metric.id.counts_people(), "{:?}", metric.id);
                    kinds.push(people);
                }
            }
        }
        assert!(kinds.contains(&true) && kinds.contains(&false));
    }

    #[test]
    fn enterprise_is_proposed_only_when_both_years_reach_it() {
        let paths = Programme::builtin().paths();
        let path = paths.designation("business_applications").unwrap();
        let proposal = path.proposal.unwrap();
        assert_eq!(proposal.revenue_over, Amount::whole(5_000));
        for (now, year_ago, track) in [
            (5, 5, TrackId::Enterprise),
            (9, 4, TrackId::Smb),
            (4, 9, TrackId::Smb),
            (0, 0, TrackId::Smb),
        ] {
            assert_eq!(proposal.track(now, year_ago), track, "{now} {year_ago}");
        }
    }
}
