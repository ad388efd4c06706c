//! One of the three steps.

use claimdesk_recognition::claim::{FieldId, Step};
use leptos::prelude::*;

use super::draft::Draft;
use super::fields::{self, Asking};
use super::{live, papers};
use crate::app::Go;
use crate::i18n::{Texts, fill, localized};
use crate::paths::{ClaimPart, Place};
use crate::ui::{self, Faults};

/// The page of a step.
pub(super) fn page(draft: Draft, step: Step) -> AnyView {
    let faults = Faults::new();
    let go = Go::here();
    let checking = leptos_router::hooks::use_location().search;
    let onward = Callback::new(move |()| {
        draft.settle();
        let found = fields::faults(draft.errors(Some(step)), draft);
        if !found.is_empty() {
            faults.show(found);
            return;
        }
        faults.clear();
        let reference = draft.reference();
        let back_to_check = checking.with_untracked(|query| query.contains("back=check"));
        let next = if back_to_check {
            ClaimPart::Check
        } else {
            after(step)
        };
        go.to(&Place::claim(&reference, next));
    });
    localized(move |texts| {
        draft.follow_replacement();
        view(draft, step, faults, onward, texts)
    })
}

fn after(step: Step) -> ClaimPart {
    match step {
        Step::Association => ClaimPart::Step(Step::Revenue),
        Step::Revenue => ClaimPart::Step(Step::Proof),
        Step::Proof => ClaimPart::Check,
    }
}

/// Where the reader came from.
fn before(step: Step, reference: &str) -> Place {
    match step {
        Step::Association => Place::Claims,
        Step::Revenue => Place::claim(reference, ClaimPart::Step(Step::Association)),
        Step::Proof => Place::claim(reference, ClaimPart::Step(Step::Revenue)),
    }
}

fn view(
    draft: Draft,
    step: Step,
    faults: Faults,
    onward: Callback<()>,
    texts: &'static Texts,
) -> AnyView {
    let asking = Asking {
        draft,
        faults,
        texts,
    };
    let number = Step::ALL
        .into_iter()
        .position(|one| one == step)
        .map_or(1, |index| index + 1);
    let asked: Vec<FieldId> = FieldId::ALL
        .iter()
        .copied()
        .filter(|field| field.step() == step)
        .collect();
    let words = texts.step(step);
    let another_kind = (step == Step::Association)
        .then(|| view! { <p>{ui::link(&Place::Kinds, texts.kinds().another)}</p> }.into_any());
    let template = (step == Step::Proof).then(|| papers::template(draft, texts));
    let hints = (step == Step::Proof).then(|| papers::live_hints(draft, texts));
    let send = Callback::new(move |()| {
        onward.run(());
    });
    view! {
        <p class="no-print">{ui::link(&before(step, &draft.reference()), texts.common.back)}</p>
        <div class="columns">
            <div class="stack-large">
                {ui::error_summary(faults, texts)}
                <div class="stack">
                    <p class="caption">{fill(texts.claim().step_of, &[&number.to_string(), "3"])}</p>
                    {ui::heading(words.title)}
                    <p class="lead">{words.lead}</p>
                    {another_kind}
                </div>
                {draft.trouble(texts)} {template}
                {ui::watched_form("stack-large", send, Callback::new(move |()| draft.settle()), view! {
                    {fields::sections(asking, &asked)}
                    {hints}
                    <div class="row">
                        {ui::submit(texts.common.go_on, false.into())} {draft.status(texts)}
                    </div>
                }.into_any())}
            </div>
            {live::panel(draft, texts)}
        </div>
    }
    .into_any()
}
