//! Which column is which: shown for every file, and asked where the header does not tell.

use claimdesk_exports::{Column, ExportKind, ImportError, Mapping, Need};
use leptos::prelude::*;

use super::Exports;
use super::given::{Given, Outcome, Understood};
use crate::i18n::{Texts, count, fill};
use crate::ui::{self, Choice, Faults, Input, Tone};

/// The columns that were understood, behind a fold.
pub(super) fn understood(
    exports: Exports,
    given: &Given,
    outcome: &Outcome,
    texts: &'static Texts,
) -> AnyView {
    let words = texts.exports();
    let report = &outcome.report;
    let used = report.columns.len();
    let number = |number: usize| count(texts.lang, i128::try_from(number).unwrap_or_default());
    let all = number(used + report.ignored.len());
    let heading = fill(words.columns_understood, &[&number(used), &all]);
    let rows = report
        .columns
        .iter()
        .map(|(column, name)| {
            let name = view! { <span class="typed">{name.clone()}</span> }.into_any();
            vec![ui::text(words.column(*column)), name]
        })
        .collect();
    let ignored = (!report.ignored.is_empty()).then(|| {
        let names = report.ignored.join(", ");
        view! { <p class="soft typed">{fill(words.columns_ignored, &[&names])}</p> }.into_any()
    });
    let change = outcome.columns.as_ref().map(|columns| {
        let said = columns.said.then(|| {
            let header = columns.header.clone();
            view! {
                <p>{words.columns_said}</p>
                {ui::button(
                    words.forget_columns,
                    "",
                    false.into(),
                    Callback::new(move |()| exports.unsay(&header)),
                )}
            }
            .into_any()
        });
        let label = fill(words.change_columns_file, &[&given.path]);
        view! {
            <div class="row">
                {opener(given, columns, words.change_columns, label, "")} {said}
            </div>
        }
        .into_any()
    });
    view! {
        <details class="why">
            <summary>{heading}</summary>
            <div class="stack">
                {ui::table(
                    &heading_of(given, texts),
                    &[words.column_meaning, words.column_in_file],
                    rows,
                )} {ignored} {change}
            </div>
        </details>
    }
    .into_any()
}

fn heading_of(given: &Given, texts: &'static Texts) -> String {
    format!("{}: {}", given.path, texts.exports().column_in_file)
}

/// The button that opens the step.
pub(super) fn opener(
    given: &Given,
    columns: &Understood,
    text: &'static str,
    label: String,
    class: &'static str,
) -> AnyView {
    let saying = given.saying;
    let mapping = columns.mapping.clone();
    let class = format!("button {class}");
    let open = move |_| saying.set(Some(mapping.clone()));
    view! {
        <button type="button" class=class aria-label=label on:click=ui::on(open)>
            {text}
        </button>
    }
    .into_any()
}

/// The step, while it is open.
pub(super) fn step(exports: Exports, given: &Given, texts: &'static Texts) -> AnyView {
    let given = given.clone();
    let saying = given.saying;
    let open = Memo::new(move |_| saying.with(Option::is_some));
    ui::live(move || {
        let columns = given.state.with_untracked(|state| state.columns().cloned());
        match (open.get(), columns) {
            (true, Some(columns)) => form(exports, &given, columns, texts),
            _ => ().into_any(),
        }
    })
}

