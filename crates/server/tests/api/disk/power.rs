//! The power is cut: what was answered is there, whatever the disk had not written yet.
//!
//! One run is recorded, and its disk is cut at many places. Everything that was answered before a place
//! has to be there on the disk that is left of it, and the server has to start on it by itself.
//! The same run is its own negative control: without the synchronisations that SQLite does after a commit
//! (`synchronous=NORMAL` does not do them), or without those of folders, something is lost.
//!
//! `CLAIMDESK_POWER_CUTS` is the number of places; `cargo xtask test --long` asks for many.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use claimdesk_disk::record::{self, Entry};
use claimdesk_disk::{Cut, Dice, Disk, Trust};

use super::{Watched, number, same};
use crate::postgres;
use crate::process::{command, serve_by, try_serve};
use crate::working::{Book, Client, Home, PARTNER, REVIEWER, Shift, people};

/// Places of one recording.
const TOGETHER: usize = 20;
/// What a recording has at least.
const ANSWERS: usize = 150;
/// Microseconds of a synchronisation: long enough that an answer which does not wait for it comes
/// before it.
const DELAY: u64 = 300;

/// A run until its server was gone.
struct Recording {
    before: Disk,
    entries: Vec<(u64, Entry)>,
    book: Book,
    partner: Client,
}

impl Recording {
    /// From nothing until so much was answered, and on until the kill.
    fn make(name: &str, answers: usize) -> Self {
        let watched = Watched::new();
        let before = Disk::of(&watched.place()).unwrap();
        people(|| watched.recorded());
        let mut server = serve_by(watched.recorded());
        watched.orders.delay(DELAY).unwrap();
        let partner = Client::sign_in(&server.address, PARTNER);
        let reviewer = Client::sign_in(&server.address, REVIEWER);
        let record = watched.record();
        let shift = Shift::new(Book::default()).at(move || record.metadata().unwrap().len());
        let shift = Arc::new(shift);
        let at_work = shift.begin(name, (&partner, 12), (&reviewer, 4));
        while shift.answered() < answers && at_work.iter().all(|hand| !hand.is_finished()) {
            thread::sleep(Duration::from_millis(1));
        }
        server.child.kill().unwrap();
        server.child.wait().unwrap();
        for hand in at_work {
            assert!(hand.join().unwrap().is_err(), "until the server was gone");
        }
        Self {
            before,
            entries: record::read(&watched.record()).unwrap(),
            book: shift.book(),
            partner,
        }
    }

    /// What is left in a folder when the power is cut after so many entries.
    fn cut(&self, after: usize, trust: Trust, cut: Cut, folder: &Path) {
        let mut disk = self.before.clone().trusting(trust);
        for (_, entry) in &self.entries[..after] {
            disk.follow(entry).unwrap();
        }
        disk.cut(cut, folder).unwrap();
    }

    /// How far the record was.
    fn position(&self, after: usize) -> u64 {
        self.entries[..after].last().map_or(0, |(at, _)| *at)
    }

    /// Places in the middle of the work: each just before something is synchronised, when there is
    /// most to lose.
    fn places(&self, many: u64, dice: &mut Dice) -> Vec<usize> {
        let first = self.book.first();
        let places: Vec<usize> = (0..self.entries.len())
            .filter(|after| {
                let next = &self.entries[*after].1;
                self.position(*after) > first && matches!(next, Entry::Synced { .. })
            })
            .collect();
        let sides = u64::try_from(places.len()).unwrap();
        let any = |_| places[usize::try_from(dice.throw(sides)).unwrap()];
        (0..many).map(any).chain([self.entries.len()]).collect()
    }
}

/// A disk that is left over.
struct Left(tempfile::TempDir);

impl Left {
    fn of(recording: &Recording, after: usize, trust: Trust, cut: Cut) -> Self {
        let folder = tempfile::tempdir().unwrap();
        recording.cut(after, trust, cut, folder.path());
        Self(folder)
    }

    fn data(&self) -> PathBuf {
        self.0.path().join("data")
    }
}

