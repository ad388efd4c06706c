//! Places within the rules that the rest of the page links to.

use std::fmt;

use claimdesk_recognition::claim::RuleId;
use claimdesk_recognition::programme::{MetricId, TrackId};

use crate::paths::Place;

/// A place within the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchor<'a> {
    /// Which track of a designation counts.
    Track(&'a str),
    /// A metric of a designation's track.
    Metric(&'a str, TrackId, MetricId),
    /// A rule of the assessment.
    Rule(RuleId),
    /// A reading, by its place in the programme from 1 on.
    Reading(usize),
    /// A source, by its key.
    Source(&'a str),
    /// A word of the glossary, by its key.
    Term(&'a str),
}

impl Anchor<'_> {
    /// The whole address; links to it need [`Place::rel`] of [`Place::Rules`].
    pub(crate) fn address(self) -> String {
        format!("{}#{self}", Place::Rules)
    }
}

impl fmt::Display for Anchor<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Track(designation) => write!(f, "track-{designation}"),
            Self::Metric(designation, track, metric) => write!(
                f,
                "metric-{designation}-{}-{}",
                track.as_str(),
                metric.as_str()
            ),
            Self::Rule(rule) => write!(f, "rule-{}", rule.as_str()),
            Self::Reading(number) => write!(f, "reading-{number}"),
            Self::Source(key) => write!(f, "source-{key}"),
            Self::Term(key) => write!(f, "term-{key}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_stable() {
        for (anchor, expected) in [
            (Anchor::Track("security"), "/rules#track-security"),
            (
                Anchor::Metric("security", TrackId::Smb, MetricId::UsageGrowth),
                "/rules#metric-security-smb-usage_growth",
            ),
            (
                Anchor::Rule(RuleId::UnderTheFloor),
                "/rules#rule-under_the_floor",
            ),
            (Anchor::Reading(3), "/rules#reading-3"),
            (Anchor::Source("BA26"), "/rules#source-BA26"),
            (Anchor::Term("mcv"), "/rules#term-mcv"),
        ] {
            assert_eq!(anchor.address(), expected);
        }
    }
}
