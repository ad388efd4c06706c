//! The frame around every page: context, header, navigation, footer, and which page stands.

use claimdesk_protocol::Role;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::components::Router;
use leptos_router::hooks::{use_location, use_navigate};
use leptos_router::location::{BrowserUrl, LocationProvider};

use crate::connection::Connection;
use crate::i18n::{Lang, Language, Texts, localized};
use crate::paths::{ClaimPart, Place};
use crate::session::{Session, Who};
use crate::{
    account, admin, api, browser, calculator, claim, claims, credits, not_found, notices,
    portfolio, review, rules, tokens, ui, webhooks, word,
};

/// The calculator. Every link from here leads to another module, so that there is nothing
/// to route.
pub(crate) fn public() -> AnyView {
    let path = window().location().pathname().unwrap_or_default();
    let place = Signal::stored(Place::parse(&path));
    frame(place, signal(String::new()).0, nothing, move || {
        ui::making::first(move || {
            provide_context(calculator::State::new());
            if place.get_untracked() == Place::Calculator {
                calculator::page()
            } else {
                not_found::page()
            }
        })
    })
}

/// The portfolio, and the rules it is counted by.
pub(crate) fn portfolio() -> AnyView {
    fn page(place: Memo<Place>) -> AnyView {
        // It outlives the page: whoever looks up a rule finds the portfolio as they left it.
        provide_context(portfolio::State::new());
        ui::live(move || match place.get() {
            Place::Portfolio => portfolio::page(),
            Place::Rules => rules::page(),
            _ => not_found::page(),
        })
    }
    view! { <Router>{routed(page, nothing)}</Router> }.into_any()
}

/// Signing in, and a partner's pages behind it.
pub(crate) fn desk() -> AnyView {
    notices::Board::begin();
    view! { <Router>{routed(desk_page, notices::bell)}</Router> }.into_any()
}

/// The pages of reviewers and administrators.
pub(crate) fn review() -> AnyView {
    notices::Board::begin();
    view! { <Router>{routed(review_page, notices::bell)}</Router> }.into_any()
}

/// What a module without a mark of its own has in the header.
fn nothing() -> AnyView {
    ().into_any()
}

fn routed(page: fn(Memo<Place>) -> AnyView, mark: fn() -> AnyView) -> AnyView {
    provide_context(Go::begin());
    let path = use_location().pathname;
    // A link to another module that does not say so comes here too: it is left to the browser,
    // and the page stands until then.
    let place = Memo::new(move |before: Option<&Place>| {
        let there = Place::parse(&path.get());
        match before {
            Some(before) if there.is_elsewhere() => before.clone(),
            _ => there,
        }
    });
    settle_history();
    frame(place.into(), announce(place), mark, move || page(place))
}

/// The frame around a page; `mark` is what its module shows in the header.
fn frame(
    place: Signal<Place>,
    announcement: ReadSignal<String>,
    mark: fn() -> AnyView,
    page: impl FnOnce() -> AnyView,
) -> AnyView {
    let language = Language::begin();
    provide_context(language);
    let session = Session::begin();
    provide_context(session);
    let connection = Connection::begin(session);
    // The router would take the link for a change of place, and the focus would stay.
    let skip = |event: web_sys::MouseEvent| {
        event.prevent_default();
        browser::focus("main");
    };
    view! {
        <a class="skip" href="#main" on:click=ui::on(skip)>
            {move || language.texts().nav.skip}
        </a>
        {header(place, connection, mark)}
        <main class="page" id="main" tabindex="-1">
            {page()}
        </main>
        {ui::making::last(footer)}
        <p class="visually-hidden" role="status">
            {announcement}
        </p>
    }
    .into_any()
}

fn footer() -> AnyView {
    localized(|texts| {
        view! {
            <footer class="site-footer">
                <p>{texts.nav.footer} " " {ui::link(&Place::Rules, texts.nav.footer_rules)}</p>
            </footer>
        }
        .into_any()
    })
}

