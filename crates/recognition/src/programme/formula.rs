//! The scoring table's lines: what a metric counts and how its value becomes points.

use serde::{Deserialize, Serialize};

use crate::{Amount, Points};

/// One line of the scoring table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Metric {
    /// `net_customer_adds` and so on.
    pub id: MetricId,
    /// The most points it can give.
    pub max: u32,
    /// The value at which it gives them; 0 where the formula tells.
    #[serde(default)]
    pub full: u32,
    /// What is counted, in the page's words.
    pub unit: String,
    /// How the value is found.
    pub formula: Formula,
    /// Keys of [`Programme::sources`].
    pub sources: Vec<String>,
    /// How sure the numbers are.
    pub confidence: String,
    /// What to know about them.
    #[serde(default)]
    pub notes: Vec<String>,
}

impl Metric {
    /// Points of a count: pairs or people.
    pub fn points_of_count(&self, value: i64) -> Points {
        Points::of_metric(self.max, Points::whole(value), self.full)
    }
}

/// The metrics; Data & AI and Security have four of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum MetricId {
    /// Net customer adds.
    NetCustomerAdds,
    /// People with an intermediate certificate.
    IntermediateCertifications,
    /// People with an advanced certificate.
    AdvancedCertifications,
    /// Usage growth in per cent.
    UsageGrowth,
    /// Net deployments.
    Deployments,
}

impl MetricId {
    /// Every metric.
    pub const ALL: [Self; 5] = [
        Self::NetCustomerAdds,
        Self::IntermediateCertifications,
        Self::AdvancedCertifications,
        Self::UsageGrowth,
        Self::Deployments,
    ];

    /// True for the metrics whose value is a number of people.
    pub const fn counts_people(self) -> bool {
        matches!(
            self,
            Self::IntermediateCertifications | Self::AdvancedCertifications
        )
    }

    /// As written in files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NetCustomerAdds => "net_customer_adds",
            Self::IntermediateCertifications => "intermediate_certifications",
            Self::AdvancedCertifications => "advanced_certifications",
            Self::UsageGrowth => "usage_growth",
            Self::Deployments => "deployments",
        }
    }
}

/// How a metric's value is found, and what else decides its points.
///
/// The first four are computed from exports, of Business Applications; the others from numbers
/// that a person enters. Points are `max × clamp(value ÷ full, 0, 1)` unless said otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Formula {
    /// Pairs whose revenue is at or over the floor, less the same count a year ago.
    RevenuePairs {
        /// US dollars a month.
        floor: Amount,
        /// Which associations count.
        associations: Vec<String>,
    },
    /// Distinct people with a certificate of this list.
    CertifiedPeople {
        /// Key of [`Programme::certificates`](super::Programme::certificates).
        list: String,
    },
    /// Growth of monthly consumption value in per cent.
    #[serde(rename_all = "camelCase")]
    ConsumptionGrowth {
        /// Under this value a year ago there is no growth to speak of.
        baseline_floor: Amount,
        /// Which associations count, by family.
        associations: UsageAssociations,
    },
    /// Pairs whose consumption value is at or over the floor, less the count a year ago.
    ConsumptionPairs {
        /// Consumption value a month.
        floor: Amount,
        /// Which associations count, by family.
        associations: UsageAssociations,
    },
    /// A whole number: customers, people, services.
    Count,
    /// Growth in per cent.
    Growth,
    /// The same value by several associations, each with its own full value; the one that
    /// gives most points counts.
    HigherOf {
        /// The associations.
        by: Vec<AssociationFull>,
    },
    /// Certificates in steps: people of the last step count once every gate is met.
    Stepped {
        /// What must be met first.
        gates: Vec<Gate>,
        /// The step whose people are counted.
        last: LastStep,
    },
    /// Points of several kinds added up, to the cap.
    SumOf {
        /// The kinds.
        kinds: Vec<KindFull>,
    },
}

impl Formula {
    /// Every formula's name, as a programme file writes it.
    pub const NAMES: [&'static str; 9] = [
        "revenue_pairs",
        "certified_people",
        "consumption_growth",
        "consumption_pairs",
        "count",
        "growth",
        "higher_of",
        "stepped",
        "sum_of",
    ];

    /// True where the metric's own `full` says when it gives the most.
    pub const fn needs_full(&self) -> bool {
        !matches!(
            self,
            Self::HigherOf { .. } | Self::Stepped { .. } | Self::SumOf { .. }
        )
    }
}

/// An association with the value at which it gives the most.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AssociationFull {
    /// `CPOR`, `DPOR` or `CSP`.
    pub key: String,
    /// The value that gives the most.
    pub full: u32,
}

/// A kind of a sum with the value at which it alone gives the most.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KindFull {
    /// Names it among the entered numbers.
    pub key: String,
    /// What is counted.
    pub unit: String,
    /// The value that alone gives the most.
    pub full: u32,
}

/// A step of certificates that must be met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Gate {
    /// Any of these.
    pub certificates: Vec<super::Certificate>,
    /// How many people must hold one.
    pub people: u32,
    /// Points for meeting it, whatever the other gates are.
    pub points: u32,
}

/// The step whose people give points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LastStep {
    /// Any of these.
    pub certificates: Vec<super::Certificate>,
    /// So many points …
    pub points: u32,
    /// … for so many people: the points of one person are the exact fraction.
    pub people: u32,
}

/// Which associations count for usage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UsageAssociations {
    /// For Dynamics 365 workloads.
    pub dynamics365: Vec<String>,
    /// For Power Platform and Customer Insights.
    pub power_platform: Vec<String>,
}
