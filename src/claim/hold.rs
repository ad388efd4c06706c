//! The hold on a claim, told to both sides in the same words.

use claimdesk_protocol::Hold;
use leptos::prelude::*;

use crate::i18n::{Texts, fill, moment};
use crate::ui::{self, Tone};

/// Who holds it, until when, and why.
pub(crate) fn hold_notice(hold: &Hold, texts: &'static Texts) -> AnyView {
    let words = texts.holds();
    let said = view! {
        <p>{fill(words.held_by, &[&hold.by, &moment(texts, hold.until)])}</p>
        <p>
            <strong>{texts.hold_reason(hold.reason)}</strong>
        </p>
        <p class="typed">{hold.note.clone()}</p>
        <p class="soft">{words.clock_runs}</p>
    };
    ui::notice(Tone::Warn, said.into_any())
}
