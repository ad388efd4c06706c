//! Who acts, and by which operation.
//!
//! Set once where something begins: a request, a job, a command. The store reads it where a change
//! is written, as a log line finds its request: no handler can forget it, and none can pass
//! another. What begins nowhere acts as nobody, by the operation `none`.

use std::future::Future;
use std::sync::{Arc, OnceLock};

use axum::extract::{MatchedPath, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use chrono::{DateTime, Utc};
use claimdesk_protocol::User;

use super::entry::{Actor, ActorKind};
use super::refused::Refused;
use crate::app::App;
use crate::clock::{Clock, SystemClock};
use crate::guard::caller::Caller;
use crate::openapi;

tokio::task_local! {
    static ACT: Arc<Act>;
}

/// Signing in, whose failures are told apart from other refusals.
const SIGN_IN: &str = "post.session";

struct Act {
    operation: String,
    at: DateTime<Utc>,
    address: Option<String>,
    /// What `User-Agent` says.
    agent: Option<String>,
    /// Actor and organisation, once they are known.
    who: OnceLock<(Actor, Option<String>)>,
    /// The account somebody tried to sign in to.
    tried: OnceLock<String>,
}

/// What is written into an entry of who acts.
#[derive(Clone, Debug)]
pub struct Acting {
    /// Who.
    pub actor: Actor,
    /// The organisation they belong to.
    pub organisation: Option<String>,
    /// By which operation.
    pub operation: String,
    /// When it began.
    pub at: DateTime<Utc>,
    /// The address they came from.
    pub address: Option<String>,
}

impl Acting {
    /// Whoever acts where this is called.
    pub fn now() -> Self {
        ACT.try_with(|act| Self::of(act)).unwrap_or_else(|_| Self {
            actor: Actor::of_kind(ActorKind::Nobody),
            organisation: None,
            operation: "none".to_owned(),
            at: SystemClock.now(),
            address: None,
        })
    }

    fn of(act: &Act) -> Self {
        let nobody = || (Actor::of_kind(ActorKind::Nobody), None);
        let (actor, organisation) = act.who.get().cloned().unwrap_or_else(nobody);
        Self {
            actor,
            organisation,
            operation: act.operation.clone(),
            at: act.at,
            address: act.address.clone(),
        }
    }
}

/// Does this as a job or a command, at this time.
pub async fn by<F: Future>(
    kind: ActorKind,
    operation: &str,
    at: DateTime<Utc>,
    does: F,
) -> F::Output {
    let act = Act {
        operation: operation.to_owned(),
        at,
        address: None,
        agent: None,
        who: OnceLock::from((Actor::of_kind(kind), None)),
        tried: OnceLock::new(),
    };
    ACT.scope(Arc::new(act), does).await
}

/// Does this as somebody with an account, at this time.
pub async fn by_user<F: Future>(
    user: &User,
    operation: &str,
    at: DateTime<Utc>,
    does: F,
) -> F::Output {
    let organisation = user.organisation.as_ref().map(|own| own.id.clone());
    let act = Act {
        operation: operation.to_owned(),
        at,
        address: None,
        agent: None,
        who: OnceLock::from((Actor::user(&user.id), organisation)),
        tried: OnceLock::new(),
    };
    ACT.scope(Arc::new(act), does).await
}

/// Tells who sends the request that runs. The first to be told stays.
pub fn is(actor: Actor, organisation: Option<String>) {
    // Outside of a request there is nobody to tell it to.
    let _ = ACT.try_with(|act| act.who.set((actor, organisation)));
}

/// Tells that this person sends the request that runs.
pub fn is_user(user: &User) {
    let organisation = user.organisation.as_ref().map(|own| own.id.clone());
    is(Actor::user(&user.id), organisation);
}

/// What the program that sends the request says it is.
pub fn agent() -> Option<String> {
    ACT.try_with(|act| act.agent.clone()).ok().flatten()
}

/// Tells which account somebody tries to sign in to.
pub fn tries(user: &User) {
    let _ = ACT.try_with(|act| act.tried.set(user.id.clone()));
}

/// Around every request to the API: names its operation, and writes refusals down.
pub async fn surround(State(app): State<App>, request: Request, next: Next) -> Response {
    let Some(path) = request.extensions().get::<MatchedPath>() else {
        return next.run(request).await;
    };
    let caller = request.extensions().get::<Caller>();
    let address = caller.and_then(|caller| caller.address);
    let agent = request.headers().get(header::USER_AGENT);
    let act = Arc::new(Act {
        operation: openapi::operation_id(request.method(), path.as_str()),
        at: app.now(),
        address: address.map(|address| address.to_string()),
        agent: agent
            .and_then(|agent| agent.to_str().ok())
            .map(str::to_owned),
        who: OnceLock::new(),
        tried: OnceLock::new(),
    });
    let does = async {
        let response = next.run(request).await;
        note_refusal(&app, &act, response.status());
        response
    };
    ACT.scope(Arc::clone(&act), does).await
}

/// Refusals that matter to whoever looks for an attack: not allowed, and failed sign-ins.
fn note_refusal(app: &App, act: &Act, status: StatusCode) {
    let matters = status == StatusCode::FORBIDDEN
        || act.operation == SIGN_IN
            && matches!(
                status,
                StatusCode::UNAUTHORIZED | StatusCode::TOO_MANY_REQUESTS
            );
    if matters {
        count_refusal(app, act, status);
    }
}

/// Counts the request that runs as refused with this status, where its answer has another one: a
/// browser that is led on is told by the page.
pub fn refused(app: &App, status: StatusCode) {
    let _ = ACT.try_with(|act| count_refusal(app, act, status));
}

fn count_refusal(app: &App, act: &Act, status: StatusCode) {
    let acting = Acting::of(act);
    let refused = Refused {
        operation: act.operation.clone(),
        actor: acting.actor,
        organisation: acting.organisation,
        status: status.as_u16(),
        tried: act.tried.get().cloned(),
    };
    app.refusals().happened(refused, app.now());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_begins_nowhere_acts_as_nobody() {
        let acting = Acting::now();
        assert_eq!(acting.operation, "none");
        assert_eq!(acting.actor.kind, ActorKind::Nobody);
        let at = "2026-11-23T10:00:00Z".parse().unwrap();
        by(ActorKind::Clock, "job.clocks", at, async {
            is(Actor::user("late"), None);
            let acting = Acting::now();
            assert_eq!((acting.operation.as_str(), acting.at), ("job.clocks", at));
            assert_eq!(acting.actor, Actor::of_kind(ActorKind::Clock));
        })
        .await;
    }
}
