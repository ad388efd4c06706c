//! Partner Center exports, read in the browser in slices; nothing leaves it.

mod archive;
mod columns;
mod folder;
mod given;
mod keeping;
mod line;
mod place;
mod read;
mod remembered;
mod section;
mod source;

use std::collections::{HashSet, VecDeque};

use claimdesk_exports::zip::Member;
use claimdesk_exports::{Mapping, SetAside, sample, signature};
use js_sys::Array;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::Blob;

use super::held::Held;
use crate::browser;
use folder::Files;
use given::{Content, Counts, Given, Progress, State};
use keeping::Keeping;
use read::Reader;
use remembered::Remembered;

pub(super) use section::{sample_mark, section};

/// The most files that are taken.
const FILES_LIMIT: usize = 10_000;
/// Files that are listed at first, and with each wish for more.
const LISTED: usize = 50;

/// The exports given so far.
#[derive(Clone, Copy)]
pub(super) struct Exports {
    held: Held,
    files: RwSignal<Vec<Given>>,
    counts: RwSignal<Counts>,
    /// How many of the files are listed.
    listed: RwSignal<usize>,
    reading: RwSignal<bool>,
    /// Numbers of files that wait.
    queue: StoredValue<VecDeque<u32>>,
    next: StoredValue<u32>,
    /// Grows when the files are forgotten.
    round: StoredValue<u32>,
    told: RwSignal<Told>,
    /// What is here is invented.
    sample: RwSignal<bool>,
    remembered: Remembered,
    claims: StoredValue<Option<OnClaims>>,
    keeping: StoredValue<Keeping>,
    /// What belongs to a file lives as long as this, not as the button that brought it.
    owner: StoredValue<Owner>,
}

/// Who hears of claims files.
#[derive(Clone, Copy)]
struct OnClaims {
    come: Callback<(String, String)>,
    gone: Callback<()>,
}

/// What is to be said of the last files that were given, beside what is said of each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Told {
    /// None were taken: they would have been more than are.
    too_many: bool,
    /// There was nothing in what was given.
    nothing: bool,
    passed_over: usize,
    unreadable: usize,
    /// The invented ones went.
    sample_went: bool,
}

impl Exports {
    /// None, or those that are kept on this device.
    pub(super) fn new(held: Held) -> Self {
        let exports = Self {
            held,
            files: RwSignal::new(Vec::new()),
            counts: RwSignal::new(Counts::default()),
            listed: RwSignal::new(LISTED),
            reading: RwSignal::new(false),
            queue: StoredValue::new(VecDeque::new()),
            next: StoredValue::new(0),
            round: StoredValue::new(0),
            told: RwSignal::new(Told::default()),
            sample: RwSignal::new(false),
            remembered: Remembered::begin(),
            claims: StoredValue::new(None),
            keeping: StoredValue::new(Keeping::begin()),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
        };
        exports.bring_kept();
        exports
    }

    fn keeping(self) -> Keeping {
        self.keeping.get_value()
    }

    /// Tells of claims files: their names and what stands in them, each time one is given, and
    /// that all of those told so far are gone (those that are still there are told anew).
    pub(super) fn hear_claims(self, come: Callback<(String, String)>, gone: Callback<()>) {
        self.claims.set_value(Some(OnClaims { come, gone }));
    }

    /// What was set aside, with the file's name, followed by the view that asks.
    pub(super) fn set_aside(self) -> Vec<(String, SetAside)> {
        self.files.with(|files| {
            files
                .iter()
                .flat_map(|given| {
                    given.state.with(|state| {
                        let (State::Read(outcome) | State::Stopped(_, Some(outcome))) = state
                        else {
                            return Vec::new();
                        };
                        let named = |aside: &SetAside| (given.path.clone(), aside.clone());
                        outcome.report.set_aside.iter().map(named).collect()
                    })
                })
                .collect()
        })
    }

    fn hand_claims(self, name: &str, text: String) {
        if let Some(claims) = self.claims.get_value() {
            claims.come.run((name.to_owned(), text));
        }
    }

    /// Forgets all files, on this device too.
    pub(super) fn forget(self) {
        self.drop_all();
        self.keeping().clear();
    }

    /// Whatever is being read is given up.
    fn drop_all(self) {
        self.files.with_untracked(|files| {
            for given in files {
                given.stop.set_value(true);
            }
        });
        self.round.update_value(|round| *round += 1);
        self.queue.set_value(VecDeque::new());
        self.reading.set(false);
        self.files.set(Vec::new());
        self.counts.set(Counts::default());
        self.listed.set(LISTED);
        self.told.set(Told::default());
        self.sample.set(false);
        self.claims_are_gone();
        self.held.forget();
    }

