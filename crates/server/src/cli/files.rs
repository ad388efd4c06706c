//! Exports named on the command line: plain files, `.gz`, `.zip`, and folders of them.

mod parts;
mod progress;

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, bail};
use claimdesk_exports::{ExportKind, Importer, Report};
use claimdesk_recognition::Programme;
use claimdesk_recognition::portfolio::Portfolio;
use flate2::read::MultiGzDecoder;

use parts::{Part, settle, starts};
pub(crate) use progress::Progress;

/// How much is read at a time: it stays in the processor's cache.
const CHUNK: usize = 1 << 16;
/// The most that archives may unpack to, all together.
const UNPACKED_LIMIT: u64 = 16 << 30;
/// The most files in a folder or an archive.
const FILES_LIMIT: usize = 10_000;

/// What was read: the portfolio, and each file's report by its name.
pub(crate) type Exports = (Portfolio, Vec<(String, Report)>);

/// The largest claims file that is read.
pub(crate) const CLAIMS_LIMIT: u64 = 64 << 20;

/// Reads every export named. A kind that is given must be what the file is.
///
/// # Errors
///
/// When something cannot be read at all: no such file, no known column, not CSV. The error
/// names the file, and in an archive its member.
pub(crate) fn read(
    paths: &[(PathBuf, Option<ExportKind>)],
    programme: &Programme,
    threads: usize,
    progress: &Progress,
) -> anyhow::Result<Exports> {
    let mut reading = Reading {
        programme,
        threads,
        progress,
        portfolio: Portfolio::new(programme),
        reports: Vec::new(),
        unpacked: 0,
    };
    for (path, kind) in paths {
        if path.is_dir() {
            reading.folder(path, *kind)?;
        } else {
            reading.file(path, *kind)?;
        }
    }
    progress.finish();
    Ok((reading.portfolio, reading.reports))
}

struct Reading<'a> {
    programme: &'a Programme,
    threads: usize,
    progress: &'a Progress,
    portfolio: Portfolio,
    reports: Vec<(String, Report)>,
    unpacked: u64,
}

