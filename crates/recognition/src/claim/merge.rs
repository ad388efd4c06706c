//! Two versions of one claim's answers, typed on the same ground: where they disagree, and what
//! becomes of it when somebody has chosen.

use super::form::{ClaimForm, FieldId};

/// Which side changed an answer since both began from the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangedBy {
    /// This form only.
    Us,
    /// The other form only.
    Them,
    /// Both, to different answers.
    Both,
}

/// An answer in which two forms disagree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// Which. Products stand for what they bring a month too: one means nothing without the other.
    pub field: FieldId,
    /// Who changed it.
    pub by: ChangedBy,
}

impl ClaimForm {
    /// Where this form and the other one disagree; both began from `base`.
    pub fn disagreements(&self, base: &Self, theirs: &Self) -> Vec<Disagreement> {
        FieldId::ALL
            .iter()
            .copied()
            .filter(|&field| !self.agrees(field, theirs))
            .map(|field| Disagreement {
                field,
                by: if self.agrees(field, base) {
                    ChangedBy::Them
                } else if theirs.agrees(field, base) {
                    ChangedBy::Us
                } else {
                    ChangedBy::Both
                },
            })
            .collect()
    }

    fn agrees(&self, field: FieldId, other: &Self) -> bool {
        match field {
            FieldId::Products => self.products == other.products,
            FieldId::ProofNamesTenant => self.proof_names_tenant == other.proof_names_tenant,
            FieldId::ProofNamesDomain => self.proof_names_domain == other.proof_names_domain,
            FieldId::ProofProducts => self.proof_products == other.proof_products,
            // What is no text is told elsewhere: revenue with the products, files with the claim.
            _ => self.text(field) == other.text(field),
        }
    }

    /// Takes these answers from the other form.
    pub fn take_from(&mut self, other: &Self, fields: &[FieldId]) {
        for &field in fields {
            match field {
                FieldId::Products | FieldId::MonthlyRevenue => {
                    self.products.clone_from(&other.products);
                }
                FieldId::ProofNamesTenant => self.proof_names_tenant = other.proof_names_tenant,
                FieldId::ProofNamesDomain => self.proof_names_domain = other.proof_names_domain,
                FieldId::ProofProducts => self.proof_products.clone_from(&other.proof_products),
                _ => {
                    if let (Some(own), Some(theirs)) = (self.text_mut(field), other.text(field)) {
                        theirs.clone_into(own);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::form::Product;

    fn form(name: &str, domain: &str, revenue: &str) -> ClaimForm {
        ClaimForm {
            customer_name: name.to_owned(),
            customer_domain: domain.to_owned(),
            products: vec![Product {
                workload: "Sales".to_owned(),
                monthly_revenue_usd: revenue.to_owned(),
            }],
            ..ClaimForm::default()
        }
    }

    #[test]
    fn who_changed_what_is_told_and_chosen_answers_are_taken() {
        let base = form("Fjord", "fjord.example", "10");
        let mine = form("Fjordbyg", "fjordbyg.example", "10");
        let theirs = form("Fjord A/S", "fjord.example", "20");
        let told = mine.disagreements(&base, &theirs);
        let expected = [
            (FieldId::CustomerName, ChangedBy::Both),
            (FieldId::CustomerDomain, ChangedBy::Us),
            (FieldId::Products, ChangedBy::Them),
        ]
        .map(|(field, by)| Disagreement { field, by });
        assert_eq!(told, expected);
        let mut merged = mine.clone();
        merged.take_from(&theirs, &[FieldId::Products]);
        assert_eq!(merged, form("Fjordbyg", "fjordbyg.example", "20"));
        // With every disagreement taken it is the other form.
        let all: Vec<FieldId> = told.iter().map(|one| one.field).collect();
        merged.take_from(&theirs, &all);
        assert_eq!(merged, theirs);
        assert!(mine.disagreements(&base, &mine).is_empty());
    }

    #[test]
    fn every_field_that_differs_is_a_disagreement() {
        let mut other = ClaimForm {
            proof_names_tenant: true,
            proof_names_domain: true,
            proof_products: vec!["Sales".to_owned()],
            ..form("", "", "1")
        };
        for &field in FieldId::ALL {
            if let Some(text) = other.text_mut(field) {
                text.push('x');
            }
        }
        let mut own = ClaimForm::default();
        let told = own.disagreements(&ClaimForm::default(), &other);
        assert_eq!(told.len(), FieldId::ALL.len() - 2);
        let all: Vec<FieldId> = told.iter().map(|one| one.field).collect();
        own.take_from(&other, &all);
        assert_eq!(own, other);
    }
}
