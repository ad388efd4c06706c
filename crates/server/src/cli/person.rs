//! `claimdesk user export`, `erase` and `take-passkeys-away`: what is kept of a person, handed out or
//! taken away.

use anyhow::{Context, bail};
use clap::Args;

use super::options::Data;
use crate::audit::act;
use crate::audit::entry::{ActorKind, spelled};
use crate::clock::{Clock, SystemClock};
use crate::store::passkeys::PasskeyStore;
use crate::store::persons::{Erasure, Persons};
use crate::store::sql::Database;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  claimdesk user export anna@nordlys.example --data DIR > anna.json
  claimdesk user export contact@customer.example --data DIR    a contact who has no account

Words that others wrote of them, and files of evidence, are in their claims.")]
pub(super) struct Export {
    /// The person's e-mail.
    #[arg(value_name = "EMAIL")]
    email: String,
    #[command(flatten)]
    data: Data,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  claimdesk user erase anna@nordlys.example --data DIR         what would be done
  claimdesk user erase anna@nordlys.example --data DIR --yes   it is done, for good

The audit log stays as provable as it was. Backups from before still have everything.")]
pub(super) struct Erase {
    /// The e-mail of their account.
    #[arg(value_name = "EMAIL")]
    email: String,
    /// Do it. Nothing brings it back but a backup.
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    data: Data,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  claimdesk user take-passkeys-away ada@example.com --data DIR

For whoever has lost passkeys and recovery codes, where no administrator is left who could help.
Their sessions end, and they are told by mail.")]
pub(super) struct TakePasskeysAway {
    /// The e-mail of their account.
    #[arg(value_name = "EMAIL")]
    email: String,
    #[command(flatten)]
    data: Data,
}

pub(super) async fn export(export: Export) -> anyhow::Result<()> {
    let store = export.data.folder().existing_database().await?;
    let kept = store.kept_of(&export.email).await;
    store.close().await;
    let mut kept = kept?;
    let is_known = !kept["account"].is_null()
        || ["contactIn", "wordsAsCustomer", "mailsAsCustomer"]
            .iter()
            .any(|of| kept[of].as_array().is_some_and(|list| !list.is_empty()));
    if !is_known {
        bail!("nothing is kept of {}", export.email.escape_debug());
    }
    kept["exportedAt"] = spelled(SystemClock.now()).into();
    super::say(&serde_json::to_string_pretty(&kept)?);
    Ok(())
}

pub(super) async fn erase(erase: Erase) -> anyhow::Result<()> {
    let store = erase.data.folder().existing_database().await?;
    let outcome = erased(&store, &erase).await;
    store.close().await;
    outcome
}

async fn erased(store: &Database, erase: &Erase) -> anyhow::Result<()> {
    let email = erase.email.escape_debug();
    let Some(id) = store.id_of(&erase.email).await? else {
        bail!(
            "there is no account with the e-mail {email}. Contacts without one stay in their claims, as long as those do"
        );
    };
    if !erase.yes {
        super::say(&format!(
            "The account {id} loses its name, address, password, sessions, links, tokens, messages and connections with the \
             identity provider; its name goes out of the timeline of claims, of decisions and of the audit log. Claims, \
             decisions and files stay.\nNothing was done. Say it again with --yes to do it for good."
        ));
        return Ok(());
    }
    let now = SystemClock.now();
    let erases = store.erase_person(&id, now);
    match act::by(ActorKind::Command, "user.erase", now, erases).await? {
        Erasure::Done { entries } => {
            super::say(&format!(
                "Erased the account {id}, and the words of {entries} entries of the audit log."
            ));
            Ok(())
        }
        Erasure::Nobody => bail!("there is no account with the e-mail {email} any more"),
        Erasure::LastAdministrator => bail!(
            "{email} is the last administrator: make somebody else one first, who has signed in or has a password"
        ),
    }
}

pub(super) async fn take_passkeys_away(of: TakePasskeysAway) -> anyhow::Result<()> {
    let store = of.data.folder().existing_database().await?;
    let outcome = taken_away(&store, &of.email).await;
    store.close().await;
    outcome
}

async fn taken_away(store: &Database, email: &str) -> anyhow::Result<()> {
    let id = store.id_of(email).await?;
    let shown = email.escape_debug();
    let id = id.with_context(|| format!("there is no account with the e-mail {shown}"))?;
    let now = SystemClock.now();
    let takes = store.remove_passkeys(&id, now);
    act::by(ActorKind::Command, "user.take-passkeys-away", now, takes).await?;
    super::say(&format!(
        "Took all passkeys and recovery codes of {shown} away. Their password alone signs them in."
    ));
    Ok(())
}
