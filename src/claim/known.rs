//! What earlier claims of the own organisation tell, so that it is not asked again: offered by
//! a button where it could overwrite an answer, filled in where nothing stands yet.

use std::time::Duration;

use claimdesk_protocol::{KnownCustomer, KnownCustomers};
use claimdesk_recognition::claim::{ClaimForm, FieldId};
use claimdesk_recognition::names::{self, Guid};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::draft::Draft;
use crate::api;
use crate::browser;
use crate::i18n::{Texts, fill};
use crate::ui;

/// After this long without another key it is looked for.
const PAUSE: Duration = Duration::from_millis(300);
/// Before the reference of the claim whose seller is another claim's.
const SELLER_FROM: &str = "claimdesk.seller-from.";

/// Customers that were told of before and are like what is typed.
#[derive(Clone, Copy)]
pub(crate) struct Known {
    found: RwSignal<Vec<KnownCustomer>>,
    /// What stood in the fields before an offer was taken.
    before: RwSignal<Option<(Vec<FieldId>, ClaimForm)>>,
    asked: StoredValue<String>,
    timer: StoredValue<Option<TimeoutHandle>>,
}

impl Known {
    /// None yet.
    pub(super) fn new() -> Self {
        Self {
            found: RwSignal::new(Vec::new()),
            before: RwSignal::new(None),
            asked: StoredValue::new(String::new()),
            timer: StoredValue::new(None),
        }
    }

    /// Looks for the customer as typed: by the tenant where there is one, else by the name.
    fn look_for(self, tenant: &str, name: &str) {
        let wanted = match Guid::parse(tenant) {
            Some(tenant) => tenant.to_string(),
            None => names::fold(name),
        };
        if self.asked.with_value(|asked| *asked == wanted) {
            return;
        }
        self.asked.set_value(wanted.clone());
        self.timer.update_value(|timer| {
            if let Some(timer) = timer.take() {
                timer.clear();
            }
            if wanted.chars().count() < KnownCustomers::SHORTEST_NAME {
                self.found.set(Vec::new());
                return;
            }
            *timer = set_timeout_with_handle(
                move || {
                    spawn_local(async move {
                        let answer = api::known_customers(Some(&wanted)).await;
                        // The reader may have left, or typed on.
                        if self.asked.try_get_value().as_ref() == Some(&wanted) {
                            // Without an answer everything can still be typed.
                            let found = answer.map(|known| known.customers).unwrap_or_default();
                            browser::held_in_place(|| self.found.set(found));
                        }
                    });
                },
                PAUSE,
            )
            .ok();
        });
    }

    fn take(self, draft: Draft, known: &ClaimForm) {
        let before = draft.form_untracked(Clone::clone);
        self.before
            .set(Some((before.news_of_customer(known), before)));
        draft.edit(|form| form.take_customer(known));
        draft.settle();
        browser::focus_soon("known-taken");
    }

    fn undo(self, draft: Draft) {
        let Some((fields, before)) = self.before.get_untracked() else {
            return;
        };
        draft.edit(|form| form.put_back(&fields, &before));
        draft.settle();
        self.before.set(None);
        browser::focus_soon(FieldId::CustomerName.as_str());
    }
}

/// What is offered under the customer's name.
pub(super) fn offers(draft: Draft, texts: &'static Texts) -> AnyView {
    let known = draft.known;
    Effect::new(move || {
        let (tenant, name) =
            draft.with(|form| (form.customer_tenant_id.clone(), form.customer_name.clone()));
        known.look_for(&tenant, &name);
    });
    let shown = Memo::new(move |_| {
        let taken = known.before.with(Option::is_some);
        let offered: Vec<(KnownCustomer, Vec<FieldId>)> = known.found.with(|found| {
            found
                .iter()
                .map(|one| {
                    (
                        one.clone(),
                        draft.with(|form| form.news_of_customer(&one.answers)),
                    )
                })
                .filter(|(_, news)| !news.is_empty())
                .collect()
        });
        (taken, offered)
    });
    view! {
        <div aria-live="polite">
            {ui::live(move || {
                let (taken, offered) = shown.get();
                if taken { undoing(draft, texts) } else { offering(draft, offered, texts) }
            })}
        </div>
    }
    .into_any()
}

fn offering(
    draft: Draft,
    offered: Vec<(KnownCustomer, Vec<FieldId>)>,
    texts: &'static Texts,
) -> AnyView {
    let words = texts.known();
    offered
        .into_iter()
        .map(|(known, news)| {
            let name = known.answers.customer_name.clone();
            let news: Vec<&str> = news
                .into_iter()
                .map(|field| texts.field_name(field))
                .collect();
            let told = fill(words.fills_in, &[&news.join(", "), &known.reference]);
            let take = Callback::new(move |()| draft.known.take(draft, &known.answers));
            view! {
                <div class="offer stack">
                    <p>
                        <strong>{fill(words.offered, &[&name])}</strong>
                    </p>
                    <p class="soft">{told}</p>
                    {ui::button(&fill(words.take, &[&name]), "", false.into(), take)}
                </div>
            }
            .into_any()
        })
        .collect::<Vec<AnyView>>()
        .into_any()
}

fn undoing(draft: Draft, texts: &'static Texts) -> AnyView {
    let words = texts.known();
    let undo = Callback::new(move |()| draft.known.undo(draft));
    view! {
        <div class="offer row" id="known-taken" tabindex="-1">
            <p>{words.taken}</p>
            {ui::button(words.undo, "quiet", false.into(), undo)}
        </div>
    }
    .into_any()
}

/// Fills in who sells from the organisation's last claim, where nothing is known of it; gives
/// the claim it is from.
pub(super) async fn take_seller(form: &mut ClaimForm) -> Option<String> {
    if form.about_seller() != ClaimForm::default() {
        return None;
    }
    // It is only a help: without an answer, it is asked.
    let last = api::known_customers(None).await.ok()?.customers.pop()?;
    let seller = last.answers.about_seller();
    if seller == ClaimForm::default() {
        return None;
    }
    form.take_customer(&seller);
    Some(last.reference)
}

/// Keeps, in this tab, that the seller of a claim is another claim's.
pub(super) fn seller_is_from(reference: &str, last: &str) {
    // Where it cannot be kept, the answer stands in its field all the same.
    browser::keep_in_tab(&format!("{SELLER_FROM}{reference}"), last);
}

/// Says that the seller is the last claim's, for as long as it is.
pub(super) fn seller_hint(draft: Draft, texts: &'static Texts) -> Option<AnyView> {
    let last = browser::kept_in_tab(&format!("{SELLER_FROM}{}", draft.reference()))?;
    let as_filled_in = draft.form_untracked(ClaimForm::about_seller);
    let said = fill(texts.known().seller_from, &[&last]);
    Some(
        view! {
            <p class="soft" hidden=move || draft.with(|form| form.about_seller() != as_filled_in)>
                {said}
            </p>
        }
        .into_any(),
    )
}
