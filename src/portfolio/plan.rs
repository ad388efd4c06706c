//! The plan for the month chosen: the fewest claims that make it qualify, or why claims cannot.

use std::collections::BTreeSet;

use claimdesk_recognition::score::{
    Lacking, Obstacle, Opportunity, Plan, PlanOutcome, SubmissionDeadline,
};
use claimdesk_recognition::{Hundredths, Points};
use leptos::prelude::*;

use super::forecast::{Ahead, capital, lacking, later, named};
use super::opportunities::{Found, Opportune};
use crate::i18n::{Texts, count, day, fill, moment, month, points};
use crate::ui::{self, Tone};

/// So many claims of a plan are listed; all of them are ticked.
const LISTED_AT_MOST: usize = 50;

/// A plan with what explains it.
#[derive(Clone, Debug)]
struct Made {
    plan: Plan,
    /// The metrics of the month without a point.
    lacking: Vec<Lacking>,
    /// The most that claims can give.
    most: u32,
    /// What is to be claimed by the plan.
    pairs: Vec<Opportunity>,
}

/// The plan for the month chosen, made anew when the opportunities change.
#[derive(Clone, Copy)]
pub(super) struct Planned(ReadSignal<Option<Made>>);

impl Planned {
    /// Among these opportunities.
    pub(super) fn new(ahead: Ahead, opportune: Opportune) -> Self {
        let found = opportune.found;
        Self(later(
            move || found.track(),
            move || make(ahead, &found.get()?),
        ))
    }
}

/// The section; it stands as soon as a plan is made.
pub(super) fn section(ahead: Ahead, planned: Planned, texts: &'static Texts) -> AnyView {
    ui::live(move || {
        planned
            .0
            .with(|made| made.as_ref().map(|made| told(ahead, made, texts)))
    })
}

fn make(ahead: Ahead, found: &Found) -> Option<Made> {
    let view = ahead.at()?;
    let (pending, drafts) = (ahead.claims.pending(), ahead.claims.drafts());
    ahead.held.glance(view, |standing| {
        standing.with_claims(named(&pending).chain(named(&drafts)), |standing| {
            let month = found.told.month;
            let candidates = standing.candidates(&found.told);
            let plan = standing.plan(month, &candidates);
            let chosen: BTreeSet<&str> = match &plan.outcome {
                PlanOutcome::Claims { claims, .. } => claims.iter().map(String::as_str).collect(),
                _ => BTreeSet::new(),
            };
            let is_chosen = |pair: &&Opportunity| {
                !chosen.is_empty()
                    && pair
                        .candidate_id()
                        .is_some_and(|id| chosen.contains(id.as_str()))
            };
            let pairs = found.told.pairs.iter().filter(is_chosen).cloned().collect();
            Made {
                lacking: standing.lacking(month),
                most: standing.most_by_claims(),
                pairs,
                plan,
            }
        })
    })
}

fn told(ahead: Ahead, made: &Made, texts: &'static Texts) -> AnyView {
    let words = &texts.opportunities().plan;
    let at = month(texts, made.plan.month);
    let content = match &made.plan.outcome {
        PlanOutcome::Reached => {
            let total = points(texts.lang, made.plan.total);
            ui::notice(
                Tone::Good,
                ui::paragraph(fill(words.reached, &[&capital(&at), &total])),
            )
        }
        PlanOutcome::Claims {
            claims,
            total,
            deadline,
            smallest,
        } => {
            let sentence = sum(made, claims.len(), *total, *smallest, texts);
            view! {
                {ui::notice(Tone::Good, ui::paragraph(sentence))}
                {claims_of(made, *deadline, texts)}
                {tick_button(ahead, made, texts)}
            }
            .into_any()
        }
        PlanOutcome::OutOfReach { why, best } => {
            let line = ahead.held.programme().qualifying.total;
            let sentence = fill(
                words.out_of_reach,
                &[
                    &at,
                    &points(texts.lang, made.plan.total),
                    &points(texts.lang, *best),
                ],
            );
            let reasons: Vec<AnyView> = if why.is_empty() {
                vec![view! { <li>{words.nothing_feeds}</li> }.into_any()]
            } else {
                why.iter()
                    .map(|one| view! { <li>{obstacle(one, made, line, texts)}</li> }.into_any())
                    .collect()
            };
            ui::notice(
                Tone::Warn,
                view! {
                    <p>{sentence}</p>
                    <ul class="list">{reasons}</ul>
                }
                .into_any(),
            )
        }
    };
    view! {
        <section class="card stack" aria-labelledby="plan">
            <h2 id="plan">{fill(words.title, &[&at])}</h2>
            {content}
        </section>
    }
    .into_any()
}

