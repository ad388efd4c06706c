//! The programme: a dated set of rules, read from a file.
//!
//! Every number that Microsoft may change lives in a programme file with its source, date
//! and confidence, never in code. The version that ships is [`Programme::builtin`].

mod check;
mod compare;
mod formula;
mod paths;
mod versions;

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::claim::RuleId;
use crate::{Amount, names};
pub use check::ProgrammeError;
pub use compare::{Change, ChangeKind, compare};
pub use formula::{
    AssociationFull, Formula, Gate, KindFull, LastStep, Metric, MetricId, UsageAssociations,
};
pub use paths::{Counts, Entry, Full, Path, PathMetric, PathTrack, Paths, Proposal, StepGate};
pub use versions::{Programmes, VersionRefused};

/// A dated set of rules with the sources they rest on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Programme {
    /// Version of this file's form; 1 is the only one.
    pub schema_version: u32,
    /// Names the version: `2026-10`.
    pub id: String,
    /// For people.
    pub title: String,
    /// The first day these rules hold.
    #[serde(with = "crate::day::text")]
    pub effective_from: NaiveDate,
    /// When the numbers were last compared with their sources.
    #[serde(with = "crate::day::text")]
    pub compiled_on: NaiveDate,
    /// Where each number was read, by key.
    pub sources: BTreeMap<String, Source>,
    /// What qualifies, and when.
    pub qualifying: Qualifying,
    /// Why a row counts for a partner.
    pub associations: Vec<Named>,
    /// Workloads of the revenue export.
    pub revenue_workloads: Vec<Named>,
    /// Workloads of the usage export, with the rate card.
    pub usage_workloads: Vec<UsageWorkload>,
    /// How rows of the usage export are read.
    pub usage_reading: UsageReading,
    /// Certificates by list name.
    pub certificates: BTreeMap<String, Vec<Certificate>>,
    /// Scoring paths.
    pub designations: Vec<Designation>,
    /// What claims need and how long things take.
    pub claims: ClaimRules,
    /// Where Microsoft's own pages disagree or are silent, and how this version reads them.
    pub readings: Vec<Reading>,
}

/// A document a number was read in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Source {
    /// What the document is.
    pub title: String,
    /// Where it can be read, if it is public.
    #[serde(default)]
    pub page: Option<String>,
    /// The state that was read.
    pub as_of: String,
}

/// What qualifies for a designation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Qualifying {
    /// Points needed, of 100.
    pub total: u32,
    /// Months of the window before its last one.
    pub months_before: u32,
    /// Days after the anniversary in which renewal is open.
    pub renewal_days: u32,
    /// Keys of [`Programme::sources`].
    pub sources: Vec<String>,
}

/// A name with the other spellings real files use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Named {
    /// As it is shown.
    pub name: String,
    /// Other spellings; case and surplus blanks never matter.
    #[serde(default)]
    pub aliases: Vec<String>,
}

/// Which associations count for a workload's usage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Family {
    /// Dynamics 365 without Customer Insights.
    Dynamics365,
    /// Power Platform and Customer Insights.
    PowerPlatform,
}

/// What a rate is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum RateUnit {
    /// Monthly active users (with association PAL: those attributed to the partner).
    #[serde(rename = "MAU")]
    ActiveUsers,
    /// Profiles, from the column for active capacity.
    #[serde(rename = "MAC")]
    ActiveCapacity,
}

/// A workload of the usage export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UsageWorkload {
    /// As it is shown.
    pub name: String,
    /// Other spellings.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Decides which associations count.
    pub family: Family,
    /// Consumption value per unit.
    pub rate: Amount,
    /// What is counted.
    pub unit: RateUnit,
    /// Workloads of the revenue export that can be claimed where this one shows the work.
    pub claimed_as: Vec<String>,
}

/// How rows of the usage export are read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UsageReading {
    /// The association whose users are those attributed to the partner, where both are given.
    pub partner_units_association: String,
    /// A metric type with this word in it does not count.
    pub uncounted_metric_type: String,
    /// Keys of [`Programme::sources`].
    pub sources: Vec<String>,
}

/// A certificate of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Certificate {
    /// The title without "Microsoft Certified:".
    pub name: String,
    /// The last day it could be passed; it counts for a year more.
    #[serde(default, with = "crate::day::optional")]
    pub retires: Option<NaiveDate>,
}

impl Certificate {
    /// The last day on which a retired one counts, for whoever passed it in time: the same day a
    /// year later.
    pub fn counts_until(&self) -> Option<NaiveDate> {
        self.retires?.checked_add_months(Months::new(12))
    }
}

