//! The months in which one qualifying is enough: for a partner who is not enrolled, and for one
//! whose anniversary is known.

use chrono::NaiveDate;
use claimdesk_recognition::Month;
use claimdesk_recognition::score::{
    Renewal, RenewalMonth, Standing, WindowMonth, next_anniversary,
};
use leptos::prelude::*;

use super::{State, month_list, tables};
use crate::browser;
use crate::i18n::{Texts, day, fill, month, points};
use crate::ui::{self, Input, Says, Tone};

/// A month with what its figures lack.
#[derive(Clone)]
pub(super) struct Line {
    pub(super) score: WindowMonth,
    pub(super) missing: Vec<Month>,
}

/// The window as it is shown.
#[derive(Clone)]
pub(super) enum Shown {
    /// Not enrolled: the months, and the first that qualifies.
    Plain(Vec<Line>, Option<Month>),
    /// Enrolled.
    Enrolled(Renewal, Vec<Line>),
}

/// Looks at it, followed by the view that asks.
pub(super) fn look(state: State) -> Option<Shown> {
    let bought = state.anniversary.get();
    state.held.look(state.view(), |standing| match bought {
        None => {
            let window = standing.window();
            let lines = window.months.iter().map(|at| line(standing, *at)).collect();
            Shown::Plain(lines, window.qualified_on)
        }
        Some(bought) => {
            let open = standing.programme().qualifying.renewal_days;
            let today = browser::now().date_naive();
            let renewal = standing.renewal(next_anniversary(bought, today, open));
            let lines = renewal
                .months
                .iter()
                .map(|at| line(standing, at.score))
                .collect();
            Shown::Enrolled(renewal, lines)
        }
    })
}

fn line(standing: &mut Standing<'_>, score: WindowMonth) -> Line {
    let mut missing: Vec<Month> = standing
        .tally(score.month)
        .metrics
        .into_iter()
        .flat_map(|metric| metric.missing_months)
        .collect();
    missing.sort_unstable();
    missing.dedup();
    Line { score, missing }
}

/// The window, and the anniversary it hangs on.
pub(super) fn section(state: State, texts: &'static Texts) -> AnyView {
    let words = texts.scorecard();
    let content = ui::live(move || look(state).map(|shown| told(&shown, texts)));
    view! {
        <section class="card stack" aria-labelledby="window">
            <div class="row spread">
                <h2 id="window">
                    {move || {
                        if state.anniversary.get().is_some() {
                            words.renewal
                        } else {
                            words.window
                        }
                    }}
                </h2>
                {tables::window_button(state, texts)}
            </div>
            <div class="no-print">{anniversary(state, texts)}</div>
            {content}
        </section>
    }
    .into_any()
}

/// When the designation was bought or renewed.
fn anniversary(state: State, texts: &'static Texts) -> AnyView {
    let words = texts.scorecard();
    let typed = move |text: String| {
        let read = claimdesk_recognition::claim::form::day(&text);
        let good = text.trim().is_empty() || read.is_some();
        state.anniversary_text.set(text);
        if good {
            state.faults.mark("anniversary", None);
            state.anniversary.set(read);
        }
    };
    let left = move || {
        let text = state.anniversary_text.get_untracked();
        let good =
            text.trim().is_empty() || claimdesk_recognition::claim::form::day(&text).is_some();
        state.faults.mark(
            "anniversary",
            (!good).then_some(Says::Text(|texts| texts.scorecard().not_a_day)),
        );
    };
    let spec = Input {
        kind: "date",
        width: "short",
        typed: Callback::new(typed),
        left: Callback::new(move |()| left()),
        ..Input::new("anniversary", words.anniversary, state.anniversary_text)
    }
    .hint(words.anniversary_hint);
    let forget = move || {
        state.anniversary_text.set(String::new());
        state.anniversary.set(None);
        browser::focus("anniversary");
    };
    let clear = ui::live(move || {
        state.anniversary.get().map(|_| {
            ui::button(
                words.no_anniversary,
                "quiet",
                false.into(),
                Callback::new(move |()| forget()),
            )
        })
    });
    view! {
        <div class="row">
            {ui::input(spec, state.faults, texts)}
            {clear}
        </div>
    }
    .into_any()
}

