//! The reader's own claims: what each waits for, and until when.

use claimdesk_protocol::ClaimSummary;
use claimdesk_recognition::claim::{ClaimState, Step};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{self, ApiError};
use crate::claim;
use crate::i18n::{Texts, localized, moment, month};
use crate::paths::{ClaimPart, Place};
use crate::ui::{self, Choice};

/// A list that grows by pages.
#[derive(Clone, Copy)]
struct Listed {
    filter: RwSignal<String>,
    claims: RwSignal<Option<Vec<ClaimSummary>>>,
    next: RwSignal<Option<String>>,
    failed: RwSignal<Option<ApiError>>,
    busy: RwSignal<bool>,
}

impl Listed {
    fn new() -> Self {
        Self {
            filter: RwSignal::new(String::new()),
            claims: RwSignal::new(None),
            next: RwSignal::new(None),
            failed: RwSignal::new(None),
            busy: RwSignal::new(false),
        }
    }

    /// Loads the first page, or one more.
    fn load(self, more: bool) {
        let wanted = self.filter.get_untracked();
        let state = ClaimState::parse(&wanted);
        let cursor = if more {
            self.next.get_untracked()
        } else {
            None
        };
        if !more {
            self.claims.set(None);
        }
        self.failed.set(None);
        self.busy.set(true);
        spawn_local(async move {
            let answer = api::claims(state, cursor.as_deref()).await;
            // The reader may have left, or asked for another state.
            if self.filter.try_get_untracked().as_ref() != Some(&wanted) {
                return;
            }
            self.busy.set(false);
            match answer {
                Ok(page) => {
                    self.next.set(page.next);
                    self.claims
                        .update(|claims| claims.get_or_insert_default().extend(page.claims));
                }
                Err(error) => self.failed.set(Some(error)),
            }
        });
    }
}

/// The page at `/claims`.
pub(crate) fn list() -> AnyView {
    let listed = Listed::new();
    listed.load(false);
    localized(move |texts| view(listed, texts))
}

/// A choice among states, `""` for all.
pub(crate) fn state_filter(
    all: &'static str,
    states: &[ClaimState],
    value: RwSignal<String>,
    changed: Callback<()>,
    texts: &'static Texts,
) -> AnyView {
    let mut choices = vec![Choice::new("", all)];
    choices.extend(
        states
            .iter()
            .map(|state| Choice::new(state.as_str(), texts.state(*state))),
    );
    ui::filter(
        "state",
        texts.claims().state,
        value,
        choices,
        changed,
        texts,
    )
}

fn view(listed: Listed, texts: &'static Texts) -> AnyView {
    let words = texts.claims();
    let changed = Callback::new(move |()| listed.load(false));
    let table = ui::live(move || match (listed.claims.get(), listed.failed.get()) {
        (_, Some(error)) => ui::failure(&error, texts, Some(changed)),
        (None, None) => ui::waiting(texts),
        (Some(claims), None) if claims.is_empty() => {
            let text = if listed.filter.with(String::is_empty) {
                words.none_yet
            } else {
                words.none_here
            };
            view! { <div class="card">{ui::paragraph(text)}</div> }.into_any()
        }
        (Some(claims), None) => rows(&claims, texts),
    });
    let more = ui::live(move || {
        listed.next.with(Option::is_some).then(|| {
            let load = Callback::new(move |()| listed.load(true));
            ui::button(words.more, "", listed.busy.into(), load)
        })
    });
    view! {
        <div class="row spread">
            {ui::heading(words.title)} {ui::button_link(&Place::NewClaim, words.new_claim)}
        </div>
        <p class="lead">
            {words.lead} " " {ui::link(&Place::Kinds, texts.kinds().another)}
        </p>
        {state_filter(words.all, &ClaimState::ALL, listed.filter, changed, texts)}
        {table}
        {more}
    }
    .into_any()
}

fn rows(claims: &[ClaimSummary], texts: &'static Texts) -> AnyView {
    let words = texts.claims();
    let rows = claims
        .iter()
        .map(|claim| {
            let part = match claim.state {
                ClaimState::Draft => ClaimPart::Step(Step::Association),
                _ => ClaimPart::Detail,
            };
            let name = if claim.customer_name.trim().is_empty() {
                words.no_customer
            } else {
                &claim.customer_name
            };
            let waiting = claim.waiting.as_ref().map_or_else(
                || "–".to_owned(),
                |waiting| claim::waiting_words(waiting, texts),
            );
            vec![
                ui::link(&Place::claim(&claim.reference, part), &claim.reference),
                ui::text(name),
                ui::text(claim.products.join(", ")),
                ui::tag(claim.state, texts),
                ui::text(waiting),
                ui::text(
                    claim
                        .counts_from
                        .map_or_else(|| "–".to_owned(), |from| month(texts, from)),
                ),
                ui::text(moment(texts, claim.changed_at)),
            ]
        })
        .collect();
    let heads = [
        words.reference,
        words.customer,
        words.products,
        words.state,
        words.waits_for,
        words.counts_from,
        words.changed,
    ];
    ui::table(words.title, &heads, rows)
}
