//! A score as a person reads it.

use std::io::{Result, Write};

use claimdesk_recognition::Programme;
use claimdesk_recognition::programme::Formula;
use claimdesk_recognition::score::{
    Cause, Change, Explanation, ForecastMonth, Obstacle, Opportunities, PairExplained, PairInMonth,
    Plan, PlanOutcome, Renewal,
};

use super::Told;
use crate::cli::table::{self, Style};

/// How many opportunities are listed.
const LISTED: usize = 50;

/// Writes everything that was asked for.
pub(super) fn write(
    out: &mut impl Write,
    style: Style,
    told: &Told,
    programme: &Programme,
) -> Result<()> {
    let score = &told.score;
    let name = programme
        .designation(score.designation)
        .map_or(score.designation, |designation| designation.name.as_str());
    table::heading(
        out,
        style,
        &format!("{name}, {} track, {}", score.track.as_str(), score.month),
        &score.tally,
        programme.qualifying.total,
    )?;
    table::metrics(out, style, &score.tally)?;
    writeln!(out, "\n{}", style.strong("last months"))?;
    for month in &score.window.months {
        let total = format!("{:>9}", month.total.to_string());
        writeln!(
            out,
            "{:<12}{}{}",
            month.month.to_string(),
            style.verdict(month.qualified, &total),
            star(month.qualified)
        )?;
    }
    forecast(out, style, told)?;
    if let Some(renewal) = &told.renewal {
        write_renewal(out, style, renewal)?;
    }
    if let Some(opportunities) = &told.opportunities {
        write_opportunities(out, style, opportunities)?;
    }
    if let Some(plan) = &told.plan {
        write_plan(out, style, plan, programme)?;
    }
    for explanation in told.explanations.iter().flatten() {
        write_explanation(out, style, explanation, programme)?;
    }
    if score.proposed_track != score.track {
        writeln!(
            out,
            "\nThe data propose the {} track; Microsoft assigns it.",
            score.proposed_track.as_str()
        )?;
    }
    if !told.set_aside_at.is_empty() {
        writeln!(out, "\n{}", style.strong("set aside"))?;
    }
    for aside in &told.set_aside_at {
        let lines: Vec<String> = aside.lines.iter().map(u64::to_string).collect();
        let more = if aside.count > aside.lines.len() as u64 && !lines.is_empty() {
            ", …"
        } else {
            ""
        };
        let place = if lines.is_empty() {
            String::new()
        } else {
            format!(": line {}{more}", lines.join(", "))
        };
        let first = aside
            .first
            .as_ref()
            .map_or_else(String::new, |first| format!(" ({first})"));
        writeln!(
            out,
            "{}: {} set aside, {}{place}{first}",
            aside.file, aside.count, aside.reason
        )?;
    }
    Ok(())
}

fn star(qualified: bool) -> &'static str {
    if qualified { "  qualified" } else { "" }
}

/// The three readings side by side, and what moves the first of them.
fn forecast(out: &mut impl Write, style: Style, told: &Told) -> Result<()> {
    let months = &told.score.forecast;
    if months.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", style.strong("forecast"))?;
    let head = format!(
        "{:<12}{:>9}{:>14}{:>13}",
        "month", "approved", "with pending", "with drafts"
    );
    writeln!(out, "{}", style.soft(&head))?;
    let reading = |months: Option<&Vec<ForecastMonth>>, at: usize| {
        months
            .and_then(|months| months.get(at))
            .map_or_else(String::new, |month| month.total.to_string())
    };
    for (at, month) in months.iter().enumerate() {
        let total = format!("{:>9}", month.total.to_string());
        let readings = told.readings.as_ref();
        writeln!(
            out,
            "{:<12}{}{:>14}{:>13}{}",
            month.month.to_string(),
            style.verdict(month.qualified, &total),
            reading(readings.map(|readings| &readings.with_pending), at),
            reading(readings.map(|readings| &readings.with_drafts), at),
            star(month.qualified)
        )?;
        for change in &month.changes {
            writeln!(out, "  {}", style.soft(&sentence(change)))?;
        }
    }
    Ok(())
}