/// The router writes the address bar once the new page stands. Our pages stand at once, and
/// those of another module come with a document of their own.
fn settle_history() {
    let history = use_context::<BrowserUrl>();
    let location = use_location();
    Effect::new(move |before: Option<()>| {
        let path = location.pathname.get();
        if before.is_some() && Place::parse(&path).is_elsewhere() {
            let (search, hash) = (
                location.search.get_untracked(),
                location.hash.get_untracked(),
            );
            let mark = if search.is_empty() { "" } else { "?" };
            browser::load(&format!("{path}{mark}{search}{hash}"), false);
        } else if let Some(history) = &history {
            history.ready_to_complete();
        }
    });
}

/// After a change of place (not on the first load) the heading takes the focus and the new
/// title is said.
fn announce(place: Memo<Place>) -> ReadSignal<String> {
    let (said, say) = signal(String::new());
    Effect::new(move |before: Option<Place>| {
        let here = place.get();
        if before.is_some_and(|before| before != here) {
            request_animation_frame(move || {
                match browser::anchor() {
                    Some(anchor) => browser::focus(&anchor),
                    None => browser::arrived(),
                }
                say.set(browser::document().title());
            });
        }
        here
    });
    said
}

/// Pages of one claim share what is typed, so they are one area.
#[derive(Clone, PartialEq)]
enum Area {
    Claim(String),
    Other(Place),
}

fn desk_page(place: Memo<Place>) -> AnyView {
    let area = Memo::new(move |_| match place.get() {
        Place::Claim(reference, _) => Area::Claim(reference),
        other => Area::Other(other),
    });
    let part = Memo::new(move |before: Option<&ClaimPart>| match place.get() {
        Place::Claim(_, part) => part,
        _ => before.copied().unwrap_or(ClaimPart::Detail),
    });
    ui::live(move || match area.get() {
        Area::Claim(reference) => {
            only_for(Role::Partner, move || claim::area(reference.clone(), part))
        }
        Area::Other(place) => match place {
            Place::SignIn => account::sign_in(),
            Place::Setup => account::setup(),
            Place::Account => only_for_any(&Role::ALL, account::own),
            Place::Welcome => account::welcome(),
            Place::Forgotten => account::forgotten(),
            Place::Claims => only_for(Role::Partner, claims::list),
            Place::NewClaim => only_for(Role::Partner, claim::start),
            Place::ManyClaims => only_for(Role::Partner, claims::many),
            Place::Kinds => only_for(Role::Partner, claim::kinds),
            Place::OtherKind(kind) => only_for(Role::Partner, move || claim::other_kind(kind)),
            Place::Credits => only_for(Role::Partner, credits::page),
            Place::Word => word::page(),
            Place::Notices => only_for_any(&Role::ALL, notices::page),
            Place::Tokens => only_for(Role::Partner, tokens::page),
            Place::Webhooks => only_for_any(&[Role::Partner, Role::Administrator], webhooks::page),
            _ => not_found::page(),
        },
    })
}

fn review_page(place: Memo<Place>) -> AnyView {
    ui::live(move || match place.get() {
        Place::Review => only_for(Role::Reviewer, review::queue),
        Place::Figures => only_for_any(&[Role::Reviewer, Role::Administrator], review::figures),
        Place::ReviewClaim(reference) => {
            only_for(Role::Reviewer, move || review::decide(reference.clone()))
        }
        Place::Admin => only_for(Role::Administrator, admin::page),
        Place::Audit => only_for(Role::Auditor, review::audit),
        _ => not_found::page(),
    })
}

/// A page for one role: others are told, nobody is asked to sign in first.
fn only_for<F>(role: Role, page: F) -> AnyView
where
    F: Fn() -> AnyView + Send + 'static,
{
    only_for_any(
        match role {
            Role::Partner => &[Role::Partner],
            Role::Reviewer => &[Role::Reviewer],
            Role::Administrator => &[Role::Administrator],
            Role::Auditor => &[Role::Auditor],
        },
        page,
    )
}

