//! Months and days as real files write them.

use chrono::NaiveDate;
use claimdesk_recognition::Month;

/// English names of the months, as Partner Center writes them; files have them whole or by their
/// first three letters, in any case.
pub const MONTH_NAMES: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Reads `2026-10`, `2026-10-01`, `October, 2026`, `October 2026`, `Oct 2026` or `10/1/2026`
/// (month first), a time of day behind a date being passed over.
pub fn month(text: &str) -> Option<Month> {
    let text = text.trim();
    Month::parse(text)
        .or_else(|| day(text).map(Month::of))
        .or_else(|| named_month(text))
}

fn named_month(text: &str) -> Option<Month> {
    let mut words = text
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter(|word| !word.is_empty());
    let (name, year) = (words.next()?, words.next()?);
    if words.next().is_some() || year.len() != 4 {
        return None;
    }
    let bare = name.trim_end_matches('.');
    let is = |written: &str| written.eq_ignore_ascii_case(bare);
    let number = MONTH_NAMES
        .iter()
        .position(|month| is(month) || month.get(..3).is_some_and(is))
        .or_else(|| is("sept").then_some(8))?;
    Month::new(year.parse().ok()?, u32::try_from(number).ok()? + 1)
}

/// Reads `2026-10-01` or `10/1/2026` (month first), a time of day behind it being passed over.
pub fn day(text: &str) -> Option<NaiveDate> {
    let date = text.trim().split([' ', 'T']).next()?;
    let parts = |separator: char| -> Option<[&str; 3]> {
        let mut parts = date.split(separator);
        let all = [parts.next()?, parts.next()?, parts.next()?];
        parts.next().is_none().then_some(all)
    };
    let (year, month, day) = if let Some([year, month, day]) = parts('-') {
        (year, month, day)
    } else {
        let [month, day, year] = parts('/')?;
        (year, month, day)
    };
    let digits = |text: &str, lengths: std::ops::RangeInclusive<usize>| {
        (lengths.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()))
            .then(|| text.parse().ok())?
    };
    let year: u32 = digits(year, 4..=4)?;
    // The range of a `Month`: a day outside it could not be counted.
    Month::new(i32::try_from(year).ok()?, 1)?;
    NaiveDate::from_ymd_opt(
        i32::try_from(year).ok()?,
        digits(month, 1..=2)?,
        digits(day, 1..=2)?,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_in_every_form_of_the_contract() {
        for text in [
            "2026-10",
            "2026-10-01",
            "October, 2026",
            "October 2026",
            "Oct 2026",
            "10/1/2026",
            " oct, 2026 ",
            "OCTOBER,2026",
            "2026-10-01T00:00:00Z",
            "10/01/2026 12:00:00 AM",
            "Oct. 2026",
        ] {
            assert_eq!(
                month(text).map(|m| m.to_string()).as_deref(),
                Some("2026-10"),
                "{text:?}"
            );
        }
        assert_eq!(month("Sept 2026"), Month::new(2026, 9));
        assert_eq!(month("9/30/2026"), Month::new(2026, 9));
        for text in [
            "",
            "2026",
            "13/1/2026",
            "2026-13",
            "Oktober 2026",
            "Octo 2026",
            "31/10/2026",
            "2026-02-30",
            "October 26",
            "0000-01-01",
        ] {
            assert_eq!(month(text), None, "{text:?}");
        }
    }

    #[test]
    fn days_are_month_first_with_slashes() {
        assert_eq!(day("7/20/2025"), NaiveDate::from_ymd_opt(2025, 7, 20));
        assert_eq!(
            day("2025-07-20 10:00"),
            NaiveDate::from_ymd_opt(2025, 7, 20)
        );
        assert_eq!(day("20/7/2025"), None);
        assert_eq!(day("2025-7-2-1"), None);
    }
}
