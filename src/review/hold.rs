//! Holding a claim that cannot be decided yet, and ending the hold.

use claimdesk_protocol::{Holding, ReviewClaim};
use claimdesk_recognition::claim::{ClaimState, HoldReason};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::decide::{Deciding, Told};
use crate::api::{self, Attempt};
use crate::claim::hold_notice;
use crate::i18n::{Texts, count, fill};
use crate::ui::{self, Choice, Fault, Faults, Input};

/// What the reader is about to do about it; kept while the claim is loaded again.
#[derive(Clone, Copy)]
pub(super) struct Holds {
    deciding: Deciding,
    faults: Faults,
    reason: RwSignal<String>,
    days: RwSignal<String>,
    note: RwSignal<String>,
    attempt: Attempt,
}

impl Holds {
    /// Nothing held.
    pub(super) fn new(deciding: Deciding, faults: Faults) -> Self {
        let text = |text: &str| RwSignal::new(text.to_owned());
        Self {
            deciding,
            faults,
            reason: text(""),
            days: text("1"),
            note: text(""),
            attempt: Attempt::new(),
        }
    }

    fn read(self) -> Result<Holding, Vec<Fault>> {
        let reason = self.reason.get_untracked();
        let reason = HoldReason::ALL
            .into_iter()
            .find(|one| one.as_str() == reason);
        let note = self.note.get_untracked().trim().to_owned();
        let mut faults = Vec::new();
        if reason.is_none() {
            faults.push(Fault::text("hold-reason", |texts| {
                texts.holds().reason_missing
            }));
        }
        if note.is_empty() {
            faults.push(Fault::text("hold-note", |texts| texts.holds().note_missing));
        }
        match (reason, faults.is_empty()) {
            (Some(reason), true) => Ok(Holding {
                reason,
                note,
                // Chosen from a list of numbers.
                days: self.days.get_untracked().parse().unwrap_or(1),
            }),
            _ => Err(faults),
        }
    }

    fn hold(self) {
        match self.read() {
            Ok(holding) => self.send(Some(holding), Told::Held),
            Err(faults) => self.faults.show(faults),
        }
    }

    /// Holds the claim, or ends the hold.
    fn send(self, holding: Option<Holding>, told: Told) {
        self.deciding.told.set(None);
        self.faults.clear();
        let Some((reference, version)) = self.deciding.version() else {
            return;
        };
        let Some(key) = self.attempt.begin() else {
            return;
        };
        spawn_local(async move {
            let answer = match &holding {
                Some(holding) => api::hold(&reference, version, holding, &key).await,
                None => api::end_hold(&reference, version, &key).await,
            };
            match self.attempt.end(answer) {
                Some(Ok(())) => {
                    self.reason.set(String::new());
                    self.note.set(String::new());
                    self.deciding.done(told);
                }
                Some(Err(error)) if matches!(error.status(), Some(409 | 412)) => {
                    self.deciding.overtaken();
                }
                Some(Err(error)) => self.attempt.fail(error),
                None => {}
            }
        });
    }
}

/// The hold on the claim, or the way to hold it; nothing where there is neither.
pub(super) fn section(holds: Holds, shown: &ReviewClaim, texts: &'static Texts) -> Option<AnyView> {
    let words = texts.holds();
    let claim = &shown.claim;
    let busy = holds.attempt.busy();
    let content = if let Some(hold) = &claim.hold {
        let end = (!shown.own).then(|| {
            let end = Callback::new(move |()| holds.send(None, Told::Released));
            ui::button(words.end, "", busy, end)
        });
        view! {
            {hold_notice(hold, texts)}
            {end}
        }
        .into_any()
    } else {
        let open = matches!(
            claim.life.state,
            ClaimState::UnderReview | ClaimState::Disputed
        );
        if !open || shown.own {
            return None;
        }
        form(holds, shown.longest_hold, texts)
    };
    let failed = ui::live(move || {
        holds
            .attempt
            .failed()
            .map(|error| ui::failure(&error, texts, None))
    });
    Some(
        view! {
            <section class="card stack no-print" aria-labelledby="hold">
                <h2 id="hold">{words.title}</h2>
                {content}
                {failed}
            </section>
        }
        .into_any(),
    )
}

fn form(holds: Holds, longest: u32, texts: &'static Texts) -> AnyView {
    let words = texts.holds();
    let faults = holds.faults;
    let mut reasons = vec![Choice::new("", texts.common.choose)];
    reasons.extend(
        HoldReason::ALL
            .into_iter()
            .map(|one| Choice::new(one.as_str(), texts.hold_reason(one))),
    );
    let days = (1..=longest)
        .map(|days| {
            let label = if days == 1 {
                words.one_day.to_owned()
            } else {
                fill(words.days, &[&count(texts.lang, i128::from(days))])
            };
            Choice::new(&days.to_string(), &label)
        })
        .collect();
    let length = Input {
        width: "medium",
        ..Input::new("hold-days", words.how_long, holds.days)
    };
    let note = Input::new("hold-note", words.note, holds.note).hint(words.note_hint);
    let send = Callback::new(move |()| {
        holds.hold();
    });
    let fields = view! {
        {ui::select(Input::new("hold-reason", words.reason, holds.reason), reasons, faults, texts)}
        {ui::select(length, days, faults, texts)}
        {ui::textarea(note, faults, texts)}
        {ui::submit(words.hold, holds.attempt.busy())}
    };
    view! {
        <p class="soft">{words.lead}</p>
        <details class="fold">
            <summary>{words.hold}</summary>
            {ui::form("stack", send, fields.into_any())}
        </details>
    }
    .into_any()
}
