//! Approve, reject or ask: always with a reason, never over somebody else's decision.

use claimdesk_protocol::{Approval, Asked, Claim, RejectReason, Rejection, ReviewClaim, Words};
use claimdesk_recognition::claim::{ClaimState, FieldId, Move, Standing};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::decide::{Deciding, Told};
use crate::api::{self, Attempt, Decision};
use crate::i18n::{Texts, fill, usd_text};
use crate::ui::{self, Choice, Fault, Faults, Input, Tone};

/// What the reader is about to decide; kept while the claim is loaded again.
#[derive(Clone, Copy)]
pub(super) struct Form {
    deciding: Deciding,
    pub(super) faults: Faults,
    made: RwSignal<String>,
    reason: RwSignal<String>,
    note: RwSignal<String>,
    fields: RwSignal<Vec<FieldId>>,
    attempt: Attempt,
}

impl Form {
    /// Nothing decided.
    pub(super) fn new(deciding: Deciding) -> Self {
        Self {
            deciding,
            faults: Faults::new(),
            made: RwSignal::new(String::new()),
            reason: RwSignal::new(String::new()),
            note: RwSignal::new(String::new()),
            fields: RwSignal::new(Vec::new()),
            attempt: Attempt::new(),
        }
    }

    /// The decision, or what is missing of it.
    fn read(self) -> Result<Decision, Vec<Fault>> {
        let note = self.note.get_untracked().trim().to_owned();
        let made = self.made.get_untracked();
        let mut faults = Vec::new();
        if note.is_empty() && made != Move::Approve.as_str() && !made.is_empty() {
            faults.push(Fault::text("note", |texts| texts.review().note_missing));
        }
        let decision = if made == Move::Approve.as_str() {
            Decision::Approve(Approval { note })
        } else if made == Move::Reject.as_str() {
            let reason = self.reason.get_untracked();
            let reason = RejectReason::OFFERED
                .into_iter()
                .find(|one| one.as_str() == reason);
            let Some(reason) = reason else {
                faults.insert(
                    0,
                    Fault::text("reason", |texts| texts.review().reason_missing),
                );
                return Err(faults);
            };
            Decision::Reject(Rejection { reason, note })
        } else if made == Move::Ask.as_str() {
            Decision::Ask(Asked {
                note,
                fields: self.fields.get_untracked(),
            })
        } else if made == Move::Decline.as_str() {
            Decision::Decline(Words { note })
        } else {
            return Err(vec![Fault::text("decision", |texts| {
                texts.review().decision_missing
            })]);
        };
        if faults.is_empty() {
            Ok(decision)
        } else {
            Err(faults)
        }
    }

