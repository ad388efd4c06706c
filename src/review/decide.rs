//! The approval view: the claim, what the rules say, the proof, who competes, the effect.

use claimdesk_protocol::{ClaimSummary, CompetingClaim, ReviewClaim};
use claimdesk_recognition::claim::{ClaimState, Finding, Outcome};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::judging::{self, Judging};
use super::{decision, evidence, hands, history, hold};
use crate::api::{self, ApiError};
use crate::browser;
use crate::claim::{
    Links, answers, credits, customer, final_proof, findings, timeline, waiting_words,
};
use crate::i18n::{Texts, day, fill, localized, moment};
use crate::paths::Place;
use crate::session::Session;
use crate::ui::{self, Tone};
use crate::{claim, not_found};

/// The claim to decide on and what was said about loading it.
#[derive(Clone, Copy)]
pub(super) struct Deciding {
    pub(super) shown: RwSignal<Option<ReviewClaim>>,
    failed: RwSignal<Option<ApiError>>,
    /// Told on top after the claim was loaded again.
    pub(super) told: RwSignal<Option<Told>>,
    reference: StoredValue<String>,
    /// What the reader may take up now that this one is decided: the first of it, if there is any.
    next: RwSignal<Option<Result<Option<ClaimSummary>, ApiError>>>,
    /// The reader's ID.
    reader: StoredValue<String>,
}

/// What happened to the claim while the reader had it open.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Told {
    /// The reader's own decision is kept.
    Done,
    /// Who reviews it is kept.
    Given,
    /// The reader's approval waits for a second pair of eyes.
    Proposed,
    /// A proposed approval was returned.
    Returned,
    /// A decision was undone.
    Undone,
    /// The reader's second look is kept.
    Looked,
    /// The claim is held.
    Held,
    /// A hold has ended.
    Released,
    /// Somebody changed or decided it first.
    Changed,
}

impl Told {
    /// True where the reader is done with the claim for now.
    fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Proposed)
    }
}

/// The page at `/review/{reference}`.
pub(crate) fn decide(reference: String) -> AnyView {
    let deciding = Deciding {
        shown: RwSignal::new(None),
        failed: RwSignal::new(None),
        told: RwSignal::new(None),
        reference: StoredValue::new(reference),
        next: RwSignal::new(None),
        reader: StoredValue::new(
            Session::here()
                .user()
                .map(|user| user.id)
                .unwrap_or_default(),
        ),
    };
    deciding.load(true);
    let form = decision::Form::new(deciding);
    let judging = Judging::new(deciding, form.faults);
    let holds = hold::Holds::new(deciding, form.faults);
    ui::live(move || {
        let gone = deciding
            .failed
            .with(|failed| failed.as_ref().and_then(ApiError::status) == Some(404));
        if gone {
            return not_found::page();
        }
        localized(move |texts| {
            let view = ui::live(
                move || {
                    match (deciding.shown.get(), deciding.failed.get()) {
                    (_, Some(error)) => {
                        let again = Callback::new(move |()| deciding.load(true));
                        view! {
                            {ui::heading(texts.common.no_answer)}
                            {ui::failure(&error, texts, Some(again))}
                        }
                        .into_any()
                    }
                    (None, None) => view! {
                        {ui::heading(&fill(texts.claim().title, &[&deciding.reference.get_value()]))}
                        {ui::waiting(texts)}
                    }
                    .into_any(),
                    (Some(shown), None) => page(deciding, (form, judging, holds), &shown, texts),
                }
                },
            );
            view.into_any()
        })
    })
}

impl Deciding {
    /// The ID of who looks at it.
    pub(super) fn reader(self) -> String {
        self.reader.get_value()
    }

    /// Loads the claim; a submitted one counts as opened by whoever looks at it, unless it is in a
    /// colleague's hands.
    pub(super) fn load(self, open: bool) {
        let (reference, reader) = (self.reference.get_value(), self.reader.get_value());
        spawn_local(async move {
            let answer = load(&reference, open.then_some(reader.as_str())).await;
            if self.shown.is_disposed() {
                return;
            }
            match answer {
                Ok(claim) => {
                    self.failed.set(None);
                    self.shown.set(Some(claim));
                    browser::settled();
                }
                Err(error) => self.failed.set(Some(error)),
            }
        });
    }

