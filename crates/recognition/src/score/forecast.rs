//! The months to come.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::tally::Tally;
use crate::programme::MetricId;
use crate::{Hundredths, Month};

/// A month to come, with the points it would have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
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
}

impl ForecastMonth {
    pub(crate) fn new(month: Month, tally: &Tally) -> Self {
        Self {
            month,
            total: tally.total.rounded(),
            qualified: tally.qualified,
            metrics: tally
                .metrics
                .iter()
                .map(|metric| (metric.id, metric.points.rounded()))
                .collect(),
        }
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
