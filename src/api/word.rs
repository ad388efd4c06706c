//! The customer's word. A customer is known by the token of their link, which goes in a header.

use claimdesk_protocol::{CUSTOMER_LINK, CustomerAnswer, CustomerQuestion};
use gloo_net::http::Method;

use super::{Answer, Call};

const PATH: &str = "/customer-word";

/// What the customer with this link is asked.
pub(crate) async fn customer_question(token: &str) -> Answer<CustomerQuestion> {
    Call::get(PATH).link(CUSTOMER_LINK, token).read().await
}

/// Says the customer's word.
pub(crate) async fn say_word(token: &str, answer: &CustomerAnswer) -> Answer<CustomerQuestion> {
    Call::new(Method::POST, PATH)
        .link(CUSTOMER_LINK, token)
        .json(answer)?
        .read()
        .await
}

/// Has the question of this version of a claim sent to its customer again.
pub(crate) async fn ask_customer(reference: &str, version: i64, key: &str) -> Answer<()> {
    Call::post(&format!("/claims/{reference}/customer-word"), key)
        .version(version)
        .send()
        .await
        .map(drop)
}
