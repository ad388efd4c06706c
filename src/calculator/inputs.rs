//! The numbers of a designation, each in a control made from what it may be.

use claimdesk_recognition::Amount;
use claimdesk_recognition::programme::{MetricId, Path, TrackId};
use claimdesk_recognition::score::{Number, Takes};
use leptos::prelude::*;

use super::State;
use super::captions::{full, hint, label, part_hint};
use crate::i18n::{Texts, fill, points};
use crate::ui::{self, Input, Slider, making};

/// Up to this many a number is counted in steps of one; further up it is typed.
const COUNTED: u32 = 100;

/// The metrics' numbers.
pub(super) fn form(state: State, texts: &'static Texts) -> AnyView {
    let shown = Memo::new(move |_| (state.designation.get(), state.track.get()));
    let inputs = ui::live(move || {
        let (_, track) = shown.get();
        let path = state.path();
        let asked = path.numbers();
        let (single, groups): (Vec<_>, Vec<_>) =
            asked.iter().partition(|(_, numbers)| numbers.len() == 1);
        // Those of one number go side by side, the groups beneath them.
        let metrics: Vec<AnyView> = single
            .into_iter()
            .chain(groups)
            .map(|(id, numbers)| {
                let (id, numbers) = (*id, numbers.clone());
                making::first(move || metric(state, texts, path, track, id, &numbers))
            })
            .collect();
        view! { <div class="inputs">{metrics}</div> }.into_any()
    });
    ui::form("stack", Callback::new(|()| ()), inputs)
}

fn metric(
    state: State,
    texts: &'static Texts,
    path: &'static Path,
    track: TrackId,
    id: MetricId,
    numbers: &[Number],
) -> AnyView {
    let about = hint(path, track, id, texts);
    if let [number] = numbers {
        return one(state, texts, path, number, &about);
    }
    let parts = numbers
        .iter()
        .map(|number| {
            let own = part_hint(path, track, number, texts);
            one(state, texts, path, number, &own)
        })
        .collect();
    ui::group(
        id.as_str(),
        texts.metric(id),
        &about,
        state.faults,
        texts,
        parts,
    )
}

fn one(
    state: State,
    texts: &'static Texts,
    path: &'static Path,
    number: &Number,
    hint: &str,
) -> AnyView {
    let (name, full) = (label(number, texts), full(path, number));
    control(state, texts, &number.key, number.takes, &name, full, hint)
}

/// A control for one number. What cannot be read stays in it and is said once it is left; until
/// it is mended the last good number counts.
pub(super) fn control(
    state: State,
    texts: &'static Texts,
    key: &str,
    takes: Takes,
    name: &str,
    full: u32,
    hint: &str,
) -> AnyView {
    let lang = texts.lang;
    let keyed = || key.to_owned();
    let spec = Input {
        id: keyed(),
        label: name.to_owned(),
        hint: hint.to_owned(),
        mode: if takes.is_whole() {
            "numeric"
        } else {
            "decimal"
        },
        width: "short",
        value: {
            let key = keyed();
            Memo::new(move |_| state.text(&key, takes, lang)).into()
        },
        typed: {
            let key = keyed();
            Callback::new(move |text: String| state.type_in(&key, text, takes, lang))
        },
        left: {
            let key = keyed();
            Callback::new(move |()| state.leave(&key, takes, lang))
        },
        ..Input::new("", "", RwSignal::new(String::new()))
    };
    match takes {
        Takes::Whole | Takes::People if full <= COUNTED => {
            let words = texts.numbers();
            let names = [words.fewer, words.more].map(|word| fill(word, &[name]));
            let step = {
                let key = keyed();
                Callback::new(move |by| state.step(&key, by, takes))
            };
            ui::stepper(spec, step, names, state.faults, texts)
        }
        Takes::Percent => {
            let value = {
                let key = keyed();
                Signal::derive(move || state.number(&key))
            };
            let at = Signal::derive(move || value.get().to_string());
            let says =
                Signal::derive(move || format!("{} %", points(lang, value.get().to_hundredths())));
            let slid = {
                let key = keyed();
                Callback::new(move |text: String| {
                    if let Ok(number) = Amount::parse(&text) {
                        state.put(&key, number);
                    }
                })
            };
            let slider = Slider {
                name: fill(texts.numbers().slider, &[name]),
                most: full,
                at,
                says,
                slid,
            };
            ui::slider(spec, slider, state.faults, texts)
        }
        _ => ui::input(spec, state.faults, texts),
    }
}
