//! API tokens of one's organisation: made, shown once, listed and ended. A token itself cannot do
//! any of it.

use axum::extract::{Path, State};
use chrono::TimeDelta;
use claimdesk_protocol::{ApiToken, ApiTokenSecret, ApiTokens, NewApiToken, TokenScope};

use crate::answer::Answer;
use crate::app::App;
use crate::extract::Json;
use crate::identity::token;
use crate::ids;
use crate::openapi::{Read, Remove, Write};
use crate::policy::Partner;
use crate::problem::{Outcome, Refusal};
use crate::store::tokens::NewToken;
use crate::store::uploads::Begun;

/// The organisation's tokens.
#[utoipa::path(get, path = "/api/v1/tokens", tag = "tokens", responses((status = 200, body = ApiTokens), Read))]
pub async fn list(State(app): State<App>, who: Partner) -> Outcome<Answer> {
    Answer::ok(&ApiTokens {
        tokens: app.store().tokens(&who.organisation.id).await?,
    })
}

/// Makes a token, and shows it this once. A repeat makes another one: an answer that could be given
/// again would have to be kept, and with it the token.
#[utoipa::path(post, path = "/api/v1/tokens", tag = "tokens", request_body = NewApiToken,
    responses((status = 201, body = ApiTokenSecret), Write))]
pub async fn add(
    State(app): State<App>,
    who: Partner,
    Json { value, .. }: Json<NewApiToken>,
) -> Outcome<Answer> {
    let wanted = checked(value)?;
    let now = app.now();
    let secret = token::make()?;
    let made = ApiToken {
        id: ids::id(now)?,
        name: wanted.name,
        scopes: wanted.scopes,
        made_by: who.user.name,
        created_at: now,
        expires_at: now + TimeDelta::days(wanted.days.into()),
        used_at: None,
    };
    let new = NewToken {
        token: made.clone(),
        hash: token::hash(secret.reveal()),
        organisation_id: who.organisation.id,
        made_by: who.user.id,
    };
    if app.store().add_token(new, ApiTokens::MOST).await? == Begun::Full {
        return Err(Refusal::tokens_full(ApiTokens::MOST));
    }
    let location = format!("/api/v1/tokens/{}", made.id);
    let shown = ApiTokenSecret {
        token: made,
        secret: secret.reveal().to_owned(),
    };
    Answer::created(&shown, location)
}

/// Ends a token at once.
#[utoipa::path(delete, path = "/api/v1/tokens/{id}", tag = "tokens",
    params(("id" = String, Path)),
    responses((status = 200, body = ApiTokens), Remove))]
pub async fn end(State(app): State<App>, who: Partner, Path(id): Path<String>) -> Outcome<Answer> {
    let of = &who.organisation.id;
    if !app.store().end_token(of, &id, app.now()).await? {
        return Err(Refusal::no_such_token());
    }
    list(State(app), who).await
}

/// A token as it may be made: each scope once. Every fault is told.
fn checked(wanted: NewApiToken) -> Outcome<NewApiToken> {
    let NewApiToken { name, scopes, days } = wanted;
    let name = name.trim().to_owned();
    let scopes: Vec<TokenScope> = TokenScope::ALL
        .into_iter()
        .filter(|scope| scopes.contains(scope))
        .collect();
    let (longest, most) = (NewApiToken::LONGEST_NAME, NewApiToken::MOST_DAYS);
    let mut faults: Vec<(&str, &str, String)> = Vec::new();
    if name.is_empty() {
        faults.push(("name", "missing", "Say what the token is for.".to_owned()));
    } else if name.chars().count() > longest {
        let message = format!("Shorten this to at most {longest} characters.");
        faults.push(("name", "too_long", message));
    } else if name.chars().any(char::is_control) {
        let message = "A name has no line breaks or control characters.";
        faults.push(("name", "invalid", message.to_owned()));
    }
    if scopes.is_empty() {
        let message = "Choose at least one thing the token may do.";
        faults.push(("scopes", "missing", message.to_owned()));
    }
    if !(1..=most).contains(&days) {
        let message = format!("A token works for 1 to {most} days.");
        faults.push(("days", "not_offered", message));
    }
    if faults.is_empty() {
        return Ok(NewApiToken { name, scopes, days });
    }
    let refusal = Refusal::invalid("Some entries are missing or cannot be used; see `errors`.");
    Err(faults
        .into_iter()
        .fold(refusal, |refusal, (field, code, message)| {
            refusal.about(field, code, message)
        }))
}
