//! The page at `/account`: where one is signed in, and the own password.

use claimdesk_protocol::{ChangePassword, OpenSession, User};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::again::{self, Again};
use super::passkeys;
use super::passwords::{new_password, tell};
use super::{credential, missing};
use crate::api::{self, Attempt};
use crate::browser;
use crate::i18n::{Texts, fill, localized, moment};
use crate::session::Session;
use crate::ui::{self, Faults, Loaded, Tone};

/// ID of the list of sessions, which takes the focus of what is gone from it.
const LIST: &str = "sessions";

#[derive(Clone, Copy)]
struct State {
    sessions: Loaded<Vec<OpenSession>>,
    attempt: Attempt,
    done: RwSignal<Option<Done>>,
    present: RwSignal<String>,
    password: RwSignal<String>,
    faults: Faults,
    /// Stored, as a page's state is handed on by value.
    again: StoredValue<Again>,
    passkeys: StoredValue<passkeys::State>,
    session: Session,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Done {
    Ended,
    EndedOthers,
    Changed,
}

/// The page.
pub(crate) fn own() -> AnyView {
    let (faults, again) = (Faults::new(), Again::new());
    let state = State {
        sessions: Loaded::new(),
        attempt: Attempt::new(),
        done: RwSignal::new(None),
        present: RwSignal::new(String::new()),
        password: RwSignal::new(String::new()),
        faults,
        again: StoredValue::new(again),
        passkeys: StoredValue::new(passkeys::State::new(faults, again)),
        session: Session::here(),
    };
    state.load();
    localized(move |texts| view(state, texts))
}

impl State {
    fn load(self) {
        self.sessions.load(api::sessions);
    }

    /// Ends one session, or all others.
    fn end(self, id: Option<String>) {
        if self.attempt.begin().is_none() {
            return;
        }
        self.done.set(None);
        self.faults.clear();
        spawn_local(async move {
            let answer = api::end_session(id.as_deref()).await;
            match self.attempt.end(answer) {
                Some(Ok(left)) => {
                    self.sessions.set(left);
                    self.done.set(Some(match id {
                        Some(_) => Done::Ended,
                        None => Done::EndedOthers,
                    }));
                    browser::focus_soon(LIST);
                }
                Some(Err(error)) => {
                    let then = Callback::new(move |()| self.end(id.clone()));
                    if !self.again.get_value().is_asked(&error, then) {
                        self.attempt.fail(error);
                        // It may have ended by itself.
                        self.load();
                    }
                }
                None => {}
            }
        });
    }

    fn change(self) {
        self.done.set(None);
        let found = missing(&[
            ("present", self.present, |texts| {
                texts.own_account().present_missing
            }),
            ("password", self.password, |texts| {
                texts.account().password_missing
            }),
        ]);
        let good = found.is_empty();
        self.faults.show(found);
        if !good || self.attempt.begin().is_none() {
            return;
        }
        let body = ChangePassword {
            present: self.present.get_untracked(),
            password: self.password.get_untracked(),
        };
        spawn_local(async move {
            let answer = api::change_password(&body).await;
            match self.attempt.end(answer) {
                Some(Ok(_)) => {
                    self.present.set(String::new());
                    self.password.set(String::new());
                    self.done.set(Some(Done::Changed));
                    self.load();
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
    let done = ui::words(move || {
        match state.done.get() {
            Some(Done::Ended) => words.ended,
            Some(Done::EndedOthers) => words.ended_others,
            Some(Done::Changed) => words.changed,
            None => "",
        }
        .to_owned()
    });
    let due = ui::live(move || {
        state
            .session
            .passkey_due()
            .then(|| ui::notice(Tone::Plain, ui::paragraph(texts.passkeys().due)))
    });
    let user = state.session.user();
    let email = user.as_ref().map(|user| user.email.clone());
    view! {
        {ui::error_summary(state.faults, texts)}
        {ui::heading(words.title)}
        {user.map(|user| about(user, texts))}
        {due}
        {failed}
        <p role="status">{done}</p>
        {again::panel(state.again.get_value(), texts)}
        <div class="columns">
            <div class="stack">{passkeys::section(state.passkeys.get_value(), texts)} {sessions(state, texts)}</div>
            <aside>{password_form(state, email.unwrap_or_default(), texts)}</aside>
        </div>
    }
    .into_any()
}

fn about(user: User, texts: &'static Texts) -> AnyView {
    let at = user
        .organisation
        .map(|at| format!(" · {}", at.name))
        .unwrap_or_default();
    let role = format!("{}{at}", texts.role(user.role));
    view! {
        <p class="lead">
            {user.name} <br /> <span class="soft">{format!("{} · {role}", user.email)}</span>
        </p>
    }
    .into_any()
}

fn sessions(state: State, texts: &'static Texts) -> AnyView {
    let words = texts.own_account();
    let list = state.sessions.view(
        texts,
        move || state.load(),
        move |sessions| {
            let others = (sessions.len() > 1).then(|| {
                let end = Callback::new(move |()| state.end(None));
                ui::button(words.end_others, "", state.attempt.busy(), end)
            });
            let items: Vec<AnyView> = sessions
                .into_iter()
                .map(|session| item(state, session, texts))
                .collect();
            view! {
                <ul class="people">{items}</ul>
                {others}
            }
            .into_any()
        },
    );
    view! {
        <section class="card stack" id=LIST tabindex="-1" aria-labelledby="sessions-heading">
            <h2 id="sessions-heading">{words.sessions}</h2>
            <p class="soft">{words.sessions_lead}</p>
            {list}
        </section>
    }
    .into_any()
}

fn item(state: State, session: OpenSession, texts: &'static Texts) -> AnyView {
    let words = texts.own_account();
    let device = match (session.browser, session.system) {
        (Some(browser), Some(system)) => fill(words.on, &[&browser, &system]),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => words.unknown.to_owned(),
    };
    let (began, seen) = (
        moment(texts, session.began_at),
        moment(texts, session.seen_at),
    );
    let since = fill(words.since, &[&began, &seen]);
    let last = if session.current {
        view! { <strong>{words.this_one}</strong> }.into_any()
    } else {
        let name = fill(words.end_one, &[&device, &began]);
        let id = session.id;
        let press = move |_| state.end(Some(id.clone()));
        view! {
            <button type="button" class="button" aria-label=name on:click=ui::on(press)>
                {words.end}
            </button>
        }
        .into_any()
    };
    view! {
        <li>
            <span>
                <strong>{device}</strong>
                <br />
                <span class="soft">{since}</span>
            </span>
            {last}
        </li>
    }
    .into_any()
}

fn password_form(state: State, email: String, texts: &'static Texts) -> AnyView {
    let words = texts.own_account();
    let send = Callback::new(move |()| state.change());
    let present = credential(
        "present",
        words.present,
        "password",
        "current-password",
        state.present,
    );
    view! {
        {ui::form("card stack", send, view! {
            <h2>{words.change}</h2>
            // For password managers, which keep a password under a name.
            <input type="text" autocomplete="username" value=email readonly=true hidden=true />
            {ui::input(present, state.faults, texts)}
            {new_password(words.new, state.password, state.faults, texts)}
            {ui::submit(words.change, state.attempt.busy())}
        }.into_any())}
    }
    .into_any()
}