    fn send(self) {
        self.deciding.told.set(None);
        let decision = match self.read() {
            Ok(decision) => decision,
            Err(faults) => {
                self.faults.show(faults);
                return;
            }
        };
        self.faults.clear();
        let Some((reference, version)) = self.deciding.version() else {
            return;
        };
        let Some(key) = self.attempt.begin() else {
            return;
        };
        let told = match decision {
            Decision::Approve(_) if self.deciding.needs_second_eyes() => Told::Proposed,
            _ => Told::Done,
        };
        spawn_local(async move {
            let answer = api::decide(&reference, version, &decision, &key).await;
            match self.attempt.end(answer) {
                Some(Ok(())) => {
                    for text in [self.made, self.reason, self.note] {
                        text.set(String::new());
                    }
                    self.fields.set(Vec::new());
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

/// What a reviewer may choose: nobody approves what the customer declined, or what has only a
/// provisional proof.
fn offered(claim: &Claim) -> Vec<Move> {
    let mut moves = moves(claim.life.state);
    let refused = is_declined(claim) || claim.final_proof.is_some();
    moves.retain(|made| *made != Move::Approve || !refused);
    moves
}

/// True while the customer's last word is a decline.
fn is_declined(claim: &Claim) -> bool {
    let asked = claim.customer.as_ref();
    asked.is_some_and(|asked| asked.standing == Standing::Declined)
}

/// The moves a reviewer has in this state.
fn moves(state: ClaimState) -> Vec<Move> {
    [Move::Approve, Move::Reject, Move::Ask, Move::Decline]
        .into_iter()
        .filter(|made| made.leads_from(state).is_some())
        .collect()
}

/// The form.
pub(super) fn section(form: Form, shown: &ReviewClaim, texts: &'static Texts) -> AnyView {
    let words = texts.review();
    let claim = &shown.claim;
    let moves = offered(claim);
    if is_declined(claim) && form.reason.with_untracked(String::is_empty) {
        let declined = RejectReason::CustomerDeclined.as_str();
        form.reason.set(declined.to_owned());
    }
    if moves.is_empty() {
        return view! {
            <section class="card stack">
                <h2>{words.decision}</h2>
                <p>{words.nothing_to_decide}</p>
            </section>
        }
        .into_any();
    }
    let faults = form.faults;
    let choices = moves
        .iter()
        .map(|made| Choice::new(made.as_str(), texts.decides(*made)))
        .collect();
    let send = Callback::new(move |()| {
        form.send();
    });
    let above = shown.second_eyes_above.clone();
    let second = ui::live(move || second_eyes(form, above.as_deref(), texts));
    let details = ui::live(move || details(form, texts));
    let preview = preview(form, claim.life.state, texts);
    let failed = ui::live(move || {
        form.attempt
            .failed()
            .map(|error| ui::failure(&error, texts, None))
    });
    let provisional = claim
        .final_proof
        .map(|_| ui::paragraph(texts.proofs().no_approval));
    view! {
        <section class="card stack no-print" aria-labelledby="decide">
            <h2 id="decide">{words.decision}</h2>
            {provisional}
            {ui::form("stack", send, view! {
                {ui::radios(Input::new("decision", words.your_decision, form.made), choices, faults, texts)}
                {second} {details} {preview} {failed} {ui::submit(words.send, form.attempt.busy())}
            }.into_any())}
        </section>
    }
    .into_any()
}

/// Says that an approval will wait for a colleague, where it will.
fn second_eyes(form: Form, above: Option<&str>, texts: &'static Texts) -> Option<AnyView> {
    let above = above.filter(|_| form.made.get() == Move::Approve.as_str())?;
    let above = usd_text(texts.lang, above);
    let said = ui::paragraph(fill(texts.quality().needs_second, &[&above]));
    Some(ui::notice(Tone::Plain, said))
}

/// The decision as the partner will read it, while it is written.
fn preview(form: Form, state: ClaimState, texts: &'static Texts) -> AnyView {
    let words = texts.review();
    ui::live(move || {
        let made = form.made.get();
        let made = moves(state).into_iter().find(|one| one.as_str() == made)?;
        let reason = form.reason.get();
        let reason = RejectReason::OFFERED
            .into_iter()
            .find(|one| made == Move::Reject && one.as_str() == reason);
        let reason = match made {
            Move::Decline => Some(RejectReason::CustomerDeclined),
            _ => reason,
        };
        let fields: Vec<&'static str> = form.fields.with(|fields| {
            let asked = fields.iter().filter(|_| made == Move::Ask);
            asked.map(|field| texts.field_name(*field)).collect()
        });
        let reason = reason.map(|reason| {
            view! {
                <p>
                    <strong>{texts.reason(reason)}</strong>
                </p>
            }
            .into_any()
        });
        let note = form.note.get().trim().to_owned();
        let note = (!note.is_empty()).then(|| view! { <p class="typed">{note}</p> }.into_any());
        let fields = (!fields.is_empty()).then(|| ui::paragraph(fields.join(" · ")));
        let becomes = made.leads_from(state)?;
        let said = view! {
            <p>{ui::tag(becomes, texts)} " " {texts.state_means(becomes)}</p>
            {reason}
            {note}
            {fields}
        };
        Some(
            view! {
                <section class="stack" aria-labelledby="partner-reads">
                    <h3 id="partner-reads">{words.partner_reads}</h3>
                    {ui::notice(Tone::Plain, said.into_any())}
                </section>
            }
            .into_any(),
        )
    })
}

/// What each decision needs beside itself.
fn details(form: Form, texts: &'static Texts) -> AnyView {
    let words = texts.review();
    let faults = form.faults;
    let made = form.made.get();
    let reason = (made == Move::Reject.as_str()).then(|| {
        let mut choices = vec![Choice::new("", texts.common.choose)];
        choices.extend(
            RejectReason::OFFERED
                .into_iter()
                .map(|one| Choice::new(one.as_str(), texts.reason(one))),
        );
        ui::select(
            Input::new("reason", words.reason, form.reason),
            choices,
            faults,
            texts,
        )
    });
    let fields = (made == Move::Ask.as_str()).then(|| fields(form, texts));
    let label = if made == Move::Approve.as_str() {
        words.note_optional
    } else {
        words.note
    };
    let note = (!made.is_empty()).then(|| {
        ui::textarea(
            Input::new("note", label, form.note).hint(words.note_hint),
            faults,
            texts,
        )
    });
    view! {
        {reason}
        {fields}
        {note}
    }
    .into_any()
}

/// The fields that the partner may change for the answer.
fn fields(form: Form, texts: &'static Texts) -> AnyView {
    let boxes = FieldId::ALL
        .iter()
        .filter(|field| field.is_open_in(ClaimState::ActionRequired))
        .map(|&field| {
            let on = Signal::derive(move || form.fields.with(|fields| fields.contains(&field)));
            let change = Callback::new(move |on| {
                form.fields.update(|fields| {
                    fields.retain(|one| *one != field);
                    if on {
                        fields.push(field);
                    }
                });
            });
            let label = texts.field_name(field);
            ui::checkbox(&format!("ask-{}", field.as_str()), label, on, change)
        })
        .collect();
    view! {
        <details class="fold" open=true>
            <summary>{texts.review().which_fields}</summary>
            <div class="scroll-box">
                {ui::group("fields", texts.review().which_fields, "", form.faults, texts, boxes)}
            </div>
        </details>
    }
    .into_any()
}