/// The same for several.
fn only_for_any<F>(roles: &'static [Role], page: F) -> AnyView
where
    F: Fn() -> AnyView + Send + 'static,
{
    enum Door {
        Wait,
        SignIn,
        Other,
        Open,
        Passkey,
        Silent(api::ApiError),
    }
    let session = Session::here();
    let language = Language::here();
    // Only a change of role opens or shuts; a changed name does not make the page anew.
    let known = Memo::new(move |_| {
        let who = match session.who() {
            Who::Person(user) => Who::Person(Box::new(claimdesk_protocol::User {
                name: String::new(),
                ..*user
            })),
            other => other,
        };
        (who, session.passkey_due())
    });
    ui::live(move || {
        let (who, passkey_due) = known.get();
        let door = match who {
            // Until then the server refuses everything else.
            Who::Person(_) if passkey_due => Door::Passkey,
            Who::Unknown => Door::Wait,
            Who::Nobody => Door::SignIn,
            Who::Person(user) if roles.contains(&user.role) => Door::Open,
            Who::Person(_) => Door::Other,
            Who::Silent(error) => Door::Silent(error),
        };
        match door {
            Door::Open => page(),
            Door::Passkey => account::own(),
            Door::Wait => {
                let texts = language.texts();
                view! {
                    <h1 class="visually-hidden" tabindex="-1">
                        {texts.common.loading}
                    </h1>
                    {ui::waiting(texts)}
                }
                .into_any()
            }
            Door::SignIn => account::sign_in_here(),
            Door::Other => not_found::not_yours(),
            Door::Silent(error) => localized(move |texts| {
                view! {
                    {ui::heading(texts.common.no_answer)}
                    {ui::failure(&error, texts, Some(Callback::new(move |()| session.ask())))}
                }
                .into_any()
            }),
        }
    })
}

fn header(place: Signal<Place>, connection: Connection, mark: fn() -> AnyView) -> AnyView {
    let language = Language::here();
    let session = Session::here();
    view! {
        <header class="site-header">
            <div class="bar">
                <a class="brand" href="/" rel=Place::Calculator.rel()>
                    <span class="brand-mark" aria-hidden="true"></span>
                    "Claimdesk"
                </a>
                <nav class="site-nav" aria-label=move || language.texts().nav.label>
                    {ui::live(move || navigation(session, place, language.texts()))}
                </nav>
                <div class="site-tools">
                    {ui::making::below(move || tools(session, connection, mark))}
                </div>
            </div>
        </header>
    }
    .into_any()
}

fn tools(session: Session, connection: Connection, mark: fn() -> AnyView) -> AnyView {
    view! {
        {connection.mark()}
        {mark()}
        {who(session)}
        {theme_switch()}
        {language_switch()}
    }
    .into_any()
}

fn navigation(session: Session, place: Signal<Place>, texts: &'static Texts) -> AnyView {
    let mut places = vec![
        (Place::Calculator, texts.nav.calculator),
        (Place::Portfolio, texts.nav.portfolio),
        (Place::Rules, texts.nav.rules),
    ];
    match session.role() {
        Some(Role::Partner) => {
            places.push((Place::Claims, texts.nav.claims));
            places.push((Place::Credits, texts.nav.credits));
        }
        Some(Role::Reviewer) => places.push((Place::Review, texts.nav.review)),
        Some(Role::Administrator) => places.push((Place::Admin, texts.nav.admin)),
        Some(Role::Auditor) => places.push((Place::Audit, texts.nav.audit)),
        None => places.push((Place::SignIn, texts.nav.sign_in)),
    }
    let items: Vec<AnyView> = places
        .into_iter()
        .map(|(target, text)| {
            let (address, rel) = (target.to_string(), target.rel());
            let current = Signal::derive(move || current_mark(&place.get(), &target));
            view! {
                <li>
                    <a href=address rel=rel aria-current=current>
                        {text}
                    </a>
                </li>
            }
            .into_any()
        })
        .collect();
    view! { <ul>{items}</ul> }.into_any()
}

/// Whether a place of the navigation is where the reader is, or above it.
fn current_mark(here: &Place, target: &Place) -> Option<&'static str> {
    if here == target {
        return Some("page");
    }
    let inside = matches!(
        (here, target),
        (
            Place::NewClaim
                | Place::ManyClaims
                | Place::Kinds
                | Place::OtherKind(_)
                | Place::Claim(..),
            Place::Claims
        ) | (Place::ReviewClaim(_) | Place::Figures, Place::Review)
    );
    inside.then_some("true")
}

/// That signing out failed, once it did: the session goes on, and whoever leaves the desk has to know.
fn still_signed_in(stays: RwSignal<bool>, language: Language) -> AnyView {
    ui::live(move || {
        stays.get().then(|| {
            view! {
                <span class="hint" role="alert">
                    {language.texts().nav.still_signed_in}
                </span>
            }
            .into_any()
        })
    })
}

