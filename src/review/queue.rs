//! The queue: by due time, what is overdue first.

use claimdesk_protocol::{ClaimSummary, PartnerCount, ReviewQueue};
use claimdesk_recognition::claim::ClaimState;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::looks::{self, Looks};
use crate::api::{self, ApiError};
use crate::claims::state_filter;
use crate::i18n::{Texts, count, fill, left, localized, moment};
use crate::paths::Place;
use crate::ui::{self, Choice};

/// The states a reviewer sees.
const SEEN: [ClaimState; 8] = [
    ClaimState::Submitted,
    ClaimState::UnderReview,
    ClaimState::ActionRequired,
    ClaimState::Disputed,
    ClaimState::Approved,
    ClaimState::Rejected,
    ClaimState::RejectedFinal,
    ClaimState::Withdrawn,
];

/// As the queue is asked for approvals that wait for a second reviewer.
const SECOND_EYES: &str = "second_eyes";

#[derive(Clone, Copy)]
struct State {
    /// The state asked for, `""` for what waits, [`SECOND_EYES`] for what waits for a second reviewer.
    filter: RwSignal<String>,
    /// In whose hands: `mine`, `nobody`, or `""` for all.
    held: RwSignal<String>,
    /// The ID of the partner asked for, `""` for all.
    partner: RwSignal<String>,
    queue: RwSignal<Option<ReviewQueue>>,
    failed: RwSignal<Option<ApiError>>,
    busy: RwSignal<bool>,
}

