//! The months to come: what each would score, and what came and what fell away in it.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::names::PairName;
use super::standing::{Moved, Pair, Source, Standing};
use super::tally::{Figure, Tally};
use crate::programme::{Formula, MetricId};
use crate::{Hundredths, Month};

/// The most months a forecast looks ahead.
pub const FORECAST_LIMIT: u32 = 120;

/// How many pairs are named for each kind of change; the others are counted.
const NAMED: usize = 20;

/// A month to come, with the points it would have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ForecastMonth {
    /// Which.
    pub month: Month,
    /// Its total.
    pub total: Hundredths,
    /// Whether it qualifies.
    pub qualified: bool,
    /// Points by metric, in the table's order.
    #[serde(serialize_with = "as_map")]
    pub metrics: Vec<(MetricId, Hundredths)>,
    /// What came and what fell away since the month before.
    pub changes: Vec<Change>,
    /// The same points exact, with the figures they come from.
    #[serde(skip)]
    pub tally: Tally,
}

/// Why a month differs from the one before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// The metric it moves.
    pub metric: MetricId,
    /// What happened.
    pub cause: Cause,
    /// By how much the metric's value rises, or falls when negative: pairs or people. `None`
    /// where it is a share of a sum ([`Cause::ConsumptionNow`], [`Cause::ConsumptionBaseline`]).
    pub effect: Option<i64>,
    /// The pairs, the first twenty of them.
    pub pairs: Vec<PairName>,
    /// The metric's figure before, where pairs do not tell it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Figure>,
    /// The metric's figure now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Figure>,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// A claim begins to count, or counts more than the floor for the first time.
    ClaimCounts,
    /// A claim counts no longer: its subscription or its association ended.
    ClaimEnds,
    /// Rows stop with a subscription whose end a claim tells.
    SubscriptionEnds,
    /// The pair counted a year before: it is in the baseline too, and the add is gone.
    JoinsBaseline,
    /// The pair had stopped counting a year before: it leaves the baseline.
    LeavesBaseline,
    /// Certificates lapse.
    CertificatesLapse,
    /// Certificates begin to be valid.
    CertificatesBegin,
    /// The consumption value carried on changes, because a subscription ends.
    ConsumptionNow,
    /// Another month of last year is compared with.
    ConsumptionBaseline,
}

impl Standing<'_> {
    /// The months after the as-of month, at most [`FORECAST_LIMIT`], with the claims put in.
    pub fn forecast(&mut self, ahead: u32) -> Vec<ForecastMonth> {
        let as_of = self.as_of();
        let mut before = self.tally(as_of);
        let ahead = i32::try_from(ahead.min(FORECAST_LIMIT)).unwrap_or(0);
        (1..=ahead)
            .map(|offset| {
                let told = self.after(&before, as_of.plus(offset));
                before = told.tally.clone();
                told
            })
            .collect()
    }

    /// A month, where `before` is the one before it.
    fn after(&mut self, before: &Tally, month: Month) -> ForecastMonth {
        let tally = self.tally(month);
        ForecastMonth {
            month,
            total: tally.total.rounded(),
            qualified: tally.qualified,
            metrics: tally
                .metrics
                .iter()
                .map(|metric| (metric.id, metric.points.rounded()))
                .collect(),
            changes: self.changes(before, month, &tally),
            tally,
        }
    }

    /// What changed from the month before to this one, metric by metric.
    fn changes(&mut self, before: &Tally, month: Month, tally: &Tally) -> Vec<Change> {
        let mut changes = Vec::new();
        let track = self.track;
        for (index, metric) in track.metrics.iter().enumerate() {
            let Some((was, is)) = before.metrics.get(index).zip(tally.metrics.get(index)) else {
                continue;
            };
            match &metric.formula {
                Formula::RevenuePairs { .. } | Formula::ConsumptionPairs { .. } => {
                    if was.now != is.now {
                        changes.extend(self.now_changes(index, metric.id, month));
                    }
                    changes.extend(self.baseline_changes(index, metric.id, month));
                }
                Formula::ConsumptionGrowth { .. } => {
                    for (cause, from, to) in [
                        (Cause::ConsumptionNow, was.now, is.now),
                        (Cause::ConsumptionBaseline, was.baseline, is.baseline),
                    ] {
                        if from != to {
                            changes.push(Change {
                                metric: metric.id,
                                cause,
                                effect: None,
                                pairs: Vec::new(),
                                from,
                                to,
                            });
                        }
                    }
                }
                _ => {
                    if let (Some(Figure::Count(from)), Some(Figure::Count(to))) = (was.now, is.now)
                        && from != to
                    {
                        changes.push(Change {
                            metric: metric.id,
                            cause: if to < from {
                                Cause::CertificatesLapse
                            } else {
                                Cause::CertificatesBegin
                            },
                            effect: Some(to - from),
                            pairs: Vec::new(),
                            from: None,
                            to: None,
                        });
                    }
                }
            }
        }
        changes
    }

    /// Pairs that count now and did not the month before, and the other way round.
    fn now_changes(&mut self, index: usize, id: MetricId, month: Month) -> Vec<Change> {
        let (came, went) = self.moved(index, month);
        let revenue = self
            .slot(index)
            .is_some_and(|slot| slot.source == Source::Revenue);
        // What the rows alone would still bring was ended with its subscription; the rest of
        // what went was a claim's.
        let (by_rows, by_claim) =
            went.partition(|pair| !revenue || self.ends_by_subscription(index, pair, month));
        [
            (Cause::ClaimCounts, came, 1),
            (Cause::ClaimEnds, by_claim, -1),
            (Cause::SubscriptionEnds, by_rows, -1),
        ]
        .into_iter()
        .filter_map(|(cause, pairs, sign)| self.change(index, id, cause, &pairs, sign))
        .collect()
    }

    /// Pairs that counted a year ago and not the month before that: they cost an add.
    fn baseline_changes(&mut self, index: usize, id: MetricId, month: Month) -> Vec<Change> {
        let (came, went) = self.moved(index, month.plus(-12));
        [
            (Cause::JoinsBaseline, came, -1),
            (Cause::LeavesBaseline, went, 1),
        ]
        .into_iter()
        .filter_map(|(cause, pairs, sign)| self.change(index, id, cause, &pairs, sign))
        .collect()
    }

    /// True when a pair lost rows because a claim tells that their subscription is over.
    fn ends_by_subscription(&self, index: usize, pair: Pair, month: Month) -> bool {
        self.slot(index).is_some_and(|slot| {
            self.parts(slot, pair, month)
                .iter()
                .any(|part| part.ended && !part.rows.is_empty())
        })
    }

    fn change(
        &self,
        index: usize,
        metric: MetricId,
        cause: Cause,
        pairs: &Moved,
        sign: i64,
    ) -> Option<Change> {
        let source = self.slot(index)?.source;
        let effect = i64::try_from(pairs.len()).unwrap_or(i64::MAX) * sign;
        // In the order of their names: the order of the rows must not matter.
        let mut pairs: Vec<PairName> = pairs
            .first(NAMED)
            .map(|pair| self.pair_name(source, pair))
            .collect();
        pairs.sort_unstable();
        pairs.truncate(NAMED);
        (effect != 0).then_some(Change {
            metric,
            cause,
            effect: Some(effect),
            pairs,
            from: None,
            to: None,
        })
    }
}

fn as_map<S: Serializer>(
    metrics: &[(MetricId, Hundredths)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(metrics.len()))?;
    for (id, points) in metrics {
        map.serialize_entry(id.as_str(), points)?;
    }
    map.end()
}
