//! What a portfolio stands at on a track, month by month, with claims laid over it.
//!
//! The rows of a month are added up once. A claim touches a few pairs: putting one in or taking
//! it out corrects only the sums of those, so that "what if" costs no second reading of the
//! portfolio. `recognition.md` sections 3 and 4.

mod claims;
mod moved;
mod sheet;
mod slot;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use rustc_hash::FxHashSet;

use super::ScoreError;
use super::tally::{MetricScore, Tally, counted, growth};
use crate::claim::ApprovedClaim;
use crate::names::Guid;
use crate::portfolio::{Fact, Ledger, Portfolio};
use crate::programme::{Formula, Metric, Track, TrackId};
use crate::{Amount, Month, Programme};
pub use claims::ClaimKey;
use claims::Claims;
pub(crate) use moved::Moved;
use moved::Plain;
use sheet::{Sheet, Sums, largest};
pub(crate) use slot::Slot;

/// A pair: workload and tenant, as the portfolio numbers them.
pub(crate) type Pair = (u8, u32);

/// Which export a metric is computed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Source {
    Revenue,
    Usage,
}

/// A portfolio on a track as of a month, with the claims put into it.
pub struct Standing<'a> {
    pub(crate) portfolio: &'a Portfolio,
    pub(crate) programme: &'a Programme,
    pub(crate) track: &'a Track,
    as_of: Month,
    claimed_as: Option<u8>,
    /// Parallel to the track's metrics; `None` for those that count people.
    slots: Vec<Option<Slot>>,
    claims: Claims,
    sheets: BTreeMap<(Source, Month), Sheet<'a>>,
    sums: BTreeMap<(usize, Month), Sums>,
    people: BTreeMap<(usize, Month), i64>,
    plain: BTreeMap<(usize, Month), Rc<Plain>>,
}

impl<'a> Standing<'a> {
    /// A portfolio with no claim in it yet. `as_of` is the latest complete month; `None` for
    /// the latest in the data.
    ///
    /// # Errors
    ///
    /// When there is no month at all, or the programme does not have the track.
    pub fn new(
        portfolio: &'a Portfolio,
        programme: &'a Programme,
        track: TrackId,
        as_of: Option<Month>,
    ) -> Result<Self, ScoreError> {
        let as_of = as_of
            .or_else(|| portfolio.latest_month())
            .ok_or(ScoreError::NoMonth)?;
        let track = programme.track(track).ok_or(ScoreError::NoTrack)?;
        let slots = track
            .metrics
            .iter()
            .map(|metric| Slot::of(metric, portfolio, programme))
            .collect();
        Ok(Self {
            portfolio,
            programme,
            track,
            as_of,
            claimed_as: portfolio.association(&programme.claims.association),
            slots,
            claims: Claims::default(),
            sheets: BTreeMap::new(),
            sums: BTreeMap::new(),
            people: BTreeMap::new(),
            plain: BTreeMap::new(),
        })
    }

    /// The latest complete month in the data.
    pub const fn as_of(&self) -> Month {
        self.as_of
    }

    /// The months with a row in the revenue or usage data, the oldest first.
    pub fn months(&self) -> Vec<MonthRows> {
        let (revenue, usage) = (&self.portfolio.revenue.seen, &self.portfolio.usage.seen);
        revenue
            .union(usage)
            .map(|month| MonthRows {
                month: *month,
                revenue: revenue.contains(month),
                usage: usage.contains(month),
            })
            .collect()
    }

