//! The clocks of a claim, at the instants where clocks go wrong: summer time, month and year
//! ends, leap days, questions in between, and a clock that is set back.

#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a test stops at the first fault")]

use std::sync::LazyLock;

use chrono::{DateTime, Datelike, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::{TZ_VARIANTS, Tz};
use claimdesk_recognition::claim::calendar::after_business_days;
use claimdesk_recognition::claim::{ClaimState, Covered, Life, Move, MoveRefused, Wait};
use claimdesk_recognition::programme::ClaimRules;
use claimdesk_recognition::{Month, Programme};
use proptest::prelude::*;

fn rules() -> &'static ClaimRules {
    static RULES: LazyLock<ClaimRules> = LazyLock::new(|| Programme::builtin().claims);
    &RULES
}

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// The instant that people in this zone call this; the earlier one where they call two so.
fn local(zone: Tz, text: &str) -> DateTime<Utc> {
    let naive: NaiveDateTime = text.parse().unwrap();
    let instant = zone.from_local_datetime(&naive).earliest().unwrap();
    instant.with_timezone(&Utc)
}

fn submitted(at: DateTime<Utc>) -> Life {
    Life::default().after(Move::Submit, at, rules()).unwrap()
}

fn due(life: &Life) -> DateTime<Utc> {
    let waiting = life.waiting(rules()).unwrap();
    assert_eq!(waiting.wait, Wait::Review);
    waiting.until
}

#[test]
fn forty_eight_hours_are_so_many_hours_whatever_the_wall_clock_does() {
    use chrono_tz::America::New_York;
    use chrono_tz::Asia::Kathmandu;
    use chrono_tz::Australia::Lord_Howe;
    use chrono_tz::Europe::{Copenhagen, London};
    for (zone, sent, shown) in [
        // An hour is left out, and one comes twice.
        (New_York, "2026-03-07T12:00:00", "2026-03-09T13:00:00-04:00"),
        (New_York, "2026-10-31T12:00:00", "2026-11-02T11:00:00-05:00"),
        (New_York, "2026-11-01T01:30:00", "2026-11-03T00:30:00-05:00"),
        (London, "2026-03-28T12:00:00", "2026-03-30T13:00:00+01:00"),
        (London, "2026-10-24T12:00:00", "2026-10-26T11:00:00+00:00"),
        (
            Copenhagen,
            "2026-03-28T02:30:00",
            "2026-03-30T03:30:00+02:00",
        ),
        (
            Copenhagen,
            "2026-10-25T02:30:00",
            "2026-10-27T01:30:00+01:00",
        ),
        // Half an hour.
        (
            Lord_Howe,
            "2026-04-04T12:00:00",
            "2026-04-06T11:30:00+10:30",
        ),
        (
            Lord_Howe,
            "2026-10-03T12:00:00",
            "2026-10-05T12:30:00+11:00",
        ),
        // A quarter past none, and no summer time.
        (
            Kathmandu,
            "2026-03-28T12:00:00",
            "2026-03-30T12:00:00+05:45",
        ),
        // Over a leap day, a year's end and both at once.
        (
            Copenhagen,
            "2028-02-28T09:00:00",
            "2028-03-01T09:00:00+01:00",
        ),
        (
            Copenhagen,
            "2027-02-27T09:00:00",
            "2027-03-01T09:00:00+01:00",
        ),
        (New_York, "2026-12-31T23:59:59", "2027-01-02T23:59:59-05:00"),
        (
            Kathmandu,
            "2028-12-30T00:15:00",
            "2029-01-01T00:15:00+05:45",
        ),
    ] {
        let at = local(zone, sent);
        let until = due(&submitted(at));
        assert_eq!(until - at, TimeDelta::hours(48), "{zone} {sent}");
        assert_eq!(
            until.with_timezone(&zone).to_rfc3339(),
            shown,
            "{zone} {sent}"
        );
    }
}

