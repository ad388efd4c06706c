//! What can be typed.

mod apart;
mod audit;
mod backup;
mod estimate;
mod evidence;
mod files;
mod guard;
mod messages;
mod migrate_data;
mod oidc;
mod openapi;
mod options;
mod pack;
mod person;
mod place;
mod programme;
mod quality;
mod score;
mod serve;
mod table;
mod user;
mod webhooks;

use std::process::ExitCode;

use std::io::Read as _;
use std::path::Path;

use anyhow::{Context, bail};
use clap::{Parser, Subcommand};

/// Dual recognition: score, claims, review, credit.
#[derive(Debug, Parser)]
#[command(
    name = "claimdesk",
    version,
    about,
    max_term_width = 100,
    after_help = "\
Examples:
  claimdesk serve --demo                          an invented programme to look around in
  claimdesk serve --data /var/lib/claimdesk       the real thing
  claimdesk user add --help                       accounts from the command line
  claimdesk score --track smb --exports FOLDER    points without a server
  claimdesk estimate --help                       points from numbers, every designation"
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the page and the API.
    Serve(Box<serve::Serve>),
    /// Look after accounts.
    User(user::User),
    /// Tell the points of a portfolio from Partner Center exports.
    Score(score::ScoreArgs),
    /// Tell the points of any designation from numbers in a file.
    Estimate(estimate::Estimate),
    /// Look after the rule files: list, check, compare, add.
    Programme(programme::Arguments),
    /// Check and prove the audit log.
    Audit(audit::Arguments),
    /// Check the zip files that claims are kept in.
    Pack(pack::Arguments),
    /// Save a whole installation while it runs.
    Backup(backup::Backup),
    /// Bring a backup back into a new folder.
    Restore(backup::Restore),
    /// Check that database and evidence are all there and as they were.
    Verify(backup::Verify),
    /// Move an installation into a PostgreSQL database.
    MigrateData(migrate_data::MigrateData),
    /// Look after files of evidence.
    Evidence(evidence::Arguments),
    /// Print the OpenAPI document.
    Openapi,
    /// Take the text out of the PDF on standard input.
    #[command(hide = true)]
    ReadPdf,
    /// Look through the file on standard input.
    #[command(hide = true)]
    InspectFile {
        /// What it is.
        how: crate::evidence::inside::How,
    },
}

/// Runs what was typed. 0 when it went well, 2 with a cause on standard error when not.
pub fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Serve(arguments) => serve::run(*arguments),
        Command::User(arguments) => user::run(arguments),
        Command::Score(arguments) => score::run(&arguments, &mut std::io::stdout().lock()),
        Command::Estimate(arguments) => estimate::run(&arguments, &mut std::io::stdout().lock()),
        Command::Programme(arguments) => programme::run(&arguments, &mut std::io::stdout().lock()),
        Command::Audit(arguments) => audit::run(arguments, &mut std::io::stdout().lock()),
        Command::Pack(arguments) => pack::run(&arguments, &mut std::io::stdout().lock()),
        Command::Backup(arguments) => backup::take(&arguments, &mut std::io::stdout().lock()),
        Command::Restore(arguments) => backup::restore(&arguments, &mut std::io::stdout().lock()),
        Command::Verify(arguments) => backup::verify(&arguments, &mut std::io::stdout().lock()),
        Command::MigrateData(arguments) => {
            migrate_data::run(&arguments, &mut std::io::stdout().lock())
        }
        Command::Evidence(arguments) => evidence::run(arguments, &mut std::io::stdout().lock()),
        Command::Openapi => openapi::run(),
        Command::ReadPdf => apart::read_pdf(),
        Command::InspectFile { how } => apart::inspect(how),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("claimdesk: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// A small text file, or standard input for `-`.
fn read_text(file: &Path, limit: u64) -> anyhow::Result<String> {
    let name = || file.display().to_string();
    let mut text = String::new();
    let read = if file == Path::new("-") {
        std::io::stdin()
            .lock()
            .take(limit + 1)
            .read_to_string(&mut text)
    } else {
        std::fs::File::open(file).and_then(|file| file.take(limit + 1).read_to_string(&mut text))
    };
    let read = read.with_context(name)?;
    if u64::try_from(read).unwrap_or(u64::MAX) > limit {
        bail!("{}: larger than {limit} bytes", name());
    }
    Ok(text)
}

/// Prints a line for people or pipes; a closed pipe is no fault.
fn say(text: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stdout(), "{text}");
}
