//! How quickly claims are decided: the whole at a glance, a chart of the months, and the tables
//! behind it.

use claimdesk_protocol::{LookFigures, MonthPace, ReviewFigures};
use claimdesk_recognition::Month;
use claimdesk_recognition::claim::Pace;
use leptos::prelude::*;

use crate::api;
use crate::i18n::{Texts, count, fill, left, localized, month};
use crate::paths::Place;
use crate::session::Session;
use crate::ui::months::{HEIGHT, Months, TOP, tick};
use crate::ui::{self, Loaded};
use claimdesk_protocol::Role;

#[derive(Clone, Copy)]
struct State {
    told: Loaded<ReviewFigures>,
    /// Whose reviewers are told.
    chosen: RwSignal<Option<Month>>,
}

/// The page at `/review/figures`.
pub(crate) fn figures() -> AnyView {
    let state = State {
        told: Loaded::new(),
        chosen: RwSignal::new(None),
    };
    state.load();
    localized(move |texts| view(state, texts))
}

impl State {
    fn load(self) {
        self.told.load_then(api::review_figures, move |told| {
            self.chosen.set(told.months.last().map(|last| last.month));
            self.told.set(told);
        });
    }

    fn month(self) -> Option<MonthPace> {
        let chosen = self.chosen.get()?;
        let of_chosen = |told: &ReviewFigures| {
            let mut months = told.months.iter();
            months.find(|one| one.month == chosen).cloned()
        };
        self.told.with(of_chosen)?
    }
}

fn view(state: State, texts: &'static Texts) -> AnyView {
    let words = texts.figures();
    let whole = state.told.view(
        texts,
        move || state.load(),
        move |told| shown(state, &told, texts),
    );
    view! {
        {ui::heading(words.title)}
        {whole}
    }
    .into_any()
}

fn shown(state: State, told: &ReviewFigures, texts: &'static Texts) -> AnyView {
    let words = texts.figures();
    let hours = count(texts.lang, i128::from(told.promised_hours));
    let reviewers = ui::live(move || state.month().map(|month| of_month(&month, texts)));
    view! {
        <p class="lead">{fill(words.lead, &[&hours])}</p>
        {at_a_glance(told, texts)}
        <section class="card stack" aria-label=words.chart>
            <h2>{words.chart}</h2>
            {chart(state, &told.months, texts)}
            <div aria-live="polite">{reviewers}</div>
        </section>
        <section class="card stack">
            <h2>{words.all_months}</h2>
            {ui::table(words.all_months, &heads(words.month, texts), rows_of_months(told, texts))}
        </section>
    }
    .into_any()
}

fn at_a_glance(told: &ReviewFigures, texts: &'static Texts) -> AnyView {
    let words = texts.figures();
    let waits = fill(
        words.waits,
        &[
            &count(texts.lang, i128::from(told.waiting)),
            &count(texts.lang, i128::from(told.late)),
        ],
    );
    let reviews = Session::here()
        .user()
        .is_some_and(|user| user.role == Role::Reviewer);
    let oldest = match &told.oldest {
        None => ui::text(words.none_waits),
        Some(oldest) => {
            let reference = if reviews {
                ui::link(
                    &Place::ReviewClaim(oldest.reference.clone()),
                    &oldest.reference,
                )
            } else {
                ui::text(oldest.reference.clone())
            };
            let due = left(texts, told.now, oldest.until);
            let class = if oldest.until <= told.now {
                "due late"
            } else {
                "due"
            };
            view! {
                {reference}
                " · "
                {span(oldest.seconds, texts)}
                " · "
                <span class=class>{due}</span>
                <br />
                <span class="soft">{waits}</span>
            }
            .into_any()
        }
    };
    view! {
        <dl class="card answers">
            {ui::answer_row(words.share, ui::text(share(told.all, texts)), None)}
            {ui::answer_row(words.decided, ui::text(count(texts.lang, i128::from(told.all.decided))), None)}
            {ui::answer_row(words.median, ui::text(median(told.all, texts)), None)}
            {ui::answer_row(words.oldest, oldest, None)}
            {looks(told.looks, texts)}
        </dl>
    }
    .into_any()
}

/// Second looks, where any was taken or waits.
fn looks(looks: LookFigures, texts: &'static Texts) -> Option<AnyView> {
    if looks.taken + looks.waiting == 0 {
        return None;
    }
    let words = texts.quality();
    let share = looks.percent_agreed().map_or_else(
        || "–".to_owned(),
        |share| fill(texts.figures().in_time, &[&share.to_string()]),
    );
    let number = |number: i64| count(texts.lang, i128::from(number));
    let said = fill(
        words.looks_share,
        &[&share, &number(looks.taken), &number(looks.waiting)],
    );
    Some(ui::answer_row(words.looks_agreed, ui::text(said), None))
}

fn share(pace: Pace, texts: &'static Texts) -> String {
    pace.percent_in_time().map_or_else(
        || "–".to_owned(),
        |share| fill(texts.figures().in_time, &[&share.to_string()]),
    )
}

fn median(pace: Pace, texts: &'static Texts) -> String {
    if pace.decided == 0 {
        "–".to_owned()
    } else {
        span(pace.median_seconds, texts)
    }
}

fn span(seconds: i64, texts: &'static Texts) -> String {
    let minutes = seconds / 60;
    let hours = count(texts.lang, i128::from(minutes / 60));
    fill(texts.figures().span, &[&hours, &(minutes % 60).to_string()])
}

