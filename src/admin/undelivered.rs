//! Mail that did not go out, and the button that has it tried again.

use claimdesk_protocol::Undelivered;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{self, Attempt};
use crate::i18n::{Texts, fill, localized, moment};
use crate::ui::{self, Loaded};

#[derive(Clone, Copy)]
struct State {
    mail: Loaded<Vec<Undelivered>>,
    attempt: Attempt,
    again: RwSignal<bool>,
}

/// The section of the administrators' page.
pub(super) fn section() -> AnyView {
    let state = State {
        mail: Loaded::new(),
        attempt: Attempt::new(),
        again: RwSignal::new(false),
    };
    state.load();
    localized(move |texts| view(state, texts))
}

impl State {
    fn load(self) {
        self.mail.load(api::undelivered);
    }

    fn retry(self, id: String) {
        if self.attempt.begin().is_none() {
            return;
        }
        self.again.set(false);
        spawn_local(async move {
            let answer = api::retry_mail(&id).await;
            match self.attempt.end(answer) {
                Some(Ok(mail)) => {
                    self.mail.set(mail);
                    self.again.set(true);
                }
                Some(Err(error)) => {
                    self.attempt.fail(error);
                    // It may have gone out by itself.
                    self.load();
                }
                None => {}
            }
        });
    }
}

fn view(state: State, texts: &'static Texts) -> AnyView {
    let words = texts.notices();
    let failed = ui::live(move || {
        state
            .attempt
            .failed()
            .map(|error| ui::failure(&error, texts, None))
    });
    let again = ui::words(move || {
        let said = if state.again.get() {
            words.again_done
        } else {
            ""
        };
        said.to_owned()
    });
    let list = state.mail.view(
        texts,
        move || state.load(),
        move |mail| {
            if mail.is_empty() {
                ui::paragraph(words.undelivered_none)
            } else {
                table(state, mail, texts)
            }
        },
    );
    view! {
        <section class="card stack">
            <h2>{words.undelivered}</h2>
            <p class="soft">{words.undelivered_lead}</p>
            {failed}
            <p role="status">{again}</p>
            {list}
        </section>
    }
    .into_any()
}

fn table(state: State, mail: Vec<Undelivered>, texts: &'static Texts) -> AnyView {
    let words = texts.notices();
    let rows = mail
        .into_iter()
        .map(|one| {
            let next = one
                .next
                .map_or_else(|| words.given_up.to_owned(), |next| moment(texts, next));
            let what = if one.reference.is_empty() {
                texts.notice(one.kind)
            } else {
                &one.reference
            };
            let name = fill(words.again_to, &[&one.name, what]);
            let id = one.id.clone();
            let press = move |_| state.retry(id.clone());
            let button = view! {
                <button type="button" class="button" aria-label=name on:click=ui::on(press)>
                    {words.again}
                </button>
            }
            .into_any();
            vec![
                ui::text(format!("{} <{}>", one.name, one.email)),
                ui::text(about(&one, texts)),
                ui::text(moment(texts, one.at)),
                ui::text(one.tries.to_string()),
                ui::text(one.error.unwrap_or_else(|| "–".to_owned())),
                ui::text(next),
                button,
            ]
        })
        .collect();
    let heads = [
        words.to,
        words.about,
        words.since,
        words.tries,
        words.met,
        words.next,
        words.again,
    ];
    ui::table(words.undelivered, &heads, rows)
}

/// What a mail tells, and of which claim; those about accounts are of none.
fn about(one: &Undelivered, texts: &'static Texts) -> String {
    let kind = texts.notice(one.kind);
    if one.reference.is_empty() {
        kind.to_owned()
    } else {
        format!("{kind}: {}", one.reference)
    }
}
