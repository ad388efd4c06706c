//! The page at `/claims`.

use std::time::Duration;

use claimdesk_protocol::{ClaimSummary, StateCount};
use claimdesk_recognition::claim::{ClaimState, Step};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_location;

use super::asked::{ORDERS, Query};
use super::state_filter;
use crate::api::{self, ApiError};
use crate::browser;
use crate::claim;
use crate::i18n::{Texts, count, fill, localized, moment, month, points, usd_text};
use crate::paths::{ClaimPart, Place};
use crate::ui::{self, Choice, Faults, Input};

/// After this long without another key it is looked for.
const PAUSE: Duration = Duration::from_millis(250);
/// What was asked last in this tab, for whoever comes back by a link.
const KEPT: &str = "claimdesk.claims";

/// A list that grows by pages.
#[derive(Clone, Copy)]
struct Listed {
    find: RwSignal<String>,
    state: RwSignal<String>,
    waits: RwSignal<bool>,
    order: RwSignal<String>,
    claims: RwSignal<Option<Vec<ClaimSummary>>>,
    counts: RwSignal<Vec<StateCount>>,
    next: RwSignal<Option<String>>,
    failed: RwSignal<Option<ApiError>>,
    busy: RwSignal<bool>,
    /// Grows with each question: only the answer to the last one is shown.
    asked: StoredValue<u32>,
    timer: StoredValue<Option<TimeoutHandle>>,
}

impl Listed {
    fn new(query: &Query) -> Self {
        let listed = Self {
            find: RwSignal::new(String::new()),
            state: RwSignal::new(String::new()),
            waits: RwSignal::new(false),
            order: RwSignal::new(String::new()),
            claims: RwSignal::new(None),
            counts: RwSignal::new(Vec::new()),
            next: RwSignal::new(None),
            failed: RwSignal::new(None),
            busy: RwSignal::new(false),
            asked: StoredValue::new(0),
            timer: StoredValue::new(None),
        };
        listed.put(query);
        listed
    }

    fn put(self, query: &Query) {
        self.find.set(query.find.clone());
        let state = query.state.map_or("", ClaimState::as_str);
        self.state.set(state.to_owned());
        self.waits.set(query.waits);
        self.order.set(query.order.to_string());
    }

    /// What is asked for. Followed.
    fn query(self) -> Query {
        Query {
            find: self.find.get(),
            state: self.state.with(|state| ClaimState::parse(state)),
            waits: self.waits.get(),
            order: self.order.with(|order| order.parse().unwrap_or_default()),
        }
    }

    /// The same, not followed.
    fn query_now(self) -> Query {
        untrack(move || self.query())
    }

    /// What is asked for has changed: the address says so, and the first page is loaded.
    fn changed(self) {
        let written = self.query_now().written(api::encoded);
        browser::keep_in_tab(KEPT, &written);
        let mark = if written.is_empty() { "" } else { "?" };
        browser::replace_address(&format!("{}{mark}{written}", Place::Claims));
        self.load(false);
    }

    /// The same once nobody has typed for a moment.
    fn changed_soon(self) {
        self.timer.update_value(|timer| {
            if let Some(timer) = timer.take() {
                timer.clear();
            }
            let then = move || {
                if !self.find.is_disposed() {
                    self.changed();
                }
            };
            *timer = set_timeout_with_handle(then, PAUSE).ok();
        });
    }

    /// Loads the first page, or one more. What stands there stays until the answer has come.
    fn load(self, more: bool) {
        let query = self.query_now();
        let cursor = if more {
            self.next.get_untracked()
        } else {
            None
        };
        self.asked
            .update_value(|asked| *asked = asked.wrapping_add(1));
        let asked = self.asked.get_value();
        self.failed.set(None);
        self.busy.set(true);
        spawn_local(async move {
            let answer = api::claims(&query, cursor.as_deref()).await;
            // The reader may have left, or asked for something else.
            if self.asked.try_get_value() != Some(asked) {
                return;
            }
            self.busy.set(false);
            match answer {
                Ok(page) => {
                    self.next.set(page.next);
                    if self.counts.with_untracked(|counts| *counts != page.counts) {
                        self.counts.set(page.counts);
                    }
                    self.claims.update(|claims| match claims {
                        Some(claims) if more => claims.extend(page.claims),
                        _ => *claims = Some(page.claims),
                    });
                }
                Err(error) => self.failed.set(Some(error)),
            }
        });
    }
}

