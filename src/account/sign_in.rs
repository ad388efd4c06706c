//! The page at `/sign-in`, and the same form in the place of a page that needs it.

use claimdesk_protocol::{Demo, DemoAccount, SignIn};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::passkey::{self, Way};
use super::{credential, home, missing, provider};
use crate::api::{self, ApiError};
use crate::app::Go;
use crate::browser;
use crate::i18n::{Texts, localized};
use crate::paths::Place;
use crate::session::Session;
use crate::ui::{self, Faults};

#[derive(Clone, Copy)]
struct State {
    email: RwSignal<String>,
    password: RwSignal<String>,
    faults: Faults,
    busy: RwSignal<bool>,
    failed: RwSignal<Option<ApiError>>,
    demo: RwSignal<Option<Demo>>,
    provider: RwSignal<Option<String>>,
    way: Way,
    session: Session,
    go: Go,
    /// Goes to the reader's own pages afterwards; else stays where the form stands.
    onward: bool,
}

/// The page at `/sign-in`.
pub(crate) fn sign_in() -> AnyView {
    page(true)
}

/// The form in the place of a page that is only for people who are signed in.
pub(crate) fn sign_in_here() -> AnyView {
    page(false)
}

fn page(onward: bool) -> AnyView {
    let state = State {
        email: RwSignal::new(String::new()),
        password: RwSignal::new(String::new()),
        faults: Faults::new(),
        busy: RwSignal::new(false),
        failed: RwSignal::new(None),
        demo: RwSignal::new(None),
        provider: RwSignal::new(None),
        way: Way::new(),
        session: Session::here(),
        go: Go::here(),
        onward,
    };
    spawn_local(async move {
        // Without an answer there is nobody to suggest; signing in will say what is wrong.
        if let Ok(info) = api::info().await {
            state.demo.set(info.demo);
            state.way.are(info.passkeys, None);
            state.provider.set(info.provider);
        }
    });
    localized(move |texts| view(state, texts))
}

impl State {
    fn send(self) {
        let mut found = missing(&[
            ("email", self.email, |texts| texts.account().email_missing),
            ("password", self.password, |texts| {
                texts.account().password_missing
            }),
        ]);
        found.extend(self.way.missing_code());
        self.failed.set(None);
        if !found.is_empty() {
            self.faults.show(found);
            return;
        }
        self.faults.clear();
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        let body = SignIn {
            email: self.email.get_untracked().trim().to_owned(),
            password: self.password.get_untracked(),
            recovery_code: self.way.code(),
        };
        spawn_local(async move {
            let answer = api::sign_in(&body, &browser::random_key()).await;
            self.comes(answer.map(Some));
        });
    }

    fn by_passkey(self) {
        self.failed.set(None);
        self.faults.clear();
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        spawn_local(async move { self.comes(passkey::sign_in(self.way).await) });
    }

    /// Takes over what came of a sign-in; nothing did where the device withheld its passkey.
    fn comes(self, answer: Result<Option<claimdesk_protocol::Session>, ApiError>) {
        if self.busy.is_disposed() {
            return;
        }
        self.busy.set(false);
        match answer {
            Ok(Some(session)) => {
                let target = session.user.as_ref().map(home);
                self.session.is(session);
                if let (true, Some(target)) = (self.onward, target) {
                    self.go.to(&target);
                }
            }
            Ok(None) => {}
            Err(error) if self.way.is_asked(&error, self.faults) => {}
            Err(error) => self.failed.set(Some(error)),
        }
    }
}

fn view(state: State, texts: &'static Texts) -> AnyView {
    let words = texts.account();
    let failed = ui::live(move || state.failed.get().map(|error| failed(&error, texts)));
    let send = Callback::new(move |()| {
        state.send();
    });
    let by_passkey = Callback::new(move |()| state.by_passkey());
    let demo = ui::live(move || state.demo.get().map(|demo| whom_to_try(state, demo, texts)));
    let provider = provider::ways_in(state.provider, state.onward, texts);
    view! {
        {ui::error_summary(state.faults, texts)}
        {ui::heading(words.sign_in)}
        {(!state.onward).then(|| view! { <p class="lead">{words.needed_here}</p> }.into_any())}
        {state.onward.then(|| provider::refused(texts))}
        {failed}
        {provider}
        <div class="sign-in">
            {ui::form("card stack narrow", send, view! {
                {ui::input(
                    credential("email", words.email, "email", "username", state.email),
                    state.faults,
                    texts,
                )}
                {ui::input(
                    credential(
                        "password",
                        words.password,
                        "password",
                        "current-password",
                        state.password,
                    ),
                    state.faults,
                    texts,
                )}
                {passkey::code_field(state.way, state.faults, texts)}
                {ui::submit(words.sign_in, state.busy.into())}
                {passkey::button(state.way, state.busy.into(), by_passkey, texts)}
                <p>{ui::link(&Place::Forgotten, texts.own_account().forgotten)}</p>
            }.into_any())}
            {demo}
        </div>
    }
    .into_any()
}

fn failed(error: &ApiError, texts: &'static Texts) -> AnyView {
    if error.status() == Some(401) {
        passkey::wrong(error, texts)
    } else {
        ui::failure(error, texts, None)
    }
}

fn whom_to_try(state: State, demo: Demo, texts: &'static Texts) -> AnyView {
    let words = texts.account();
    let people: Vec<AnyView> = demo
        .accounts
        .into_iter()
        .map(|account| person(state, account, texts))
        .collect();
    let exports: Vec<AnyView> = demo
        .exports
        .into_iter()
        .map(|address| {
            let name = address.rsplit('/').next().unwrap_or(&address).to_owned();
            let file = name.clone();
            view! {
                <li>
                    <a href=address rel="external" download=file>
                        {name}
                    </a>
                </li>
            }
            .into_any()
        })
        .collect();
    view! {
        <section class="card stack" aria-labelledby="try">
            <h2 id="try">{words.whom_to_try}</h2>
            <p class="soft">{words.whom_to_try_hint}</p>
            <ul class="people">{people}</ul>
            <h3>{words.exports_to_try}</h3>
            <ul class="list">{exports}</ul>
        </section>
    }
    .into_any()
}

fn person(state: State, account: DemoAccount, texts: &'static Texts) -> AnyView {
    let at = account
        .organisation
        .as_ref()
        .map(|at| format!(" · {at}"))
        .unwrap_or_default();
    let told = format!("{}{at}", texts.role(account.role));
    let label = format!("{} {}", texts.account().fill_in, account.name);
    let fill_in = move |_| {
        state.email.set(account.email.clone());
        state.password.set(account.password.clone());
        state.faults.clear();
        browser::focus("password");
    };
    view! {
        <li>
            <span>
                <strong>{account.name.clone()}</strong>
                <br />
                <span class="soft">{told}</span>
            </span>
            <button type="button" class="button" aria-label=label on:click=ui::on(fill_in)>
                {texts.account().fill_in}
            </button>
        </li>
    }
    .into_any()
}
