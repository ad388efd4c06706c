//! Numbers entered by hand.

use claimdesk_recognition::Amount;
use claimdesk_recognition::programme::MetricId;
use claimdesk_recognition::score::ManualInputs;
use leptos::prelude::*;

use super::State;
use crate::i18n::{Texts, entered, fill, usd};
use crate::points::Floors;
use crate::ui::{self, Input, Says};

/// The most that is taken as a count: no partner has more, and a slip of the finger does.
const MOST: i64 = 1_000_000;

/// The six numbers.
pub(super) fn form(state: State, texts: &'static Texts) -> AnyView {
    let words = &texts.calculator;
    let floors =
        Memo::new(move |_| Floors::of(crate::programme::first_screen(), state.track.get()));
    let hints = ui::live(move || {
        let floors = floors.get();
        let money = |value| usd(texts.lang, value);
        view! {
            <p class="soft">
                {fill(words.floors, &[
                    &money(floors.revenue),
                    &money(floors.deployment),
                    &money(floors.baseline),
                ])}
            </p>
        }
        .into_any()
    });
    view! {
        {ui::form("stack", Callback::new(|()| ()), view! {
            <div class="inputs">
                {whole(
                    state,
                    texts,
                    "netCustomerAdds",
                    words.net_customer_adds,
                    words.net_customer_adds_hint,
                    |inputs| &mut inputs.net_customer_adds,
                )}
                {whole(
                    state,
                    texts,
                    "deployments",
                    words.deployments,
                    words.deployments_hint,
                    |inputs| &mut inputs.deployments,
                )}
                {whole(
                    state,
                    texts,
                    "intermediate",
                    words.intermediate,
                    words.intermediate_hint,
                    |inputs| &mut inputs.intermediate_people,
                )}
                {whole(
                    state,
                    texts,
                    "advanced",
                    words.advanced,
                    words.advanced_hint,
                    |inputs| &mut inputs.advanced_people,
                )}
                {money(
                    state,
                    texts,
                    "usageNow",
                    words.usage_now,
                    words.usage_now_hint,
                    |inputs| &mut inputs.usage_now,
                )}
                {money(
                    state,
                    texts,
                    "usageBaseline",
                    words.usage_baseline,
                    words.usage_baseline_hint,
                    |inputs| &mut inputs.usage_baseline,
                )}
            </div>
            {hints}
        }.into_any())}
    }
    .into_any()
}

/// The control that a metric's number is entered in.
pub(super) fn control_of(metric: MetricId) -> &'static str {
    match metric {
        MetricId::NetCustomerAdds => "netCustomerAdds",
        MetricId::IntermediateCertifications => "intermediate",
        MetricId::AdvancedCertifications => "advanced",
        MetricId::UsageGrowth => "usageBaseline",
        MetricId::Deployments => "deployments",
    }
}

fn whole(
    state: State,
    texts: &'static Texts,
    id: &'static str,
    label: &str,
    hint: &str,
    place: fn(&mut ManualInputs) -> &mut i64,
) -> AnyView {
    let now = untracked(state, |inputs| *place(inputs)).to_string();
    let read = Callback::new(move |text: String| {
        let compact: String = text.replace('\u{2212}', "-").split_whitespace().collect();
        let number = if compact.is_empty() {
            Some(0)
        } else {
            compact.parse().ok()
        };
        let number = number.filter(|number| (-MOST..=MOST).contains(number));
        if let Some(number) = number {
            state.manual.update(|inputs| *place(inputs) = number);
        }
        number.is_some()
    });
    control(
        state,
        texts,
        id,
        label,
        hint,
        "numeric",
        &now,
        read,
        |texts| texts.calculator.not_a_count,
    )
}

fn money(
    state: State,
    texts: &'static Texts,
    id: &'static str,
    label: &str,
    hint: &str,
    place: fn(&mut ManualInputs) -> &mut Amount,
) -> AnyView {
    let now = untracked(state, |inputs| *place(inputs)).to_string();
    let comma = texts.lang.decimal_comma();
    let read = Callback::new(move |text: String| {
        let amount = if text.trim().is_empty() {
            Some(Amount::ZERO)
        } else {
            Amount::parse_entered(&text, comma)
                .ok()
                .filter(|amount| !amount.is_negative())
        };
        if let Some(amount) = amount {
            state.manual.update(|inputs| *place(inputs) = amount);
        }
        amount.is_some()
    });
    control(
        state,
        texts,
        id,
        label,
        hint,
        "decimal",
        &now,
        read,
        |texts| texts.calculator.not_an_amount,
    )
}

fn untracked<T>(state: State, read: impl FnOnce(&mut ManualInputs) -> T) -> T {
    read(&mut state.manual.get_untracked())
}

/// A number's control. What cannot be read is said once the control is left; until it is
/// mended the last good number counts.
#[expect(
    clippy::too_many_arguments,
    reason = "six numbers are made here, each with all of these"
)]
fn control(
    state: State,
    texts: &'static Texts,
    id: &'static str,
    label: &str,
    hint: &str,
    mode: &'static str,
    now: &str,
    read: Callback<String, bool>,
    fault: fn(&'static Texts) -> &'static str,
) -> AnyView {
    let shown = if now == "0" {
        String::new()
    } else {
        entered(texts.lang, now)
    };
    let text = RwSignal::new(shown);
    let good = RwSignal::new(true);
    state.faults.mark(id, None);
    let spec = Input {
        mode,
        width: "short",
        typed: Callback::new(move |typed: String| {
            good.set(read.run(typed.clone()));
            if good.get_untracked() {
                state.faults.mark(id, None);
            }
            text.set(typed);
        }),
        left: Callback::new(move |()| {
            state
                .faults
                .mark(id, (!good.get_untracked()).then_some(Says::Text(fault)));
        }),
        ..Input::new(id, label, text)
    }
    .hint(hint);
    ui::input(spec, state.faults, texts)
}
