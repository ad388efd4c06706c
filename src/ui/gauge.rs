//! Points, for looking at and for reading.

use leptos::prelude::*;

use claimdesk_recognition::Points;

/// The share of `points` in `max` as the scale of a full bar; the browser draws it, nobody counts
/// on it.
fn share(points: Points, max: u32) -> String {
    let hundredths = points.rounded().count();
    let max = i128::from(max.max(1));
    let share = (hundredths / max).clamp(0, 100);
    format!("scaleX({}.{:02})", share / 100, share % 100)
}

/// The total of 100 with the line that qualifies. `words` says the same for those who do not
/// see it.
pub(crate) fn gauge(total: Signal<Points>, line: u32, words: Signal<String>) -> AnyView {
    view! {
        <div class="gauge" role="img" aria-label=words>
            <div class="gauge-track">
                <div class="gauge-fill" style:transform=move || share(total.get(), 100)></div>
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
            <div class="bar-fill" style:transform=move || share(points.get(), max)></div>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use claimdesk_recognition::Amount;

    use super::*;

    #[test]
    fn bars_are_as_long_as_their_share_and_never_longer() {
        let points = |text: &str| Points::of_amount(Amount::parse(text).unwrap());
        for (earned, max, expected) in [
            ("0", 100, "scaleX(0.00)"),
            ("64.5", 100, "scaleX(0.64)"),
            ("0.75", 15, "scaleX(0.05)"),
            ("20", 20, "scaleX(1.00)"),
            ("30", 20, "scaleX(1.00)"),
            ("-3", 20, "scaleX(0.00)"),
        ] {
            assert_eq!(share(points(earned), max), expected, "{earned} of {max}");
        }
    }
}
