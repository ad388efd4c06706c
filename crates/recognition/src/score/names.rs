//! Pairs and their parts by the names a person knows.

use serde::Serialize;

use super::standing::{Pair, Source, Standing};

/// A pair: one workload in one customer tenant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PairName {
    /// The customer tenant's ID.
    pub tenant: String,
    /// The workload, as the programme writes it.
    pub workload: String,
    /// The customer's name, where the export tells it. Looking a pair up does not need it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
}

impl Standing<'_> {
    pub(super) fn pair_name(&self, source: Source, (workload, tenant): Pair) -> PairName {
        PairName {
            tenant: self.tenant_name(tenant),
            workload: self.workload_name(source, workload).to_owned(),
            customer: self.customer_name(tenant).map(str::to_owned),
        }
    }

    pub(super) fn workload_name(&self, source: Source, workload: u8) -> &str {
        match source {
            Source::Revenue => self.portfolio.revenue_workload_name(workload),
            Source::Usage => self.portfolio.usage_workload_name(workload),
        }
        .unwrap_or_default()
    }

    pub(super) fn customer_name(&self, tenant: u32) -> Option<&str> {
        self.portfolio.customer_name(tenant)
    }

    pub(super) fn tenant_name(&self, tenant: u32) -> String {
        self.portfolio
            .tenant_name(tenant)
            .or_else(|| Some(self.new_tenant(tenant)?.to_string()))
            .unwrap_or_default()
    }

    pub(super) fn subscription_name(&self, subscription: u32) -> String {
        self.portfolio
            .subscription_name(subscription)
            .or_else(|| Some(self.new_subscription(subscription)?.to_string()))
            .unwrap_or_default()
    }
}
