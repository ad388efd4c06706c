//! `claimdesk audit`: whether the log is as it was written, and what proves it to others.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use claimdesk_protocol::AuditProof;
use clap::{Args, Subcommand};

use super::options::Data;
use super::place::Store;
use super::read_text;
use crate::audit::act;
use crate::audit::entry::{ActorKind, spelled};
use crate::audit::hashes;
use crate::audit::head::{Signer, Verifier};
use crate::audit::proof::Proof;
use crate::audit::tree::{Hash, Plan};
use crate::clock::{Clock, SystemClock};
use crate::evidence::bucket::BucketAddress;
use crate::evidence::{Evidence, Place};
use crate::store::AuditLog;
use crate::store::sql::Database;
use crate::store::sql::audit::verify::{Kept, verify};

/// A head or a proof is some kilobytes at most.
const LARGEST: u64 = 1 << 20;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  claimdesk audit head --data DIR > head-2026-11-25.txt    keep this on another machine
  claimdesk audit verify --data DIR --against head-*.txt   what was changed since, if anything
  claimdesk audit prove --data DIR --entry 1234 > proof    that one entry is in the log
  claimdesk audit check proof --key 'claimdesk/…'          anywhere, without the log")]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Read all of the log and name every entry that was changed, taken out, put in or moved.
    ///
    /// Ends with 0 when all is as it was written, and with 2 when it is not. A server may run
    /// meanwhile.
    Verify {
        #[command(flatten)]
        data: Data,
        /// Signed heads that were kept elsewhere, each in a file; may be repeated.
        #[arg(long, visible_alias = "head", value_name = "FILE", num_args = 1..)]
        against: Vec<PathBuf>,
        /// A public key that signs heads, as `audit key` printed it; without one, those that the
        /// log itself names are believed.
        #[arg(long, value_name = "KEY")]
        key: Vec<String>,
        /// Look at the content of every file of evidence too: in this bucket, or where
        /// `CLAIMDESK_EVIDENCE` says, or in the data folder.
        #[arg(long, value_name = "s3://BUCKET/PREFIX", num_args = 0..=1)]
        #[expect(
            clippy::option_option,
            reason = "asked for, and perhaps of another place"
        )]
        evidence: Option<Option<BucketAddress>>,
        #[command(flatten)]
        store: Store,
    },
    /// Print the head of the log as it is now, signed, to be kept elsewhere.
    Head {
        #[command(flatten)]
        log: Log,
    },
    /// Print the public key that heads are signed by.
    Key {
        #[command(flatten)]
        log: Log,
    },
    /// Print a proof: that an entry is in the log, or that the log of one size goes on from another.
    Prove {
        #[command(flatten)]
        log: Log,
        /// The entry, from 0.
        #[arg(
            long,
            value_name = "N",
            required_unless_present = "from",
            conflicts_with = "from"
        )]
        entry: Option<u64>,
        /// Entries of the earlier log.
        #[arg(long, value_name = "SIZE")]
        from: Option<u64>,
        /// Entries of the later log; all there are when left out.
        #[arg(long, value_name = "SIZE")]
        to: Option<u64>,
    },
    /// Check a proof by what stands in it, without the log.
    Check {
        /// The proof; `-` for standard input.
        proof: PathBuf,
        /// The public key of the log, from elsewhere.
        #[arg(long, value_name = "KEY")]
        key: Option<String>,
    },
    /// Empty the names, addresses and reasons that are kept beside the entries by and about
    /// somebody or something. The log stays as provable as it was.
    Erase {
        #[command(flatten)]
        data: Data,
        /// The ID of a person or organisation, or the reference of a claim.
        #[arg(long, value_name = "ID")]
        of: String,
    },
}

#[derive(Debug, Args)]
struct Log {
    #[command(flatten)]
    data: Data,
    /// The file of the key, where it is not in the data folder.
    #[arg(long, env = "CLAIMDESK_AUDIT_KEY_FILE", value_name = "FILE")]
    audit_key: Option<PathBuf>,
}

/// The log, its key, and what it was when it was opened.
struct Opened {
    store: Database,
    signer: Signer,
}

impl Log {
    async fn open(&self) -> anyhow::Result<Opened> {
        let store = self.data.folder().existing_database().await?;
        let name = store.audit_log().await?.name;
        let file = match &self.audit_key {
            Some(file) => file.clone(),
            None => self.data.folder().path().join(crate::audit::head::KEY_FILE),
        };
        let signer = Signer::from_file(&name, &file)?;
        Ok(Opened { store, signer })
    }
}

impl Opened {
    /// The signed head of the log when it had so many entries.
    async fn head(&self, size: u64) -> anyhow::Result<String> {
        let root = hashes(&self.store, &Plan::root(size)).await?;
        let root: Hash = root.first().copied().context("the log has no root")?;
        Ok(self.signer.sign(size, root, SystemClock.now()))
    }

