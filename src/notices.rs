//! What one was told: a mark in the header while something is unread, and the page of it.

use claimdesk_protocol::{MailWish, Notice, NoticeSettings, Notices, Role, Tongue};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_location;

use crate::api::{self, ApiError, Attempt};
use crate::i18n::{Lang, Language, Texts, count, fill, localized, moment, month};
use crate::paths::{ClaimPart, Place};
use crate::session::{Session, Who};
use crate::ui::{self, Choice, Faults, Input, Tone};

/// What is known of it, shared by mark and page.
#[derive(Clone, Copy)]
pub(crate) struct Board {
    told: RwSignal<Option<Notices>>,
    failed: RwSignal<Option<ApiError>>,
}

impl Board {
    /// Nothing is known yet.
    pub(crate) fn begin() {
        provide_context(Self {
            told: RwSignal::new(None),
            failed: RwSignal::new(None),
        });
    }

    fn here() -> Self {
        expect_context()
    }

    fn load(self) {
        spawn_local(async move {
            let answer = api::notices().await;
            self.take(answer);
        });
    }

    fn take(self, answer: Result<Notices, ApiError>) {
        match answer {
            Ok(told) => {
                self.failed.set(None);
                self.told.set(Some(told));
            }
            Err(error) => self.failed.set(Some(error)),
        }
    }

    /// Has the server remember in which language and zone the reader is, where it differs.
    fn remember(self, lang: Lang) {
        let kept = self
            .told
            .with(|told| told.as_ref().map(|told| told.settings.clone()));
        let Some(kept) = kept else { return };
        let wanted = NoticeSettings {
            language: match lang {
                Lang::En => Tongue::En,
                Lang::Da => Tongue::Da,
            },
            time_zone: zone().or_else(|| kept.time_zone.clone()),
            ..kept.clone()
        };
        if wanted == kept {
            return;
        }
        spawn_local(async move {
            // Not kept now, it is tried with the next page; nothing else hangs on it.
            if let Ok(settings) = api::set_notice_settings(&wanted).await {
                self.settled(settings);
            }
        });
    }

    fn settled(self, settings: NoticeSettings) {
        self.told.update(|told| {
            if let Some(told) = told {
                told.settings = settings;
            }
        });
    }
}

/// The browser's time zone by its IANA name.
fn zone() -> Option<String> {
    let format = js_sys::Intl::DateTimeFormat::new(&js_sys::Array::new(), &js_sys::Object::new());
    let options = format.resolved_options();
    js_sys::Reflect::get(&options, &"timeZone".into())
        .ok()?
        .as_string()
}

/// The mark in the header, for those who are signed in. It looks again with every page.
pub(crate) fn bell() -> AnyView {
    let board = Board::here();
    let (session, language) = (Session::here(), Language::here());
    let path = use_location().pathname;
    // Whoever has to add a passkey first is refused everything else.
    let signed_in =
        Memo::new(move |_| matches!(session.who(), Who::Person(_)) && !session.passkey_due());
    Effect::new(move |_| {
        path.track();
        if signed_in.get() {
            board.load();
        }
    });
    Effect::new(move |_| board.remember(language.texts().lang));
    let unread = Memo::new(move |_| {
        board
            .told
            .with(|told| told.as_ref().map_or(0, |told| told.unread))
    });
    ui::live(move || {
        signed_in.get().then(|| {
            let texts = language.texts();
            let words = texts.notices();
            let number = count(texts.lang, i128::from(unread.get()));
            let name = match unread.get() {
                0 => words.title.to_owned(),
                1 => words.bell_one.to_owned(),
                _ => fill(words.bell, &[&number]),
            };
            let place = Place::Notices;
            view! {
                <a
                    class="button quiet icon bell"
                    href=place.to_string()
                    rel=place.rel()
                    title=name.clone()
                    aria-label=name
                >
                    <span aria-hidden="true">"✉"</span>
                    {(unread.get() > 0).then(|| view! { <strong>{number}</strong> }.into_any())}
                </a>
            }
            .into_any()
        })
    })
}

#[derive(Clone, Copy)]
struct Acting {
    board: Board,
    attempt: Attempt,
    wish: RwSignal<String>,
    /// What was done last, to be said.
    done: RwSignal<Option<Done>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Done {
    Read,
    Kept,
}

/// The page at `/notices`.
pub(crate) fn page() -> AnyView {
    let acting = Acting {
        board: Board::here(),
        attempt: Attempt::new(),
        wish: RwSignal::new(String::new()),
        done: RwSignal::new(None),
    };
    // What is chosen here stands until it is kept; what is kept elsewhere is taken over.
    Effect::new(move |before: Option<Option<MailWish>>| {
        let kept = acting
            .board
            .told
            .with(|told| told.as_ref().map(|told| told.settings.mail));
        if before.flatten() != kept
            && let Some(kept) = kept
        {
            acting.wish.set(kept.as_str().to_owned());
        }
        kept
    });
    localized(move |texts| view(acting, texts))
}

impl Acting {
    fn read_all(self) {
        let latest = self.board.told.with_untracked(|told| {
            told.as_ref()
                .and_then(|told| told.notices.first())
                .map(|notice| notice.id.clone())
        });
        let Some(latest) = latest else { return };
        if self.attempt.begin().is_none() {
            return;
        }
        self.done.set(None);
        spawn_local(async move {
            let answer = api::read_notices(latest).await;
            match self.attempt.end(answer) {
                Some(Ok(told)) => {
                    self.board.take(Ok(told));
                    self.done.set(Some(Done::Read));
                }
                Some(Err(error)) => self.attempt.fail(error),
                None => {}
            }
        });
    }

