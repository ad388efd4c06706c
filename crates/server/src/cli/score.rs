//! `claimdesk score`: points from exports, for batch work and for checking.
//!
//! The fields of the JSON form and the exit codes are fixed: 0 with the result, 2 with one
//! line on standard error for input that cannot be read at all.

mod input;
mod text;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use chrono::NaiveDate;
use claimdesk_recognition::Month;
use claimdesk_recognition::claim::ClaimsFile;
use claimdesk_recognition::score::{
    Explanation, ForecastMonth, Opportunities, Plan, Renewal, Scorecard, Standing,
};
use clap::Args;
use serde::Serialize;

use crate::clock::{Clock, SystemClock};

use super::options::{Format, Track};
use super::{programme, table};
use input::{Input, SetAsideAt};

/// How many pairs or certificates `--explain` lists for each metric.
const EXPLAINED: usize = 200;

/// Tell the points of a portfolio from Partner Center exports.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  claimdesk score --track smb --exports exports.zip --claims claims.json --forecast 12\n  claimdesk score --track smb --revenue revenue.csv.gz --usage usage.csv --explain\n  claimdesk score --track smb --exports exports/ --plan 2027-01"
)]
pub(crate) struct ScoreArgs {
    /// The track, which Microsoft assigns.
    #[arg(long, value_enum)]
    track: Track,
    /// The month to tell, YYYY-MM; the latest in the data when left out.
    #[arg(long, value_parser = month)]
    month: Option<Month>,
    #[command(flatten)]
    programme: programme::Wanted,
    /// "Business applications revenue", CSV or TSV; plain, .gz, .zip or a folder; may be repeated.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    revenue: Vec<PathBuf>,
    /// "Business applications usage"; may be repeated.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    usage: Vec<PathBuf>,
    /// "Trainings, exams and certifications"; may be repeated.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    skills: Vec<PathBuf>,
    /// Exports of any kind, told apart by their headers: files, a .zip or a folder.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    exports: Vec<PathBuf>,
    /// Claims as JSON; approved ones count.
    #[arg(long, value_name = "FILE")]
    claims: Option<PathBuf>,
    /// How many months to look ahead, at most 120.
    #[arg(long, value_name = "MONTHS", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=120))]
    forecast: u32,
    /// The day of the year's renewal, YYYY-MM-DD, for an enrolled partner.
    #[arg(long, value_name = "DAY")]
    anniversary: Option<NaiveDate>,
    /// Also tell where a claim is missing, and what it would add in this month.
    #[arg(long, value_name = "MONTH", value_parser = month)]
    opportunities: Option<Month>,
    /// Also tell the fewest claims with which this month qualifies, or why claims cannot.
    #[arg(long, value_name = "MONTH", value_parser = month)]
    plan: Option<Month>,
    /// Unfold every figure: pairs, associations, rows, sources.
    #[arg(long)]
    explain: bool,
    /// How many threads read a file; as many as the machine has when left out.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=64))]
    threads: Option<u16>,
    /// No progress on standard error.
    #[arg(long)]
    quiet: bool,
    /// How to print the result.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

fn month(text: &str) -> Result<Month, String> {
    Month::parse(text).ok_or_else(|| "not a month such as 2026-10".to_owned())
}

/// The result: the score, and what became of the rows.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    #[serde(flatten)]
    score: Scorecard,
    #[serde(skip_serializing_if = "Option::is_none")]
    readings: Option<Readings>,
    #[serde(skip_serializing_if = "Option::is_none")]
    renewal: Option<Renewal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    opportunities: Option<Opportunities>,
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<Plan>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explanations: Option<Vec<Explanation>>,
    set_aside: BTreeMap<String, u64>,
    set_aside_at: Vec<SetAsideAt>,
    rows: input::Rows,
}

/// The forecast with claims that are not approved yet; that with approved claims only is the
/// score's own.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Readings {
    /// Pending claims too, approved at the end of their clocks.
    with_pending: Vec<ForecastMonth>,
    /// Drafts too, submitted today.
    with_drafts: Vec<ForecastMonth>,
}

/// Runs the command; an error is input that cannot be read at all.
pub(crate) fn run(args: &ScoreArgs, out: &mut impl Write) -> anyhow::Result<()> {
    let programme = args.programme.read()?;
    let input = Input::read(args, &programme)?;
    let mut standing = Standing::new(&input.portfolio, &programme, args.track.into(), args.month)?;
    for filed in &input.claims.approved {
        standing.put(&filed.id, &filed.claim);
    }
    let told = Told {
        score: standing.scorecard(args.forecast),
        renewal: args.anniversary.map(|day| standing.renewal(day)),
        opportunities: args
            .opportunities
            .map(|month| standing.opportunities(month)),
        plan: args.plan.map(|month| {
            let opportunities = standing.opportunities(month);
            let candidates = standing.candidates(&opportunities);
            standing.plan(month, &candidates)
        }),
        explanations: args
            .explain
            .then(|| standing.explain(standing.as_of(), EXPLAINED)),
        readings: (args.forecast > 0)
            .then(|| readings(&mut standing, &input.claims, args.forecast)),
        set_aside: input.set_aside,
        set_aside_at: input.set_aside_at,
        rows: input.rows,
    };
    match args.format {
        Format::Json => {
            serde_json::to_writer_pretty(&mut *out, &told)?;
            writeln!(out)?;
        }
        Format::Text => text::write(out, table::Style::of_stdout(), &told, &programme)?,
    }
    Ok(())
}

/// Pending claims and drafts are put in last: nothing else is told with them.
fn readings(standing: &mut Standing<'_>, claims: &ClaimsFile, ahead: u32) -> Readings {
    let (now, rules) = (SystemClock.now(), &standing.programme().claims);
    for open in &claims.pending {
        standing.put(&open.id, &open.assumed(now, rules));
    }
    let with_pending = standing.forecast(ahead);
    for open in &claims.drafts {
        standing.put(&open.id, &open.assumed(now, rules));
    }
    Readings {
        with_pending,
        with_drafts: standing.forecast(ahead),
    }
}
