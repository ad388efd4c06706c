//! Faults of meaning: parts that do not fit together.

use std::collections::{BTreeMap, BTreeSet};

use super::place;
use crate::claim::RuleId;
use crate::programme::{BUSINESS_APPLICATIONS, Formula, Metric, Named, Programme, Track, TrackId};
use crate::{Amount, names};

/// Associations are kept as bits of a number.
const MOST_ASSOCIATIONS: usize = 32;
/// Workloads are kept in a byte.
const MOST_WORKLOADS: usize = 250;
/// Certificate lists are kept as bits of a byte.
const MOST_LISTS: usize = 8;
/// The points of all metrics of a track.
const ALL_POINTS: u32 = 100;

/// Every fault of a file whose form is right.
pub(super) fn faults(programme: &Programme) -> Vec<String> {
    Faults::of(programme)
}

struct Faults<'p> {
    programme: &'p Programme,
    found: Vec<String>,
}

impl<'p> Faults<'p> {
    fn of(programme: &'p Programme) -> Vec<String> {
        let mut faults = Self {
            programme,
            found: Vec::new(),
        };
        faults.head();
        faults.names();
        faults.certificates();
        faults.designations();
        faults.claims();
        faults.found
    }

    fn say(&mut self, at: &str, what: impl std::fmt::Display) {
        self.found.push(format!("{at}: {what}"));
    }

    fn cited(&mut self, at: &str, keys: &[String]) {
        if keys.is_empty() {
            self.say(&format!("{at}.sources"), "no source is named");
        }
        for key in keys {
            if !self.programme.sources.contains_key(key) {
                self.say(
                    at,
                    format_args!("source `{key}` is not listed in `sources`"),
                );
            }
        }
    }

    fn head(&mut self) {
        let programme = self.programme;
        if programme.schema_version != 1 {
            self.say(
                "schemaVersion",
                format_args!("{} is not understood, only 1 is", programme.schema_version),
            );
        }
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
        let id = &programme.id;
        if id.is_empty() || id.len() > 64 || !id.chars().all(plain) || id.starts_with('.') {
            self.say(
                "id",
                "1 to 64 letters, digits, `-`, `_` or `.` are needed, such as 2026-10",
            );
        }
        let qualifying = &programme.qualifying;
        if !(1..=ALL_POINTS).contains(&qualifying.total) {
            self.say("qualifying.total", "1 to 100 points are needed");
        }
        if qualifying.months_before > 60 || qualifying.renewal_days > 366 {
            self.say(
                "qualifying",
                "at most 60 months before and 366 days after are possible",
            );
        }
        self.cited("qualifying", &qualifying.sources);
        self.cited("usageReading", &programme.usage_reading.sources);
        for (key, source) in &programme.sources {
            if source.title.trim().is_empty() || source.as_of.trim().is_empty() {
                self.say(
                    &format!("sources.{key}"),
                    "a title and the state that was read are needed",
                );
            }
        }
        for (number, reading) in programme.readings.iter().enumerate() {
            self.cited(&place("readings", number), &reading.sources);
        }
    }

