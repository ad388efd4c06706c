//! The own passkeys and recovery codes.

use claimdesk_protocol::{NewPasskey, OwnPasskeys, Passkey, PasskeysChanged};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::again::Again;
use super::device::{self, Withheld};
use super::missing;
use super::passkey::told;
use crate::api::{self, ApiError, Attempt};
use crate::browser;
use crate::i18n::{Texts, fill, moment};
use crate::session::Session;
use crate::ui::{self, Faults, Input, Loaded, Once, Tone};

/// ID of the list, which takes the focus of what is gone from it.
const LIST: &str = "passkeys";
/// ID of the codes that are shown this once.
const CODES: &str = "recovery-codes";

#[derive(Clone, Copy)]
pub(super) struct State {
    own: Loaded<OwnPasskeys>,
    host: RwSignal<Option<String>>,
    name: RwSignal<String>,
    codes: RwSignal<Vec<String>>,
    withheld: RwSignal<Option<Withheld>>,
    attempt: Attempt,
    faults: Faults,
    done: RwSignal<Option<Done>>,
    again: Again,
    session: Session,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Done {
    Added,
    Removed,
}

impl State {
    /// Of this page, which asks again with `again`.
    pub(super) fn new(faults: Faults, again: Again) -> Self {
        let state = Self {
            own: Loaded::new(),
            host: RwSignal::new(None),
            name: RwSignal::new(String::new()),
            codes: RwSignal::new(Vec::new()),
            withheld: RwSignal::new(None),
            attempt: Attempt::new(),
            faults,
            done: RwSignal::new(None),
            again,
            session: Session::here(),
        };
        state.load();
        state
    }

    fn load(self) {
        let asked = async || Ok((api::info().await?, api::passkeys().await?));
        self.own.load_then(asked, move |(info, own)| {
            self.host.set(info.passkeys);
            self.own.set(own);
        });
    }

    fn begins(self) -> bool {
        self.done.set(None);
        self.withheld.set(None);
        self.faults.clear();
        self.attempt.begin().is_some()
    }

    fn add(self) {
        let found = missing(&[("passkey-name", self.name, |texts| {
            texts.passkeys().name_missing
        })]);
        let good = found.is_empty();
        if !good {
            self.faults.show(found);
            return;
        }
        if !self.begins() {
            return;
        }
        let name = self.name.get_untracked();
        spawn_local(async move {
            let answer = make(name).await;
            match self.attempt.end(answer) {
                Some(Ok(Ok(changed))) => {
                    self.name.set(String::new());
                    self.changed(changed, Done::Added);
                }
                Some(Ok(Err(withheld))) => self.withheld.set(Some(withheld)),
                Some(Err(error)) => self.refused(error, Callback::new(move |()| self.add())),
                None => {}
            }
        });
    }

    fn remove(self, id: String) {
        if !self.begins() {
            return;
        }
        spawn_local(async move {
            let answer = api::remove_passkey(&id).await;
            match self.attempt.end(answer) {
                Some(Ok(changed)) => {
                    self.changed(changed, Done::Removed);
                    browser::focus_soon(LIST);
                }
                Some(Err(error)) => {
                    let then = Callback::new(move |()| self.remove(id.clone()));
                    self.refused(error, then);
                }
                None => {}
            }
        });
    }

    fn new_codes(self) {
        if !self.begins() {
            return;
        }
        spawn_local(async move {
            let answer = api::make_recovery_codes().await;
            match self.attempt.end(answer) {
                Some(Ok(changed)) => self.shows(changed),
                Some(Err(error)) => {
                    self.refused(error, Callback::new(move |()| self.new_codes()));
                }
                None => {}
            }
        });
    }

    fn refused(self, error: ApiError, then: Callback<()>) {
        if !self.again.is_asked(&error, then) {
            self.attempt.fail(error);
        }
    }

    fn changed(self, changed: PasskeysChanged, done: Done) {
        self.done.set(Some(done));
        self.shows(changed);
    }

    fn shows(self, changed: PasskeysChanged) {
        self.own.set(changed.own);
        if changed.codes.is_empty() {
            self.session.ask();
        } else {
            self.codes.set(changed.codes);
            browser::focus_soon(CODES);
        }
    }

