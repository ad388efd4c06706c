//! A metric's formula in words: one sentence for each kind of formula, whatever the designation.

use claimdesk_recognition::programme::{
    AssociationFull, Certificate, Formula, KindFull, LastStep, Metric, Programme, UsageAssociations,
};
use leptos::prelude::*;

use super::parts::{english, list};
use crate::i18n::{Rulebook, Texts, count, day, fill, usd};

/// What earns points.
pub(super) fn earns(formula: &Formula, texts: &'static Texts) -> String {
    let words = texts.rulebook();
    let lang = texts.lang;
    match formula {
        Formula::RevenuePairs { floor, .. } => fill(words.revenue_pairs, &[&usd(lang, *floor)]),
        Formula::CertifiedPeople { .. } => words.certified_people.to_owned(),
        Formula::ConsumptionGrowth { baseline_floor, .. } => {
            fill(words.consumption_growth, &[&usd(lang, *baseline_floor)])
        }
        Formula::ConsumptionPairs { floor, .. } => {
            fill(words.consumption_pairs, &[&usd(lang, *floor)])
        }
        Formula::Count => words.count.to_owned(),
        Formula::Growth => words.growth.to_owned(),
        Formula::HigherOf { .. } => words.higher_of.to_owned(),
        Formula::Stepped { .. } => words.stepped.to_owned(),
        Formula::SumOf { .. } => words.sum_of.to_owned(),
    }
}

/// The value that gives all points.
pub(super) fn all_at(metric: &Metric, texts: &'static Texts) -> AnyView {
    let words = texts.rulebook();
    let number = |number: u32| count(texts.lang, number);
    let full = number(metric.full);
    let text = match &metric.formula {
        Formula::RevenuePairs { .. } | Formula::ConsumptionPairs { .. } => {
            fill(words.at_net, &[&full])
        }
        Formula::CertifiedPeople { .. } => fill(words.at_people, &[&full]),
        Formula::ConsumptionGrowth { .. } | Formula::Growth => fill(words.at_growth, &[&full]),
        Formula::Count if metric.id.counts_people() => fill(words.at_people, &[&full]),
        Formula::Count => full,
        Formula::Stepped { last, .. } => steps(last, texts),
        Formula::HigherOf { by } => {
            let each = |it: &AssociationFull| format!("{}: {}", it.key, number(it.full));
            by.iter().map(each).collect::<Vec<_>>().join(" · ")
        }
        Formula::SumOf { kinds } => {
            let each = |it: &KindFull| {
                view! { {number(it.full)} " " {english(texts, &it.unit)} }.into_any()
            };
            return list(kinds.iter().map(each).collect());
        }
    };
    text.into_any()
}

fn steps(last: &LastStep, texts: &'static Texts) -> String {
    let words = texts.rulebook();
    let (points, people) = (
        count(texts.lang, last.points),
        count(texts.lang, last.people),
    );
    if last.people == 1 {
        fill(words.at_step_one, &[&points])
    } else {
        fill(words.at_step, &[&people, &points])
    }
}

/// The value from which on something counts.
pub(super) fn floor(formula: &Formula, texts: &'static Texts) -> String {
    let words = texts.rulebook();
    let (template, floor) = match formula {
        Formula::RevenuePairs { floor, .. } => (words.from_revenue, floor),
        Formula::ConsumptionPairs { floor, .. } => (words.from_consumption, floor),
        Formula::ConsumptionGrowth { baseline_floor, .. } => (words.from_baseline, baseline_floor),
        Formula::CertifiedPeople { .. }
        | Formula::Count
        | Formula::Growth
        | Formula::HigherOf { .. }
        | Formula::Stepped { .. }
        | Formula::SumOf { .. } => return words.no_floor.to_owned(),
    };
    fill(template, &[&usd(texts.lang, *floor)])
}

/// The associations that count, where the formula names them.
pub(super) fn through(formula: &Formula, texts: &'static Texts) -> Option<AnyView> {
    match formula {
        Formula::RevenuePairs { associations, .. } => Some(associations.join(", ").into_any()),
        Formula::ConsumptionGrowth { associations, .. }
        | Formula::ConsumptionPairs { associations, .. } => Some(by_family(associations, texts)),
        Formula::HigherOf { by } => {
            let keys: Vec<&str> = by.iter().map(|it| it.key.as_str()).collect();
            Some(keys.join(", ").into_any())
        }
        _ => None,
    }
}

fn by_family(associations: &UsageAssociations, texts: &'static Texts) -> AnyView {
    let words = texts.rulebook();
    let family = |name: &str, all: &[String]| format!("{name}: {}", all.join(", ")).into_any();
    list(vec![
        family(words.dynamics_365, &associations.dynamics365),
        family(words.power_platform, &associations.power_platform),
    ])
}

/// The certificates that count, where the formula names them: a list, or one for each step.
pub(super) fn certificates(
    formula: &Formula,
    programme: &Programme,
    texts: &'static Texts,
) -> Option<AnyView> {
    match formula {
        Formula::CertifiedPeople { list } => {
            let all = programme.certificates.get(list)?;
            Some(certificate_list(all, texts))
        }
        Formula::Stepped { gates, last } => {
            let words = texts.rulebook();
            let mut steps: Vec<AnyView> = gates
                .iter()
                .enumerate()
                .map(|(index, gate)| {
                    let asked = gate_words(words, index + 1, gate.people, gate.points);
                    step(asked, &gate.certificates, texts)
                })
                .collect();
            steps.push(step(words.last_step.to_owned(), &last.certificates, texts));
            Some(view! { <div class="stack">{steps}</div> }.into_any())
        }
        _ => None,
    }
}

fn gate_words(words: &Rulebook, number: usize, people: u32, points: u32) -> String {
    let number = number.to_string();
    let asked = if people == 1 {
        fill(words.step_one, &[&number])
    } else {
        fill(words.step, &[&number, &people.to_string()])
    };
    if points == 0 {
        return asked;
    }
    let points = fill(words.step_points, &[&points.to_string()]);
    format!("{asked} {points}")
}

fn step(asked: String, certificates: &[Certificate], texts: &'static Texts) -> AnyView {
    view! {
        <div>
            <p>{asked}</p>
            {certificate_list(certificates, texts)}
        </div>
    }
    .into_any()
}

fn certificate_list(certificates: &[Certificate], texts: &'static Texts) -> AnyView {
    let words = texts.rulebook();
    let each = |certificate: &Certificate| {
        let dates = certificate.retires.zip(certificate.counts_until());
        let retires = dates.map(|(last, until)| {
            let told = fill(words.retires, &[&day(texts, last), &day(texts, until)]);
            view! { <span class="soft">" – " {told}</span> }.into_any()
        });
        view! {
            {english(texts, &certificate.name)}
            {retires}
        }
        .into_any()
    };
    list(certificates.iter().map(each).collect())
}