    async fn prove(
        &self,
        entry: Option<u64>,
        from: Option<u64>,
        to: Option<u64>,
    ) -> anyhow::Result<AuditProof> {
        let there = self.store.audit_log().await?.edge.size();
        let size = to.unwrap_or(there);
        anyhow::ensure!(size <= there, "the log has {there} entries, not {size}");
        let key = self.signer.verifier();
        let head = self.head(size).await?;
        let Proof(proof) = match (entry, from) {
            (Some(entry), _) => {
                let plan = Plan::inclusion(entry, size)
                    .with_context(|| format!("there is no entry {entry} among {size}"))?;
                let text = self.store.audit_entry(entry).await?;
                let text = text.with_context(|| format!("entry {entry} is missing"))?;
                Proof::inclusion(entry, &text, &hashes(&self.store, &plan).await?, head, key)
            }
            (None, Some(from)) => {
                let plan = Plan::consistency(from, size).with_context(|| {
                    format!("a log of {size} entries cannot go on from one of {from}")
                })?;
                let before = self.head(from).await?;
                Proof::consistency(before, &hashes(&self.store, &plan).await?, head, key)
            }
            (None, None) => bail!("say which: --entry, or --from and --to"),
        };
        Ok(proof)
    }
}

/// Runs what was typed.
pub(super) fn run(arguments: Arguments, out: &mut impl Write) -> anyhow::Result<()> {
    if let Command::Check { proof, key } = &arguments.command {
        return check(proof, key.as_deref(), out);
    }
    tokio::runtime::Runtime::new()?.block_on(with_log(arguments.command, out))
}

async fn with_log(command: Command, out: &mut impl Write) -> anyhow::Result<()> {
    match command {
        Command::Verify {
            data,
            against,
            key,
            evidence,
            store,
        } => {
            let place = evidence.map(|given| store.place_or_usual(given));
            verified(&data, &against, &key, place.transpose()?.as_ref(), out).await
        }
        Command::Head { log } => {
            let opened = log.open().await?;
            let size = opened.store.audit_log().await?.edge.size();
            write!(out, "{}", opened.head(size).await?)?;
            opened.store.close().await;
            Ok(())
        }
        Command::Key { log } => {
            let opened = log.open().await?;
            writeln!(out, "{}", opened.signer.verifier().text())?;
            opened.store.close().await;
            Ok(())
        }
        Command::Prove {
            log,
            entry,
            from,
            to,
        } => {
            let opened = log.open().await?;
            let proof = opened.prove(entry, from, to).await;
            opened.store.close().await;
            serde_json::to_writer_pretty(&mut *out, &proof?)?;
            writeln!(out)?;
            Ok(())
        }
        Command::Erase { data, of } => {
            let store = data.folder().existing_database().await?;
            let erases = store.erase_words(&of);
            let gone = act::by(ActorKind::Command, "audit.erase", SystemClock.now(), erases).await;
            store.close().await;
            writeln!(out, "Emptied the words of {} entries.", gone?)?;
            Ok(())
        }
        Command::Check { proof, key } => check(&proof, key.as_deref(), out),
    }
}

fn key_of(text: &str) -> anyhow::Result<Verifier> {
    Verifier::read(text).with_context(|| {
        format!(
            "{} is no public key as `audit key` prints it",
            text.escape_debug()
        )
    })
}

async fn verified(
    data: &Data,
    against: &[PathBuf],
    keys: &[String],
    place: Option<&Place>,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let keys: Vec<Verifier> = keys
        .iter()
        .map(|key| key_of(key))
        .collect::<anyhow::Result<_>>()?;
    let kept: Vec<Kept> = against
        .iter()
        .map(|file| Ok((file.display().to_string(), read_text(file, LARGEST)?)))
        .collect::<anyhow::Result<_>>()?;
    let evidence = place
        .map(|place| Evidence::of(&data.folder(), place))
        .transpose()
        .with_context(|| data.folder().path().display().to_string())?;
    let report = verify(&data.folder().address(), &keys, &kept, evidence.as_ref()).await?;
    for finding in &report.findings {
        writeln!(out, "{finding}")?;
    }
    let more = report.found - report.findings.len();
    if more > 0 {
        writeln!(out, "and {more} more")?;
    }
    let files = report
        .files
        .map_or_else(String::new, |files| format!(", {files} files of evidence"));
    writeln!(
        out,
        "{} entries, {} signed heads, the words of {} entries{files}",
        report.size, report.heads, report.words
    )?;
    if report.found > 0 {
        bail!("the audit log is not as it was written");
    }
    writeln!(out, "All is as it was written.")?;
    Ok(())
}

fn check(file: &Path, key: Option<&str>, out: &mut impl Write) -> anyhow::Result<()> {
    let named = || file.display().to_string();
    let proof: AuditProof = serde_json::from_str(&read_text(file, LARGEST)?)
        .with_context(|| format!("{} is no proof of Claimdesk's", named()))?;
    if let Some(key) = key {
        anyhow::ensure!(
            key_of(key)?.text() == proof.key,
            "{}: the proof is by another key, {}",
            named(),
            proof.key.escape_debug()
        );
    }
    let proof = Proof(proof);
    let head = proof.check().with_context(named)?;
    if let (Some(sequence), Some(entry)) = (proof.0.sequence, &proof.0.entry) {
        writeln!(out, "entry {sequence}: {}", entry.escape_debug())?;
    }
    writeln!(
        out,
        "proved by the head over {} entries, signed {}",
        head.size,
        spelled(head.at)
    )?;
    if key.is_none() {
        writeln!(
            out,
            "The key is the one the proof itself names; give the log's own with --key: {}",
            proof.0.key.escape_debug()
        )?;
    }
    Ok(())
}
