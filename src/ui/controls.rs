//! Controls with their label, hint and error tied together.

use leptos::prelude::*;

use super::faults::Faults;
use super::{live, on, tell};
use crate::i18n::Texts;

/// A control for a text.
#[derive(Clone)]
pub(crate) struct Input {
    /// ID of the control; hint and error are named after it.
    pub(crate) id: String,
    /// The question.
    pub(crate) label: String,
    /// What helps to answer it; may be empty.
    pub(crate) hint: String,
    /// `type`.
    pub(crate) kind: &'static str,
    /// `inputmode`.
    pub(crate) mode: &'static str,
    /// `autocomplete`.
    pub(crate) complete: &'static str,
    /// A width by what is expected: `short`, `medium`, `wide`.
    pub(crate) width: &'static str,
    /// What stands in it.
    pub(crate) value: Signal<String>,
    /// What a person types.
    pub(crate) typed: Callback<String>,
    /// The control is left with something new in it.
    pub(crate) left: Callback<()>,
}

impl Input {
    /// A line of text in a signal.
    pub(crate) fn new(id: &str, label: &str, text: RwSignal<String>) -> Self {
        Self {
            id: id.to_owned(),
            label: label.to_owned(),
            hint: String::new(),
            kind: "text",
            mode: "text",
            complete: "off",
            width: "wide",
            value: text.into(),
            typed: Callback::new(move |typed| text.set(typed)),
            left: Callback::new(|()| ()),
        }
    }

    /// The same with a hint.
    pub(crate) fn hint(self, hint: &str) -> Self {
        Self {
            hint: hint.to_owned(),
            ..self
        }
    }
}

/// One of several.
#[derive(Clone)]
pub(crate) struct Choice {
    /// What it is kept as.
    pub(crate) value: String,
    /// What the reader sees.
    pub(crate) label: String,
    /// What helps to tell it from the others; may be empty. Only radio buttons show it.
    pub(crate) hint: String,
}

impl Choice {
    /// A choice.
    pub(crate) fn new(value: &str, label: &str) -> Self {
        Self {
            value: value.to_owned(),
            label: label.to_owned(),
            hint: String::new(),
        }
    }

    /// The same with a hint.
    pub(crate) fn hint(self, hint: &str) -> Self {
        Self {
            hint: hint.to_owned(),
            ..self
        }
    }
}

/// What describes a control: its hint, and its error while there is one.
pub(crate) fn described_by(id: &str, has_hint: bool, faults: Faults) -> Signal<Option<String>> {
    let id = id.to_owned();
    Signal::derive(move || {
        let hint = has_hint.then(|| format!("{id}-hint"));
        let error = faults.at(&id).then(|| format!("{id}-error"));
        match (hint, error) {
            (Some(hint), Some(error)) => Some(format!("{hint} {error}")),
            (one, other) => one.or(other),
        }
    })
}

/// `aria-invalid` of a control.
fn invalid(id: &str, faults: Faults) -> Signal<Option<&'static str>> {
    let id = id.to_owned();
    Signal::derive(move || faults.at(&id).then_some("true"))
}

fn hint_and_error(id: &str, hint: &str, faults: Faults, texts: &'static Texts) -> AnyView {
    let hint = (!hint.is_empty()).then(|| {
        view! { <p class="hint" id=format!("{id}-hint")>{hint.to_owned()}</p> }.into_any()
    });
    let id = id.to_owned();
    let error = live(move || {
        faults.message(&id, texts).map(|message| {
            view! {
                <p class="error" id=format!("{id}-error")>
                    <span class="visually-hidden">{texts.common.error_in_title}</span>
                    {message}
                </p>
            }
            .into_any()
        })
    });
    view! {
        {hint}
        {error}
    }
    .into_any()
}

/// A label, a hint, an error and a control.
pub(crate) fn field(
    id: &str,
    label: &str,
    hint: &str,
    faults: Faults,
    texts: &'static Texts,
    control: AnyView,
) -> AnyView {
    let wrong = {
        let id = id.to_owned();
        move || faults.at(&id)
    };
    view! {
        <div class="field" class:wrong=wrong>
            <label for=id.to_owned()>{label.to_owned()}</label>
            {hint_and_error(id, hint, faults, texts)}
            {control}
        </div>
    }
    .into_any()
}

/// A line of text.
pub(crate) fn input(spec: Input, faults: Faults, texts: &'static Texts) -> AnyView {
    let (id, label, hint) = (spec.id.clone(), spec.label.clone(), spec.hint.clone());
    field(&id, &label, &hint, faults, texts, line(spec, faults))
}

/// The control of a line of text, without its label.
pub(super) fn line(spec: Input, faults: Faults) -> AnyView {
    let Input {
        id,
        hint,
        kind,
        mode,
        complete,
        width,
        value,
        typed,
        left,
        ..
    } = spec;
    view! {
        <input
            class=format!("input {width}")
            id=id.clone()
            name=id.clone()
            type=kind
            // A year ends after four figures; without this, what is typed next is a fifth.
            max=(kind == "date").then_some("9999-12-31")
            inputmode=mode
            autocomplete=complete
            autocapitalize="off"
            spellcheck="false"
            prop:value=value
            on:input:target=move |event| tell(typed, event.target().value())
            on:change=on(move |_| tell(left, ()))
            aria-describedby=described_by(&id, !hint.is_empty(), faults)
            aria-invalid=invalid(&id, faults)
        />
    }
    .into_any()
}

