//! API tokens: programs that act for one's organisation.

mod form;

use claimdesk_protocol::{ApiToken, ApiTokenSecret, ApiTokens, TokenScope};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{self, ApiError, Attempt};
use crate::browser;
use crate::i18n::{Texts, fill, localized, moment};
use crate::ui::{self, Faults, Loaded, Once, Tone};

/// ID of the notice with a new token.
const SECRET: &str = "secret";

#[derive(Clone, Copy)]
struct State {
    tokens: Loaded<Vec<ApiToken>>,
    attempt: Attempt,
    /// What was done last, to be said.
    done: RwSignal<Option<Done>>,
    /// A token that was just made; it goes with the page.
    secret: RwSignal<Option<ApiTokenSecret>>,
    /// The token that is about to be ended.
    ending: RwSignal<Option<String>>,
    name: RwSignal<String>,
    scopes: RwSignal<Vec<TokenScope>>,
    days: RwSignal<String>,
    faults: Faults,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Done {
    Added,
    Ended,
}

/// The page at `/tokens`.
pub(crate) fn page() -> AnyView {
    let state = State {
        tokens: Loaded::new(),
        attempt: Attempt::new(),
        done: RwSignal::new(None),
        secret: RwSignal::new(None),
        ending: RwSignal::new(None),
        name: RwSignal::new(String::new()),
        scopes: RwSignal::new(Vec::new()),
        days: RwSignal::new(form::USUAL_DAYS.to_owned()),
        faults: Faults::new(),
    };
    state.load();
    localized(move |texts| view(state, texts))
}

impl State {
    fn load(self) {
        self.tokens.load(api::tokens);
    }

    /// Does something that the server keeps, one at a time; `then` has what came of it.
    fn act<T: 'static>(
        self,
        call: impl AsyncFnOnce() -> Result<T, ApiError> + 'static,
        then: impl FnOnce(T) + 'static,
    ) {
        if self.attempt.begin().is_none() {
            return;
        }
        self.done.set(None);
        spawn_local(async move {
            let answer = call().await;
            match self.attempt.end(answer) {
                Some(Ok(value)) => then(value),
                Some(Err(error)) => self.refused(error),
                None => {}
            }
        });
    }

    fn refused(self, error: ApiError) {
        let found = form::faults(&error);
        if found.is_empty() {
            self.attempt.fail(error);
            // What was made or ended although its answer was lost is shown as it stands.
            self.load();
        } else {
            self.faults.show(found);
        }
    }

    fn end(self, id: String) {
        self.act(
            async move || api::end_token(&id).await,
            move |left| {
                self.ending.set(None);
                self.tokens.set(left);
                self.done.set(Some(Done::Ended));
                browser::focus_heading();
            },
        );
    }
}

fn view(state: State, texts: &'static Texts) -> AnyView {
    let words = texts.tokens();
    let failed = ui::live(move || {
        let error = state.attempt.failed()?;
        Some(ui::failure(&error, texts, None))
    });
    let done = ui::words(move || match state.done.get() {
        Some(Done::Added) => words.added.to_owned(),
        Some(Done::Ended) => words.ended.to_owned(),
        None => String::new(),
    });
    let secret = ui::live(move || state.secret.get().map(|made| secret(state, made, texts)));
    let list = state.tokens.view(
        texts,
        move || state.load(),
        move |tokens| {
            if tokens.is_empty() {
                return ui::paragraph(words.none);
            }
            let cards: Vec<AnyView> = tokens.iter().map(|one| card(state, one, texts)).collect();
            view! { <div class="stack">{cards}</div> }.into_any()
        },
    );
    let full = Memo::new(move |_| {
        let now = browser::now();
        let working = |all: &Vec<ApiToken>| all.iter().filter(|one| now < one.expires_at).count();
        state.tokens.with(working).unwrap_or_default() >= ApiTokens::MOST as usize
    });
    let form = ui::live(move || {
        if full.get() {
            ui::paragraph(fill(words.full, &[&ApiTokens::MOST.to_string()]))
        } else {
            form::form(state, texts)
        }
    });
    view! {
        {ui::error_summary(state.faults, texts)}
        {ui::heading(words.title)}
        <p class="lead">{words.lead}</p>
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

fn card(state: State, token: &ApiToken, texts: &'static Texts) -> AnyView {
    let words = texts.tokens();
    let (tone, stands) = if browser::now() < token.expires_at {
        (Tone::Good, words.works)
    } else {
        (Tone::Warn, words.over)
    };
    let may: Vec<&str> = token
        .scopes
        .iter()
        .map(|scope| texts.token_scope(*scope))
        .collect();
    let used = match token.used_at {
        Some(at) => fill(words.used, &[&moment(texts, at)]),
        None => words.unused.to_owned(),
    };
    let made = moment(texts, token.created_at);
    let busy = state.attempt.busy();
    let id = token.id.clone();
    let end = ui::live(move || {
        let id = id.clone();
        if state.ending.with(|one| one.as_deref() == Some(&*id)) {
            let sure = Callback::new(move |()| state.end(id.clone()));
            let keep = Callback::new(move |()| state.ending.set(None));
            view! {
                {ui::button(words.end_sure, "danger", busy, sure)}
                {ui::button(words.keep, "", busy, keep)}
            }
            .into_any()
        } else {
            let ask = Callback::new(move |()| state.ending.set(Some(id.clone())));
            ui::button(words.end, "", busy, ask)
        }
    });
    view! {
        <section class="card stack" aria-label=token.name.clone()>
            <div class="row spread">
                <h2 class="typed">{token.name.clone()}</h2>
                <span class=format!("tag {}", tone.class())>{stands}</span>
            </div>
            <p>{fill(words.may, &[&may.join("; ")])}</p>
            <p>{fill(words.until, &[&moment(texts, token.expires_at)])}</p>
            <p class="soft">{fill(words.made, &[&token.made_by, &made])}</p>
            <p class="soft">{used}</p>
            <div class="row">{end}</div>
        </section>
    }
    .into_any()
}

/// A new token, which is not shown again.
fn secret(state: State, made: ApiTokenSecret, texts: &'static Texts) -> AnyView {
    let words = texts.tokens();
    let once = Once {
        id: SECRET,
        label: words.secret.to_owned(),
        about: view! {
            <h2>{words.secret}</h2>
            <p class="typed">{made.token.name}</p>
        }
        .into_any(),
        text: Some(made.secret),
        hint: ui::paragraph(words.secret_once),
        hide: Callback::new(move |()| state.secret.set(None)),
    };
    ui::shown_once(once, texts)
}
