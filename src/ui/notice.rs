//! Things to be told: notices, failures, states.

use claimdesk_protocol::StateCount;
use claimdesk_recognition::claim::ClaimState;
use leptos::prelude::*;

use super::{on, tell};
use crate::api::ApiError;
use crate::i18n::{Texts, count};
use crate::paths::Place;

/// How something is meant. Always said by a sign or a word too, never by colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Neither good nor bad.
    Plain,
    /// Good.
    Good,
    /// Worth knowing.
    Warn,
    /// Bad.
    Bad,
}

impl Tone {
    /// Its class.
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Plain => "tone-plain",
            Self::Good => "tone-good",
            Self::Warn => "tone-warn",
            Self::Bad => "tone-bad",
        }
    }

    /// Its sign.
    pub(crate) const fn sign(self) -> &'static str {
        match self {
            Self::Plain => "i",
            Self::Good => "✓",
            Self::Warn => "!",
            Self::Bad => "✕",
        }
    }
}

/// A notice in the flow of the page.
pub(crate) fn notice(tone: Tone, content: AnyView) -> AnyView {
    view! {
        <div class=format!("notice {}", tone.class())>
            <span class="sign" aria-hidden="true">{tone.sign()}</span>
            <div class="stack">{content}</div>
        </div>
    }
    .into_any()
}

/// A call that gave nothing, said so that it is heard, with a way on.
pub(crate) fn failure(
    error: &ApiError,
    texts: &'static Texts,
    retry: Option<Callback<()>>,
) -> AnyView {
    let button = retry.map(|retry| {
        view! {
            <button type="button" class="button" on:click=on(move |_| tell(retry, ()))>
                {texts.common.try_again}
            </button>
        }
        .into_any()
    });
    let signed_out = error.status() == Some(401);
    view! {
        <div role="alert">
            {notice(
                Tone::Bad,
                view! {
                    <p>{problem_words(error, texts)}</p>
                    {signed_out.then(|| super::link(&Place::SignIn, texts.nav.sign_in))}
                    {button}
                }
                    .into_any(),
            )}
        </div>
    }
    .into_any()
}

/// Why a call gave nothing, in the reader's words where the kind is known.
pub(crate) fn problem_words(error: &ApiError, texts: &'static Texts) -> String {
    let known = &texts.problems;
    match error {
        ApiError::Unreachable => known.unreachable.to_owned(),
        ApiError::Unreadable => known.unreadable.to_owned(),
        ApiError::Refused(problem) => match problem.status {
            401 => known.signed_out.to_owned(),
            403 => known.forbidden.to_owned(),
            404 => known.not_found.to_owned(),
            412 => known.stale.to_owned(),
            429 => known.too_many.to_owned(),
            500.. => known.broken.to_owned(),
            _ if problem.detail.is_empty() => known.unreadable.to_owned(),
            _ => problem.detail.clone(),
        },
    }
}

/// Something is on its way, in the shape of what comes.
pub(crate) fn waiting(texts: &'static Texts) -> AnyView {
    view! {
        <div aria-busy="true">
            <p class="visually-hidden" role="status">
                {texts.common.loading}
            </p>
            <div class="skeleton skeleton-body card"></div>
        </div>
    }
    .into_any()
}

/// A claim's state in a word, with a sign.
pub(crate) fn tag(state: ClaimState, texts: &'static Texts) -> AnyView {
    let tone = match state {
        ClaimState::Draft
        | ClaimState::Submitted
        | ClaimState::UnderReview
        | ClaimState::Withdrawn => Tone::Plain,
        ClaimState::ActionRequired | ClaimState::Disputed => Tone::Warn,
        ClaimState::Approved => Tone::Good,
        ClaimState::Rejected | ClaimState::RejectedFinal => Tone::Bad,
    };
    view! { <span class=format!("tag {}", tone.class())>{texts.state(state)}</span> }.into_any()
}

/// How many claims stand in each state.
pub(crate) fn counted(name: &'static str, counts: &[StateCount], texts: &'static Texts) -> AnyView {
    let counts: Vec<AnyView> = counts
        .iter()
        .map(|told| {
            view! {
                <li>
                    {tag(told.state, texts)}
                    <strong>{count(texts.lang, i128::from(told.count))}</strong>
                </li>
            }
            .into_any()
        })
        .collect();
    view! {
        <ul class="counts" aria-label=name>
            {counts}
        </ul>
    }
    .into_any()
}
