//! The chart of the months: lines for looking at, and a list of months for keyboard and ears.
//!
//! The drawing has no size of its own: across, everything stands at per cents, so that it fits
//! any width without being measured, and nothing moves when it is painted. Over it lies the list
//! box of [`ui::months`].

use std::cmp::Ordering;

use claimdesk_recognition::programme::MetricId;
use claimdesk_recognition::score::{Change, ForecastMonth, Outlook, Tally};
use claimdesk_recognition::{Month, Points};
use leptos::prelude::*;

use super::{Ahead, Reading, Readings};
use crate::i18n::{Texts, fill, month, points};
use crate::ui;
use crate::ui::months::{Months, tick};

/// From the upper edge to 100 points, and from there to none, in pixels.
const TOP: i128 = ui::months::TOP as i128;
const HEIGHT: i128 = ui::months::HEIGHT as i128;

/// One month of the chart.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Column {
    month: Month,
    /// Points in each reading; the same in all of them where the data tell.
    totals: [Points; 3],
    signs: Vec<Sign>,
}

/// What a month is, or what happens in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    /// In the data.
    Known,
    /// The latest of the data.
    AsOf,
    /// In the window of which one qualifying month is enough.
    Window,
    Anniversary,
    /// Open for renewal, after the anniversary.
    Renewal,
    Came,
    Went,
}

impl Column {
    fn is(&self, sign: Sign) -> bool {
        self.signs.contains(&sign)
    }
}

/// The months in order: those of the window, then those to come.
fn columns(readings: &Readings, told: Reading) -> Vec<Column> {
    let outlook = readings.of(told);
    let past = outlook
        .past
        .iter()
        .map(|past| column(readings.as_of, outlook, past.month, [past.tally.total; 3]));
    let mut before = outlook.past.last().map(|past| &past.tally);
    let ahead = outlook.months.iter().enumerate().map(|(at, told)| {
        let totals = Reading::ALL.map(|reading| {
            let months = &readings.of(reading).months;
            months
                .get(at)
                .map_or(Points::ZERO, |month| month.tally.total)
        });
        let mut column = column(readings.as_of, outlook, told.month, totals);
        column
            .signs
            .extend(moves(before.replace(&told.tally), told));
        column
    });
    past.chain(ahead).collect()
}

fn column(as_of: Month, outlook: &Outlook, month: Month, totals: [Points; 3]) -> Column {
    let renewal = outlook.renewal.as_ref();
    let found = renewal.and_then(|renewal| {
        renewal
            .months
            .iter()
            .find(|found| found.score.month == month)
    });
    let in_window = match renewal {
        Some(_) => found.is_some_and(|found| !found.renewal),
        None => month <= as_of,
    };
    let due = renewal.is_some_and(|renewal| Month::of(renewal.anniversary) == month);
    let signs = [
        (month <= as_of, Sign::Known),
        (month == as_of, Sign::AsOf),
        (in_window, Sign::Window),
        (due, Sign::Anniversary),
        (found.is_some_and(|found| found.renewal), Sign::Renewal),
    ];
    Column {
        month,
        totals,
        signs: signs
            .into_iter()
            .filter(|(is, _)| *is)
            .map(|(_, sign)| sign)
            .collect(),
    }
}

/// Whether something comes in a month, and whether something falls away.
fn moves(before: Option<&Tally>, told: &ForecastMonth) -> Vec<Sign> {
    let points = |tally: &Tally, id: MetricId| {
        let metric = tally.metrics.iter().find(|metric| metric.id == id);
        metric.map(|metric| metric.points)
    };
    let direction = |change: &Change| {
        if let Some(effect) = change.effect {
            return effect.cmp(&0);
        }
        // A changed sum of consumption is good or bad by what it does to the points.
        let was = before.and_then(|before| points(before, change.metric));
        points(&told.tally, change.metric).cmp(&was)
    };
    [
        (Ordering::Greater, Sign::Came),
        (Ordering::Less, Sign::Went),
    ]
    .into_iter()
    .filter(|(way, _)| told.changes.iter().any(|change| direction(change) == *way))
    .map(|(_, sign)| sign)
    .collect()
}

/// How far down a total stands, in hundredths of a pixel.
fn down(total: Points) -> i128 {
    let hundredths = total.rounded().count().clamp(0, 10_000);
    TOP * 100 + (10_000 - hundredths) * HEIGHT / 100
}

fn decimals(hundredths: i128) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// The middle of a column across, in per cent.
fn across(at: usize, columns: usize) -> String {
    let (at, columns) = (
        i128::try_from(at).unwrap_or_default(),
        i128::try_from(columns).unwrap_or(1).max(1),
    );
    format!("{}%", decimals((2 * at + 1) * 10_000 / (2 * columns)))
}