#[test]
fn the_deadline_is_one_instant_in_every_zone_there_is() {
    // The hours in which one of the zones above changes its clock.
    for day in [
        "2026-03-06",
        "2026-03-27",
        "2026-04-02",
        "2026-10-01",
        "2026-10-23",
        "2026-10-30",
    ] {
        for minutes in (0..72 * 60).step_by(11) {
            let at = utc(&format!("{day}T00:00:00Z")) + TimeDelta::minutes(minutes);
            let stored = due(&submitted(at));
            assert_eq!(stored - at, TimeDelta::hours(48));
            for zone in [
                chrono_tz::America::New_York,
                chrono_tz::Europe::London,
                chrono_tz::Europe::Copenhagen,
                chrono_tz::Australia::Lord_Howe,
                chrono_tz::Asia::Kathmandu,
            ] {
                let shown = stored.with_timezone(&zone).to_rfc3339();
                assert_eq!(utc(&shown), stored, "{zone} {at}");
            }
        }
    }
    let stored = due(&submitted(utc("2026-10-23T23:30:00Z")));
    for zone in TZ_VARIANTS {
        let shown = stored.with_timezone(&zone).to_rfc3339();
        assert_eq!(utc(&shown), stored, "{zone}");
    }
}

#[test]
fn a_deadline_is_stored_as_the_instant_it_is() {
    let life = submitted(local(
        chrono_tz::Australia::Lord_Howe,
        "2026-10-03T12:00:00",
    ));
    let json = serde_json::to_string(&life).unwrap();
    assert!(
        json.contains(r#""submittedAt":"2026-10-03T01:30:00Z""#),
        "{json}"
    );
    let read: Life = serde_json::from_str(&json).unwrap();
    assert_eq!(due(&read), utc("2026-10-05T01:30:00Z"));
}

#[test]
fn the_month_of_an_approval_is_the_one_in_utc_to_the_last_millisecond() {
    for (approved, first) in [
        ("2026-11-30T23:59:59.999Z", "2026-12"),
        ("2026-11-30T23:59:59.999999999Z", "2026-12"),
        ("2026-12-01T00:00:00.000Z", "2027-01"),
        ("2026-12-31T23:59:59.999Z", "2027-01"),
        ("2027-01-01T00:00:00Z", "2027-02"),
        ("2028-02-29T23:59:59.999Z", "2028-03"),
        ("2028-03-01T00:00:00Z", "2028-04"),
        // The same instant, told in other zones.
        ("2026-12-01T10:59:59.999+11:00", "2026-12"),
        ("2026-11-30T19:00:00-05:00", "2027-01"),
        ("2026-12-01T05:44:59.999+05:45", "2026-12"),
    ] {
        let at = utc(approved);
        let opened = submitted(at - TimeDelta::hours(1)).after(Move::Open, at, rules());
        let life = opened.unwrap().after(Move::Approve, at, rules()).unwrap();
        let covered = Covered::new(life.approved_at.unwrap(), None, None);
        assert_eq!(covered.from, Month::parse(first).unwrap(), "{approved}");
    }
}

#[test]
fn business_days_go_on_where_the_holiday_list_ends() {
    let holidays = &rules().holidays;
    let last_listed = holidays
        .iter()
        .map(|holiday| holiday.date.year())
        .max()
        .unwrap();
    assert!(last_listed < 2035, "choose later days for this test");
    for (start, count, expected) in [
        // No list, no holidays: Thursday and Friday, Monday and Tuesday count.
        ("2035-12-27T12:00:00Z", 3, "2036-01-02T00:00:00Z"),
        ("2036-02-27T12:00:00Z", 2, "2036-03-01T00:00:00Z"),
        ("2035-12-29T12:00:00Z", 1, "2036-01-01T00:00:00Z"),
    ] {
        let end = after_business_days(utc(start), count, holidays);
        assert_eq!(end, utc(expected), "{count} after {start}");
    }
    // The end of the calendar is an end, not a crash.
    let last = DateTime::<Utc>::MAX_UTC;
    assert!(after_business_days(last, 14, holidays) <= last);
    let life = Life {
        state: ClaimState::Submitted,
        since: Some(last),
        review_running_since: Some(last),
        ..Life::default()
    };
    assert_eq!(due(&life), last);
}

#[test]
fn nothing_is_decided_and_nothing_runs_while_the_clock_stands_still() {
    let rules = rules();
    let asked = [
        (Move::Open, "2026-11-23T11:00:00.250Z"),
        (Move::Ask, "2026-11-23T12:00:00.750Z"),
    ]
    .into_iter()
    .fold(
        submitted(utc("2026-11-23T10:00:00.500Z")),
        |life, (made, at)| life.after(made, utc(at), rules).unwrap(),
    );
    let later = utc("2026-11-30T10:00:00Z");
    for made in [
        Move::Approve,
        Move::Reject,
        Move::Ask,
        Move::Open,
        Move::Submit,
    ] {
        let from = ClaimState::ActionRequired;
        let refused = asked.after(made, later, rules);
        assert_eq!(refused, Err(MoveRefused::NotFromHere { from, made }));
    }
    assert_eq!(asked.review_seconds(later), 7200);
    let withdrawn = asked.after(Move::Withdraw, later, rules).unwrap();
    assert_eq!(withdrawn.review_seconds(utc("2030-01-01T00:00:00Z")), 7200);
    assert_eq!(withdrawn.waiting(rules), None);
    let expired = asked
        .after(Move::Expire, utc("2027-01-15T00:00:00Z"), rules)
        .unwrap();
    assert_eq!(expired.review_seconds(utc("2030-01-01T00:00:00Z")), 7200);
}

#[test]
fn a_clock_that_is_set_back_gives_no_time_and_takes_none() {
    let rules = rules();
    let life = submitted(utc("2026-11-23T10:00:00Z"));
    let promised = due(&life);
    let hour_back = utc("2026-11-23T09:00:00Z");
    assert_eq!(life.review_seconds(hour_back), 0);
    let opened = life.after(Move::Open, hour_back, rules).unwrap();
    assert_eq!(due(&opened), promised);
    let asked = opened.after(Move::Ask, hour_back, rules).unwrap();
    assert_eq!(asked.review_seconds(promised), 0);
    let answered = asked
        .after(Move::Answer, utc("2026-11-24T09:00:00Z"), rules)
        .unwrap();
    assert_eq!(due(&answered), utc("2026-11-26T09:00:00Z"));
}

#[test]
fn parts_of_a_second_add_up_over_many_questions() {
    let rules = rules();
    let mut at = utc("2026-11-23T10:00:00Z");
    let mut life = submitted(at);
    // Each round runs 999 ms, which whole seconds would never see.
    for _ in 0..1000 {
        life = life.after(Move::Open, at, rules).unwrap();
        at += TimeDelta::milliseconds(999);
        life = life.after(Move::Ask, at, rules).unwrap();
        at += TimeDelta::milliseconds(1);
        life = life.after(Move::Answer, at, rules).unwrap();
    }
    assert_eq!(life.review_seconds(at), 999);
    assert_eq!(
        due(&life),
        at + TimeDelta::hours(48) - TimeDelta::seconds(999)
    );
}

#[test]
fn a_life_stored_before_parts_of_a_second_were_kept_is_read() {
    let stored = r#"{"state":"under_review","since":"2026-11-23T10:00:00Z",
        "submittedAt":"2026-11-23T10:00:00Z","reviewSecondsRun":3600,
        "reviewRunningSince":"2026-11-23T10:00:00Z"}"#;
    let life: Life = serde_json::from_str(stored).unwrap();
    assert_eq!(due(&life), utc("2026-11-25T09:00:00Z"));
}