/// Several lines of text.
pub(crate) fn textarea(spec: Input, faults: Faults, texts: &'static Texts) -> AnyView {
    let Input {
        id,
        label,
        hint,
        value,
        typed,
        ..
    } = spec;
    let control = view! {
        <textarea
            class="input wide"
            id=id.clone()
            name=id.clone()
            rows="5"
            prop:value=value
            on:input:target=move |event| tell(typed, event.target().value())
            aria-describedby=described_by(&id, !hint.is_empty(), faults)
            aria-invalid=invalid(&id, faults)
        ></textarea>
    }
    .into_any();
    field(&id, &label, &hint, faults, texts, control)
}

/// A choice of which part of a list is shown; `changed` loads it.
pub(crate) fn filter(
    id: &'static str,
    label: &'static str,
    value: RwSignal<String>,
    choices: Vec<Choice>,
    changed: Callback<()>,
    texts: &'static Texts,
) -> AnyView {
    let spec = Input {
        width: "medium",
        typed: Callback::new(move |chosen: String| {
            value.set(chosen);
            changed.run(());
        }),
        ..Input::new(id, label, value)
    };
    select(spec, choices, Faults::new(), texts)
}

/// One of many, or none yet.
pub(crate) fn select(
    spec: Input,
    choices: Vec<Choice>,
    faults: Faults,
    texts: &'static Texts,
) -> AnyView {
    let Input {
        id,
        label,
        hint,
        width,
        value,
        typed,
        ..
    } = spec;
    let options: Vec<AnyView> = choices
        .into_iter()
        .map(|choice| {
            let chosen = {
                let own = choice.value.clone();
                move || value.with(|value| *value == own)
            };
            view! { <option value=choice.value prop:selected=chosen>{choice.label}</option> }
                .into_any()
        })
        .collect();
    let control = view! {
        <select
            class=format!("input {width}")
            id=id.clone()
            name=id.clone()
            on:change:target=move |event| tell(typed, event.target().value())
            aria-describedby=described_by(&id, !hint.is_empty(), faults)
            aria-invalid=invalid(&id, faults)
        >
            {options}
        </select>
    }
    .into_any();
    field(&id, &label, &hint, faults, texts, control)
}

/// One of a few.
pub(crate) fn radios(
    spec: Input,
    choices: Vec<Choice>,
    faults: Faults,
    texts: &'static Texts,
) -> AnyView {
    let Input {
        id,
        label,
        hint,
        value,
        typed,
        ..
    } = spec;
    let options: Vec<AnyView> = choices
        .into_iter()
        .enumerate()
        .map(|(index, choice)| {
            let own = choice.value.clone();
            let chosen = Signal::derive(move || value.with(|value| *value == own));
            let picked = choice.value.clone();
            let hint_id = (!choice.hint.is_empty()).then(|| format!("{id}-{index}-hint"));
            let radio = view! {
                <label class="choice" for=format!("{id}-{index}")>
                    <input
                        type="radio"
                        id=format!("{id}-{index}")
                        name=id.clone()
                        value=choice.value
                        prop:checked=chosen
                        on:change=on(move |_| tell(typed, picked.clone()))
                        aria-describedby=hint_id.clone()
                    />
                    <span>{choice.label}</span>
                </label>
            }
            .into_any();
            match hint_id {
                None => radio,
                Some(hint_id) => view! {
                    <div class="choice-explained">
                        {radio} <p class="hint" id=hint_id>{choice.hint}</p>
                    </div>
                }
                .into_any(),
            }
        })
        .collect();
    group(&id, &label, &hint, faults, texts, options)
}

/// Controls that answer one question together.
pub(crate) fn group(
    id: &str,
    label: &str,
    hint: &str,
    faults: Faults,
    texts: &'static Texts,
    options: Vec<AnyView>,
) -> AnyView {
    let wrong = {
        let id = id.to_owned();
        move || faults.at(&id)
    };
    view! {
        <fieldset
            class="field"
            class:wrong=wrong
            id=id.to_owned()
            aria-describedby=described_by(id, !hint.is_empty(), faults)
        >
            <legend>{label.to_owned()}</legend>
            {hint_and_error(id, hint, faults, texts)}
            <div class="choices">{options}</div>
        </fieldset>
    }
    .into_any()
}

/// One box to tick.
pub(crate) fn checkbox(id: &str, label: &str, on: Signal<bool>, change: Callback<bool>) -> AnyView {
    view! {
        <label class="choice" for=id.to_owned()>
            <input
                type="checkbox"
                id=id.to_owned()
                name=id.to_owned()
                prop:checked=on
                on:change:target=move |event| tell(change, event.target().checked())
            />
            <span>{label.to_owned()}</span>
        </label>
    }
    .into_any()
}
