//! What one claim hands on to the next, so that nobody is asked twice.

use super::form::{ClaimForm, FieldId};
use super::life::ClaimState;

/// What is known of a customer from an earlier claim: who they are, who sells to them, and
/// whom to ask there. All are single texts.
const OF_CUSTOMER: [FieldId; 9] = [
    FieldId::CustomerName,
    FieldId::CustomerTenantId,
    FieldId::CustomerDomain,
    FieldId::Channel,
    FieldId::TransactingPartnerName,
    FieldId::TransactingPartnerId,
    FieldId::CustomerContactName,
    FieldId::CustomerContactTitle,
    FieldId::CustomerContactEmail,
];

/// Who sells the licence.
const OF_SELLER: [FieldId; 3] = [
    FieldId::Channel,
    FieldId::TransactingPartnerName,
    FieldId::TransactingPartnerId,
];

/// What belongs to one period of a subscription: a renewed one has a new ID and new days.
const OF_SUBSCRIPTION: [FieldId; 3] = [
    FieldId::SubscriptionId,
    FieldId::SubscriptionStart,
    FieldId::SubscriptionEnd,
];

impl ClaimForm {
    /// The form with nothing but what it tells of its customer.
    #[must_use]
    pub fn about_customer(&self) -> Self {
        self.only(&OF_CUSTOMER)
    }

    /// The form with nothing but who sells the licence.
    #[must_use]
    pub fn about_seller(&self) -> Self {
        self.only(&OF_SELLER)
    }

    /// The fields that [`ClaimForm::take_customer`] would change.
    pub fn news_of_customer(&self, known: &Self) -> Vec<FieldId> {
        let told = |field: &FieldId| known.text(*field).is_some_and(|text| !text.is_empty());
        OF_CUSTOMER
            .into_iter()
            .filter(|field| told(field) && self.text(*field) != known.text(*field))
            .collect()
    }

    /// Takes over what an earlier claim tells of the customer. What it does not tell stays.
    pub fn take_customer(&mut self, known: &Self) {
        for field in self.news_of_customer(known) {
            self.put(field, known);
        }
    }

    /// Puts these single texts back to what they are in the other form.
    pub fn put_back(&mut self, fields: &[FieldId], before: &Self) {
        for &field in fields {
            self.put(field, before);
        }
    }

    /// The beginning of a new claim after this one has ended in `state`; `None` while it has
    /// not.
    ///
    /// The proof has to be a new one in any case. After an approval the next claim is for the
    /// renewed subscription, which has an ID and days of its own; after a rejection or a
    /// withdrawal it is for the same one.
    pub fn copied_after(&self, state: ClaimState) -> Option<Self> {
        if state.is_open() {
            return None;
        }
        let mut copy = Self {
            acknowledged_on: String::new(),
            proof_names_tenant: false,
            proof_names_domain: false,
            proof_products: Vec::new(),
            ..self.clone()
        };
        if state == ClaimState::Approved {
            copy.put_back(&OF_SUBSCRIPTION, &Self::default());
        }
        Some(copy)
    }

    fn only(&self, fields: &[FieldId]) -> Self {
        let mut form = Self::default();
        form.put_back(fields, self);
        form
    }

    fn put(&mut self, field: FieldId, from: &Self) {
        if let (Some(here), Some(there)) = (self.text_mut(field), from.text(field)) {
            there.clone_into(here);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::Product;

    /// A form in which every answer says which question it answers.
    fn whole() -> ClaimForm {
        let mut form = ClaimForm {
            products: vec![Product {
                workload: "Sales".into(),
                monthly_revenue_usd: "900".into(),
            }],
            proof_names_tenant: true,
            proof_names_domain: true,
            proof_products: vec!["Sales".into()],
            ..ClaimForm::default()
        };
        for &field in FieldId::ALL {
            if let Some(text) = form.text_mut(field) {
                field.as_str().clone_into(text);
            }
        }
        form
    }

    fn names(fields: &[FieldId]) -> Vec<&'static str> {
        fields.iter().map(|field| field.as_str()).collect()
    }

    #[test]
    fn a_renewed_subscription_asks_for_its_own_id_days_and_proof_and_nothing_else() {
        let copy = whole().copied_after(ClaimState::Approved).unwrap();
        let expected = [
            "subscriptionId",
            "subscriptionStart",
            "subscriptionEnd",
            "acknowledgedOn",
            "proofNamesTenant",
            "proofNamesDomain",
            "proofProducts",
        ];
        assert_eq!(names(&whole().differences(&copy)), expected);
    }

    #[test]
    fn after_a_rejection_it_is_the_same_subscription_with_a_new_proof() {
        let expected = [
            "acknowledgedOn",
            "proofNamesTenant",
            "proofNamesDomain",
            "proofProducts",
        ];
        for state in [
            ClaimState::Rejected,
            ClaimState::RejectedFinal,
            ClaimState::Withdrawn,
        ] {
            let copy = whole().copied_after(state).unwrap();
            assert_eq!(names(&whole().differences(&copy)), expected, "{state:?}");
        }
    }

    #[test]
    fn a_claim_that_can_still_be_approved_is_not_copied() {
        let open: Vec<ClaimState> = ClaimState::ALL
            .into_iter()
            .filter(|state| whole().copied_after(*state).is_none())
            .collect();
        assert_eq!(
            open,
            [
                ClaimState::Draft,
                ClaimState::Submitted,
                ClaimState::UnderReview,
                ClaimState::ActionRequired,
                ClaimState::Disputed,
            ]
        );
    }

    #[test]
    fn a_customer_brings_what_was_told_and_leaves_the_rest() {
        let known = ClaimForm {
            customer_contact_title: String::new(),
            ..whole().about_customer()
        };
        let mut form = ClaimForm {
            customer_name: "as typed".into(),
            customer_contact_title: "Owner".into(),
            subscription_id: "the new one".into(),
            ..ClaimForm::default()
        };
        let before = form.clone();
        let news = form.news_of_customer(&known);
        form.take_customer(&known);
        assert_eq!(before.differences(&form), news);
        assert_eq!(form.customer_domain, "customerDomain");
        assert_eq!(form.customer_contact_title, "Owner");
        assert_eq!(form.subscription_id, "the new one");
        assert!(form.news_of_customer(&known).is_empty());
        // And it can be taken back.
        form.put_back(&news, &before);
        assert_eq!(form, before);
    }

    #[test]
    fn what_is_told_of_a_customer_says_nothing_of_the_work() {
        let told = ClaimForm::default().differences(&whole().about_customer());
        assert_eq!(told, OF_CUSTOMER);
        let told = ClaimForm::default().differences(&whole().about_seller());
        assert_eq!(told, OF_SELLER);
    }
}
