//! Numbers, days and times as each language writes them.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use claimdesk_recognition::{Amount, Hundredths, Month};

use super::{Lang, Texts, fill};

/// A plain number (`1234567.5`) with the language's separators.
pub(crate) fn number(lang: Lang, plain: &str) -> String {
    let (group, point) = match lang {
        Lang::En => (',', '.'),
        Lang::Da => ('.', ','),
    };
    let (sign, digits) = match plain.strip_prefix('-') {
        Some(digits) => ("\u{2212}", digits),
        None => ("", plain),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut text = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(group);
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push(point);
        text.push_str(fraction);
    }
    text
}

/// A whole number.
pub(crate) fn count(lang: Lang, count: impl Into<i128>) -> String {
    number(lang, &count.into().to_string())
}

/// Points or per cent: always with two decimals, as the contract has them.
pub(crate) fn points(lang: Lang, points: Hundredths) -> String {
    number(lang, &points.to_string())
}

/// An amount: whole where it is whole, else with two decimals.
pub(crate) fn amount(lang: Lang, amount: Amount) -> String {
    let plain = amount.to_hundredths().to_string();
    number(lang, plain.strip_suffix(".00").unwrap_or(&plain))
}

/// US dollars.
pub(crate) fn usd(lang: Lang, value: Amount) -> String {
    format!("{}\u{a0}USD", amount(lang, value))
}

/// US dollars from the protocol's text; the text itself when it is no amount.
pub(crate) fn usd_text(lang: Lang, text: &str) -> String {
    Amount::parse(text).map_or_else(|_| text.to_owned(), |value| usd(lang, value))
}

/// What stands in a field for an amount: no unit, as a person of that language types it.
pub(crate) fn entered(lang: Lang, text: &str) -> String {
    Amount::parse(text).map_or_else(
        |_| text.to_owned(),
        |value| number(lang, &value.to_string()),
    )
}

/// A day: `23. nov. 2026`, `23 Nov 2026`.
pub(crate) fn day(texts: &Texts, day: NaiveDate) -> String {
    written_day(texts, day.day(), day.month0(), day.year())
}

/// Today, by the reader's own clock.
pub(crate) fn today(texts: &Texts) -> String {
    let now = js_sys::Date::new_0();
    let year = i32::try_from(now.get_full_year()).unwrap_or_default();
    written_day(texts, now.get_date(), now.get_month(), year)
}

/// A day from the form's text; the text itself when it is no day.
pub(crate) fn day_text(texts: &Texts, text: &str) -> String {
    claimdesk_recognition::claim::form::day(text)
        .map_or_else(|| text.to_owned(), |date| day(texts, date))
}

fn written_day(texts: &Texts, day: u32, month0: u32, year: i32) -> String {
    let name = nth(texts.dates.months_short, month0);
    match texts.lang {
        Lang::En => format!("{day} {name} {year}"),
        Lang::Da => format!("{day}. {name} {year}"),
    }
}

/// A month: `november 2026`.
pub(crate) fn month(texts: &Texts, month: Month) -> String {
    format!(
        "{} {}",
        nth(texts.dates.months, month.number().saturating_sub(1)),
        month.year()
    )
}

/// A month's short name without its year: `nov.`
pub(crate) fn month_short(texts: &Texts, month: Month) -> &'static str {
    nth(texts.dates.months_short, month.number().saturating_sub(1))
}

/// The `index`th of the names, which stand with blanks between them.
fn nth(names: &'static str, index: u32) -> &'static str {
    names
        .split(' ')
        .nth(usize::try_from(index).unwrap_or(0))
        .unwrap_or_default()
}

/// An instant in the reader's own time zone, which is named, because a deadline is read by
/// people in several: `23. nov. 2026 kl. 10.42 (UTC+1)`.
pub(crate) fn moment(texts: &Texts, instant: DateTime<Utc>) -> String {
    let local = local(instant);
    let day = written_day(
        texts,
        local.get_date(),
        local.get_month(),
        i32::try_from(local.get_full_year()).unwrap_or_default(),
    );
    let written = fill(texts.dates.day_at_time, &[&day, &hour(texts, &local)]);
    format!("{written} ({})", zone(&local))
}

/// The zone's distance from UTC at that instant: `UTC+1`, `UTC-3:30`.
fn zone(local: &js_sys::Date) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a zone is less than a day from UTC, in whole minutes"
    )]
    let west = local.get_timezone_offset() as i32;
    let sign = if west > 0 { '-' } else { '+' };
    let (hours, minutes) = (west.abs() / 60, west.abs() % 60);
    match (hours, minutes) {
        (0, 0) => "UTC".to_owned(),
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, minutes) => format!("UTC{sign}{hours}:{minutes:02}"),
    }
}

