//! `claimdesk evidence`: files of evidence, looked after by hand.

use std::io::Write;

use anyhow::bail;
use claimdesk_protocol::ScanState;
use clap::{Args, Subcommand};
use futures::StreamExt;

use super::options::Data;
use super::place::Kept;
use crate::audit::act;
use crate::audit::entry::{ActorKind, spelled};
use crate::claims::orphans::STAYS;
use crate::claims::scans;
use crate::clock::{Clock, SystemClock};
use crate::evidence::Evidence;
use crate::evidence::scanner::{Address, Scanner, ScannerSettings};
use crate::store::AuditLog;
use crate::store::contents::ContentStore;
use crate::store::scans::{ScanStore, Wanted};
use crate::store::sql::Database;

/// Contents that are asked for at once.
const AT_ONCE: u32 = 100;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  claimdesk evidence scan --data DIR --clamav 127.0.0.1:3310
  claimdesk evidence scan --data DIR --clamav /run/clamav/clamd.ctl
  claimdesk evidence orphans --data DIR --evidence s3://evidence/claims")]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Give every file to the virus scanner, also those that were clean.
    ///
    /// Ends with 0 when all are clean, and with 2 when one is not or was not scanned. A server may
    /// run meanwhile.
    Scan {
        #[command(flatten)]
        data: Data,
        /// Where clamd listens: host:port, or the path of its socket.
        #[arg(long, env = "CLAIMDESK_CLAMAV", value_name = "ADDRESS")]
        clamav: Address,
        #[command(flatten)]
        kept: Kept,
    },
    /// Name every file that lies where evidence is kept for more than a day and that no claim has.
    ///
    /// A server clears away by itself what its own claims let go of; this finds what lies there
    /// otherwise, as after a restore of an earlier backup. A server may run meanwhile.
    Orphans {
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        kept: Kept,
        /// Remove them.
        #[arg(long)]
        remove: bool,
    },
}

pub(super) fn run(arguments: Arguments, out: &mut impl Write) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    match arguments.command {
        Command::Scan { data, clamav, kept } => runtime.block_on(scan(&data, &kept, clamav, out)),
        Command::Orphans { data, kept, remove } => {
            runtime.block_on(orphans(&data, &kept, remove, out))
        }
    }
}

#[derive(Debug, Default)]
struct Counted {
    clean: u64,
    bad: u64,
    waiting: u64,
}

/// Database and evidence of an installation that has to be there.
async fn opened(data: &Data, kept: &Kept) -> anyhow::Result<(Database, Evidence)> {
    let folder = data.folder();
    let store = folder.existing_database().await?;
    Ok((store, kept.open(&folder)?))
}

async fn orphans(
    data: &Data,
    kept: &Kept,
    remove: bool,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let (store, evidence) = opened(data, kept).await?;
    // What belongs to another installation is not ours to judge.
    let begin = async { evidence.prove(&store.audit_log().await?.name).await };
    let looked = match begin.await {
        Ok(()) => look_for_orphans(&store, &evidence, remove, out).await,
        Err(error) => Err(error),
    };
    store.close().await;
    looked
}

async fn look_for_orphans(
    store: &Database,
    evidence: &Evidence,
    remove: bool,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let now = SystemClock.now();
    let before = now - STAYS;
    let (mut files, mut bytes) = (0_u64, 0_u64);
    let mut lying = evidence.lying();
    while let Some(file) = lying.next().await {
        let file = file?;
        let sha256 = &file.sha256;
        if file.since > before || store.has_content(sha256).await? {
            continue;
        }
        if remove {
            if !store.let_go_of_content(sha256, before, now).await? {
                continue;
            }
            evidence.remove(sha256).await?;
            store.content_left(sha256).await?;
        }
        files += 1;
        bytes = bytes.saturating_add(file.size);
        writeln!(
            out,
            "{sha256} {} bytes, since {}",
            file.size,
            spelled(file.since)
        )?;
    }
    let what = if remove {
        "removed"
    } else {
        "that no claim has"
    };
    writeln!(out, "{files} files ({bytes} bytes) {what}")?;
    Ok(())
}

async fn scan(
    data: &Data,
    kept: &Kept,
    clamav: Address,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let (store, evidence) = opened(data, kept).await?;
    let scanner = Scanner::new(ScannerSettings::at(clamav));
    let begin = SystemClock.now();
    store.want_scans(Wanted::All, begin).await?;
    let mut counted = Counted::default();
    let all = async {
        loop {
            // What is scanned is due again only later, so that this ends.
            let due = store.due_scans(begin, AT_ONCE).await?;
            if due.is_empty() {
                return anyhow::Ok(());
            }
            for one in due {
                let sha256 = one.sha256.clone();
                let scan = scans::of_due(&store, &evidence, &scanner, one, SystemClock.now())
                    .await
                    .map_err(|refusal| anyhow::anyhow!(refusal.in_words()))?;
                match (scan.state, scan.found) {
                    (ScanState::Clean, _) => counted.clean += 1,
                    (_, Some(found)) => {
                        counted.bad += 1;
                        writeln!(out, "{sha256}: {found}")?;
                    }
                    (_, None) => counted.waiting += 1,
                }
            }
        }
    };
    let outcome = act::by(ActorKind::Command, "evidence.scan", begin, all).await;
    store.close().await;
    outcome?;
    let Counted {
        clean,
        bad,
        waiting,
    } = counted;
    writeln!(out, "{clean} clean, {bad} bad, {waiting} not scanned")?;
    if bad + waiting > 0 {
        bail!("not all files are clean");
    }
    Ok(())
}
