//! One claim: what happens next, its timeline, files and credit, and what the partner can do.

use claimdesk_protocol::{Claim, ClaimEvent, CreditLine, Happened, QualityAct};
use claimdesk_recognition::claim::{
    Assessment, ClaimForm, ClaimState, FieldId, Move, Outcome, Step,
};
use leptos::prelude::*;

use super::acting::Acting;
use super::draft::Draft;
use super::fields::{self, Asking};
use super::{answers, can_withdraw, customer, files, final_proof, live, papers};
use crate::api;
use crate::i18n::{Texts, fill, localized, moment, month, usd_text};
use crate::paths::{ClaimPart, Place};
use crate::ui::{self, Input, Tone};

/// The page at `/claims/{reference}`.
pub(super) fn page(draft: Draft) -> AnyView {
    let acting = Acting::new(draft);
    localized(move |texts| {
        draft.follow_replacement();
        let claim = Memo::new(move |_| standing(draft.claim()));
        ui::live(move || view(acting, &claim.get(), texts))
    })
}

/// The claim without what changes as an answer to the reviewer is typed and saved: the form
/// for it must not be made anew under the typing hands.
fn standing(claim: Claim) -> Claim {
    if claim.life.state == ClaimState::ActionRequired {
        Claim {
            version: 0,
            changed_at: claim.life.since.unwrap_or_default(),
            form: ClaimForm::default(),
            evidence: Vec::new(),
            assessment: Assessment {
                findings: Vec::new(),
                worth: claim.assessment.worth,
            },
            ..claim
        }
    } else {
        claim
    }
}

fn view(acting: Acting, claim: &Claim, texts: &'static Texts) -> AnyView {
    let draft = acting.draft;
    let words = texts.claim();
    let customer_name = ui::live(move || {
        let name = draft.claim().form.customer_name;
        if name.trim().is_empty() {
            texts.claims().no_customer.to_owned()
        } else {
            name
        }
    });
    let failed = ui::live(move || {
        acting
            .attempt
            .failed()
            .map(|error| files::failure(&error, texts))
    });
    let credits = (!claim.credits.is_empty()).then(|| credits(&claim.credits, texts));
    let held = claim
        .hold
        .as_ref()
        .map(|hold| super::hold::hold_notice(hold, texts));
    let listed =
        ui::live(move || answers::answers(&draft.claim().form, answers::Links::None, texts));
    let files = ui::live(move || {
        let claim = draft.claim();
        answers::evidence_list(&claim.reference, &claim.evidence, texts)
    });
    let assessed = ui::live(move || {
        let claim = draft.claim();
        // What a decided claim gives stands with its credits.
        let open = claim.life.state.is_open();
        let assessment = claim.assessment;
        let found: Vec<_> = assessment
            .findings
            .iter()
            .filter(|finding| finding.outcome == Outcome::Unmet)
            .collect();
        view! {
            {open.then(|| live::worth(&assessment.worth, texts))}
            {live::findings(&found, texts)}
        }
        .into_any()
    });
    view! {
        <p class="no-print">{ui::link(&Place::Claims, texts.claims().title)}</p>
        {ui::error_summary(acting.faults, texts)}
        <div class="stack">
            <div class="row">
                {ui::heading(&fill(words.title, &[&claim.reference]))} {ui::tag(claim.life.state, texts)}
            </div>
            <p class="lead">{customer_name}</p>
        </div>
        {failed}
        <div class="columns">
            <div class="stack-large">
                {held} {next(acting, claim, texts)} {final_proof::own_section(acting, claim, texts)}
                {customer::own_section(acting, claim, texts)} {credits} {listed}
                <section class="card stack">
                    <h2>{words.files}</h2>
                    {files}
                </section>
                {papers::downloads(&claim.reference, texts)} {copy(acting, claim, texts)}
                {withdraw(acting, claim, texts)}
            </div>
            <aside class="stack-large" aria-label=words.timeline>
                <section class="card stack">
                    <h2>{words.timeline}</h2>
                    {timeline(&claim.events, texts)}
                </section>
                <section class="card stack">
                    <h2>{words.findings}</h2>
                    {assessed}
                </section>
            </aside>
        </div>
    }
    .into_any()
}

