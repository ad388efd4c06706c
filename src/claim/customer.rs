//! How the customer stands to a claim: the same for the partner and for reviewers.

use claimdesk_protocol::{Claim, CustomerAsked, CustomerEvent, Happened};
use claimdesk_recognition::claim::Standing;
use leptos::prelude::*;

use super::acting::Acting;
use crate::i18n::{Texts, fill, moment};
use crate::ui::{self, Tone};

/// What is known of the customer's word; nothing where nobody was asked. `act` is what the reader
/// can do about it.
pub(crate) fn section(
    claim: &Claim,
    act: Option<AnyView>,
    texts: &'static Texts,
) -> Option<AnyView> {
    let asked = claim.customer.as_ref()?;
    let words = texts.customers_word();
    let again = claim
        .events
        .iter()
        .rev()
        .find(|event| event.made == Happened::Customer(CustomerEvent::Asked))
        .map(|event| ui::paragraph(fill(words.asked_again_at, &[&moment(texts, event.at)])));
    let at = asked
        .asked_at
        .map(|at| ui::paragraph(fill(words.asked_at, &[&moment(texts, at)])));
    let undelivered = asked
        .undelivered
        .then(|| ui::notice(Tone::Warn, ui::paragraph(words.undelivered)));
    Some(
        view! {
            <section class="card stack" aria-labelledby="customers-word">
                <h2 id="customers-word">{words.title}</h2>
                {stands(asked, texts)}
                <p class="typed">{fill(words.asked, &[&asked.name, &asked.email])}</p>
                {at}
                {again}
                {undelivered}
                {act}
            </section>
        }
        .into_any(),
    )
}

/// The last word, or what silence means and from when on.
fn stands(asked: &CustomerAsked, texts: &'static Texts) -> AnyView {
    let words = texts.customers_word();
    let tone = match asked.standing {
        Standing::Asking | Standing::Waiting => Tone::Plain,
        Standing::Silent | Standing::Agreed => Tone::Good,
        Standing::Declined => Tone::Bad,
    };
    let said = asked.said.as_ref().map(|said| {
        let by = fill(words.said, &[&said.by, &moment(texts, said.at)]);
        view! { <p class="typed soft">{by}</p> }.into_any()
    });
    let silence = asked.silence_from.and_then(|from| {
        let template = match asked.standing {
            Standing::Waiting => words.silence_from,
            Standing::Silent => words.silent_since,
            _ => return None,
        };
        Some(ui::paragraph(fill(template, &[&moment(texts, from)])))
    });
    let refused = (asked.standing == Standing::Declined && asked.open)
        .then(|| ui::paragraph(words.no_approval));
    ui::notice(
        tone,
        view! {
            <p>
                <strong>{texts.customer_stands(asked.standing)}</strong>
            </p>
            {said}
            {silence}
            {refused}
        }
        .into_any(),
    )
}

/// The same for the partner, who can have the link sent again.
pub(super) fn own_section(acting: Acting, claim: &Claim, texts: &'static Texts) -> Option<AnyView> {
    let words = texts.customers_word();
    let open = claim.customer.as_ref().is_some_and(|asked| asked.open);
    let act = open.then(|| {
        let send = Callback::new(move |()| acting.ask_customer());
        view! {
            <p class="soft">{words.again_hint} " " {words.changed_contact}</p>
            <p class="no-print">{ui::button(words.again, "", acting.attempt.busy(), send)}</p>
        }
        .into_any()
    });
    section(claim, act, texts)
}
