//! The page at `/setup`: makes the first administrator by the one-time link.

use claimdesk_protocol::Setup;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_query_map;

use super::passwords::{new_password, refused};
use super::{credential, home, missing};
use crate::api::{self, ApiError};
use crate::app::Go;
use crate::browser;
use crate::i18n::{Texts, localized};
use crate::session::Session;
use crate::ui::{self, Faults};

#[derive(Clone, Copy)]
struct State {
    token: StoredValue<String>,
    name: RwSignal<String>,
    email: RwSignal<String>,
    password: RwSignal<String>,
    faults: Faults,
    busy: RwSignal<bool>,
    failed: RwSignal<Option<ApiError>>,
    session: Session,
    go: Go,
}

/// The page.
pub(crate) fn setup() -> AnyView {
    let token = use_query_map()
        .with_untracked(|query| query.get("token"))
        .unwrap_or_default();
    let state = State {
        token: StoredValue::new(token),
        name: RwSignal::new(String::new()),
        email: RwSignal::new(String::new()),
        password: RwSignal::new(String::new()),
        faults: Faults::new(),
        busy: RwSignal::new(false),
        failed: RwSignal::new(None),
        session: Session::here(),
        go: Go::here(),
    };
    localized(move |texts| view(state, texts))
}

impl State {
    fn send(self) {
        self.failed.set(None);
        let found = missing(&[
            ("name", self.name, |texts| texts.account().name_missing),
            ("email", self.email, |texts| texts.account().email_missing),
            ("password", self.password, |texts| {
                texts.account().password_missing
            }),
        ]);
        if !found.is_empty() {
            self.faults.show(found);
            return;
        }
        self.faults.clear();
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        let body = Setup {
            token: self.token.get_value(),
            name: self.name.get_untracked(),
            email: self.email.get_untracked(),
            password: self.password.get_untracked(),
        };
        spawn_local(async move {
            let answer = api::setup(&body, &browser::random_key()).await;
            if self.busy.is_disposed() {
                return;
            }
            self.busy.set(false);
            match answer {
                Ok(session) => {
                    let target = session.user.as_ref().map(home);
                    self.session.is(session);
                    if let Some(target) = target {
                        self.go.instead(&target);
                    }
                }
                Err(error) => {
                    if !refused(&error, self.faults) {
                        self.failed.set(Some(error));
                    }
                }
            }
        });
    }
}

fn view(state: State, texts: &'static Texts) -> AnyView {
    let words = texts.account();
    let faults = state.faults;
    let send = Callback::new(move |()| {
        state.send();
    });
    let failed = ui::live(move || {
        state
            .failed
            .get()
            .map(|error| ui::failure(&error, texts, None))
    });
    view! {
        {ui::error_summary(faults, texts)}
        {ui::heading(words.setup)}
        <p class="lead">{words.setup_lead}</p>
        {failed}
        {ui::form("card stack narrow", send, view! {
            {ui::input(credential("name", words.name, "text", "name", state.name), faults, texts)}
            {ui::input(credential("email", words.email, "email", "username", state.email), faults, texts)}
            {new_password(words.password, state.password, faults, texts)}
            {ui::submit(words.setup_do, state.busy.into())}
        }.into_any())}
    }
    .into_any()
}