/// A scoring path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Designation {
    /// `business_applications`.
    pub id: String,
    /// Microsoft's name for it.
    pub name: String,
    /// The badge that customers see since August 2026.
    pub badge: String,
    /// Which of the two tracks counts.
    pub track_rule: TrackRule,
    /// How the track is proposed from exports, where there are any.
    #[serde(default)]
    pub track_proposal: Option<TrackProposal>,
    /// Enterprise and SMB.
    pub tracks: Vec<Track>,
}

/// Which of the two tracks counts for a partner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TrackRule {
    /// Who decides.
    pub how: TrackChoice,
    /// What the pages say of it.
    pub text: String,
    /// Keys of [`Programme::sources`].
    pub sources: Vec<String>,
    /// How sure this is.
    pub confidence: String,
}

/// Who decides which track counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TrackChoice {
    /// Microsoft assigns one.
    Assigned,
    /// Both are scored, and the higher total counts.
    HigherOfBoth,
}

impl Designation {
    /// The metrics of a track.
    pub fn track(&self, id: TrackId) -> Option<&Track> {
        self.tracks.iter().find(|track| track.id == id)
    }
}

/// When the product proposes Enterprise; Microsoft assigns the track.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TrackProposal {
    /// This many distinct workloads …
    pub workloads: u32,
    /// … each over this revenue in US dollars in some tenant, now and a year ago.
    pub revenue_over: Amount,
    /// Keys of [`Programme::sources`].
    pub sources: Vec<String>,
}

/// The size class a partner is scored in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TrackId {
    /// Large customers.
    Enterprise,
    /// Small and medium-sized customers.
    Smb,
}

impl TrackId {
    /// As written in files and addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Enterprise => "enterprise",
            Self::Smb => "smb",
        }
    }

    /// Reads the written form.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Enterprise, Self::Smb]
            .into_iter()
            .find(|track| track.as_str() == text)
    }
}

/// The metrics of one track, in the table's order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Track {
    /// Which one.
    pub id: TrackId,
    /// What is counted.
    pub metrics: Vec<Metric>,
}

/// What a claim needs, and the clocks of its life.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClaimRules {
    /// The association an approved claim acts as.
    pub association: String,
    /// The first day a claim on a CSP subscription is recognised.
    #[serde(with = "crate::day::text")]
    pub recognised_from: NaiveDate,
    /// A subscription younger than this many days may not be visible to Microsoft yet.
    pub provisioning_days: u32,
    /// Days after its end in which a subscription is in grace.
    pub grace_days: u32,
    /// The customer's acknowledgement may be this many months old on submission.
    pub acknowledgement_months: u32,
    /// A subscription that ends within this many months is pointed out.
    pub ends_within_months: u32,
    /// Our own promise, in hours.
    pub review_hours: u32,
    /// Microsoft's documented times in business days: until review begins, and review.
    pub microsoft_review_business_days: [u32; 2],
    /// The partner's time to answer, in business days.
    pub answer_business_days: u32,
    /// Days in which a rejection can be disputed.
    pub dispute_days: u32,
    /// Business days in which a dispute is answered.
    pub dispute_answer_business_days: u32,
    /// Business days after the customer was asked, at whose end silence is consent.
    pub customer_silence_business_days: u32,
    /// Business days after the submission in which a provisional proof holds the day of filing.
    pub provisional_proof_business_days: u32,
    /// Months after which a counted pair is in the baseline too.
    pub baseline_after_months: u32,
    /// Days that are no business days, beside Saturdays and Sundays.
    pub holidays: Vec<Holiday>,
    /// Associations of usage rows that show that the partner works in a pair.
    pub work_associations: Vec<String>,
    /// Severity and sources of each rule of the assessment.
    pub rules: Vec<ClaimRule>,
}

/// A day on which nobody is expected to work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Holiday {
    /// The day.
    #[serde(with = "crate::day::text")]
    pub date: NaiveDate,
    /// What it is.
    pub name: String,
}

/// One rule of the assessment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClaimRule {
    /// Which one.
    pub id: RuleId,
    /// What an unmet rule means.
    pub severity: crate::claim::Severity,
    /// Keys of [`Programme::sources`].
    pub sources: Vec<String>,
}

/// Where pages disagree or are silent, and what was chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reading {
    /// What it is about.
    pub subject: String,
    /// What the pages say.
    pub pages: String,
    /// What was chosen.
    pub chosen: String,
    /// Keys of [`Programme::sources`].
    pub sources: Vec<String>,
}

