//! One's own account, and those of others for administrators.

use claimdesk_protocol::{
    ACCOUNT_LINK, AskReset, ChangeAccess, ChangePassword, ChangeRole, Invitation, LinkOf, Member,
    NewUser, OpenSession, OpenSessions, Session, UseLink,
};
use gloo_net::http::Method;

use super::{Answer, Call, list};

const SESSIONS: &str = "/account/sessions";
const LINK: &str = "/account/link";

/// The own sessions.
pub(crate) async fn sessions() -> Answer<Vec<OpenSession>> {
    let told: OpenSessions = Call::get(SESSIONS).read().await?;
    Ok(told.sessions)
}

/// Ends one of the own sessions, or all others; gives what is left.
pub(crate) async fn end_session(id: Option<&str>) -> Answer<Vec<OpenSession>> {
    let path = match id {
        Some(id) => format!("{SESSIONS}/{id}"),
        None => SESSIONS.to_owned(),
    };
    let told: OpenSessions = Call::new(Method::DELETE, &path).read().await?;
    Ok(told.sessions)
}

/// Changes the own password.
pub(crate) async fn change_password(body: &ChangePassword) -> Answer<Session> {
    let call = Call::new(Method::PUT, "/account/password");
    call.json(body)?.read().await
}

/// Has a link sent to this e-mail, if it is an account's.
pub(crate) async fn ask_reset(email: &str) -> Answer<()> {
    let email = email.to_owned();
    let call = Call::new(Method::POST, "/account/reset").json(&AskReset { email })?;
    call.send().await.map(drop)
}

/// Whose a link is.
pub(crate) async fn link_of(token: &str) -> Answer<LinkOf> {
    Call::get(LINK).link(ACCOUNT_LINK, token).read().await
}

/// Chooses a password by a link.
pub(crate) async fn use_link(token: &str, password: &str) -> Answer<Session> {
    let password = password.to_owned();
    Call::new(Method::POST, LINK)
        .link(ACCOUNT_LINK, token)
        .json(&UseLink { password })?
        .read()
        .await
}

/// Everybody.
pub(crate) async fn members() -> Answer<Vec<Member>> {
    list(Call::get("/admin/users"), "users").await
}

/// Adds somebody; gives their link.
pub(crate) async fn invite(body: &NewUser, key: &str) -> Answer<Invitation> {
    Call::post("/admin/users", key).json(body)?.read().await
}

/// Makes a new link for somebody.
pub(crate) async fn make_link(id: &str) -> Answer<Invitation> {
    let call = Call::new(Method::POST, &format!("/admin/users/{id}/link"));
    call.read().await
}

/// Gives somebody another role; gives everybody.
pub(crate) async fn set_role(id: &str, body: &ChangeRole) -> Answer<Vec<Member>> {
    let call = Call::new(Method::PUT, &format!("/admin/users/{id}/role"));
    list(call.json(body)?, "users").await
}

/// Keeps somebody out, or lets them in; gives everybody.
pub(crate) async fn set_access(id: &str, disabled: bool) -> Answer<Vec<Member>> {
    let call = Call::new(Method::PUT, &format!("/admin/users/{id}/access"));
    list(call.json(&ChangeAccess { disabled })?, "users").await
}

/// Takes all passkeys of somebody away; gives everybody.
pub(crate) async fn remove_passkeys_of(id: &str) -> Answer<Vec<Member>> {
    let call = Call::new(Method::DELETE, &format!("/admin/users/{id}/passkeys"));
    list(call, "users").await
}

/// Ends all sessions of somebody.
pub(crate) async fn end_sessions_of(id: &str) -> Answer<()> {
    let call = Call::new(Method::DELETE, &format!("/admin/users/{id}/sessions"));
    call.send().await.map(drop)
}