    /// The programme it is computed by.
    pub const fn programme(&self) -> &'a Programme {
        self.programme
    }

    /// The track it is computed for.
    pub const fn track(&self) -> TrackId {
        self.track.id
    }

    /// Lays a claim over the portfolio: it counts in the months it covers. `id` is its name in
    /// explanations. Only the sums of its pairs are corrected.
    pub fn put(&mut self, id: &str, claim: &ApprovedClaim) -> ClaimKey {
        let resolved = self.claims.resolve(id, claim, self.portfolio);
        let touched = self.touched_by(&resolved);
        self.correct(&touched, -1);
        let key = self.claims.insert(resolved);
        self.correct(&touched, 1);
        key
    }

    /// Takes a claim out again. Nothing happens if it is not there.
    pub fn take(&mut self, key: ClaimKey) {
        let Some(resolved) = self.claims.get(key) else {
            return;
        };
        let touched = self.touched_by(&resolved.clone());
        self.correct(&touched, -1);
        self.claims.remove(key);
        self.correct(&touched, 1);
    }

    /// Looks at the standing with these claims put in, each under its name, and takes them out
    /// again: it is left as it was.
    pub fn with_claims<'c, T>(
        &mut self,
        claims: impl IntoIterator<Item = (&'c str, &'c ApprovedClaim)>,
        look: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let keys: Vec<ClaimKey> = claims
            .into_iter()
            .map(|(id, claim)| self.put(id, claim))
            .collect();
        let seen = look(self);
        for key in keys {
            self.take(key);
        }
        seen
    }

    /// How many more pairs the metric fed by claims counts in a month, less the year before,
    /// with these claims put in. The kept sums are left alone, so that thousands can be tried.
    pub(crate) fn gained<'c>(
        &mut self,
        index: usize,
        month: Month,
        claims: impl Iterator<Item = &'c ApprovedClaim>,
    ) -> i64 {
        let resolved: Vec<claims::Resolved> = claims
            .map(|claim| self.claims.resolve("", claim, self.portfolio))
            .collect();
        let mut touched = BTreeSet::new();
        for claim in &resolved {
            let [revenue, _] = self.touched_by(claim);
            touched.extend(revenue);
        }
        let before = self.net(index, month, &touched);
        let keys: Vec<ClaimKey> = resolved
            .into_iter()
            .map(|claim| self.claims.insert(claim))
            .collect();
        let after = self.net(index, month, &touched);
        for key in keys {
            self.claims.remove(key);
        }
        after - before
    }

    /// How many of these pairs count in a month, less those that counted a year before.
    fn net(&mut self, index: usize, month: Month, pairs: &BTreeSet<Pair>) -> i64 {
        let mut net = 0;
        for (month, sign) in [(month, 1), (month.plus(-12), -1)] {
            self.open(Source::Revenue, month);
            let Some(slot) = self.slot(index) else {
                continue;
            };
            let counts = |pair: &&Pair| {
                self.amount(slot, **pair, month)
                    .is_some_and(|amount| amount >= slot.floor)
            };
            let counting = i64::try_from(pairs.iter().filter(counts).count());
            net += sign * counting.unwrap_or(i64::MAX);
        }
        net
    }

    /// The name a claim was put in by.
    pub fn claim_id(&self, key: ClaimKey) -> Option<&str> {
        Some(self.claims.get(key)?.id.as_str())
    }

    pub(crate) fn new_tenant(&self, number: u32) -> Option<Guid> {
        self.claims.new_tenant(number)
    }

    pub(crate) fn number_of_new_tenant(&self, tenant: Guid) -> Option<u32> {
        self.claims.number_of_new_tenant(tenant)
    }

    pub(crate) fn new_subscription(&self, number: u32) -> Option<Guid> {
        self.claims.new_subscription(number)
    }

    /// All metrics of a month.
    pub fn tally(&mut self, month: Month) -> Tally {
        let track = self.track;
        let metrics = track
            .metrics
            .iter()
            .enumerate()
            .map(|(index, metric)| self.metric(index, metric, month))
            .collect();
        Tally::new(metrics, self.programme.qualifying.total)
    }

    /// Adds a month up before it is asked for, with what changes in it. Whoever must not keep a
    /// reader waiting does so for one month after the other, and then asks what costs little.
    pub fn prepare(&mut self, month: Month) {
        self.tally(month);
        if month > self.as_of {
            // A forecast tells which pairs moved a year before: they enter and leave the baseline.
            for (index, metric) in self.track.metrics.iter().enumerate() {
                if matches!(
                    metric.formula,
                    Formula::RevenuePairs { .. } | Formula::ConsumptionPairs { .. }
                ) {
                    self.moved(index, month.plus(-12));
                }
            }
        }
    }

    fn metric(&mut self, index: usize, metric: &Metric, month: Month) -> MetricScore {
        let year_before = month.plus(-12);
        let mut scored = match &metric.formula {
            Formula::CertifiedPeople { list } => {
                counted(metric.into(), self.certified(index, list, month), None)
            }
            Formula::ConsumptionGrowth { baseline_floor, .. } => {
                let now = Amount::held(self.sums(index, month).total);
                let baseline = Amount::held(self.sums(index, year_before).total);
                growth(metric.into(), now, baseline, *baseline_floor)
            }
            _ => {
                let now = self.sums(index, month).over;
                let baseline = self.sums(index, year_before).over;
                counted(metric.into(), now, Some(baseline))
            }
        };
        if let Some(slot) = self.slot(index) {
            let ledger = self.ledger(slot.source);
            scored.missing_months = [year_before, month]
                .into_iter()
                .filter(|month| !ledger.seen.contains(&self.data_month(*month)))
                .collect();
        }
        scored
    }

    /// People with a certificate of the list that is valid on the month's last day.
    fn certified(&mut self, index: usize, list: &str, month: Month) -> i64 {
        if let Some(known) = self.people.get(&(index, month)) {
            return *known;
        }
        let people: FxHashSet<u32> = self
            .portfolio
            .valid_holdings(list, month.last_day())
            .map(|holding| holding.person)
            .collect();
        let people = i64::try_from(people.len()).unwrap_or(i64::MAX);
        self.people.insert((index, month), people);
        people
    }

    /// The month whose rows stand for this one: itself, or the as-of month carried on.
    pub(crate) fn data_month(&self, month: Month) -> Month {
        month.min(self.as_of)
    }

    fn ledger(&self, source: Source) -> &'a Ledger {
        match source {
            Source::Revenue => &self.portfolio.revenue,
            Source::Usage => &self.portfolio.usage,
        }
    }

    /// What the metric at this place of the table looks at; `None` when it counts people.
    pub(crate) fn slot(&self, index: usize) -> Option<&Slot> {
        self.slots.get(index)?.as_ref()
    }

    /// Reads a month's rows, once.
    pub(crate) fn open(&mut self, source: Source, month: Month) {
        let data_month = self.data_month(month);
        let ledger = self.ledger(source);
        let claimed_as = self.claimed_as.filter(|_| source == Source::Revenue);
        self.sheets
            .entry((source, data_month))
            .or_insert_with(|| Sheet::new(ledger, data_month, claimed_as));
    }

    /// The rows that stand for a month; it must have been opened.
    fn sheet(&self, source: Source, month: Month) -> Option<&Sheet<'a>> {
        self.sheets.get(&(source, self.data_month(month)))
    }

    fn sums(&mut self, index: usize, month: Month) -> Sums {
        if let Some(known) = self.sums.get(&(index, month)) {
            return *known;
        }
        let mut sums = Sums::default();
        let Some(source) = self.slot(index).map(|slot| slot.source) else {
            return sums;
        };
        self.open(source, month);
        self.open(source, self.as_of);
        let floor = self.slot(index).map_or(Amount::ZERO, |slot| slot.floor);
        self.each_pair(index, month, |_, amount| sums.add(Some(amount), floor, 1));
        self.sums.insert((index, month), sums);
        sums
    }

    /// Every pair of a metric with its amount in a month, claims included. The month must have
    /// been opened.
    pub(crate) fn each_pair(&self, index: usize, month: Month, mut each: impl FnMut(Pair, Amount)) {
        let Some((slot, sheet)) = self
            .slot(index)
            .and_then(|slot| Some((slot, self.sheet(slot.source, month)?)))
        else {
            return;
        };
        let touched = self.touched(slot.source, month);
        sheet.each_pair(slot, |pair, amount| {
            if !touched.contains(&pair) {
                each(pair, amount);
            }
        });
        for pair in touched {
            if let Some(amount) = self.amount(slot, pair, month) {
                each(pair, amount);
            }
        }
    }

    /// What a pair amounts to in a month, claims included; `None` when nothing of it counts.
    fn amount(&self, slot: &Slot, pair: Pair, month: Month) -> Option<Amount> {
        let parts = self.parts(slot, pair, month);
        let counting = parts.iter().filter_map(|part| part.amount);
        counting
            .clone()
            .next()
            .is_some()
            .then(|| Amount::total(counting))
    }

    /// The subscriptions a pair is made of in a month, each with what it brings.
    pub(crate) fn parts(&self, slot: &Slot, pair: Pair, month: Month) -> Vec<Part<'_>> {
        let Some(sheet) = self.sheet(slot.source, month) else {
            return Vec::new();
        };
        let set = slot.set(pair.0);
        let takes_claims = slot.source == Source::Revenue
            && self.claimed_as.is_some_and(|bit| set >> bit & 1 == 1);
        let mut claimed = if takes_claims {
            self.claims.on(pair, month)
        } else {
            Vec::new()
        };
        // The export's own row stands, whatever a claim says of it.
        claimed.retain(|held| {
            !sheet.claimed.contains(&(held.subscription, pair.0))
                || self.has_ended(held.subscription, month)
        });
        let mut parts: Vec<Part<'_>> = sheet
            .rows(pair)
            .chunk_by(|a, b| a.key.subscription == b.key.subscription)
            .filter_map(|rows| {
                let subscription = rows.first()?.key.subscription;
                let ended = self.has_ended(subscription, month);
                let at = claimed
                    .iter()
                    .position(|held| held.subscription == subscription);
                let claim = at.map(|at| claimed.swap_remove(at));
                let by_rows = if ended { None } else { largest(rows, set) };
                Some(Part {
                    subscription,
                    rows,
                    ended,
                    amount: by_rows.max(claim.as_ref().map(|held| held.amount)),
                    claim: claim.map(|held| held.key),
                    claimed: claim.map(|held| held.amount),
                })
            })
            .collect();
        parts.extend(claimed.into_iter().map(|held| Part {
            subscription: held.subscription,
            rows: &[],
            ended: false,
            amount: Some(held.amount),
            claim: Some(held.key),
            claimed: Some(held.amount),
        }));
        parts.sort_unstable_by_key(|part| part.subscription);
        parts
    }

    /// True for a month to come after the last one of a subscription, as a claim tells it.
    fn has_ended(&self, subscription: u32, month: Month) -> bool {
        month > self.as_of
            && self
                .claims
                .last_month(subscription)
                .is_some_and(|last| last < month)
    }

    /// The pairs of a month whose amount claims may change.
    fn touched(&self, source: Source, month: Month) -> BTreeSet<Pair> {
        let mut touched: BTreeSet<Pair> = match source {
            Source::Revenue => self.claims.pairs().collect(),
            Source::Usage => BTreeSet::new(),
        };
        if month > self.as_of
            && let Some(sheet) = self.sheet(source, month)
        {
            touched.extend(
                self.claims
                    .ended_before(month)
                    .flat_map(|subscription| sheet.pairs_of(subscription)),
            );
        }
        touched
    }

    /// The pairs whose amount a claim may change in any month.
    fn touched_by(&mut self, claim: &claims::Resolved) -> [BTreeSet<Pair>; 2] {
        [Source::Revenue, Source::Usage].map(|source| {
            let mut touched = BTreeSet::new();
            if source == Source::Revenue {
                touched.extend(claim.pairs());
            }
            if claim.last_month.is_some() {
                self.open(source, self.as_of);
                let sheet = self.sheet(source, self.as_of);
                touched.extend(
                    sheet
                        .into_iter()
                        .flat_map(|sheet| sheet.pairs_of(claim.subscription)),
                );
            }
            touched
        })
    }

    /// Adds these pairs to, or takes them from, every sum that is kept.
    fn correct(&mut self, [revenue, usage]: &[BTreeSet<Pair>; 2], sign: i64) {
        let mut sums = std::mem::take(&mut self.sums);
        for ((index, month), sums) in &mut sums {
            let Some(slot) = self.slot(*index) else {
                continue;
            };
            let touched = match slot.source {
                Source::Revenue => revenue,
                Source::Usage => usage,
            };
            for pair in touched {
                sums.add(self.amount(slot, *pair, *month), slot.floor, sign);
            }
        }
        self.sums = sums;
    }

    /// Where the metric fed by claims stands in the table.
    pub(crate) fn adds(&self) -> Option<usize> {
        self.track
            .metrics
            .iter()
            .position(|metric| matches!(metric.formula, Formula::RevenuePairs { .. }))
    }

    /// Enterprise when enough distinct workloads each bring more than the limit in some
    /// tenant, in the month and a year before.
    pub fn proposed_track(&mut self, month: Month) -> TrackId {
        let Some(proposal) = self.programme.track_proposal() else {
            return TrackId::Smb;
        };
        let Some(index) = self.adds() else {
            return TrackId::Smb;
        };
        let mut large = |month: Month| {
            self.open(Source::Revenue, month);
            let mut found: BTreeSet<u8> = BTreeSet::new();
            self.each_pair(index, month, |(workload, _), amount| {
                if amount > proposal.revenue_over {
                    found.insert(workload);
                }
            });
            found
        };
        let (now, before) = (large(month), large(month.plus(-12)));
        let both = now.intersection(&before).count();
        if both >= usize::try_from(proposal.workloads).unwrap_or(usize::MAX) {
            TrackId::Enterprise
        } else {
            TrackId::Smb
        }
    }
}

/// A month of the data, and which exports have a row in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthRows {
    /// Which.
    pub month: Month,
    /// The revenue export has.
    pub revenue: bool,
    /// The usage export has.
    pub usage: bool,
}

/// One subscription of a pair in a month.
#[derive(Clone, Debug)]
pub(crate) struct Part<'a> {
    pub(crate) subscription: u32,
    /// Its rows by association.
    pub(crate) rows: &'a [Fact],
    /// A claim tells that it has ended by then.
    pub(crate) ended: bool,
    /// What it brings; `None` when none of its associations counts.
    pub(crate) amount: Option<Amount>,
    /// The claim that acts as a row of it.
    pub(crate) claim: Option<ClaimKey>,
    /// What the claim says it brings.
    pub(crate) claimed: Option<Amount>,
}