/// The time of day in the reader's own time zone: `10.42`.
pub(crate) fn time_of_day(texts: &Texts, instant: DateTime<Utc>) -> String {
    hour(texts, &local(instant))
}

fn local(instant: DateTime<Utc>) -> js_sys::Date {
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds of any year to come are exact"
    )]
    let milliseconds = instant.timestamp_millis() as f64;
    js_sys::Date::new(&milliseconds.into())
}

fn hour(texts: &Texts, local: &js_sys::Date) -> String {
    let between = match texts.lang {
        Lang::En => ':',
        Lang::Da => '.',
    };
    format!(
        "{:02}{between}{:02}",
        local.get_hours(),
        local.get_minutes()
    )
}

/// How long there is until then, or how long it is over: `5 hours left`, `overdue by 2 days`.
pub(crate) fn left(texts: &Texts, now: DateTime<Utc>, until: DateTime<Utc>) -> String {
    let minutes = (until - now).num_minutes();
    let (template, minutes) = if until <= now {
        (texts.dates.overdue_by, minutes.abs())
    } else {
        (texts.dates.left, minutes)
    };
    fill(template, &[&span(texts, minutes)])
}

fn span(texts: &Texts, minutes: i64) -> String {
    let (one, many, number) = if minutes < 60 {
        (texts.dates.minute, texts.dates.minutes, minutes.max(1))
    } else if minutes < 72 * 60 {
        (texts.dates.hour, texts.dates.hours, minutes / 60)
    } else {
        (texts.dates.day, texts.dates.days, minutes / (24 * 60))
    };
    fill(if number == 1 { one } else { many }, &[&number.to_string()])
}

/// A file's size: `1,2 MB`.
pub(crate) fn file_size(lang: Lang, bytes: u64) -> String {
    const KILO: u64 = 1_000;
    const MEGA: u64 = 1_000_000;
    if bytes < KILO {
        return format!("{bytes} B");
    }
    if bytes < MEGA {
        return format!("{} kB", bytes.div_ceil(KILO));
    }
    let tenths = (bytes + 50_000) / 100_000;
    format!(
        "{} MB",
        number(lang, &format!("{}.{}", tenths / 10, tenths % 10))
    )
}

#[cfg(test)]
mod tests {
    use super::super::{DA, EN};
    use super::*;

    #[test]
    fn numbers_have_each_languages_separators() {
        for (plain, english, danish) in [
            ("0", "0", "0"),
            ("999", "999", "999"),
            ("1000", "1,000", "1.000"),
            ("1234567.89", "1,234,567.89", "1.234.567,89"),
            ("-1234.5", "\u{2212}1,234.5", "\u{2212}1.234,5"),
        ] {
            assert_eq!(number(Lang::En, plain), english);
            assert_eq!(number(Lang::Da, plain), danish);
        }
    }

    #[test]
    fn points_have_two_decimals() {
        let shown = |text: &str| points(Lang::Da, Amount::parse(text).unwrap().to_hundredths());
        assert_eq!(shown("64.5"), "64,50");
        assert_eq!(shown("15"), "15,00");
        assert_eq!(shown("2.142857"), "2,14");
    }

    #[test]
    fn money_comes_back_as_it_is_typed() {
        assert_eq!(entered(Lang::Da, "1800.5"), "1.800,5");
        assert_eq!(entered(Lang::Da, "atten"), "atten");
        assert_eq!(usd_text(Lang::En, "1800.50"), "1,800.50\u{a0}USD");
    }

    #[test]
    fn days_and_months_are_written_out() {
        let date = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        assert_eq!(day(&DA, date), "23. nov. 2026");
        assert_eq!(day(&EN, date), "23 Nov 2026");
        assert_eq!(month(&DA, Month::of(date)), "november 2026");
        assert_eq!(month(&EN, Month::of(date)), "November 2026");
        assert_eq!(day_text(&EN, "soon"), "soon");
    }

    #[test]
    fn time_left_is_told_in_the_largest_unit_that_says_enough() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let now = at("2026-11-23T10:00:00Z");
        for (until, expected) in [
            ("2026-11-23T10:30:00Z", "30 minutes left"),
            ("2026-11-23T11:10:00Z", "1 hour left"),
            ("2026-11-25T10:00:00Z", "48 hours left"),
            ("2026-11-30T10:00:00Z", "7 days left"),
            ("2026-11-23T07:00:00Z", "overdue by 3 hours"),
        ] {
            assert_eq!(left(&EN, now, at(until)), expected);
        }
    }

    #[test]
    fn file_sizes_are_short() {
        assert_eq!(file_size(Lang::Da, 512), "512 B");
        assert_eq!(file_size(Lang::Da, 1_500), "2 kB");
        assert_eq!(file_size(Lang::Da, 1_249_000), "1,2 MB");
    }
}
