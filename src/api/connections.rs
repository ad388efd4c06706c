//! Accounts and the identity provider's people.

use claimdesk_protocol::ProviderConnections;
use gloo_net::http::Method;

use super::{Answer, Call};

/// Those that wait for an administrator.
pub(crate) async fn connections() -> Answer<ProviderConnections> {
    Call::get("/admin/connections").read().await
}

/// Connects one, or has it forgotten; gives what is left.
pub(crate) async fn answer_connection(id: &str, connect: bool) -> Answer<ProviderConnections> {
    let method = if connect { Method::PUT } else { Method::DELETE };
    Call::new(method, &format!("/admin/connections/{id}"))
        .read()
        .await
}
