//! `claimdesk estimate`: points of any designation from entered numbers.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use claimdesk_recognition::score::{InputFault, estimate, read_inputs};
use clap::Args;

use super::options::{Format, Track};
use super::programme;
use super::table;

/// The largest inputs file that is read.
const FILE_LIMIT: u64 = 1 << 20;

/// Tell the points of a designation from numbers in a file.
#[derive(Debug, Args)]
#[command(after_help = "\
The file is a JSON object with a key per metric: a number, or an object where the formula needs
more. For Business Applications:
  {\"net_customer_adds\": 3, \"intermediate_certifications\": 5, \"advanced_certifications\": 1,
   \"usage_growth\": {\"now\": 31000, \"baseline\": 25000}, \"deployments\": 1}
Several associations: {\"CPOR\": 1500, \"DPOR\": 2000}; stepped certificates:
{\"gates\": [2, 2], \"people\": 3}; Security usage growth: {\"acr\": 9000, \"protectedUsers\": 300}.

Example:
  claimdesk estimate --designation security --track smb --inputs numbers.json")]
pub(crate) struct Estimate {
    /// The designation: `business_applications`, `modern_work`, `security`, `data_ai`,
    /// `digital_app_innovation` or infrastructure.
    #[arg(long, value_name = "ID")]
    designation: String,
    /// The track.
    #[arg(long, value_enum)]
    track: Track,
    /// The numbers, as JSON; `-` for standard input.
    #[arg(long, value_name = "FILE")]
    inputs: PathBuf,
    #[command(flatten)]
    programme: programme::Wanted,
    /// How to print the result.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Runs the command; an error is input that cannot be used.
pub(crate) fn run(args: &Estimate, out: &mut impl Write) -> anyhow::Result<()> {
    let programme = args.programme.read()?;
    let text = super::read_text(&args.inputs, FILE_LIMIT)?;
    let inputs = read_inputs(&text)
        .map_err(|faults| told(&faults))
        .with_context(|| args.inputs.display().to_string())?;
    let estimate = estimate(
        &programme.paths(),
        &args.designation,
        args.track.into(),
        &inputs,
    )
    .map_err(|faults| told(&faults))?;
    match args.format {
        Format::Json => {
            serde_json::to_writer_pretty(&mut *out, &estimate)?;
            writeln!(out)?;
        }
        Format::Text => {
            let name = programme
                .designation(&estimate.designation)
                .map_or(estimate.designation.as_str(), |path| path.name.as_str());
            let style = table::Style::of_stdout();
            table::heading(
                out,
                style,
                &format!("{name}, {} track", estimate.track.as_str()),
                &estimate.tally,
                programme.qualifying.total,
            )?;
            table::metrics(out, style, &estimate.tally)?;
            writeln!(
                out,
                "\nAn estimate by programme {}; Microsoft's own score decides.",
                estimate.programme
            )?;
        }
    }
    Ok(())
}

fn told(faults: &[InputFault]) -> anyhow::Error {
    let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
    anyhow::anyhow!(faults.join("; "))
}
