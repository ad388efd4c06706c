//! `claimdesk score`: points from exports, for batch work and for checking.
//!
//! The fields of the JSON form and the exit codes are fixed: 0 with the result, 2 with one
//! line on standard error for input that cannot be read at all.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use claimdesk_exports::{ExportKind, Importer, Report};
use claimdesk_recognition::claim::{ApprovedClaim, ClaimRecord};
use claimdesk_recognition::portfolio::Portfolio;
use claimdesk_recognition::programme::TrackId;
use claimdesk_recognition::score::{Figure, Question, Scorecard, score};
use claimdesk_recognition::{Month, Programme};
use clap::{Args, ValueEnum};
use serde::Serialize;

/// Tell the points of a portfolio from Partner Center exports.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  claimdesk score --track smb --revenue revenue.csv --usage usage.csv \\\n    --skills skills.csv --claims claims.json --forecast 12"
)]
pub struct ScoreArgs {
    /// The track, which Microsoft assigns.
    #[arg(long, value_enum)]
    track: Track,
    /// The month to tell, YYYY-MM; the latest in the data when left out.
    #[arg(long, value_parser = month)]
    month: Option<Month>,
    /// The programme version; the built-in one when left out.
    #[arg(long, value_name = "ID")]
    programme: Option<String>,
    /// "Business applications revenue", CSV or TSV; may be repeated.
    #[arg(long, value_name = "FILE")]
    revenue: Vec<PathBuf>,
    /// "Business applications usage"; may be repeated.
    #[arg(long, value_name = "FILE")]
    usage: Vec<PathBuf>,
    /// "Trainings, exams and certifications"; may be repeated.
    #[arg(long, value_name = "FILE")]
    skills: Vec<PathBuf>,
    /// Claims as JSON; approved ones count.
    #[arg(long, value_name = "FILE")]
    claims: Option<PathBuf>,
    /// How many months to look ahead, at most 120.
    #[arg(long, value_name = "MONTHS", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=120))]
    forecast: u32,
    /// How to print the result.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Track {
    Smb,
    Enterprise,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
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
    set_aside: BTreeMap<String, u64>,
    rows: Rows,
}

#[derive(Debug, Default, Serialize)]
struct Rows {
    revenue: u64,
    usage: u64,
    skills: u64,
}

/// Everything the files hold.
struct Input {
    portfolio: Portfolio,
    claims: Vec<ApprovedClaim>,
    set_aside: BTreeMap<String, u64>,
    notes: Vec<String>,
    rows: Rows,
}

/// Runs the command; an error is input that cannot be read at all.
pub fn run(args: &ScoreArgs, out: &mut impl Write) -> anyhow::Result<()> {
    let programme = Programme::builtin();
    if let Some(wanted) = args
        .programme
        .as_ref()
        .filter(|wanted| **wanted != programme.id)
    {
        bail!(
            "programme `{wanted}` is not known; the built-in one is `{}`",
            programme.id
        );
    }
    let mut input = Input {
        portfolio: Portfolio::new(&programme),
        claims: Vec::new(),
        set_aside: BTreeMap::new(),
        notes: Vec::new(),
        rows: Rows::default(),
    };
    for (kind, paths) in [
        (ExportKind::Revenue, &args.revenue),
        (ExportKind::Usage, &args.usage),
        (ExportKind::Skills, &args.skills),
    ] {
        for path in paths {
            let report = import(path, kind, &mut input.portfolio)
                .with_context(|| path.display().to_string())?;
            input.add(path, &report);
        }
    }
    if let Some(path) = &args.claims {
        input
            .add_claims(path, &programme)
            .with_context(|| path.display().to_string())?;
    }
    let track = match args.track {
        Track::Smb => TrackId::Smb,
        Track::Enterprise => TrackId::Enterprise,
    };
    let question = Question {
        track,
        month: args.month,
        forecast: args.forecast,
    };
    let score = score(&input.portfolio, &input.claims, &programme, &question)?;
    let told = Told {
        score,
        set_aside: input.set_aside,
        rows: input.rows,
    };
    match args.format {
        Format::Json => {
            serde_json::to_writer_pretty(&mut *out, &told)?;
            writeln!(out)?;
        }
        Format::Text => write!(out, "{}", text(&told, &input.notes)?)?,
    }
    Ok(())
}

