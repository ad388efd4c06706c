//! What a customer is written: the question whether they agree, and one reminder. They have no
//! account, and nobody knows their language: each mail says it in both.

use chrono::{Datelike, TimeDelta};
use claimdesk_protocol::{NoticeKind, Tongue};
use claimdesk_recognition::claim::CustomerWord;

use super::words::Words;
use crate::app::App;
use crate::language::month_name;
use crate::store::{DueMail, Reader};

/// The mail with the instant from which silence is consent: counted from the mail that asked, or
/// from now in the one that asks.
pub(super) fn dated(mail: &DueMail, app: &App) -> DueMail {
    let mut mail = mail.clone();
    if let Reader::Customer { asked_at } = mail.reader {
        let word = CustomerWord {
            asked_at: asked_at.or_else(|| Some(app.now())),
            said: None,
        };
        mail.facts.until = word.silence_from(&app.programme().claims);
    }
    mail
}

/// `{0}` is the claim, `{1}` the customer, `{2}` the last day on which silence is not consent yet,
/// `{3}` the claiming partner, `{4}` who is written to.
struct Template {
    subject: &'static str,
    opening: &'static str,
    more: &'static str,
    silence: &'static str,
    link: &'static str,
    footer: &'static str,
}

const ENGLISH: Template = Template {
    subject: "{3} asks whether you agree: claim {0}",
    opening: "Dear {4},\n{3} says that it advised on or implemented Microsoft business software at {1}, and has filed claim {0} to be recognised for that. It names you as its contact.",
    more: "The page behind the link tells what the claim says, what {3} gets to see by it and what not. There you agree or decline; you need no account.",
    silence: "If you say nothing until the end of {2} (UTC), that counts as consent. You can still decline later, by the same link.",
    link: "The link is yours: whoever has it can answer for you, so do not pass it on.",
    footer: "Claimdesk wrote this by itself because {3} named you in a claim; nobody reads an answer to it. Claimdesk is not Microsoft's.",
};

const DANISH: Template = Template {
    subject: "{3} spørger, om I er enige: ansøgning {0}",
    opening: "Kære {4}\n{3} oplyser at have rådgivet om eller indført forretningssoftware fra Microsoft hos {1} og har indsendt ansøgning {0} for at blive anerkendt for det. Du er nævnt som jeres kontakt.",
    more: "Siden bag linket fortæller, hvad ansøgningen siger, hvad {3} får at se ved den, og hvad ikke. Dér siger du ja eller nej; du behøver ingen konto.",
    silence: "Siger du intet inden udgangen af {2} (UTC), gælder det som samtykke. Du kan stadig sige nej senere med samme link.",
    link: "Linket er dit: den, der har det, kan svare for dig, så giv det ikke videre.",
    footer: "Claimdesk har skrevet dette af sig selv, fordi {3} har nævnt dig i en ansøgning; ingen læser et svar på det. Claimdesk er ikke Microsofts.",
};

const REMINDED_ENGLISH: &str = "Reminder: {3} asks whether you agree, claim {0}";
const REMINDED_DANISH: &str = "Påmindelse: {3} spørger, om I er enige, ansøgning {0}";

/// The words in a language.
pub(super) fn words(mail: &DueMail, language: Tongue) -> Words {
    let (template, reminded) = match language {
        Tongue::En => (ENGLISH, REMINDED_ENGLISH),
        Tongue::Da => (DANISH, REMINDED_DANISH),
    };
    let subject = if mail.kind == NoticeKind::CustomerReminded {
        reminded
    } else {
        template.subject
    };
    let last_day = last_day(mail, language);
    let partner = mail.facts.partner.as_deref().unwrap_or_default();
    let fill = |text: &str| {
        put(
            text,
            &[
                &mail.reference,
                &mail.facts.customer,
                last_day.as_deref().unwrap_or_default(),
                partner,
                &mail.name,
            ],
        )
    };
    let mut paragraphs = vec![fill(template.opening), fill(template.more)];
    // Asked again after the time is over, they are not told of a day that has passed.
    if last_day.is_some() {
        paragraphs.push(fill(template.silence));
    }
    paragraphs.push(fill(template.link));
    Words {
        subject: one_line(&fill(subject)),
        paragraphs,
        footer: fill(template.footer),
    }
}

/// The last day on which silence is not consent yet, while it is to come.
fn last_day(mail: &DueMail, language: Tongue) -> Option<String> {
    let until = mail.facts.until.filter(|until| mail.at < *until)?;
    let day = until.checked_sub_signed(TimeDelta::days(1))?;
    let month = month_name(language, day.month0());
    Some(match language {
        Tongue::En => format!("{} {month} {}", day.day(), day.year()),
        Tongue::Da => format!("{}. {month} {}", day.day(), day.year()),
    })
}

/// Puts values in one pass: a value that looks like a place is left as it is.
fn put(text: &str, values: &[&str]) -> String {
    let mut whole = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        whole.push_str(before);
        let value = after
            .split_once('}')
            .and_then(|(index, after)| Some((*values.get(index.parse::<usize>().ok()?)?, after)));
        if let Some((value, after)) = value {
            whole.push_str(value);
            rest = after;
        } else {
            whole.push('{');
            rest = after;
        }
    }
    whole.push_str(rest);
    whole
}

fn one_line(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Facts;

    fn mail(kind: NoticeKind, at: &str) -> DueMail {
        DueMail {
            message: "00".to_owned(),
            name: "Karen Vind".to_owned(),
            email: "karen@example.com".to_owned(),
            reader: Reader::Customer { asked_at: None },
            language: Tongue::Da,
            time_zone: None,
            kind,
            reference: "CD-7K4M-2QXW".to_owned(),
            facts: Facts {
                customer: "Bageri {3} & Co".to_owned(),
                partner: Some("Nordlys {1} A/S".to_owned()),
                until: Some("2026-12-01T00:00:00Z".parse().unwrap()),
                ..Facts::default()
            },
            at: at.parse().unwrap(),
            tries: 0,
        }
    }

    #[test]
    fn both_languages_say_who_asks_about_what_and_until_when() {
        for (language, day) in [
            (Tongue::En, "30 November 2026"),
            (Tongue::Da, "30. november 2026"),
        ] {
            for kind in [NoticeKind::CustomerAsked, NoticeKind::CustomerReminded] {
                let words = words(&mail(kind, "2026-11-23T10:00:00Z"), language);
                let whole = words.paragraphs.join("\n");
                assert!(whole.contains(day), "{whole}");
                assert!(
                    words.subject.contains("Nordlys {1} A/S"),
                    "{}",
                    words.subject
                );
                // Names stand as they are, whatever is in them.
                assert!(whole.contains("Bageri {3} & Co") && whole.contains("Karen Vind"));
                let subjects = [ENGLISH.subject, DANISH.subject]
                    .map(|text| put(text, &["CD-7K4M-2QXW", "", "", "Nordlys {1} A/S", ""]));
                let first = kind == NoticeKind::CustomerAsked;
                assert_eq!(subjects.contains(&words.subject), first);
            }
        }
    }

    #[test]
    fn a_day_that_has_passed_is_not_threatened_with() {
        for language in [Tongue::En, Tongue::Da] {
            let late = words(
                &mail(NoticeKind::CustomerAsked, "2026-12-01T00:00:00Z"),
                language,
            );
            let whole = late.paragraphs.join("\n");
            assert!(!whole.contains("UTC"), "{whole}");
            assert_eq!(late.paragraphs.len(), 3);
        }
    }
}