/// The list, as the address asks for it, or as it was when the reader left it.
pub(crate) fn list() -> AnyView {
    let search = use_location().search;
    let address = search.get_untracked();
    let wanted = if address.is_empty() {
        browser::kept_in_tab(KEPT).unwrap_or_default()
    } else {
        address
    };
    let listed = Listed::new(&Query::read(&wanted, api::decoded));
    listed.load(false);
    // Back, or a link to another list.
    Effect::new(move |before: Option<String>| {
        let address = search.get();
        if before.is_some_and(|before| before != address) {
            listed.put(&Query::read(&address, api::decoded));
            listed.changed();
        }
        address
    });
    // The address of a list that was taken up again says what is shown, once the router is done
    // with it.
    request_animation_frame(move || {
        if !listed.find.is_disposed() && !listed.query_now().is_all() {
            let written = listed.query_now().written(api::encoded);
            browser::replace_address(&format!("{}?{written}", Place::Claims));
        }
    });
    localized(move |texts| view(listed, texts))
}

fn view(listed: Listed, texts: &'static Texts) -> AnyView {
    let words = texts.claims();
    let again = Callback::new(move |()| listed.load(false));
    let table = ui::live(move || match (listed.claims.get(), listed.failed.get()) {
        (_, Some(error)) => ui::failure(&error, texts, Some(again)),
        (None, None) => ui::waiting(texts),
        (Some(claims), None) if claims.is_empty() => nothing(listed, texts),
        (Some(claims), None) => rows(&claims, texts),
    });
    let more = ui::live(move || {
        listed.next.with(Option::is_some).then(|| {
            let load = Callback::new(move |()| listed.load(true));
            ui::button(words.more, "", listed.busy.into(), load)
        })
    });
    view! {
        <div class="row spread">
            {ui::heading(words.title)} {ui::button_link(&Place::NewClaim, words.new_claim)}
        </div>
        <p class="lead">
            {words.lead} " " {ui::link(&Place::Kinds, texts.kinds().another)} " "
            {ui::link(&Place::ManyClaims, texts.many().title)}
        </p>
        {counts(listed, texts)}
        {filters(listed, texts)}
        <p class="soft" role="status">
            {ui::words(move || told(listed, texts))}
        </p>
        {table}
        <div class="row">{more} {export(listed, texts)}</div>
    }
    .into_any()
}

/// How many claims are shown, for those who read with their ears too.
fn told(listed: Listed, texts: &'static Texts) -> String {
    if listed.busy.get() {
        return texts.common.loading.to_owned();
    }
    let shown = listed
        .claims
        .with(|claims| claims.as_ref().map_or(0, Vec::len));
    let template = match (shown, listed.next.with(Option::is_some)) {
        (0, _) => return String::new(),
        (_, true) => texts.my_claims().shown_more,
        (1, false) => texts.my_claims().shown_one,
        (_, false) => texts.my_claims().shown,
    };
    let shown = i128::try_from(shown).unwrap_or_default();
    fill(template, &[&count(texts.lang, shown)])
}

fn counts(listed: Listed, texts: &'static Texts) -> AnyView {
    ui::live(move || {
        listed.counts.with(|counts| {
            (!counts.is_empty()).then(|| ui::counted(texts.my_claims().counts, counts, texts))
        })
    })
}

fn filters(listed: Listed, texts: &'static Texts) -> AnyView {
    let words = texts.my_claims();
    let changed = Callback::new(move |()| listed.changed());
    let find = Input {
        kind: "search",
        width: "medium",
        typed: Callback::new(move |text| {
            listed.find.set(text);
            listed.changed_soon();
        }),
        ..Input::new("find", words.find, listed.find)
    };
    let find = Input {
        hint: words.find_hint.to_owned(),
        ..find
    };
    let waits = Callback::new(move |on| {
        listed.waits.set(on);
        listed.changed();
    });
    let found = Memo::new(move |_| listed.find.with(|find| !find.trim().is_empty()));
    let order = ui::live(move || {
        if found.get() {
            return view! { <p class="hint">{words.found_order}</p> }.into_any();
        }
        let choices = (0..ORDERS.len())
            .zip(words.orders)
            .map(|(at, name)| Choice::new(&at.to_string(), name))
            .collect();
        ui::filter("order", words.order, listed.order, choices, changed, texts)
    });
    view! {
        <div class="filters">
            {ui::input(find, Faults::new(), texts)}
            {state_filter(vec![Choice::new("", texts.claims().all)], &ClaimState::ALL, listed.state, changed, texts)}
            {order} {ui::checkbox("waits", words.waits, listed.waits.into(), waits)}
        </div>
    }
    .into_any()
}

