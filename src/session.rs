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
pub(crate) struct Session(RwSignal<Who>);

impl Session {
    /// Asks the server who is signed in.
    pub(crate) fn begin() -> Self {
        let session = Self(RwSignal::new(Who::Unknown));
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
                Ok(session) => self.is(session.user),
                Err(error) => self.0.set(Who::Silent(error)),
            }
        });
    }

    /// Takes over what the server said.
    pub(crate) fn is(self, user: Option<User>) {
        self.0
            .set(user.map_or(Who::Nobody, |user| Who::Person(Box::new(user))));
    }

    /// What is known, followed by the view that asks.
    pub(crate) fn who(self) -> Who {
        self.0.get()
    }

    /// The person, without following.
    pub(crate) fn user(self) -> Option<User> {
        self.0.with_untracked(|who| match who {
            Who::Person(user) => Some((**user).clone()),
            _ => None,
        })
    }

    /// The person's role, followed by the view that asks.
    pub(crate) fn role(self) -> Option<Role> {
        self.0.with(|who| match who {
            Who::Person(user) => Some(user.role),
            _ => None,
        })
    }
}
