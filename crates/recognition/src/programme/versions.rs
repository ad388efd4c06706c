//! Several versions of the programme, and which of them is in force on a day.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use thiserror::Error;

use super::Programme;

/// Versions by the day from which they hold.
#[derive(Clone, Debug)]
pub struct Programmes {
    by_day: BTreeMap<NaiveDate, Programme>,
}

/// Why a version is not taken.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum VersionRefused {
    /// There is one of this name.
    #[error("programme `{0}` is there already: give the new version another `id`")]
    SameId(String),
    /// There is one that holds from the same day.
    #[error(
        "programme `{other}` holds from {day} too: give the new version another `effectiveFrom`"
    )]
    SameDay {
        /// The one that is there.
        other: String,
        /// The day.
        day: NaiveDate,
    },
}

impl Default for Programmes {
    fn default() -> Self {
        let builtin = Programme::builtin();
        Self {
            by_day: BTreeMap::from([(builtin.effective_from, builtin)]),
        }
    }
}

impl Programmes {
    /// The version that ships with the product, alone.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a version in.
    ///
    /// # Errors
    ///
    /// When there is one of its name or of its day.
    pub fn add(&mut self, programme: Programme) -> Result<(), VersionRefused> {
        if self.get(&programme.id).is_some() {
            return Err(VersionRefused::SameId(programme.id));
        }
        if let Some(other) = self.by_day.get(&programme.effective_from) {
            return Err(VersionRefused::SameDay {
                other: other.id.clone(),
                day: programme.effective_from,
            });
        }
        self.by_day.insert(programme.effective_from, programme);
        Ok(())
    }

    /// The version in force on a day: the one with the latest first day that is not after it,
    /// and before all of them the earliest.
    pub fn in_force(&self, day: NaiveDate) -> Option<&Programme> {
        self.by_day
            .range(..=day)
            .next_back()
            .or_else(|| self.by_day.first_key_value())
            .map(|(_, programme)| programme)
    }

    /// The version of this name.
    pub fn get(&self, id: &str) -> Option<&Programme> {
        self.iter().find(|programme| programme.id == id)
    }

    /// All of them, by the day from which they hold.
    pub fn iter(&self) -> impl Iterator<Item = &Programme> {
        self.by_day.values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(id: &str, from: &str) -> Programme {
        Programme {
            id: id.to_owned(),
            effective_from: from.parse().unwrap(),
            ..Programme::builtin()
        }
    }

    #[test]
    fn the_latest_that_has_begun_is_in_force() {
        let mut versions = Programmes::new();
        let builtin = Programme::builtin();
        let later = builtin.effective_from + chrono::Days::new(100);
        versions.add(version("next", &later.to_string())).unwrap();
        let on = |day: NaiveDate| versions.in_force(day).unwrap().id.clone();
        assert_eq!(on(later.pred_opt().unwrap()), builtin.id);
        assert_eq!(on(later), "next");
        assert_eq!(on(later + chrono::Days::new(5_000)), "next");
        assert_eq!(on(NaiveDate::MIN), builtin.id, "before all: the earliest");
    }

    #[test]
    fn two_of_one_name_or_day_are_refused() {
        let mut versions = Programmes::new();
        let builtin = Programme::builtin();
        assert_eq!(
            versions.add(version(&builtin.id, "2030-01-01")),
            Err(VersionRefused::SameId(builtin.id.clone()))
        );
        let day = builtin.effective_from;
        assert_eq!(
            versions.add(version("other", &day.to_string())),
            Err(VersionRefused::SameDay {
                other: builtin.id,
                day
            })
        );
        assert_eq!(versions.iter().count(), 1);
    }
}
