//! Every figure unfolded: which rows made a pair count, which association won, what the
//! baseline was, which rule and source. The same structure serves page, API, text and tests.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Serialize;

use super::names::PairName;
use super::pairs::PairQuery;
use super::standing::{Pair, Part, Slot, Source, Standing};
use super::tally::MetricScore;
use crate::portfolio::Origin;
use crate::programme::Formula;
use crate::{Amount, Month};

/// Why a metric has the points it has in a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// Figures and points.
    pub score: MetricScore,
    /// How the value is found, with its floor and associations.
    pub rule: Formula,
    /// Keys of the programme's sources.
    pub sources: Vec<String>,
    /// How sure the numbers are.
    pub confidence: String,
    /// The month's rows; `None` for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub now: Option<MonthRead>,
    /// The rows of the month it is compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<MonthRead>,
    /// Pairs with a row in either month: first those that changed, then by amount.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pairs: Vec<PairExplained>,
    /// Certificates that are valid, or lapsed within the year before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub certificates: Vec<CertificateExplained>,
    /// How many pairs or certificates there are beyond those listed.
    pub more: usize,
}

/// Which rows stand for a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MonthRead {
    /// The month that is asked for.
    pub month: Month,
    /// The month whose rows are taken: an earlier one where rows are carried on.
    pub rows_of: Month,
    /// The export has no row at all in it: computed as zero.
    pub missing: bool,
}

/// A pair in both months.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PairExplained {
    /// Which.
    #[serde(flatten)]
    pub pair: PairName,
    /// What it does to the metric's count: 1 came, -1 went, 0 neither.
    pub effect: i8,
    /// In the month.
    pub now: Option<PairInMonth>,
    /// In the month it is compared with.
    pub baseline: Option<PairInMonth>,
}

/// A pair in a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PairInMonth {
    /// US dollars, or consumption value, a month.
    pub amount: Amount,
    /// At or over the metric's floor.
    pub counts: bool,
    /// What it is made of.
    pub subscriptions: Vec<SubscriptionExplained>,
}

/// What one subscription brings to a pair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SubscriptionExplained {
    /// Its ID; empty where the export has none.
    pub subscription: String,
    /// The winning association's sum; `None` when none of its associations counts.
    pub amount: Option<Amount>,
    /// A claim tells that it is over by then, so its rows are not carried on.
    pub ended: bool,
    /// Its associations, in the programme's order.
    pub associations: Vec<AssociationExplained>,
}

/// The rows of one association.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AssociationExplained {
    /// Its name.
    pub association: String,
    /// The sum of its rows, or what the claim says.
    pub amount: Amount,
    /// The metric takes it.
    pub eligible: bool,
    /// It is the largest of those taken: this sum counts.
    pub wins: bool,
    /// How many rows there are; none when it is a claim.
    pub rows: u32,
    /// The file and line of the first of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<Place>,
    /// The claim that acts as a row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claim: Option<String>,
}

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Place {
    /// The file's name; empty where it was not told.
    pub file: String,
    /// Counted from 1, the header included.
    pub line: u32,
}

/// A certificate of a list, without saying whose: the row tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CertificateExplained {
    /// Numbers the person, from 1, within this portfolio.
    pub person: u32,
    /// The day it was passed.
    #[serde(with = "crate::day::text")]
    pub from: NaiveDate,
    /// The last day it is valid, if there is one.
    #[serde(with = "crate::day::optional")]
    pub until: Option<NaiveDate>,
    /// Valid on the month's last day.
    pub counts: bool,
    /// Its row.
    pub row: Place,
}

