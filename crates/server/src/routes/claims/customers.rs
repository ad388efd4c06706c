//! What the own organisation has told of its customers before.

use axum::extract::State;
use claimdesk_protocol::{KnownCustomer, KnownCustomers};
use claimdesk_recognition::names::{self, Guid};
use serde::Deserialize;

use crate::answer::Answer;
use crate::app::App;
use crate::extract::Asked;
use crate::openapi::List;
use crate::policy::Partner;
use crate::problem::{Outcome, Refusal};
use crate::store::CustomersBy;

/// The most customers that are told at once: more than this has to be narrowed down anyway.
const MOST: u32 = 5;
const SHORTEST: usize = KnownCustomers::SHORTEST_NAME;
/// The longest name a claim takes.
const LONGEST: usize = claimdesk_recognition::claim::FieldId::CustomerName.max();

/// Which customers.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Finding {
    /// A tenant ID, or the beginning of a name, 2 to 200 characters. Left out: the customer of
    /// the claim that was sent and changed last.
    #[param(min_length = 2, max_length = 200)]
    pub find: Option<String>,
}

impl Finding {
    fn by(&self) -> Outcome<CustomersBy> {
        let Some(text) = &self.find else {
            return Ok(CustomersBy::Last);
        };
        if let Some(tenant) = Guid::parse(text) {
            return Ok(CustomersBy::Tenant(tenant));
        }
        let name = names::fold(text);
        if (SHORTEST..=LONGEST).contains(&name.chars().count()) {
            Ok(CustomersBy::Name(name))
        } else {
            Err(Refusal::field(
                "find",
                "invalid",
                format!("Give a tenant ID, or {SHORTEST} to {LONGEST} characters of a name."),
            ))
        }
    }
}

/// What claims that the own organisation has sent tell of a customer.
#[utoipa::path(get, path = "/api/v1/claims/customers", tag = "claims", params(Finding),
    responses((status = 200, body = KnownCustomers), List))]
pub async fn list(
    State(app): State<App>,
    partner: Partner,
    Asked(finding): Asked<Finding>,
) -> Outcome<Answer> {
    let rows = app
        .store()
        .customers(&partner.organisation.id, finding.by()?, MOST)
        .await?;
    let customers = rows
        .into_iter()
        .map(|row| KnownCustomer {
            reference: row.reference,
            changed_at: row.changed_at,
            answers: row.form.about_customer(),
        })
        .collect();
    Answer::ok(&KnownCustomers { customers })
}