/// What happens next, who is waited for, and what the partner can do about it.
fn next(acting: Acting, claim: &Claim, texts: &'static Texts) -> AnyView {
    let words = texts.claim();
    let waiting = claim
        .waiting
        .as_ref()
        .map(|waiting| ui::paragraph(answers::waiting_words(waiting, texts)));
    let calendar = claim.waiting.is_some().then(|| {
        let address = api::calendar_address(&claim.reference, texts.lang.code());
        view! {
            <p class="no-print">
                <a href=address download="" rel="external">
                    {texts.notices().calendar}
                </a>
            </p>
        }
        .into_any()
    });
    let reviewing = matches!(
        claim.life.state,
        ClaimState::Submitted | ClaimState::UnderReview
    );
    let microsoft = claim
        .microsoft_until
        .filter(|_| reviewing)
        .map(|until| ui::paragraph(fill(words.due_microsofts, &[&moment(texts, until)])));
    let act = match claim.life.state {
        ClaimState::Draft => {
            let step = Place::claim(&claim.reference, ClaimPart::Step(Step::Association));
            Some(ui::button_link(&step, words.go_on_with))
        }
        ClaimState::ActionRequired => Some(answer(acting, claim, texts)),
        ClaimState::Rejected if !claim.life.disputed => Some(with_words(
            acting,
            Move::Dispute,
            words.dispute,
            words.dispute_hint,
            texts,
        )),
        ClaimState::Approved => Some(with_words(
            acting,
            Move::Disassociate,
            words.disassociate,
            words.disassociate_hint,
            texts,
        )),
        _ => None,
    };
    view! {
        <section class="card stack">
            <h2>{words.what_next}</h2>
            <p>{texts.state_means(claim.life.state)}</p>
            {waiting}
            {calendar}
            {microsoft}
            {last_words(claim, texts)}
            {act}
        </section>
    }
    .into_any()
}

/// What a reviewer wrote last.
fn last_words(claim: &Claim, texts: &'static Texts) -> Option<AnyView> {
    let asked = claim.asked.as_ref().map(|asked| asked.note.clone());
    let decided = claim
        .events
        .iter()
        .rev()
        .find(|event| {
            matches!(
                event.made,
                Happened::Moved(Move::Reject | Move::Approve | Move::Decline | Move::Ask)
                    | Happened::Judged(QualityAct::Undo)
            )
        })
        .filter(|event| event.to == claim.life.state);
    let note = asked.or_else(|| decided.and_then(|event| event.note.clone()));
    let reason = decided
        .and_then(|event| event.reason)
        .map(|reason| texts.reason(reason));
    let note = note.filter(|note| !note.is_empty());
    if note.is_none() && reason.is_none() {
        return None;
    }
    let reason = reason.map(|reason| view! { <p><strong>{reason}</strong></p> }.into_any());
    let note = note.map(|note| view! { <p class="typed">{note}</p> }.into_any());
    Some(ui::notice(
        Tone::Warn,
        view! {
            <p class="soft">{texts.claim().reviewer_wrote}</p>
            {reason}
            {note}
        }
        .into_any(),
    ))
}

/// Answers a request: the fields that were asked about can be changed here, then it goes back.
fn answer(acting: Acting, claim: &Claim, texts: &'static Texts) -> AnyView {
    let Acting {
        draft,
        faults,
        attempt,
        ..
    } = acting;
    let open = |field: &FieldId| field.is_open_in(ClaimState::ActionRequired);
    let mut asked: Vec<FieldId> = claim
        .asked
        .iter()
        .flat_map(|asked| asked.fields.clone())
        .collect();
    asked.retain(open);
    if asked.is_empty() {
        asked = FieldId::ALL.iter().copied().filter(open).collect();
    } else {
        // Whatever is asked for, a file or a word more may be the answer.
        asked.extend([FieldId::Evidence, FieldId::Comments]);
    }
    asked.sort_unstable();
    asked.dedup();
    let send = Callback::new(move |()| {
        draft.settle();
        let found = fields::faults(draft.errors(None), draft);
        if found.is_empty() {
            acting.make(Move::Answer, false);
        } else {
            faults.show(found);
        }
    });
    view! {
        {draft.trouble(texts)}
        {ui::watched_form("stack-large", send, Callback::new(move |()| draft.settle()), view! {
            {fields::sections(Asking { draft, faults, texts }, &asked)}
            <div class="row">
                {ui::submit(texts.claim().send_answer, attempt.busy())} {draft.status(texts)}
            </div>
        }.into_any())}
    }
    .into_any()
}

