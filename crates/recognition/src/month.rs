//! Calendar months in UTC.

use std::fmt;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A calendar month, written `YYYY-MM`. In UTC wherever an instant decides it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

impl Month {
    /// The month of this year; `None` unless the month is 1 to 12 and the year 1900 to 9998.
    pub fn new(year: i32, month: u32) -> Option<Self> {
        let in_range = (1..=12).contains(&month) && (1900..=9998).contains(&year);
        in_range.then(|| Self(year * 12 + month.cast_signed() - 1))
    }

    /// The month a day lies in.
    pub fn of(day: NaiveDate) -> Self {
        Self(day.year() * 12 + day.month0().cast_signed())
    }

    /// The month an instant lies in, in UTC.
    pub fn at(instant: DateTime<Utc>) -> Self {
        Self::of(instant.date_naive())
    }

    /// Reads `YYYY-MM`.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.trim().split_once('-')?;
        let digits = |text: &str, count: usize| {
            text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !digits(year, 4) || !digits(month, 2) {
            return None;
        }
        Self::new(year.parse().ok()?, month.parse().ok()?)
    }

    /// The year.
    pub const fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// The month of the year, 1 to 12.
    pub const fn number(self) -> u32 {
        self.0.rem_euclid(12).cast_unsigned() + 1
    }

    /// This many months later (earlier when negative).
    #[must_use]
    pub const fn plus(self, months: i32) -> Self {
        Self(self.0 + months)
    }

    /// Months from `earlier` to this one.
    pub const fn since(self, earlier: Self) -> i32 {
        self.0 - earlier.0
    }

    /// The first day.
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year(), self.number(), 1).unwrap_or(NaiveDate::MAX)
    }

    /// The last day.
    pub fn last_day(self) -> NaiveDate {
        self.plus(1)
            .first_day()
            .pred_opt()
            .unwrap_or(NaiveDate::MAX)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.number())
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            serde::de::Error::custom(format!("`{text}` is not a month such as 2026-10"))
        })
    }
}

#[cfg(feature = "openapi")]
mod openapi {
    use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
    use utoipa::openapi::{RefOr, Schema};

    impl utoipa::PartialSchema for super::Month {
        fn schema() -> RefOr<Schema> {
            ObjectBuilder::new()
                .schema_type(SchemaType::new(Type::String))
                .pattern(Some("^[0-9]{4}-(0[1-9]|1[0-2])$"))
                .description(Some("A calendar month in UTC, `YYYY-MM`"))
                .into()
        }
    }

    impl utoipa::ToSchema for super::Month {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_its_days_across_years_and_leap_days() {
        let february = Month::parse("2028-02").unwrap();
        assert_eq!(february.last_day().to_string(), "2028-02-29");
        assert_eq!(february.plus(-12).last_day().to_string(), "2027-02-28");
        assert_eq!(
            Month::parse("2026-12").unwrap().plus(1).to_string(),
            "2027-01"
        );
        assert_eq!(
            Month::parse("2027-01")
                .unwrap()
                .since(Month::parse("2026-10").unwrap()),
            3
        );
    }

    #[test]
    fn refuses_what_is_not_a_month() {
        for text in [
            "2026-13", "2026-00", "26-10", "2026-1", "2026/10", "", "0000-01", "2026-+9", "+202-10",
        ] {
            assert_eq!(Month::parse(text), None, "{text}");
        }
    }
}
