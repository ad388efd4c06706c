//! An opportunity as the beginning of a claim: what the exports tell need not be asked.

use super::opportunity::Opportunity;
use super::standing::Standing;
use crate::claim::form::Product;
use crate::claim::{ClaimForm, FieldId};
use crate::names::Guid;
use crate::{Amount, Month};

impl Opportunity {
    /// The form with what is known: customer, subscription, products with what they bring,
    /// and since when the partner works there, where the data tell.
    ///
    /// A product is filled in where there is no doubt: it is the only one that the work can be
    /// claimed for, or the revenue export shows it. Texts too long for their field are left out.
    pub fn claim_form(&self, since: Option<Month>) -> ClaimForm {
        let products = if self.revenue_shown.is_empty() {
            match self.workloads.as_slice() {
                [only] => vec![product(only, None)],
                _ => Vec::new(),
            }
        } else {
            self.revenue_shown
                .iter()
                .map(|(workload, amount)| product(workload, Some(*amount)))
                .collect()
        };
        let subscription = self
            .subscriptions
            .iter()
            .find(|subscription| Guid::parse(subscription).is_some())
            .or(self.subscriptions.first());
        ClaimForm {
            customer_name: fitting(
                self.customer.as_deref().unwrap_or_default(),
                FieldId::CustomerName,
            ),
            customer_tenant_id: fitting(&self.tenant, FieldId::CustomerTenantId),
            subscription_id: subscription
                .map(|subscription| fitting(subscription, FieldId::SubscriptionId))
                .unwrap_or_default(),
            products,
            worked_since: since.map(|month| format!("{month}-01")).unwrap_or_default(),
            ..ClaimForm::default()
        }
    }
}

impl Standing<'_> {
    /// The first month with work in a pair, as the usage export shows it without a gap up to
    /// the as-of month. `None` where that is the export's own first month: the work may be
    /// older.
    pub fn worked_since(&self, opportunity: &Opportunity) -> Option<Month> {
        let (workload, tenant) =
            self.portfolio
                .pair(false, &opportunity.used_as, &opportunity.tenant)?;
        let shows_work = self
            .portfolio
            .association_set(&self.programme().claims.work_associations);
        let usage = &self.portfolio.usage;
        let works = |month: &Month| {
            let facts = usage.facts(*month);
            let place = (workload, tenant);
            let start = facts.partition_point(|fact| (fact.key.workload, fact.key.tenant) < place);
            facts
                .get(start..)
                .unwrap_or_default()
                .iter()
                .take_while(|fact| (fact.key.workload, fact.key.tenant) == place)
                .any(|fact| shows_work >> fact.key.association & 1 == 1)
        };
        let earliest = *usage.seen.first()?;
        let mut since = None;
        let mut month = self.as_of();
        while month >= earliest && works(&month) {
            since = Some(month);
            month = month.plus(-1);
        }
        since.filter(|since| *since > earliest)
    }
}

fn product(workload: &str, amount: Option<Amount>) -> Product {
    Product {
        workload: workload.to_owned(),
        // A claim's revenue is over nothing; what is not is left to be asked.
        monthly_revenue_usd: amount
            .filter(|amount| *amount > Amount::ZERO)
            .map(|amount| amount.to_hundredths().to_string())
            .unwrap_or_default(),
    }
}

/// The text where it fits its field.
fn fitting(text: &str, field: FieldId) -> String {
    let fits = text.chars().count() <= field.max();
    if fits {
        text.trim().to_owned()
    } else {
        String::new()
    }
}