/// What came or fell away, in a sentence.
fn sentence(change: &Change) -> String {
    let what = match change.cause {
        Cause::ClaimCounts => "begin to count",
        Cause::ClaimEnds => "count no longer by claim",
        Cause::SubscriptionEnds => "end with their subscription",
        Cause::JoinsBaseline => "are in the baseline too",
        Cause::LeavesBaseline => "leave the baseline",
        Cause::CertificatesLapse => "people's certificates lapse",
        Cause::CertificatesBegin => "people's certificates begin",
        Cause::ConsumptionNow => "consumption now",
        Cause::ConsumptionBaseline => "consumption a year before",
    };
    let metric = table::name(change.metric.as_str());
    let (Some(effect), named) = (change.effect, change.pairs.len()) else {
        let figure = |figure: Option<_>| figure.map_or_else(|| "–".to_owned(), table::figure);
        return format!(
            "{metric}: {what} {} → {}",
            figure(change.from),
            figure(change.to)
        );
    };
    let pairs: Vec<String> = change
        .pairs
        .iter()
        .take(3)
        .map(|pair| format!("{} at {}", pair.workload, pair.tenant))
        .collect();
    let count = effect.unsigned_abs();
    let list = if pairs.is_empty() {
        String::new()
    } else {
        let more = if count > 3 || named > 3 { ", …" } else { "" };
        format!(": {}{more}", pairs.join(", "))
    };
    let pairs = if change.pairs.is_empty() {
        ""
    } else {
        " pairs"
    };
    format!("{metric} {effect:+}: {count}{pairs} {what}{list}")
}

fn write_renewal(out: &mut impl Write, style: Style, renewal: &Renewal) -> Result<()> {
    writeln!(
        out,
        "\n{}",
        style.strong(&format!(
            "renewal on {}, open until {}",
            renewal.anniversary, renewal.renewable_until
        ))
    )?;
    for month in &renewal.months {
        let total = format!("{:>9}", month.score.total.to_string());
        let forecast = if month.forecast { "  forecast" } else { "" };
        let after = if month.renewal {
            "  after the anniversary"
        } else {
            ""
        };
        writeln!(
            out,
            "{:<12}{}{}{forecast}{after}",
            month.score.month.to_string(),
            style.verdict(month.score.qualified, &total),
            star(month.score.qualified)
        )?;
    }
    match renewal.qualified_on {
        Some(month) => writeln!(out, "{}", style.good(&format!("kept by {month}"))),
        None => writeln!(out, "{}", style.bad("no month of the window qualifies")),
    }
}

fn write_opportunities(
    out: &mut impl Write,
    style: Style,
    opportunities: &Opportunities,
) -> Result<()> {
    writeln!(
        out,
        "\n{}",
        style.strong(&format!(
            "{} opportunities for {}: submit by {}",
            opportunities.pairs.len(),
            opportunities.month,
            opportunities.deadline.last_day
        ))
    )?;
    for pair in opportunities.pairs.iter().take(LISTED) {
        let revenue = match (pair.revenue_usd, pair.reaches_floor) {
            (None, _) => "revenue not known".to_owned(),
            (Some(revenue), Some(true)) => format!("{} USD a month", revenue.to_hundredths()),
            (Some(revenue), _) => {
                format!("{} USD a month, under the floor", revenue.to_hundredths())
            }
        };
        writeln!(
            out,
            "{:>7}  {} at {}: {} by {}, {revenue}",
            format!("+{}", pair.gain),
            pair.workloads.join(" or "),
            pair.tenant,
            pair.used_as,
            pair.associations.join(" and "),
        )?;
    }
    let more = opportunities.pairs.len().saturating_sub(LISTED);
    if more > 0 {
        writeln!(out, "{}", style.soft(&format!("and {more} more")))?;
    }
    Ok(())
}

fn write_plan(
    out: &mut impl Write,
    style: Style,
    plan: &Plan,
    programme: &Programme,
) -> Result<()> {
    writeln!(
        out,
        "\n{}",
        style.strong(&format!("plan for {}: {} points", plan.month, plan.total))
    )?;
    match &plan.outcome {
        PlanOutcome::Reached => writeln!(out, "{}", style.good("qualifies without a claim")),
        PlanOutcome::Claims {
            claims,
            total,
            deadline,
            ..
        } => {
            writeln!(
                out,
                "{}",
                style.good(&format!(
                    "{} claims reach {total}; submit by {}",
                    claims.len(),
                    deadline.last_day
                ))
            )?;
            for claim in claims {
                let (tenant, subscription) = claim.split_once('/').unwrap_or((claim, ""));
                writeln!(out, "  customer {tenant}, subscription {subscription}")?;
            }
            Ok(())
        }
        PlanOutcome::OutOfReach { why, best } => {
            writeln!(
                out,
                "{}",
                style.bad(&format!("claims alone cannot: all of them reach {best}"))
            )?;
            for obstacle in why {
                writeln!(out, "  {}", in_words(*obstacle, programme))?;
            }
            Ok(())
        }
    }
}

fn in_words(obstacle: Obstacle, programme: &Programme) -> String {
    match obstacle {
        Obstacle::MetricAtZero { metric } => format!(
            "{} has no point, and no claim feeds it",
            table::name(metric.as_str())
        ),
        Obstacle::UnderTheLine { missing } => format!(
            "{missing} points would still be missing to {}",
            programme.qualifying.total
        ),
        Obstacle::TooFewCandidates { needed, found } => {
            format!("{needed} more pairs are needed, there are candidates for {found}")
        }
    }
}

