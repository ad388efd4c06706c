//! Which answers of a claim may change, and when: all of a draft, and while the reviewer
//! asks for something only what `recognition.md` section 6 leaves open.

use super::form::{ClaimForm, FieldId};
use super::life::ClaimState;

impl FieldId {
    /// True where the partner may change this answer in this state.
    pub const fn is_open_in(self, state: ClaimState) -> bool {
        match state {
            ClaimState::Draft => true,
            ClaimState::ActionRequired => matches!(
                self,
                Self::PartnerLocationId
                    | Self::Products
                    | Self::MonthlyRevenue
                    | Self::CustomerContactName
                    | Self::CustomerContactTitle
                    | Self::CustomerContactEmail
                    | Self::PartnerContactName
                    | Self::PartnerContactEmail
                    | Self::Evidence
                    | Self::AcknowledgedOn
                    | Self::ProofNamesTenant
                    | Self::ProofNamesDomain
                    | Self::ProofProducts
                    | Self::Comments
            ),
            _ => false,
        }
    }
}

impl ClaimForm {
    /// The fields in which the other form says something else.
    pub fn differences(&self, other: &Self) -> Vec<FieldId> {
        FieldId::ALL
            .iter()
            .copied()
            .filter(|&field| match field {
                FieldId::Products => !self
                    .products
                    .iter()
                    .map(|product| &product.workload)
                    .eq(other.products.iter().map(|product| &product.workload)),
                FieldId::MonthlyRevenue => !self
                    .products
                    .iter()
                    .map(|product| &product.monthly_revenue_usd)
                    .eq(other
                        .products
                        .iter()
                        .map(|product| &product.monthly_revenue_usd)),
                FieldId::ProofNamesTenant => self.proof_names_tenant != other.proof_names_tenant,
                FieldId::ProofNamesDomain => self.proof_names_domain != other.proof_names_domain,
                FieldId::ProofProducts => self.proof_products != other.proof_products,
                _ => self.text(field) != other.text(field),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn while_asked_only_what_the_table_names_is_open() {
        let closed: Vec<&str> = FieldId::ALL
            .iter()
            .filter(|field| !field.is_open_in(ClaimState::ActionRequired))
            .map(|field| field.as_str())
            .collect();
        let expected = [
            "customerName",
            "customerTenantId",
            "customerDomain",
            "subscriptionId",
            "channel",
            "subscriptionStart",
            "subscriptionEnd",
            "transactingPartnerName",
            "transactingPartnerId",
            "workDone",
            "workedSince",
        ];
        assert_eq!(closed, expected);
        assert!(
            FieldId::ALL
                .iter()
                .all(|field| field.is_open_in(ClaimState::Draft))
        );
        assert!(!FieldId::Comments.is_open_in(ClaimState::Approved));
    }

    #[test]
    fn differences_name_each_field_once() {
        let old = ClaimForm::default();
        let new = ClaimForm {
            customer_name: "Klitvang".into(),
            products: vec![super::super::Product {
                workload: "Sales".into(),
                monthly_revenue_usd: "1".into(),
            }],
            proof_names_tenant: true,
            ..ClaimForm::default()
        };
        let expected = [
            FieldId::CustomerName,
            FieldId::Products,
            FieldId::MonthlyRevenue,
            FieldId::ProofNamesTenant,
        ];
        assert_eq!(old.differences(&new), expected);
        assert!(new.differences(&new).is_empty());
    }
}
