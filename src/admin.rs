//! Organisations and people of this installation, and what its mail met.

mod connections;
mod months;
mod undelivered;

use claimdesk_protocol::{NewOrganisation, NewUser, Organisation, Role, User};
use claimdesk_recognition::programme::TrackId;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::account::{missing, refused_fields};
use crate::api::{self, ApiError};
use crate::browser;
use crate::i18n::{Texts, localized};
use crate::paths::Place;
use crate::ui::{self, Choice, Faults, Input, Tone};

#[derive(Clone, Copy)]
struct State {
    organisations: RwSignal<Vec<Organisation>>,
    users: RwSignal<Vec<User>>,
    /// What kept the lists from being loaded.
    unloaded: RwSignal<Option<ApiError>>,
    failed: RwSignal<Option<ApiError>>,
    added: RwSignal<bool>,
    loading: RwSignal<bool>,
    busy: RwSignal<bool>,
    faults: Faults,
    organisation_name: RwSignal<String>,
    locations: RwSignal<String>,
    track: RwSignal<String>,
    name: RwSignal<String>,
    email: RwSignal<String>,
    password: RwSignal<String>,
    role: RwSignal<String>,
    organisation: RwSignal<String>,
}

/// The page at `/admin`.
pub(crate) fn page() -> AnyView {
    let text = |text: &str| RwSignal::new(text.to_owned());
    let state = State {
        organisations: RwSignal::new(Vec::new()),
        users: RwSignal::new(Vec::new()),
        unloaded: RwSignal::new(None),
        failed: RwSignal::new(None),
        added: RwSignal::new(false),
        loading: RwSignal::new(true),
        busy: RwSignal::new(false),
        faults: Faults::new(),
        organisation_name: text(""),
        locations: text(""),
        track: text(TrackId::Smb.as_str()),
        name: text(""),
        email: text(""),
        password: text(""),
        role: text(Role::Partner.as_str()),
        organisation: text(""),
    };
    state.load();
    localized(move |texts| view(state, texts))
}

impl State {
    fn load(self) {
        spawn_local(async move {
            let organisations = api::organisations().await;
            let users = api::users().await;
            if self.busy.is_disposed() {
                return;
            }
            self.loading.set(false);
            self.unloaded.set(None);
            match (organisations, users) {
                (Ok(organisations), Ok(users)) => {
                    self.organisations.set(organisations);
                    self.users.set(users);
                }
                (Err(error), _) | (_, Err(error)) => self.unloaded.set(Some(error)),
            }
        });
    }

    /// True when nothing is wrong with what was asked, and nothing else is on its way.
    fn ready(self, found: Vec<ui::Fault>) -> bool {
        self.failed.set(None);
        self.added.set(false);
        let good = found.is_empty();
        self.faults.show(found);
        good && !self.busy.get_untracked()
    }

    fn done(self, answer: Result<(), ApiError>, empty: &[RwSignal<String>]) {
        if self.busy.is_disposed() {
            return;
        }
        self.busy.set(false);
        match answer {
            Ok(()) => {
                for text in empty {
                    text.set(String::new());
                }
                self.added.set(true);
                self.load();
            }
            Err(error) => {
                refused_fields(&error, self.faults);
                self.failed.set(Some(error));
            }
        }
    }

    /// The server calls the name of either `name`; on this page that is the person's.
    fn told_of_organisation(answer: Result<(), ApiError>) -> Result<(), ApiError> {
        answer.map_err(|error| match error {
            ApiError::Refused(mut problem) => {
                for fault in &mut problem.errors {
                    if fault.field == "name" {
                        "organisationName".clone_into(&mut fault.field);
                    }
                }
                ApiError::Refused(problem)
            }
            other => other,
        })
    }

    fn add_organisation(self) {
        let found = missing(&[
            ("organisationName", self.organisation_name, |texts| {
                texts.admin().organisation_missing
            }),
            ("locations", self.locations, |texts| {
                texts.admin().locations_missing
            }),
        ]);
        if !self.ready(found) {
            return;
        }
        let locations = self.locations.with_untracked(|text| {
            text.split(|c: char| c == ',' || c == ';' || c.is_whitespace())
                .filter(|part| !part.is_empty())
                .map(str::to_owned)
                .collect()
        });
        let enterprise = self.track.get_untracked() == TrackId::Enterprise.as_str();
        let body = NewOrganisation {
            name: self.organisation_name.get_untracked(),
            locations,
            track: if enterprise {
                TrackId::Enterprise
            } else {
                TrackId::Smb
            },
        };
        self.busy.set(true);
        spawn_local(async move {
            let answer = api::add_organisation(&body, &browser::random_key()).await;
            self.done(
                Self::told_of_organisation(answer),
                &[self.organisation_name, self.locations],
            );
        });
    }

    fn add_user(self) {
        let role = Role::parse(&self.role.get_untracked()).unwrap_or(Role::Partner);
        let mut found = missing(&[
            ("name", self.name, |texts| texts.account().name_missing),
            ("email", self.email, |texts| texts.account().email_missing),
            ("password", self.password, |texts| {
                texts.account().password_missing
            }),
        ]);
        if role == Role::Partner {
            found.extend(missing(&[("organisationId", self.organisation, |texts| {
                texts.admin().choose_organisation
            })]));
        }
        if !self.ready(found) {
            return;
        }
        let body = NewUser {
            name: self.name.get_untracked(),
            email: self.email.get_untracked(),
            password: self.password.get_untracked(),
            role,
            organisation_id: (role == Role::Partner).then(|| self.organisation.get_untracked()),
        };
        self.busy.set(true);
        spawn_local(async move {
            let answer = api::add_user(&body, &browser::random_key()).await;
            self.done(answer, &[self.name, self.email, self.password]);
        });
    }
}

