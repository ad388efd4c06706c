//! Showing that it is still oneself, before something is changed that whoever finds an open browser
//! must not change. To sign in again is to show it; what was meant to be done then goes on.

use claimdesk_protocol::{SignIn, User};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::passkey::{self, Way};
use super::{credential, missing};
use crate::api::{self, ApiError, Attempt};
use crate::browser;
use crate::i18n::Texts;
use crate::session::Session;
use crate::ui::{self, Faults};

/// ID of the panel.
const PANEL: &str = "again";

/// The panel that asks, wherever it is needed.
#[derive(Clone, Copy)]
pub(crate) struct Again {
    /// What goes on afterwards; nothing while nobody is asked.
    then: RwSignal<Option<Callback<()>>>,
    password: RwSignal<String>,
    way: Way,
    attempt: Attempt,
    faults: Faults,
    session: Session,
}

impl Again {
    /// Nobody is asked.
    pub(crate) fn new() -> Self {
        Self {
            then: RwSignal::new(None),
            password: RwSignal::new(String::new()),
            way: Way::new(),
            attempt: Attempt::new(),
            faults: Faults::new(),
            session: Session::here(),
        }
    }

    /// True where this is why the server refused: then it is asked for, and `then` goes on after it.
    pub(crate) fn is_asked(self, error: &ApiError, then: Callback<()>) -> bool {
        let ApiError::Refused(problem) = error else {
            return false;
        };
        if problem.code != "sign_in_again" {
            return false;
        }
        self.password.set(String::new());
        self.faults.clear();
        self.way.load();
        self.then.set(Some(then));
        browser::focus_soon(PANEL);
        true
    }

    fn send(self) {
        let mut found = missing(&[("again-password", self.password, |texts| {
            texts.account().password_missing
        })]);
        found.extend(self.way.missing_code());
        let good = found.is_empty();
        self.faults.show(found);
        let Some(user) = self.session.user().filter(|_| good) else {
            return;
        };
        if self.attempt.begin().is_none() {
            return;
        }
        let body = SignIn {
            email: user.email,
            password: self.password.get_untracked(),
            recovery_code: self.way.code(),
        };
        spawn_local(async move {
            let answer = api::sign_in(&body, &browser::random_key()).await;
            match self.attempt.end(answer) {
                Some(Ok(session)) => self.goes_on(session),
                Some(Err(error)) => self.refused(error),
                None => {}
            }
        });
    }

    fn by_passkey(self) {
        if self.attempt.begin().is_none() {
            return;
        }
        spawn_local(async move {
            let answer = passkey::sign_in(self.way).await;
            match self.attempt.end(answer) {
                Some(Ok(Some(session))) => self.goes_on(session),
                // What the device withheld is told beside its button.
                Some(Ok(None)) | None => {}
                Some(Err(error)) => self.attempt.fail(error),
            }
        });
    }

    fn refused(self, error: ApiError) {
        if !self.way.is_asked(&error, self.faults) {
            self.attempt.fail(error);
        }
    }

    fn goes_on(self, session: claimdesk_protocol::Session) {
        self.password.set(String::new());
        self.way.forget();
        let then = self.then.get_untracked();
        self.then.set(None);
        let who = |user: Option<User>| user.map(|user| user.id);
        let is_same = who(self.session.user()) == who(session.user.clone());
        // Another person's passkey may have signed in: the page is theirs then, and what was meant is
        // not done to their account.
        self.session.is(session);
        if let Some(then) = then.filter(|_| is_same) {
            then.run(());
        }
    }
}

/// The panel, while it is asked for.
pub(crate) fn panel(again: Again, texts: &'static Texts) -> AnyView {
    ui::live(move || again.then.get().map(|_| asks(again, texts)))
}

fn asks(again: Again, texts: &'static Texts) -> AnyView {
    let words = texts.passkeys();
    let failed = ui::live(move || {
        let error = again.attempt.failed()?;
        Some(if error.status() == Some(401) {
            passkey::wrong(&error, texts)
        } else {
            ui::failure(&error, texts, None)
        })
    });
    let email = again.session.user().map(|user| user.email);
    let send = Callback::new(move |()| again.send());
    let leave = Callback::new(move |()| {
        again.then.set(None);
        browser::focus_heading();
    });
    let password = credential(
        "again-password",
        texts.account().password,
        "password",
        "current-password",
        again.password,
    );
    let use_passkey = Callback::new(move |()| again.by_passkey());
    view! {
        <section class="card stack" id=PANEL tabindex="-1" aria-labelledby="again-heading">
            <h2 id="again-heading">{words.again}</h2>
            <p>{words.again_lead}</p>
            {failed}
            {passkey::button(again.way, again.attempt.busy(), use_passkey, texts)}
            {ui::form("stack", send, view! {
                // For password managers, which keep a password under a name.
                <input type="text" autocomplete="username" value=email readonly=true hidden=true />
                {ui::input(password, again.faults, texts)}
                {passkey::code_field(again.way, again.faults, texts)}
                <div class="row">
                    {ui::submit(words.again_go_on, again.attempt.busy())}
                    {ui::button(words.again_leave, "", false.into(), leave)}
                </div>
            }.into_any())}
            {passkey::by_provider(again.way, texts)}
        </section>
    }
    .into_any()
}