    /// This version of the claim is decided, handed over or put back: says so, and shows what it
    /// has become.
    pub(super) fn done(self, told: Told) {
        self.told.set(Some(told));
        self.load(told == Told::Given);
        browser::focus_heading();
        if told.is_over() {
            self.find_next();
        }
    }

    /// Somebody was faster. What was typed stays; the reader sees what the claim has become.
    pub(super) fn overtaken(self) {
        self.told.set(Some(Told::Changed));
        self.load(true);
        browser::focus_heading();
    }

    fn find_next(self) {
        let reference = self.reference.get_value();
        self.next.set(None);
        spawn_local(async move {
            let answer = api::review_queue(None, "free", "", "", None).await;
            if self.next.is_disposed() {
                return;
            }
            self.next.set(Some(answer.map(|queue| {
                let mut claims = queue.claims.into_iter();
                claims.find(|claim| claim.reference != reference)
            })));
        });
    }

    /// True where an approval would wait for a second pair of eyes, without following.
    pub(super) fn needs_second_eyes(self) -> bool {
        self.shown.with_untracked(|shown| {
            shown
                .as_ref()
                .is_some_and(|shown| shown.second_eyes_above.is_some())
        })
    }

    /// The claim's reference and the version that is looked at, without following.
    pub(super) fn version(self) -> Option<(String, i64)> {
        self.shown.with_untracked(|shown| {
            let claim = &shown.as_ref()?.claim;
            Some((claim.reference.clone(), claim.version))
        })
    }
}

/// The claim, opened by this reader where that is theirs to do.
async fn load(reference: &str, opened_by: Option<&str>) -> Result<ReviewClaim, ApiError> {
    let claim = api::review_claim(reference).await?;
    let free = |reader| claim.reviewer.as_ref().is_none_or(|has| has.id == reader);
    let opens = claim.claim.life.state == ClaimState::Submitted && !claim.own;
    if !opens || !opened_by.is_some_and(free) {
        return Ok(claim);
    }
    match api::open_claim(reference, &browser::random_key()).await {
        Ok(()) => api::review_claim(reference).await,
        // Somebody opened or withdrew it just now: show what it has become.
        Err(error) if matches!(error.status(), Some(409 | 412)) => {
            api::review_claim(reference).await
        }
        Err(error) => Err(error),
    }
}

