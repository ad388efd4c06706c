//! What a partner's exports say, kept by month, pair, subscription and association.
//!
//! Rows go in one at a time and are added up, so that memory grows with the distinct pairs and
//! subscriptions and not with the rows.

mod absorb;
mod customers;
mod interner;
mod ledger;
mod lookup;
mod reason;
mod rows;

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

pub use absorb::Absorbing;
pub use reason::Reason;
pub use rows::{Expiry, RevenueRow, SkillRow, UsageRow};

use ledger::Run;
pub(crate) use ledger::{Fact, FactKey, Ledger, Origin};

use crate::names;
use crate::programme::{Family, Formula, RateUnit, UsageAssociations};
use crate::{Amount, Month, Programme};
use customers::Customers;
use interner::{Id, Interner};
use lookup::Names;

/// The most facts that are held: each takes 48 bytes, and the largest partners have a million.
const FACTS_LIMIT: usize = 20_000_000;
/// The most customers, subscriptions and people, and certificates of theirs.
const NAMES_LIMIT: usize = 4_000_000;

/// A certificate held from one day to another by a person.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Holding {
    pub(crate) person: u32,
    lists: u8,
    pub(crate) from: NaiveDate,
    pub(crate) until: Option<NaiveDate>,
    /// Its row.
    pub(crate) first: Origin,
}

#[derive(Clone, Debug)]
struct ListedCertificate {
    lists: u8,
    retires: Option<NaiveDate>,
    counts_until: Option<NaiveDate>,
}

/// A month of an export whose rows are not in order yet.
pub struct Unsettled<'a>(&'a mut Run);

