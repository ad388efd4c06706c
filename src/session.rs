//! Who is signed in.

use claimdesk_protocol::{Role, User};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{self, ApiError};
use crate::ui;

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
        session
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
    pub(crate) fn is_over(self) {
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
