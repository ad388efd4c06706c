//! Making a token.

use claimdesk_protocol::{NewApiToken, TokenScope};
use leptos::prelude::*;

use super::{Done, SECRET, State};
use crate::api::{self, ApiError};
use crate::browser;
use crate::i18n::{Texts, count, fill};
use crate::ui::{self, Choice, Fault, Faults, Input, Says};

/// IDs of the controls, as the server calls the fields.
const NAME: &str = "name";
const SCOPES: &str = "scopes";
const DAYS: &str = "days";

/// How long a token can be chosen to work.
const OFFERED_DAYS: [&str; 4] = ["30", "90", "180", "365"];
/// What stands there at first.
pub(super) const USUAL_DAYS: &str = "90";

impl State {
    fn empty(self) {
        self.faults.clear();
        self.name.set(String::new());
        self.scopes.set(Vec::new());
    }

    fn send(self) {
        let mut found = Vec::new();
        if self.name.with_untracked(|name| name.trim().is_empty()) {
            found.push(Fault::text(NAME, |texts| texts.tokens().name_missing));
        }
        if self.scopes.with_untracked(Vec::is_empty) {
            found.push(Fault::text(SCOPES, |texts| texts.tokens().scopes_missing));
        }
        let good = found.is_empty();
        self.faults.show(found);
        if !good {
            return;
        }
        let wanted = NewApiToken {
            name: self.name.get_untracked(),
            scopes: self.scopes.get_untracked(),
            days: self.days.with_untracked(|days| days.parse()).unwrap_or(0),
        };
        self.act(
            async move || api::add_token(&wanted).await,
            move |made| {
                self.empty();
                self.tokens.update(|all| {
                    all.insert(0, made.token.clone());
                });
                self.done.set(Some(Done::Added));
                self.secret.set(Some(made));
                browser::focus_soon(SECRET);
            },
        );
    }
}

/// What the server found wrong with a field, in the reader's language where the kind is known.
pub(super) fn faults(error: &ApiError) -> Vec<Fault> {
    let ApiError::Refused(problem) = error else {
        return Vec::new();
    };
    problem
        .errors
        .iter()
        .filter(|error| [NAME, SCOPES, DAYS].contains(&error.field.as_str()))
        .map(|error| {
            let text: fn(&'static Texts) -> &'static str =
                match (error.field.as_str(), error.code.as_str()) {
                    (NAME, "missing") => |texts| texts.tokens().name_missing,
                    (NAME, "too_long") => |texts| texts.tokens().name_too_long,
                    (NAME, "invalid") => |texts| texts.tokens().name_invalid,
                    (SCOPES, "missing") => |texts| texts.tokens().scopes_missing,
                    _ => return Fault::words(&error.field, &error.message),
                };
            Fault {
                id: error.field.clone(),
                says: Says::Text(text),
            }
        })
        .collect()
}

/// The form.
pub(super) fn form(state: State, texts: &'static Texts) -> AnyView {
    let words = texts.tokens();
    let scopes = TokenScope::ALL
        .into_iter()
        .map(|scope| {
            let chosen = Signal::derive(move || state.scopes.with(|all| all.contains(&scope)));
            let change = Callback::new(move |on: bool| {
                state.scopes.update(|all| {
                    all.retain(|one| *one != scope);
                    if on {
                        all.push(scope);
                    }
                });
            });
            ui::checkbox(scope.as_str(), texts.token_scope(scope), chosen, change)
        })
        .collect();
    let days = OFFERED_DAYS
        .into_iter()
        .map(|days| {
            let number: i128 = days.parse().unwrap_or_default();
            let label = fill(words.some_days, &[&count(texts.lang, number)]);
            Choice::new(days, &label)
        })
        .collect();
    let name = Input::new(NAME, words.name, state.name).hint(words.name_hint);
    let until = Input::new(DAYS, words.days, state.days);
    view! {
        {ui::form("card stack", Callback::new(move |()| state.send()), view! {
            <h2>{words.add}</h2>
            {ui::input(name, state.faults, texts)}
            {ui::group(SCOPES, words.scopes, "", state.faults, texts, scopes)}
            {ui::select(until, days, Faults::new(), texts)}
            <div class="row">{ui::submit(words.add, state.attempt.busy())}</div>
        }.into_any())}
    }
    .into_any()
}
