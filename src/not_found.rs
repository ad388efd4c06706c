//! Places that do not exist, and places that are somebody else's.

use leptos::prelude::*;

use crate::i18n::localized;
use crate::paths::Place;
use crate::ui;

/// Nothing is here.
pub(crate) fn page() -> AnyView {
    localized(|texts| {
        view! {
            {ui::heading(texts.common.nothing_here)}
            <p>{texts.common.nothing_here_hint}</p>
            <p>{ui::link(&Place::Calculator, texts.nav.calculator)}</p>
        }
        .into_any()
    })
}

/// The reader's role has no part in this place.
pub(crate) fn not_yours() -> AnyView {
    localized(|texts| {
        view! {
            {ui::heading(texts.common.not_yours)}
            <p>{texts.common.not_yours_hint}</p>
        }
        .into_any()
    })
}
