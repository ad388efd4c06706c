//! The pairs of a metric: found by a word, filtered, sorted, and unfolded one at a time.

use claimdesk_recognition::Amount;
use claimdesk_recognition::programme::{Formula, Metric};
use claimdesk_recognition::score::{PairRow, PairShow, PairSort};
use leptos::prelude::*;

use super::{Fold, State, pair, tables};
use crate::i18n::{Texts, amount, count, fill};
use crate::ui::{self, Choice, Column, Input, REACHABLE, Windowed};

/// The list with its controls, and the pair that is unfolded.
pub(super) fn view(
    state: State,
    fold: Fold,
    metric: &'static Metric,
    texts: &'static Texts,
) -> AnyView {
    let words = texts.scorecard();
    let any = Memo::new(move |_| fold.counts.get().is_some_and(|counts| counts.all > 0));
    let known = Memo::new(move |_| fold.counts.get().is_some());
    let heading = move || {
        let all = fold.counts.get().map_or(0, |counts| counts.all);
        fill(words.pairs, &[&number(texts, all)])
    };
    let unit = if matches!(metric.formula, Formula::RevenuePairs { .. }) {
        words.in_usd
    } else {
        words.in_mcv
    };
    let list = move || {
        view! {
            <p class="soft">
                <span class="no-print">{words.pairs_hint} " "</span>
                {unit}
            </p>
            {controls(state, fold, metric, texts)}
            <p class="soft" role="status">
                {move || found(fold, texts)}
            </p>
            {grid(state, fold, metric, texts)}
            <p class="soft only-print">
                {move || {
                    let all = fold.counts.get().map_or(0, |counts| counts.all);
                    fill(words.printed, &[&number(texts, all)])
                }}
            </p>
            {pair::unfolded(state, fold, metric, texts)}
        }
        .into_any()
    };
    view! {
        <div class="row spread">
            <h4>{heading}</h4>
            {tables::pairs_button(state, fold, metric, texts)}
        </div>
        {ui::live(move || any.get().then(list))}
        {ui::live(move || (known.get() && !any.get()).then(|| ui::paragraph(words.no_pairs)))}
    }
    .into_any()
}

fn number(texts: &Texts, many: usize) -> String {
    count(texts.lang, i128::try_from(many).unwrap_or(i128::MAX))
}

/// How many were found, and whether all of them can be scrolled to.
fn found(fold: Fold, texts: &'static Texts) -> String {
    let words = texts.scorecard();
    let found = fold.rows.get().many;
    let all = fold.counts.get().map_or(0, |counts| counts.all);
    if found == 0 {
        return words.found_none.to_owned();
    }
    let told = fill(words.found, &[&number(texts, found), &number(texts, all)]);
    if found > REACHABLE {
        let reachable = fill(words.reachable, &[&number(texts, REACHABLE)]);
        return format!("{told}. {reachable}");
    }
    told
}

/// A pair counts from a floor on; where growth is told, all of its amount does.
const fn has_floor(metric: &Metric) -> bool {
    !matches!(metric.formula, Formula::ConsumptionGrowth { .. })
}

