//! Who is here: organisations and accounts.

use axum::extract::State;
use claimdesk_protocol::{NewOrganisation, NewUser, Organisation, User};
use serde::Serialize;
use utoipa::ToSchema;

use crate::answer::{Answer, once};
use crate::app::App;
use crate::extract::{Json, Repeat};
use crate::ids;
use crate::openapi::{Read, RepeatKey, Write};
use crate::people;
use crate::policy::Administrator;
use crate::problem::{Outcome, Refusal};
use crate::store::{Made, Written};

/// `GET /api/v1/admin/organisations`.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Organisations {
    /// All of them, by name.
    pub organisations: Vec<Organisation>,
}

/// `GET /api/v1/admin/users`.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Users {
    /// All of them, by name.
    pub users: Vec<User>,
}

/// All organisations.
#[utoipa::path(get, path = "/api/v1/admin/organisations", tag = "admin", responses((status = 200, body = Organisations), Read))]
pub async fn organisations(State(app): State<App>, _: Administrator) -> Outcome<Answer> {
    Answer::ok(&Organisations {
        organisations: app.store().organisations().await?,
    })
}

/// Adds an organisation.
#[utoipa::path(post, path = "/api/v1/admin/organisations", tag = "admin", request_body = NewOrganisation,
    params(RepeatKey),
    responses((status = 201, body = Organisation), Write))]
pub async fn add_organisation(
    State(app): State<App>,
    who: Administrator,
    repeat: Repeat,
    Json {
        value: wanted,
        digest,
    }: Json<NewOrganisation>,
) -> Outcome<Answer> {
    let key = repeat.of(&who.user.id, &digest);
    once(&app, key.as_ref(), async {
        let organisation = people::organisation(&wanted, app.now())?;
        let answer = Answer::created(&organisation, "/api/v1/admin/organisations".to_owned())?;
        let remember = answer.remembered(key.as_ref(), app.now());
        let made = app
            .store()
            .add_organisation(organisation, app.now(), remember)
            .await?;
        made_or(made, answer, key.as_ref(), people::location_taken)
    })
    .await
}

/// All accounts.
#[utoipa::path(get, path = "/api/v1/admin/users", tag = "admin", responses((status = 200, body = Users), Read))]
pub async fn users(State(app): State<App>, _: Administrator) -> Outcome<Answer> {
    Answer::ok(&Users {
        users: app.store().users().await?,
    })
}

/// Adds an account.
#[utoipa::path(post, path = "/api/v1/admin/users", tag = "admin", request_body = NewUser,
    params(RepeatKey),
    responses((status = 201, body = User), Write))]
pub async fn add_user(
    State(app): State<App>,
    who: Administrator,
    repeat: Repeat,
    Json { value: wanted, .. }: Json<NewUser>,
) -> Outcome<Answer> {
    // Not the body's hash: that would keep a quick hash of a password.
    let named = [
        &wanted.name,
        &wanted.email,
        wanted.role.as_str(),
        wanted.organisation_id.as_deref().unwrap_or_default(),
    ]
    .join("\n");
    let key = repeat.of(&who.user.id, &ids::digest(named.as_bytes()));
    once(&app, key.as_ref(), async {
        let organisation = match wanted.organisation_id.as_deref() {
            None => None,
            Some(id) => Some(app.store().organisation(id).await?.ok_or_else(|| {
                Refusal::field(
                    "organisationId",
                    "not_offered",
                    "There is no organisation with this ID.",
                )
            })?),
        };
        let wanted = people::Wanted {
            name: wanted.name,
            email: wanted.email,
            password: wanted.password,
            role: wanted.role,
            organisation,
        };
        let account = people::account(app.passwords(), wanted, app.now()).await?;
        let answer = Answer::created(&account.user, "/api/v1/admin/users".to_owned())?;
        let remember = answer.remembered(key.as_ref(), app.now());
        let made = app.store().add_account(account, remember).await?;
        made_or(made, answer, key.as_ref(), people::email_taken)
    })
    .await
}

fn made_or(
    made: Written<Made>,
    answer: Answer,
    key: Option<&crate::extract::RequestKey>,
    taken: fn() -> Refusal,
) -> Outcome<Answer> {
    match made {
        Written::Done(Made::New) => Ok(answer),
        Written::Done(Made::Taken | Made::Over) => Err(taken()),
        Written::Stale => Err(Refusal::stale()),
        Written::Repeated(saved) => answer.once_written(Written::Repeated(saved), key),
    }
}
