//! API tokens of one's organisation.

use claimdesk_protocol::{ApiToken, ApiTokenSecret, ApiTokens, NewApiToken};
use gloo_net::http::Method;

use super::{Answer, Call};

/// Those that were not ended.
pub(crate) async fn tokens() -> Answer<Vec<ApiToken>> {
    let told: ApiTokens = Call::get("/tokens").read().await?;
    Ok(told.tokens)
}

/// Makes one; gives its secret.
pub(crate) async fn add_token(wanted: &NewApiToken) -> Answer<ApiTokenSecret> {
    let call = Call::new(Method::POST, "/tokens");
    call.json(wanted)?.read().await
}

/// Ends one; gives what is left.
pub(crate) async fn end_token(id: &str) -> Answer<Vec<ApiToken>> {
    let call = Call::new(Method::DELETE, &format!("/tokens/{id}"));
    let told: ApiTokens = call.read().await?;
    Ok(told.tokens)
}
