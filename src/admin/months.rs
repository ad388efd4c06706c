//! Months that are posted, and the button that posts one.

use claimdesk_protocol::{MonthState, MonthToPost};
use claimdesk_recognition::Month;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{self, Attempt};
use crate::i18n::{Texts, count, fill, localized, moment, month};
use crate::ui::{self, Loaded};

#[derive(Clone, Copy)]
struct State {
    months: Loaded<Vec<MonthToPost>>,
    attempt: Attempt,
    posted: RwSignal<Option<Month>>,
}

/// The section of the administrators' page.
pub(super) fn section() -> AnyView {
    let state = State {
        months: Loaded::new(),
        attempt: Attempt::new(),
        posted: RwSignal::new(None),
    };
    state.load();
    localized(move |texts| view(state, texts))
}

impl State {
    fn load(self) {
        self.months
            .load_then(api::months, move |told| self.months.set(told.months));
    }

    fn post(self, month: Month) {
        if self.attempt.begin().is_none() {
            return;
        }
        self.posted.set(None);
        spawn_local(async move {
            let answer = api::post_month(month).await;
            match self.attempt.end(answer) {
                Some(Ok(told)) => {
                    self.months.set(told.months);
                    self.posted.set(Some(month));
                }
                Some(Err(error)) => {
                    self.attempt.fail(error);
                    self.load();
                }
                None => {}
            }
        });
    }
}

fn view(state: State, texts: &'static Texts) -> AnyView {
    let words = texts.quality();
    let failed = ui::live(move || {
        state
            .attempt
            .failed()
            .map(|error| ui::failure(&error, texts, None))
    });
    let posted = ui::words(move || {
        state
            .posted
            .get()
            .map(|posted| fill(words.month_is_posted, &[&month(texts, posted)]))
            .unwrap_or_default()
    });
    let list = state.months.view(
        texts,
        move || state.load(),
        move |months| match months.as_slice() {
            [] => ui::paragraph(words.months_none),
            months => table(state, months, texts),
        },
    );
    view! {
        <section class="card stack">
            <h2>{words.months}</h2>
            <p class="soft">{words.months_lead}</p>
            {failed}
            <p role="status">{posted}</p>
            {list}
        </section>
    }
    .into_any()
}

fn table(state: State, months: &[MonthToPost], texts: &'static Texts) -> AnyView {
    let words = texts.quality();
    // Only the earliest of those that are open can be posted.
    let next = months
        .iter()
        .rev()
        .find(|one| one.state == MonthState::Open)
        .map(|one| one.month);
    let rows = months
        .iter()
        .map(|one| {
            let name = month(texts, one.month);
            let stands = match (one.state, &one.posted) {
                (_, Some(posted)) => {
                    fill(words.month_posted, &[&posted.by, &moment(texts, posted.at)])
                }
                (MonthState::Coming, None) => words.month_coming.to_owned(),
                (MonthState::Open | MonthState::Posted, None) => words.month_open.to_owned(),
            };
            let act = if next == Some(one.month) {
                let at = one.month;
                let label = fill(words.post_this, &[&name]);
                view! {
                    <button
                        type="button"
                        class="button"
                        aria-label=label
                        on:click=ui::on(move |_| state.post(at))
                    >
                        {words.post}
                    </button>
                }
                .into_any()
            } else {
                ui::text("–")
            };
            vec![
                ui::text(name.clone()),
                ui::text(stands),
                ui::text(count(texts.lang, i128::from(one.claims))),
                ui::text(count(texts.lang, i128::from(one.lines))),
                act,
            ]
        })
        .collect();
    let heads = [
        texts.figures().month,
        texts.claims().state,
        words.month_claims,
        words.month_lines,
        words.post,
    ];
    ui::table(words.months, &heads, rows)
}
