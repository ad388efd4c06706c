//! One pair: its subscriptions, associations and rows in both months, and what they come to.

use claimdesk_recognition::Month;
use claimdesk_recognition::programme::{Formula, Metric};
use claimdesk_recognition::score::{
    AssociationExplained, MonthRows, PairExplained, PairInMonth, SubscriptionExplained,
};
use leptos::prelude::*;

use super::{Fold, State, pairs, rule};
use crate::browser;
use crate::i18n::{Texts, amount, count, fill, month, usd};
use crate::ui::{self, Tone};

/// What is told of a pair.
struct Told {
    pair: PairExplained,
    month: Month,
    /// The months of the data.
    months: Vec<MonthRows>,
}

/// The place of the pair that is unfolded; empty while none is.
pub(super) fn unfolded(
    state: State,
    fold: Fold,
    metric: &'static Metric,
    texts: &'static Texts,
) -> AnyView {
    let id = metric.id.as_str();
    let close = move || {
        let at = fold.pair_at.get_untracked();
        fold.fold();
        if let Some(row) =
            at.and_then(|at| browser::document().get_element_by_id(&format!("pairs-{id}-{at}")))
        {
            browser::focus_in_place(&row);
        }
    };
    let leave = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" {
            close();
        }
    };
    let content = ui::live(move || {
        let name = fold.pair.get()?;
        let told = state.held.look(state.view(), |standing| {
            let month = standing.as_of();
            Some(Told {
                pair: standing.explain_pair(fold.index, month, &name)?,
                month,
                months: standing.months(),
            })
        })?;
        let title = fill(
            texts.scorecard().pair,
            &[
                &pairs::customer(name.customer.as_ref(), &name.tenant),
                &name.workload,
            ],
        );
        Some(match told {
            Some(told) => one(state, &told, title, metric, close, texts),
            None => view! {
                <div class="pair stack">
                    <h5 id=format!("pair-{id}") tabindex="-1">
                        {title}
                    </h5>
                    <p>{texts.scorecard().pair_missing}</p>
                </div>
            }
            .into_any(),
        })
    });
    view! {
        <div id=format!("pair-place-{id}") on:keydown=ui::on(leave)>
            {content}
        </div>
    }
    .into_any()
}

fn one(
    state: State,
    told: &Told,
    title: String,
    metric: &'static Metric,
    close: impl Fn() + Send + Sync + Copy + 'static,
    texts: &'static Texts,
) -> AnyView {
    let words = texts.scorecard();
    let (pair, year_before) = (&told.pair, told.month.plus(-12));
    let has_floor = !matches!(metric.formula, Formula::ConsumptionGrowth { .. });
    let counts = pair.now.as_ref().is_some_and(|side| side.counts);
    let verdict = has_floor.then(|| {
        let (tone, text) = match pair.effect {
            1 => (Tone::Good, words.pair_came),
            -1 => (Tone::Warn, words.pair_went),
            _ if counts => (Tone::Plain, words.pair_counts),
            _ => (Tone::Plain, words.pair_nothing),
        };
        ui::notice(tone, ui::paragraph(text))
    });
    let side = |at: Month, side: Option<&PairInMonth>| in_month(told, at, side, metric, texts);
    view! {
        <div class="pair stack">
            <div class="row spread">
                <h5 id=format!("pair-{}", metric.id.as_str()) tabindex="-1">
                    {title}
                </h5>
                {ui::button(words.close, "quiet no-print", false.into(), Callback::new(move |()| close()))}
            </div>
            <p class="soft">
                {words.tenant} " " <span class="mono">{pair.pair.tenant.clone()}</span>
            </p>
            {verdict}
            {side(told.month, pair.now.as_ref())}
            {side(year_before, pair.baseline.as_ref())}
            <p class="soft">
                {words.by_subscription} " "
                <a href=rule::address(state.view().track, metric)>{words.rule_link}</a>
            </p>
        </div>
    }
    .into_any()
}

/// Whether the export that a metric rests on has a row in a month.
fn has_rows(told: &Told, at: Month, metric: &Metric) -> bool {
    let of_revenue = matches!(metric.formula, Formula::RevenuePairs { .. });
    told.months
        .iter()
        .any(|rows| rows.month == at && if of_revenue { rows.revenue } else { rows.usage })
}

fn in_month(
    told: &Told,
    at: Month,
    side: Option<&PairInMonth>,
    metric: &Metric,
    texts: &'static Texts,
) -> AnyView {
    let words = texts.scorecard();
    let name = month(texts, at);
    let said = match side {
        None if !has_rows(told, at, metric) => ui::notice(
            Tone::Warn,
            ui::paragraph(fill(words.month_missing, &[&name])),
        ),
        None => ui::paragraph(words.pair_missing),
        Some(side) => ui::paragraph(verdict(side, metric, texts)),
    };
    let table = side.map(|side| {
        let heads = [
            words.subscription,
            words.association,
            words.amount,
            words.rows,
            words.first_row,
            words.outcome,
        ];
        let rows = side
            .subscriptions
            .iter()
            .flat_map(|subscription| {
                subscription
                    .associations
                    .iter()
                    .map(move |association| row(subscription, association, texts))
            })
            .collect();
        ui::table(&format!("{name}: {}", words.subscription), &heads, rows)
    });
    view! {
        <div class="stack">
            <h6>{name.clone()}</h6>
            {said}
            {table}
        </div>
    }
    .into_any()
}

/// What a month's amount means for the count.
fn verdict(side: &PairInMonth, metric: &Metric, texts: &'static Texts) -> String {
    let words = texts.scorecard();
    let sum = usd(texts.lang, side.amount);
    let any = side.subscriptions.iter().any(|held| held.amount.is_some());
    let floor = match &metric.formula {
        Formula::RevenuePairs { floor, .. } | Formula::ConsumptionPairs { floor, .. } => {
            Some(*floor)
        }
        _ => None,
    };
    match floor {
        _ if !any => words.not_counted.to_owned(),
        None => fill(words.adds_up, &[&sum]),
        Some(floor) => fill(
            if side.counts {
                words.at_floor
            } else {
                words.below_floor
            },
            &[&sum, &usd(texts.lang, floor)],
        ),
    }
}

fn row(
    subscription: &SubscriptionExplained,
    association: &AssociationExplained,
    texts: &'static Texts,
) -> Vec<AnyView> {
    let words = texts.scorecard();
    let first = match (&association.first, &association.claim) {
        (Some(place), _) => fill(words.place, &[&place.file, &count(texts.lang, place.line)]),
        (None, Some(claim)) => fill(words.from_claim, &[claim]),
        (None, None) => "–".to_owned(),
    };
    let outcome = if association.wins {
        view! { <span class="tag tone-good">{words.wins}</span> }.into_any()
    } else if !association.eligible {
        ui::text(words.not_eligible)
    } else if subscription.ended {
        ui::text(words.ended)
    } else {
        ui::text(words.smaller)
    };
    let id = if subscription.subscription.is_empty() {
        ui::text(words.no_subscription)
    } else {
        view! { <span class="mono">{subscription.subscription.clone()}</span> }.into_any()
    };
    vec![
        id,
        ui::text(association.association.clone()),
        ui::text(amount(texts.lang, association.amount)),
        ui::text(count(texts.lang, association.rows)),
        view! { <span class="typed">{first}</span> }.into_any(),
        outcome,
    ]
}
