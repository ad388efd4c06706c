//! `claimdesk programme`: the rule files: which there are, what is wrong with one, what changes
//! from one to another.

mod compare;
mod schema;

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use claimdesk_recognition::Programme;
use claimdesk_recognition::programme::Programmes;
use clap::{Args, Subcommand};

use crate::clock::{Clock, SystemClock};
use crate::programmes::{FOLDER, from_file, of_data_folder};

/// The largest programme file that is read.
const FILE_LIMIT: u64 = 4 << 20;

/// Which programme version a command computes by.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Wanted {
    /// The programme version: an ID, or a programme file; the built-in one when left out.
    #[arg(long, value_name = "ID|FILE")]
    programme: Option<String>,
    /// A data folder whose programme versions are known by their IDs too.
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
}

impl Wanted {
    /// The version.
    pub(crate) fn read(&self) -> anyhow::Result<Programme> {
        match &self.programme {
            None => Ok(Programme::builtin()),
            Some(wanted) => find(wanted, self.data.as_deref()),
        }
    }
}

/// Look after the rule files.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the versions there are.
    List {
        /// The data folder; without it, the built-in version.
        #[arg(long, value_name = "FOLDER")]
        data: Option<PathBuf>,
    },
    /// Print a version as a file: a start for the next one.
    Show {
        #[command(flatten)]
        wanted: Wanted,
    },
    /// Check a file, and tell everything that is wrong with it.
    Check {
        /// The programme file.
        file: PathBuf,
    },
    /// Print the JSON Schema of a programme file, for an editor.
    Schema,
    /// Tell what changes from one version to another, and for the points of a portfolio.
    Compare(compare::Compare),
    /// Put a checked file beside the others, for the server of this data folder.
    Add {
        /// The programme file.
        file: PathBuf,
        /// The data folder.
        #[arg(long, value_name = "FOLDER")]
        data: PathBuf,
    },
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments, out: &mut impl Write) -> anyhow::Result<()> {
    match &arguments.command {
        Command::List { data } => list(data.as_deref(), out),
        Command::Show { wanted } => {
            serde_json::to_writer_pretty(&mut *out, &wanted.read()?)?;
            writeln!(out)?;
            Ok(())
        }
        Command::Check { file } => {
            let programme = from_file(file)?;
            writeln!(
                out,
                "{}: programme `{}`, in force from {}, can be used",
                file.display(),
                programme.id,
                programme.effective_from
            )?;
            Ok(())
        }
        Command::Schema => {
            serde_json::to_writer_pretty(&mut *out, &schema::schema()?)?;
            writeln!(out)?;
            Ok(())
        }
        Command::Compare(arguments) => compare::run(arguments, out),
        Command::Add { file, data } => add(file, data, out),
    }
}

/// A version by its ID or its file.
fn find(wanted: &str, data: Option<&Path>) -> anyhow::Result<Programme> {
    let known = all(data)?;
    if let Some(programme) = known.get(wanted) {
        return Ok(programme.clone());
    }
    let file = Path::new(wanted);
    if file.is_file() {
        return from_file(file);
    }
    let ids: Vec<&str> = known
        .iter()
        .map(|programme| programme.id.as_str())
        .collect();
    bail!(
        "programme `{wanted}` is not known, and no such file is there; known are {}",
        ids.join(", ")
    )
}

fn all(data: Option<&Path>) -> anyhow::Result<Programmes> {
    data.map_or_else(|| Ok(Programmes::new()), of_data_folder)
}

fn list(data: Option<&Path>, out: &mut impl Write) -> anyhow::Result<()> {
    let known = all(data)?;
    let today = SystemClock.now().date_naive();
    let in_force = known.in_force(today).map(|programme| programme.id.clone());
    for programme in known.iter() {
        let state = if Some(&programme.id) == in_force.as_ref() {
            "in force"
        } else if programme.effective_from > today {
            "coming"
        } else {
            "past"
        };
        writeln!(
            out,
            "{:<20}from {}  {state:<9} {}",
            programme.id, programme.effective_from, programme.title
        )?;
    }
    Ok(())
}

fn add(file: &Path, data: &Path, out: &mut impl Write) -> anyhow::Result<()> {
    let text = super::read_text(file, FILE_LIMIT)?;
    let programme = Programme::from_json(&text).with_context(|| file.display().to_string())?;
    all(Some(data))?.add(programme.clone())?;
    let folder = data.join(FOLDER);
    std::fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    let place = folder.join(format!("{}.json", programme.id));
    // Whole or not at all: a server may start at this moment.
    let half = folder.join(format!(".{}.half", programme.id));
    std::fs::write(&half, text.as_bytes())
        .and_then(|()| std::fs::File::open(&half)?.sync_all())
        .and_then(|()| std::fs::rename(&half, &place))
        .with_context(|| place.display().to_string())?;
    writeln!(
        out,
        "{}: programme `{}` holds from {}",
        place.display(),
        programme.id,
        programme.effective_from
    )?;
    Ok(())
}
