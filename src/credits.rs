//! What the reader's organisation is credited for, as influencing and as selling partner.

use claimdesk_protocol::CreditLine;
use leptos::prelude::*;

use crate::api;
use crate::i18n::{Texts, localized, month, usd_text};
use crate::paths::{ClaimPart, Place};
use crate::ui::{self, Loaded};

/// The page at `/credits`.
pub(crate) fn page() -> AnyView {
    let credits = Loaded::new();
    let load = move || {
        credits.load_then(api::credits, move |told| credits.set(told.credits));
    };
    load();
    localized(move |texts| {
        let table = credits.view(texts, load, move |lines: Vec<CreditLine>| {
            if lines.is_empty() {
                let none = ui::paragraph(texts.credits().none_yet);
                return view! { <div class="card">{none}</div> }.into_any();
            }
            rows(&lines, texts)
        });
        view! {
            {ui::heading(texts.credits().title)}
            <p class="lead">{texts.credits().lead}</p>
            {table}
        }
        .into_any()
    })
}

fn rows(lines: &[CreditLine], texts: &'static Texts) -> AnyView {
    let words = texts.credits();
    let rows = lines
        .iter()
        .map(|line| {
            let until = line
                .until
                .map_or_else(|| words.open_end.to_owned(), |until| month(texts, until));
            let claim = line.reference.as_ref().map_or_else(
                || ui::text("–"),
                |reference| ui::link(&Place::claim(reference, ClaimPart::Detail), reference),
            );
            vec![
                ui::text(line.customer_name.clone()),
                ui::text(line.workload.clone()),
                ui::text(texts.credit_role(line.role)),
                ui::text(usd_text(texts.lang, &line.monthly_revenue_usd)),
                ui::text(month(texts, line.from)),
                ui::text(until),
                ui::text(month(texts, line.baseline_from)),
                claim,
            ]
        })
        .collect();
    let heads = [
        texts.claims().customer,
        words.product,
        words.role,
        words.monthly,
        words.from,
        words.until,
        words.baseline_from,
        words.claim,
    ];
    ui::table(words.title, &heads, rows)
}
