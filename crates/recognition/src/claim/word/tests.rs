use super::*;
use crate::Programme;
use crate::claim::Move;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn life(moves: &[(Move, &str)]) -> Life {
    let rules = Programme::builtin().claims;
    moves.iter().fold(Life::default(), |life, (made, time)| {
        life.after(*made, at(time), &rules).unwrap()
    })
}

fn asked(time: &str, said: Option<Word>) -> CustomerWord {
    CustomerWord {
        asked_at: Some(at(time)),
        said,
    }
}

const SENT: (Move, &str) = (Move::Submit, "2026-11-23T10:00:00Z");
const OPENED: (Move, &str) = (Move::Open, "2026-11-23T12:00:00Z");
const APPROVED: (Move, &str) = (Move::Approve, "2026-11-24T10:00:00Z");
const REJECTED: (Move, &str) = (Move::Reject, "2026-11-24T10:00:00Z");
const DISPUTED: (Move, &str) = (Move::Dispute, "2026-11-25T10:00:00Z");

#[test]
fn silence_is_consent_at_the_end_of_the_fifth_business_day() {
    let rules = Programme::builtin().claims;
    for (asked_at, from) in [
        // A Monday: all of the next Monday, so over a weekend.
        ("2026-11-23T10:00:00Z", "2026-12-01T00:00:00Z"),
        // A Saturday counts like the Friday before.
        ("2026-11-28T10:00:00Z", "2026-12-05T00:00:00Z"),
        // Christmas Day falls on a Friday and New Year's Day on the next one.
        ("2026-12-23T10:00:00Z", "2027-01-01T00:00:00Z"),
        ("2026-12-24T10:00:00Z", "2027-01-05T00:00:00Z"),
        ("2026-12-28T10:00:00Z", "2027-01-06T00:00:00Z"),
        // Three days of Easter 2027 are holidays.
        ("2027-03-24T23:59:59Z", "2027-04-06T00:00:00Z"),
    ] {
        let word = asked(asked_at, None);
        let from = at(from);
        assert_eq!(word.silence_from(&rules), Some(from), "{asked_at}");
        let before = from - chrono::TimeDelta::milliseconds(1);
        assert_eq!(word.standing(before, &rules), Standing::Waiting);
        assert_eq!(word.standing(from, &rules), Standing::Silent);
    }
}

#[test]
fn nobodys_silence_counts_who_was_not_asked() {
    let rules = Programme::builtin().claims;
    let word = CustomerWord::default();
    assert_eq!(word.silence_from(&rules), None);
    let late = at("2030-01-01T00:00:00Z");
    assert_eq!(word.standing(late, &rules), Standing::Asking);
}

#[test]
fn what_was_said_stands_whatever_the_time() {
    let rules = Programme::builtin().claims;
    for (said, standing) in [
        (Word::Agreed, Standing::Agreed),
        (Word::Declined, Standing::Declined),
    ] {
        for time in ["2026-11-23T10:00:00Z", "2028-01-01T00:00:00Z"] {
            let word = asked("2026-11-23T10:00:00Z", Some(said));
            assert_eq!(word.standing(at(time), &rules), standing);
            let on_its_way = CustomerWord {
                asked_at: None,
                ..word
            };
            assert_eq!(on_its_way.standing(at(time), &rules), standing);
        }
    }
}

