//! Organisations and people of this installation, and what its mail met.

mod connections;
mod months;
mod people;
mod undelivered;

use claimdesk_protocol::{NewOrganisation, Organisation};
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
    people: people::State,
    /// What kept the list from being loaded.
    unloaded: RwSignal<Option<ApiError>>,
    failed: RwSignal<Option<ApiError>>,
    added: RwSignal<bool>,
    loading: RwSignal<bool>,
    busy: RwSignal<bool>,
    faults: Faults,
    organisation_name: RwSignal<String>,
    locations: RwSignal<String>,
    track: RwSignal<String>,
}

/// The page at `/admin`.
pub(crate) fn page() -> AnyView {
    let text = |text: &str| RwSignal::new(text.to_owned());
    let (organisations, faults) = (RwSignal::new(Vec::new()), Faults::new());
    let state = State {
        organisations,
        people: people::State::new(organisations, faults),
        unloaded: RwSignal::new(None),
        failed: RwSignal::new(None),
        added: RwSignal::new(false),
        loading: RwSignal::new(true),
        busy: RwSignal::new(false),
        faults,
        organisation_name: text(""),
        locations: text(""),
        track: text(TrackId::Smb.as_str()),
    };
    state.load();
    state.people.load();
    localized(move |texts| view(state, texts))
}

impl State {
    fn load(self) {
        spawn_local(async move {
            let organisations = api::organisations().await;
            if self.busy.is_disposed() {
                return;
            }
            self.loading.set(false);
            self.unloaded.set(None);
            match organisations {
                Ok(organisations) => self.organisations.set(organisations),
                Err(error) => self.unloaded.set(Some(error)),
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
        {people::section(state.people, texts)}
        {months::section()}
        {undelivered::section()}
        {connections::section()}
        <div class="two">{organisation_form(state, texts)} {people::invite_form(state.people, texts)}</div>
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
    view! {
        <section class="card stack">
            <h2>{words.organisations}</h2>
            {ui::table(
                words.organisations,
                &[words.organisation, words.locations, texts.calculator.track],
                organisations,
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
