//! Controls for numbers: a text field with something quicker beside it.

use leptos::prelude::*;

use super::controls::{Input, field, line};
use super::{Faults, on, tell};
use crate::i18n::Texts;

/// A text field between two buttons; the arrow keys do what the buttons do. `step` is told 1 or -1,
/// `names` are those of the buttons for less and for more.
pub(crate) fn stepper(
    spec: Input,
    step: Callback<i64>,
    names: [String; 2],
    faults: Faults,
    texts: &'static Texts,
) -> AnyView {
    let (id, label, hint) = (spec.id.clone(), spec.label.clone(), spec.hint.clone());
    let by_key = move |event: web_sys::KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowUp" => 1,
            "ArrowDown" => -1,
            _ => return,
        };
        event.prevent_default();
        tell(step, by);
    };
    let [less, more] = names;
    // Who uses the keyboard has the arrows: two stops less at each number.
    let button = move |sign: &'static str, name: String, by: i64| {
        view! {
            <button
                type="button"
                class="button step"
                tabindex="-1"
                aria-label=name
                on:click=on(move |_| tell(step, by))
            >
                {sign}
            </button>
        }
        .into_any()
    };
    let control = view! {
        <div class="stepper" on:keydown=on(by_key)>
            {button("\u{2212}", less, -1)}
            {line(spec, faults)}
            {button("+", more, 1)}
        </div>
    }
    .into_any();
    field(&id, &label, &hint, faults, texts, control)
}

/// A slider from 0, beside a number which may be any.
pub(crate) struct Slider {
    /// Its own name, beside that of the number.
    pub(crate) name: String,
    /// Where it ends.
    pub(crate) most: u32,
    /// Where it stands.
    pub(crate) at: Signal<String>,
    /// The same in words.
    pub(crate) says: Signal<String>,
    /// Told where it is put.
    pub(crate) slid: Callback<String>,
}

/// Per cent: a slider, and the number.
pub(crate) fn slider(
    spec: Input,
    slider: Slider,
    faults: Faults,
    texts: &'static Texts,
) -> AnyView {
    let (id, label, hint) = (spec.id.clone(), spec.label.clone(), spec.hint.clone());
    let control = view! {
        <div class="sliding">
            <input
                type="range"
                class="slider"
                min="0"
                max=slider.most.to_string()
                step="1"
                aria-label=slider.name
                aria-valuetext=slider.says
                prop:value=slider.at
                on:input:target=move |event| tell(slider.slid, event.target().value())
            />
            {line(spec, faults)}
            <span aria-hidden="true">"%"</span>
        </div>
    }
    .into_any();
    field(&id, &label, &hint, faults, texts, control)
}