/// What has happened, and what agreeing and declining do then; nothing where it is too late.
type Row<'a> = (&'a [(Move, &'a str)], Option<Effect>, Option<Effect>);

/// The table of the module's head, each word in each state.
#[test]
fn a_word_does_what_the_table_says() {
    let rules = Programme::builtin().claims;
    let now = at("2026-11-26T10:00:00Z");
    let asking = (Move::Ask, "2026-11-24T10:00:00Z");
    let withdrawn = (Move::Withdraw, "2026-11-24T10:00:00Z");
    let left = (Move::Disassociate, "2026-11-25T10:00:00Z");
    let declined = (Move::Decline, "2026-11-25T10:00:00Z");
    let lost = (Move::Reject, "2026-11-26T09:00:00Z");
    let (kept, ends) = (Some(Effect::Kept), Some(Effect::Ends));
    let rows: [Row; 11] = [
        (&[], None, None),
        (&[SENT], kept, kept),
        (&[SENT, OPENED], kept, kept),
        (&[SENT, OPENED, asking], kept, kept),
        (&[SENT, OPENED, APPROVED], kept, ends),
        (&[SENT, OPENED, REJECTED], kept, kept),
        (&[SENT, OPENED, APPROVED, declined], kept, kept),
        (&[SENT, OPENED, REJECTED, DISPUTED], kept, kept),
        (&[SENT, OPENED, REJECTED, DISPUTED, lost], None, None),
        (&[SENT, OPENED, APPROVED, left], None, None),
        (&[SENT, withdrawn], None, None),
    ];
    for (moves, agreeing, declining) in rows {
        let life = life(moves);
        for (word, expected) in [(Word::Agreed, agreeing), (Word::Declined, declining)] {
            let other = Word::ALL.into_iter().find(|other| *other != word);
            for before in [None, other] {
                let heard = asked("2026-11-23T10:00:00Z", before).hear(word, &life, now, &rules);
                let too_late = TooLate { from: life.state };
                assert_eq!(heard, expected.ok_or(too_late), "{word:?} in {life:?}");
            }
            let again = asked("2026-11-23T10:00:00Z", Some(word)).hear(word, &life, now, &rules);
            assert_eq!(again, Ok(Effect::Repeated), "{word:?} in {life:?}");
        }
    }
}

#[test]
fn a_rejected_claim_hears_the_customer_until_it_cannot_be_disputed() {
    let rules = Programme::builtin().claims;
    let rejected = life(&[SENT, OPENED, REJECTED]);
    let until = rejected.waiting(&rules).unwrap().until;
    let before = until - chrono::TimeDelta::milliseconds(1);
    assert!(rejected.hears_customer(before, &rules));
    assert!(!rejected.hears_customer(until, &rules));
    let declined_after_dispute = life(&[
        SENT,
        OPENED,
        REJECTED,
        DISPUTED,
        (Move::Approve, "2026-11-26T10:00:00Z"),
        (Move::Decline, "2026-11-27T10:00:00Z"),
    ]);
    assert!(!declined_after_dispute.hears_customer(at("2026-11-27T11:00:00Z"), &rules));
}

#[test]
fn only_a_decline_keeps_a_claim_from_being_approved() {
    for (said, allowed) in [
        (None, true),
        (Some(Word::Agreed), true),
        (Some(Word::Declined), false),
    ] {
        assert_eq!(
            asked("2026-11-23T10:00:00Z", said).allows_approval(),
            allowed
        );
    }
}

#[test]
fn one_is_reminded_while_so_many_business_days_are_left() {
    let rules = Programme::builtin().claims;
    let wanted = ReminderRules::default();
    let sent = life(&[SENT]);
    let word = asked("2026-11-23T10:00:00Z", None);
    let due = |word: &CustomerWord, life: &Life, time: &str, wanted: &ReminderRules| {
        word.is_to_be_reminded(life, at(time), &rules, wanted)
    };
    // Silence counts after Monday, 30 November: Friday and Monday are left.
    for (time, expected) in [
        ("2026-11-26T23:59:59Z", false),
        ("2026-11-27T00:00:00Z", true),
        ("2026-11-30T23:59:59Z", true),
        ("2026-12-01T00:00:00Z", false),
    ] {
        assert_eq!(due(&word, &sent, time, &wanted), expected, "{time}");
    }
    let then = "2026-11-27T00:00:00Z";
    let said = asked("2026-11-23T10:00:00Z", Some(Word::Agreed));
    assert!(!due(&said, &sent, then, &wanted));
    assert!(!due(&CustomerWord::default(), &sent, then, &wanted));
    let withdrawn = life(&[SENT, (Move::Withdraw, "2026-11-24T10:00:00Z")]);
    assert!(!due(&word, &withdrawn, then, &wanted));
    let with = |customer_business_days| ReminderRules {
        customer_business_days,
        ..ReminderRules::default()
    };
    assert!(!due(&word, &sent, "2026-11-30T12:00:00Z", &with(0)));
    assert!(!due(&word, &sent, "2026-11-29T23:59:59Z", &with(1)));
    assert!(due(&word, &sent, "2026-11-30T00:00:00Z", &with(1)));
    // More days than there are: nobody is reminded of what was asked just now.
    assert!(!due(&word, &sent, "2026-11-24T12:00:00Z", &with(6)));
}

#[test]
fn words_are_written_as_they_are_read() {
    for word in Word::ALL {
        assert_eq!(Word::parse(word.as_str()), Some(word));
        assert_eq!(serde_json::to_value(word).unwrap(), word.as_str());
    }
    assert_eq!(Word::parse("Agreed"), None);
}
