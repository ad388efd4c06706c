//! One endpoint: how it stands, and what can be done with it.

use claimdesk_protocol::{SaveWebhook, Webhook, WebhookTest};
use leptos::prelude::*;

use super::{Done, State, messages};
use crate::api;
use crate::browser;
use crate::i18n::{Texts, count, fill, moment};
use crate::ui::{self, Tone};

impl State {
    fn switch(self, webhook: Webhook) {
        let wanted = SaveWebhook {
            on: webhook.off.is_some(),
            url: webhook.url,
            events: webhook.events,
        };
        let id = webhook.id;
        self.act(
            async move |_| api::save_webhook(&id, &wanted).await,
            move |webhook| {
                self.put(webhook);
                self.done.set(Some(Done::Saved));
            },
        );
    }

    fn test(self, id: String) {
        self.tested.set(None);
        let of = id.clone();
        self.act(
            async move |_| api::test_webhook(&id).await,
            move |test| self.tested.set(Some((of, test))),
        );
    }

    fn rotate(self, id: String) {
        self.act(
            async move |key| api::rotate_webhook(&id, &key).await,
            move |made| self.show_secret(made),
        );
    }

    fn remove(self, id: String) {
        self.act(
            async move |_| api::remove_webhook(&id).await,
            move |left| {
                self.removing.set(None);
                self.webhooks.set(left);
                self.done.set(Some(Done::Removed));
                browser::focus_heading();
            },
        );
    }
}

/// Its card.
pub(super) fn card(state: State, webhook: &Webhook, texts: &'static Texts) -> AnyView {
    let words = texts.webhooks();
    let (tone, stands) = match webhook.off {
        None => (Tone::Good, words.on),
        Some(_) => (Tone::Warn, words.off),
    };
    let hears: Vec<&str> = webhook
        .events
        .iter()
        .map(|event| texts.state(event.state()))
        .collect();
    let off = webhook
        .off
        .map(|off| ui::notice(Tone::Warn, ui::paragraph(texts.webhook_off(off))));
    let failing = webhook
        .failing_since
        .filter(|_| webhook.off.is_none())
        .map(|since| {
            let told = fill(words.failing, &[&moment(texts, since)]);
            ui::notice(Tone::Warn, ui::paragraph(told))
        });
    let both = webhook
        .old_secret_until
        .map(|until| ui::paragraph(fill(words.both_secrets, &[&moment(texts, until)])));
    let number = |number: i64| count(texts.lang, i128::from(number));
    let counts = fill(
        words.counts,
        &[&number(webhook.waiting), &number(webhook.dead)],
    );
    let id = webhook.id.clone();
    let tested = ui::words(move || {
        state.tested.with(|tested| match tested {
            Some((of, test)) if *of == id => result(test, texts),
            _ => String::new(),
        })
    });
    view! {
        <section class="card stack" aria-label=webhook.url.clone()>
            <div class="row spread">
                <h2 class="typed">{webhook.url.clone()}</h2>
                <span class=format!("tag {}", tone.class())>{stands}</span>
            </div>
            {off}
            {failing}
            <p class="soft">{fill(words.hears, &[&hears.join(", ")])}</p>
            <p>{counts}</p>
            {both}
            {buttons(state, webhook, texts)}
            <p role="status">{tested}</p>
            {messages::part(state, webhook, texts)}
        </section>
    }
    .into_any()
}

/// What became of a try.
fn result(test: &WebhookTest, texts: &'static Texts) -> String {
    let words = texts.webhooks();
    match test.fault {
        None => {
            let status = test.status.unwrap_or_default().to_string();
            let took = count(texts.lang, i128::from(test.milliseconds));
            fill(words.test_good, &[&status, &took])
        }
        Some(fault) => {
            let met = messages::met(test.status, Some(fault), texts);
            fill(words.test_bad, &[&met])
        }
    }
}

fn buttons(state: State, webhook: &Webhook, texts: &'static Texts) -> AnyView {
    let words = texts.webhooks();
    let busy = state.attempt.busy();
    let one = webhook.clone();
    let change = Callback::new(move |()| state.change(one.clone()));
    let one = webhook.clone();
    let switch = Callback::new(move |()| state.switch(one.clone()));
    let switch_text = if webhook.off.is_some() {
        words.switch_on
    } else {
        words.switch_off
    };
    let id = webhook.id.clone();
    let test = Callback::new(move |()| state.test(id.clone()));
    let id = webhook.id.clone();
    let rotate = Callback::new(move |()| state.rotate(id.clone()));
    let id = webhook.id.clone();
    let remove = ui::live(move || {
        let id = id.clone();
        if state.removing.with(|one| one.as_deref() == Some(&*id)) {
            let sure = Callback::new(move |()| state.remove(id.clone()));
            let keep = Callback::new(move |()| state.removing.set(None));
            view! {
                {ui::button(words.remove_sure, "danger", busy, sure)}
                {ui::button(words.keep, "", busy, keep)}
            }
            .into_any()
        } else {
            let ask = Callback::new(move |()| state.removing.set(Some(id.clone())));
            ui::button(words.remove, "", busy, ask)
        }
    });
    view! {
        <div class="row">
            {ui::button(words.test, "", busy, test)}
            {ui::button(words.change, "", busy, change)}
            {ui::button(switch_text, "", busy, switch)}
            {ui::button(words.new_secret, "", busy, rotate)}
            {remove}
        </div>
    }
    .into_any()
}