fn write_explanation(
    out: &mut impl Write,
    style: Style,
    explanation: &Explanation,
    programme: &Programme,
) -> Result<()> {
    let score = &explanation.score;
    writeln!(
        out,
        "\n{}",
        style.strong(&format!(
            "{}: {} of {} points",
            table::name(score.id.as_str()),
            score.points.rounded(),
            score.max
        ))
    )?;
    writeln!(out, "  {}", rule(&explanation.rule, score.max, score.full))?;
    for key in &explanation.sources {
        if let Some(source) = programme.sources.get(key) {
            let line = format!("  source {key}: {}, {}", source.title, source.as_of);
            writeln!(out, "{}", style.soft(&line))?;
        }
    }
    writeln!(
        out,
        "{}",
        style.soft(&format!("  confidence: {}", explanation.confidence))
    )?;
    for (what, read) in [("now", explanation.now), ("baseline", explanation.baseline)] {
        if let Some(read) = read {
            let missing = if read.missing {
                ", which the export does not have: computed as zero"
            } else {
                ""
            };
            writeln!(
                out,
                "  {what}: {}, from the rows of {}{missing}",
                read.month, read.rows_of
            )?;
        }
    }
    for pair in &explanation.pairs {
        write_pair(out, style, pair)?;
    }
    for certificate in &explanation.certificates {
        let until = certificate
            .until
            .map_or_else(|| "without an end".to_owned(), |day| format!("to {day}"));
        let counts = if certificate.counts {
            "counts"
        } else {
            "has lapsed"
        };
        writeln!(
            out,
            "  person {}: {} {until}, {counts} ({}, line {})",
            certificate.person, certificate.from, certificate.row.file, certificate.row.line
        )?;
    }
    if explanation.more > 0 {
        let more = format!("  and {} more", explanation.more);
        writeln!(out, "{}", style.soft(&more))?;
    }
    Ok(())
}

/// A formula in a sentence.
fn rule(formula: &Formula, max: u32, full: u32) -> String {
    let linear = format!("{max} points at {full}");
    match formula {
        Formula::RevenuePairs { floor, .. } => format!(
            "pairs with {} USD a month or more, less the same count a year ago; {linear}",
            floor.to_hundredths()
        ),
        Formula::ConsumptionPairs { floor, .. } => format!(
            "pairs with a consumption value of {} or more, less the same count a year ago; {linear}",
            floor.to_hundredths()
        ),
        Formula::ConsumptionGrowth { baseline_floor, .. } => format!(
            "growth of consumption value in per cent, from a baseline of {} or more; {linear} per cent",
            baseline_floor.to_hundredths()
        ),
        Formula::CertifiedPeople { list } => {
            format!("people with a certificate of the list `{list}`; {linear}")
        }
        Formula::Count
        | Formula::Growth
        | Formula::HigherOf { .. }
        | Formula::Stepped { .. }
        | Formula::SumOf { .. } => linear,
    }
}

fn write_pair(out: &mut impl Write, style: Style, pair: &PairExplained) -> Result<()> {
    let mark = match pair.effect {
        1.. => style.good("+"),
        0 => " ".to_owned(),
        _ => style.bad("-"),
    };
    writeln!(
        out,
        "  {mark} {} at {}",
        pair.pair.workload, pair.pair.tenant
    )?;
    for (what, side) in [("now", &pair.now), ("a year ago", &pair.baseline)] {
        if let Some(side) = side {
            write_side(out, style, what, side)?;
        }
    }
    Ok(())
}

fn write_side(out: &mut impl Write, style: Style, what: &str, side: &PairInMonth) -> Result<()> {
    let counts = if side.counts {
        "counts"
    } else {
        "does not count"
    };
    writeln!(
        out,
        "      {what}: {}, {}",
        side.amount.to_hundredths(),
        style.verdict(side.counts, counts)
    )?;
    for subscription in &side.subscriptions {
        for association in &subscription.associations {
            let why = if subscription.ended && association.claim.is_none() {
                "over by then"
            } else if association.wins {
                "counts"
            } else if association.eligible {
                "smaller than another association"
            } else {
                "not taken by this metric"
            };
            let from = match (&association.claim, &association.first) {
                (Some(claim), _) => format!("claim {claim}"),
                (None, Some(first)) => {
                    let more = if association.rows > 1 {
                        format!(" and {} more rows", association.rows - 1)
                    } else {
                        String::new()
                    };
                    format!("{}, line {}{more}", first.file, first.line)
                }
                (None, None) => String::new(),
            };
            let line = format!(
                "        {}: {} {} ({why}; {from})",
                subscription.subscription,
                association.association,
                association.amount.to_hundredths(),
            );
            writeln!(out, "{}", style.soft(&line))?;
        }
    }
    Ok(())
}
