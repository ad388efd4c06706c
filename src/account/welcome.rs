//! The page at `/welcome`: somebody chooses a password by a one-time link, and is signed in.
//!
//! The token stands behind the `#` of the address, which no browser sends to a server, and goes to
//! the API in a header, as a customer's does.

use claimdesk_protocol::LinkOf;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::passwords::{new_password, tell};
use super::{home, missing};
use crate::api::{self, Attempt};
use crate::app::Go;
use crate::browser;
use crate::i18n::{Texts, fill, localized, moment};
use crate::paths::Place;
use crate::session::Session;
use crate::ui::{self, Faults, Loaded, Tone};

#[derive(Clone, Copy)]
struct State {
    token: StoredValue<String>,
    link: Loaded<LinkOf>,
    attempt: Attempt,
    password: RwSignal<String>,
    faults: Faults,
    session: Session,
    go: Go,
}

/// The page.
pub(crate) fn welcome() -> AnyView {
    let state = State {
        token: StoredValue::new(String::new()),
        link: Loaded::new(),
        attempt: Attempt::new(),
        password: RwSignal::new(String::new()),
        faults: Faults::new(),
        session: Session::here(),
        go: Go::here(),
    };
    // Another link opened in this window changes nothing but what stands behind the `#`.
    let other = window_event_listener_untyped("hashchange", move |_| state.load());
    on_cleanup(move || other.remove());
    state.load();
    localized(move |texts| ui::live(move || view(state, texts)))
}

impl State {
    fn load(self) {
        self.token.set_value(browser::anchor().unwrap_or_default());
        self.link.clear();
        let token = self.token.get_value();
        self.link.load(async move || api::link_of(&token).await);
    }

    fn send(self) {
        let found = missing(&[("password", self.password, |texts| {
            texts.account().password_missing
        })]);
        let good = found.is_empty();
        self.faults.show(found);
        if !good || self.attempt.begin().is_none() {
            return;
        }
        let (token, password) = (self.token.get_value(), self.password.get_untracked());
        spawn_local(async move {
            let answer = api::use_link(&token, &password).await;
            match self.attempt.end(answer) {
                Some(Ok(session)) => {
                    let target = session.user.as_ref().map(home);
                    self.session.is(session);
                    // Whoever has passkeys signs in with one of them. The used link is not gone back to.
                    self.go.instead(&target.unwrap_or(Place::SignIn));
                }
                Some(Err(error)) if error.status() == Some(404) => self.link.fail(error),
                Some(Err(error)) => tell(error, self.attempt, self.faults),
                None => {}
            }
        });
    }
}

fn view(state: State, texts: &'static Texts) -> AnyView {
    let words = texts.own_account();
    match (state.link.get(), state.link.failed()) {
        (_, Some(error)) => {
            let (told, again) = if error.status() == Some(404) {
                let dead = ui::notice(Tone::Bad, ui::paragraph(words.link_dead));
                let other = ui::link(&Place::Forgotten, words.forgotten);
                (view! { <div role="alert">{dead}</div> }.into_any(), other)
            } else {
                let load = Callback::new(move |()| state.load());
                (ui::failure(&error, texts, Some(load)), ().into_any())
            };
            view! {
                {ui::heading(words.link)}
                {told}
                <p>{again}</p>
            }
            .into_any()
        }
        (None, None) => view! {
            {ui::heading(words.link)}
            {ui::waiting(texts)}
        }
        .into_any(),
        (Some(link), None) => choosing(state, link, texts),
    }
}

fn choosing(state: State, link: LinkOf, texts: &'static Texts) -> AnyView {
    let words = texts.own_account();
    let title = if link.known {
        words.choose.to_owned()
    } else {
        fill(words.welcome, &[&link.name])
    };
    let lead = fill(words.link_lead, &[&link.email, &moment(texts, link.until)]);
    let failed = ui::live(move || {
        let error = state.attempt.failed()?;
        Some(ui::failure(&error, texts, None))
    });
    let send = Callback::new(move |()| state.send());
    view! {
        {ui::error_summary(state.faults, texts)}
        {ui::heading(&title)}
        <p class="lead">{lead}</p>
        {failed}
        {ui::form("card stack narrow", send, view! {
            <div>
                // For password managers, which keep a password under a name.
                <input type="text" autocomplete="username" value=link.email readonly=true hidden=true />
                {new_password(texts.account().password, state.password, state.faults, texts)}
            </div>
            {ui::submit(words.choose_do, state.attempt.busy())}
        }.into_any())}
    }
    .into_any()
}