#[test]
fn nothing_that_was_answered_is_lost_when_the_power_is_cut() {
    if postgres::is_wanted() {
        return;
    }
    let cuts = number("CLAIMDESK_POWER_CUTS").unwrap_or(6);
    let seed = number("CLAIMDESK_DISK_SEED").unwrap_or(1);
    println!("CLAIMDESK_DISK_SEED={seed}");
    let mut dice = Dice::new(seed);
    for first in (0..cuts).step_by(TOGETHER) {
        let recording = Recording::make(&first.to_string(), ANSWERS);
        let many = cuts.saturating_sub(first).min(TOGETHER as u64);
        for (nth, after) in recording.places(many, &mut dice).into_iter().enumerate() {
            // The strictest disk, and one that had written something of the rest.
            let cut = match nth % 2 {
                0 => Cut::Nothing,
                _ => Cut::Some(Dice::new(dice.throw(u64::MAX))),
            };
            println!("cut after {after} of {}: {cut:?}", recording.entries.len());
            let left = Left::of(&recording, after, Trust::All, cut);
            let data = left.data();
            let home = Home::at(&data);
            let server = home.serve();
            home.is_swept();
            let known = recording.book.until(recording.position(after));
            known.check(&recording.partner.at(&server.address), &home);
        }
    }
}

#[test]
fn a_disk_that_does_not_keep_what_it_should_loses_something() {
    if postgres::is_wanted() {
        return;
    }
    let recording = Recording::make("control", ANSWERS);
    let places = recording.places(3, &mut Dice::new(1));
    for trust in [Trust::NoCommits, Trust::NoFolders] {
        let mut missing = Vec::new();
        for &after in &places {
            let left = Left::of(&recording, after, trust, Cut::Nothing);
            let data = left.data();
            let home = Home::at(&data);
            let server = home.serve();
            let partner = recording.partner.at(&server.address);
            let known = recording.book.until(recording.position(after));
            missing.extend(known.missing(&partner));
            if trust == Trust::NoCommits {
                // What is there is in order: SQLite promises that much for `synchronous=NORMAL`.
                home.verify().unwrap();
            }
        }
        println!("{trust:?}: {} things were lost", missing.len());
        assert!(!missing.is_empty(), "{trust:?}");
    }
}

#[test]
fn a_first_start_that_is_cut_short_is_made_good_by_the_next() {
    if postgres::is_wanted() {
        return;
    }
    let watched = Watched::new();
    let before = Disk::of(&watched.place()).unwrap();
    drop(serve_by(watched.recorded()));
    let entries = record::read(&watched.record()).unwrap();
    // What is made once: the key of the audit log, and the folders.
    let makes = |entry: &Entry| match entry {
        Entry::MadeFile { name, .. } | Entry::Linked { name, .. } => name.starts_with(b"audit.key"),
        Entry::MadeFolder { .. } => true,
        _ => false,
    };
    let mut disk = before;
    for (_, entry) in entries {
        disk.follow(&entry).unwrap();
        if !makes(&entry) {
            continue;
        }
        for cut in [Cut::Nothing, Cut::Everything] {
            let folder = tempfile::tempdir().unwrap();
            disk.cut(cut.clone(), folder.path()).unwrap();
            let server = try_serve(&mut command(&folder.path().join("data")));
            assert!(server.is_some(), "{cut:?} after {entry:?}");
        }
    }
}

#[test]
fn nothing_goes_past_the_record() {
    if postgres::is_wanted() {
        return;
    }
    let watched = Watched::new();
    let mut disk = Disk::of(&watched.place()).unwrap();
    people(|| watched.recorded());
    let mut server = serve_by(watched.recorded());
    let partner = Client::sign_in(&server.address, PARTNER);
    let reviewer = Client::sign_in(&server.address, REVIEWER);
    let shift = Arc::new(Shift::new(Book::default()));
    let at_work = shift.begin("all", (&partner, 4), (&reviewer, 2));
    while shift.answered() < 60 {
        thread::sleep(Duration::from_millis(1));
    }
    shift.ends();
    for hand in at_work {
        hand.join().unwrap().unwrap();
    }
    server.terminate();
    assert!(server.child.wait().unwrap().success());
    for (_, entry) in record::read(&watched.record()).unwrap() {
        disk.follow(&entry).unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    disk.cut(Cut::Everything, folder.path()).unwrap();
    same(&watched.place(), folder.path());
}
