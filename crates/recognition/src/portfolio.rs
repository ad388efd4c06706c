//! What a partner's exports say, kept by month, pair, subscription and association.
//!
//! Rows go in one at a time and are added up at once, so that memory grows with the distinct
//! pairs and subscriptions and not with the rows.

use std::collections::BTreeSet;

use chrono::{Months, NaiveDate};
use rustc_hash::FxHashMap;

use crate::names::{self, Guid};
use crate::programme::{Family, Formula, RateUnit, Track, UsageAssociations};
use crate::{Amount, Month, Programme};

/// Why a row was set aside. Nothing vanishes: rows are counted by reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The month cannot be read.
    UnknownMonth,
    /// The association is in no list.
    UnknownAssociation,
    /// The workload is in no list.
    UnknownWorkload,
    /// The amount cannot be read.
    UnreadableAmount,
    /// A count of users or profiles cannot be read.
    UnreadableUnits,
    /// No count of users or profiles at all.
    NoUnits,
    /// A date cannot be read.
    UnreadableDate,
    /// Neither an MCPID nor an e-mail address.
    NoPerson,
    /// The sum is too large to be held exactly.
    TooLarge,
    /// More or fewer cells than the header has.
    WrongNumberOfCells,
    /// The last row, cut off before its end.
    CutShort,
    /// Bytes that are no UTF-8.
    NotUtf8,
}

impl Reason {
    /// The reason in words, as `score --format json` counts it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UnknownMonth => "unknown month",
            Self::UnknownAssociation => "unknown association",
            Self::UnknownWorkload => "unknown workload",
            Self::UnreadableAmount => "unreadable amount",
            Self::UnreadableUnits => "unreadable units",
            Self::NoUnits => "no units",
            Self::UnreadableDate => "unreadable date",
            Self::NoPerson => "no person",
            Self::TooLarge => "too large",
            Self::WrongNumberOfCells => "wrong number of cells",
            Self::CutShort => "cut short",
            Self::NotUtf8 => "not UTF-8",
        }
    }
}

/// A row of *Business applications revenue*.
#[derive(Clone, Copy, Debug)]
pub struct RevenueRow<'a> {
    /// The month.
    pub month: Month,
    /// Association, as written.
    pub association: &'a str,
    /// Customer tenant ID, as written.
    pub tenant: &'a str,
    /// Subscription ID, as written.
    pub subscription: &'a str,
    /// Workload, as written.
    pub workload: &'a str,
    /// US dollars.
    pub amount: Amount,
}

/// A row of *Business applications usage*.
#[derive(Clone, Copy, Debug)]
pub struct UsageRow<'a> {
    /// The month.
    pub month: Month,
    /// Association, as written.
    pub association: &'a str,
    /// Customer tenant ID, as written.
    pub tenant: &'a str,
    /// Subscription ID, as written.
    pub subscription: &'a str,
    /// Workload, as written.
    pub workload: &'a str,
    /// `MetricType`, as written.
    pub metric_type: &'a str,
    /// Monthly active users; `None` where blank.
    pub mau: Option<Amount>,
    /// Partner-attributed monthly active users.
    pub pamau: Option<Amount>,
    /// Monthly active capacity.
    pub mac: Option<Amount>,
}

/// A row of *Trainings, exams and certifications*.
#[derive(Clone, Copy, Debug)]
pub struct SkillRow<'a> {
    /// Title of the certificate, as written.
    pub title: &'a str,
    /// MCPID, or blank.
    pub mcp_id: &'a str,
    /// E-mail, or blank.
    pub email: &'a str,
    /// The day it was passed.
    pub completed: Option<NaiveDate>,
    /// The last day it is valid.
    pub expires: Expiry,
    /// `ActivationStatus`, or blank.
    pub status: &'a str,
}

/// When a certificate stops being valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiry {
    /// The cell is blank: it does not expire.
    Never,
    /// The last day it is valid.
    On(NaiveDate),
    /// The cell cannot be read.
    Unreadable,
}

/// Where a fact belongs within its month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FactKey {
    pub(crate) workload: u8,
    pub(crate) tenant: u32,
    pub(crate) subscription: u32,
    pub(crate) association: u8,
}

