//! Who reviews the claim: taken, handed over, put back.

use claimdesk_protocol::ReviewClaim;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::decide::{Deciding, Told};
use crate::api::{self, Attempt};
use crate::i18n::{Texts, fill};
use crate::ui::{self, Choice, Fault, Faults, Input};

/// What the reader is about to do about it.
#[derive(Clone, Copy)]
struct Giving {
    deciding: Deciding,
    faults: Faults,
    whom: RwSignal<String>,
    attempt: Attempt,
}

impl Giving {
    fn new(deciding: Deciding, faults: Faults) -> Self {
        Self {
            deciding,
            faults,
            whom: RwSignal::new(String::new()),
            attempt: Attempt::new(),
        }
    }

    fn give(self, to: Option<String>) {
        self.faults.clear();
        let Some((reference, version)) = self.deciding.version() else {
            return;
        };
        let Some(key) = self.attempt.begin() else {
            return;
        };
        spawn_local(async move {
            let answer = api::assign(&reference, version, to, &key).await;
            match self.attempt.end(answer) {
                Some(Ok(())) => self.deciding.done(Told::Given),
                Some(Err(error)) if matches!(error.status(), Some(409 | 412)) => {
                    self.deciding.overtaken();
                }
                Some(Err(error)) => self.attempt.fail(error),
                None => {}
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

/// In whose hands it is; while a reviewer is waited for it changes hands
/// here, by those who may decide it. What is wrong is told in the page's summary, with the faults of the decision.
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
    let changes = (shown.claim.life.state.waits_for_reviewer() && !shown.own)
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
    let busy = giving.attempt.busy();
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
            .attempt
            .failed()
            .map(|error| ui::failure(&error, texts, None))
    });
    view! {
        <div class="row">{take} {put_back}</div>
        {over}
        {failed}
    }
    .into_any()
}
