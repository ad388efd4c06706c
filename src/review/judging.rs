//! What a reviewer does about a decision: confirm or return a proposal, look again, undo.

use claimdesk_protocol::{Approval, Look, LookTaken, Proposal, StandingDecision, Undoable, Words};
use claimdesk_recognition::claim::Decided;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::decide::{Deciding, Told};
use crate::api::{self, Attempt, Judgement};
use crate::claim::files;
use crate::i18n::{Texts, fill, moment, month};
use crate::ui::{self, Choice, Fault, Faults, Input, Tone};

/// What the reader is about to do; kept while the claim is loaded again. What is wrong is told in
/// the page's summary, with the faults of the decision.
#[derive(Clone, Copy)]
pub(super) struct Judging {
    deciding: Deciding,
    faults: Faults,
    confirm: RwSignal<String>,
    give_back: RwSignal<String>,
    undo: RwSignal<String>,
    right: RwSignal<String>,
    look: RwSignal<String>,
    attempt: Attempt,
}

impl Judging {
    /// Nothing done.
    pub(super) fn new(deciding: Deciding, faults: Faults) -> Self {
        let empty = || RwSignal::new(String::new());
        Self {
            deciding,
            faults,
            confirm: empty(),
            give_back: empty(),
            undo: empty(),
            right: empty(),
            look: empty(),
            attempt: Attempt::new(),
        }
    }

    fn words(self, id: &str, note: RwSignal<String>) -> Option<Words> {
        let note = note.get_untracked().trim().to_owned();
        if note.is_empty() {
            let fault = Fault::text(id, |texts| texts.quality().words_missing);
            self.faults.show(vec![fault]);
            return None;
        }
        Some(Words { note })
    }

