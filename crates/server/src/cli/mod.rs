//! What can be typed.

mod openapi;
pub mod score;
mod serve;
mod user;

use std::process::ExitCode;

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
  claimdesk score --track smb --revenue FILE      points without a server"
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the page and the API.
    Serve(serve::Serve),
    /// Look after accounts.
    User(user::User),
    /// Tell the points of a portfolio from Partner Center exports.
    Score(score::ScoreArgs),
    /// Print the OpenAPI document.
    Openapi,
}

/// Runs what was typed. 0 when it went well, 2 with a cause on standard error when not.
pub fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Serve(arguments) => serve::run(arguments),
        Command::User(arguments) => user::run(arguments),
        Command::Score(arguments) => score::run(&arguments, &mut std::io::stdout().lock()),
        Command::Openapi => openapi::run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("claimdesk: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Prints a line for people or pipes; a closed pipe is no fault.
fn say(text: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stdout(), "{text}");
}
