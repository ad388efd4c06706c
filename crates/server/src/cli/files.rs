//! Exports named on the command line: plain files, `.gz`, `.zip`, and folders of them.

mod progress;

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use claimdesk_exports::{ExportKind, Importer, Report};
use claimdesk_recognition::Programme;
use claimdesk_recognition::portfolio::Portfolio;
use flate2::read::MultiGzDecoder;

pub(crate) use progress::Progress;

/// How much is read at a time: it stays in the processor's cache.
const CHUNK: usize = 1 << 16;
/// Smaller files are not worth a second thread.
const WORTH_A_THREAD: u64 = 4 << 20;
/// How far a line break is looked for near the place where a file is cut.
const LOOK_FOR_BREAK: usize = 1 << 20;
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
    /// Each begins after a line break near its share of the file. Whether a row begins there is
    /// known once the thread before has come to it: if not (the break lies within quotes), what
    /// was read beyond is dropped, and the rest is read in one go.
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
        let starts = if size.saturating_sub(place) > WORTH_A_THREAD {
            starts(&mut file, place, size, self.threads)?
        } else {
            Vec::new()
        };
        let parts: Vec<(u64, u64)> = starts
            .iter()
            .zip(starts.iter().skip(1).chain([&size]))
            .map(|(start, end)| (*start, *end))
            .collect();
        let first_end = starts.first().copied().unwrap_or(u64::MAX);
        let forks: Vec<Importer> = parts.iter().filter_map(|_| importer.fork()).collect();
        let programme = self.programme;
        let progress = self.progress;
        let (own, later) = std::thread::scope(|scope| {
            let workers: Vec<_> = parts
                .iter()
                .zip(forks)
                .map(|((start, end), fork)| {
                    scope.spawn(move || Part::read(path, *start, *end, fork, programme, progress))
                })
                .collect();
            let own = self.part(&mut file, &mut importer, place, first_end);
            let later: Vec<Option<Part>> = workers
                .into_iter()
                .map(|worker| worker.join().ok().flatten())
                .collect();
            (own, later)
        });
        own?;
        // What a thread could not read, or began at a wrong place, is read again from there: a
        // fault beyond a wrong cut is none.
        let mut rest = first_end;
        for part in later {
            let lines = importer.lines();
            let Some(Part {
                importer: fork,
                portfolio,
                end,
            }) = part
            else {
                break;
            };
            if importer.append(fork).is_err() {
                break;
            }
            self.portfolio.absorb_after(portfolio, lines);
            rest = end;
        }
        if rest < size {
            file.seek(SeekFrom::Start(rest))?;
            self.part(&mut file, &mut importer, rest, u64::MAX)?;
        }
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

/// What one thread has read.
struct Part {
    importer: Importer,
    portfolio: Portfolio,
    end: u64,
}

impl Part {
    /// `None` when something cannot be read: the caller meets it again, and tells it.
    fn read(
        path: &Path,
        start: u64,
        end: u64,
        mut importer: Importer,
        programme: &Programme,
        progress: &Progress,
    ) -> Option<Self> {
        let mut file = File::open(path).ok()?;
        file.seek(SeekFrom::Start(start)).ok()?;
        let mut portfolio = Portfolio::new(programme);
        feed(
            &mut file,
            end - start,
            &mut importer,
            &mut portfolio,
            progress,
        )
        .ok()?;
        portfolio.settle();
        Some(Self {
            importer,
            portfolio,
            end,
        })
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

/// Where further threads begin: after a line break near their share of the file.
fn starts(file: &mut File, place: u64, size: u64, threads: usize) -> anyhow::Result<Vec<u64>> {
    let threads = threads.clamp(1, 64) as u64;
    let mut starts = Vec::new();
    let mut near = vec![0; LOOK_FOR_BREAK];
    for number in 1..threads {
        let guess = place + (size - place) * number / threads;
        file.seek(SeekFrom::Start(guess))?;
        let read = file.read(&mut near)?;
        let line_break = near.iter().take(read).position(|byte| *byte == b'\n');
        let start = line_break.map(|at| guess + at as u64 + 1);
        if let Some(start) = start.filter(|start| *start < size && starts.last() < Some(start)) {
            starts.push(start);
        }
    }
    file.seek(SeekFrom::Start(place))?;
    Ok(starts)
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
