//! The page at `/forgotten`: a link to choose a new password is asked for by mail.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::passwords::tell;
use super::{credential, missing};
use crate::api::{self, Attempt};
use crate::browser;
use crate::i18n::{Texts, localized};
use crate::paths::Place;
use crate::ui::{self, Faults, Tone};

/// ID of what is said once it was asked for.
const SENT: &str = "sent";

#[derive(Clone, Copy)]
struct State {
    email: RwSignal<String>,
    attempt: Attempt,
    faults: Faults,
    sent: RwSignal<bool>,
    /// The server sends such links, as far as it has said.
    sends: RwSignal<bool>,
}

/// The page.
pub(crate) fn forgotten() -> AnyView {
    let state = State {
        email: RwSignal::new(String::new()),
        attempt: Attempt::new(),
        faults: Faults::new(),
        sent: RwSignal::new(false),
        sends: RwSignal::new(true),
    };
    spawn_local(async move {
        // Without an answer the form stays, and says what is wrong once it is sent.
        if let Ok(info) = api::info().await
            && !state.sends.is_disposed()
        {
            state.sends.set(info.resets_by_mail);
        }
    });
    localized(move |texts| view(state, texts))
}

impl State {
    fn send(self) {
        let found = missing(&[("email", self.email, |texts| texts.account().email_missing)]);
        let good = found.is_empty();
        self.faults.show(found);
        if !good || self.attempt.begin().is_none() {
            return;
        }
        let email = self.email.get_untracked();
        spawn_local(async move {
            let answer = api::ask_reset(email.trim()).await;
            match self.attempt.end(answer) {
                Some(Ok(())) => {
                    self.sent.set(true);
                    browser::focus_soon(SENT);
                }
                Some(Err(error)) => tell(error, self.attempt, self.faults),
                None => {}
            }
        });
    }
}

fn view(state: State, texts: &'static Texts) -> AnyView {
    let words = texts.own_account();
    let failed = ui::live(move || {
        let error = state.attempt.failed()?;
        Some(ui::failure(&error, texts, None))
    });
    let content = ui::live(move || {
        if !state.sends.get() {
            ui::notice(Tone::Plain, ui::paragraph(words.no_links))
        } else if state.sent.get() {
            let told = ui::notice(Tone::Good, ui::paragraph(words.sent));
            view! { <div id=SENT tabindex="-1" role="status">{told}</div> }.into_any()
        } else {
            form(state, texts)
        }
    });
    view! {
        {ui::error_summary(state.faults, texts)}
        {ui::heading(words.forgotten)}
        {failed}
        {content}
        <p>{ui::link(&Place::SignIn, texts.account().sign_in)}</p>
    }
    .into_any()
}

fn form(state: State, texts: &'static Texts) -> AnyView {
    let words = texts.own_account();
    let send = Callback::new(move |()| state.send());
    let email = credential(
        "email",
        texts.account().email,
        "email",
        "username",
        state.email,
    );
    view! {
        <p class="lead">{words.forgotten_lead}</p>
        {ui::form("card stack narrow", send, view! {
            {ui::input(email, state.faults, texts)}
            {ui::submit(words.send_link, state.attempt.busy())}
        }.into_any())}
    }
    .into_any()
}
