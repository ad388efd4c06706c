//! What is entered, and what it comes to.

use std::collections::BTreeMap;

use claimdesk_recognition::Amount;
use claimdesk_recognition::programme::{Path, Paths, TrackChoice, TrackId};
use claimdesk_recognition::score::{Estimate, Numbers, Takes, estimate, higher};
use leptos::prelude::*;

use super::address::{self, Carried, Untaken};
use crate::browser;
use crate::i18n::{Lang, Texts, entered};
use crate::ui::{Faults, Says};

/// What the reader has entered here.
#[derive(Clone, Copy)]
pub(crate) struct State {
    /// The designation's place in the programme.
    pub(super) designation: RwSignal<usize>,
    /// The track chosen, where Microsoft assigns one.
    pub(super) track: RwSignal<TrackId>,
    /// The last good numbers, by key.
    pub(super) numbers: RwSignal<Numbers>,
    /// Texts as they are typed: they stand in their controls until they are left and can be read.
    typed: RwSignal<BTreeMap<String, String>>,
    /// The numbers of designations that are not shown now.
    others: StoredValue<BTreeMap<usize, Numbers>>,
    pub(super) faults: Faults,
    /// What of the address could not be taken.
    pub(super) untaken: RwSignal<Vec<Untaken>>,
    /// On each track; a track that cannot be scored is left out.
    pub(super) estimates: Memo<Vec<Estimate>>,
    /// The track that counts.
    pub(super) counts: Memo<TrackId>,
}

impl State {
    /// What the address says, or nothing.
    pub(crate) fn new() -> Self {
        let (carried, untaken) = address::read(&browser::query(), paths());
        let designation = RwSignal::new(carried.designation);
        let track = RwSignal::new(carried.track);
        let numbers = RwSignal::new(carried.numbers);
        let estimates = Memo::new(move |_| {
            let path = path_at(designation.get());
            numbers.with(|numbers| path.map(|path| scored(path, numbers)).unwrap_or_default())
        });
        let counts = Memo::new(move |_| match path_at(designation.get()) {
            Some(path) if path.how == TrackChoice::HigherOfBoth => {
                let higher =
                    estimates.with(|estimates| higher(estimates).map(|higher| higher.track));
                higher.unwrap_or(TrackId::Smb)
            }
            _ => track.get(),
        });
        Self {
            designation,
            track,
            numbers,
            typed: RwSignal::new(BTreeMap::new()),
            others: StoredValue::new(BTreeMap::new()),
            faults: Faults::new(),
            untaken: RwSignal::new(untaken),
            estimates,
            counts,
        }
    }

    /// The designation's scoring path, followed by the view that asks.
    pub(super) fn path(self) -> &'static Path {
        static NONE: Path = Path {
            id: String::new(),
            name: String::new(),
            how: TrackChoice::Assigned,
            proposal: None,
            tracks: Vec::new(),
        };
        path_at(self.designation.get()).unwrap_or(&NONE)
    }

    /// What an address carries of it, followed by the view that asks.
    pub(super) fn carried(self) -> Carried {
        Carried {
            designation: self.designation.get(),
            track: self.track.get(),
            numbers: self.numbers.get(),
        }
    }

    /// Another designation, with the numbers it had.
    pub(super) fn choose(self, id: &str) {
        let place = paths().designations.iter().position(|path| path.id == id);
        let before = self.designation.get_untracked();
        let Some(place) = place.filter(|place| *place != before) else {
            return;
        };
        let shown = self.numbers.get_untracked();
        let kept = self.others.try_update_value(|others| {
            others.insert(before, shown);
            others.remove(&place).unwrap_or_default()
        });
        self.forget_typed();
        self.designation.set(place);
        self.numbers.set(kept.unwrap_or_default());
    }

    /// These numbers in the place of all that stand there.
    pub(super) fn take(self, numbers: Numbers) {
        self.forget_typed();
        self.numbers.set(numbers);
    }

    fn forget_typed(self) {
        self.faults.clear();
        self.typed.set(BTreeMap::new());
    }

    /// One number, by another way than its text.
    pub(super) fn put(self, key: &str, number: Amount) {
        self.typed.update(|typed| {
            typed.remove(key);
        });
        self.faults.mark(key, None);
        self.set(key, number);
    }

    /// One number more or less of it, where it may be that.
    pub(super) fn step(self, key: &str, by: i64, takes: Takes) {
        let number = self.numbers.with_untracked(|numbers| value(numbers, key)) + Amount::whole(by);
        if takes.takes(number) {
            self.put(key, number);
        }
    }

    /// A number as it is typed: taken if it can be read, else the last good one stays.
    pub(super) fn type_in(self, key: &str, text: String, takes: Takes, lang: Lang) {
        if let Ok(number) = read(&text, takes, lang) {
            self.faults.mark(key, None);
            self.set(key, number);
        }
        self.typed.update(|typed| {
            typed.insert(key.to_owned(), text);
        });
    }

    /// Its control is left: now it is said what is wrong, or the number is written out.
    pub(super) fn leave(self, key: &str, takes: Takes, lang: Lang) {
        let text = self.typed.with_untracked(|typed| typed.get(key).cloned());
        match text.map(|text| read(&text, takes, lang)) {
            Some(Err(wrong)) => self.faults.mark(key, Some(Says::Text(wrong))),
            Some(Ok(_)) => self.typed.update(|typed| {
                typed.remove(key);
            }),
            None => {}
        }
    }

    /// What stands in a number's control, followed by the view that asks.
    pub(super) fn text(self, key: &str, takes: Takes, lang: Lang) -> String {
        if let Some(typed) = self.typed.with(|typed| typed.get(key).cloned()) {
            return typed;
        }
        let number = self.number(key);
        if number == Amount::ZERO && !takes.is_whole() {
            String::new()
        } else {
            entered(lang, &number.to_string())
        }
    }

    /// A number, followed by the view that asks.
    pub(super) fn number(self, key: &str) -> Amount {
        self.numbers.with(|numbers| value(numbers, key))
    }

    fn set(self, key: &str, number: Amount) {
        let same = self.numbers.with_untracked(|numbers| value(numbers, key)) == number;
        if !same {
            self.numbers.update(|numbers| {
                if number == Amount::ZERO {
                    numbers.remove(key);
                } else {
                    numbers.insert(key.to_owned(), number);
                }
            });
        }
    }
}