fn told(shown: &Shown, texts: &'static Texts) -> AnyView {
    match shown {
        Shown::Plain(lines, on) => plain(lines, *on, texts),
        Shown::Enrolled(renewal, lines) => enrolled(renewal, lines, texts),
    }
}

fn yes_or_no(qualified: bool, texts: &'static Texts) -> AnyView {
    ui::text(if qualified {
        texts.calculator.yes
    } else {
        texts.calculator.no
    })
}

fn missing(line: &Line, texts: &'static Texts) -> AnyView {
    if line.missing.is_empty() {
        ui::text(texts.scorecard().complete)
    } else {
        ui::text(month_list(&line.missing, texts))
    }
}

fn plain(lines: &[Line], on: Option<Month>, texts: &'static Texts) -> AnyView {
    let words = texts.scorecard();
    let verdict = on.map_or_else(
        || (Tone::Plain, texts.calculator.window_never.to_owned()),
        |on| {
            let name = month(texts, on);
            (Tone::Good, fill(texts.calculator.window_since, &[&name]))
        },
    );
    let heads = [
        words.month,
        words.total,
        texts.calculator.qualified,
        words.missing,
    ];
    let rows = lines
        .iter()
        .map(|line| {
            vec![
                ui::text(month(texts, line.score.month)),
                ui::text(points(texts.lang, line.score.total)),
                yes_or_no(line.score.qualified, texts),
                missing(line, texts),
            ]
        })
        .collect();
    view! {
        {ui::notice(verdict.0, ui::paragraph(verdict.1))}
        {ui::table(words.months_table, &heads, rows)}
    }
    .into_any()
}

fn enrolled(renewal: &Renewal, lines: &[Line], texts: &'static Texts) -> AnyView {
    let words = texts.scorecard();
    let lead = fill(
        words.renewal_lead,
        &[
            &day(texts, renewal.anniversary),
            &day(texts, renewal.renewable_until),
        ],
    );
    let verdict = renewal.qualified_on.map_or_else(
        || (Tone::Warn, words.renewal_never.to_owned()),
        |on| {
            let name = month(texts, on);
            (Tone::Good, fill(words.renewal_since, &[&name]))
        },
    );
    let heads = [
        words.month,
        words.total,
        texts.calculator.qualified,
        words.note,
        words.missing,
    ];
    let rows = renewal
        .months
        .iter()
        .zip(lines)
        .map(|(at, line)| {
            let marks = marks(at, renewal.anniversary, texts);
            let name = view! {
                {month(texts, line.score.month)}
                " "
                {marks}
            }
            .into_any();
            vec![
                name,
                ui::text(points(texts.lang, line.score.total)),
                yes_or_no(line.score.qualified, texts),
                ui::text(note(at, texts)),
                missing(line, texts),
            ]
        })
        .collect();
    view! {
        <p>{lead}</p>
        {ui::notice(verdict.0, ui::paragraph(verdict.1))}
        {ui::table(words.months_table, &heads, rows)}
    }
    .into_any()
}

/// What a month's figures are told by.
pub(super) fn note(at: &RenewalMonth, texts: &'static Texts) -> &'static str {
    if at.forecast {
        texts.scorecard().is_forecast
    } else {
        texts.scorecard().is_data
    }
}

/// What a month is in the year of an enrolled partner.
pub(super) fn mark(
    at: &RenewalMonth,
    anniversary: NaiveDate,
    texts: &'static Texts,
) -> Option<&'static str> {
    let words = texts.scorecard();
    if at.renewal {
        Some(words.is_open)
    } else {
        (at.score.month == Month::of(anniversary)).then_some(words.is_anniversary)
    }
}

fn marks(at: &RenewalMonth, anniversary: NaiveDate, texts: &'static Texts) -> Option<AnyView> {
    let word = mark(at, anniversary, texts)?;
    Some(view! { <span class="tag tone-plain">{word}</span> }.into_any())
}
