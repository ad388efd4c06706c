//! What can be done about one person.

use claimdesk_protocol::{ChangeRole, Member, Role};
use leptos::prelude::*;

use super::{Done, State, organisation_of, roles, standing};
use crate::account::missing;
use crate::api;
use crate::browser;
use crate::i18n::{Texts, fill};
use crate::ui::{self, Input};

/// ID of the panel.
const PANEL: &str = "person";

impl State {
    /// Has somebody changed in the panel.
    pub(super) fn change(self, one: Member) {
        self.faults.clear();
        self.done.set(None);
        self.new_role.set(one.user.role.as_str().to_owned());
        let at = one.user.organisation.as_ref().map(|at| at.id.clone());
        self.new_organisation.set(at.unwrap_or_default());
        self.open.set(Some(one));
        browser::focus_soon(PANEL);
    }

    fn save_role(self, one: &Member) {
        let role = Role::parse(&self.new_role.get_untracked()).unwrap_or(one.user.role);
        let found = if role == Role::Partner {
            missing(&[("newOrganisation", self.new_organisation, |texts| {
                texts.admin().choose_organisation
            })])
        } else {
            Vec::new()
        };
        let good = found.is_empty();
        self.faults.show(found);
        if !good {
            return;
        }
        let before = one.user.organisation.as_ref().map(|at| at.id.clone());
        let organisation_id = match role {
            Role::Partner => Some(self.new_organisation.get_untracked()),
            // A reviewer who works for a partner stays there: then its claims are not theirs to decide.
            Role::Reviewer => before,
            Role::Administrator | Role::Auditor => None,
        };
        let body = ChangeRole {
            role,
            organisation_id,
        };
        let id = one.user.id.clone();
        self.act(
            async move |_| api::set_role(&id, &body).await,
            move |members| {
                self.are(members);
                self.done.set(Some(Done::RoleSaved));
            },
        );
    }

    fn make_link(self, id: String) {
        self.act(
            async move |_| api::make_link(&id).await,
            move |made| self.show(made),
        );
    }

    fn end_sessions(self, id: String) {
        self.act(
            async move |_| api::end_sessions_of(&id).await,
            move |()| self.done.set(Some(Done::SessionsEnded)),
        );
    }

    fn remove_passkeys(self, id: String) {
        let once_more = {
            let id = id.clone();
            Callback::new(move |()| self.remove_passkeys(id.clone()))
        };
        self.act_or(
            async move |_| api::remove_passkeys_of(&id).await,
            move |members| {
                self.are(members);
                self.done.set(Some(Done::PasskeysGone));
                browser::focus_soon(PANEL);
            },
            Some(once_more),
        );
    }

    fn set_access(self, id: String, disabled: bool) {
        self.act(
            async move |_| api::set_access(&id, disabled).await,
            move |members| {
                self.are(members);
                let done = if disabled {
                    Done::Disabled
                } else {
                    Done::Enabled
                };
                self.done.set(Some(done));
                browser::focus_soon(PANEL);
            },
        );
    }
}

/// The panel.
pub(super) fn panel(state: State, one: Member, texts: &'static Texts) -> AnyView {
    let words = texts.people();
    let busy = state.attempt.busy();
    let title = fill(words.change_one, &[&one.user.name]);
    let told = format!("{} · {}", one.user.email, standing(&one, texts));
    let id = one.user.id.clone();
    let access = {
        let (id, disabled) = (id.clone(), one.disabled);
        let (text, class) = if disabled {
            (words.enable, "")
        } else {
            (words.disable, "danger")
        };
        let press = Callback::new(move |()| state.set_access(id.clone(), !disabled));
        ui::button(text, class, busy, press)
    };
    let ways = (!one.disabled).then(|| {
        let (for_link, for_end) = (id.clone(), id);
        let link = Callback::new(move |()| state.make_link(for_link.clone()));
        let end = Callback::new(move |()| state.end_sessions(for_end.clone()));
        view! {
            <p class="soft">{words.make_link_hint}</p>
            <div class="row">
                {ui::button(words.make_link, "", busy, link)}
                {ui::button(words.end_sessions, "", busy, end)}
            </div>
        }
        .into_any()
    });
    let passkeys = one.passkey.then(|| {
        let id = one.user.id.clone();
        let remove = Callback::new(move |()| state.remove_passkeys(id.clone()));
        let words = texts.passkeys();
        view! {
            <p class="soft">{words.take_away_hint}</p>
            <div class="row">{ui::button(words.take_away, "danger", busy, remove)}</div>
        }
        .into_any()
    });
    let close = Callback::new(move |()| {
        state.open.set(None);
        state.faults.clear();
        browser::focus_heading();
    });
    let role = Input::new("newRole", texts.admin().role, state.new_role);
    let organisation = organisation_of(
        state,
        state.new_role,
        |state, texts| {
            let label = texts.admin().organisation;
            Input::new("newOrganisation", label, state.new_organisation)
        },
        texts,
    );
    let send = Callback::new(move |()| state.save_role(&one));
    view! {
        <section class="stack" id=PANEL tabindex="-1" aria-label=title.clone()>
            <h3>{title.clone()}</h3>
            <p class="soft">{told}</p>
            {ui::form("stack", send, view! {
                {ui::radios(role, roles(texts), state.faults, texts)}
                {organisation}
                {ui::submit(words.save_role, busy)}
            }.into_any())}
            {ways}
            {passkeys}
            <div class="row">{access} {ui::button(words.close, "", false.into(), close)}</div>
        </section>
    }
    .into_any()
}