fn show_name(show: PairShow, texts: &'static Texts) -> &'static str {
    let words = texts.scorecard();
    match show {
        PairShow::All => words.all,
        PairShow::Came => words.came,
        PairShow::Went => words.went,
        PairShow::Counts => words.counts,
        PairShow::UnderFloor => words.under_floor,
    }
}

const SORTS: [(PairSort, &str); 6] = [
    (PairSort::Effect, "effect"),
    (PairSort::Customer, "customer"),
    (PairSort::Workload, "product"),
    (PairSort::Now, "now"),
    (PairSort::Baseline, "before"),
    (PairSort::Change, "change"),
];

fn sort_name(sort: PairSort, texts: &'static Texts) -> &'static str {
    let words = texts.scorecard();
    match sort {
        PairSort::Effect => words.by_effect,
        PairSort::Customer => words.customer,
        PairSort::Workload => words.product,
        PairSort::Now => words.now,
        PairSort::Baseline => words.before,
        PairSort::Change => words.change,
    }
}

fn controls(state: State, fold: Fold, metric: &'static Metric, texts: &'static Texts) -> AnyView {
    let words = texts.scorecard();
    let id = metric.id.as_str();
    let search = Input {
        kind: "search",
        mode: "search",
        width: "medium",
        ..Input::new(&format!("find-{id}"), words.search, fold.text)
    };
    let show = ui::live(move || {
        let counts = fold.counts.get().unwrap_or_default();
        let offered = PairShow::ALL.into_iter().filter(|show| {
            has_floor(metric) || !matches!(show, PairShow::Counts | PairShow::UnderFloor)
        });
        let choices = offered
            .enumerate()
            .map(|(place, show)| {
                let name = show_name(show, texts);
                let many = number(texts, counts.of(show));
                Choice::new(&place.to_string(), &format!("{name} ({many})"))
            })
            .collect();
        let spec = Input {
            value: Signal::derive(move || {
                let place = PairShow::ALL
                    .iter()
                    .position(|show| *show == fold.show.get());
                place.unwrap_or(0).to_string()
            }),
            typed: Callback::new(move |chosen: String| {
                let place = chosen.parse::<usize>().unwrap_or(0);
                fold.show
                    .set(PairShow::ALL.get(place).copied().unwrap_or_default());
            }),
            ..Input::new(
                &format!("show-{id}"),
                words.show,
                RwSignal::new(String::new()),
            )
        };
        ui::select(spec, choices, state.faults, texts)
    });
    let sort = Input {
        value: Signal::derive(move || {
            let sort = fold.sort.get().0;
            let held = SORTS.iter().find(|(held, _)| *held == sort);
            held.map_or("", |(_, key)| *key).to_owned()
        }),
        typed: Callback::new(move |chosen: String| {
            if let Some((sort, _)) = SORTS.iter().find(|(_, key)| *key == chosen) {
                fold.sort_by(*sort);
            }
        }),
        ..Input::new(
            &format!("sort-{id}"),
            words.sort,
            RwSignal::new(String::new()),
        )
    };
    let sorts = SORTS
        .iter()
        .map(|(sort, key)| Choice::new(key, sort_name(*sort, texts)))
        .collect();
    let turn = move |_| fold.sort.update(|(_, down)| *down = !*down);
    view! {
        <div class="pair-controls no-print">
            {ui::input(search, state.faults, texts)} {show}
            <div class="pair-sort">
                {ui::select(sort, sorts, state.faults, texts)}
                <button
                    type="button"
                    class="button icon"
                    title=words.turn
                    aria-label=words.turn
                    aria-pressed=move || if fold.sort.get().1 { "true" } else { "false" }
                    on:click=ui::on(turn)
                >
                    <span aria-hidden="true">"⇅"</span>
                </button>
            </div>
        </div>
    }
    .into_any()
}

fn grid(state: State, fold: Fold, metric: &'static Metric, texts: &'static Texts) -> AnyView {
    let words = texts.scorecard();
    let id = metric.id.as_str();
    let column = |head: &str, class: &'static str, sort: PairSort| Column {
        head: head.to_owned(),
        class,
        sorted: Signal::derive(move || {
            let (held, down) = fold.sort.get();
            (held == sort).then_some(down)
        }),
        sort: Some(Callback::new(move |()| fold.sort_by(sort))),
    };
    let grid = ui::windowed(Windowed {
        id: format!("pairs-{id}"),
        name: texts.metric(metric.id).to_owned(),
        columns: vec![
            column(words.customer, "pair-customer", PairSort::Customer),
            column(words.product, "pair-product", PairSort::Workload),
            column(words.now, "pair-number", PairSort::Now),
            column(words.before, "pair-number", PairSort::Baseline),
            column(words.change, "pair-number", PairSort::Change),
            column(words.effect, "pair-effect", PairSort::Effect),
        ],
        rows: fold.rows.into(),
        cells: Callback::new(move |at: usize| {
            fold.row(state.held, at)
                .map_or_else(Vec::new, |row| cells(&row, metric, texts))
        }),
        unfolded: fold.pair_at.into(),
        unfold: Callback::new(move |at: usize| {
            fold.unfold(state.held, at);
            if fold.pair_at.get_untracked().is_some() {
                crate::browser::focus_soon_on(format!("pair-{id}"));
            }
        }),
        unfolded_in: format!("pair-place-{id}"),
    });
    view! { <div class="pairs-grid">{grid}</div> }.into_any()
}

fn cells(row: &PairRow, metric: &Metric, texts: &'static Texts) -> Vec<AnyView> {
    let money = |value: Option<Amount>| {
        ui::text(value.map_or_else(|| "–".to_owned(), |value| amount(texts.lang, value)))
    };
    vec![
        ui::text(customer(row.pair.customer.as_ref(), &row.pair.tenant)),
        ui::text(row.pair.workload.clone()),
        money(row.now),
        money(row.baseline),
        ui::text(signed(row.change, texts)),
        effect(row, metric, texts),
    ]
}

/// A customer's name, or else its ID.
pub(super) fn customer(name: Option<&String>, tenant: &str) -> String {
    name.cloned().unwrap_or_else(|| tenant.to_owned())
}

/// A difference with its sign.
fn signed(change: Amount, texts: &'static Texts) -> String {
    let plain = amount(texts.lang, change);
    if change > Amount::ZERO {
        format!("+{plain}")
    } else {
        plain
    }
}

/// What a pair does, in a word: never by colour alone.
fn effect(row: &PairRow, metric: &Metric, texts: &'static Texts) -> AnyView {
    let (tone, word) = effect_word(row, metric, texts);
    if tone.is_empty() {
        return ui::text(word);
    }
    view! { <span class=format!("tag {tone}")>{word}</span> }.into_any()
}

/// The word for what a pair does, and the class of its tone.
pub(super) fn effect_word(
    row: &PairRow,
    metric: &Metric,
    texts: &'static Texts,
) -> (&'static str, &'static str) {
    let words = texts.scorecard();
    match (row.effect(), row.counts) {
        (1, _) => ("tone-good", words.came),
        (-1, _) => ("tone-bad", words.went),
        (_, true) => ("", words.counts),
        _ if has_floor(metric) && row.now.is_some() => ("", words.under_floor),
        _ => ("", words.nothing),
    }
}
