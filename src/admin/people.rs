//! People: who is here, inviting somebody, and changing what they may do.

mod panel;

use claimdesk_protocol::{Invitation, Member, NewUser, Organisation, Role};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::account::{Again, again_panel, missing, refused_fields};
use crate::api::{self, ApiError, Attempt};
use crate::browser;
use crate::i18n::{Texts, fill, moment};
use crate::ui::{self, Choice, Faults, Input, Loaded, Once, Tone};

/// ID of the notice with a new link.
const LINK: &str = "new-link";

/// The people of an installation, and what is done with them.
#[derive(Clone, Copy)]
pub(super) struct State {
    organisations: RwSignal<Vec<Organisation>>,
    members: Loaded<Vec<Member>>,
    attempt: Attempt,
    done: RwSignal<Option<Done>>,
    /// A link that was just made; it goes with the page.
    link: RwSignal<Option<Invitation>>,
    /// Who is changed.
    open: RwSignal<Option<Member>>,
    new_role: RwSignal<String>,
    new_organisation: RwSignal<String>,
    faults: Faults,
    /// Whoever takes passkeys away shows that it is them.
    again: StoredValue<Again>,
    name: RwSignal<String>,
    email: RwSignal<String>,
    role: RwSignal<String>,
    organisation: RwSignal<String>,
}

/// What was done last, to be said.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Done {
    RoleSaved,
    SessionsEnded,
    Disabled,
    Enabled,
    PasskeysGone,
}

impl State {
    /// Nobody yet; `load` asks.
    pub(super) fn new(organisations: RwSignal<Vec<Organisation>>, faults: Faults) -> Self {
        let text = |text: &str| RwSignal::new(text.to_owned());
        Self {
            organisations,
            members: Loaded::new(),
            attempt: Attempt::new(),
            done: RwSignal::new(None),
            link: RwSignal::new(None),
            open: RwSignal::new(None),
            new_role: text(""),
            new_organisation: text(""),
            faults,
            again: StoredValue::new(Again::new()),
            name: text(""),
            email: text(""),
            role: text(Role::Partner.as_str()),
            organisation: text(""),
        }
    }

    /// Asks who is here.
    pub(super) fn load(self) {
        self.members
            .load_then(api::members, move |members| self.are(members));
    }

    /// These are here from now on.
    fn are(self, members: Vec<Member>) {
        self.open.update(|open| {
            let id = open.as_ref().map(|open| open.user.id.clone());
            *open = id.and_then(|id| members.iter().find(|one| one.user.id == id).cloned());
        });
        self.members.set(members);
    }

    /// Does something that the server keeps, one at a time; `then` has what came of it.
    fn act<T: 'static>(
        self,
        call: impl AsyncFnOnce(String) -> Result<T, ApiError> + 'static,
        then: impl FnOnce(T) + 'static,
    ) {
        self.act_or(call, then, None);
    }

    /// The same; `once_more` does it again for somebody who has to show first that it is them.
    fn act_or<T: 'static>(
        self,
        call: impl AsyncFnOnce(String) -> Result<T, ApiError> + 'static,
        then: impl FnOnce(T) + 'static,
        once_more: Option<Callback<()>>,
    ) {
        let Some(key) = self.attempt.begin() else {
            return;
        };
        self.done.set(None);
        self.faults.clear();
        spawn_local(async move {
            let answer = call(key).await;
            match self.attempt.end(answer) {
                Some(Ok(value)) => then(value),
                Some(Err(error)) => {
                    let asked =
                        once_more.is_some_and(|then| self.again.get_value().is_asked(&error, then));
                    if !asked {
                        refused_fields(&error, self.faults);
                        self.attempt.fail(error);
                    }
                }
                None => {}
            }
        });
    }

    fn invite(self) {
        let role = Role::parse(&self.role.get_untracked()).unwrap_or(Role::Partner);
        let mut found = missing(&[
            ("name", self.name, |texts| texts.account().name_missing),
            ("email", self.email, |texts| texts.account().email_missing),
        ]);
        if role == Role::Partner {
            found.extend(missing(&[("organisationId", self.organisation, |texts| {
                texts.admin().choose_organisation
            })]));
        }
        let good = found.is_empty();
        self.faults.show(found);
        if !good {
            return;
        }
        let body = NewUser {
            name: self.name.get_untracked(),
            email: self.email.get_untracked(),
            role,
            organisation_id: (role == Role::Partner).then(|| self.organisation.get_untracked()),
        };
        self.act(
            async move |key| api::invite(&body, &key).await,
            move |made| {
                self.name.set(String::new());
                self.email.set(String::new());
                self.show(made);
                self.load();
            },
        );
    }

    fn show(self, made: Invitation) {
        self.link.set(Some(made));
        browser::focus_soon(LINK);
    }
}