fn nothing(listed: Listed, texts: &'static Texts) -> AnyView {
    let all = untrack(move || listed.query().is_all());
    let text = if all {
        texts.claims().none_yet
    } else {
        texts.my_claims().none_found
    };
    let clear = (!all).then(|| {
        let clear = Callback::new(move |()| {
            let order = listed.query_now().order;
            listed.put(&Query {
                order,
                ..Query::default()
            });
            listed.changed();
            browser::focus("find");
        });
        ui::button(texts.my_claims().clear, "", false.into(), clear)
    });
    view! { <div class="card stack">{ui::paragraph(text)} {clear}</div> }.into_any()
}

/// A link to the same list as a file: the browser saves it while it comes.
fn export(listed: Listed, texts: &'static Texts) -> AnyView {
    let address = move || api::claims_export_address(&listed.query(), texts.lang.code());
    ui::live(move || {
        let there = listed
            .claims
            .with(|claims| claims.as_ref().is_some_and(|claims| !claims.is_empty()));
        there.then(|| {
            view! {
                <a class="button quiet no-print" href=address rel="external" download="">
                    <span aria-hidden="true">"↓ "</span>
                    {texts.my_claims().export}
                </a>
            }
            .into_any()
        })
    })
}

fn rows(claims: &[ClaimSummary], texts: &'static Texts) -> AnyView {
    let words = texts.claims();
    let rows = claims.iter().map(|claim| row(claim, texts)).collect();
    let heads = [
        words.reference,
        words.customer,
        words.products,
        words.state,
        words.waits_for,
        texts.my_claims().points,
        texts.my_claims().monthly,
        words.changed,
    ];
    ui::table(words.title, &heads, rows)
}

fn row(claim: &ClaimSummary, texts: &'static Texts) -> Vec<AnyView> {
    let words = texts.claims();
    let part = match claim.state {
        ClaimState::Draft => ClaimPart::Step(Step::Association),
        _ => ClaimPart::Detail,
    };
    let name = if claim.customer_name.trim().is_empty() {
        words.no_customer
    } else {
        &claim.customer_name
    };
    let dash = || "–".to_owned();
    let waiting = claim
        .waiting
        .as_ref()
        .map_or_else(dash, |waiting| claim::waiting_words(waiting, texts));
    let value = claim
        .monthly_revenue_usd
        .as_deref()
        .filter(|value| *value != "0")
        .map_or_else(dash, |value| usd_text(texts.lang, value));
    vec![
        ui::link(&Place::claim(&claim.reference, part), &claim.reference),
        ui::text(name),
        ui::text(claim.products.join(", ")),
        ui::tag(claim.state, texts),
        ui::text(waiting),
        worth(claim, texts),
        ui::text(value),
        ui::text(moment(texts, claim.changed_at)),
    ]
}

/// Points, and the month they count or would count from.
fn worth(claim: &ClaimSummary, texts: &'static Texts) -> AnyView {
    let given = claim.worth.as_ref().filter(|worth| worth.adds > 0);
    let from = match (claim.counts_from, given) {
        (Some(from), _) => Some((texts.my_claims().from, from)),
        (None, Some(worth)) if claim.state.is_open() => Some((texts.my_claims().would, worth.from)),
        _ => None,
    };
    let Some((template, from)) = from else {
        return ui::text("–");
    };
    let points = given.map(|worth| points(texts.lang, worth.points));
    view! {
        {points}
        <br />
        <span class="soft">{fill(template, &[&month(texts, from)])}</span>
    }
    .into_any()
}