/// The chart with its key.
pub(super) fn figure(ahead: Ahead, texts: &'static Texts) -> AnyView {
    let words = texts.forecast();
    let columns = Memo::new(move |_| {
        let told = ahead.told.get();
        ahead.drawn.with(|readings| {
            readings
                .as_ref()
                .map(|readings| columns(readings, told))
                .unwrap_or_default()
        })
    });
    let line = ahead.held.programme().qualifying.total;
    let scale: Vec<AnyView> = [100, i64::from(line), 50, 25, 0]
        .into_iter()
        .map(|at| {
            let top = format!("{}px", decimals(down(Points::whole(at))));
            let class = if at == i64::from(line) { "at-line" } else { "" };
            view! {
                <span class=class style:top=top>
                    {at.to_string()}
                </span>
            }
            .into_any()
        })
        .collect();
    view! {
        <figure class="chart">
            <div class="plot">
                <div class="scale" aria-hidden="true">
                    {scale}
                </div>
                <div class="field-of-months">
                    {ui::live(move || columns.with(|columns| drawing(columns, line)))}
                    {months(ahead, columns, texts)}
                </div>
            </div>
            <figcaption class="chart-key soft">
                <span class="visually-hidden">{words.key}</span>
                {key(texts, line, ahead)}
            </figcaption>
        </figure>
    }
    .into_any()
}

/// The lines with their marks. What it shows is said by the options of the list over it.
fn drawing(columns: &[Column], line: u32) -> AnyView {
    let count = columns.len();
    let level = |at: i64, class: &'static str| {
        let y = decimals(down(Points::whole(at)));
        view! { <line class=class x1="0" x2="100%" y1=y.clone() y2=y></line> }.into_any()
    };
    let levels: Vec<AnyView> = [0, 25, 50, 100]
        .into_iter()
        .map(|at| level(at, "level"))
        .chain([level(i64::from(line), "qualifying")])
        .collect();
    // The fullest reading lies at the bottom, so that the surest one is seen where they meet.
    let readings: Vec<AnyView> = Reading::ALL
        .into_iter()
        .enumerate()
        .rev()
        .map(|(at, reading)| one_line(columns, at, reading))
        .collect();
    // The latest month of the data.
    let today = columns
        .iter()
        .position(|column| column.is(Sign::AsOf))
        .map(|at| {
            let x = across(at, count);
            let bottom = (TOP + HEIGHT).to_string();
            view! { <line class="as-of" x1=x.clone() x2=x y1="0" y2=bottom></line> }.into_any()
        });
    view! {
        <svg class="drawing" width="100%" height=(TOP + HEIGHT + 8).to_string() aria-hidden="true">
            {levels}
            {today}
            {readings}
        </svg>
    }
    .into_any()
}

/// A reading's line. The readings part where the data end.
fn one_line(columns: &[Column], at: usize, reading: Reading) -> AnyView {
    let count = columns.len();
    let total = |column: &Column| column.totals.get(at).copied().unwrap_or(Points::ZERO);
    let drawn = |column: &Column| !column.is(Sign::Known) || reading == Reading::Approved;
    let segments: Vec<AnyView> = columns
        .iter()
        .zip(columns.iter().skip(1))
        .enumerate()
        .filter(|(_, (_, to))| drawn(to))
        .map(|(place, (from, to))| {
            view! {
                <line
                    x1=across(place, count)
                    y1=decimals(down(total(from)))
                    x2=across(place + 1, count)
                    y2=decimals(down(total(to)))
                ></line>
            }
            .into_any()
        })
        .collect();
    let marks: Vec<AnyView> = columns
        .iter()
        .enumerate()
        .filter(|(_, column)| drawn(column))
        .map(|(place, column)| {
            view! {
                <svg x=across(place, count) y=decimals(down(total(column))) overflow="visible">
                    {reading.mark()}
                </svg>
            }
            .into_any()
        })
        .collect();
    view! {
        <g class=format!("line {}", reading.class())>{segments}</g>
        <g class=format!("marks {}", reading.class())>{marks}</g>
    }
    .into_any()
}

