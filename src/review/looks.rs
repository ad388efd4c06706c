//! Decisions that wait for a second look, beside the queue.

use claimdesk_protocol::{LookWaiting, SecondLooks};
use claimdesk_recognition::claim::Decided;
use leptos::prelude::*;

use crate::api;
use crate::i18n::{Texts, count, fill, moment};
use crate::paths::Place;
use crate::ui::{self, Loaded};

#[derive(Clone, Copy)]
pub(super) struct Looks {
    told: Loaded<SecondLooks>,
}

impl Looks {
    /// Asks for them.
    pub(super) fn begin() -> Self {
        let looks = Self {
            told: Loaded::new(),
        };
        looks.load();
        looks
    }

    fn load(self) {
        self.told.load(api::second_looks);
    }
}

/// The section under the queue; nothing where none waits.
pub(super) fn section(looks: Looks, texts: &'static Texts) -> AnyView {
    ui::live(move || match (looks.told.get(), looks.told.failed()) {
        (_, Some(error)) => {
            let again = Callback::new(move |()| looks.load());
            Some(ui::failure(&error, texts, Some(again)))
        }
        (Some(told), None) if told.waiting > 0 => Some(shown(&told, texts)),
        (_, None) => None,
    })
}

fn shown(told: &SecondLooks, texts: &'static Texts) -> AnyView {
    let words = texts.quality();
    let rows = told.looks.iter().map(|look| row(look, texts)).collect();
    let heads = [
        texts.claims().reference,
        texts.review().partner,
        texts.claims().customer,
        words.decided_head,
        words.decided_by_head,
        words.whose_turn,
    ];
    let title = fill(words.looks, &[&count(texts.lang, i128::from(told.waiting))]);
    view! {
        <section class="card stack">
            <h2>{title}</h2>
            <p class="soft">{words.looks_lead}</p>
            {ui::table(words.look, &heads, rows)}
        </section>
    }
    .into_any()
}

fn row(look: &LookWaiting, texts: &'static Texts) -> Vec<AnyView> {
    let words = texts.quality();
    let decided = match look.decided {
        Decided::Approved => words.approved,
        Decided::Rejected => words.rejected,
    };
    let turn = if look.may_look {
        words.your_turn
    } else {
        words.colleagues_turn
    };
    let by = view! {
        {look.by.clone()}
        <br />
        <span class="soft">{moment(texts, look.at)}</span>
    };
    vec![
        ui::link(&Place::ReviewClaim(look.reference.clone()), &look.reference),
        ui::text(look.organisation.clone()),
        ui::text(look.customer_name.clone()),
        ui::text(decided),
        by.into_any(),
        ui::text(turn),
    ]
}