fn form(exports: Exports, given: &Given, columns: Understood, texts: &'static Texts) -> AnyView {
    let words = texts.exports();
    let saying = given.saying;
    let id = format!("columns-{}", given.number);
    let kind = Memo::new(move |_| {
        saying.with(|mapping| {
            mapping
                .as_ref()
                .map_or(ExportKind::Revenue, |mapping| mapping.kind)
        })
    });
    let fault = RwSignal::new(None::<ImportError>);
    let send = {
        let header = columns.header.clone();
        Callback::new(move |()| {
            let Some(mapping) = saying.get_untracked() else {
                return;
            };
            match mapping.check(&header) {
                Ok(()) => exports.say(&header, &mapping),
                Err(error) => fault.set(Some(error)),
            }
        })
    };
    let kinds = kind_choice(&id, &columns, saying, texts);
    let fields = {
        let id = id.clone();
        ui::live(move || {
            let one = |(column, need): &(Column, Need)| {
                column_choice(&id, *column, *need, &columns, saying, texts)
            };
            kind.get()
                .columns()
                .iter()
                .map(one)
                .collect::<Vec<AnyView>>()
        })
    };
    let told = ui::live(move || {
        fault.get().map(|error| {
            let told = ui::paragraph(fault_words(&error, texts));
            view! { <div role="alert">{ui::notice(Tone::Bad, told)}</div> }.into_any()
        })
    });
    let content = view! {
        <fieldset class="columns-step stack" aria-describedby=format!("{id}-hint")>
            <legend>{words.columns_step}</legend>
            <p class="hint" id=format!("{id}-hint")>
                {words.columns_step_hint}
            </p>
            {kinds}
            <div class="inputs">{fields}</div>
            {told}
            <div class="row">
                {ui::submit(words.read_so, false.into())}
                {ui::button(
                    words.not_now,
                    "",
                    false.into(),
                    Callback::new(move |()| saying.set(None)),
                )}
            </div>
        </fieldset>
    }
    .into_any();
    ui::form("", send, content)
}

/// What is wrong with what was said, in the words of the step itself.
fn fault_words(error: &ImportError, texts: &'static Texts) -> String {
    let words = texts.exports();
    let ImportError::MissingColumns { columns, .. } = error else {
        return texts.import_error(error);
    };
    let names: Vec<&str> = columns
        .iter()
        .filter_map(|title| Column::by_title(title))
        .map(|column| words.column(column))
        .collect();
    fill(words.columns_missing, &[&names.join(", ")])
}

fn kind_choice(
    id: &str,
    columns: &Understood,
    saying: RwSignal<Option<Mapping>>,
    texts: &'static Texts,
) -> AnyView {
    let header = columns.header.clone();
    let title = move || saying.with(|mapping| mapping.as_ref().map(|mapping| mapping.kind.title()));
    let chosen = move |title: String| {
        let kind = ExportKind::ALL
            .into_iter()
            .find(|kind| kind.title() == title);
        // Columns with known names are found for the other export too.
        saying.set(Some(Mapping::guess(&header, kind)));
    };
    let choices = ExportKind::ALL
        .into_iter()
        .map(|kind| {
            let label = format!("{} ({})", texts.export_kind(kind), kind.title());
            Choice::new(kind.title(), &label)
        })
        .collect();
    let spec = Input {
        value: Signal::derive(move || title().unwrap_or_default().to_owned()),
        typed: Callback::new(chosen),
        ..Input::new(
            &format!("{id}-kind"),
            texts.exports().which_export,
            RwSignal::new(String::new()),
        )
    };
    ui::radios(spec, choices, Faults::new(), texts)
}

fn column_choice(
    id: &str,
    column: Column,
    need: Need,
    columns: &Understood,
    saying: RwSignal<Option<Mapping>>,
    texts: &'static Texts,
) -> AnyView {
    let words = texts.exports();
    let place = move || saying.with(|mapping| mapping.as_ref()?.place(column));
    let chosen = move |text: String| {
        saying.update(|mapping| {
            if let Some(mapping) = mapping {
                mapping.set(column, text.parse().ok());
            }
        });
    };
    let (hint, none) = match need {
        Need::Always => (words.column_needed, words.choose_column),
        Need::OneOf => (words.column_one_of, words.no_column),
        Need::Optional => (words.column_optional, words.no_column),
    };
    let mut choices = vec![Choice::new("", none)];
    for (place, name) in columns.header.iter().enumerate() {
        let example = columns.examples.get(place).map_or("", String::as_str);
        let label = if example.is_empty() {
            name.clone()
        } else {
            fill(words.column_option, &[name, example])
        };
        choices.push(Choice::new(&place.to_string(), &label));
    }
    let spec = Input {
        value: Signal::derive(move || place().map(|place| place.to_string()).unwrap_or_default()),
        typed: Callback::new(chosen),
        ..Input::new(
            &format!("{id}-{}", column.title()),
            words.column(column),
            RwSignal::new(String::new()),
        )
        .hint(hint)
    };
    ui::select(spec, choices, Faults::new(), texts)
}
