//! What the reader's organisation is credited for, as influencing and as selling partner.

use claimdesk_protocol::CreditLine;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{self, ApiError};
use crate::i18n::{Texts, localized, month, usd_text};
use crate::paths::{ClaimPart, Place};
use crate::ui;

/// The page at `/credits`.
pub(crate) fn page() -> AnyView {
    let credits = RwSignal::new(None::<Result<Vec<CreditLine>, ApiError>>);
    let load = Callback::new(move |()| {
        credits.set(None);
        spawn_local(async move {
            let answer = api::credits().await.map(|credits| credits.credits);
            credits.set(Some(answer));
        });
    });
    load.run(());
    localized(move |texts| {
        let table = ui::live(move || match credits.get() {
            None => ui::waiting(texts),
            Some(Err(error)) => ui::failure(&error, texts, Some(load)),
            Some(Ok(lines)) if lines.is_empty() => {
                view! { <div class="card">{ui::paragraph(texts.credits().none_yet)}</div> }
                    .into_any()
            }
            Some(Ok(lines)) => rows(&lines, texts),
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
