//! What a month and a claim need, and how long things take.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use claimdesk_recognition::claim::{RuleId, Severity};
use claimdesk_recognition::programme::{ClaimRules, Holiday, Programme, TrackId};
use leptos::prelude::*;

use super::Anchor;
use super::parts::{cited, english};
use crate::i18n::{Texts, count, day, fill, usd};
use crate::ui;

/// What qualifies, and in which months.
pub(super) fn qualifying(programme: &'static Programme, texts: &'static Texts) -> AnyView {
    let words = texts.rulebook();
    let rules = &programme.qualifying;
    let before = rules.months_before.to_string();
    let renewal = rules.renewal_days.to_string();
    view! {
        <div class="reading stack">
            <p>{fill(words.qualifies, &[&rules.total.to_string()])}</p>
            <p>{words.points_of_a_metric}</p>
            <p>{fill(words.window_new, &[&before])}</p>
            <p>{fill(words.window_enrolled, &[&before, &renewal])}</p>
            {cited(programme, &rules.sources)}
        </div>
    }
    .into_any()
}

/// The rules of the assessment, and what an approved claim does.
pub(super) fn needs(programme: &'static Programme, texts: &'static Texts) -> AnyView {
    let words = texts.rulebook();
    let claims = &programme.claims;
    let heads = [words.rule, words.severity, words.sources];
    let rows = claims
        .rules
        .iter()
        .map(|rule| {
            let (tone, severity) = match rule.severity {
                Severity::Block => ("tag tone-bad", words.block),
                Severity::Warn => ("tag tone-warn", words.warn),
                Severity::Info => ("tag tone-plain", words.info),
            };
            let place = Anchor::Rule(rule.id).to_string();
            let asked = asks(programme, rule.id, texts);
            vec![
                view! { <span id=place tabindex="-1">{asked}</span> }.into_any(),
                view! { <span class=tone>{severity}</span> }.into_any(),
                cited(programme, &rule.sources),
            ]
        })
        .collect();
    let months = claims.baseline_after_months.to_string();
    view! {
        <p class="reading">{words.claims_lead}</p>
        {ui::table(words.claims, &heads, rows)}
        <div class="reading stack">
            <p>{fill(words.claim_effect, &[&claims.association, &months])}</p>
            <p>{words.claim_both}</p>
        </div>
    }
    .into_any()
}

/// What a rule asks for, in this programme's numbers.
fn asks(programme: &Programme, rule: RuleId, texts: &'static Texts) -> String {
    let claims = &programme.claims;
    let number = match rule {
        RuleId::SubscriptionActive => claims.grace_days.to_string(),
        RuleId::AcknowledgementDated => claims.acknowledgement_months.to_string(),
        RuleId::RecentlyProvisioned => claims.provisioning_days.to_string(),
        RuleId::UnderTheFloor => floors(programme, texts),
        _ => String::new(),
    };
    texts.rule_asks(rule, &[&number])
}

/// The revenue floor of each track: `250 USD (SMB) / 1,500 USD (Enterprise)`.
fn floors(programme: &Programme, texts: &'static Texts) -> String {
    let floors: Vec<String> = [TrackId::Smb, TrackId::Enterprise]
        .into_iter()
        .filter_map(|track| {
            let floor = usd(texts.lang, programme.revenue_floor(track)?);
            Some(format!("{floor} ({})", texts.track(track)))
        })
        .collect();
    floors.join(" / ")
}

/// How long things take.
pub(super) fn clocks(programme: &'static Programme, texts: &'static Texts) -> AnyView {
    let words = texts.rulebook();
    let claims = &programme.claims;
    let heads = [words.what, words.how_long];
    let rows = durations(programme, texts)
        .into_iter()
        .map(|(what, how_long)| vec![ui::text(what), ui::text(how_long)])
        .collect();
    view! {
        {ui::table(words.clocks, &heads, rows)}
        <h3>{words.holidays}</h3>
        <p class="reading">{words.holidays_lead}</p>
        {holidays(&claims.holidays, texts)}
    }
    .into_any()
}

/// What takes how long, our own promise beside Microsoft's documents.
fn durations(programme: &Programme, texts: &'static Texts) -> Vec<(String, String)> {
    let words = texts.rulebook();
    let ClaimRules {
        recognised_from,
        provisioning_days,
        grace_days,
        acknowledgement_months,
        ends_within_months,
        review_hours,
        microsoft_review_business_days: [until_review, review],
        answer_business_days,
        dispute_days,
        dispute_answer_business_days,
        customer_silence_business_days,
        provisional_proof_business_days,
        ..
    } = &programme.claims;
    let span = |template: &str, number: &u32| fill(template, &[&count(texts.lang, *number)]);
    let business_days = |number| span(words.business_days, number);
    let days = |number| span(words.days, number);
    let promise = span(words.hours, review_hours);
    let answer = span(words.partner_answer, review_hours);
    let age = span(words.at_most_months, acknowledgement_months);
    let since = fill(words.since, &[&day(texts, *recognised_from)]);
    let renewal = days(&programme.qualifying.renewal_days);
    [
        (words.answer_here, promise),
        (words.until_review, business_days(until_review)),
        (words.microsoft_review, business_days(review)),
        (&answer, business_days(answer_business_days)),
        (words.dispute, days(dispute_days)),
        (
            words.dispute_answer,
            business_days(dispute_answer_business_days),
        ),
        (
            words.customer_silence,
            business_days(customer_silence_business_days),
        ),
        (
            words.provisional_proof,
            business_days(provisional_proof_business_days),
        ),
        (words.acknowledgement, age),
        (words.provisioning, days(provisioning_days)),
        (words.grace, days(grace_days)),
        (words.ends_within, span(words.months, ends_within_months)),
        (words.recognised_from, since),
        (words.renewal, renewal),
    ]
    .map(|(what, how_long): (&str, String)| (what.to_owned(), how_long))
    .into()
}

/// A row for each holiday, a column for each year.
fn holidays(all: &[Holiday], texts: &'static Texts) -> AnyView {
    let words = texts.rulebook();
    let years: BTreeSet<i32> = all.iter().map(|holiday| holiday.date.year()).collect();
    let mut names: Vec<&str> = Vec::new();
    for holiday in all {
        if !names.contains(&holiday.name.as_str()) {
            names.push(&holiday.name);
        }
    }
    let cells: Vec<AnyView> = names
        .iter()
        .map(|name| {
            let cells: Vec<AnyView> = years
                .iter()
                .map(|year| {
                    let on = days_of(all, name, *year).map(|date| day(texts, date));
                    let on = on.collect::<Vec<_>>().join(", ");
                    view! { <td data-head=year.to_string()>{on}</td> }.into_any()
                })
                .collect();
            view! {
                <tr>
                    <th scope="row" data-head=words.holiday>
                        {english(texts, name)}
                    </th>
                    {cells}
                </tr>
            }
            .into_any()
        })
        .collect();
    let heads: Vec<AnyView> = years
        .iter()
        .map(|year| view! { <th scope="col">{*year}</th> }.into_any())
        .collect();
    view! {
        <div class="table-scroll" role="region" aria-label=words.holidays tabindex="0">
            <table class="data">
                <caption class="visually-hidden">{words.holidays}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words.holiday}</th>
                        {heads}
                    </tr>
                </thead>
                <tbody>{cells}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn days_of<'a>(all: &'a [Holiday], name: &'a str, year: i32) -> impl Iterator<Item = NaiveDate> {
    all.iter()
        .filter(move |holiday| holiday.name == name && holiday.date.year() == year)
        .map(|holiday| holiday.date)
}