impl Programme {
    /// The version that ships with the product.
    ///
    /// # Panics
    ///
    /// Never: the file is part of the build, and a test reads it.
    #[expect(
        clippy::expect_used,
        reason = "the file is part of the build and read by a test"
    )]
    pub fn builtin() -> Self {
        Self::from_json(include_str!("../programmes/2026-10.json"))
            .expect("the built-in programme is valid")
    }

    /// The compact form the page carries: reading it takes a fraction of the code that JSON does.
    pub fn to_compact(&self) -> Result<Vec<u8>, ProgrammeError> {
        postcard::to_allocvec(self).map_err(|error| ProgrammeError(vec![error.to_string()]))
    }

    /// Reads the compact form. It was checked when it was made.
    pub fn from_compact(bytes: &[u8]) -> Result<Self, ProgrammeError> {
        postcard::from_bytes(bytes).map_err(|error| ProgrammeError(vec![error.to_string()]))
    }

    /// The designation of this ID.
    pub fn designation(&self, id: &str) -> Option<&Designation> {
        self.designations
            .iter()
            .find(|designation| designation.id == id)
    }

    /// The Business Applications metrics of a track.
    pub fn track(&self, id: TrackId) -> Option<&Track> {
        self.designation(BUSINESS_APPLICATIONS)?.track(id)
    }

    /// How the Business Applications track is proposed from exports.
    pub fn track_proposal(&self) -> Option<&TrackProposal> {
        self.designation(BUSINESS_APPLICATIONS)?
            .track_proposal
            .as_ref()
    }

    /// The revenue floor of a pair in US dollars, from the track's net customer adds.
    pub fn revenue_floor(&self, id: TrackId) -> Option<Amount> {
        self.track(id)?
            .metrics
            .iter()
            .find_map(|metric| match &metric.formula {
                Formula::RevenuePairs { floor, .. } => Some(*floor),
                _ => None,
            })
    }

    /// The revenue workload this name or alias means, as the programme writes it.
    pub fn revenue_workload(&self, name: &str) -> Option<&str> {
        let folded = names::fold(name);
        self.revenue_workloads
            .iter()
            .find(|workload| workload.is(&folded))
            .map(|named| named.name.as_str())
    }

    /// Severity and sources of a rule of the assessment.
    pub fn claim_rule(&self, id: RuleId) -> Option<&ClaimRule> {
        self.claims.rules.iter().find(|rule| rule.id == id)
    }
}

/// The designation that claims feed.
pub const BUSINESS_APPLICATIONS: &str = "business_applications";

impl Named {
    /// True when a folded name is this one.
    pub fn is(&self, folded: &str) -> bool {
        spelled(&self.name, &self.aliases, folded)
    }
}

impl UsageWorkload {
    /// True when a folded name is this one.
    pub fn is(&self, folded: &str) -> bool {
        spelled(&self.name, &self.aliases, folded)
    }
}

fn spelled(name: &str, aliases: &[String], folded: &str) -> bool {
    names::fold(name) == folded || aliases.iter().any(|alias| names::fold(alias) == folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_forms_are_read_again_and_names_by_their_aliases() {
        for track in [TrackId::Smb, TrackId::Enterprise] {
            assert_eq!(TrackId::parse(track.as_str()), Some(track));
        }
        assert_eq!(TrackId::parse("SMB"), None);
        let programme = Programme::builtin();
        assert!(programme.track_proposal().is_some());
        for workload in &programme.usage_workloads {
            let is = |name: &str| workload.is(&names::fold(name));
            assert!(is(&workload.name) && workload.aliases.iter().all(|alias| is(alias)));
            assert!(!is("Solitaire"), "{}", workload.name);
        }
    }

    #[test]
    fn the_built_in_programme_is_valid() {
        let programme = Programme::builtin();
        assert_eq!(
            programme.revenue_floor(TrackId::Smb),
            Some(Amount::whole(250))
        );
        assert_eq!(
            programme.revenue_floor(TrackId::Enterprise),
            Some(Amount::whole(1500))
        );
        assert_eq!(programme.revenue_workload(" power  bi"), Some("Power BI"));
    }

    #[test]
    fn the_compact_form_says_the_same() {
        let programme = Programme::builtin();
        let bytes = programme.to_compact().unwrap();
        assert_eq!(Programme::from_compact(&bytes), Ok(programme));
        assert!(Programme::from_compact(&bytes[..bytes.len() / 2]).is_err());
    }

    #[test]
    fn a_faulty_file_is_refused_with_all_its_faults() {
        let mut programme = Programme::builtin();
        programme.designations[0].tracks[0].metrics[0].max = 16;
        programme.designations[0].tracks[1].metrics[1].sources = vec!["NOWHERE".into()];
        programme.claims.rules.pop();
        let text = serde_json::to_string(&programme).unwrap();
        let ProgrammeError(faults) = Programme::from_json(&text).unwrap_err();
        assert_eq!(faults.len(), 3, "{faults:?}");
    }
}
