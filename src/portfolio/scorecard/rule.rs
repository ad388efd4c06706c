//! The rule of a metric in words, with where it was read.

use claimdesk_recognition::programme::{
    BUSINESS_APPLICATIONS, Formula, Metric, Programme, TrackId, UsageAssociations,
};
use leptos::prelude::*;

use crate::i18n::{Texts, fill, usd};
use crate::rules::Anchor;
use crate::ui;

/// The address of a metric's rule on the page of rules.
pub(super) fn address(track: TrackId, metric: &Metric) -> String {
    Anchor::Metric(BUSINESS_APPLICATIONS, track, metric.id).address()
}

/// How a metric is counted, and where that was read.
pub(super) fn view(
    programme: &'static Programme,
    track: TrackId,
    metric: &'static Metric,
    texts: &'static Texts,
) -> AnyView {
    let words = texts.scorecard();
    let sources: Vec<AnyView> = metric
        .sources
        .iter()
        .filter_map(|key| Some((key, programme.sources.get(key)?)))
        .map(|(key, source)| {
            view! {
                <li>
                    <a href=Anchor::Source(key).address()>
                        {fill(words.as_of, &[&source.title, &source.as_of])}
                    </a>
                </li>
            }
            .into_any()
        })
        .collect();
    let unit = match metric.formula {
        Formula::ConsumptionGrowth { .. } => format!("{} %", metric.full),
        _ => metric.full.to_string(),
    };
    view! {
        <div class="rule stack">
            <h4>{words.rule}</h4>
            <p>{told(&metric.formula, texts)}</p>
            <p>{fill(words.full_rule, &[&metric.max.to_string(), &unit])}</p>
            {(!metric.id.counts_people()).then(|| ui::paragraph(words.by_subscription))}
            <p>
                <a href=address(track, metric)>{words.rule_link}</a>
            </p>
            <details class="why">
                <summary>{words.sources}</summary>
                <ul class="list">{sources}</ul>
                <p class="soft">{fill(words.confidence, &[&metric.confidence])}</p>
            </details>
        </div>
    }
    .into_any()
}

fn told(formula: &Formula, texts: &'static Texts) -> String {
    let words = texts.scorecard();
    let by_family = |template: &str, floor, by: &UsageAssociations| {
        fill(
            template,
            &[
                &usd(texts.lang, floor),
                &by.dynamics365.join(", "),
                &by.power_platform.join(", "),
            ],
        )
    };
    match formula {
        Formula::RevenuePairs {
            floor,
            associations,
        } => fill(
            words.revenue_rule,
            &[&usd(texts.lang, *floor), &associations.join(", ")],
        ),
        Formula::ConsumptionGrowth {
            baseline_floor,
            associations,
        } => by_family(words.growth_rule, *baseline_floor, associations),
        Formula::ConsumptionPairs {
            floor,
            associations,
        } => by_family(words.deployment_rule, *floor, associations),
        _ => words.people_rule.to_owned(),
    }
}