    fn claims_are_gone(self) {
        if let Some(claims) = self.claims.get_value() {
            claims.gone.run(());
        }
    }

    /// Takes files that were given.
    fn give(self, files: Files) {
        let mut told = Told {
            nothing: files.found.is_empty(),
            passed_over: files.passed_over,
            unreadable: files.unreadable,
            ..Told::default()
        };
        let mut there = self.files.with_untracked(Vec::len);
        if self.sample.get_untracked() && !files.found.is_empty() {
            // Invented figures and real ones would make figures that are neither.
            self.drop_all();
            told.sample_went = true;
            there = 0;
        }
        told.too_many = there + files.found.len() > FILES_LIMIT;
        self.told.set(told);
        if told.too_many {
            return;
        }
        let given = files.found.into_iter().map(|(path, file)| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "milliseconds since 1970"
            )]
            let stamp = file.last_modified() as u64;
            self.given(path, Content::Whole(file.into()), stamp)
        });
        self.take_in(given.collect());
    }

    /// The invented files.
    fn give_sample(self) {
        let today = browser::now().date_naive();
        let exports = sample::NAMES
            .into_iter()
            .filter_map(|name| Some((name, sample::export(name, today)?)));
        let all = exports.chain([(sample::CLAIMS, sample::claims(today))]);
        let given = all.filter_map(|(name, text)| {
            let blob = Blob::new_with_str_sequence(&Array::of1(&text.into())).ok()?;
            Some(self.given(name.to_owned(), Content::Whole(blob), 0))
        });
        self.told.set(Told::default());
        self.sample.set(true);
        self.take_in(given.collect());
    }

    fn given(self, path: String, content: Content, stamp: u64) -> Given {
        let number = self.next.get_value();
        self.next.set_value(number + 1);
        let size = match &content {
            Content::Whole(blob) => source::size(blob),
            Content::Member(_, member) => member.unpacked,
        };
        self.owner.get_value().with(|| Given {
            number,
            path,
            content,
            size,
            stamp,
            archive: None,
            state: RwSignal::new(State::Waiting),
            progress: RwSignal::new(Progress::default()),
            stop: StoredValue::new(false),
            saying: RwSignal::new(None),
            kept: StoredValue::new(None),
        })
    }

    /// Lists new files and reads them; one that is there already is told, and not read.
    fn take_in(self, given: Vec<Given>) {
        let key = |given: &Given| (given.path.clone(), given.size, given.stamp);
        let mut known: HashSet<(String, u64, u64)> = self.files.with_untracked(|files| {
            let held = |given: &&Given| given.state.with_untracked(State::is_held);
            files.iter().filter(held).map(key).collect()
        });
        for one in &given {
            let state = if known.insert(key(one)) {
                State::Waiting
            } else {
                State::Twice
            };
            self.counts.update(|counts| counts.add(state.class()));
            one.state.set(state);
        }
        self.enqueue(&given);
        self.files.update(|files| files.extend(given));
        self.start();
    }

    /// Lists an archive's files behind it, to be read next; false where they are too many.
    fn unfold(self, archive: &Given, blob: &Blob, members: Vec<Member>) -> bool {
        if self.files.with_untracked(Vec::len) + members.len() > FILES_LIMIT {
            self.told.update(|told| told.too_many = true);
            return false;
        }
        let given: Vec<Given> = members
            .into_iter()
            .map(|member| {
                let path = format!("{}:{}", archive.path, member.name);
                let stamp = u64::from(member.checksum);
                let content = Content::Member(blob.clone(), Box::new(member));
                Given {
                    archive: Some(archive.number),
                    ..self.given(path, content, stamp)
                }
            })
            .collect();
        for one in &given {
            self.counts
                .update(|counts| counts.add(one.state.with_untracked(State::class)));
        }
        let numbers = given.iter().rev().map(|given| given.number);
        self.queue
            .update_value(|queue| numbers.for_each(|number| queue.push_front(number)));
        self.files.update(|files| {
            let place = files.iter().position(|file| file.number == archive.number);
            let place = place.map_or(files.len(), |place| place + 1);
            files.splice(place..place, given);
        });
        true
    }

    fn enqueue(self, given: &[Given]) {
        let waits = |given: &&Given| {
            given
                .state
                .with_untracked(|state| matches!(state, State::Waiting))
        };
        let numbers = given.iter().filter(waits).map(|given| given.number);
        self.queue.update_value(|queue| queue.extend(numbers));
    }

    /// The next file that waits.
    fn next_waiting(self) -> Option<Given> {
        loop {
            let number = self.queue.try_update_value(VecDeque::pop_front)??;
            let given = self.files.with_untracked(|files| {
                let found = files.iter().find(|given| given.number == number);
                found.cloned()
            });
            let waits = |given: &Given| {
                given
                    .state
                    .with_untracked(|state| matches!(state, State::Waiting))
            };
            if let Some(given) = given.filter(waits) {
                return Some(given);
            }
        }
    }

    fn start(self) {
        if self.reading.get_untracked() {
            return;
        }
        self.reading.set(true);
        let round = self.round.get_value();
        spawn_local(async move {
            if Reader::new(self, round).run().await {
                self.reading.set(false);
                self.keep_new();
            }
        });
    }

    fn now(self, given: &Given, state: State) {
        let before = given.state.with_untracked(State::class);
        self.counts.update(|counts| {
            counts.take(before);
            counts.add(state.class());
        });
        given.state.set(state);
    }

    /// Reads a file no further.
    fn cancel(self, given: &Given) {
        given.stop.set_value(true);
        if given
            .state
            .with_untracked(|state| matches!(state, State::Waiting))
        {
            self.now(given, State::Cancelled);
        }
    }

    fn cancel_all(self) {
        for given in self.files.get_untracked() {
            if matches!(given.state.get_untracked(), State::Waiting | State::Reading) {
                self.cancel(&given);
            }
        }
    }

    /// Reads a file that brought nothing.
    fn again(self, given: &Given) {
        self.wait(given);
        self.enqueue(std::slice::from_ref(given));
        self.start();
    }

    fn wait(self, given: &Given) {
        given.stop.set_value(false);
        given.saying.set(None);
        given.progress.set(Progress::default());
        self.now(given, State::Waiting);
    }

    /// Takes a file out, with what lies in it. Where figures rest on it, the others are read
    /// again: what was added up is not told apart.
    fn remove(self, number: u32) {
        let mut rested = false;
        let mut kept = Vec::new();
        self.files.update(|files| {
            files.retain(|given| {
                let goes = given.number == number || given.archive == Some(number);
                if goes {
                    given.stop.set_value(true);
                    kept.extend(given.kept.get_value());
                    let state = given.state.get_untracked();
                    rested |= state.counts();
                    self.counts.update(|counts| counts.take(state.class()));
                }
                !goes
            });
        });
        self.keeping().remove(kept);
        if self.files.with_untracked(Vec::is_empty) {
            self.drop_all();
        } else if rested {
            self.read_anew();
        }
    }

    /// Forgets what was added up, and reads every file that counts once more.
    fn read_anew(self) {
        self.round.update_value(|round| *round += 1);
        self.reading.set(false);
        self.queue.set_value(VecDeque::new());
        self.claims_are_gone();
        self.held.forget();
        let files = self.files.get_untracked();
        for given in &files {
            let state = given.state.get_untracked();
            if state.counts() || matches!(state, State::Reading) {
                self.wait(given);
            }
        }
        self.enqueue(&files);
        self.start();
    }

    /// The reader says which column is which, for all files with this header.
    fn say(self, header: &[String], mapping: &Mapping) {
        let signature = signature(header);
        self.keeping()
            .remembers(self.remembered.remember(&signature, mapping));
        self.read_those(&signature);
    }

    /// Files with this header are looked at as if nothing had been said.
    fn unsay(self, header: &[String]) {
        let signature = signature(header);
        self.remembered.forget(&signature);
        self.read_those(&signature);
    }

    /// Reads files with this header by what is said of it now.
    fn read_those(self, of: &str) {
        let has = |state: &State| {
            state
                .columns()
                .is_some_and(|columns| signature(&columns.header) == of)
        };
        let files = self.files.get_untracked();
        let those = files.iter().filter(|given| given.state.with_untracked(has));
        let mut rested = false;
        for given in those {
            rested |= given.state.with_untracked(State::counts);
            self.wait(given);
            self.enqueue(std::slice::from_ref(given));
        }
        if rested {
            self.read_anew();
        } else {
            self.start();
        }
    }
}