    fn keep(self) {
        let mail = MailWish::parse(&self.wish.get_untracked());
        let kept = self
            .board
            .told
            .with_untracked(|told| told.as_ref().map(|told| told.settings.clone()));
        let (Some(mail), Some(kept)) = (mail, kept) else {
            return;
        };
        if self.attempt.begin().is_none() {
            return;
        }
        self.done.set(None);
        spawn_local(async move {
            let answer = api::set_notice_settings(&NoticeSettings { mail, ..kept }).await;
            match self.attempt.end(answer) {
                Some(Ok(settings)) => {
                    self.board.settled(settings);
                    self.done.set(Some(Done::Kept));
                }
                Some(Err(error)) => self.attempt.fail(error),
                None => {}
            }
        });
    }
}

fn view(acting: Acting, texts: &'static Texts) -> AnyView {
    let words = texts.notices();
    let board = acting.board;
    let failed = ui::live(move || {
        acting
            .attempt
            .failed()
            .map(|error| ui::failure(&error, texts, None))
    });
    let done = ui::words(move || match acting.done.get() {
        Some(Done::Read) => words.read_now.to_owned(),
        Some(Done::Kept) => words.kept.to_owned(),
        None => String::new(),
    });
    // A changed wish for mail does not make the list anew.
    let notices = Memo::new(move |_| {
        board
            .told
            .with(|told| told.as_ref().map(|told| told.notices.clone()))
    });
    let list = ui::live(move || match (notices.get(), board.failed.get()) {
        (Some(notices), _) if notices.is_empty() => ui::paragraph(words.none),
        (Some(notices), _) => list(&notices, texts),
        (None, Some(error)) => {
            let again = Callback::new(move |()| board.load());
            ui::failure(&error, texts, Some(again))
        }
        (None, None) => ui::waiting(texts),
    });
    let unread = Memo::new(move |_| {
        board
            .told
            .with(|told| told.as_ref().is_some_and(|told| told.unread > 0))
    });
    let read = ui::live(move || {
        unread.get().then(|| {
            let act = Callback::new(move |()| acting.read_all());
            ui::button(words.all_read, "", acting.attempt.busy(), act)
        })
    });
    view! {
        <div class="row spread">{ui::heading(words.title)} {read}</div>
        <p class="lead">{words.lead}</p>
        {failed}
        <p role="status">{done}</p>
        <div class="columns">
            <section class="card stack" aria-label=words.title>
                {list}
            </section>
            <aside class="stack">
                {mail(acting, texts)} {programs(texts)}
                // The header has no room for it on a phone.
                <p>{ui::link(&Place::Account, texts.own_account().title)}</p>
            </aside>
        </div>
    }
    .into_any()
}

fn list(notices: &[Notice], texts: &'static Texts) -> AnyView {
    let role = Session::here().user().map(|user| user.role);
    let items: Vec<AnyView> = notices
        .iter()
        .map(|notice| item(notice, role, texts))
        .collect();
    view! { <ol class="timeline">{items}</ol> }.into_any()
}

fn item(notice: &Notice, role: Option<Role>, texts: &'static Texts) -> AnyView {
    let words = texts.notices();
    let reference = &notice.reference;
    let claim = match role {
        Some(Role::Partner) => ui::link(&Place::claim(reference, ClaimPart::Detail), reference),
        Some(Role::Reviewer) => ui::link(&Place::ReviewClaim(reference.clone()), reference),
        // Administrators see no claims.
        _ => ui::text(reference.clone()),
    };
    let new = (!notice.read).then(|| {
        let class = format!("tag {}", Tone::Warn.class());
        view! { <span class=class>{words.new}</span> " " }.into_any()
    });
    let until = notice.until.map(|until| {
        let over = until <= notice.at;
        let template = if over { words.was_due } else { words.until };
        ui::paragraph(fill(template, &[&moment(texts, until)]))
    });
    let from = notice
        .from
        .map(|from| ui::paragraph(fill(words.from, &[&month(texts, from)])));
    let reason = notice
        .reason
        .map(|reason| ui::paragraph(texts.reason(reason)));
    view! {
        <li>
            <p>
                {new} <strong>{texts.notice(notice.kind)}</strong> ": " {claim} " · "
                {notice.customer.clone()}
            </p>
            <p class="soft">{moment(texts, notice.at)}</p>
            {from}
            {reason}
            {until}
        </li>
    }
    .into_any()
}

/// The ways to webhooks and tokens, for those who may have them.
fn programs(texts: &'static Texts) -> Option<AnyView> {
    let role = Session::here().user().map(|user| user.role);
    let may = matches!(role, Some(Role::Partner | Role::Administrator));
    may.then(|| {
        let link = ui::link(&Place::Webhooks, texts.webhooks().link);
        let tokens = (role == Some(Role::Partner)).then(|| {
            let link = ui::link(&Place::Tokens, texts.tokens().link);
            view! { <p>{link}</p> }
        });
        view! { <p>{link}</p> {tokens} }.into_any()
    })
}

fn mail(acting: Acting, texts: &'static Texts) -> AnyView {
    let words = texts.notices();
    let send = Callback::new(move |()| acting.keep());
    let choices = vec![
        Choice::new(MailWish::All.as_str(), words.which_all),
        Choice::new(MailWish::Needed.as_str(), words.which_needed).hint(words.which_needed_hint),
    ];
    let which = Input::new("mail", words.which, acting.wish);
    let zone = zone().unwrap_or_else(|| "UTC".to_owned());
    view! {
        {ui::form("card stack", send, view! {
            <h2>{words.mail}</h2>
            <p class="soft">{fill(words.mail_how, &[&zone])}</p>
            {ui::radios(which, choices, Faults::new(), texts)}
            {ui::submit(words.keep, acting.attempt.busy())}
        }.into_any())}
    }
    .into_any()
}
