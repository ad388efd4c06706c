//! `claimdesk user`.

use std::io::BufRead;

use anyhow::Context;
use claimdesk_protocol::{NewOrganisation, Organisation, Role};
use claimdesk_recognition::names;
use claimdesk_recognition::programme::TrackId;
use clap::{Args, Subcommand, ValueEnum};

use super::options::Data;
use super::person::{self, Erase, Export, TakePasskeysAway};
use crate::audit::act;
use crate::audit::entry::ActorKind;
use crate::clock::{Clock, SystemClock};
use crate::data::DataFolder;
use crate::identity::password::Passwords;
use crate::store::sql::Database;
use crate::store::{Made, Store, Written};
use crate::{ids, people};

/// Look after accounts.
#[derive(Debug, Args)]
pub(super) struct User {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Add an account, and its organisation when there is none of that name.
    Add(Add),
    /// Print everything that is kept of a person, as JSON.
    Export(Export),
    /// Take a person's name, address and everything that is only theirs out of the installation.
    Erase(Erase),
    /// Take all passkeys and recovery codes of a person away: their password alone signs them in then.
    TakePasskeysAway(TakePasskeysAway),
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  claimdesk user add --email anna@nordlys.example --name 'Anna Holm' --role partner \\
      --organisation 'Nordlys A/S' --location 6100001 --track smb
  claimdesk user add --email r@example.com --name 'Rie Dahl' --role reviewer --password-stdin < secret

Without --password-stdin a password is made and printed once.")]
struct Add {
    /// E-mail to sign in with.
    #[arg(long)]
    email: String,
    /// The person's name.
    #[arg(long)]
    name: String,
    /// What they may do.
    #[arg(long)]
    role: RoleName,
    /// The organisation they work for; partners need one.
    #[arg(long, value_name = "NAME")]
    organisation: Option<String>,
    /// Partner ID of a location of a new organisation; may be repeated.
    #[arg(long, value_name = "ID", requires = "organisation")]
    location: Vec<String>,
    /// Track of a new organisation.
    #[arg(long, requires = "organisation")]
    track: Option<TrackName>,
    /// Read the password from the first line of standard input.
    #[arg(long)]
    password_stdin: bool,
    #[command(flatten)]
    data: Data,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum RoleName {
    Partner,
    Reviewer,
    Administrator,
    Auditor,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum TrackName {
    Smb,
    Enterprise,
}

/// Runs what was typed.
pub(super) fn run(arguments: User) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    let add = match arguments.command {
        Command::Add(add) => add,
        Command::Export(export) => return runtime.block_on(person::export(export)),
        Command::Erase(erase) => return runtime.block_on(person::erase(erase)),
        Command::TakePasskeysAway(of) => return runtime.block_on(person::take_passkeys_away(of)),
    };
    runtime.block_on(async {
        let store = DataFolder::make(add.data.folder().path())?
            .on(add.data.database().cloned())
            .open_database()
            .await?;
        let does = add_user(&store, add);
        let outcome = act::by(ActorKind::Command, "user.add", SystemClock.now(), does).await;
        store.close().await;
        outcome
    })
}

async fn add_user(store: &Database, add: Add) -> anyhow::Result<()> {
    let now = SystemClock.now();
    let (password, made_up) = if add.password_stdin {
        let mut line = String::new();
        std::io::stdin()
            .lock()
            .read_line(&mut line)
            .context("no password on standard input")?;
        (line.trim_end_matches(['\r', '\n']).to_owned(), false)
    } else {
        (ids::password()?, true)
    };
    let (organisation, is_new) = match &add.organisation {
        None => (None, false),
        Some(name) => match named(store, name).await? {
            Some(there) => (Some(there), false),
            None => (Some(new_organisation(name, &add)?), true),
        },
    };
    let wanted = people::Wanted {
        name: add.name,
        email: add.email,
        password: Some(password.clone()),
        role: match add.role {
            RoleName::Partner => Role::Partner,
            RoleName::Reviewer => Role::Reviewer,
            RoleName::Administrator => Role::Administrator,
            RoleName::Auditor => Role::Auditor,
        },
        organisation,
    };
    // All is checked before anything is written.
    let account = people::account(&Passwords::default(), wanted, now)
        .await
        .map_err(|refusal| told(&refusal))?;
    let known = store.users().await?;
    anyhow::ensure!(
        !known.iter().any(|user| user.email == account.user.email),
        "an account with the e-mail {} exists already",
        account.user.email
    );
    if let Some(organisation) = account.user.organisation.clone().filter(|_| is_new) {
        let made = store.add_organisation(organisation, now, None).await?;
        anyhow::ensure!(
            made == Written::Done(Made::New),
            "one of these locations belongs to another organisation already"
        );
    }
    let email = account.user.email.clone();
    let made = store.add_account(account, None).await?;
    anyhow::ensure!(
        made == Written::Done(Made::New),
        "an account with the e-mail {email} exists already"
    );
    super::say(&format!("Added {email}."));
    if made_up {
        super::say(&format!("Password: {password}"));
    }
    Ok(())
}

fn new_organisation(name: &str, add: &Add) -> anyhow::Result<Organisation> {
    let track = add.track.context(
        "there is no organisation of this name yet: add --track and --location to make it",
    )?;
    let wanted = NewOrganisation {
        name: name.to_owned(),
        locations: add.location.clone(),
        track: match track {
            TrackName::Smb => TrackId::Smb,
            TrackName::Enterprise => TrackId::Enterprise,
        },
    };
    people::organisation(&wanted, SystemClock.now()).map_err(|refusal| told(&refusal))
}

fn told(refusal: &crate::problem::Refusal) -> anyhow::Error {
    anyhow::anyhow!("{}", refusal.in_words())
}

async fn named(store: &Database, name: &str) -> anyhow::Result<Option<Organisation>> {
    let wanted = names::fold(name);
    Ok(store
        .organisations()
        .await?
        .into_iter()
        .find(|there| names::fold(&there.name) == wanted))
}