impl Unsettled<'_> {
    /// Puts them in order.
    pub fn settle(self) {
        self.0.fold();
    }
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
    /// The associations that show that the partner works in a pair.
    shows_work: u32,
    /// For each usage workload the revenue workloads that can be claimed for it.
    claimable: Vec<Vec<u8>>,
    certificates: FxHashMap<String, ListedCertificate>,
    lists: Vec<String>,
    pub(crate) tenants: Interner,
    /// Names of the tenants.
    pub(crate) customers: Customers,
    pub(crate) subscriptions: Interner,
    people: FxHashMap<Box<str>, u32>,
    /// Names of the files rows came from; rows of file 0 came from none that was named.
    files: Vec<String>,
    pub(crate) revenue: Ledger,
    pub(crate) usage: Ledger,
    holdings: Vec<Holding>,
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
                        counts_until: certificate.counts_until(),
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
            shows_work: 0,
            claimable: Vec::new(),
            certificates,
            lists,
            tenants: Interner::default(),
            customers: Customers::default(),
            subscriptions: Interner::default(),
            people: FxHashMap::default(),
            files: Vec::new(),
            revenue: Ledger::default(),
            usage: Ledger::default(),
            holdings: Vec::new(),
        };
        portfolio.partner_units =
            portfolio.association(&programme.usage_reading.partner_units_association);
        portfolio.shows_work = portfolio.association_set(&programme.claims.work_associations);
        portfolio.claimable = programme
            .usage_workloads
            .iter()
            .map(|workload| {
                let known = |name: &String| portfolio.revenue_workload(name);
                workload.claimed_as.iter().filter_map(known).collect()
            })
            .collect();
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
        self.revenue.saw(row.month);
        let association = self
            .associations
            .find(row.association)
            .ok_or(Reason::UnknownAssociation)?;
        let workload = self
            .revenue_workloads
            .find(row.workload)
            .ok_or(Reason::UnknownWorkload)?;
        let key = self.key(workload, row.tenant, row.subscription, association);
        self.customers.name(key.tenant, row.month, row.customer);
        self.revenue.add(
            row.month,
            Fact {
                key,
                amount: row.amount,
                rows: 1,
                first: self.origin(row.line),
            },
        );
        Ok(())
    }

    /// Adds a row of the usage export, or says why it is set aside. Trial rows, and rows of an
    /// association that no metric takes for the workload, are understood and do not count;
    /// the latter are kept where they show that the partner works there.
    pub fn add_usage(&mut self, row: &UsageRow<'_>) -> Result<(), Reason> {
        self.usage.saw(row.month);
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
        let shows_work = self.shows_work >> association & 1 == 1;
        let uncounted = || names::fold(row.metric_type).contains(&self.uncounted_metric_type);
        if !(taken || shows_work) || uncounted() {
            return Ok(());
        }
        let by_partner = self.partner_units == Some(association);
        let units = match (unit, by_partner) {
            (RateUnit::ActiveCapacity, _) => row.mac,
            (RateUnit::ActiveUsers, true) => row.pamau.or(row.mau),
            (RateUnit::ActiveUsers, false) => row.mau.or(row.pamau),
        };
        let value = match units {
            Some(units) => units
                .times(rate)
                .filter(|value| value.fits_a_total())
                .ok_or(Reason::TooLarge)?,
            // No metric asks how much it is.
            None if !taken => Amount::ZERO,
            None => return Err(Reason::NoUnits),
        };
        let key = self.key(workload, row.tenant, row.subscription, association);
        self.customers.name(key.tenant, row.month, row.customer);
        self.usage.add(
            row.month,
            Fact {
                key,
                amount: value,
                rows: 1,
                first: self.origin(row.line),
            },
        );
        Ok(())
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
            ("", email) => format!("e:{}", names::fold_id(email)),
            (id, _) => format!("i:{}", names::fold_id(id)),
        };
        let from = row.completed.ok_or(Reason::UnreadableDate)?;
        if certificate.retires.is_some_and(|retires| from > retires) {
            return Ok(());
        }
        let retired = certificate.counts_until;
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
            first: self.origin(row.line),
        });
        Ok(())
    }

    fn key(&mut self, workload: u8, tenant: &str, subscription: &str, association: u8) -> FactKey {
        let (tenant, subscription) = (Id::read(tenant), Id::read(subscription));
        FactKey {
            workload,
            tenant: self.tenants.intern(tenant),
            subscription: self.subscriptions.intern(subscription),
            association,
        }
    }

    /// Names the file that the next rows come from.
    pub fn begin_file(&mut self, name: &str) {
        self.files.push(name.to_owned());
    }

    fn origin(&self, line: u64) -> Origin {
        Origin {
            file: u16::try_from(self.files.len()).unwrap_or(u16::MAX),
            line: u32::try_from(line).unwrap_or(u32::MAX),
        }
    }

    /// The name of a file.
    pub(crate) fn file_name(&self, file: u16) -> Option<&str> {
        let index = usize::from(file).checked_sub(1)?;
        self.files.get(index).map(String::as_str)
    }

    /// True when it holds more than any partner has: over 20 million facts (customer, workload,
    /// subscription, association and month), or 4 million names or certificates. Whoever
    /// reads exports stops then, before a hostile file fills the memory.
    pub fn is_full(&self) -> bool {
        self.holds_more_than(FACTS_LIMIT, NAMES_LIMIT)
    }

    fn holds_more_than(&self, facts: usize, names: usize) -> bool {
        let numbered = |interner: &Interner| usize::try_from(interner.len()).unwrap_or(usize::MAX);
        self.revenue.held() + self.usage.held() > facts
            || numbered(&self.tenants) > names
            || numbered(&self.subscriptions) > names
            || self.people.len() > names
            || self.holdings.len() > names
    }

    /// Puts the rows in order, so that looking at a month costs nothing. Reading an export to
    /// its end does it.
    pub fn settle(&mut self) {
        while self.settle_next() {}
    }

    /// The same for one month of one export; false when all are in order.
    pub fn settle_next(&mut self) -> bool {
        self.revenue.settle_next() || self.usage.settle_next()
    }

    /// The months that are not in order yet, to be put in order by several threads.
    pub fn unsettled(&mut self) -> Vec<Unsettled<'_>> {
        let ledgers = [&mut self.revenue, &mut self.usage];
        let runs = ledgers.into_iter().flat_map(Ledger::unsettled);
        runs.map(Unsettled).collect()
    }

    /// Takes in what another portfolio of the same programme says, as if its rows had followed
    /// this one's. Rows of no named file belong to the last file named here.
    pub fn absorb(&mut self, other: Self) {
        self.absorb_after(other, 0);
        self.settle();
    }

    /// The same, where the rows of no named file were counted from 1 and stand after so many
    /// lines of the last file named here. They are not put in order.
    pub fn absorb_after(&mut self, other: Self, lines: u64) {
        Absorbing::new(other, lines).at_once(self);
    }

    /// Notes that an export has a row in this month that had to be set aside before its
    /// month's figures: the month is not missing.
    pub fn saw_revenue(&mut self, month: Month) {
        self.revenue.saw(month);
    }

    /// The same for usage.
    pub fn saw_usage(&mut self, month: Month) {
        self.usage.saw(month);
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

    /// Certificates of a list, of whatever validity.
    pub(crate) fn holdings_of(&self, list: &str) -> impl Iterator<Item = &Holding> {
        let bit = self
            .lists
            .iter()
            .position(|known| known == list)
            .map_or(0, |index| 1_u8 << index);
        self.holdings
            .iter()
            .filter(move |holding| holding.lists & bit != 0)
    }

    /// Certificates of a list that are valid on a day.
    pub(crate) fn valid_holdings(
        &self,
        list: &str,
        day: NaiveDate,
    ) -> impl Iterator<Item = &Holding> {
        self.holdings_of(list).filter(move |holding| {
            holding.from <= day && holding.until.is_none_or(|until| day <= until)
        })
    }

    /// The ID of a customer tenant.
    pub(crate) fn tenant_name(&self, tenant: u32) -> Option<String> {
        self.tenants.text(tenant)
    }

    /// The name of a customer, where a row tells it.
    pub(crate) fn customer_name(&self, tenant: u32) -> Option<&str> {
        self.customers.of(tenant)
    }

    /// The ID of a subscription.
    pub(crate) fn subscription_name(&self, subscription: u32) -> Option<String> {
        self.subscriptions.text(subscription)
    }

    /// A workload of the revenue export as the programme writes it.
    pub(crate) fn revenue_workload_name(&self, workload: u8) -> Option<&str> {
        self.revenue_workloads.name(workload)
    }

    /// A workload of the usage export as the programme writes it.
    pub(crate) fn usage_workload_name(&self, workload: u8) -> Option<&str> {
        self.usage_workloads.name(workload)
    }

    /// An association as the programme writes it.
    pub(crate) fn association_name(&self, association: u8) -> Option<&str> {
        self.associations.name(association)
    }

    /// The numbers of a pair that is named.
    pub(crate) fn pair(&self, of_revenue: bool, workload: &str, tenant: &str) -> Option<(u8, u32)> {
        let workloads = if of_revenue {
            &self.revenue_workloads
        } else {
            &self.usage_workloads
        };
        Some((workloads.index(workload)?, self.tenants.find(tenant)?))
    }

    /// The revenue workloads that can be claimed for a workload of the usage export.
    pub(crate) fn claimable(&self, usage_workload: u8) -> &[u8] {
        self.claimable
            .get(usize::from(usage_workload))
            .map_or(&[], Vec::as_slice)
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
}

/// A title without a leading "Microsoft Certified:", folded.
fn plain_title(title: &str) -> String {
    let folded = names::fold(title);
    match folded.strip_prefix("microsoft certified:") {
        Some(rest) => rest.trim_start().to_owned(),
        None => folded,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_portfolio_holds_is_counted() {
        let mut portfolio = Portfolio::new(&Programme::builtin());
        for row in 0..100_000 {
            let added = portfolio.add_revenue(&RevenueRow {
                line: row,
                month: Month::parse("2026-10").unwrap(),
                association: "DPOR",
                tenant: &format!("tenant {}", row % 20),
                customer: "",
                subscription: "one",
                workload: "Sales",
                amount: Amount::ZERO,
            });
            assert_eq!(added, Ok(()));
        }
        // Rows that say the same anew take no room for long.
        assert!(!portfolio.holds_more_than(8_192, 20));
        portfolio.settle();
        assert!(!portfolio.holds_more_than(20, 20));
        assert!(portfolio.holds_more_than(19, 20));
        assert!(portfolio.holds_more_than(20, 19));
        assert!(!portfolio.is_full());
    }

    #[test]
    fn each_kind_of_name_has_its_limit() {
        let programme = Programme::builtin();
        let mut many_subscriptions = Portfolio::new(&programme);
        for number in 0..3 {
            let added = many_subscriptions.add_revenue(&RevenueRow {
                line: number,
                month: Month::parse("2026-10").unwrap(),
                association: "DPOR",
                tenant: "one",
                customer: "",
                subscription: &format!("subscription {number}"),
                workload: "Sales",
                amount: Amount::ZERO,
            });
            assert_eq!(added, Ok(()));
        }
        assert!(!many_subscriptions.holds_more_than(3, 3));
        assert!(many_subscriptions.holds_more_than(3, 2));

        let mut listed = programme.certificates.values().flatten();
        let title = &listed.find(|one| one.retires.is_none()).unwrap().name;
        let certificates = |people: u64, each: u64| {
            let mut portfolio = Portfolio::new(&programme);
            for number in 0..people * each {
                let added = portfolio.add_skill(&SkillRow {
                    line: number,
                    title,
                    mcp_id: &format!("{}", number % people),
                    email: "",
                    completed: "2026-03-01".parse().ok(),
                    expires: Expiry::Never,
                    status: "Active",
                });
                assert_eq!(added, Ok(()));
            }
            portfolio
        };
        assert!(!certificates(3, 1).holds_more_than(0, 3));
        assert!(certificates(3, 1).holds_more_than(0, 2));
        assert!(!certificates(1, 3).holds_more_than(0, 3));
        assert!(certificates(1, 3).holds_more_than(0, 2));
    }
}
