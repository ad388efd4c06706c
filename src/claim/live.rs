//! What stands beside the form all along: points, month, and what the rules say.

use claimdesk_recognition::claim::assess::Worth;
use claimdesk_recognition::claim::{Assessment, Finding, Outcome, RuleId, Severity};
use leptos::prelude::*;

use super::draft::Draft;
use super::programme;
use crate::i18n::{Texts, fill, month, points};
use crate::rules::Anchor;
use crate::ui::{self, Tone};

/// The panel.
pub(super) fn panel(draft: Draft, texts: &'static Texts) -> AnyView {
    let now = Memo::new(move |_| draft.assessment(true));
    let settled = Memo::new(move |_| draft.assessment(false));
    view! {
        <aside class="card stack beside" aria-labelledby="worth">
            <h2 id="worth">{texts.claim().worth}</h2>
            {ui::live(move || now.with(|assessment| worth(&assessment.worth, texts)))}
            <h3>{texts.claim().findings}</h3>
            <div aria-live="polite">
                {ui::live(move || settled.with(|assessment| while_typing(assessment, texts)))}
            </div>
        </aside>
    }
    .into_any()
}

/// Points, and the months they count in.
pub(crate) fn worth(worth: &Worth, texts: &'static Texts) -> AnyView {
    let words = texts.claim();
    let told = if worth.adds == 0 {
        words.worth_nothing_yet.to_owned()
    } else {
        fill(
            words.worth_from,
            &[
                &month(texts, worth.from),
                &month(texts, worth.baseline_from.plus(-1)),
            ],
        )
    };
    view! {
        <p class="total small">
            <strong>{points(texts.lang, worth.points)}</strong>
            " "
            <span>{words.points}</span>
        </p>
        <p>{told}</p>
    }
    .into_any()
}

/// While somebody types: what is wrong, what to know, and how much is still to be told.
fn while_typing(assessment: &Assessment, texts: &'static Texts) -> AnyView {
    let open = assessment
        .findings
        .iter()
        .filter(|finding| {
            finding.outcome == Outcome::Unknown && finding.severity == Severity::Block
        })
        .count();
    let met = assessment
        .findings
        .iter()
        .filter(|finding| finding.outcome == Outcome::Met && finding.severity == Severity::Block)
        .count();
    // That there is no file yet is nothing to be told before the step that asks for it.
    let to_come = |finding: &Finding| {
        finding.rule == RuleId::ProofAttached && finding.outcome == Outcome::Unmet
    };
    let open = open
        + assessment
            .findings
            .iter()
            .filter(|finding| to_come(finding))
            .count();
    let shown: Vec<&Finding> = assessment
        .findings
        .iter()
        .filter(|finding| finding.outcome == Outcome::Unmet && !to_come(finding))
        .collect();
    let summary = fill(
        texts.claim().rules_met,
        &[
            &met.to_string(),
            &(met + open + blocked(&shown)).to_string(),
        ],
    );
    view! {
        <p class="soft">{summary}</p>
        {findings(&shown, texts)}
    }
    .into_any()
}

fn blocked(findings: &[&Finding]) -> usize {
    findings
        .iter()
        .filter(|finding| finding.severity == Severity::Block)
        .count()
}

/// Findings in words, each with the documents it rests on.
pub(crate) fn findings(findings: &[&Finding], texts: &'static Texts) -> AnyView {
    let items: Vec<AnyView> = findings
        .iter()
        .map(|finding| {
            let (tone, said) = match (finding.outcome, finding.severity) {
                (Outcome::Met, _) => (Tone::Good, texts.asks(finding)),
                (Outcome::Unknown, _) => (
                    Tone::Plain,
                    fill(texts.claim().cannot_tell, &[&texts.asks(finding)]),
                ),
                (Outcome::Unmet, severity) => (tone(severity), texts.finding(finding)),
            };
            view! {
                <li class=format!("finding {}", tone.class())>
                    <span class="sign" aria-hidden="true">{tone.sign()}</span>
                    <div>
                        <span class="visually-hidden">{texts.tone(tone)} ": "</span>
                        {said}
                        {sources(finding, texts)}
                    </div>
                </li>
            }
            .into_any()
        })
        .collect();
    view! { <ul class="findings">{items}</ul> }.into_any()
}

const fn tone(severity: Severity) -> Tone {
    match severity {
        Severity::Block => Tone::Bad,
        Severity::Warn => Tone::Warn,
        Severity::Info => Tone::Plain,
    }
}

fn sources(finding: &Finding, texts: &'static Texts) -> AnyView {
    let rule = Anchor::Rule(finding.rule).address();
    let items: Vec<AnyView> = finding
        .sources
        .iter()
        .filter_map(|key| programme().sources.get(key))
        .map(|source| match &source.page {
            Some(page) => view! {
                <li>
                    <a href=page.clone() rel="noreferrer" target="_blank">
                        {source.title.clone()}
                    </a>
                </li>
            }
            .into_any(),
            None => view! { <li>{source.title.clone()}</li> }.into_any(),
        })
        .collect();
    view! {
        <details class="why">
            <summary>{texts.claim().sources}</summary>
            <ul class="list">
                {items}
                <li>
                    <a href=rule rel="noopener" target="_blank">
                        {texts.nav.footer_rules}
                    </a>
                </li>
            </ul>
        </details>
    }
    .into_any()
}