fn page(
    deciding: Deciding,
    (form, judging, holds): (decision::Form, Judging, hold::Holds),
    shown: &ReviewClaim,
    texts: &'static Texts,
) -> AnyView {
    let words = texts.review();
    let claim = &shown.claim;
    let told = ui::live(move || {
        deciding.told.get().map(|told| {
            let (tone, text) = match told {
                Told::Done => (Tone::Good, words.done),
                Told::Given => (Tone::Good, words.given),
                Told::Proposed => (Tone::Good, texts.quality().told_proposed),
                Told::Returned => (Tone::Good, texts.quality().told_returned),
                Told::Undone => (Tone::Good, texts.quality().told_undone),
                Told::Looked => (Tone::Good, texts.quality().told_looked),
                Told::Held => (Tone::Good, texts.holds().told_held),
                Told::Released => (Tone::Good, texts.holds().told_released),
                Told::Changed => (Tone::Warn, words.changed),
            };
            let next = told.is_over().then(|| next(deciding, texts));
            let said = view! {
                <p>{text}</p>
                {next}
            };
            view! { <div role="alert">{ui::notice(tone, said.into_any())}</div> }.into_any()
        })
    });
    let waiting = claim
        .waiting
        .as_ref()
        .map(|waiting| ui::paragraph(waiting_words(waiting, texts)));
    let microsoft = claim
        .microsoft_until
        .map(|until| ui::paragraph(fill(texts.claim().due_microsofts, &[&moment(texts, until)])));
    let own = shown.own.then(|| {
        let said = view! {
            <p>
                <strong>{words.own}</strong>
            </p>
            <p>{words.own_hint}</p>
        };
        ui::notice(Tone::Warn, said.into_any())
    });
    let decides = match &shown.proposal {
        // Until the hold has ended nothing is decided.
        _ if claim.hold.is_some() => None,
        Some(proposal) => Some(judging::proposal(judging, proposal, texts)),
        None => (!shown.own).then(|| decision::section(form, shown, texts)),
    };
    let stands = shown
        .decision
        .as_ref()
        .map(|decision| judging::decision(judging, decision, texts));
    let mut found: Vec<&Finding> = claim.assessment.findings.iter().collect();
    found.sort_by_key(|finding| match finding.outcome {
        Outcome::Unmet => (0, finding.severity),
        Outcome::Unknown => (1, finding.severity),
        Outcome::Met => (2, finding.severity),
    });
    let effect = (!shown.effect.is_empty()).then(|| {
        view! {
            <p class="soft">{words.effect_hint}</p>
            {credits(&shown.effect, texts)}
        }
        .into_any()
    });
    view! {
        <p class="no-print">{ui::link(&Place::Review, words.title)}</p>
        {ui::error_summary(form.faults, texts)}
        {told}
        {own}
        <div class="stack">
            <div class="row">
                {ui::heading(&fill(texts.claim().title, &[&claim.reference]))}
                {ui::tag(claim.life.state, texts)}
            </div>
            <p class="lead">{format!("{} · {}", claim.organisation, claim.form.customer_name)}</p>
        </div>
        <div class="columns">
            <div class="stack-large">
                {evidence::section(claim, texts)} {competing(&shown.competing, claim, texts)}
                {effect} {answers(&claim.form, Links::None, texts)}
                {history::section(&shown.history, &shown.partner, texts)}
            </div>
            <div class="stack-large">
                <section class="card stack">
                    <h2>{words.clock}</h2>
                    {waiting}
                    {microsoft}
                </section>
                {final_proof::section(claim, None, texts)} {customer::section(claim, None, texts)}
                {hands::section(deciding, form.faults, shown, texts)} {stands} {decides}
                {hold::section(holds, shown, texts)}
                <section class="card stack">
                    <h2>{texts.claim().findings}</h2>
                    {claim.life.state.is_open().then(|| claim::worth(&claim.assessment.worth, texts))}
                    {findings(&found, texts)}
                </section>
                <section class="card stack">
                    <h2>{texts.claim().timeline}</h2>
                    {timeline(&claim.events, texts)}
                </section>
            </div>
        </div>
    }
    .into_any()
}

/// What is due next, so that nobody has to go back for it.
fn next(deciding: Deciding, texts: &'static Texts) -> AnyView {
    let words = texts.review();
    ui::live(move || {
        deciding.next.get().map(|next| match next {
            Err(error) => {
                let again = Callback::new(move |()| deciding.find_next());
                ui::failure(&error, texts, Some(again))
            }
            Ok(None) => ui::paragraph(words.none_next),
            Ok(Some(next)) => {
                let place = Place::ReviewClaim(next.reference.clone());
                let named = fill(words.next, &[&next.reference, &next.customer_name]);
                view! { <p>{ui::link(&place, &named)}</p> }.into_any()
            }
        })
    })
}

/// Others on the same subscription, with their proofs' dates beside this one's.
fn competing(
    others: &[CompetingClaim],
    claim: &claimdesk_protocol::Claim,
    texts: &'static Texts,
) -> Option<AnyView> {
    if others.is_empty() {
        return None;
    }
    let words = texts.review();
    let own = crate::i18n::day_text(texts, &claim.form.acknowledged_on);
    let mut rows = vec![vec![
        ui::text(fill(words.this_claim, &[&claim.reference])),
        ui::text(claim.organisation.clone()),
        ui::tag(claim.life.state, texts),
        ui::text(own),
    ]];
    rows.extend(others.iter().map(|other| {
        let date = other
            .acknowledged_on
            .map_or_else(|| "–".to_owned(), |date| day(texts, date));
        vec![
            ui::link(
                &Place::ReviewClaim(other.reference.clone()),
                &other.reference,
            ),
            ui::text(other.organisation.clone()),
            ui::tag(other.state, texts),
            ui::text(date),
        ]
    }));
    let heads = [
        texts.claims().reference,
        words.partner,
        texts.claims().state,
        words.acknowledged,
    ];
    Some(
        view! {
            <section class="card stack">
                <h2>{words.competing}</h2>
                <p>{words.competing_hint}</p>
                {ui::table(words.competing, &heads, rows)}
            </section>
        }
        .into_any(),
    )
}