impl Reading<'_> {
    /// The exports that lie in a folder itself.
    fn folder(&mut self, folder: &Path, kind: Option<ExportKind>) -> anyhow::Result<()> {
        let name = || folder.display().to_string();
        let mut files: Vec<PathBuf> = fs::read_dir(folder)
            .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect())
            .with_context(name)?;
        let name_of = |file: &Path| {
            let name = file.file_name().unwrap_or_default();
            name.to_string_lossy().into_owned()
        };
        files.retain(|file| file.is_file() && is_export(&name_of(file)));
        files.sort();
        if files.is_empty() {
            bail!(
                "{}: no .csv, .tsv, .txt, .gz or .zip in this folder",
                name()
            );
        }
        if files.len() > FILES_LIMIT {
            bail!("{}: more than {FILES_LIMIT} files", name());
        }
        for file in files {
            self.file(&file, kind)?;
        }
        Ok(())
    }

    fn file(&mut self, path: &Path, kind: Option<ExportKind>) -> anyhow::Result<()> {
        let name = path.display().to_string();
        self.one(path, &name, kind).context(name)
    }

    fn one(&mut self, path: &Path, name: &str, kind: Option<ExportKind>) -> anyhow::Result<()> {
        let file = File::open(path)?;
        self.progress.expect(file.metadata()?.len());
        match extension(name).as_str() {
            "zip" => self.archive(file, name, kind),
            "gz" => {
                let unpacked = MultiGzDecoder::new(self.progress.count(file));
                self.stream(unpacked, name, kind)
            }
            _ => self.plain(path, file, name, kind),
        }
    }

    fn importer(kind: Option<ExportKind>) -> Importer {
        kind.map_or_else(Importer::new, Importer::expecting)
    }

    /// A stream that is unpacked while it is read.
    fn stream(
        &mut self,
        mut from: impl Read,
        name: &str,
        kind: Option<ExportKind>,
    ) -> anyhow::Result<()> {
        let mut importer = Self::importer(kind);
        self.portfolio.begin_file(name);
        let mut chunk = vec![0; CHUNK];
        loop {
            let read = from.read(&mut chunk)?;
            if read == 0 {
                break;
            }
            self.unpacked += read as u64;
            if self.unpacked > UNPACKED_LIMIT {
                bail!("unpacks to more than {} GiB", UNPACKED_LIMIT >> 30);
            }
            importer.feed(chunk.get(..read).unwrap_or_default(), &mut self.portfolio)?;
        }
        let report = importer.finish(&mut self.portfolio)?;
        self.reports.push((name.to_owned(), report));
        Ok(())
    }

    fn archive(&mut self, file: File, name: &str, kind: Option<ExportKind>) -> anyhow::Result<()> {
        let size = file.metadata()?.len();
        let mut archive = zip::ZipArchive::new(file)?;
        if archive.len() > FILES_LIMIT {
            bail!("more than {FILES_LIMIT} files in the archive");
        }
        let mut found = false;
        for number in 0..archive.len() {
            let member = archive.by_index(number)?;
            let inner = member.name()?.into_owned();
            if member.is_dir() || !is_text(&inner) {
                continue;
            }
            found = true;
            let name = format!("{name}:{inner}");
            self.stream(member, &name, kind).context(inner)?;
        }
        self.progress.add(size);
        if !found {
            bail!("no .csv, .tsv or .txt in this archive");
        }
        Ok(())
    }

    /// A plain file, by several threads where it is large enough.
    ///
    /// It is cut into parts after line breaks, and whichever thread is free takes the next one.
    /// Whether a row begins at a cut is known once all before it is put together: if not (the
    /// break lies within quotes), what was read beyond is dropped, and the rest is read in one go.
    fn plain(
        &mut self,
        path: &Path,
        mut file: File,
        name: &str,
        kind: Option<ExportKind>,
    ) -> anyhow::Result<()> {
        self.portfolio.begin_file(name);
        let mut importer = Self::importer(kind);
        let size = file.metadata()?.len();
        let mut place = 0;
        while importer.kind().is_none() {
            let read = self.part(&mut file, &mut importer, place, place + CHUNK as u64)?;
            place += read;
            if read == 0 {
                break;
            }
        }
        let starts = starts(&mut file, place, size, self.threads)?;
        let ends = starts.iter().skip(1).chain([&size]);
        let parts = starts.iter().zip(ends).filter_map(|(start, end)| {
            let importer = Box::new(importer.fork()?);
            let (start, end) = (*start, *end);
            Some(Mutex::new(Part::Waiting {
                start,
                end,
                importer,
            }))
        });
        let parts: Vec<Mutex<Part>> = parts.collect();
        let first_end = starts.first().copied().unwrap_or(u64::MAX);
        let (programme, progress) = (self.programme, self.progress);
        let next = AtomicUsize::new(0);
        let work = || {
            while let Some(part) = parts.get(next.fetch_add(1, Ordering::Relaxed)) {
                // Nobody else takes this one.
                if let Ok(mut part) = part.lock() {
                    *part = std::mem::take(&mut *part).read(path, programme, progress);
                }
            }
        };
        let helpers = self.threads.saturating_sub(1).min(parts.len());
        let own = std::thread::scope(|scope| {
            for _ in 0..helpers {
                scope.spawn(work);
            }
            let own = self.part(&mut file, &mut importer, place, first_end);
            work();
            own
        });
        own?;
        // What a thread could not read, or began at a wrong place, is read again from there: a
        // fault beyond a wrong cut is none.
        let mut rest = first_end;
        for part in parts {
            let lines = importer.lines();
            let Ok(Part::Read {
                importer: fork,
                portfolio,
                end,
            }) = part.into_inner()
            else {
                break;
            };
            if importer.append(*fork).is_err() {
                break;
            }
            self.portfolio.absorb_after(*portfolio, lines);
            rest = end;
        }
        if rest < size {
            file.seek(SeekFrom::Start(rest))?;
            self.part(&mut file, &mut importer, rest, u64::MAX)?;
        }
        settle(&mut self.portfolio, helpers);
        let report = importer.finish(&mut self.portfolio)?;
        self.reports.push((name.to_owned(), report));
        Ok(())
    }

    /// Reads up to a place in the file; the answer is how many bytes.
    fn part(
        &mut self,
        file: &mut File,
        importer: &mut Importer,
        from: u64,
        to: u64,
    ) -> anyhow::Result<u64> {
        feed(
            file,
            to.saturating_sub(from),
            importer,
            &mut self.portfolio,
            self.progress,
        )
    }
}

/// Feeds an importer with at most so many bytes.
fn feed(
    file: &mut File,
    mut bytes: u64,
    importer: &mut Importer,
    portfolio: &mut Portfolio,
    progress: &Progress,
) -> anyhow::Result<u64> {
    let mut chunk = vec![0; CHUNK];
    let mut total = 0;
    while bytes > 0 {
        let most = usize::try_from(bytes).unwrap_or(usize::MAX).min(CHUNK);
        let read = file.read(chunk.get_mut(..most).unwrap_or_default())?;
        if read == 0 {
            break;
        }
        importer.feed(chunk.get(..read).unwrap_or_default(), portfolio)?;
        bytes -= read as u64;
        total += read as u64;
        progress.add(read as u64);
    }
    Ok(total)
}

fn extension(name: &str) -> String {
    Path::new(name)
        .extension()
        .map(|extension| extension.to_string_lossy().to_lowercase())
        .unwrap_or_default()
}

fn is_hidden(name: &str) -> bool {
    Path::new(name).components().any(|part| {
        let part = part.as_os_str().to_string_lossy();
        part.starts_with("__MACOSX") || (part.starts_with('.') && part.len() > 2)
    })
}

fn is_text(name: &str) -> bool {
    !is_hidden(name) && matches!(extension(name).as_str(), "csv" | "tsv" | "txt")
}

fn is_export(name: &str) -> bool {
    is_text(name) || (!is_hidden(name) && matches!(extension(name).as_str(), "gz" | "zip"))
}
