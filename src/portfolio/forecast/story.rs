//! The story of one month: its points, and why they differ from the month before.

use claimdesk_recognition::score::{Change, Outlook, Tally};
use claimdesk_recognition::{Month, Points};
use leptos::prelude::*;

use super::{Ahead, Reading, Readings, words};
use crate::i18n::{Texts, fill, month, points};
use crate::ui::{self, Tone};

/// A month of the chosen reading, with the one before it.
struct Told<'a> {
    tally: &'a Tally,
    before: Option<&'a Tally>,
    /// What changed; `None` for months of the data, which the scorecard tells.
    changes: Option<&'a [Change]>,
}

fn find(outlook: &Outlook, wanted: Month) -> Option<Told<'_>> {
    let past: Vec<(Month, &Tally, Option<&[Change]>)> = outlook
        .past
        .iter()
        .map(|past| (past.month, &past.tally, None))
        .chain(
            outlook
                .months
                .iter()
                .map(|month| (month.month, &month.tally, Some(month.changes.as_slice()))),
        )
        .collect();
    let at = past.iter().position(|(month, ..)| *month == wanted)?;
    let (_, tally, changes) = past.get(at)?;
    let before = at.checked_sub(1).and_then(|at| past.get(at));
    Some(Told {
        tally,
        before: before.map(|(_, tally, _)| *tally),
        changes: *changes,
    })
}

/// The panel under the chart.
pub(super) fn panel(ahead: Ahead, texts: &'static Texts) -> AnyView {
    let words = texts.forecast();
    let step = move |by: i32| {
        Callback::new(move |()| {
            if let Some(now) = ahead.chosen.get_untracked() {
                let to = now.plus(by);
                let there = ahead.narrated.with_untracked(|readings| {
                    readings
                        .as_ref()
                        .is_some_and(|readings| find(&readings.approved, to).is_some())
                });
                if there {
                    ahead.month.set(Some(to));
                }
            }
        })
    };
    let title = move || {
        ahead
            .chosen
            .get()
            .map(|at| fill(words.story_of, &[&month(texts, at)]))
    };
    let content = ui::live(move || {
        let reading = ahead.told.get();
        let at = ahead.chosen.get()?;
        ahead.narrated.with(|readings| {
            let readings = readings.as_ref()?;
            story(readings, reading, at, texts)
        })
    });
    view! {
        <div class="story stack">
            <div class="row spread">
                <h3 id="story">{title}</h3>
                <div class="row no-print">
                    {ui::button(words.before, "", false.into(), step(-1))}
                    {ui::button(words.after, "", false.into(), step(1))}
                </div>
            </div>
            {content}
        </div>
    }
    .into_any()
}

fn story(
    readings: &Readings,
    reading: Reading,
    at: Month,
    texts: &'static Texts,
) -> Option<AnyView> {
    let words = texts.forecast();
    let told = find(readings.of(reading), at)?;
    let others: Vec<String> = Reading::ALL
        .into_iter()
        .filter(|other| *other != reading)
        .filter_map(|other| {
            let found = find(readings.of(other), at)?;
            let total = points(texts.lang, found.tally.total.rounded());
            Some(format!("{} {total}", other.short(readings.ticked, texts)))
        })
        .collect();
    let others = (at > readings.as_of)
        .then(|| ui::paragraph(fill(words.other_readings, &[&others.join(" · ")])));
    let tags: Vec<AnyView> = tags(readings, at)
        .into_iter()
        .map(|(tone, name)| {
            view! { <span class=format!("tag {}", tone.class())>{name(texts)}</span> }.into_any()
        })
        .collect();
    Some(
        view! {
            <p class="row">{tags}</p>
            <div class="two">
                <div class="stack">
                    {figures(&told, texts)}
                    {others}
                </div>
                {told.changes.map(|changes| causes(&told, changes, texts))}
            </div>
        }
        .into_any(),
    )
}