impl Standing<'_> {
    /// Every metric of a month, unfolded, with at most so many pairs or certificates each.
    pub fn explain(&mut self, month: Month, at_most: usize) -> Vec<Explanation> {
        let tally = self.tally(month);
        tally
            .metrics
            .into_iter()
            .enumerate()
            .filter_map(|(index, score)| self.explanation(index, score, month, at_most))
            .collect()
    }

    /// One pair of a metric, whether it counts or not: its place in the table, tenant and
    /// workload. `None` where neither month has a row of it.
    pub fn explain_pair(
        &mut self,
        index: usize,
        month: Month,
        name: &PairName,
    ) -> Option<PairExplained> {
        let source = self.slot(index)?.source;
        let pair = self.pair_named(source, name)?;
        self.open(source, month);
        self.open(source, month.plus(-12));
        let slot = self.slot(index)?;
        self.explained(slot, pair, month)
    }

    /// The certificates that the metric at this place of the table rests on: those valid on the
    /// month's last day, and those that lapsed in the year before. `None` where it does not count
    /// people.
    pub fn certificates_of(&self, index: usize, month: Month) -> Option<Vec<CertificateExplained>> {
        match &self.track.metrics.get(index)?.formula {
            Formula::CertifiedPeople { list } => Some(self.certificates(list, month)),
            _ => None,
        }
    }

    fn explanation(
        &mut self,
        index: usize,
        score: MetricScore,
        month: Month,
        at_most: usize,
    ) -> Option<Explanation> {
        let metric = self.track.metrics.get(index)?;
        let (mut pairs, mut certificates, mut more) = (Vec::new(), Vec::new(), 0);
        let (mut now, mut baseline) = (None, None);
        if let Formula::CertifiedPeople { list } = &metric.formula {
            let all = self.certificates(list, month);
            more = all.len().saturating_sub(at_most);
            certificates = all.into_iter().take(at_most).collect();
        } else if let Some(source) = self.slot(index).map(|slot| slot.source) {
            (pairs, more) = self.explained_pairs(index, month, at_most);
            now = Some(self.month_read(source, month));
            baseline = Some(self.month_read(source, month.plus(-12)));
        }
        Some(Explanation {
            score,
            rule: metric.formula.clone(),
            sources: metric.sources.clone(),
            confidence: metric.confidence.clone(),
            now,
            baseline,
            pairs,
            certificates,
            more,
        })
    }

    fn month_read(&self, source: Source, month: Month) -> MonthRead {
        let rows_of = self.data_month(month);
        let seen = match source {
            Source::Revenue => &self.portfolio.revenue.seen,
            Source::Usage => &self.portfolio.usage.seen,
        };
        MonthRead {
            month,
            rows_of,
            missing: !seen.contains(&rows_of),
        }
    }

    /// Pairs of both months, those that changed first, and how many are not listed.
    fn explained_pairs(
        &mut self,
        index: usize,
        month: Month,
        at_most: usize,
    ) -> (Vec<PairExplained>, usize) {
        let Some(mut list) = self.pairs(index, month) else {
            return (Vec::new(), 0);
        };
        let order = list.find(self, &PairQuery::default());
        let Some(slot) = self.slot(index) else {
            return (Vec::new(), 0);
        };
        let more = order.len().saturating_sub(at_most);
        let listed = order
            .into_iter()
            .take(at_most)
            .filter_map(|place| self.explained(slot, list.pair(place)?, month))
            .collect();
        (listed, more)
    }

    fn explained(&self, slot: &Slot, pair: Pair, month: Month) -> Option<PairExplained> {
        let now = self.pair_in_month(slot, pair, month);
        let baseline = self.pair_in_month(slot, pair, month.plus(-12));
        if now.is_none() && baseline.is_none() {
            return None;
        }
        let counts =
            |side: &Option<PairInMonth>| i8::from(side.as_ref().is_some_and(|side| side.counts));
        Some(PairExplained {
            pair: self.pair_name(slot.source, pair),
            effect: counts(&now) - counts(&baseline),
            now,
            baseline,
        })
    }

    fn pair_in_month(&self, slot: &Slot, pair: Pair, month: Month) -> Option<PairInMonth> {
        let parts = self.parts(slot, pair, month);
        if parts.is_empty() {
            return None;
        }
        let counting = parts.iter().filter_map(|part| part.amount);
        let any = counting.clone().next().is_some();
        let amount = Amount::total(counting);
        Some(PairInMonth {
            amount,
            counts: any && amount >= slot.floor,
            subscriptions: parts
                .iter()
                .map(|part| self.subscription(slot, pair, part))
                .collect(),
        })
    }

    fn subscription(&self, slot: &Slot, pair: Pair, part: &Part<'_>) -> SubscriptionExplained {
        let set = slot.set(pair.0);
        let mut won = false;
        let mut wins = |eligible: bool, amount: Amount| {
            let wins = !won && eligible && !part.ended && part.amount == Some(amount);
            won |= wins;
            wins
        };
        let mut associations: Vec<AssociationExplained> = part
            .rows
            .iter()
            .map(|fact| {
                let eligible = set >> fact.key.association & 1 == 1;
                AssociationExplained {
                    association: self
                        .portfolio
                        .association_name(fact.key.association)
                        .unwrap_or_default()
                        .to_owned(),
                    amount: fact.amount,
                    eligible,
                    wins: wins(eligible, fact.amount),
                    rows: fact.rows,
                    first: Some(self.place(fact.first)),
                    claim: None,
                }
            })
            .collect();
        if let Some((key, amount)) = part.claim.zip(part.claimed) {
            let ended = part.ended;
            associations.push(AssociationExplained {
                association: self.programme.claims.association.clone(),
                amount,
                eligible: true,
                wins: ended || wins(true, amount),
                rows: 0,
                first: None,
                claim: self.claim_id(key).map(str::to_owned),
            });
        }
        SubscriptionExplained {
            subscription: self.subscription_name(part.subscription),
            amount: part.amount,
            ended: part.ended,
            associations,
        }
    }

    fn place(&self, origin: Origin) -> Place {
        Place {
            file: self
                .portfolio
                .file_name(origin.file)
                .unwrap_or_default()
                .to_owned(),
            line: origin.line,
        }
    }

    /// The certificates of a list around a month: one row for each that is valid on its last
    /// day or lapsed in the year before.
    fn certificates(&self, list: &str, month: Month) -> Vec<CertificateExplained> {
        let (day, year_before) = (month.last_day(), month.plus(-12).last_day());
        let mut rows: Vec<CertificateExplained> = self
            .portfolio
            .holdings_of(list)
            .filter(|holding| {
                holding.from <= day && holding.until.is_none_or(|until| until > year_before)
            })
            .map(|holding| CertificateExplained {
                person: holding.person.saturating_add(1),
                from: holding.from,
                until: holding.until,
                counts: holding.until.is_none_or(|until| day <= until),
                row: self.place(holding.first),
            })
            .collect();
        let counted: BTreeSet<u32> = rows
            .iter()
            .filter(|row| row.counts)
            .map(|row| row.person)
            .collect();
        // Those that stopped counting come first, then each person's longest one.
        rows.sort_by_key(|row| {
            (
                counted.contains(&row.person),
                row.person,
                std::cmp::Reverse(row.until.unwrap_or(NaiveDate::MAX)),
            )
        });
        rows
    }
}