/// What the claims of a plan do, in a sentence.
fn sum(
    made: &Made,
    claims: usize,
    total: Hundredths,
    smallest: bool,
    texts: &'static Texts,
) -> String {
    let words = &texts.opportunities().plan;
    let template = if claims == 1 {
        words.one_claim
    } else {
        words.claims
    };
    let does = fill(
        template,
        &[
            &count(texts.lang, i128::try_from(claims).unwrap_or_default()),
            &month(texts, made.plan.month),
            &points(texts.lang, total),
            &points(texts.lang, made.plan.total),
        ],
    );
    let fewer = if smallest {
        words.smallest
    } else {
        words.small
    };
    format!("{does} {fewer}")
}

fn claims_of(made: &Made, deadline: SubmissionDeadline, texts: &'static Texts) -> AnyView {
    let words = &texts.opportunities().plan;
    let rows = made
        .pairs
        .iter()
        .take(LISTED_AT_MOST)
        .map(|pair| {
            let customer = pair.customer.as_ref().unwrap_or(&pair.tenant);
            vec![
                view! { <span class="typed">{customer.clone()}</span> }.into_any(),
                ui::text(pair.used_as.clone()),
                ui::text(moment(texts, deadline.before)),
                ui::text(day(texts, deadline.by_documents)),
            ]
        })
        .collect();
    let heads = [
        texts.opportunities().customer,
        texts.opportunities().product,
        words.last_day,
        words.last_day_documents,
    ];
    let further = made.pairs.len().saturating_sub(LISTED_AT_MOST);
    let further = (further > 0).then(|| {
        let number = i128::try_from(further).unwrap_or_default();
        let and_more = texts.forecast().causes.and_more;
        ui::paragraph(fill(and_more, &[&count(texts.lang, number)]))
    });
    view! {
        {ui::table(words.table, &heads, rows)}
        {further}
    }
    .into_any()
}

fn tick_button(ahead: Ahead, made: &Made, texts: &'static Texts) -> AnyView {
    let pairs = made.pairs.clone();
    let tick = Callback::new(move |()| ahead.ticks.add(pairs.iter()));
    ui::button(
        texts.opportunities().plan.tick,
        "primary",
        false.into(),
        tick,
    )
}

/// Why claims cannot, in a sentence, with what it would need.
fn obstacle(obstacle: &Obstacle, made: &Made, line: u32, texts: &'static Texts) -> String {
    let words = &texts.opportunities().plan;
    match obstacle {
        Obstacle::MetricAtZero { metric } => {
            let told = fill(words.at_zero, &[texts.metric(*metric)]);
            let needs = made.lacking.iter().find(|one| one.metric == *metric);
            match needs {
                Some(needs) => format!("{told} {}.", lacking(needs, texts)),
                None => told,
            }
        }
        Obstacle::UnderTheLine { missing } => fill(
            words.under_the_line,
            &[
                &points(texts.lang, *missing),
                &points(texts.lang, Points::whole(i64::from(made.most)).rounded()),
                &line.to_string(),
            ],
        ),
        Obstacle::TooFewCandidates { needed, found } => fill(
            words.too_few,
            &[&count(texts.lang, *needed), &count(texts.lang, *found)],
        ),
    }
}