type Tag = (Tone, fn(&'static Texts) -> &'static str);

/// What a month is: of the data, of a window, the anniversary's.
fn tags(readings: &Readings, at: Month) -> Vec<Tag> {
    let mut tags: Vec<Tag> = Vec::new();
    if at <= readings.as_of {
        tags.push((Tone::Plain, |texts| texts.forecast().in_data));
    }
    match &readings.approved.renewal {
        Some(renewal) => {
            if let Some(found) = renewal.months.iter().find(|found| found.score.month == at) {
                if found.renewal {
                    tags.push((Tone::Warn, |texts| texts.forecast().is_renewal));
                } else {
                    tags.push((Tone::Plain, |texts| texts.forecast().in_window));
                }
            }
            if Month::of(renewal.anniversary) == at {
                tags.push((Tone::Warn, |texts| texts.forecast().is_anniversary));
            }
        }
        None if at <= readings.as_of => {
            tags.push((Tone::Plain, |texts| texts.forecast().in_window));
        }
        None => {}
    }
    tags
}

/// The total and each metric, with the change from the month before.
fn figures(told: &Told<'_>, texts: &'static Texts) -> AnyView {
    let words = texts.forecast();
    let change = |now: Points, before: Option<Points>| {
        before.map_or_else(
            || "–".to_owned(),
            |before| words::signed(texts, (now - before).rounded()),
        )
    };
    let mut rows = vec![vec![
        ui::text(texts.calculator.total),
        view! { <strong>{points(texts.lang, told.tally.total.rounded())}</strong> }.into_any(),
        ui::text(change(
            told.tally.total,
            told.before.map(|before| before.total),
        )),
        ui::text(if told.tally.qualified {
            texts.calculator.yes
        } else {
            texts.calculator.no
        }),
    ]];
    rows.extend(told.tally.metrics.iter().enumerate().map(|(at, metric)| {
        let before = told
            .before
            .and_then(|before| Some(before.metrics.get(at)?.points));
        vec![
            ui::text(texts.metric(metric.id)),
            ui::text(fill(
                texts.calculator.points_of,
                &[
                    &points(texts.lang, metric.points.rounded()),
                    &metric.max.to_string(),
                ],
            )),
            ui::text(change(metric.points, before)),
            ui::text(if metric.points.is_positive() {
                "✓"
            } else {
                texts.calculator.no
            }),
        ]
    }));
    let heads = [
        texts.calculator.metric,
        texts.calculator.points,
        words.change,
        texts.calculator.qualified,
    ];
    ui::table(texts.calculator.metrics_table, &heads, rows)
}

/// What comes and what falls away, by metric.
fn causes(told: &Told<'_>, changes: &[Change], texts: &'static Texts) -> AnyView {
    let words = texts.forecast();
    if changes.is_empty() {
        return ui::paragraph(words.nothing_changes);
    }
    let items: Vec<AnyView> = changes
        .iter()
        .map(|change| {
            let points_of = |tally: &Tally| {
                let found = tally.metrics.iter().find(|one| one.id == change.metric);
                found.map(|one| one.points)
            };
            let moved = points_of(told.tally)
                .zip(told.before.and_then(points_of))
                .map(|(now, before)| words::signed(texts, (now - before).rounded()));
            let up = change.effect.map(|effect| effect > 0);
            let sign = match up {
                Some(true) => "▲",
                Some(false) => "▼",
                None => "•",
            };
            view! {
                <li>
                    <span aria-hidden="true">{sign}</span>
                    " "
                    <strong>
                        {texts.metric(change.metric)} {moved.map(|moved| format!(" {moved}"))}
                    </strong>
                    ": "
                    {words::cause(change, texts)}
                </li>
            }
            .into_any()
        })
        .collect();
    view! {
        <div class="stack">
            <h4>{words.what_changes}</h4>
            <ul class="changes">{items}</ul>
        </div>
    }
    .into_any()
}
