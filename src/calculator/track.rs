//! Which track counts: chosen, proposed, or the higher of both.

use claimdesk_recognition::Points;
use claimdesk_recognition::programme::{Proposal, TrackChoice};
use claimdesk_recognition::score::Takes;
use leptos::prelude::*;

use super::State;
use super::captions::is_azure;
use super::inputs::control;
use crate::i18n::{Texts, fill, points, usd};
use crate::paths::Place;
use crate::points::track_choice;
use crate::rules::Anchor;
use crate::ui::{self, making};

/// The keys of the question from which a track is proposed.
pub(super) const PRODUCTS: [&str; 2] = ["products.now", "products.year_ago"];

/// The choice, or what decides instead of the reader.
pub(super) fn track(state: State, texts: &'static Texts) -> AnyView {
    let shown = Memo::new(move |_| state.designation.get());
    ui::live(move || {
        shown.track();
        let path = state.path();
        if path.how == TrackChoice::HigherOfBoth {
            return higher(state, texts);
        }
        let proposal = path
            .proposal
            .map(|proposal| making::first(move || question(state, proposal, texts)));
        let azure = is_azure(path).then_some(texts.numbers().track_azure);
        let rule = view! { <p class="hint">{azure} " " {rule(&path.id, texts)}</p> }.into_any();
        view! {
            <div class="stack">
                {track_choice(state.track, state.faults, texts)}
                {rule}
                {proposal}
            </div>
        }
        .into_any()
    })
}

fn higher(state: State, texts: &'static Texts) -> AnyView {
    // One memo: a view that follows `counts` and then `estimates`, which it comes from, would miss
    // a change of the totals that leaves the track as it is.
    let counts = Memo::new(move |_| {
        let track = state.counts.get();
        let total = state.estimates.with(|estimates| {
            let counts = estimates.iter().find(|estimate| estimate.track == track);
            counts.map_or(Points::ZERO, |estimate| estimate.tally.total)
        });
        (track, total)
    });
    let words = move || {
        let (track, total) = counts.get();
        fill(
            texts.numbers().track_higher,
            &[texts.track(track), &points(texts.lang, total.rounded())],
        )
    };
    view! {
        <p>{ui::live(words)}</p>
        <p class="hint">{rule(&state.path().id, texts)}</p>
    }
    .into_any()
}

/// The way to where it is told which track counts.
fn rule(designation: &str, texts: &'static Texts) -> AnyView {
    let address = Anchor::Track(designation).address();
    view! {
        <a href=address rel=Place::Rules.rel()>
            {texts.numbers().track_rule}
        </a>
    }
    .into_any()
}

/// An optional question, whose answer proposes a track. The reader decides.
fn question(state: State, proposal: Proposal, texts: &'static Texts) -> AnyView {
    let words = texts.numbers();
    let hint = fill(
        words.which_track_hint,
        &[&usd(texts.lang, proposal.revenue_over)],
    );
    let answer = move |key: &str| {
        let products = state.number(key).as_whole().unwrap_or(0);
        u32::try_from(products).unwrap_or(0)
    };
    let [now, year_ago] = PRODUCTS;
    let proposed = Memo::new(move |_| {
        let [now, year_ago] = PRODUCTS.map(answer);
        (now > 0 || year_ago > 0).then(|| proposal.track(now, year_ago))
    });
    let told = ui::live(move || {
        proposed.get().map(|track| {
            let name = texts.track(track);
            let says = fill(words.proposed, &[name, &proposal.workloads.to_string()]);
            let take = Callback::new(move |()| state.track.set(track));
            view! {
                <div class="row">
                    <p>{says}</p>
                    {ui::button(&fill(words.take_track, &[name]), "", false.into(), take)}
                </div>
            }
            .into_any()
        })
    });
    view! {
        <details class="fold">
            <summary>{words.which_track}</summary>
            <div class="stack">
                <p class="hint">{hint}</p>
                <div class="inputs">
                    {control(state, texts, now, Takes::People, words.products_now, 0, "")}
                    {control(state, texts, year_ago, Takes::People, words.products_year_ago, 0, "")}
                </div>
                <div role="status">{told}</div>
            </div>
        </details>
    }
    .into_any()
}
