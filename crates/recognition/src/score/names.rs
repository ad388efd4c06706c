//! Pairs and their parts by the names a person knows.

use serde::Serialize;

use super::standing::{Pair, Source, Standing};
use crate::names::Guid;

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

    /// The pair of a name, in numbers: of the exports, or of a customer that only a claim tells.
    pub(super) fn pair_named(&self, source: Source, name: &PairName) -> Option<Pair> {
        let of_revenue = source == Source::Revenue;
        let known = self
            .portfolio
            .pair(of_revenue, &name.workload, &name.tenant);
        known.or_else(|| {
            let workload = self.portfolio.revenue_workload(&name.workload)?;
            let tenant = self.number_of_new_tenant(Guid::parse(&name.tenant)?)?;
            of_revenue.then_some((workload, tenant))
        })
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
