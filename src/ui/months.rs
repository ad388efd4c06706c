//! What charts of months share: their height, and the list box that lies over the drawing.
//!
//! A drawing is for looking at. The list box over it has one option for each month: one stop
//! for the Tab key, arrow keys go through it, and each option says its month.

use claimdesk_recognition::Month;
use leptos::prelude::*;

use super::on;
use crate::i18n::{Texts, month_short};

/// From the drawing's upper edge to the top of its scale, in pixels.
pub(crate) const TOP: u32 = 12;
/// From the top of the scale to its zero, in pixels.
pub(crate) const HEIGHT: u32 = 240;

/// The months of a chart and the one that is told.
#[derive(Clone, Copy)]
pub(crate) struct Months {
    /// From the first to the last.
    pub(crate) order: Signal<Vec<Month>>,
    pub(crate) chosen: Signal<Option<Month>>,
    pub(crate) choose: Callback<Month>,
}

impl Months {
    /// The list box with what stands under it.
    pub(crate) fn list_box(self, label: String, options: AnyView, feet: AnyView) -> AnyView {
        let key = move |event: web_sys::KeyboardEvent| {
            if let Some(to) = self.reached_by(&event.key()) {
                event.prevent_default();
                self.choose.run(to);
            }
        };
        let active = move || self.chosen.get().map(option_id);
        view! {
            <div
                class="months"
                role="listbox"
                tabindex="0"
                id="months"
                aria-orientation="horizontal"
                aria-label=label
                aria-activedescendant=active
                on:keydown=on(key)
            >
                {options}
            </div>
            <div class="feet" aria-hidden="true">
                {feet}
            </div>
        }
        .into_any()
    }

    /// A month in the list: `said` is read aloud.
    pub(crate) fn option(self, month: Month, class: String, said: String) -> AnyView {
        let selected = move || (self.chosen.get() == Some(month)).to_string();
        view! {
            <div
                class=class
                role="option"
                id=option_id(month)
                aria-selected=selected
                aria-label=said
                on:click=on(move |_| self.choose.run(month))
            ></div>
        }
        .into_any()
    }

    fn reached_by(self, key: &str) -> Option<Month> {
        let now = self.chosen.get_untracked()?;
        self.order.with_untracked(|order| reached(order, now, key))
    }
}

/// Where a key leads to from a month, if it is one of those that lead anywhere.
fn reached(order: &[Month], now: Month, key: &str) -> Option<Month> {
    let last = order.len().checked_sub(1)?;
    let at = order.iter().position(|month| *month == now)?;
    let to = match key {
        "ArrowLeft" | "ArrowUp" => at.saturating_sub(1),
        "ArrowRight" | "ArrowDown" => at + 1,
        "PageUp" => at.saturating_sub(3),
        "PageDown" => at + 3,
        "Home" => 0,
        "End" => last,
        _ => return None,
    };
    order.get(to.min(last)).copied()
}

fn option_id(month: Month) -> String {
    format!("month-{month}")
}

/// A month's short name under its column, with the year where one begins.
pub(crate) fn tick(texts: &'static Texts, month: Month) -> String {
    let name = month_short(texts, month);
    if month.number() == 1 {
        format!("{name} {}", month.year())
    } else {
        name.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_lead_within_the_months() {
        let first = Month::new(2026, 10).unwrap();
        let order: Vec<Month> = (0..5).map(|at| first.plus(at)).collect();
        let from = |at: i32, key: &str| {
            reached(&order, first.plus(at), key).map(|reached| reached.since(first))
        };
        assert_eq!(from(2, "ArrowRight"), Some(3));
        assert_eq!(from(2, "ArrowUp"), Some(1));
        assert_eq!(from(4, "ArrowDown"), Some(4));
        assert_eq!(from(0, "ArrowLeft"), Some(0));
        assert_eq!(from(3, "PageUp"), Some(0));
        assert_eq!(from(3, "PageDown"), Some(4));
        assert_eq!(from(3, "Home"), Some(0));
        assert_eq!(from(0, "End"), Some(4));
        assert_eq!(from(0, "Enter"), None);
    }
}