/// What people try, duplicates included; the wait before each in milliseconds.
fn tries() -> impl Strategy<Value = Vec<(Move, i64)>> {
    let made = prop_oneof![
        4 => Just(Move::Open),
        4 => Just(Move::Ask),
        4 => Just(Move::Answer),
        1 => Just(Move::Withdraw),
        1 => Just(Move::Approve),
        1 => Just(Move::Reject),
        1 => Just(Move::Dispute),
    ];
    // Up to two days: short of the answer's deadline.
    proptest::collection::vec((made, 0..172_800_000_i64), 0..40)
}

proptest! {
    #[test]
    fn what_has_run_is_the_sum_of_the_intervals_in_which_the_clock_ran(tries in tries()) {
        let rules = rules();
        let mut at = utc("2026-11-23T10:00:00.123Z");
        let mut life = submitted(at);
        let mut run = TimeDelta::zero();
        for (made, wait) in tries {
            let wait = TimeDelta::milliseconds(wait);
            if matches!(life.state, ClaimState::Submitted | ClaimState::UnderReview) {
                run += wait;
            }
            at += wait;
            match life.after(made, at, rules) {
                Ok(next) => life = next,
                // What is refused changes nothing, however often it is tried.
                Err(refused) => prop_assert_eq!(life.after(made, at, rules), Err(refused)),
            }
            prop_assert_eq!(life.review_seconds(at), run.num_seconds());
            if let Some(waiting) = life.waiting(rules)
                && waiting.wait == Wait::Review
            {
                prop_assert_eq!(waiting.until, at + TimeDelta::hours(48) - run);
            }
        }
    }
}
