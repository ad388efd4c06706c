//! Who is signed in.

use claimdesk_protocol::{Role, User};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{self, ApiError};
use crate::claim::handover;
use crate::{browser, ui};

/// Another text each time that somebody signs out here: other tabs hear of it, and so does a page that
/// the browser has put aside for the way back.
const LEFT: &str = "claimdesk.signed-out";

/// What is known of the reader.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Who {
    /// Not asked yet.
    Unknown,
    /// Nobody.
    Nobody,
    /// This person.
    Person(Box<User>),
    /// The server did not say.
    Silent(ApiError),
}

/// The session, shared by all pages.
#[derive(Clone, Copy)]
pub(crate) struct Session {
    who: RwSignal<Who>,
    /// They have to add a passkey before they may do anything else.
    passkey_due: RwSignal<bool>,
}

impl Session {
    /// Asks the server who is signed in.
    pub(crate) fn begin() -> Self {
        let session = Self {
            who: RwSignal::new(Who::Unknown),
            passkey_due: RwSignal::new(false),
        };
        ui::making::soon(move || session.ask());
        session.follow();
        session
    }

    /// Shows nothing of a person who signed out elsewhere in this browser, also without a connection.
    fn follow(self) {
        let known = StoredValue::new(browser::kept(LEFT));
        let look = move || {
            let left = browser::kept(LEFT);
            if known.with_value(|known| *known != left) {
                known.set_value(left);
                self.is_over();
                self.ask();
            }
        };
        for event in ["storage", "pageshow"] {
            let listening = window_event_listener_untyped(event, move |_| look());
            on_cleanup(move || listening.remove());
        }
    }

    /// The reader has signed out: nothing of theirs stays in this browser but what was typed and is not
    /// on the server yet, which only they see again.
    pub(crate) fn end(self) {
        self.is_over();
        browser::forget_tab();
        handover::forget_started();
        // Where nothing can be kept, no other page of ours has kept anything either.
        browser::keep(LEFT, &browser::random_key());
    }

    /// The session of this page.
    pub(crate) fn here() -> Self {
        expect_context()
    }

    /// Asks again.
    pub(crate) fn ask(self) {
        spawn_local(async move {
            match api::session().await {
                Ok(session) => self.is(session),
                Err(error) => self.who.set(Who::Silent(error)),
            }
        });
    }

    /// Takes over what the server said.
    pub(crate) fn is(self, session: claimdesk_protocol::Session) {
        self.passkey_due.set(session.passkey_due);
        let person = |user| Who::Person(Box::new(user));
        self.who.set(session.user.map_or(Who::Nobody, person));
    }

    /// Nobody is signed in any more.
    fn is_over(self) {
        self.passkey_due.set(false);
        self.who.set(Who::Nobody);
    }

    /// They have to add a passkey before they may do anything else. Followed.
    pub(crate) fn passkey_due(self) -> bool {
        self.passkey_due.get()
    }

    /// What is known, followed by the view that asks.
    pub(crate) fn who(self) -> Who {
        self.who.get()
    }

    /// The person, without following.
    pub(crate) fn user(self) -> Option<User> {
        self.who.with_untracked(|who| match who {
            Who::Person(user) => Some((**user).clone()),
            _ => None,
        })
    }

    /// The person's role, followed by the view that asks.
    pub(crate) fn role(self) -> Option<Role> {
        self.who.with(|who| match who {
            Who::Person(user) => Some(user.role),
            _ => None,
        })
    }
}
