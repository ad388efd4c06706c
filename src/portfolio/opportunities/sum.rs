//! What the ticked ones bring together; it stays in sight while the list is ticked.

use leptos::prelude::*;

use super::start;
use crate::claim::handover;
use crate::i18n::{Texts, count, fill, month, points};
use crate::portfolio::forecast::{Ahead, signed};
use crate::ui;

/// The sum, with what can be done about the ticked ones.
pub(super) fn bar(ahead: Ahead, refused: RwSignal<bool>, texts: &'static Texts) -> AnyView {
    let words = texts.opportunities();
    let said = Memo::new(move |_| said(ahead, texts));
    let any = Memo::new(move |_| ahead.ticks.count() > 0);
    let begin = Callback::new(move |()| {
        let claims: Vec<_> = ahead.ticks.chosen.with_untracked(|chosen| {
            chosen
                .values()
                .map(|pair| start::prepared(ahead, pair, texts))
                .collect()
        });
        if let Some(first) = claims.first() {
            let begun = handover::keep_waiting(&claims) && start::go(first);
            refused.set(!begun);
        }
    });
    let buttons = ui::live(move || {
        any.get().then(|| {
            view! {
                <div class="row no-print">
                    {ui::button(words.start_ticked, "primary", false.into(), begin)}
                    {ui::button(
                        words.clear,
                        "",
                        false.into(),
                        Callback::new(move |()| ahead.ticks.clear()),
                    )}
                </div>
            }
            .into_any()
        })
    });
    view! {
        {start::refusal(refused, texts)}
        <div class="tick-sum row spread">
            <p role="status">{move || said.get()}</p>
            {buttons}
        </div>
    }
    .into_any()
}

fn said(ahead: Ahead, texts: &'static Texts) -> String {
    let words = texts.opportunities();
    let ticked = ahead.ticks.count();
    let Some(as_of) = ahead.as_of().filter(|_| ticked > 0) else {
        return words.none_ticked.to_owned();
    };
    let at = ahead.ticks.month(as_of, ahead.held.programme());
    let Some([without, with]) = ahead.totals() else {
        return words.none_ticked.to_owned();
    };
    let ticked = count(texts.lang, i128::try_from(ticked).unwrap_or_default());
    let gained = fill(
        words.sum,
        &[
            &signed(texts, (with - without).rounded()),
            &month(texts, at),
            &ticked,
        ],
    );
    let then = fill(words.total_then, &[&points(texts.lang, with.rounded())]);
    format!("{gained}. {then}.")
}