fn import(path: &Path, kind: ExportKind, portfolio: &mut Portfolio) -> anyhow::Result<Report> {
    let mut file = File::open(path)?;
    let mut importer = Importer::expecting(kind);
    let mut chunk = vec![0; 1 << 18];
    loop {
        let read = file.read(&mut chunk)?;
        if read == 0 {
            return Ok(importer.finish(portfolio)?);
        }
        importer.feed(chunk.get(..read).unwrap_or_default(), portfolio)?;
    }
}

impl Input {
    fn add(&mut self, path: &Path, report: &Report) {
        match report.kind {
            ExportKind::Revenue => self.rows.revenue += report.rows,
            ExportKind::Usage => self.rows.usage += report.rows,
            ExportKind::Skills => self.rows.skills += report.rows,
        }
        for aside in &report.set_aside {
            *self
                .set_aside
                .entry(aside.reason.as_str().to_owned())
                .or_default() += aside.count;
            let lines: Vec<String> = aside
                .first
                .iter()
                .map(|place| place.line.to_string())
                .collect();
            let more = if aside.count > aside.first.len() as u64 {
                ", …"
            } else {
                ""
            };
            self.notes.push(format!(
                "{}: {} set aside, {}: line {}{more}",
                path.display(),
                aside.count,
                aside.reason.as_str(),
                lines.join(", "),
            ));
        }
    }

    fn add_claims(&mut self, path: &Path, programme: &Programme) -> anyhow::Result<()> {
        let text = std::fs::read_to_string(path)?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let records: Vec<ClaimRecord> = serde_json::from_str(text)?;
        for record in &records {
            match record.approved(programme)? {
                Ok(claim) => self.claims.push(claim),
                Err(reason) => {
                    self.notes
                        .push(format!("claim {}: does not count, {reason}", record.id));
                    *self.set_aside.entry(reason).or_default() += 1;
                }
            }
        }
        Ok(())
    }
}

/// The form a person reads.
fn text(told: &Told, notes: &[String]) -> Result<String, std::fmt::Error> {
    let mut page = String::new();
    let score = &told.score;
    let tally = &score.tally;
    let qualified = if tally.qualified {
        "qualified"
    } else {
        "not qualified"
    };
    writeln!(
        page,
        "Business Applications, {} track, {}",
        score.track.as_str(),
        score.month
    )?;
    writeln!(
        page,
        "{} of 100 points, {qualified} (70 and every metric above 0)\n",
        tally.total.rounded()
    )?;
    writeln!(
        page,
        "{:<28}{:>14}{:>14}{:>12}{:>9}{:>5}",
        "metric", "now", "a year ago", "value", "points", "max"
    )?;
    for metric in &tally.metrics {
        writeln!(
            page,
            "{:<28}{:>14}{:>14}{:>12}{:>9}{:>5}",
            metric.id.as_str().replace('_', " "),
            metric.now.map_or_else(String::new, figure),
            metric.baseline.map_or_else(String::new, figure),
            figure(metric.value),
            metric.points.rounded().to_string(),
            metric.max,
        )?;
        if metric.under_baseline_floor {
            writeln!(
                page,
                "  the baseline is under its floor: growth earns nothing"
            )?;
        }
        for month in &metric.missing_months {
            writeln!(page, "  no data for {month}: computed as zero")?;
        }
    }
    writeln!(page, "\nlast months")?;
    for month in &score.window.months {
        writeln!(
            page,
            "{:<12}{:>9}{}",
            month.month.to_string(),
            month.total.to_string(),
            star(month.qualified)
        )?;
    }
    if !score.forecast.is_empty() {
        writeln!(page, "\nforecast, approved claims only")?;
        for month in &score.forecast {
            writeln!(
                page,
                "{:<12}{:>9}{}",
                month.month.to_string(),
                month.total.to_string(),
                star(month.qualified)
            )?;
        }
    }
    if score.proposed_track != score.track {
        writeln!(
            page,
            "\nThe data propose the {} track; Microsoft assigns it.",
            score.proposed_track.as_str()
        )?;
    }
    for note in notes {
        writeln!(page, "\n{note}")?;
    }
    Ok(page)
}

fn star(qualified: bool) -> &'static str {
    if qualified { "  qualified" } else { "" }
}

fn figure(figure: Figure) -> String {
    match figure {
        Figure::Count(count) => count.to_string(),
        Figure::Consumption(value) => value.to_hundredths().to_string(),
        Figure::Percent(percent) => format!("{} %", percent.rounded()),
    }
}