fn heads(first: &'static str, texts: &'static Texts) -> [&'static str; 4] {
    let words = texts.figures();
    [first, words.share, words.decided, words.median]
}

fn cells(name: String, pace: Pace, texts: &'static Texts) -> Vec<AnyView> {
    vec![
        ui::text(name),
        ui::text(share(pace, texts)),
        ui::text(count(texts.lang, i128::from(pace.decided))),
        ui::text(median(pace, texts)),
    ]
}

fn rows_of_months(told: &ReviewFigures, texts: &'static Texts) -> Vec<Vec<AnyView>> {
    let months = told.months.iter().rev();
    months
        .map(|one| cells(month(texts, one.month), one.all, texts))
        .collect()
}

fn of_month(one: &MonthPace, texts: &'static Texts) -> AnyView {
    let words = texts.figures();
    let name = fill(words.of_month, &[&month(texts, one.month)]);
    let table = if one.reviewers.is_empty() {
        ui::paragraph(words.none_decided)
    } else {
        let mut rows: Vec<Vec<AnyView>> = one
            .reviewers
            .iter()
            .map(|reviewer| cells(reviewer.name.clone(), reviewer.pace, texts))
            .collect();
        rows.push(cells(words.everybody.to_owned(), one.all, texts));
        ui::table(&name, &heads(words.reviewer, texts), rows)
    };
    view! {
        <div class="stack">
            <h3>{name.clone()}</h3>
            {table}
        </div>
    }
    .into_any()
}

/// Bars for looking at, and over them a list box with an option for each month.
fn chart(state: State, months: &[MonthPace], texts: &'static Texts) -> AnyView {
    let scale: Vec<AnyView> = [100, 75, 50, 25, 0]
        .into_iter()
        .map(|at| {
            let top = format!("{}px", down(at));
            view! { <span style:top=top>{at.to_string()}</span> }.into_any()
        })
        .collect();
    view! {
        <figure class="chart">
            <div class="plot">
                <div class="scale" aria-hidden="true">
                    {scale}
                </div>
                <div class="field-of-months">{drawing(months)} {options(state, months, texts)}</div>
            </div>
        </figure>
    }
    .into_any()
}

/// How far down a share stands, in pixels.
const fn down(percent: u32) -> u32 {
    TOP + HEIGHT - percent * HEIGHT / 100
}

fn drawing(months: &[MonthPace]) -> AnyView {
    let levels: Vec<AnyView> = [0, 25, 50, 75, 100]
        .into_iter()
        .map(|at| {
            let y = down(at).to_string();
            view! { <line class="level" x1="0" x2="100%" y1=y.clone() y2=y></line> }.into_any()
        })
        .collect();
    let columns = months.len().max(1);
    let bars: Vec<AnyView> = months
        .iter()
        .enumerate()
        .filter_map(|(at, one)| {
            let share = one.all.percent_in_time()?;
            // A quarter of the column on each side; nothing in time is still a line to see.
            let x = format!("{}%", hundredths((4 * at + 1) * 10_000 / (4 * columns)));
            let width = format!("{}%", hundredths(10_000 / (2 * columns)));
            let top = down(share).min(TOP + HEIGHT - 2);
            let height = (TOP + HEIGHT - top).to_string();
            Some(view! { <rect class="share" x=x y=top.to_string() width=width height=height></rect> }.into_any())
        })
        .collect();
    let height = (TOP + HEIGHT + 8).to_string();
    view! {
        <svg class="drawing" width="100%" height=height aria-hidden="true">
            {levels}
            {bars}
        </svg>
    }
    .into_any()
}

fn hundredths(value: usize) -> String {
    format!("{}.{:02}", value / 100, value % 100)
}

fn options(state: State, months: &[MonthPace], texts: &'static Texts) -> AnyView {
    let words = texts.figures();
    let order: Vec<Month> = months.iter().map(|one| one.month).collect();
    let list = Months {
        order: Signal::stored(order),
        chosen: state.chosen.into(),
        choose: Callback::new(move |month| state.chosen.set(Some(month))),
    };
    let options: Vec<AnyView> = months
        .iter()
        .map(|one| list.option(one.month, "month".to_owned(), said(one, texts)))
        .collect();
    let feet: Vec<AnyView> = months
        .iter()
        .map(|one| {
            view! {
                <div class="foot">
                    <span class="signs">{count(texts.lang, i128::from(one.all.decided))}</span>
                    <span class="tick">{tick(texts, one.month)}</span>
                </div>
            }
            .into_any()
        })
        .collect();
    let label = format!("{}. {}", words.chart, words.keys);
    list.list_box(label, options.into_any(), feet.into_any())
}

/// What an option says.
fn said(one: &MonthPace, texts: &'static Texts) -> String {
    let words = texts.figures();
    let name = month(texts, one.month);
    if one.all.decided == 0 {
        return fill(words.point_none, &[&name]);
    }
    let decided = count(texts.lang, i128::from(one.all.decided));
    fill(words.point, &[&name, &share(one.all, texts), &decided])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_stand_within_the_drawing() {
        assert_eq!(down(100), 12);
        assert_eq!(down(0), 252);
        assert_eq!(down(50), 132);
        assert_eq!(hundredths(10_000 / 24), "4.16");
    }
}