/// The list box over the drawing.
fn months(ahead: Ahead, columns: Memo<Vec<Column>>, texts: &'static Texts) -> AnyView {
    let words = texts.forecast();
    let order = Memo::new(move |_| {
        columns.with(|columns| columns.iter().map(|one| one.month).collect::<Vec<_>>())
    });
    let months = Months {
        order: order.into(),
        chosen: ahead.chosen.into(),
        choose: Callback::new(move |month| ahead.month.set(Some(month))),
    };
    let options = ui::live(move || {
        columns.with(|columns| {
            let told = ahead.drawn.with_untracked(|readings| {
                readings.as_ref().is_some_and(|readings| readings.ticked)
            });
            columns
                .iter()
                .map(|column| months.option(column.month, class(column), said(column, told, texts)))
                .collect::<Vec<AnyView>>()
        })
    });
    let feet = ui::live(move || {
        columns.with(|columns| {
            columns
                .iter()
                .map(|column| foot(column, texts))
                .collect::<Vec<AnyView>>()
        })
    });
    let label = format!("{}. {}", words.chart, words.chart_keys);
    months.list_box(label, options, feet)
}

fn class(column: &Column) -> String {
    let mut class = String::from("month");
    for (sign, name) in [(Sign::Window, "in-window"), (Sign::Renewal, "renewal")] {
        if column.is(sign) {
            class.push(' ');
            class.push_str(name);
        }
    }
    class
}

/// What stands under a month for those who look: signs and its short name.
fn foot(column: &Column, texts: &'static Texts) -> AnyView {
    view! {
        <div class="foot">
            <span class="signs">
                <span class="came">{column.is(Sign::Came).then_some("▲")}</span>
                <span class="went">{column.is(Sign::Went).then_some("▼")}</span>
            </span>
            <span class="tick">{tick(texts, column.month)}</span>
            <span class="due">{column.is(Sign::Anniversary).then_some("◆")}</span>
        </div>
    }
    .into_any()
}

/// What an option says: the month, its points, and what stands on it.
fn said(column: &Column, ticked: bool, texts: &'static Texts) -> String {
    let words = texts.forecast();
    let name = month(texts, column.month);
    let [approved, pending, drafts] = column
        .totals
        .map(|total| points(texts.lang, total.rounded()));
    let mut said = if column.is(Sign::Known) {
        fill(words.point_known, &[&name, &approved])
    } else {
        let template = if ticked {
            words.point_ticked
        } else {
            words.point
        };
        fill(template, &[&name, &approved, &pending, &drafts])
    };
    let flags = [
        (Sign::Anniversary, words.is_anniversary),
        (Sign::Renewal, words.is_renewal),
        (Sign::Came, words.key_came),
        (Sign::Went, words.key_went),
    ];
    for (_, name) in flags.into_iter().filter(|(sign, _)| column.is(*sign)) {
        said.push_str(". ");
        said.push_str(name);
    }
    said
}

/// What the signs of the chart mean.
fn key(texts: &'static Texts, line: u32, ahead: Ahead) -> AnyView {
    let words = texts.forecast();
    let enrolled = Memo::new(move |_| {
        ahead.drawn.with(|readings| {
            readings
                .as_ref()
                .is_some_and(|readings| readings.approved.renewal.is_some())
        })
    });
    let entry = |sign: AnyView, meaning: String| {
        view! {
            <li>
                <span class="key-sign" aria-hidden="true">
                    {sign}
                </span>
                {meaning}
            </li>
        }
        .into_any()
    };
    let swatch = |class: &'static str| view! { <span class=class></span> }.into_any();
    let mut entries = vec![
        entry(
            swatch("swatch-line"),
            fill(words.line, &[&line.to_string()]),
        ),
        entry(swatch("swatch-as-of"), words.key_as_of.to_owned()),
        entry(swatch("swatch-window"), words.key_window.to_owned()),
        entry(ui::text("▲"), words.key_came.to_owned()),
        entry(ui::text("▼"), words.key_went.to_owned()),
    ];
    entries.push(ui::live(move || {
        enrolled.get().then(|| {
            view! {
                {entry(ui::text("◆"), words.key_anniversary.to_owned())}
                {entry(swatch("swatch-renewal"), words.key_renewal.to_owned())}
            }
            .into_any()
        })
    }));
    view! { <ul>{entries}</ul> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_exact_and_stay_within_the_drawing() {
        assert_eq!(decimals(down(Points::whole(100))), "12.00");
        assert_eq!(decimals(down(Points::whole(0))), "252.00");
        assert_eq!(decimals(down(Points::whole(70))), "84.00");
        assert_eq!(decimals(down(Points::ratio(2001, 30))), "91.92");
        assert_eq!(decimals(down(Points::whole(-5))), "252.00");
        assert_eq!(across(0, 18), "2.77%");
        assert_eq!(across(17, 18), "97.22%");
    }
}
