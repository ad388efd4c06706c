//! Adding an endpoint, and changing one.

use claimdesk_protocol::{SaveWebhook, Webhook, WebhookEvent};
use leptos::prelude::*;

use super::{Done, State};
use crate::api::{self, ApiError};
use crate::browser;
use crate::i18n::{Texts, fill};
use crate::ui::{self, Fault, Input, Says};

/// IDs of the controls, as the server calls the fields.
const URL: &str = "url";
const EVENTS: &str = "events";

impl State {
    /// Has this endpoint changed in the form.
    pub(super) fn change(self, webhook: Webhook) {
        self.faults.clear();
        self.url.set(webhook.url.clone());
        self.events.set(webhook.events.clone());
        self.changing.set(Some(webhook));
        browser::focus_soon(URL);
    }

    fn empty(self) {
        self.faults.clear();
        self.changing.set(None);
        self.url.set(String::new());
        self.events.set(WebhookEvent::ALL.to_vec());
    }

    fn send(self) {
        let mut found = Vec::new();
        if self.url.with_untracked(|url| url.trim().is_empty()) {
            found.push(Fault::text(URL, |texts| texts.webhooks().wrong.missing));
        }
        if self.events.with_untracked(Vec::is_empty) {
            found.push(Fault::text(EVENTS, |texts| texts.webhooks().events_missing));
        }
        let good = found.is_empty();
        self.faults.show(found);
        if !good {
            return;
        }
        let changing = self.changing.get_untracked();
        let wanted = SaveWebhook {
            url: self.url.get_untracked(),
            events: self.events.get_untracked(),
            on: changing.as_ref().is_none_or(|one| one.off.is_none()),
        };
        match changing {
            None => self.act(
                async move |key| api::add_webhook(&wanted, &key).await,
                move |made| {
                    self.empty();
                    self.done.set(Some(Done::Added));
                    self.show_secret(made);
                },
            ),
            Some(one) => self.act(
                async move |_| api::save_webhook(&one.id, &wanted).await,
                move |webhook| {
                    self.empty();
                    self.put(webhook);
                    self.done.set(Some(Done::Saved));
                },
            ),
        }
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
        .filter(|error| error.field == URL || error.field == EVENTS)
        .map(|error| {
            let text: fn(&'static Texts) -> &'static str = match error.code.as_str() {
                "missing" if error.field == EVENTS => |texts| texts.webhooks().events_missing,
                "missing" => |texts| texts.webhooks().wrong.missing,
                "too_long" => |texts| texts.webhooks().wrong.too_long,
                "invalid" => |texts| texts.webhooks().wrong.invalid,
                "not_https" => |texts| texts.webhooks().wrong.not_https,
                "credentials" => |texts| texts.webhooks().wrong.credentials,
                "port" => |texts| texts.webhooks().wrong.port,
                "not_public" => |texts| texts.webhooks().wrong.not_public,
                "not_found" => |texts| texts.webhooks().wrong.not_found,
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
    let words = texts.webhooks();
    let (title, send) = state.changing.with(|one| match one {
        None => (words.add.to_owned(), words.add),
        Some(one) => (fill(words.change_one, &[&one.url]), words.save),
    });
    let changing = state.changing.with(Option::is_some);
    let cancel = changing.then(|| {
        let empty = Callback::new(move |()| {
            state.empty();
            browser::focus_heading();
        });
        ui::button(words.cancel, "", false.into(), empty)
    });
    let url = Input {
        kind: "url",
        mode: "url",
        ..Input::new(URL, words.url, state.url)
    }
    .hint(words.url_hint);
    let events = WebhookEvent::ALL
        .into_iter()
        .map(|event| {
            let chosen = Signal::derive(move || state.events.with(|all| all.contains(&event)));
            let change = Callback::new(move |on: bool| {
                state.events.update(|all| {
                    all.retain(|one| *one != event);
                    if on {
                        all.push(event);
                    }
                });
            });
            ui::checkbox(event.as_str(), texts.state(event.state()), chosen, change)
        })
        .collect();
    view! {
        {ui::form("card stack", Callback::new(move |()| state.send()), view! {
            <h2 class="typed">{title}</h2>
            {ui::input(url, state.faults, texts)}
            {ui::group(EVENTS, words.events, "", state.faults, texts, events)}
            <div class="row">{ui::submit(send, state.attempt.busy())} {cancel}</div>
        }.into_any())}
    }
    .into_any()
}
