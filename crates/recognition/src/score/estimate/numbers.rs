//! The single numbers that a metric is entered as, each with a key: `usage_growth.now`.
//!
//! Forms, addresses and the ways to the line name them by it, as [`super::InputFault`] does.

use std::collections::BTreeMap;

use super::{Entered, Inputs};
use crate::Amount;
use crate::programme::{Counts, Entry, MetricId, Path, PathMetric, PathTrack};

/// Entered numbers by key; one that is left out is 0.
pub type Numbers = BTreeMap<String, Amount>;

/// The most that is taken as a count or as per cent: no partner has more, and a slip of the
/// finger does.
const MOST: Amount = Amount::whole(1_000_000);

/// One number that a person enters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// Names it: `net_customer_adds`, `usage_growth.now`, `advanced_certifications.gate1`.
    pub key: String,
    /// What it is entered for.
    pub metric: MetricId,
    /// Which part of the metric.
    pub part: Part,
    /// What it may be.
    pub takes: Takes,
}

/// Which part of a metric a number is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// The whole metric.
    All,
    /// Consumption value now.
    Now,
    /// Consumption value a year ago.
    Baseline,
    /// By this association or of this kind.
    Key(String),
    /// People at a gate, counted from 1.
    Gate(usize),
    /// People in the last step.
    LastStep,
}

/// What a number may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// A whole number; it can fall, and then it is under 0.
    Whole,
    /// A whole number of 0 or more.
    People,
    /// Any number: per cent.
    Percent,
    /// Any number: growth in whatever unit.
    Growth,
    /// 0 or more.
    Value,
}

impl Takes {
    /// True for numbers without decimals.
    pub const fn is_whole(self) -> bool {
        matches!(self, Self::Whole | Self::People)
    }

    /// True for a number that is one of these.
    pub fn takes(self, number: Amount) -> bool {
        let bounded = -MOST <= number && number <= MOST;
        match self {
            Self::Whole => bounded && number.as_whole().is_some(),
            Self::People => bounded && number.as_whole().is_some() && !number.is_negative(),
            Self::Percent => bounded,
            Self::Growth => true,
            Self::Value => !number.is_negative(),
        }
    }
}

impl PathMetric {
    /// The numbers it is entered as, in the order they are asked for.
    pub fn numbers(&self) -> Vec<Number> {
        let number = |end: &str, part: Part, takes: Takes| Number {
            key: key(self.id, end),
            metric: self.id,
            part,
            takes,
        };
        match &self.entry {
            Entry::Count(Counts::People) => vec![number("", Part::All, Takes::People)],
            Entry::Count(_) => vec![number("", Part::All, Takes::Whole)],
            Entry::Percent => vec![number("", Part::All, Takes::Percent)],
            Entry::Consumption { .. } => vec![
                number(NOW, Part::Now, Takes::Value),
                number(BASELINE, Part::Baseline, Takes::Value),
            ],
            Entry::HigherOf(all) => all
                .iter()
                .map(|one| number(&one.key, Part::Key(one.key.clone()), Takes::Whole))
                .collect(),
            Entry::SumOf(all) => all
                .iter()
                .map(|one| number(&one.key, Part::Key(one.key.clone()), Takes::Growth))
                .collect(),
            Entry::Stepped { gates, .. } => (1..=gates.len())
                .map(|gate| number(&gate_end(gate), Part::Gate(gate), Takes::People))
                .chain([number(PEOPLE, Part::LastStep, Takes::People)])
                .collect(),
        }
    }

    /// What is entered for it, from its numbers by key.
    pub fn entered(&self, numbers: &Numbers) -> Entered {
        let value = |end: &str| {
            let value = numbers.get(&key(self.id, end));
            value.copied().unwrap_or_default()
        };
        let people = |end: &str| {
            let people = value(end).as_whole().unwrap_or(0);
            u32::try_from(people.max(0)).unwrap_or(u32::MAX)
        };
        match &self.entry {
            Entry::Count(_) | Entry::Percent => Entered::Number(value("")),
            Entry::Consumption { .. } => Entered::Growth {
                now: value(NOW),
                baseline: value(BASELINE),
            },
            Entry::HigherOf(all) | Entry::SumOf(all) => {
                let mut values = Numbers::new();
                for one in all {
                    values.insert(one.key.clone(), value(&one.key));
                }
                Entered::ByKey(values)
            }
            Entry::Stepped { gates, .. } => Entered::Stepped {
                gates: (1..=gates.len())
                    .map(|gate| people(&gate_end(gate)))
                    .collect(),
                people: people(PEOPLE),
            },
        }
    }
}

impl Path {
    /// Each metric with the numbers asked for it on any of the tracks, in the tables' order.
    pub fn numbers(&self) -> Vec<(MetricId, Vec<Number>)> {
        let mut asked: Vec<(MetricId, Vec<Number>)> = Vec::new();
        for metric in self.tracks.iter().flat_map(|track| &track.metrics) {
            let place = asked.iter().position(|(id, _)| *id == metric.id);
            let place = place.unwrap_or_else(|| {
                asked.push((metric.id, Vec::new()));
                asked.len() - 1
            });
            let Some((_, numbers)) = asked.get_mut(place) else {
                continue;
            };
            for number in metric.numbers() {
                if numbers.iter().all(|known| known.key != number.key) {
                    numbers.push(number);
                }
            }
        }
        asked
    }
}

impl PathTrack {
    /// What is entered for its metrics. Numbers of other keys are for other tracks.
    pub fn inputs(&self, numbers: &Numbers) -> Inputs {
        // One by one: collected, they would be sorted first, by much code for five.
        let mut inputs = Inputs::new();
        for metric in &self.metrics {
            inputs.insert(metric.id, metric.entered(numbers));
        }
        inputs
    }
}

const NOW: &str = "now";
const BASELINE: &str = "baseline";
const PEOPLE: &str = "people";

fn gate_end(gate: usize) -> String {
    format!("gate{gate}")
}

fn key(metric: MetricId, end: &str) -> String {
    if end.is_empty() {
        metric.as_str().to_owned()
    } else {
        format!("{}.{end}", metric.as_str())
    }
}
