//! Business days: Monday to Friday, less the programme's holidays, counted in UTC.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};

use crate::programme::Holiday;

/// True on a day somebody is expected to work.
pub fn is_business_day(day: NaiveDate, holidays: &[Holiday]) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
        && !holidays.iter().any(|holiday| holiday.date == day)
}

/// The end of the `count`th business day after the day of `start`: the first instant that is
/// too late. The day of `start` itself does not count, so that nobody loses part of a day.
pub fn after_business_days(
    start: DateTime<Utc>,
    count: u32,
    holidays: &[Holiday],
) -> DateTime<Utc> {
    let mut day = start.date_naive();
    let mut left = count;
    while left > 0 {
        let Some(next) = day.checked_add_days(Days::new(1)) else {
            break;
        };
        day = next;
        if is_business_day(day, holidays) {
            left -= 1;
        }
    }
    end_of(day)
}

/// The end of the day `days` days after the day of `start`, weekends and holidays included.
pub fn after_days(start: DateTime<Utc>, days: u32) -> DateTime<Utc> {
    end_of(
        start
            .date_naive()
            .checked_add_days(Days::new(u64::from(days)))
            .unwrap_or(NaiveDate::MAX),
    )
}

fn end_of(day: NaiveDate) -> DateTime<Utc> {
    let start = day.and_time(NaiveTime::MIN).and_utc();
    start
        .checked_add_signed(TimeDelta::days(1))
        .unwrap_or(start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Programme;

    #[test]
    fn weekends_and_holidays_are_passed_over() {
        let holidays = Programme::builtin().claims.holidays;
        for (start, count, expected) in [
            // A Monday: five days on is the next Monday, all of it.
            ("2026-11-23T10:00:00Z", 5, "2026-12-01T00:00:00Z"),
            // A Friday evening: one business day is Monday.
            ("2026-11-27T23:59:59Z", 1, "2026-12-01T00:00:00Z"),
            // A Saturday counts like the Friday before.
            ("2026-11-28T08:00:00Z", 1, "2026-12-01T00:00:00Z"),
            // Christmas falls on Friday and Saturday, New Year's Day on a Friday.
            ("2026-12-23T08:00:00Z", 2, "2026-12-29T00:00:00Z"),
            ("2026-12-31T08:00:00Z", 1, "2027-01-05T00:00:00Z"),
            // Over a leap day.
            ("2028-02-28T08:00:00Z", 2, "2028-03-02T00:00:00Z"),
            ("2026-11-23T10:00:00Z", 0, "2026-11-24T00:00:00Z"),
        ] {
            let due = after_business_days(start.parse().unwrap(), count, &holidays);
            assert_eq!(
                due,
                expected.parse::<DateTime<Utc>>().unwrap(),
                "{count} after {start}"
            );
        }
    }
}
