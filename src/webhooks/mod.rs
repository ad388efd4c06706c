//! Webhooks: programs that are told what happens to claims.

mod endpoint;
mod form;
mod messages;

use claimdesk_protocol::{
    Deliveries, Role, Webhook, WebhookEvent, WebhookSecret, WebhookTest, Webhooks,
};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{self, ApiError, Attempt};
use crate::browser;
use crate::i18n::{Texts, fill, localized};
use crate::session::Session;
use crate::ui::{self, Faults, Loaded, Once};

/// ID of the notice with a new secret.
const SECRET: &str = "secret";

#[derive(Clone, Copy)]
struct State {
    webhooks: Loaded<Vec<Webhook>>,
    attempt: Attempt,
    /// What was done last, to be said.
    done: RwSignal<Option<Done>>,
    /// A secret that was just made; it goes with the page.
    secret: RwSignal<Option<WebhookSecret>>,
    /// The endpoint whose messages are shown.
    open: RwSignal<Option<Deliveries>>,
    /// The endpoint that was tried last, and what became of it.
    tested: RwSignal<Option<(String, WebhookTest)>>,
    /// The endpoint that is about to be removed.
    removing: RwSignal<Option<String>>,
    /// The endpoint that is changed; none while one is added.
    changing: RwSignal<Option<Webhook>>,
    url: RwSignal<String>,
    events: RwSignal<Vec<WebhookEvent>>,
    faults: Faults,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Done {
    Added,
    Saved,
    Removed,
    Again,
}

/// The page at `/webhooks`.
pub(crate) fn page() -> AnyView {
    let state = State {
        webhooks: Loaded::new(),
        attempt: Attempt::new(),
        done: RwSignal::new(None),
        secret: RwSignal::new(None),
        open: RwSignal::new(None),
        tested: RwSignal::new(None),
        removing: RwSignal::new(None),
        changing: RwSignal::new(None),
        url: RwSignal::new(String::new()),
        events: RwSignal::new(WebhookEvent::ALL.to_vec()),
        faults: Faults::new(),
    };
    state.load();
    localized(move |texts| view(state, texts))
}

impl State {
    fn load(self) {
        self.webhooks.load(api::webhooks);
    }

    /// Does something that the server keeps, one at a time; `then` has what came of it.
    fn act<T: 'static>(
        self,
        call: impl AsyncFnOnce(String) -> Result<T, ApiError> + 'static,
        then: impl FnOnce(T) + 'static,
    ) {
        let Some(key) = self.attempt.begin() else {
            return;
        };
        self.done.set(None);
        spawn_local(async move {
            let answer = call(key).await;
            match self.attempt.end(answer) {
                Some(Ok(value)) => then(value),
                Some(Err(error)) => self.refused(error),
                None => {}
            }
        });
    }

    /// A fault of a field is said there, in the reader's language.
    fn refused(self, error: ApiError) {
        let found = form::faults(&error);
        if found.is_empty() {
            self.attempt.fail(error);
            // It may have been changed or removed elsewhere.
            self.load();
        } else {
            self.faults.show(found);
        }
    }

    /// This endpoint is so from now on.
    fn put(self, webhook: Webhook) {
        self.webhooks.update(
            |all| match all.iter_mut().find(|one| one.id == webhook.id) {
                Some(one) => *one = webhook,
                None => all.push(webhook),
            },
        );
    }

    fn show_secret(self, secret: WebhookSecret) {
        self.put(secret.webhook.clone());
        self.secret.set(Some(secret));
        browser::focus_soon(SECRET);
    }

    /// The messages of an endpoint, as they stand now.
    fn show(self, deliveries: Deliveries) {
        self.put(deliveries.webhook.clone());
        self.open.set(Some(deliveries));
    }
}

fn view(state: State, texts: &'static Texts) -> AnyView {
    let words = texts.webhooks();
    let all = Session::here()
        .user()
        .is_some_and(|user| user.role == Role::Administrator);
    let about = if all { words.lead_all } else { words.lead };
    let failed = ui::live(move || {
        let error = state.attempt.failed()?;
        Some(ui::failure(&error, texts, None))
    });
    let done = ui::words(move || match state.done.get() {
        Some(Done::Added) => words.added.to_owned(),
        Some(Done::Saved) => words.saved.to_owned(),
        Some(Done::Removed) => words.removed.to_owned(),
        Some(Done::Again) => words.again_done.to_owned(),
        None => String::new(),
    });
    let secret = ui::live(move || state.secret.get().map(|made| secret(state, made, texts)));
    let list = state.webhooks.view(
        texts,
        move || state.load(),
        move |webhooks| {
            if webhooks.is_empty() {
                return ui::paragraph(words.none);
            }
            let cards: Vec<AnyView> = webhooks
                .iter()
                .map(|one| endpoint::card(state, one, texts))
                .collect();
            view! { <div class="stack">{cards}</div> }.into_any()
        },
    );
    let full = Memo::new(move |_| {
        state.webhooks.with(Vec::len).unwrap_or_default() >= Webhooks::MOST as usize
    });
    let form = ui::live(move || {
        if full.get() && state.changing.with(Option::is_none) {
            let most = Webhooks::MOST.to_string();
            ui::paragraph(fill(words.full, &[&most]))
        } else {
            form::form(state, texts)
        }
    });
    view! {
        {ui::error_summary(state.faults, texts)}
        {ui::heading(words.title)}
        <p class="lead">{about}</p>
        {failed}
        <p role="status">{done}</p>
        {secret}
        <div class="columns">
            {list}
            <aside>{form}</aside>
        </div>
    }
    .into_any()
}

/// A new secret, which is not shown again.
fn secret(state: State, made: WebhookSecret, texts: &'static Texts) -> AnyView {
    let words = texts.webhooks();
    let once = Once {
        id: SECRET,
        label: words.secret.to_owned(),
        about: view! {
            <h2>{words.secret}</h2>
            <p class="typed">{made.webhook.url}</p>
        }
        .into_any(),
        text: Some(made.secret),
        hint: ui::paragraph(words.secret_once),
        hide: Callback::new(move |()| state.secret.set(None)),
    };
    ui::shown_once(once, texts)
}