fn view(state: State, texts: &'static Texts) -> AnyView {
    let words = texts.admin();
    let failed = ui::live(move || {
        state
            .failed
            .get()
            .map(|error| ui::failure(&error, texts, None))
    });
    let added = ui::live(move || {
        state.added.get().then(|| {
            let told = ui::notice(Tone::Good, ui::paragraph(words.added));
            view! { <div role="status">{told}</div> }.into_any()
        })
    });
    let tables = ui::live(move || {
        if let Some(error) = state.unloaded.get() {
            ui::failure(&error, texts, Some(Callback::new(move |()| state.load())))
        } else if state.loading.get() {
            ui::waiting(texts)
        } else {
            tables(state, texts)
        }
    });
    view! {
        {ui::error_summary(state.faults, texts)}
        {ui::heading(words.title)}
        <p>{ui::link(&Place::Figures, texts.figures().title)}</p>
        <p>{ui::link(&Place::Webhooks, texts.webhooks().link)}</p>
        {failed}
        {added}
        {tables}
        {months::section()}
        {undelivered::section()}
        {connections::section()}
        <div class="two">{organisation_form(state, texts)} {user_form(state, texts)}</div>
    }
    .into_any()
}

fn tables(state: State, texts: &'static Texts) -> AnyView {
    let words = texts.admin();
    let organisations = state.organisations.with(|organisations| {
        organisations
            .iter()
            .map(|one| {
                vec![
                    ui::text(one.name.clone()),
                    ui::text(one.locations.join(", ")),
                    ui::text(texts.track(one.track)),
                ]
            })
            .collect()
    });
    let users = state.users.with(|users| {
        users
            .iter()
            .map(|user| {
                let at = user
                    .organisation
                    .as_ref()
                    .map_or_else(|| "–".to_owned(), |at| at.name.clone());
                vec![
                    ui::text(user.name.clone()),
                    ui::text(user.email.clone()),
                    ui::text(texts.role(user.role)),
                    ui::text(at),
                ]
            })
            .collect()
    });
    view! {
        <section class="card stack">
            <h2>{words.organisations}</h2>
            {ui::table(
                words.organisations,
                &[words.organisation, words.locations, texts.calculator.track],
                organisations,
            )}
        </section>
        <section class="card stack">
            <h2>{words.people}</h2>
            {ui::table(
                words.people,
                &[texts.account().name, texts.account().email, words.role, words.organisation],
                users,
            )}
        </section>
    }
    .into_any()
}

fn organisation_form(state: State, texts: &'static Texts) -> AnyView {
    let words = texts.admin();
    let faults = state.faults;
    let send = Callback::new(move |()| {
        state.add_organisation();
    });
    let tracks = [TrackId::Smb, TrackId::Enterprise]
        .into_iter()
        .map(|track| Choice::new(track.as_str(), texts.track(track)))
        .collect();
    let name = Input::new(
        "organisationName",
        words.organisation,
        state.organisation_name,
    );
    let locations =
        Input::new("locations", words.locations, state.locations).hint(words.locations_hint);
    let track = Input::new("organisationTrack", texts.calculator.track, state.track);
    view! {
        {ui::form("card stack", send, view! {
            <h2>{words.add_organisation}</h2>
            {ui::input(name, faults, texts)}
            {ui::input(locations, faults, texts)}
            {ui::radios(track, tracks, faults, texts)}
            {ui::submit(words.add_organisation, state.busy.into())}
        }.into_any())}
    }
    .into_any()
}

fn user_form(state: State, texts: &'static Texts) -> AnyView {
    let words = texts.admin();
    let faults = state.faults;
    let send = Callback::new(move |()| {
        state.add_user();
    });
    let roles = Role::ALL
        .into_iter()
        .map(|role| Choice::new(role.as_str(), texts.role(role)))
        .collect();
    let name = Input::new("name", texts.account().name, state.name);
    let email = Input {
        kind: "email",
        ..Input::new("email", texts.account().email, state.email)
    };
    let password = Input {
        kind: "password",
        complete: "new-password",
        ..Input::new("password", texts.account().password, state.password)
    }
    .hint(texts.account().password_hint);
    let role = Input::new("role", words.role, state.role);
    let organisation = ui::live(move || {
        (state.role.get() == Role::Partner.as_str()).then(|| {
            let mut choices = vec![Choice::new("", texts.common.choose)];
            state.organisations.with(|organisations| {
                choices.extend(
                    organisations
                        .iter()
                        .map(|one| Choice::new(&one.id, &one.name)),
                );
            });
            let spec = Input::new("organisationId", words.organisation, state.organisation);
            ui::select(spec, choices, faults, texts)
        })
    });
    view! {
        {ui::form("card stack", send, view! {
            <h2>{words.add_person}</h2>
            {ui::input(name, faults, texts)}
            {ui::input(email, faults, texts)}
            {ui::input(password, faults, texts)}
            {ui::radios(role, roles, faults, texts)}
            {organisation}
            {ui::submit(words.add_person, state.busy.into())}
        }.into_any())}
    }
    .into_any()
}
