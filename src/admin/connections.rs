//! People who came by the identity provider with the e-mail of an account: whether they are one.

use claimdesk_protocol::{ProviderConnection, ProviderConnections};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{self, Attempt};
use crate::i18n::{Texts, fill, localized, moment};
use crate::ui::{self, Loaded};

#[derive(Clone, Copy)]
struct State {
    all: Loaded<ProviderConnections>,
    attempt: Attempt,
    /// Whether the last one that was answered was connected.
    done: RwSignal<Option<bool>>,
}

/// The section of the administrators' page, where there is a provider.
pub(super) fn section() -> AnyView {
    let state = State {
        all: Loaded::new(),
        attempt: Attempt::new(),
        done: RwSignal::new(None),
    };
    state.load();
    localized(move |texts| view(state, texts))
}

impl State {
    fn load(self) {
        self.all.load(api::connections);
    }

    fn answer(self, id: String, connect: bool) {
        if self.attempt.begin().is_none() {
            return;
        }
        self.done.set(None);
        spawn_local(async move {
            let answer = api::answer_connection(&id, connect).await;
            match self.attempt.end(answer) {
                Some(Ok(all)) => {
                    self.all.set(all);
                    self.done.set(Some(connect));
                }
                Some(Err(error)) => {
                    self.attempt.fail(error);
                    // A colleague may have answered it.
                    self.load();
                }
                None => {}
            }
        });
    }
}

fn view(state: State, texts: &'static Texts) -> AnyView {
    ui::live(move || {
        if let Some(error) = state.all.failed() {
            let load = Callback::new(move |()| state.load());
            return Some(ui::failure(&error, texts, Some(load)));
        }
        let provider = state.all.with(|all| all.provider.clone())??;
        Some(card(state, &provider, texts))
    })
}

fn card(state: State, provider: &str, texts: &'static Texts) -> AnyView {
    let words = texts.connections();
    let heading = fill(words.heading, &[provider]);
    let name = heading.clone();
    let failed = ui::live(move || {
        state
            .attempt
            .failed()
            .map(|error| ui::failure(&error, texts, None))
    });
    let done = ui::words(move || {
        let said = match state.done.get() {
            Some(true) => words.connected,
            Some(false) => words.dismissed,
            None => "",
        };
        said.to_owned()
    });
    let list = ui::live(move || {
        let waiting = state.all.get().map(|all| all.waiting).unwrap_or_default();
        if waiting.is_empty() {
            ui::paragraph(words.none)
        } else {
            table(state, &name, waiting, texts)
        }
    });
    view! {
        <section class="card stack">
            <h2>{heading}</h2>
            <p class="soft">{words.lead}</p>
            {failed}
            <p role="status">{done}</p>
            {list}
        </section>
    }
    .into_any()
}

fn table(
    state: State,
    name: &str,
    waiting: Vec<ProviderConnection>,
    texts: &'static Texts,
) -> AnyView {
    let words = texts.connections();
    let button = move |id: &str, email: &str, connect: bool| {
        let (text, name) = if connect {
            (words.connect, words.connect_to)
        } else {
            (words.dismiss, words.dismiss_to)
        };
        let id = id.to_owned();
        let press = move |_| state.answer(id.clone(), connect);
        view! {
            <button type="button" class="button" aria-label=fill(name, &[email]) on:click=ui::on(press)>
                {text}
            </button>
        }
        .into_any()
    };
    let rows = waiting
        .into_iter()
        .map(|one| {
            let email = &one.user.email;
            vec![
                ui::text(format!("{} <{email}>", one.user.name)),
                ui::text(one.name),
                ui::text(moment(texts, one.asked_at)),
                ui::text(one.subject),
                button(&one.id, email, true),
                button(&one.id, email, false),
            ]
        })
        .collect();
    let heads = [
        words.account,
        words.called,
        words.tried,
        words.subject,
        words.connect,
        words.dismiss,
    ];
    ui::table(name, &heads, rows)
}