/// The page at `/review`.
pub(crate) fn queue() -> AnyView {
    let state = State {
        filter: RwSignal::new(String::new()),
        held: RwSignal::new(String::new()),
        partner: RwSignal::new(String::new()),
        queue: RwSignal::new(None),
        failed: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    state.load(false);
    let looks = Looks::begin();
    localized(move |texts| {
        let queue = view(state, texts);
        view! {
            {queue}
            {looks::section(looks, texts)}
        }
        .into_any()
    })
}

impl State {
    /// What is asked for; nothing once the reader has left.
    fn wanted(self) -> Option<[String; 3]> {
        Some([
            self.filter.try_get_untracked()?,
            self.held.try_get_untracked()?,
            self.partner.try_get_untracked()?,
        ])
    }

    fn load(self, more: bool) {
        let Some(wanted) = self.wanted() else { return };
        let cursor = if more {
            self.queue
                .with_untracked(|queue| queue.as_ref()?.next.clone())
        } else {
            None
        };
        self.failed.set(None);
        self.busy.set(true);
        spawn_local(async move {
            let [state, held, partner] = &wanted;
            let waits = if state == SECOND_EYES {
                SECOND_EYES
            } else {
                ""
            };
            let state = ClaimState::parse(state);
            let answer = api::review_queue(state, held, partner, waits, cursor.as_deref()).await;
            // The reader has left, or asks for something else by now.
            if self.wanted().as_ref() != Some(&wanted) {
                return;
            }
            self.busy.set(false);
            match answer {
                Ok(page) => self.queue.update(|queue| match queue {
                    Some(queue) if more => {
                        queue.claims.extend(page.claims);
                        queue.next = page.next;
                    }
                    _ => *queue = Some(page),
                }),
                Err(error) => self.failed.set(Some(error)),
            }
        });
    }
}

fn view(state: State, texts: &'static Texts) -> AnyView {
    let words = texts.review();
    let changed = Callback::new(move |()| state.load(false));
    let table = ui::live(move || match (state.queue.get(), state.failed.get()) {
        (_, Some(error)) => ui::failure(&error, texts, Some(changed)),
        (None, None) => ui::waiting(texts),
        (Some(queue), None) => rows(&queue, texts),
    });
    let more = ui::live(move || {
        let any = state
            .queue
            .with(|queue| queue.as_ref().is_some_and(|queue| queue.next.is_some()));
        any.then(|| {
            let load = Callback::new(move |()| state.load(true));
            ui::button(texts.claims().more, "", state.busy.into(), load)
        })
    });
    view! {
        {ui::heading(words.title)}
        <p class="lead">
            {words.lead} " " {ui::link(&Place::Figures, texts.figures().title)}
        </p>
        <div class="row">
            {states(state, changed, texts)} {held_filter(state, changed, texts)} {partner_filter(state, changed, texts)}
        </div>
        {table}
        {more}
    }
    .into_any()
}

/// The states, and with them what waits for a second reviewer, while anything does or it is chosen.
fn states(state: State, changed: Callback<()>, texts: &'static Texts) -> AnyView {
    let waiting = Memo::new(move |_| {
        state
            .queue
            .with(|queue| queue.as_ref().map_or(0, |queue| queue.second_eyes))
    });
    ui::live(move || {
        let waiting = waiting.get();
        let chosen = state.filter.with_untracked(|filter| filter == SECOND_EYES);
        let mut choices = vec![Choice::new("", texts.review().waits_for_us)];
        if waiting > 0 || chosen {
            let waiting = count(texts.lang, i128::from(waiting));
            let name = fill(texts.quality().waits_for_second, &[&waiting]);
            choices.push(Choice::new(SECOND_EYES, &name));
        }
        state_filter(choices, &SEEN, state.filter, changed, texts)
    })
}

fn held_filter(state: State, changed: Callback<()>, texts: &'static Texts) -> AnyView {
    let words = texts.review();
    let choices = vec![
        Choice::new("", words.held_by_all),
        Choice::new("mine", words.held_by_me),
        Choice::new("nobody", words.held_by_nobody),
    ];
    ui::filter("held", words.held, state.held, choices, changed, texts)
}

/// The partners whose claims wait; the one that is chosen stays when nothing of it waits any more.
fn partner_filter(state: State, changed: Callback<()>, texts: &'static Texts) -> AnyView {
    let partners = Memo::new(move |before: Option<&Vec<PartnerCount>>| {
        let chosen = state.partner.get_untracked();
        let mut partners = state
            .queue
            .with(|queue| queue.as_ref().map(|queue| queue.partners.clone()))
            .unwrap_or_default();
        if !chosen.is_empty() && partners.iter().all(|partner| partner.id != chosen) {
            let known = before.and_then(|before| before.iter().find(|one| one.id == chosen));
            partners.extend(known.map(|known| PartnerCount {
                count: 0,
                ..known.clone()
            }));
        }
        partners
    });
    ui::live(move || {
        let words = texts.review();
        let mut choices = vec![Choice::new("", words.all_partners)];
        choices.extend(partners.get().iter().map(|partner| {
            let waiting = count(texts.lang, i128::from(partner.count));
            let name = fill(words.partner_waits, &[&partner.name, &waiting]);
            Choice::new(&partner.id, &name)
        }));
        ui::filter(
            "partner",
            words.partner,
            state.partner,
            choices,
            changed,
            texts,
        )
    })
}

fn rows(queue: &ReviewQueue, texts: &'static Texts) -> AnyView {
    let words = texts.review();
    let claims = queue
        .claims
        .iter()
        .map(|claim| row(queue, claim, texts))
        .collect();
    let heads = [
        texts.claims().reference,
        words.due,
        words.partner,
        texts.claims().customer,
        texts.claims().products,
        texts.claims().state,
        words.reviewer,
    ];
    let table = if queue.claims.is_empty() {
        view! { <div class="card">{ui::paragraph(words.none_here)}</div> }.into_any()
    } else {
        ui::table(words.title, &heads, claims)
    };
    view! {
        {ui::counted(words.counts, &queue.counts, texts)}
        {table}
    }
    .into_any()
}

fn row(queue: &ReviewQueue, claim: &ClaimSummary, texts: &'static Texts) -> Vec<AnyView> {
    let due = match &claim.waiting {
        None => ui::text("–"),
        Some(waiting) => {
            let late = waiting.is_overdue(queue.now);
            let class = if late { "due late" } else { "due" };
            view! {
                <span class=class>
                    {late.then_some("⚠ ")} {(late || waiting.until > queue.now).then(|| left(texts, queue.now, waiting.until))}
                </span>
                <br />
                <span class="soft">{moment(texts, waiting.until)}</span>
            }
            .into_any()
        }
    };
    vec![
        ui::link(
            &Place::ReviewClaim(claim.reference.clone()),
            &claim.reference,
        ),
        due,
        ui::text(claim.organisation.clone()),
        ui::text(claim.customer_name.clone()),
        ui::text(claim.products.join(", ")),
        stands(queue, claim, texts),
        ui::text(claim.reviewer.clone().unwrap_or_else(|| "–".to_owned())),
    ]
}

/// The state, whom a proposed approval waits for, and until when the claim is held.
fn stands(queue: &ReviewQueue, claim: &ClaimSummary, texts: &'static Texts) -> AnyView {
    let words = texts.quality();
    let held = claim.held_until.filter(|until| *until > queue.now);
    let held = held.map(|until| {
        view! {
            <br />
            <span class="soft">{fill(texts.holds().until, &[&moment(texts, until)])}</span>
        }
        .into_any()
    });
    let waits = claim.proposed.as_ref().map(|proposed| {
        let waits = if proposed.may_confirm {
            words.waits_for_you
        } else {
            words.waits_for_other
        };
        view! {
            <br />
            <span class="soft">{fill(waits, &[&proposed.by])}</span>
        }
        .into_any()
    });
    view! {
        {ui::tag(claim.state, texts)}
        {waits}
        {held}
    }
    .into_any()
}