    /// Two entries of one spelling would make a row count as the first of them.
    fn distinct<'n>(
        &mut self,
        list: &str,
        most: usize,
        entries: impl Iterator<Item = (&'n str, &'n [String])>,
    ) {
        let mut owners: BTreeMap<String, usize> = BTreeMap::new();
        let mut count = 0;
        for (number, (name, aliases)) in entries.enumerate() {
            count = number + 1;
            let at = place(list, number);
            for spelling in std::iter::once(name).chain(aliases.iter().map(String::as_str)) {
                let folded = names::fold(spelling);
                if folded.is_empty() {
                    self.say(&at, "an empty name");
                    continue;
                }
                if let Some(owner) = owners.insert(folded, number) {
                    self.say(
                        &at,
                        format_args!("`{spelling}` stands in {list}[{owner}] already"),
                    );
                }
            }
        }
        if count == 0 || count > most {
            self.say(list, format_args!("1 to {most} entries are possible"));
        }
    }

    fn names(&mut self) {
        let programme = self.programme;
        let named = |named: &'p Named| (named.name.as_str(), named.aliases.as_slice());
        self.distinct(
            "associations",
            MOST_ASSOCIATIONS,
            programme.associations.iter().map(named),
        );
        self.distinct(
            "revenueWorkloads",
            MOST_WORKLOADS,
            programme.revenue_workloads.iter().map(named),
        );
        self.distinct(
            "usageWorkloads",
            MOST_WORKLOADS,
            programme
                .usage_workloads
                .iter()
                .map(|workload| (workload.name.as_str(), workload.aliases.as_slice())),
        );
        for (number, workload) in programme.usage_workloads.iter().enumerate() {
            let at = place("usageWorkloads", number);
            if workload.rate <= Amount::ZERO {
                self.say(&format!("{at}.rate"), "must be above 0");
            }
            for name in &workload.claimed_as {
                if !programme.revenue_workloads.iter().any(|w| w.name == *name) {
                    self.say(
                        &format!("{at}.claimedAs"),
                        format_args!("`{name}` is not listed in `revenueWorkloads`"),
                    );
                }
            }
        }
        let association = &programme.usage_reading.partner_units_association;
        self.associations("usageReading", std::iter::once(association));
        if programme
            .usage_reading
            .uncounted_metric_type
            .trim()
            .is_empty()
        {
            self.say(
                "usageReading.uncountedMetricType",
                "empty: no row would count",
            );
        }
    }

    fn associations<'n>(&mut self, at: &str, names: impl Iterator<Item = &'n String>) {
        for name in names {
            if !self.programme.associations.iter().any(|a| a.name == *name) {
                self.say(
                    at,
                    format_args!("association `{name}` is not listed in `associations`"),
                );
            }
        }
    }

    fn certificates(&mut self) {
        if self.programme.certificates.len() > MOST_LISTS {
            self.say(
                "certificates",
                format_args!("at most {MOST_LISTS} lists are possible"),
            );
        }
        for (list, certificates) in &self.programme.certificates {
            let mut seen = BTreeSet::new();
            for (number, certificate) in certificates.iter().enumerate() {
                if !seen.insert(names::fold(&certificate.name)) {
                    self.say(
                        &format!("certificates.{list}[{number}]"),
                        format_args!("`{}` stands in the list already", certificate.name),
                    );
                }
            }
        }
    }

    fn designations(&mut self) {
        let mut ids = BTreeSet::new();
        for (number, designation) in self.programme.designations.iter().enumerate() {
            let at = place("designations", number);
            if !ids.insert(&designation.id) {
                self.say(
                    &format!("{at}.id"),
                    format_args!("`{}` is there already", designation.id),
                );
            }
            self.cited(&format!("{at}.trackRule"), &designation.track_rule.sources);
            if let Some(proposal) = &designation.track_proposal {
                self.cited(&format!("{at}.trackProposal"), &proposal.sources);
            }
            for id in [TrackId::Enterprise, TrackId::Smb] {
                let times = designation.tracks.iter().filter(|t| t.id == id).count();
                if times != 1 {
                    self.say(
                        &format!("{at}.tracks"),
                        format_args!("`{}` is there {times} times, not once", id.as_str()),
                    );
                }
            }
            for (number, track) in designation.tracks.iter().enumerate() {
                self.track(&format!("{at}.tracks[{number}]"), track);
            }
        }
        let programme = self.programme;
        match programme.designation(BUSINESS_APPLICATIONS) {
            None => self.say(
                "designations",
                format_args!("`{BUSINESS_APPLICATIONS}` is missing"),
            ),
            Some(designation) => {
                for track in &designation.tracks {
                    let revenue =
                        |metric: &&Metric| matches!(metric.formula, Formula::RevenuePairs { .. });
                    let times = track.metrics.iter().filter(revenue).count();
                    if times != 1 {
                        self.say(
                            "designations",
                            format_args!(
                                "`{BUSINESS_APPLICATIONS}`, track `{}`: {times} metrics of formula `revenue_pairs`, not one: claims feed it",
                                track.id.as_str()
                            ),
                        );
                    }
                }
            }
        }
    }

    fn track(&mut self, at: &str, track: &Track) {
        let sum: u64 = track.metrics.iter().map(|m| u64::from(m.max)).sum();
        if sum != u64::from(ALL_POINTS) {
            self.say(
                at,
                format_args!("the metrics add up to {sum} points, not {ALL_POINTS}"),
            );
        }
        let mut ids = BTreeSet::new();
        for (number, metric) in track.metrics.iter().enumerate() {
            let at = format!("{at}.metrics[{number}]");
            if !ids.insert(metric.id) {
                self.say(
                    &format!("{at}.id"),
                    format_args!("`{}` is there already", metric.id.as_str()),
                );
            }
            self.metric(&at, metric);
        }
    }

    fn metric(&mut self, at: &str, metric: &Metric) {
        self.cited(at, &metric.sources);
        if metric.confidence.trim().is_empty() {
            self.say(&format!("{at}.confidence"), "is missing");
        }
        if metric.max == 0 {
            self.say(&format!("{at}.max"), "must be above 0");
        }
        if metric.formula.needs_full() != (metric.full > 0) {
            let what = if metric.full > 0 {
                "this formula tells itself when it gives the most: leave it out"
            } else {
                "must be above 0: the value that gives the most points"
            };
            self.say(&format!("{at}.full"), what);
        }
        let formula = format!("{at}.formula");
        match &metric.formula {
            Formula::RevenuePairs {
                floor,
                associations,
            } => {
                self.not_negative(&formula, *floor);
                self.associations(&formula, associations.iter());
            }
            Formula::ConsumptionGrowth {
                baseline_floor: floor,
                associations,
            }
            | Formula::ConsumptionPairs {
                floor,
                associations,
            } => {
                self.not_negative(&formula, *floor);
                self.associations(
                    &formula,
                    associations
                        .dynamics365
                        .iter()
                        .chain(&associations.power_platform),
                );
            }
            Formula::CertifiedPeople { list } => {
                if !self.programme.certificates.contains_key(list) {
                    self.say(
                        &formula,
                        format_args!("certificate list `{list}` is missing"),
                    );
                }
            }
            Formula::Count | Formula::Growth => {}
            Formula::HigherOf { by } => {
                self.keys(&formula, by.iter().map(|one| (one.key.as_str(), one.full)));
            }
            Formula::SumOf { kinds } => {
                self.keys(
                    &formula,
                    kinds.iter().map(|one| (one.key.as_str(), one.full)),
                );
            }
            Formula::Stepped { gates, last } => {
                if last.people == 0 || last.points == 0 {
                    self.say(
                        &format!("{formula}.last"),
                        "points and people must be above 0",
                    );
                }
                for (number, gate) in gates.iter().enumerate() {
                    if gate.people == 0 {
                        self.say(
                            &format!("{formula}.gates[{number}].people"),
                            "must be above 0",
                        );
                    }
                }
                let by_gates: u64 = gates.iter().map(|gate| u64::from(gate.points)).sum();
                if by_gates > u64::from(metric.max) {
                    self.say(
                        &formula,
                        format_args!(
                            "the gates give {by_gates} points, the metric {}",
                            metric.max
                        ),
                    );
                }
            }
        }
    }

    fn not_negative(&mut self, at: &str, floor: Amount) {
        if floor.is_negative() {
            self.say(at, "a floor under 0");
        }
    }

    fn keys<'n>(&mut self, at: &str, keys: impl Iterator<Item = (&'n str, u32)>) {
        let mut seen = BTreeSet::new();
        for (key, full) in keys {
            if !seen.insert(key) {
                self.say(at, format_args!("`{key}` is there already"));
            }
            if full == 0 {
                self.say(at, format_args!("`full` of `{key}` must be above 0"));
            }
        }
        if seen.len() < 2 {
            self.say(at, "two or more are needed");
        }
    }

    fn claims(&mut self) {
        let claims = &self.programme.claims;
        self.associations("claims.association", std::iter::once(&claims.association));
        self.associations("claims.workAssociations", claims.work_associations.iter());
        for (number, rule) in claims.rules.iter().enumerate() {
            let at = place("claims.rules", number);
            self.cited(&at, &rule.sources);
            if claims.rules.iter().take(number).any(|r| r.id == rule.id) {
                self.say(&at, format_args!("{:?} is there already", rule.id));
            }
        }
        for rule in RuleId::ALL {
            if self.programme.claim_rule(rule).is_none() {
                self.say("claims.rules", format_args!("{rule:?} is missing"));
            }
        }
        for (at, number) in [
            ("reviewHours", claims.review_hours),
            ("answerBusinessDays", claims.answer_business_days),
            ("disputeDays", claims.dispute_days),
            (
                "disputeAnswerBusinessDays",
                claims.dispute_answer_business_days,
            ),
            (
                "customerSilenceBusinessDays",
                claims.customer_silence_business_days,
            ),
            (
                "provisionalProofBusinessDays",
                claims.provisional_proof_business_days,
            ),
            ("acknowledgementMonths", claims.acknowledgement_months),
            ("baselineAfterMonths", claims.baseline_after_months),
        ] {
            if !(1..=1_000).contains(&number) {
                self.say(&format!("claims.{at}"), "1 to 1000 is possible");
            }
        }
        let mut days = BTreeSet::new();
        for (number, holiday) in claims.holidays.iter().enumerate() {
            if !days.insert(holiday.date) {
                self.say(
                    &place("claims.holidays", number),
                    format_args!("{} is there already", holiday.date),
                );
            }
        }
        let in_force = self.programme.effective_from;
        if days.last().is_none_or(|last| *last < in_force) {
            self.say(
                "claims.holidays",
                format_args!("the list ends before the rules hold, on {in_force}"),
            );
        }
    }
}
