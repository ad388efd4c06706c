//! Whether there is a connection, as far as the browser knows.

use leptos::prelude::*;

use crate::browser;
use crate::i18n::Language;
use crate::session::{Session, Who};
use crate::ui;

/// The connection, shared by all of the page.
#[derive(Clone, Copy)]
pub(crate) struct Connection {
    offline: RwSignal<bool>,
}

impl Connection {
    /// Follows what the browser says. When the connection is back, who is signed in is asked
    /// again where nobody could say.
    pub(crate) fn begin(session: Session) -> Self {
        let connection = Self {
            offline: RwSignal::new(browser::is_offline()),
        };
        for change in ["online", "offline"] {
            // The frame stands as long as the document.
            window_event_listener_untyped(change, move |_| {
                let offline = browser::is_offline();
                connection.offline.set(offline);
                if !offline && matches!(untrack(move || session.who()), Who::Silent(_)) {
                    session.ask();
                }
            });
        }
        connection
    }

    /// The mark in the header while there is none. Its place is always there, so that the
    /// change is heard.
    pub(crate) fn mark(self) -> AnyView {
        let language = Language::here();
        let mark = ui::live(move || {
            self.offline.get().then(|| {
                let texts = language.texts();
                view! {
                    <span class="tag tone-warn" title=texts.nav.offline_hint>
                        {texts.nav.offline}
                    </span>
                    <span class="visually-hidden">". " {texts.nav.offline_hint}</span>
                }
                .into_any()
            })
        });
        view! { <span role="status">{mark}</span> }.into_any()
    }
}
