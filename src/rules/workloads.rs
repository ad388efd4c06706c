//! Products as the exports name them, the rate card, and associations.

use claimdesk_recognition::programme::{Family, Named, Programme, RateUnit};
use leptos::prelude::*;

use super::parts::{cited, list};
use crate::i18n::{Texts, fill, usd};
use crate::ui;

/// All of it.
pub(super) fn content(programme: &'static Programme, texts: &'static Texts) -> AnyView {
    let words = texts.rulebook();
    let reading = &programme.usage_reading;
    let units = fill(
        words.rate_units,
        &[
            &reading.partner_units_association,
            &reading.uncounted_metric_type,
        ],
    );
    view! {
        <p class="reading">{words.rate_card}</p>
        <p class="reading">{units}</p>
        {cited(programme, &reading.sources)}
        {rate_card(programme, texts)}
        <h3>{words.revenue_products}</h3>
        <p class="reading">{words.spelled}</p>
        {names(&programme.revenue_workloads)}
        <h3>{words.associations}</h3>
        {names(&programme.associations)}
    }
    .into_any()
}

fn rate_card(programme: &'static Programme, texts: &'static Texts) -> AnyView {
    let words = texts.rulebook();
    let heads = [words.product, words.rate, words.family, words.claimed_as];
    let rows = programme
        .usage_workloads
        .iter()
        .map(|workload| {
            let template = match workload.unit {
                RateUnit::ActiveUsers => words.per_user,
                RateUnit::ActiveCapacity => words.per_profile,
            };
            let family = match workload.family {
                Family::Dynamics365 => words.dynamics_365,
                Family::PowerPlatform => words.power_platform,
            };
            vec![
                ui::text(spelled(&workload.name, &workload.aliases)),
                ui::text(fill(template, &[&usd(texts.lang, workload.rate)])),
                ui::text(family),
                ui::text(workload.claimed_as.join(", ")),
            ]
        })
        .collect();
    ui::table(words.workloads, &heads, rows)
}

/// A name with its other spellings.
fn spelled(name: &str, aliases: &[String]) -> String {
    if aliases.is_empty() {
        name.to_owned()
    } else {
        format!("{name} ({})", aliases.join(", "))
    }
}

fn names(all: &[Named]) -> AnyView {
    let names = all
        .iter()
        .map(|named| ui::text(spelled(&named.name, &named.aliases)));
    view! { <div class="many">{list(names.collect())}</div> }.into_any()
}
