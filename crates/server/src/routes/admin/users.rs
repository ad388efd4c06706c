//! People: added by an invitation, given another role, kept out and let in again.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use claimdesk_protocol::{
    ChangeAccess, ChangeRole, Invitation, Member, NewUser, Organisation, User,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::made_or;
use crate::answer::{Answer, once};
use crate::app::App;
use crate::config::Secret;
use crate::extract::{Fresh, Json, NoBody, Repeat};
use crate::identity::links;
use crate::openapi::{PutUser, Read, ReadOne, RepeatKey, Rotate, Write};
use crate::people;
use crate::policy::Administrator;
use crate::problem::{Outcome, Refusal};
use crate::store::accounts::{NewLink, Standing};

/// `GET /api/v1/admin/users`.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Users {
    /// All of them, by name.
    pub users: Vec<Member>,
}

/// All accounts.
#[utoipa::path(get, path = "/api/v1/admin/users", tag = "admin", responses((status = 200, body = Users), Read))]
pub async fn list(State(app): State<App>, _: Administrator) -> Outcome<Answer> {
    shown(&app).await
}

async fn shown(app: &App) -> Outcome<Answer> {
    Answer::ok(&Users {
        users: app.store().members().await?,
    })
}

/// Adds an account, and makes the one-time link by which the person chooses a password.
#[utoipa::path(post, path = "/api/v1/admin/users", tag = "admin", request_body = NewUser,
    params(RepeatKey),
    responses((status = 201, body = Invitation), Write))]
pub async fn add(
    State(app): State<App>,
    who: Administrator,
    repeat: Repeat,
    Json {
        value: wanted,
        digest,
    }: Json<NewUser>,
) -> Outcome<Answer> {
    let key = repeat.of(&who.user.id, &digest);
    once(&app, key.as_ref(), async {
        let wanted = people::Wanted {
            organisation: organisation(&app, wanted.organisation_id.as_deref()).await?,
            name: wanted.name,
            email: wanted.email,
            password: None,
            role: wanted.role,
        };
        let account = people::account(app.passwords(), wanted, app.now()).await?;
        let (token, link) = links::new(&app)?;
        let created = |token: Option<&Secret>| {
            let body = invitation(&app, account.user.clone(), &link, token);
            Answer::created(&body, "/api/v1/admin/users".to_owned())
        };
        // What is remembered for a repeat has no token: it is kept nowhere.
        let remember = created(None)?.remembered(key.as_ref(), app.now());
        let answer = created(Some(&token))?;
        let made = app
            .store()
            .invite(account.clone(), link.clone(), remember)
            .await?;
        made_or(made, answer, key.as_ref(), people::email_taken)
    })
    .await
}

/// Makes a new one-time link for somebody; those before end. Their password stays until they use it.
#[utoipa::path(post, path = "/api/v1/admin/users/{id}/link", tag = "admin",
    params(("id" = String, Path)),
    responses((status = 200, body = Invitation), Rotate))]
pub async fn link(
    State(app): State<App>,
    _: Administrator,
    Path(id): Path<String>,
    _: NoBody,
) -> Outcome<Answer> {
    let (token, link) = links::new(&app)?;
    let user = app.store().make_link(&id, link.clone()).await?;
    let user = user.ok_or_else(Refusal::no_such_user)?;
    Answer::ok(&invitation(&app, user, &link, Some(&token)))
}

fn invitation(app: &App, user: User, link: &NewLink, token: Option<&Secret>) -> Invitation {
    Invitation {
        user,
        link: token.map(|token| app.office().link(&format!("/welcome#{}", token.reveal()))),
        until: link.until,
        mailed: link.mail,
    }
}

/// Gives somebody another role, from their next request on.
#[utoipa::path(put, path = "/api/v1/admin/users/{id}/role", tag = "admin", request_body = ChangeRole,
    params(("id" = String, Path)),
    responses((status = 200, body = Users), PutUser))]
pub async fn role(
    State(app): State<App>,
    _: Administrator,
    Path(id): Path<String>,
    Json { value: wanted, .. }: Json<ChangeRole>,
) -> Outcome<Answer> {
    let organisation = organisation(&app, wanted.organisation_id.as_deref()).await?;
    people::belongs(wanted.role, organisation.as_ref())?;
    let organisation = organisation.map(|organisation| organisation.id);
    let became = app
        .store()
        .set_role(&id, wanted.role, organisation, app.now())
        .await?;
    standing(became)?;
    shown(&app).await
}

/// Keeps somebody out from their next request on, or lets them in again.
#[utoipa::path(put, path = "/api/v1/admin/users/{id}/access", tag = "admin", request_body = ChangeAccess,
    params(("id" = String, Path)),
    responses((status = 200, body = Users), PutUser))]
pub async fn access(
    State(app): State<App>,
    _: Administrator,
    Path(id): Path<String>,
    Json { value: wanted, .. }: Json<ChangeAccess>,
) -> Outcome<Answer> {
    let became = app
        .store()
        .set_access(&id, wanted.disabled, app.now())
        .await?;
    standing(became)?;
    shown(&app).await
}

/// Ends all sessions of somebody.
#[utoipa::path(delete, path = "/api/v1/admin/users/{id}/sessions", tag = "admin",
    params(("id" = String, Path)),
    responses((status = 204), ReadOne))]
pub async fn end_sessions(
    State(app): State<App>,
    _: Administrator,
    Path(id): Path<String>,
) -> Outcome<StatusCode> {
    if app.store().end_sessions(&id, None).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Refusal::no_such_user())
    }
}

/// Takes all passkeys and recovery codes of somebody away, and ends their sessions: from then on their
/// password alone signs them in. For whoever has lost both.
#[utoipa::path(delete, path = "/api/v1/admin/users/{id}/passkeys", tag = "admin",
    params(("id" = String, Path)),
    responses((status = 200, body = Users), ReadOne))]
pub async fn remove_passkeys(
    State(app): State<App>,
    who: Administrator,
    Fresh(_): Fresh,
    Path(id): Path<String>,
) -> Outcome<Answer> {
    if !app.store().remove_passkeys(&id, app.now()).await? {
        return Err(Refusal::no_such_user());
    }
    tracing::warn!(user = id, by = who.user.id, "all passkeys were taken away");
    shown(&app).await
}

fn standing(became: Standing) -> Outcome<()> {
    match became {
        Standing::Changed => Ok(()),
        Standing::Nobody => Err(Refusal::no_such_user()),
        Standing::LastAdministrator => Err(Refusal::last_administrator()),
    }
}

async fn organisation(app: &App, id: Option<&str>) -> Outcome<Option<Organisation>> {
    let Some(id) = id else { return Ok(None) };
    let there = app.store().organisation(id).await?;
    there.map(Some).ok_or_else(|| {
        Refusal::field(
            "organisationId",
            "not_offered",
            "There is no organisation with this ID.",
        )
    })
}