/// The table of people, with what can be done about each.
pub(super) fn section(state: State, texts: &'static Texts) -> AnyView {
    let (admin, words) = (texts.admin(), texts.people());
    let failed = ui::live(move || {
        let error = state.attempt.failed()?;
        Some(match &error {
            ApiError::Refused(problem) if problem.code == "last_administrator" => {
                let told = ui::notice(Tone::Bad, ui::paragraph(words.last_administrator));
                view! { <div role="alert">{told}</div> }.into_any()
            }
            _ => ui::failure(&error, texts, None),
        })
    });
    let done = ui::words(move || {
        match state.done.get() {
            Some(Done::RoleSaved) => words.role_saved,
            Some(Done::SessionsEnded) => words.sessions_ended,
            Some(Done::Disabled) => words.disabled_now,
            Some(Done::Enabled) => words.enabled_now,
            Some(Done::PasskeysGone) => texts.passkeys().taken_away,
            None => "",
        }
        .to_owned()
    });
    let link = ui::live(move || state.link.get().map(|made| link(state, made, texts)));
    let list = state.members.view(
        texts,
        move || state.load(),
        move |members| table(state, members, texts),
    );
    let panel = ui::live(move || state.open.get().map(|one| panel::panel(state, one, texts)));
    view! {
        <section class="card stack">
            <h2>{admin.people}</h2>
            {failed}
            <p role="status">{done}</p>
            {again_panel(state.again.get_value(), texts)}
            {link}
            {list}
            {panel}
        </section>
    }
    .into_any()
}

fn table(state: State, members: Vec<Member>, texts: &'static Texts) -> AnyView {
    let (admin, words) = (texts.admin(), texts.people());
    let rows = members
        .into_iter()
        .map(|one| {
            let user = &one.user;
            let at = user.organisation.as_ref();
            let at = at.map_or_else(|| "–".to_owned(), |at| at.name.clone());
            let name = fill(words.change_one, &[&user.name]);
            let mut cells = vec![
                ui::text(user.name.clone()),
                ui::text(user.email.clone()),
                ui::text(texts.role(user.role)),
                ui::text(at),
                ui::text(standing(&one, texts)),
            ];
            let press = move |_| state.change(one.clone());
            cells.push(
                view! {
                    <button type="button" class="button" aria-label=name on:click=ui::on(press)>
                        {words.change}
                    </button>
                }
                .into_any(),
            );
            cells
        })
        .collect();
    let heads = [
        texts.account().name,
        texts.account().email,
        admin.role,
        admin.organisation,
        words.standing,
        words.change,
    ];
    ui::table(admin.people, &heads, rows)
}

fn standing(one: &Member, texts: &'static Texts) -> String {
    let words = texts.people();
    match one.signed_in_at {
        _ if one.disabled => words.disabled.to_owned(),
        _ if one.invited => words.invited.to_owned(),
        Some(at) => fill(words.signed_in, &[&moment(texts, at)]),
        None => words.active.to_owned(),
    }
}

/// A new link, which is not shown again.
fn link(state: State, made: Invitation, texts: &'static Texts) -> AnyView {
    let words = texts.people();
    let title = fill(words.link_for, &[&made.user.name]);
    let until = fill(words.link_once, &[&moment(texts, made.until)]);
    let address = made.link.map(|link| {
        // A server that does not know its address gives the path alone.
        if link.starts_with('/') {
            format!("{}{link}", browser::origin())
        } else {
            link
        }
    });
    let once = Once {
        id: LINK,
        label: title.clone(),
        about: view! { <h3>{title}</h3> }.into_any(),
        text: address,
        hint: view! {
            <p>{until}</p>
            {made.mailed.then(|| ui::paragraph(words.link_mailed))}
        }
        .into_any(),
        hide: Callback::new(move |()| state.link.set(None)),
    };
    ui::shown_once(once, texts)
}

/// The roles, to choose one.
fn roles(texts: &'static Texts) -> Vec<Choice> {
    Role::ALL
        .into_iter()
        .map(|role| Choice::new(role.as_str(), texts.role(role)))
        .collect()
}

/// The organisation of a partner; other roles are asked for none.
fn organisation_of(
    state: State,
    role: RwSignal<String>,
    spec: fn(State, &'static Texts) -> Input,
    texts: &'static Texts,
) -> AnyView {
    ui::live(move || {
        (role.get() == Role::Partner.as_str()).then(|| {
            let mut choices = vec![Choice::new("", texts.common.choose)];
            state.organisations.with(|organisations| {
                choices.extend(
                    organisations
                        .iter()
                        .map(|one| Choice::new(&one.id, &one.name)),
                );
            });
            ui::select(spec(state, texts), choices, state.faults, texts)
        })
    })
}

/// The form by which somebody is invited.
pub(super) fn invite_form(state: State, texts: &'static Texts) -> AnyView {
    let (admin, words) = (texts.admin(), texts.people());
    let faults = state.faults;
    let send = Callback::new(move |()| state.invite());
    let name = Input::new("name", texts.account().name, state.name);
    let email = Input {
        kind: "email",
        ..Input::new("email", texts.account().email, state.email)
    };
    let role = Input::new("role", admin.role, state.role);
    let organisation = organisation_of(
        state,
        state.role,
        |state, texts| {
            let label = texts.admin().organisation;
            Input::new("organisationId", label, state.organisation)
        },
        texts,
    );
    view! {
        {ui::form("card stack", send, view! {
            <h2>{admin.add_person}</h2>
            <p class="soft">{words.invite_hint}</p>
            {ui::input(name, faults, texts)}
            {ui::input(email, faults, texts)}
            {ui::radios(role, roles(texts), faults, texts)}
            {organisation}
            {ui::submit(words.invite, state.attempt.busy())}
        }.into_any())}
    }
    .into_any()
}
