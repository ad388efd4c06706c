//! What came before a claim: others on the same customer, and others of the same partner.

use claimdesk_protocol::{History, PastClaim, StateCount};
use leptos::prelude::*;

use crate::i18n::{Texts, moment, month};
use crate::paths::Place;
use crate::ui;

/// The section of the approval view; `partner` is how many claims of the partner stand where.
pub(super) fn section(history: &History, partner: &[StateCount], texts: &'static Texts) -> AnyView {
    let words = texts.quality();
    let review = texts.review();
    view! {
        <section class="card stack">
            <h2>{words.customer_before}</h2>
            <p class="soft">{words.customer_before_hint}</p>
            {ui::counted(words.customer_before, &history.customer_counts, texts)}
            {claims(words.customer_before, &history.customer, true, texts)}
        </section>
        <section class="card stack">
            <h2>{review.record}</h2>
            <p class="soft">{review.record_hint}</p>
            {ui::counted(review.record, partner, texts)}
            {claims(review.record, &history.partner, false, texts)}
        </section>
    }
    .into_any()
}

fn claims(
    name: &'static str,
    claims: &[PastClaim],
    by_any_partner: bool,
    texts: &'static Texts,
) -> AnyView {
    let words = texts.quality();
    if claims.is_empty() {
        return ui::paragraph(words.none_before);
    }
    let rows = claims
        .iter()
        .map(|claim| {
            let who = if by_any_partner {
                claim.organisation.clone()
            } else {
                claim.customer_name.clone()
            };
            let reason = claim.reason.map(|reason| {
                view! {
                    <br />
                    <span class="soft">{texts.reason(reason)}</span>
                }
                .into_any()
            });
            let from = claim
                .counts_from
                .map_or_else(|| "–".to_owned(), |one| month(texts, one));
            let stands = view! {
                {ui::tag(claim.state, texts)}
                {reason}
            };
            vec![
                ui::link(
                    &Place::ReviewClaim(claim.reference.clone()),
                    &claim.reference,
                ),
                ui::text(who),
                stands.into_any(),
                ui::text(from),
                ui::text(claim.decided_by.clone().unwrap_or_else(|| "–".to_owned())),
                ui::text(moment(texts, claim.changed_at)),
            ]
        })
        .collect();
    let who = if by_any_partner {
        texts.review().partner
    } else {
        texts.claims().customer
    };
    let heads = [
        texts.claims().reference,
        who,
        texts.claims().state,
        words.counts_from,
        words.decided_by_head,
        words.changed,
    ];
    ui::table(name, &heads, rows)
}
