//! What changes from one version of the programme to another: in the rules, and in the points
//! of a portfolio.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use claimdesk_recognition::Programme;
use claimdesk_recognition::claim::read_claims;
use claimdesk_recognition::programme::{self, ChangeKind};
use claimdesk_recognition::score::{Scorecard, Standing};
use clap::Args;
use serde::Serialize;

use crate::cli::files;
use crate::cli::options::{Format, Track};
use crate::cli::table::Style;

/// The two versions, and the portfolio they are held against.
#[derive(Debug, Args)]
pub(super) struct Compare {
    /// An ID or a file.
    old: String,
    /// An ID or a file.
    new: String,
    /// A data folder whose versions are known by their IDs too.
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// Exports to tell the points of by both versions: files, a .zip or a folder.
    #[arg(long, value_name = "FILE", num_args = 1.., requires = "track")]
    exports: Vec<PathBuf>,
    /// Claims as JSON; approved ones count.
    #[arg(long, value_name = "FILE", requires = "exports")]
    claims: Option<PathBuf>,
    /// The track, which Microsoft assigns.
    #[arg(long, value_enum, requires = "exports")]
    track: Option<Track>,
    /// How to print it.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// What was found.
#[derive(Debug, Serialize)]
struct Found {
    /// Every difference in the rules.
    changes: Vec<programme::Change>,
    /// The portfolio's points, where one is given.
    portfolio: Option<Scores>,
}

/// The same portfolio by both versions.
#[derive(Debug, Serialize)]
struct Scores {
    old: Scorecard,
    new: Scorecard,
}

/// Runs the command.
pub(super) fn run(arguments: &Compare, out: &mut impl Write) -> anyhow::Result<()> {
    let find = |wanted| super::find(wanted, arguments.data.as_deref());
    let (old, new) = (find(&arguments.old)?, find(&arguments.new)?);
    let portfolio = arguments
        .track
        .map(|track| -> anyhow::Result<Scores> {
            Ok(Scores {
                old: score(arguments, track, &old)?,
                new: score(arguments, track, &new)?,
            })
        })
        .transpose()?;
    let found = Found {
        changes: programme::compare(&old, &new),
        portfolio,
    };
    if arguments.format == Format::Json {
        serde_json::to_writer_pretty(&mut *out, &found)?;
        writeln!(out)?;
        return Ok(());
    }
    let style = Style::of_stdout();
    if found.changes.is_empty() {
        writeln!(out, "`{}` and `{}` say the same", old.id, new.id)?;
    }
    rules(out, style, found.changes)?;
    if let Some(scores) = &found.portfolio {
        points(out, style, scores)?;
    }
    Ok(())
}

/// The exports are read by each version's own names.
fn score(arguments: &Compare, track: Track, programme: &Programme) -> anyhow::Result<Scorecard> {
    let paths: Vec<_> = arguments
        .exports
        .iter()
        .map(|path| (path.clone(), None))
        .collect();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let (portfolio, _) = files::read(&paths, programme, threads, &files::Progress::new(false))?;
    let mut standing = Standing::new(&portfolio, programme, track.into(), None)
        .with_context(|| format!("by programme `{}`", programme.id))?;
    if let Some(path) = &arguments.claims {
        let text = crate::cli::read_text(path, files::CLAIMS_LIMIT)?;
        let claims = read_claims(&text, programme).map_err(|faults| {
            let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
            anyhow::anyhow!("{}: {}", path.display(), faults.join("; "))
        })?;
        for filed in &claims.approved {
            standing.put(&filed.id, &filed.claim);
        }
    }
    Ok(standing.scorecard(0))
}

fn rules(
    out: &mut impl Write,
    style: Style,
    changes: Vec<programme::Change>,
) -> std::io::Result<()> {
    for change in changes {
        writeln!(out, "{}", style.strong(&change.place))?;
        match change.kind {
            ChangeKind::Added => {}
            ChangeKind::Removed | ChangeKind::Changed => writeln!(
                out,
                "  {}",
                style.bad(&format!("- {}", change.old.unwrap_or_default()))
            )?,
        }
        if let Some(new) = change.new {
            writeln!(out, "  {}", style.good(&format!("+ {new}")))?;
        }
    }
    Ok(())
}

/// Metric by metric, and the total.
fn points(out: &mut impl Write, style: Style, Scores { old, new }: &Scores) -> std::io::Result<()> {
    let title = format!("{} track, {}", old.track.as_str(), old.month);
    writeln!(
        out,
        "\n{}\n{:<32}{:>9}{:>9}",
        style.strong(&title),
        "points",
        old.programme,
        new.programme
    )?;
    let mut ids: Vec<_> = old.tally.metrics.iter().map(|metric| metric.id).collect();
    ids.extend(new.tally.metrics.iter().map(|metric| metric.id));
    ids.sort_unstable();
    ids.dedup();
    for id in ids {
        let of = |card: &Scorecard| {
            let metric = card.tally.metrics.iter().find(|metric| metric.id == id);
            metric.map_or_else(
                || "–".to_owned(),
                |metric| metric.points.rounded().to_string(),
            )
        };
        line(out, style, id.as_str(), &of(old), &of(new))?;
    }
    let total = |card: &Scorecard| card.tally.total.rounded().to_string();
    line(out, style, "total", &total(old), &total(new))?;
    let qualified = |card: &Scorecard| if card.tally.qualified { "yes" } else { "no" };
    line(out, style, "qualified", qualified(old), qualified(new))
}

fn line(
    out: &mut impl Write,
    style: Style,
    name: &str,
    old: &str,
    new: &str,
) -> std::io::Result<()> {
    let new = format!("{new:>9}");
    let new = if new.trim_start() == old {
        new
    } else {
        style.strong(&new)
    };
    writeln!(out, "{name:<32}{old:>9}{new}")
}