    fn send(self, judgement: Judgement, told: Told) {
        self.deciding.told.set(None);
        self.faults.clear();
        let Some((reference, version)) = self.deciding.version() else {
            return;
        };
        let Some(key) = self.attempt.begin() else {
            return;
        };
        spawn_local(async move {
            let answer = api::judge(&reference, version, &judgement, &key).await;
            match self.attempt.end(answer) {
                Some(Ok(())) => {
                    for text in [
                        self.confirm,
                        self.give_back,
                        self.undo,
                        self.right,
                        self.look,
                    ] {
                        text.set(String::new());
                    }
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

    fn confirms(self) {
        let note = self.confirm.get_untracked().trim().to_owned();
        self.send(Judgement::Confirm(Approval { note }), Told::Done);
    }

    fn returns(self) {
        if let Some(words) = self.words("return-note", self.give_back) {
            self.send(Judgement::Return(words), Told::Returned);
        }
    }

    fn undoes(self) {
        if let Some(words) = self.words("undo-note", self.undo) {
            self.send(Judgement::Undo(words), Told::Undone);
        }
    }

    fn looks(self) {
        let right = self.right.get_untracked();
        if right.is_empty() {
            let fault = Fault::text("look", |texts| texts.quality().right_missing);
            self.faults.show(vec![fault]);
            return;
        }
        let agrees = right == "yes";
        let note = if agrees {
            self.look.get_untracked().trim().to_owned()
        } else {
            match self.words("look-note", self.look) {
                Some(words) => words.note,
                None => return,
            }
        };
        self.send(Judgement::Look(LookTaken { agrees, note }), Told::Looked);
    }

    fn failed(self, texts: &'static Texts) -> AnyView {
        ui::live(move || {
            self.attempt
                .failed()
                .map(|error| files::failure(&error, texts))
        })
    }
}

/// The approval that waits for a second pair of eyes.
pub(super) fn proposal(judging: Judging, proposal: &Proposal, texts: &'static Texts) -> AnyView {
    let words = texts.quality();
    let said = fill(words.proposed, &[&proposal.by, &moment(texts, proposal.at)]);
    let names: Vec<&str> = proposal
        .confirmers
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    let who = if proposal.may_confirm {
        words.yours_to_confirm.to_owned()
    } else if names.is_empty() {
        words.nobody_confirms.to_owned()
    } else {
        fill(words.others_confirm, &[&names.join(", ")])
    };
    let note = proposal.note.clone().map(|note| {
        let said = view! { <p class="typed">{note}</p> };
        view! {
            <h3>{texts.review().partner_reads}</h3>
            {ui::notice(Tone::Plain, said.into_any())}
        }
        .into_any()
    });
    let confirm = proposal.may_confirm.then(|| {
        let send = Callback::new(move |()| {
            judging.confirms();
        });
        let input = Input::new("confirm-note", words.confirm_note, judging.confirm)
            .hint(words.confirm_note_hint);
        let fields = view! {
            {ui::textarea(input, judging.faults, texts)}
            {ui::submit(words.confirm, judging.attempt.busy())}
        };
        ui::form("stack", send, fields.into_any())
    });
    let act = if proposal.mine {
        words.take_back
    } else {
        words.give_back
    };
    let back = (proposal.mine || proposal.may_confirm).then(|| {
        let send = Callback::new(move |()| {
            judging.returns();
        });
        let input = Input::new("return-note", words.give_back_note, judging.give_back);
        fold(act, send, input, false, judging, texts)
    });
    view! {
        <section class="card stack no-print" aria-labelledby="second-eyes">
            <h2 id="second-eyes">{words.second_eyes}</h2>
            <p>{said}</p>
            <p class="soft">{who}</p>
            {note} {confirm} {back} {judging.failed(texts)}
        </section>
    }
    .into_any()
}

/// A form of one text that is folded away until it is wanted.
fn fold(
    act: &'static str,
    send: Callback<()>,
    input: Input,
    open: bool,
    judging: Judging,
    texts: &'static Texts,
) -> AnyView {
    let fields = view! {
        {ui::textarea(input, judging.faults, texts)}
        {ui::submit(act, judging.attempt.busy())}
    };
    view! {
        <details class="fold" open=open>
            <summary>{act}</summary>
            {ui::form("stack", send, fields.into_any())}
        </details>
    }
    .into_any()
}

/// The decision that stands, the second look at it, and its undoing.
pub(super) fn decision(
    judging: Judging,
    decision: &StandingDecision,
    texts: &'static Texts,
) -> AnyView {
    let words = texts.quality();
    let at = moment(texts, decision.at);
    let by = match &decision.proposed_by {
        None => fill(words.decided_by, &[&decision.by, &at]),
        Some(first) => fill(words.decided_by_two, &[first, &decision.by, &at]),
    };
    let tells = match decision.decided {
        Decided::Approved => words.tells_approved,
        Decided::Rejected => words.tells_rejected,
    };
    let disagreed = decision
        .look
        .as_ref()
        .is_some_and(|look| look.agrees == Some(false));
    let undo = match decision.undo {
        Undoable::NotByReader => None,
        Undoable::Posted => Some(ui::paragraph(fill(
            words.posted,
            &[&month(texts, decision.month)],
        ))),
        Undoable::Yes => {
            let send = Callback::new(move |()| {
                judging.undoes();
            });
            let input =
                Input::new("undo-note", words.undo_note, judging.undo).hint(words.undo_hint);
            Some(fold(words.undo, send, input, disagreed, judging, texts))
        }
    };
    let look = decision
        .look
        .as_ref()
        .map(|taken| look(judging, taken, texts));
    view! {
        <section class="card stack no-print" aria-labelledby="stands">
            <h2 id="stands">{words.stands}</h2>
            <p>{by}</p>
            <p class="soft">{fill(tells, &[&month(texts, decision.month)])}</p>
            {look} {undo} {judging.failed(texts)}
        </section>
    }
    .into_any()
}

fn look(judging: Judging, look: &Look, texts: &'static Texts) -> AnyView {
    let words = texts.quality();
    if let (Some(by), Some(at), Some(agrees)) = (&look.by, look.at, look.agrees) {
        let (tone, said) = if agrees {
            (Tone::Good, words.looked_agrees)
        } else {
            (Tone::Warn, words.looked_disagrees)
        };
        let note = look
            .note
            .clone()
            .map(|note| view! { <p class="typed">{note}</p> }.into_any());
        let said = view! {
            <p>{fill(said, &[by, &moment(texts, at)])}</p>
            {note}
        };
        return ui::notice(tone, said.into_any());
    }
    if !look.may_look {
        return ui::paragraph(words.look_waits);
    }
    let faults = judging.faults;
    let choices = vec![
        Choice::new("yes", words.right),
        Choice::new("no", words.wrong).hint(words.wrong_hint),
    ];
    let note = ui::live(move || {
        let right = judging.right.get();
        (!right.is_empty()).then(|| {
            let label = if right == "yes" {
                words.look_note_optional
            } else {
                words.look_note
            };
            let input = Input::new("look-note", label, judging.look).hint(words.look_note_hint);
            ui::textarea(input, faults, texts)
        })
    });
    let send = Callback::new(move |()| {
        judging.looks();
    });
    let fields = view! {
        {ui::radios(Input::new("look", words.look, judging.right), choices, faults, texts)}
        {note}
        {ui::submit(words.look_send, judging.attempt.busy())}
    };
    view! {
        <p>{words.look_lead}</p>
        {ui::form("stack", send, fields.into_any())}
    }
    .into_any()
}