fn who(session: Session) -> AnyView {
    let language = Language::here();
    let busy = RwSignal::new(false);
    let stays = RwSignal::new(false);
    let leave = Callback::new(move |()| {
        busy.set(true);
        stays.set(false);
        spawn_local(async move {
            match api::sign_out().await {
                Ok(provider) => {
                    session.end();
                    let next = provider.unwrap_or_else(|| Place::Calculator.to_string());
                    browser::load(&next, false);
                }
                Err(_) => stays.set(true),
            }
            busy.set(false);
        });
    });
    ui::live(move || match session.who() {
        Who::Person(user) => {
            let at = user
                .organisation
                .as_ref()
                .map(|at| format!(" · {}", at.name))
                .unwrap_or_default();
            view! {
                <a class="who" href=Place::Account.to_string() rel=Place::Account.rel()>
                    {format!("{}{at}", user.name)}
                </a>
                {ui::button(language.texts().nav.sign_out, "quiet", busy.into(), leave)}
                {still_signed_in(stays, language)}
            }
            .into_any()
        }
        _ => ().into_any(),
    })
}

/// The other language, named in itself.
fn language_switch() -> AnyView {
    let language = Language::here();
    let other = move || match language.texts().lang {
        Lang::En => Lang::Da,
        Lang::Da => Lang::En,
    };
    let name = Signal::derive(move || match other() {
        Lang::En => "English",
        Lang::Da => "Dansk",
    });
    view! {
        <button
            type="button"
            class="button quiet"
            lang=move || other().code()
            on:click=ui::on(move |_| language.set(untrack(other)))
        >
            {name}
        </button>
    }
    .into_any()
}

/// Light or dark: by the system until the reader says otherwise.
fn theme_switch() -> AnyView {
    const KEPT: &str = "claimdesk.theme";
    let language = Language::here();
    let dark = RwSignal::new(is_dark());
    let turn = move |_| {
        let theme = if dark.get_untracked() {
            "light"
        } else {
            "dark"
        };
        if let Some(root) = browser::document().document_element() {
            // An attribute of this name and value can always be set.
            let _ = root.set_attribute("data-theme", theme);
        }
        browser::keep(KEPT, theme);
        dark.update(|dark| *dark = !*dark);
    };
    let name = Signal::derive(move || {
        let texts = language.texts();
        if dark.get() {
            texts.nav.to_light
        } else {
            texts.nav.to_dark
        }
    });
    view! {
        <button type="button" class="button quiet icon" title=name aria-label=name on:click=ui::on(turn)>
            <span aria-hidden="true">{move || if dark.get() { "☀" } else { "☾" }}</span>
        </button>
    }
    .into_any()
}

fn is_dark() -> bool {
    let chosen = browser::document()
        .document_element()
        .and_then(|root| root.get_attribute("data-theme"));
    match chosen.as_deref() {
        Some(theme) => theme == "dark",
        None => window()
            .match_media("(prefers-color-scheme: dark)")
            .ok()
            .flatten()
            .is_some_and(|query| query.matches()),
    }
}

/// Goes to other places of the page, from event handlers and tasks too.
#[derive(Clone, Copy)]
pub(crate) struct Go(Callback<(String, bool)>);

impl Go {
    fn begin() -> Self {
        let navigate = use_navigate();
        Self(Callback::new(move |(address, replace): (String, bool)| {
            navigate(
                &address,
                NavigateOptions {
                    replace,
                    ..NavigateOptions::default()
                },
            );
        }))
    }

    /// The one of this page; to be asked for while a view is made.
    pub(crate) fn here() -> Self {
        expect_context()
    }

    /// Goes there.
    pub(crate) fn to(self, place: &Place) {
        self.go(place, false);
    }

    /// Goes there, so that "back" does not come here again.
    pub(crate) fn instead(self, place: &Place) {
        self.go(place, true);
    }

    fn go(self, place: &Place, replace: bool) {
        let address = place.to_string();
        if place.is_elsewhere() {
            browser::load(&address, replace);
        } else {
            self.0.run((address, replace));
        }
    }
}
