//! What an endpoint was told, what could not be told it, and sending that again.

use claimdesk_protocol::{Delivery, DeliveryState, Role, Webhook, WebhookFault};
use leptos::prelude::*;

use super::{Done, State};
use crate::api;
use crate::i18n::{Texts, fill, moment};
use crate::paths::{ClaimPart, Place};
use crate::session::Session;
use crate::ui;

impl State {
    fn open(self, id: String) {
        self.act(
            async move |_| api::deliveries(&id).await,
            move |deliveries| self.show(deliveries),
        );
    }

    /// Sends one message again, or all that were given up.
    fn resend(self, id: String, message: Option<String>) {
        self.act(
            async move |_| api::resend(&id, message.as_deref()).await,
            move |deliveries| {
                self.show(deliveries);
                self.done.set(Some(Done::Again));
            },
        );
    }
}

/// The messages of an endpoint, once they are asked for.
pub(super) fn part(state: State, webhook: &Webhook, texts: &'static Texts) -> AnyView {
    let words = texts.webhooks();
    let busy = state.attempt.busy();
    let (id, url) = (webhook.id.clone(), webhook.url.clone());
    ui::live(move || {
        let shown = state.open.with(|open| {
            let open = open.as_ref().filter(|open| open.webhook.id == id)?;
            Some(open.deliveries.clone())
        });
        let of = id.clone();
        let load = Callback::new(move |()| state.open(of.clone()));
        let Some(shown) = shown else {
            return ui::button(words.deliveries, "", busy, load);
        };
        let hide = Callback::new(move |()| state.open.set(None));
        let dead = shown.iter().any(|one| one.state == DeliveryState::Dead);
        let of = id.clone();
        let all = dead.then(|| {
            let again = Callback::new(move |()| state.resend(of.clone(), None));
            ui::button(words.again_all, "", busy, again)
        });
        let list = if shown.is_empty() {
            ui::paragraph(words.deliveries_none)
        } else {
            table(state, &id, &url, shown, texts)
        };
        view! {
            <div class="row">
                {ui::button(words.deliveries_hide, "", busy, hide)}
                {ui::button(words.load, "", busy, load)} {all}
            </div>
            {list}
        }
        .into_any()
    })
}

/// What a try met, in words.
pub(super) fn met(
    status: Option<u16>,
    fault: Option<WebhookFault>,
    texts: &'static Texts,
) -> String {
    let status = status.map(|status| fill(texts.webhooks().status, &[&status.to_string()]));
    let fault = fault.map(|fault| texts.webhook_fault(fault).to_owned());
    match (fault, status) {
        (Some(fault), Some(status)) => format!("{fault} ({status})"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => "–".to_owned(),
    }
}

fn table(
    state: State,
    webhook: &str,
    url: &str,
    shown: Vec<Delivery>,
    texts: &'static Texts,
) -> AnyView {
    let words = texts.webhooks();
    let partner = Session::here()
        .user()
        .is_some_and(|user| user.role == Role::Partner);
    let rows = shown
        .into_iter()
        .map(|one| {
            let event = texts.state(one.event.state());
            let claim = if partner {
                ui::link(
                    &Place::claim(&one.reference, ClaimPart::Detail),
                    &one.reference,
                )
            } else {
                ui::text(one.reference.clone())
            };
            let stands = match (one.state, one.next) {
                (DeliveryState::Sent, _) => words.sent.to_owned(),
                (DeliveryState::Dead, _) => words.given_up.to_owned(),
                (DeliveryState::Waiting, Some(next)) => fill(words.next, &[&moment(texts, next)]),
                (DeliveryState::Waiting, None) => "–".to_owned(),
            };
            let again = if one.state == DeliveryState::Dead {
                let name = fill(words.again_one, &[&one.reference, event]);
                let (webhook, id) = (webhook.to_owned(), one.id.clone());
                let press = move |_| state.resend(webhook.clone(), Some(id.clone()));
                view! {
                    <button type="button" class="button" aria-label=name on:click=ui::on(press)>
                        {words.again}
                    </button>
                }
                .into_any()
            } else {
                ui::text("–")
            };
            vec![
                claim,
                ui::text(event),
                ui::text(moment(texts, one.at)),
                ui::text(one.tries.to_string()),
                ui::text(met(one.status, one.fault, texts)),
                ui::text(stands),
                again,
            ]
        })
        .collect();
    let heads = [
        words.claim,
        words.event,
        words.at,
        words.tries,
        words.answer,
        words.stands,
        words.again,
    ];
    ui::table(&fill(words.deliveries_of, &[url]), &heads, rows)
}
