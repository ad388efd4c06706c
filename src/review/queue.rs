//! The queue: by due time, what is overdue first.

use claimdesk_protocol::{ClaimSummary, ReviewQueue};
use claimdesk_recognition::claim::ClaimState;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{self, ApiError};
use crate::claims::state_filter;
use crate::i18n::{Texts, left, localized, moment};
use crate::paths::Place;
use crate::ui;

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

#[derive(Clone, Copy)]
struct State {
    filter: RwSignal<String>,
    queue: RwSignal<Option<ReviewQueue>>,
    failed: RwSignal<Option<ApiError>>,
    busy: RwSignal<bool>,
}

/// The page at `/review`.
pub(crate) fn queue() -> AnyView {
    let state = State {
        filter: RwSignal::new(String::new()),
        queue: RwSignal::new(None),
        failed: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    state.load(false);
    localized(move |texts| view(state, texts))
}

impl State {
    fn load(self, more: bool) {
        let wanted = self.filter.get_untracked();
        let cursor = if more {
            self.queue
                .with_untracked(|queue| queue.as_ref()?.next.clone())
        } else {
            None
        };
        self.failed.set(None);
        self.busy.set(true);
        spawn_local(async move {
            let answer = api::review_queue(ClaimState::parse(&wanted), cursor.as_deref()).await;
            if self.filter.try_get_untracked().as_ref() != Some(&wanted) {
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
        <p class="lead">{words.lead}</p>
        {state_filter(words.waits_for_us, &SEEN, state.filter, changed, texts)}
        {table}
        {more}
    }
    .into_any()
}

fn rows(queue: &ReviewQueue, texts: &'static Texts) -> AnyView {
    let words = texts.review();
    let counts: Vec<AnyView> = queue
        .counts
        .iter()
        .map(|count| {
            view! {
                <li>
                    {ui::tag(count.state, texts)}
                    <strong>{count.count.to_string()}</strong>
                </li>
            }
            .into_any()
        })
        .collect();
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
        <ul class="counts" aria-label=words.counts>
            {counts}
        </ul>
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
        ui::tag(claim.state, texts),
        ui::text(claim.reviewer.clone().unwrap_or_else(|| "–".to_owned())),
    ]
}