/// A move that needs words, behind a fold so that nobody makes it by mistake.
fn with_words(
    acting: Acting,
    made: Move,
    name: &'static str,
    hint: &'static str,
    texts: &'static Texts,
) -> AnyView {
    let Acting {
        faults,
        note,
        attempt,
        ..
    } = acting;
    let send = Callback::new(move |()| {
        acting.make(made, true);
    });
    view! {
        <details class="fold">
            <summary>{name}</summary>
            {ui::form("stack", send, view! {
                {ui::textarea(Input::new("note", texts.claim().note, note).hint(hint), faults, texts)}
                {ui::submit(name, attempt.busy())}
            }.into_any())}
        </details>
    }
    .into_any()
}

/// A new claim that begins with this one's answers.
fn copy(acting: Acting, claim: &Claim, texts: &'static Texts) -> Option<AnyView> {
    let state = claim.life.state;
    let form = claim.form.copied_after(state)?;
    let words = texts.known();
    let hint = if state == ClaimState::Approved {
        words.copy_renewed
    } else {
        words.copy_again
    };
    let act = Callback::new(move |()| acting.copy(form.clone()));
    Some(
        view! {
            <section class="card stack no-print" aria-labelledby="copy">
                <h2 id="copy">{words.copy}</h2>
                <p>{hint}</p>
                <p>{ui::button(words.copy, "", acting.attempt.busy(), act)}</p>
            </section>
        }
        .into_any(),
    )
}

fn withdraw(acting: Acting, claim: &Claim, texts: &'static Texts) -> Option<AnyView> {
    if !can_withdraw(claim.life.state) {
        return None;
    }
    let words = texts.claim();
    let act = Callback::new(move |()| acting.make(Move::Withdraw, false));
    Some(
        view! {
            <details class="fold no-print">
                <summary>{words.withdraw}</summary>
                <div class="stack">
                    <p>{words.withdraw_hint}</p>
                    {ui::button(words.withdraw_really, "danger", acting.attempt.busy(), act)}
                </div>
            </details>
        }
        .into_any(),
    )
}

/// Everything that happened, latest first.
pub(crate) fn timeline(events: &[ClaimEvent], texts: &'static Texts) -> AnyView {
    let items: Vec<AnyView> = events
        .iter()
        .rev()
        .map(|event| {
            let reason = event
                .reason
                .map(|reason| ui::paragraph(texts.reason(reason)));
            let note = event
                .note
                .clone()
                .filter(|note| !note.is_empty())
                .map(|note| view! { <p class="typed quote">{note}</p> }.into_any());
            view! {
                <li>
                    <p>
                        <strong>{texts.told(event)}</strong>
                    </p>
                    <p class="soft">
                        {fill(texts.claim().by_at, &[&event.by, &moment(texts, event.at)])}
                    </p>
                    {reason}
                    {note}
                </li>
            }
            .into_any()
        })
        .collect();
    if items.is_empty() {
        return ui::paragraph(texts.claim().nothing_happened);
    }
    view! { <ol class="timeline">{items}</ol> }.into_any()
}

/// Credits as rows.
pub(crate) fn credits(credits: &[CreditLine], texts: &'static Texts) -> AnyView {
    let words = texts.credits();
    let rows = credits
        .iter()
        .map(|line| {
            vec![
                ui::text(line.organisation.clone()),
                ui::text(texts.credit_role(line.role)),
                ui::text(line.workload.clone()),
                ui::text(usd_text(texts.lang, &line.monthly_revenue_usd)),
                ui::text(month(texts, line.from)),
                ui::text(month(texts, line.baseline_from)),
            ]
        })
        .collect();
    let heads = [
        words.partner,
        words.role,
        words.product,
        words.monthly,
        words.from,
        words.baseline_from,
    ];
    view! {
        <section class="card stack">
            <h2>{words.title_one}</h2>
            {ui::table(words.title_one, &heads, rows)}
        </section>
    }
    .into_any()
}
