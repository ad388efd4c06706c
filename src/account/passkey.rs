//! Signing in with a passkey, or with the password and a recovery code: what the sign-in and whoever
//! asks again have in common.

use claimdesk_protocol::{PasskeyAnswer, Session};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_location;

use super::device::{self, Withheld};
use super::{credential, provider};
use crate::api::{self, ApiError};
use crate::browser;
use crate::i18n::Texts;
use crate::ui::{self, Fault, Faults, Tone};

/// ID of the field for a recovery code.
const CODE: &str = "recoveryCode";

/// The ways in beside the password.
#[derive(Clone, Copy)]
pub(super) struct Way {
    /// The host passkeys are for, where there are any.
    host: RwSignal<Option<String>>,
    /// The identity provider, where there is one.
    provider: RwSignal<Option<String>>,
    /// The password is not enough: a recovery code is asked for.
    second: RwSignal<bool>,
    code: RwSignal<String>,
    withheld: RwSignal<Option<Withheld>>,
}

impl Way {
    pub(super) fn new() -> Self {
        Self {
            host: RwSignal::new(None),
            provider: RwSignal::new(None),
            second: RwSignal::new(false),
            code: RwSignal::new(String::new()),
            withheld: RwSignal::new(None),
        }
    }

    /// Asks the server which there are. Without an answer there is the password; signing in says
    /// what is wrong.
    pub(super) fn load(self) {
        spawn_local(async move {
            if let Ok(info) = api::info().await {
                self.are(info.passkeys, info.provider);
            }
        });
    }

    /// These are there.
    pub(super) fn are(self, host: Option<String>, provider: Option<String>) {
        if !self.host.is_disposed() {
            self.host.set(host);
            self.provider.set(provider);
        }
    }

    /// The recovery code that was typed, where one is asked for.
    pub(super) fn code(self) -> Option<String> {
        self.second
            .get_untracked()
            .then(|| self.code.get_untracked())
    }

    /// A fault where a code is asked for and none was typed.
    pub(super) fn missing_code(self) -> Option<Fault> {
        let code = self.code()?;
        code.trim()
            .is_empty()
            .then(|| Fault::text(CODE, |texts| texts.passkeys().code_missing))
    }

    /// True where the server wants a recovery code, or another one: then it is asked for.
    pub(super) fn is_asked(self, error: &ApiError, faults: Faults) -> bool {
        let ApiError::Refused(problem) = error else {
            return false;
        };
        if problem.code == "second_step" {
            self.second.set(true);
            browser::focus_soon(CODE);
            return true;
        }
        let wrong = problem.errors.iter().any(|error| error.field == CODE);
        if wrong {
            faults.show(vec![Fault::text(CODE, |texts| texts.passkeys().code_wrong)]);
        }
        wrong
    }

    /// What was typed is not kept.
    pub(super) fn forget(self) {
        self.second.set(false);
        self.code.set(String::new());
    }
}

/// Has somebody sign in with a passkey; nothing where the device withheld it.
pub(super) async fn sign_in(way: Way) -> Result<Option<Session>, ApiError> {
    way.withheld.set(None);
    let asked = api::ask_passkey().await?;
    match device::sign(&asked.options).await {
        Ok(credential) => {
            let answer = PasskeyAnswer {
                id: asked.id,
                credential,
            };
            api::answer_passkey(&answer).await.map(Some)
        }
        Err(withheld) => {
            if !way.withheld.is_disposed() {
                way.withheld.set(Some(withheld));
            }
            Ok(None)
        }
    }
}

/// The button, where passkeys work here, and what the device said.
pub(super) fn button(
    way: Way,
    busy: Signal<bool>,
    press: Callback<()>,
    texts: &'static Texts,
) -> AnyView {
    let words = texts.passkeys();
    ui::live(move || {
        let host = way.host.get()?;
        device::works(&host).then(|| {
            let told = ui::words(move || told(way.withheld.get(), texts).to_owned());
            view! {
                <div class="stack">
                    <div class="row">{ui::button(words.sign_in, "", busy, press)}</div>
                    <p role="status" class="soft">
                        {told}
                    </p>
                </div>
            }
            .into_any()
        })
    })
}

/// What a device that gave nothing is told as.
pub(super) fn told(withheld: Option<Withheld>, texts: &'static Texts) -> &'static str {
    let words = texts.passkeys();
    match withheld {
        Some(Withheld::Left) => words.left,
        Some(Withheld::There) => words.there,
        Some(Withheld::Cannot) => words.cannot,
        None => "",
    }
}

/// The field for a recovery code, once the password is not enough.
pub(super) fn code_field(way: Way, faults: Faults, texts: &'static Texts) -> AnyView {
    let words = texts.passkeys();
    ui::live(move || {
        way.second.get().then(|| {
            let field = credential(CODE, words.code, "text", "one-time-code", way.code);
            view! {
                {ui::notice(Tone::Plain, ui::paragraph(words.second_step))}
                {ui::input(field.hint(words.code_hint), faults, texts)}
            }
            .into_any()
        })
    })
}

/// The link by which whoever came by the identity provider signs in there again.
pub(super) fn by_provider(way: Way, texts: &'static Texts) -> AnyView {
    let path = use_location().pathname;
    ui::live(move || {
        let name = way.provider.get()?;
        let to = path.get_untracked();
        Some(provider::way_in(&name, Some(&to), texts))
    })
}

/// A sign-in that was refused: with words for the password, or for the passkey.
pub(super) fn wrong(error: &ApiError, texts: &'static Texts) -> AnyView {
    let of_passkey =
        matches!(error, ApiError::Refused(problem) if problem.code == "unknown_passkey");
    let words = if of_passkey {
        texts.passkeys().unknown
    } else {
        texts.account().wrong
    };
    let said = ui::notice(Tone::Bad, ui::paragraph(words));
    view! { <div role="alert">{said}</div> }.into_any()
}