    /// The codes are kept. Whoever had to have a passkey goes on now: not before, because another page
    /// would come in the place of this one.
    fn has_codes(self) {
        self.codes.set(Vec::new());
        self.session.ask();
    }
}

/// Has the device make one, and the server keep it.
async fn make(name: String) -> Result<Result<PasskeysChanged, Withheld>, ApiError> {
    let asked = api::ask_new_passkey().await?;
    match device::make(&asked.options).await {
        Ok(credential) => {
            let new = NewPasskey {
                id: asked.id,
                name,
                credential,
            };
            api::add_passkey(&new).await.map(Ok)
        }
        Err(withheld) => Ok(Err(withheld)),
    }
}

/// The section of the own account.
pub(super) fn section(state: State, texts: &'static Texts) -> AnyView {
    let words = texts.passkeys();
    let failed = ui::live(move || {
        let error = state.attempt.failed()?;
        Some(ui::failure(&error, texts, None))
    });
    let done = ui::words(move || {
        match (state.done.get(), state.withheld.get()) {
            (Some(Done::Added), _) => words.added,
            (Some(Done::Removed), _) => words.removed,
            (None, withheld) => told(withheld, texts),
        }
        .to_owned()
    });
    let codes = ui::live(move || {
        let codes = state.codes.get();
        (!codes.is_empty()).then(|| shown(state, &codes, texts))
    });
    let list = state.own.view(
        texts,
        move || state.load(),
        move |own| listed(state, own, texts),
    );
    view! {
        <section class="card stack" id=LIST tabindex="-1" aria-labelledby="passkeys-heading">
            <h2 id="passkeys-heading">{words.title}</h2>
            <p class="soft">{words.lead}</p>
            {failed}
            <p role="status">{done}</p>
            {codes}
            {list}
        </section>
    }
    .into_any()
}

fn listed(state: State, own: OwnPasskeys, texts: &'static Texts) -> AnyView {
    let words = texts.passkeys();
    if !own.password {
        return ui::paragraph(words.of_provider);
    }
    let left = own.recovery_codes;
    let codes = (!own.passkeys.is_empty()).then(|| {
        let make = Callback::new(move |()| state.new_codes());
        view! {
            <div class="stack">
                <p>{fill(words.codes_left, &[&left.to_string()])}</p>
                <div class="row">{ui::button(words.new_codes, "", state.attempt.busy(), make)}</div>
            </div>
        }
        .into_any()
    });
    let items: Vec<AnyView> = own
        .passkeys
        .into_iter()
        .map(|one| item(state, one, texts))
        .collect();
    view! {
        <ul class="people">{items}</ul>
        {codes}
        {adding(state, texts)}
    }
    .into_any()
}

fn item(state: State, one: Passkey, texts: &'static Texts) -> AnyView {
    let words = texts.passkeys();
    let added = moment(texts, one.created_at);
    let since = match one.used_at {
        Some(used) => fill(words.used, &[&added, &moment(texts, used)]),
        None => fill(words.unused, &[&added]),
    };
    let name = fill(words.remove_one, &[&one.name]);
    let id = one.id;
    let press = move |_| state.remove(id.clone());
    view! {
        <li>
            <span>
                <strong>{one.name}</strong>
                <br />
                <span class="soft">{since}</span>
            </span>
            <button type="button" class="button" aria-label=name on:click=ui::on(press)>
                {words.remove}
            </button>
        </li>
    }
    .into_any()
}

/// The form by which one is added, or why it cannot be here.
fn adding(state: State, texts: &'static Texts) -> AnyView {
    let words = texts.passkeys();
    let host = state.host.get();
    let Some(host) = host else {
        return ui::paragraph(words.nowhere);
    };
    if !device::works(&host) {
        return ui::notice(Tone::Plain, ui::paragraph(fill(words.not_here, &[&host])));
    }
    let send = Callback::new(move |()| state.add());
    let name = Input::new("passkey-name", words.name, state.name);
    ui::form(
        "stack",
        send,
        view! {
            {ui::input(name.hint(words.name_hint), state.faults, texts)}
            {ui::submit(words.add, state.attempt.busy())}
        }
        .into_any(),
    )
}

fn shown(state: State, codes: &[String], texts: &'static Texts) -> AnyView {
    let words = texts.passkeys();
    let once = Once {
        id: CODES,
        label: words.codes.to_owned(),
        about: view! { <h3>{words.codes}</h3> }.into_any(),
        text: Some(codes.join("\n")),
        hint: ui::paragraph(words.codes_hint),
        hide: Callback::new(move |()| state.has_codes()),
    };
    ui::shown_once(once, texts)
}
