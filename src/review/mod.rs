//! The reviewers' side: what is due, and one claim to decide on.

mod decide;
mod decision;
mod evidence;
mod figures;
mod hands;
mod queue;

use claimdesk_protocol::StateCount;
use leptos::prelude::*;

use crate::i18n::{Texts, count};
use crate::ui;

pub(crate) use decide::decide;
pub(crate) use figures::figures;
pub(crate) use queue::queue;

/// How many claims stand in each state.
fn counted(name: &'static str, counts: &[StateCount], texts: &'static Texts) -> AnyView {
    let counts: Vec<AnyView> = counts
        .iter()
        .map(|told| {
            view! {
                <li>
                    {ui::tag(told.state, texts)}
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
