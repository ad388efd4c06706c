//! The customer's side: one question, answered without an account. The token of the link comes in a
//! header, so that it stands in no address and no log.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue};
use claimdesk_protocol::{CUSTOMER_LINK, CustomerAnswer, CustomerQuestion};
use claimdesk_recognition::claim::ClaimState;
use claimdesk_recognition::claim::form::day;

use super::desk;
use crate::answer::Answer;
use crate::app::App;
use crate::audit::act;
use crate::audit::entry::{Actor, ActorKind};
use crate::claims::{self, expiry, view};
use crate::extract::Json;
use crate::guard::caller::Caller;
use crate::ids;
use crate::openapi::{Linked, LinkedWrite};
use crate::problem::{Outcome, Refusal};
use crate::store::{AskedCustomer, ClaimFile, Written};

/// So often a word is decided anew when the claim changes under it.
const TRIES: usize = 5;

/// What the customer is asked. Looking changes nothing: programs that check mail follow links.
#[utoipa::path(get, path = "/api/v1/customer-word", tag = "customer",
    params(("Customer-Link" = String, Header, description = "The token of the link")),
    responses((status = 200, body = CustomerQuestion), Linked))]
pub async fn read(State(app): State<App>, caller: Caller, headers: HeaderMap) -> Outcome<Answer> {
    let file = asked(&app, caller, &headers).await?;
    shown(&app, &file)
}

/// Takes the customer's word. The same word again changes nothing and answers alike.
#[utoipa::path(post, path = "/api/v1/customer-word", tag = "customer", request_body = CustomerAnswer,
    params(("Customer-Link" = String, Header, description = "The token of the link")),
    responses((status = 200, body = CustomerQuestion), LinkedWrite))]
pub async fn say(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    Json { value, .. }: Json<CustomerAnswer>,
) -> Outcome<Answer> {
    let mut file = asked(&app, caller, &headers).await?;
    for _ in 0..TRIES {
        let now = app.now();
        let Some(change) = desk(&app).hear(&file, &value, now).await? else {
            return shown(&app, &file);
        };
        let after = claims::after(file.clone(), &change);
        if app.store().change(change, None).await? == Written::Done(()) {
            tracing::info!(
                reference = after.reference,
                word = value.word.as_str(),
                "the customer said their word"
            );
            return shown(&app, &after);
        }
        // Somebody moved the claim meanwhile: what the word does now is decided on what it has become.
        file = expiry::read(&app, &file.reference)
            .await?
            .ok_or_else(Refusal::no_such_link)?;
    }
    Err(Refusal::stale())
}

/// The claim whose customer has this link.
async fn asked(app: &App, caller: Caller, headers: &HeaderMap) -> Outcome<ClaimFile> {
    let token = headers.get(CUSTOMER_LINK).map(HeaderValue::as_bytes);
    let hash = ids::digest(token.unwrap_or_default());
    let reference = app.store().claim_of_link(hash).await?;
    let file = match reference {
        Some(reference) => expiry::read(app, &reference).await?,
        None => None,
    };
    if let Some(file) = file {
        act::is(Actor::of_kind(ActorKind::Customer), None);
        return Ok(file);
    }
    // Whoever tries links waits, longer each time. A good one works all the same: an office has one
    // address, and nobody may keep the others' links from working.
    let tried = app
        .throttle()
        .begin(CUSTOMER_LINK, caller.address, app.now());
    match tried.await? {
        Ok(()) => Err(Refusal::no_such_link()),
        Err(seconds) => Err(Refusal::too_many_links(seconds)),
    }
}

fn shown(app: &App, file: &ClaimFile) -> Outcome<Answer> {
    let asked = file.customer.as_ref().ok_or_else(Refusal::no_such_link)?;
    Answer::ok(&question(app, file, asked))
}

fn question(app: &App, file: &ClaimFile, asked: &AskedCustomer) -> CustomerQuestion {
    let (now, rules, form) = (app.now(), &app.programme().claims, &file.form);
    let word = asked.word();
    CustomerQuestion {
        reference: file.reference.clone(),
        organisation: file.organisation.name.clone(),
        customer_name: form.customer_name.clone(),
        customer_tenant_id: form.customer_tenant_id.clone(),
        subscription_id: form.subscription_id.clone(),
        seller: form.transacting_partner_name.clone(),
        products: form
            .products
            .iter()
            .map(|product| product.workload.clone())
            .collect(),
        work_done: form.work_done.clone(),
        worked_since: day(&form.worked_since),
        submitted_at: file.life.submitted_at,
        contact_name: asked.name.clone(),
        standing: word.standing(now, rules),
        silence_from: word.silence_from(rules),
        said: view::said(asked),
        approved: file.life.state == ClaimState::Approved,
        open: file.life.hears_customer(now, rules),
    }
}
