//! The table behind the chart, and the same as a file.

use leptos::prelude::*;

use super::{Ahead, Reading, Readings, words};
use crate::i18n::{Texts, month, points};
use crate::ui::{self, csv};

/// The table, folded away until somebody asks for it.
pub(super) fn fold(ahead: Ahead, texts: &'static Texts) -> AnyView {
    let words = texts.forecast();
    let rows = ui::live(move || {
        let told = ahead.told.get();
        ahead.tabled.with(|readings| {
            readings
                .as_ref()
                .map(|readings| table(readings, told, texts))
        })
    });
    let file = move || {
        let told = ahead.told.get_untracked();
        ahead.tabled.with_untracked(|readings| {
            let readings = readings.as_ref()?;
            let name = csv::file_name("forecast", readings.as_of);
            Some((name, as_csv(readings, told, texts)))
        })
    };
    view! {
        <details class="fold behind" id="forecast-table">
            <summary>{words.as_table}</summary>
            <div class="stack">{rows} {csv::button(words.table, texts, file)}</div>
        </details>
    }
    .into_any()
}

fn heads(readings: &Readings, texts: &'static Texts) -> Vec<&'static str> {
    let mut heads = vec![texts.calculator.month];
    heads.extend(Reading::ALL.map(|reading| reading.short(readings.ticked, texts)));
    heads.extend([texts.calculator.qualified, texts.forecast().comes_and_goes]);
    heads
}

fn table(readings: &Readings, told: Reading, texts: &'static Texts) -> AnyView {
    let qualifies = |qualified: bool| {
        if qualified {
            texts.calculator.yes
        } else {
            texts.calculator.no
        }
    };
    let outlook = readings.of(told);
    let mut rows: Vec<Vec<AnyView>> = outlook
        .past
        .iter()
        .map(|past| {
            let total = points(texts.lang, past.tally.total.rounded());
            vec![
                ui::text(format!(
                    "{} ({})",
                    month(texts, past.month),
                    texts.forecast().in_data
                )),
                ui::text(total.clone()),
                ui::text(total.clone()),
                ui::text(total),
                ui::text(qualifies(past.tally.qualified)),
                ui::text("–"),
            ]
        })
        .collect();
    rows.extend(outlook.months.iter().enumerate().map(|(at, one)| {
        let mut row = vec![ui::text(month(texts, one.month))];
        row.extend(Reading::ALL.map(|reading| {
            let total = readings.of(reading).months.get(at).map(|one| one.total);
            ui::text(total.map_or_else(String::new, |total| points(texts.lang, total)))
        }));
        let changes: Vec<String> = one
            .changes
            .iter()
            .map(|change| words::cause_of_metric(change, texts))
            .collect();
        row.push(ui::text(qualifies(one.qualified)));
        row.push(ui::text(if changes.is_empty() {
            "–".to_owned()
        } else {
            changes.join("; ")
        }));
        row
    }));
    ui::table(texts.forecast().table, &heads(readings, texts), rows)
}

fn as_csv(readings: &Readings, told: Reading, texts: &'static Texts) -> csv::Csv {
    let mut csv = csv::Csv::new(&heads(readings, texts));
    let outlook = readings.of(told);
    let qualifies = |qualified: bool| {
        if qualified {
            texts.calculator.yes
        } else {
            texts.calculator.no
        }
    };
    for past in &outlook.past {
        let total = past.tally.total.rounded();
        csv.text(&past.month.to_string())
            .number(&total)
            .number(&total)
            .number(&total)
            .text(qualifies(past.tally.qualified))
            .text("");
    }
    for (at, one) in outlook.months.iter().enumerate() {
        csv.text(&one.month.to_string());
        for reading in Reading::ALL {
            let total = readings.of(reading).months.get(at).map(|one| one.total);
            csv.optional(total.as_ref());
        }
        let changes: Vec<String> = one
            .changes
            .iter()
            .map(|change| words::cause_of_metric(change, texts))
            .collect();
        csv.text(qualifies(one.qualified)).text(&changes.join("; "));
    }
    csv
}