/// The scoring paths the page computes by.
pub(super) fn paths() -> &'static Paths {
    crate::programme::paths()
}

fn path_at(place: usize) -> Option<&'static Path> {
    paths().designations.get(place)
}

fn value(numbers: &Numbers, key: &str) -> Amount {
    numbers.get(key).copied().unwrap_or_default()
}

fn scored(path: &Path, numbers: &Numbers) -> Vec<Estimate> {
    path.tracks
        .iter()
        .filter_map(|track| {
            // Each number was read as what it may be.
            estimate(paths(), &path.id, track.id, &track.inputs(numbers)).ok()
        })
        .collect()
}

/// What is wrong with a text, in words.
type Wrong = fn(&'static Texts) -> &'static str;

/// A number as a person of that language types it; nothing is 0.
fn read(text: &str, takes: Takes, lang: Lang) -> Result<Amount, Wrong> {
    let plain = text.replace('\u{2212}', "-");
    let plain = plain.trim().trim_end_matches('%').trim_end();
    if plain.is_empty() {
        return Ok(Amount::ZERO);
    }
    let wrong: Wrong = match takes {
        Takes::Whole => |texts| texts.calculator.not_a_count,
        Takes::People => |texts| texts.numbers().not_people,
        Takes::Percent => |texts| texts.numbers().not_percent,
        Takes::Growth => |texts| texts.numbers().not_growth,
        Takes::Value => |texts| texts.calculator.not_an_amount,
    };
    let number = Amount::parse_entered(plain, lang.decimal_comma()).map_err(|_| wrong)?;
    if takes.takes(number) {
        return Ok(number);
    }
    let smaller = takes.takes(Amount::whole(number.as_whole().map_or(0, i64::signum)));
    Err(if smaller && number.as_whole().is_some() {
        |texts| texts.numbers().too_large
    } else {
        wrong
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::EN;

    fn told(text: &str, takes: Takes, lang: Lang) -> String {
        match read(text, takes, lang) {
            Ok(number) => number.to_string(),
            Err(wrong) => wrong(&EN).to_owned(),
        }
    }

    #[test]
    fn numbers_are_read_in_each_language_or_refused_with_the_cure() {
        use Takes::{Growth, People, Percent, Value, Whole};
        for (text, takes, lang, expected) in [
            ("", Whole, Lang::En, "0"),
            (" \u{2212}3 ", Whole, Lang::En, "-3"),
            ("1,5", Whole, Lang::Da, EN.calculator.not_a_count),
            ("-1", People, Lang::Da, EN.numbers().not_people),
            ("2000000", People, Lang::En, EN.numbers().too_large),
            ("1.000", People, Lang::Da, "1000"),
            ("12,5 %", Percent, Lang::Da, "12.5"),
            ("12.5", Percent, Lang::En, "12.5"),
            ("9999999", Percent, Lang::En, EN.numbers().too_large),
            ("31.000", Value, Lang::Da, "31000"),
            ("31,000", Value, Lang::En, "31000"),
            ("-1", Value, Lang::En, EN.calculator.not_an_amount),
            ("1e308", Value, Lang::En, EN.calculator.not_an_amount),
            ("many", Growth, Lang::En, EN.numbers().not_growth),
            ("-250.75", Growth, Lang::En, "-250.75"),
        ] {
            assert_eq!(told(text, takes, lang), expected, "{text:?}");
        }
    }
}
