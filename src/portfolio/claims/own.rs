//! The reader's own claims, from the server: asked for only when a partner is signed in.

use claimdesk_protocol::{Claim, Role};
use claimdesk_recognition::claim::{ClaimState, Told};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Claims, Listed, Source, What, Why};
use crate::api::{self, ApiError};
use crate::browser;
use crate::claims::Query;
use crate::programme::programme;
use crate::session::Session;

/// So many claims are fetched at most, those changed last: each is a call of its own.
pub(super) const FETCHED_AT_MOST: usize = 100;

/// How far the reader's own claims have come.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Own {
    /// Nobody is signed in, or somebody who has none.
    NotAsked,
    /// They are on their way.
    Loading,
    /// They are here; true where there are more than are fetched.
    Here(Vec<Listed>, bool),
    /// They did not come.
    Failed(ApiError),
}

impl Own {
    pub(super) fn claims(&self) -> &[Listed] {
        match self {
            Self::Here(claims, _) => claims,
            _ => &[],
        }
    }
}

/// Fetches the own claims as soon as a partner is known to be signed in.
pub(super) fn follow_session(claims: Claims) {
    let session = Session::here();
    Effect::new(move || {
        if session.role() == Some(Role::Partner)
            && claims
                .own
                .with_untracked(|own| matches!(own, Own::NotAsked))
        {
            fetch(claims);
        }
    });
}

/// Fetches them, again after a failure.
pub(super) fn fetch(claims: Claims) {
    claims.own.set(Own::Loading);
    spawn_local(async move {
        let own = match all().await {
            Ok((listed, more)) => Own::Here(listed, more),
            Err(error) => Own::Failed(error),
        };
        // The reader may have left.
        let _ = claims.own.try_set(own);
    });
}

async fn all() -> Result<(Vec<Listed>, bool), ApiError> {
    let mut references = Vec::new();
    let mut cursor: Option<String> = None;
    let more = loop {
        let page = api::claims(&Query::default(), cursor.as_deref()).await?;
        references.extend(
            page.claims
                .into_iter()
                .filter(|claim| may_count(claim.state))
                .map(|claim| claim.reference),
        );
        match page.next {
            Some(_) if references.len() >= FETCHED_AT_MOST => break true,
            Some(next) => cursor = Some(next),
            None => break references.len() > FETCHED_AT_MOST,
        }
    };
    references.truncate(FETCHED_AT_MOST);
    let mut listed = Vec::with_capacity(references.len());
    for reference in references {
        listed.push(told(api::claim(&reference).await?));
    }
    Ok((listed, more))
}

/// True for states whose claims count or may come to: the others need not be fetched. One that
/// was rejected may have been approved before, and counts until then.
fn may_count(state: ClaimState) -> bool {
    !matches!(state, ClaimState::Withdrawn)
}

fn told(claim: Claim) -> Listed {
    let what = match Told::new(
        &claim.reference,
        &claim.form,
        &claim.life,
        browser::now(),
        programme(),
    ) {
        Told::Approved(filed) => What::Approved(filed.claim),
        Told::Open(open) => What::Open(open),
        Told::NotCounted(why) => What::Not(claim.life.state, Why::of(why)),
    };
    Listed {
        id: claim.reference,
        source: Source::Own,
        customer: claim.form.customer_name,
        what,
    }
}
