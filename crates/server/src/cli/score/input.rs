//! What the command line names: exports and claims.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::Context;
use claimdesk_exports::{ExportKind, Place, Report};
use claimdesk_recognition::Programme;
use claimdesk_recognition::claim::{ClaimsFile, read_claims};
use claimdesk_recognition::portfolio::Portfolio;
use serde::Serialize;

use super::ScoreArgs;
use crate::cli::files;

/// Everything the files hold.
pub(super) struct Input {
    pub(super) portfolio: Portfolio,
    pub(super) claims: ClaimsFile,
    pub(super) set_aside: BTreeMap<String, u64>,
    pub(super) set_aside_at: Vec<SetAsideAt>,
    pub(super) rows: Rows,
}

/// How many rows were read.
#[derive(Debug, Default, Serialize)]
pub(super) struct Rows {
    revenue: u64,
    usage: u64,
    skills: u64,
}

/// Where rows, or a claim, were set aside.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SetAsideAt {
    /// The file.
    pub(super) file: String,
    /// Why.
    pub(super) reason: String,
    /// How many.
    pub(super) count: u64,
    /// The first lines; none for a claim.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) lines: Vec<u64>,
    /// The first of them in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) first: Option<String>,
}

impl Input {
    pub(super) fn read(args: &ScoreArgs, programme: &Programme) -> anyhow::Result<Self> {
        let named = |paths: &[PathBuf], kind: Option<ExportKind>| {
            paths
                .iter()
                .map(move |path| (path.clone(), kind))
                .collect::<Vec<_>>()
        };
        let paths = [
            named(&args.revenue, Some(ExportKind::Revenue)),
            named(&args.usage, Some(ExportKind::Usage)),
            named(&args.skills, Some(ExportKind::Skills)),
            named(&args.exports, None),
        ]
        .concat();
        let threads = args.threads.map_or_else(
            || std::thread::available_parallelism().map_or(1, usize::from),
            usize::from,
        );
        let progress = files::Progress::new(!args.quiet);
        let (portfolio, reports) = files::read(&paths, programme, threads, &progress)?;
        let mut input = Self {
            portfolio,
            claims: ClaimsFile::default(),
            set_aside: BTreeMap::new(),
            set_aside_at: Vec::new(),
            rows: Rows::default(),
        };
        for (file, report) in reports {
            input.add(&file, &report);
        }
        if let Some(path) = &args.claims {
            let name = path.display().to_string();
            let text = crate::cli::read_text(path, files::CLAIMS_LIMIT)?;
            input.add_claims(&name, &text, programme).context(name)?;
        }
        Ok(input)
    }

    fn add(&mut self, file: &str, report: &Report) {
        match report.kind {
            ExportKind::Revenue => self.rows.revenue += report.rows,
            ExportKind::Usage => self.rows.usage += report.rows,
            ExportKind::Skills => self.rows.skills += report.rows,
        }
        for aside in &report.set_aside {
            let reason = aside.reason.as_str();
            *self.set_aside.entry(reason.to_owned()).or_default() += aside.count;
            self.set_aside_at.push(SetAsideAt {
                file: file.to_owned(),
                reason: reason.to_owned(),
                count: aside.count,
                lines: aside.first.iter().map(|place| place.line).collect(),
                first: aside.first.first().and_then(in_words),
            });
        }
    }

    fn add_claims(&mut self, file: &str, text: &str, programme: &Programme) -> anyhow::Result<()> {
        self.claims = read_claims(text, programme).map_err(|faults| {
            let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
            anyhow::anyhow!(faults.join("; "))
        })?;
        for claim in &self.claims.not_counted {
            let reason = claim.reason.to_string();
            *self.set_aside.entry(reason.clone()).or_default() += 1;
            self.set_aside_at.push(SetAsideAt {
                file: file.to_owned(),
                reason,
                count: 1,
                lines: Vec::new(),
                first: Some(format!("claim {}", claim.id)),
            });
        }
        Ok(())
    }
}

/// A place as a person reads it.
fn in_words(place: &Place) -> Option<String> {
    let name = place.name.as_ref()?;
    Some(format!("{name} `{}`", place.text))
}
