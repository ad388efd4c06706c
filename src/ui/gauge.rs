//! Points, for looking at and for reading.

use leptos::prelude::*;

use claimdesk_recognition::Points;

/// The share of `points` in `max` as a width; the browser draws it, nobody counts on it.
fn share(points: Points, max: u32) -> String {
    let hundredths = points.rounded().count();
    let max = i128::from(max.max(1));
    format!("{}%", (hundredths / max).clamp(0, 100))
}

/// The total of 100 with the line that qualifies. `words` says the same for those who do not
/// see it.
pub(crate) fn gauge(total: Signal<Points>, line: u32, words: Signal<String>) -> AnyView {
    view! {
        <div class="gauge" role="img" aria-label=words>
            <div class="gauge-track">
                <div class="gauge-fill" style:width=move || share(total.get(), 100)></div>
            </div>
            <div class="gauge-line" style:left=format!("{line}%")>
                <span>{line}</span>
            </div>
        </div>
    }
    .into_any()
}

/// A metric's bar; the words stand beside it.
pub(crate) fn bar(points: Signal<Points>, max: u32) -> AnyView {
    view! {
        <div class="bar-track" aria-hidden="true">
            <div class="bar-fill" style:width=move || share(points.get(), max)></div>
        </div>
    }
    .into_any()
}