pub(crate) type Facts = FxHashMap<FactKey, Amount>;

/// One export's facts by month.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ledger {
    pub(crate) months: FxHashMap<Month, Facts>,
    /// Months with a row of any kind, understood or not.
    pub(crate) seen: BTreeSet<Month>,
}

impl Ledger {
    fn add(&mut self, month: Month, key: FactKey, amount: Amount) -> Result<(), Reason> {
        let sum = self
            .months
            .entry(month)
            .or_default()
            .entry(key)
            .or_default();
        let added = sum
            .checked_add(amount)
            .filter(|sum| sum.fits_a_total())
            .ok_or(Reason::TooLarge)?;
        *sum = added;
        Ok(())
    }
}

/// A certificate held from one day to another by a person.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Holding {
    pub(crate) person: u32,
    pub(crate) lists: u8,
    pub(crate) from: NaiveDate,
    pub(crate) until: Option<NaiveDate>,
}

/// IDs without regard to case, as small numbers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Interner {
    guids: FxHashMap<u128, u32>,
    texts: FxHashMap<Box<str>, u32>,
}

impl Interner {
    fn intern(&mut self, text: &str) -> u32 {
        let next = self.len();
        if let Some(guid) = Guid::parse(text) {
            return *self.guids.entry(guid.bits()).or_insert(next);
        }
        let folded = names::fold(text).into_boxed_str();
        *self.texts.entry(folded).or_insert(next)
    }

    pub(crate) fn guid(&self, guid: Guid) -> Option<u32> {
        self.guids.get(&guid.bits()).copied()
    }

    pub(crate) fn len(&self) -> u32 {
        u32::try_from(self.guids.len() + self.texts.len()).unwrap_or(u32::MAX)
    }
}

/// The programme's names by their folded spellings, looked up once per distinct spelling.
#[derive(Clone, Debug, Default)]
struct Names {
    by_folded: FxHashMap<String, u8>,
    by_spelling: FxHashMap<Box<str>, Option<u8>>,
}

impl Names {
    fn new<'a>(entries: impl Iterator<Item = (&'a str, &'a [String])>) -> Self {
        let mut by_folded = FxHashMap::default();
        for (index, (name, aliases)) in entries.enumerate() {
            let index = u8::try_from(index).unwrap_or(u8::MAX);
            for spelling in std::iter::once(name).chain(aliases.iter().map(String::as_str)) {
                by_folded.entry(names::fold(spelling)).or_insert(index);
            }
        }
        Self {
            by_folded,
            by_spelling: FxHashMap::default(),
        }
    }

    fn find(&mut self, spelling: &str) -> Option<u8> {
        if let Some(found) = self.by_spelling.get(spelling) {
            return *found;
        }
        let found = self.by_folded.get(&names::fold(spelling)).copied();
        // A hostile file may have a new spelling in each row.
        if self.by_spelling.len() < 4096 {
            self.by_spelling.insert(spelling.into(), found);
        }
        found
    }

    fn index(&self, name: &str) -> Option<u8> {
        self.by_folded.get(&names::fold(name)).copied()
    }
}

#[derive(Clone, Debug)]
struct ListedCertificate {
    lists: u8,
    retires: Option<NaiveDate>,
}

/// What the exports say.
#[derive(Clone, Debug)]
pub struct Portfolio {
    associations: Names,
    revenue_workloads: Names,
    usage_workloads: Names,
    rates: Vec<(Family, Amount, RateUnit)>,
    partner_units: Option<u8>,
    uncounted_metric_type: String,
    /// For each usage workload the associations that some metric takes.
    usage_taken: Vec<u32>,
    certificates: FxHashMap<String, ListedCertificate>,
    lists: Vec<String>,
    pub(crate) tenants: Interner,
    pub(crate) subscriptions: Interner,
    people: FxHashMap<Box<str>, u32>,
    pub(crate) revenue: Ledger,
    pub(crate) usage: Ledger,
    pub(crate) holdings: Vec<Holding>,
}

