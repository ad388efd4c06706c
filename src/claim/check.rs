//! Check answers, and send.

use claimdesk_recognition::claim::{Move, Outcome};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::draft::Draft;
use super::{answers, fields, files, live, papers};
use crate::api::{ApiError, Attempt};
use crate::app::Go;
use crate::i18n::{Texts, localized};
use crate::paths::{ClaimPart, Place};
use crate::ui::{self, Fault, Faults, Tone};
use claimdesk_recognition::claim::Step;

/// The page at `/claims/{reference}/check`.
pub(super) fn page(draft: Draft) -> AnyView {
    let faults = Faults::new();
    let attempt = Attempt::new();
    let go = Go::here();
    let language = crate::i18n::Language::here();
    let send = Callback::new(move |()| {
        let found = problems(draft, language.texts_now());
        let whole = found.is_empty();
        faults.show(found);
        let Some(key) = whole.then(|| attempt.begin()).flatten() else {
            return;
        };
        spawn_local(async move {
            let sent = match draft.save().await {
                Ok(()) => draft.make(Move::Submit, None, &key).await,
                failed => failed,
            };
            match attempt.end(sent) {
                Some(Ok(())) => go.to(&Place::claim(&draft.reference(), ClaimPart::Sent)),
                Some(Err(error)) => {
                    faults.show(refused(&error));
                    attempt.fail(error);
                }
                None => {}
            }
        });
    });
    localized(move |texts| view(draft, faults, attempt, send, texts))
}

/// What is missing or wrong, then what the rules do not allow.
fn problems(draft: Draft, texts: &'static Texts) -> Vec<Fault> {
    let mut found = fields::faults(draft.errors(None), draft);
    if found.is_empty() {
        found = files::holding_up(&untrack(move || draft.evidence()), texts);
    }
    if found.is_empty() {
        found = draft
            .assessment(true)
            .blocks()
            .map(|finding| {
                let id = finding
                    .fields
                    .first()
                    .map_or("evidence", |field| field.as_str());
                let words = match finding.outcome {
                    Outcome::Unknown => texts.asks(finding),
                    _ => texts.finding(finding),
                };
                Fault::words(id, &words)
            })
            .collect();
    }
    found
}

fn refused(error: &ApiError) -> Vec<Fault> {
    let ApiError::Refused(problem) = error else {
        return Vec::new();
    };
    // What is wrong with a file has words of its own below.
    let faults = problem.errors.iter().filter(|_| problem.status == 422);
    faults
        .map(|error| {
            let id = error.field.rsplit('.').next().unwrap_or(&error.field);
            Fault::words(id, &error.message)
        })
        .collect()
}

fn view(
    draft: Draft,
    faults: Faults,
    attempt: Attempt,
    send: Callback<()>,
    texts: &'static Texts,
) -> AnyView {
    let reference = draft.reference();
    let back = Place::claim(&reference, ClaimPart::Step(Step::Proof));
    let files_link = format!("{back}?back=check#evidence");
    let listed = {
        let reference = reference.clone();
        move || draft.with(|form| answers::answers(form, answers::Links::Change(&reference), texts))
    };
    let files = {
        let reference = reference.clone();
        move || answers::evidence_list(&reference, &draft.evidence(), texts)
    };
    let told = ui::live(move || attempt.failed().map(|error| told(&error, texts)));
    view! {
        <p class="no-print">{ui::link(&back, texts.common.back)}</p>
        <div class="columns">
            <div class="stack-large">
                {ui::error_summary(faults, texts)}
                <div class="stack">
                    {ui::heading(texts.claim().check_title)} <p class="lead">{texts.claim().check_lead}</p>
                </div>
                {draft.trouble(texts)} {listed}
                <section class="card stack">
                    <div class="row spread">
                        <h2>{texts.claim().files}</h2>
                        <a id="evidence" href=files_link>
                            {texts.claim().change}
                            <span class="visually-hidden">" " {texts.claim().files}</span>
                        </a>
                    </div>
                    {files}
                    {papers::live_hints(draft, texts)}
                </section>
                <section class="card stack">
                    <h2>{texts.claim().send_title}</h2>
                    <p>{texts.claim().send_means}</p>
                    {told}
                    <div class="row">
                        {ui::button(texts.claim().send, "primary", attempt.busy(), send)}
                        {draft.status(texts)}
                    </div>
                </section>
            </div>
            {live::panel(draft, texts)}
        </div>
    }
    .into_any()
}

fn told(error: &ApiError, texts: &'static Texts) -> AnyView {
    if *error == ApiError::Unreachable {
        let words = ui::notice(Tone::Warn, ui::paragraph(texts.claim().send_again));
        view! { <div role="alert">{words}</div> }.into_any()
    } else {
        files::failure(error, texts)
    }
}
