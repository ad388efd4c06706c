//! `claimdesk evidence`: files of evidence, looked after by hand.

use std::io::Write;

use anyhow::bail;
use claimdesk_protocol::ScanState;
use clap::{Args, Subcommand};

use super::options::Data;
use crate::audit::act;
use crate::audit::entry::ActorKind;
use crate::claims::scans;
use crate::clock::{Clock, SystemClock};
use crate::evidence::Evidence;
use crate::evidence::scanner::{Address, Scanner, ScannerSettings};
use crate::store::scans::{ScanStore, Wanted};

/// Contents that are asked for at once.
const AT_ONCE: u32 = 100;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  claimdesk evidence scan --data DIR --clamav 127.0.0.1:3310
  claimdesk evidence scan --data DIR --clamav /run/clamav/clamd.ctl")]
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
    },
}

pub(super) fn run(arguments: Arguments, out: &mut impl Write) -> anyhow::Result<()> {
    let Command::Scan { data, clamav } = arguments.command;
    tokio::runtime::Runtime::new()?.block_on(scan(&data, clamav, out))
}

#[derive(Debug, Default)]
struct Counted {
    clean: u64,
    bad: u64,
    waiting: u64,
}

async fn scan(data: &Data, clamav: Address, out: &mut impl Write) -> anyhow::Result<()> {
    let folder = data.folder();
    if !folder.database().exists() {
        bail!("{}: there is no database", folder.path().display());
    }
    let store = folder.open_database().await?;
    let evidence = Evidence::in_folder(&folder.evidence())?;
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