impl Portfolio {
    /// An empty one that understands this programme's names.
    pub fn new(programme: &Programme) -> Self {
        let lists: Vec<String> = programme.certificates.keys().cloned().collect();
        let mut certificates: FxHashMap<String, ListedCertificate> = FxHashMap::default();
        for (index, list) in lists.iter().enumerate() {
            for certificate in programme.certificates.get(list).into_iter().flatten() {
                let entry = certificates
                    .entry(plain_title(&certificate.name))
                    .or_insert(ListedCertificate {
                        lists: 0,
                        retires: certificate.retires,
                    });
                entry.lists |= 1 << index;
            }
        }
        let named = |list: &'_ [crate::programme::Named]| {
            Names::new(
                list.iter()
                    .map(|named| (named.name.as_str(), named.aliases.as_slice())),
            )
        };
        let mut portfolio = Self {
            associations: named(&programme.associations),
            revenue_workloads: named(&programme.revenue_workloads),
            usage_workloads: Names::new(
                programme
                    .usage_workloads
                    .iter()
                    .map(|w| (w.name.as_str(), w.aliases.as_slice())),
            ),
            rates: programme
                .usage_workloads
                .iter()
                .map(|w| (w.family, w.rate, w.unit))
                .collect(),
            partner_units: None,
            uncounted_metric_type: names::fold(&programme.usage_reading.uncounted_metric_type),
            usage_taken: vec![0; programme.usage_workloads.len()],
            certificates,
            lists,
            tenants: Interner::default(),
            subscriptions: Interner::default(),
            people: FxHashMap::default(),
            revenue: Ledger::default(),
            usage: Ledger::default(),
            holdings: Vec::new(),
        };
        portfolio.partner_units =
            portfolio.association(&programme.usage_reading.partner_units_association);
        for metric in programme
            .designations
            .iter()
            .flat_map(|d| &d.tracks)
            .flat_map(|t| &t.metrics)
        {
            if let Formula::ConsumptionGrowth { associations, .. }
            | Formula::ConsumptionPairs { associations, .. } = &metric.formula
            {
                let sets = portfolio.usage_sets(associations);
                portfolio
                    .usage_taken
                    .iter_mut()
                    .zip(sets)
                    .for_each(|(taken, set)| *taken |= set);
            }
        }
        portfolio
    }

    /// Adds a row of the revenue export, or says why it is set aside.
    pub fn add_revenue(&mut self, row: &RevenueRow<'_>) -> Result<(), Reason> {
        self.revenue.seen.insert(row.month);
        let association = self
            .associations
            .find(row.association)
            .ok_or(Reason::UnknownAssociation)?;
        let workload = self
            .revenue_workloads
            .find(row.workload)
            .ok_or(Reason::UnknownWorkload)?;
        let key = FactKey {
            workload,
            tenant: self.tenants.intern(row.tenant),
            subscription: self.subscriptions.intern(row.subscription),
            association,
        };
        self.revenue.add(row.month, key, row.amount)
    }

    /// Adds a row of the usage export, or says why it is set aside. Trial rows, and rows of an
    /// association that no metric takes for the workload, are understood and do not count.
    pub fn add_usage(&mut self, row: &UsageRow<'_>) -> Result<(), Reason> {
        self.usage.seen.insert(row.month);
        let association = self
            .associations
            .find(row.association)
            .ok_or(Reason::UnknownAssociation)?;
        let workload = self
            .usage_workloads
            .find(row.workload)
            .ok_or(Reason::UnknownWorkload)?;
        let (_, rate, unit) = *self
            .rates
            .get(usize::from(workload))
            .ok_or(Reason::UnknownWorkload)?;
        let taken = self
            .usage_taken
            .get(usize::from(workload))
            .is_some_and(|set| set >> association & 1 == 1);
        if !taken || names::fold(row.metric_type).contains(&self.uncounted_metric_type) {
            return Ok(());
        }
        let by_partner = self.partner_units == Some(association);
        let units = match (unit, by_partner) {
            (RateUnit::ActiveCapacity, _) => row.mac,
            (RateUnit::ActiveUsers, true) => row.pamau.or(row.mau),
            (RateUnit::ActiveUsers, false) => row.mau.or(row.pamau),
        };
        let value = units
            .ok_or(Reason::NoUnits)?
            .times(rate)
            .ok_or(Reason::TooLarge)?;
        let key = FactKey {
            workload,
            tenant: self.tenants.intern(row.tenant),
            subscription: self.subscriptions.intern(row.subscription),
            association,
        };
        self.usage.add(row.month, key, value)
    }

    /// Adds a row of the skills export, or says why it is set aside. Certificates of no list,
    /// and rows that are not active, are understood and do not count.
    pub fn add_skill(&mut self, row: &SkillRow<'_>) -> Result<(), Reason> {
        let Some(certificate) = self.certificates.get(&plain_title(row.title)) else {
            return Ok(());
        };
        let status = names::fold(row.status);
        if !status.is_empty() && status != "active" {
            return Ok(());
        }
        let person = match (row.mcp_id.trim(), row.email.trim()) {
            ("", "") => return Err(Reason::NoPerson),
            ("", email) => format!("e:{}", names::fold(email)),
            (id, _) => format!("i:{}", names::fold(id)),
        };
        let from = row.completed.ok_or(Reason::UnreadableDate)?;
        if certificate.retires.is_some_and(|retires| from > retires) {
            return Ok(());
        }
        // A retired certificate counts until the same day a year later.
        let retired = certificate
            .retires
            .and_then(|day| day.checked_add_months(Months::new(12)));
        let expires = match row.expires {
            Expiry::Never => None,
            Expiry::On(day) => Some(day),
            Expiry::Unreadable => return Err(Reason::UnreadableDate),
        };
        let until = match (expires, retired) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (one, other) => one.or(other),
        };
        let lists = certificate.lists;
        let next = u32::try_from(self.people.len()).unwrap_or(u32::MAX);
        let person = *self.people.entry(person.into_boxed_str()).or_insert(next);
        self.holdings.push(Holding {
            person,
            lists,
            from,
            until,
        });
        Ok(())
    }

    /// Notes that an export has a row in this month that had to be set aside before its
    /// month's figures: the month is not missing.
    pub fn saw_revenue(&mut self, month: Month) {
        self.revenue.seen.insert(month);
    }

    /// The same for usage.
    pub fn saw_usage(&mut self, month: Month) {
        self.usage.seen.insert(month);
    }

    /// The latest month in the revenue or usage data.
    pub fn latest_month(&self) -> Option<Month> {
        self.revenue
            .seen
            .last()
            .max(self.usage.seen.last())
            .copied()
    }

    pub(crate) fn revenue_workload(&self, name: &str) -> Option<u8> {
        self.revenue_workloads.index(name)
    }

    pub(crate) fn association(&self, name: &str) -> Option<u8> {
        self.associations.index(name)
    }

    pub(crate) fn list_bit(&self, list: &str) -> u8 {
        self.lists
            .iter()
            .position(|known| known == list)
            .map_or(0, |index| 1 << index)
    }

    /// The set of these associations, a bit each.
    pub(crate) fn association_set(&self, names: &[String]) -> u32 {
        names
            .iter()
            .filter_map(|name| self.association(name))
            .fold(0, |set, index| set | 1 << index)
    }

    /// For each usage workload the set of associations that count.
    pub(crate) fn usage_sets(&self, associations: &UsageAssociations) -> Vec<u32> {
        let dynamics = self.association_set(&associations.dynamics365);
        let platform = self.association_set(&associations.power_platform);
        self.rates
            .iter()
            .map(|(family, ..)| match family {
                Family::Dynamics365 => dynamics,
                Family::PowerPlatform => platform,
            })
            .collect()
    }

    /// For each revenue workload the set of associations that count.
    pub(crate) fn revenue_sets(&self, associations: &[String], workloads: usize) -> Vec<u32> {
        vec![self.association_set(associations); workloads]
    }

    /// The associations by which net customer adds count on this track.
    pub(crate) fn adds_associations(track: &Track) -> Option<&[String]> {
        track
            .metrics
            .iter()
            .find_map(|metric| match &metric.formula {
                Formula::RevenuePairs { associations, .. } => Some(associations.as_slice()),
                _ => None,
            })
    }
}

/// A title without a leading "Microsoft Certified:", folded.
fn plain_title(title: &str) -> String {
    let folded = names::fold(title);
    match folded.strip_prefix("microsoft certified:") {
        Some(rest) => rest.trim_start().to_owned(),
        None => folded,
    }
}
