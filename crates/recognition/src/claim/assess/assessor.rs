//! Many claims by one programme: findings that borrow their reasons, and make texts of them
//! when somebody reads them.

use std::borrow::Cow;
use std::sync::OnceLock;

use chrono::NaiveDate;

use super::judge::Facts;
use super::plain::same_name;
use super::{Assessment, Context, Finding, Outcome, RuleId, Severity, Worth};
use crate::claim::form::{ClaimForm, FieldId, Product};
use crate::programme::{ClaimRule, Formula, Metric, TrackId};
use crate::{Amount, Hundredths, Points, Programme};

/// So many adds have their points kept; more are computed.
const KEPT: usize = 32;

/// The rules of a programme, laid out for claim after claim.
#[derive(Debug)]
pub struct Assessor<'p> {
    pub(super) programme: &'p Programme,
    rules: [Option<&'p ClaimRule>; RuleId::ALL.len()],
    tracks: [Track<'p>; 2],
}

/// What a track makes of a claim.
#[derive(Debug)]
struct Track<'p> {
    floor: Amount,
    /// The metric that claims feed.
    metric: Option<&'p Metric>,
    points: [OnceLock<Hundredths>; KEPT],
}

impl<'p> Track<'p> {
    fn new(programme: &'p Programme, id: TrackId) -> Self {
        let fed = |metric: &&Metric| matches!(metric.formula, Formula::RevenuePairs { .. });
        Self {
            floor: programme.revenue_floor(id).unwrap_or(Amount::ZERO),
            metric: programme
                .track(id)
                .and_then(|track| track.metrics.iter().find(fed)),
            points: [const { OnceLock::new() }; KEPT],
        }
    }

    fn points(&self, adds: usize) -> Hundredths {
        let computed = || {
            self.metric.map_or(Points::ZERO, |metric| {
                let adds = Points::whole(i64::try_from(adds).unwrap_or(i64::MAX));
                Points::of_metric(metric.max, adds, metric.full)
            })
        };
        match self.points.get(adds) {
            Some(kept) => *kept.get_or_init(|| computed().rounded()),
            None => computed().rounded(),
        }
    }
}

impl<'p> Assessor<'p> {
    /// The rules of this programme.
    pub fn new(programme: &'p Programme) -> Self {
        Self {
            programme,
            rules: RuleId::ALL.map(|id| programme.claim_rule(id)),
            tracks: [TrackId::Enterprise, TrackId::Smb].map(|id| Track::new(programme, id)),
        }
    }

    /// What the rules say of this form in this context: every rule, with its reasons.
    pub fn judge<'a>(&'a self, form: &'a ClaimForm, context: &'a Context<'a>) -> Verdict<'a> {
        let facts = Facts::read(form, context, self);
        let mut position = 0;
        let findings = RuleId::ALL.map(|id| {
            let rule = self.rules.get(position).copied().flatten();
            position += 1;
            rule.map(|rule| facts.judge(id, rule))
        });
        Verdict {
            form,
            floor: facts.floor,
            findings,
            worth: facts.worth(),
        }
    }

    /// What an approval would give, without what the rules say of the rest.
    pub fn worth(&self, form: &ClaimForm, context: &Context<'_>) -> Worth {
        Facts::read(form, context, self).worth()
    }

    fn track(&self, id: TrackId) -> &Track<'p> {
        let [enterprise, smb] = &self.tracks;
        match id {
            TrackId::Enterprise => enterprise,
            TrackId::Smb => smb,
        }
    }

    pub(super) fn floor(&self, id: TrackId) -> Amount {
        self.track(id).floor
    }

    pub(super) fn points(&self, id: TrackId, adds: usize) -> Hundredths {
        self.track(id).points(adds)
    }

    /// True for a workload that the programme knows by this name or another.
    pub(super) fn knows(&self, workload: &str) -> bool {
        let known = &self.programme.revenue_workloads;
        // Nearly all are written as the programme writes them.
        known.iter().any(|known| known.name == workload)
            || known.iter().any(|known| {
                let mut aliases = known.aliases.iter();
                same_name(&known.name, workload) || aliases.any(|alias| same_name(alias, workload))
            })
    }
}

/// Every finding on a claim, and what the claim would be worth.
#[derive(Clone, Debug)]
pub struct Verdict<'a> {
    form: &'a ClaimForm,
    floor: Amount,
    findings: [Option<Judged<'a>>; RuleId::ALL.len()],
    /// What an approval would give.
    pub worth: Worth,
}

/// What one rule says of a claim; [`Finding`] with the reasons not yet made texts.
#[derive(Clone, Debug)]
pub struct Judged<'a> {
    /// Which rule.
    pub rule: RuleId,
    /// What it means when it is not met.
    pub severity: Severity,
    /// Whether it is.
    pub outcome: Outcome,
    /// Where the cure lies.
    pub fields: &'static [FieldId],
    /// Keys of the programme's sources.
    pub sources: &'a [String],
    pub(super) about: About<'a>,
}

/// What a finding's sentence needs.
#[derive(Clone, Debug, Default)]
pub(super) enum About<'a> {
    #[default]
    Nothing,
    Text(Cow<'a, str>),
    Number(u32),
    Day(NaiveDate),
    Months(u32, NaiveDate),
    /// Products of the form, by their places in it.
    Products(Vec<usize>),
    /// The floor, and the products under it.
    UnderFloor(Vec<usize>),
}

impl Verdict<'_> {
    /// The findings, in the order of the assessment.
    pub fn findings(&self) -> impl Iterator<Item = &Judged<'_>> {
        self.findings.iter().flatten()
    }

    /// True when a rule that blocks is not met, or cannot be told to be.
    pub fn is_blocked(&self) -> bool {
        self.findings()
            .any(|finding| finding.severity == Severity::Block && finding.outcome != Outcome::Met)
    }

    /// The texts that the sentence of one of these findings needs.
    pub fn about(&self, finding: &Judged<'_>) -> Vec<String> {
        let named = |places: &[usize]| -> Vec<String> {
            let products = places
                .iter()
                .filter_map(|place| self.form.products.get(*place));
            products
                .map(|Product { workload, .. }| workload.clone())
                .collect()
        };
        match &finding.about {
            About::Nothing => Vec::new(),
            About::Text(text) => vec![text.clone().into_owned()],
            About::Number(number) => vec![number.to_string()],
            About::Day(day) => vec![day.to_string()],
            About::Months(months, day) => vec![months.to_string(), day.to_string()],
            About::Products(places) => named(places),
            About::UnderFloor(places) => {
                let mut texts = vec![self.floor.to_string()];
                texts.extend(named(places));
                texts
            }
        }
    }

    /// The same, to keep and to send.
    pub fn to_assessment(&self) -> Assessment {
        let findings = self.findings().map(|finding| Finding {
            rule: finding.rule,
            severity: finding.severity,
            outcome: finding.outcome,
            fields: finding.fields.to_vec(),
            about: self.about(finding),
            sources: finding.sources.to_vec(),
        });
        Assessment {
            findings: findings.collect(),
            worth: self.worth.clone(),
        }
    }
}
