//! Who reviews the claim: taken, handed over, put back.

use claimdesk_protocol::ReviewClaim;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::decide::{Deciding, Told};
use crate::api::{self, ApiError};
use crate::browser;
use crate::i18n::{Texts, fill};
use crate::ui::{self, Choice, Fault, Faults, Input};

/// What the reader is about to do about it.
#[derive(Clone, Copy)]
struct Giving {
    deciding: Deciding,
    faults: Faults,
    whom: RwSignal<String>,
    busy: RwSignal<bool>,
    failed: RwSignal<Option<ApiError>>,
    key: StoredValue<String>,
}

impl Giving {
    fn new(deciding: Deciding, faults: Faults) -> Self {
        Self {
            deciding,
            faults,
            whom: RwSignal::new(String::new()),
            busy: RwSignal::new(false),
            failed: RwSignal::new(None),
            key: StoredValue::new(browser::random_key()),
        }
    }

    fn give(self, to: Option<String>) {
        let version = self.deciding.shown.with_untracked(|shown| {
            let claim = &shown.as_ref()?.claim;
            Some((claim.reference.clone(), claim.version))
        });
        let (false, Some((reference, version))) = (self.busy.get_untracked(), version) else {
            return;
        };
        self.faults.clear();
        self.failed.set(None);
        self.busy.set(true);
        spawn_local(async move {
            let answer = api::assign(&reference, version, to, &self.key.get_value()).await;
            if self.busy.is_disposed() {
                return;
            }
            self.busy.set(false);
            if answer != Err(ApiError::Unreachable) {
                self.key.set_value(browser::random_key());
            }
            match answer {
                Ok(()) => self.deciding.done(Told::Given),
                Err(error) if matches!(error.status(), Some(409 | 412)) => {
                    self.deciding.overtaken();
                }
                Err(error) => self.failed.set(Some(error)),
            }
        });
    }

    fn hand_over(self) {
        let whom = self.whom.get_untracked();
        if whom.is_empty() {
            let fault = Fault::text("hand-over", |texts| texts.review().whom_missing);
            self.faults.show(vec![fault]);
        } else {
            self.give(Some(whom));
        }
    }
}

/// In whose hands it is; while it is not decided, and by those who may decide it, it changes hands
/// here. What is wrong is told in the page's summary, with the faults of the decision.
pub(super) fn section(
    deciding: Deciding,
    faults: Faults,
    shown: &ReviewClaim,
    texts: &'static Texts,
) -> AnyView {
    let words = texts.review();
    let reader = deciding.reader();
    let has = shown.reviewer.as_ref();
    let mine = has.is_some_and(|has| has.id == reader);
    let said = match has {
        None => words.in_nobodys_hands.to_owned(),
        Some(_) if mine => words.in_my_hands.to_owned(),
        Some(has) => fill(words.in_hands_of, &[&has.name]),
    };
    let changes = (shown.claim.life.state.is_open() && !shown.own)
        .then(|| changes(Giving::new(deciding, faults), shown, mine, &reader, texts));
    view! {
        <section class="card stack no-print" aria-labelledby="hands">
            <h2 id="hands">{words.hands}</h2>
            <p>{said}</p>
            {changes}
        </section>
    }
    .into_any()
}

fn changes(
    giving: Giving,
    shown: &ReviewClaim,
    mine: bool,
    reader: &str,
    texts: &'static Texts,
) -> AnyView {
    let words = texts.review();
    let busy = giving.busy.into();
    let me = reader.to_owned();
    let take = (!mine).then(|| {
        let take = Callback::new(move |()| giving.give(Some(me.clone())));
        ui::button(words.take, "", busy, take)
    });
    let put_back = shown.reviewer.is_some().then(|| {
        let put_back = Callback::new(move |()| giving.give(None));
        ui::button(words.put_back, "quiet", busy, put_back)
    });
    let has = shown.reviewer.as_ref().map(|has| has.id.as_str());
    let others: Vec<Choice> = shown
        .colleagues
        .iter()
        .filter(|one| one.id != reader && Some(one.id.as_str()) != has)
        .map(|one| Choice::new(&one.id, &one.name))
        .collect();
    let over = (!others.is_empty()).then(|| {
        let mut choices = vec![Choice::new("", texts.common.choose)];
        choices.extend(others);
        let spec = Input {
            width: "medium",
            ..Input::new("hand-over", words.hand_over_to, giving.whom)
        };
        let send = Callback::new(move |()| {
            giving.hand_over();
        });
        let fields = view! {
            {ui::select(spec, choices, giving.faults, texts)}
            {ui::submit(words.hand_over, busy)}
        };
        view! {
            <details class="fold">
                <summary>{words.hand_over}</summary>
                {ui::form("stack", send, fields.into_any())}
            </details>
        }
        .into_any()
    });
    let failed = ui::live(move || {
        giving
            .failed
            .get()
            .map(|error| ui::failure(&error, texts, None))
    });
    view! {
        <div class="row">{take} {put_back}</div>
        {over}
        {failed}
    }
    .into_any()
}
