//! The choice of the track.

use claimdesk_recognition::programme::TrackId;
use leptos::prelude::*;

use crate::i18n::Texts;
use crate::ui::{self, Choice, Faults, Input};

/// The two tracks as radio buttons.
pub(crate) fn choice(track: RwSignal<TrackId>, faults: Faults, texts: &'static Texts) -> AnyView {
    let spec = Input {
        value: Signal::derive(move || track.get().as_str().to_owned()),
        typed: Callback::new(move |chosen: String| {
            let enterprise = chosen == TrackId::Enterprise.as_str();
            track.set(if enterprise {
                TrackId::Enterprise
            } else {
                TrackId::Smb
            });
        }),
        ..Input::new(
            "track",
            texts.calculator.track,
            RwSignal::new(String::new()),
        )
    }
    .hint(texts.calculator.track_hint);
    let choices = vec![
        Choice::new(TrackId::Smb.as_str(), texts.calculator.smb),
        Choice::new(TrackId::Enterprise.as_str(), texts.calculator.enterprise),
    ];
    view! { <div class="side-by-side">{ui::radios(spec, choices, faults, texts)}</div> }.into_any()
}
