//! What a mail says, in the language of who reads it.

use chrono::{DateTime, Datelike, Timelike, Utc};
use chrono_tz::Tz;
use claimdesk_protocol::{NoticeKind, RejectReason, Tongue};
use claimdesk_recognition::Month;

use super::accounts;
use crate::language::month_name;
use crate::store::DueMail;

/// A mail's words.
pub(super) struct Words {
    pub(super) subject: String,
    pub(super) paragraphs: Vec<String>,
    pub(super) footer: String,
}

/// One kind of mail: `{0}` is the claim, `{1}` the customer, `{2}` an instant.
pub(super) struct Template {
    subject: &'static str,
    text: &'static str,
}

/// What a kind of mail says.
pub(super) const fn template(subject: &'static str, text: &'static str) -> Template {
    Template { subject, text }
}

/// The words of a mail; times in UTC where the reader's zone is not known.
pub(super) fn of(mail: &DueMail, zone: Option<Tz>) -> Words {
    let language = mail.language;
    let facts = &mail.facts;
    let template = match language {
        Tongue::En => english(mail.kind),
        Tongue::Da => danish(mail.kind),
    };
    let until = facts
        .until
        .map(|until| moment(language, until, zone))
        .unwrap_or_default();
    let fill = |text: &str| {
        // The customer's name comes last: it may hold anything, also what looks like a number.
        text.replace("{0}", &mail.reference)
            .replace("{2}", &until)
            .replace("{1}", &facts.customer)
    };
    let mut paragraphs = vec![fill(template.text)];
    if let Some(from) = facts.from {
        paragraphs.push(match language {
            Tongue::En => format!("It counts from {}.", month(language, from)),
            Tongue::Da => format!("Den tæller fra {}.", month(language, from)),
        });
    }
    if let Some(reason) = facts.reason {
        paragraphs.push(match language {
            Tongue::En => format!("Reason: {}", reason_english(reason)),
            Tongue::Da => format!("Begrundelse: {}", reason_danish(reason)),
        });
    }
    if let Some(note) = &facts.note {
        let who = match language {
            Tongue::En => "These words came with it:",
            Tongue::Da => "Med den fulgte disse ord:",
        };
        paragraphs.push(format!("{who}\n{note}"));
    }
    if mail.kind == NoticeKind::Rejected && facts.until.is_some() {
        paragraphs.push(fill(match language {
            Tongue::En => "You can dispute this once, until {2}.",
            Tongue::Da => "I kan klage over dette én gang, inden {2}.",
        }));
    }
    if mail.kind == NoticeKind::Ended && facts.until.is_some() {
        paragraphs.push(fill(match language {
            Tongue::En => "If that is wrong, you can dispute it once, until {2}.",
            Tongue::Da => "Er det forkert, kan I klage over det én gang, inden {2}.",
        }));
    }
    Words {
        subject: fill(template.subject),
        paragraphs,
        footer: match language {
            Tongue::En if accounts::is_about(mail.kind) => accounts::FOOTER_ENGLISH,
            Tongue::Da if accounts::is_about(mail.kind) => accounts::FOOTER_DANISH,
            Tongue::En => {
                "Claimdesk wrote this by itself; nobody reads an answer to it. Under Notices in Claimdesk you choose which mails you get."
            }
            Tongue::Da => {
                "Claimdesk har skrevet dette af sig selv; ingen læser et svar på det. Under Beskeder i Claimdesk vælger du, hvilke mails du får."
            }
        }
        .to_owned(),
    }
}

fn english(kind: NoticeKind) -> Template {
    match kind {
        NoticeKind::Received => template(
            "Claim {0} received",
            "Your claim {0} on {1} has been received. You have an answer by {2}.",
        ),
        NoticeKind::Opened => template(
            "Claim {0} is being reviewed",
            "A reviewer has opened your claim {0} on {1}. The promised time for an answer ends {2}.",
        ),
        NoticeKind::Asked => template(
            "Claim {0}: your answer is needed by {2}",
            "A reviewer needs something from you before claim {0} on {1} can be decided. Answer before {2}: then the claim ends by itself.",
        ),
        NoticeKind::Approved => template(
            "Claim {0} approved",
            "Your claim {0} on {1} has been approved.",
        ),
        NoticeKind::Rejected => template(
            "Claim {0} not accepted",
            "Your claim {0} on {1} has not been accepted.",
        ),
        NoticeKind::DisputeLost => template(
            "Claim {0}: the decision stands",
            "Your dispute over claim {0} on {1} has been looked at, and the decision stands. It is final.",
        ),
        NoticeKind::Ended => template(
            "Claim {0} has ended",
            "The recognition by claim {0} on {1} has ended.",
        ),
        NoticeKind::NewClaim => template(
            "New claim {0}, due {2}",
            "Claim {0} on {1} waits for a reviewer. It is to be decided by {2}.",
        ),
        NoticeKind::Answered => template(
            "Claim {0}: the partner has answered",
            "The partner has answered on claim {0} on {1}. It is to be decided by {2}.",
        ),
        NoticeKind::Disputed => template(
            "Claim {0} is disputed",
            "The partner disputes the decision on claim {0} on {1}. It is to be answered by {2}.",
        ),
        NoticeKind::HandedToYou => template(
            "Claim {0} was handed to you",
            "A colleague has handed claim {0} on {1} to you. It is due {2}.",
        ),
        NoticeKind::ReviewSoon => template(
            "Claim {0} is due {2}",
            "Claim {0} on {1} is not decided yet. The promised time ends {2}.",
        ),
        NoticeKind::ReviewLate => template(
            "Claim {0} is late",
            "Claim {0} on {1} was to be decided by {2}, and is not. The partner waits.",
        ),
        NoticeKind::DisputeAnswerSoon => template(
            "Dispute on claim {0} is due {2}",
            "The dispute on claim {0} on {1} is not answered yet. The time for it ends {2}.",
        ),
        NoticeKind::DisputeAnswerLate => template(
            "Dispute on claim {0} is late",
            "The dispute on claim {0} on {1} was to be answered by {2}, and is not. The partner waits.",
        ),
        NoticeKind::AnswerSoon => template(
            "Claim {0}: your answer is still needed by {2}",
            "Claim {0} on {1} waits for your answer. It has to come before {2}: then the claim ends by itself.",
        ),
        NoticeKind::DisputeEnds => template(
            "Claim {0} can be disputed until {2}",
            "Claim {0} on {1} was not accepted. If you want to dispute that, do it before {2}.",
        ),
        NoticeKind::WebhookOff => template(
            "A webhook was switched off; it was not told of claim {0}",
            "A webhook did not take what it was to be told of claim {0} on {1}, and is told nothing any more: everything sent to it had failed for days, or it answered that it wants nothing (410). Mend the program that receives it, then switch the webhook on again and send once more what was given up.",
        ),
        NoticeKind::SecondEyes => template(
            "Claim {0} needs a second pair of eyes by {2}",
            "A colleague proposes to approve claim {0} on {1}. It brings so much that a second reviewer has to confirm that, or return it. It is due {2}.",
        ),
        NoticeKind::Returned => template(
            "Claim {0}: your approval was returned",
            "A colleague did not confirm your approval of claim {0} on {1}. It is yours to decide again by {2}.",
        ),
        NoticeKind::Undone => template(
            "Claim {0} is being reviewed again",
            "The decision on your claim {0} on {1} has been undone. The claim is reviewed again, and you have an answer by {2}.",
        ),
        NoticeKind::LookDisagrees => template(
            "Claim {0}: a second look disagrees",
            "A colleague who looked at your decision on claim {0} on {1} a second time does not agree with it. Read why, and undo the decision if it is wrong.",
        ),
        NoticeKind::CustomerAgreed => template(
            "Claim {0}: the customer agreed",
            "The customer contact at {1} agreed to claim {0}.",
        ),
        NoticeKind::CustomerDeclined => template(
            "Claim {0}: the customer declined",
            "The customer contact at {1} declined claim {0}. It cannot be approved while that is their last word; they can change their mind by the link they have.",
        ),
        // Customers read other words (`customers.rs`); an account is told no more than this.
        NoticeKind::CustomerAsked | NoticeKind::CustomerReminded => template(
            "Claim {0}: the customer is asked",
            "The customer contact at {1} is asked whether they agree to claim {0}.",
        ),
        NoticeKind::Held => template(
            "Claim {0} is on hold until {2}",
            "A reviewer holds your claim {0} on {1} until {2}. The promised time for an answer runs on.",
        ),
        NoticeKind::HoldEndsSoon => template(
            "Your hold on claim {0} ends {2}",
            "You hold claim {0} on {1}. The hold ends by itself {2}, and the promised time runs on.",
        ),
        NoticeKind::HoldOver => template(
            "Claim {0} is on hold no more",
            "Your hold on claim {0} on {1} is over. It is to be decided by {2}.",
        ),
        NoticeKind::FinalProofCame => template(
            "Claim {0}: the final proof is there",
            "The partner added the final proof to claim {0} on {1}. It can be approved now, and is to be decided by {2}.",
        ),
        NoticeKind::FinalProofSoon => template(
            "Claim {0}: add the final proof by {2}",
            "The proof of your claim {0} on {1} is provisional. Add the final one by {2}: after that it can be added only if a reviewer asks for it.",
        ),
        NoticeKind::FinalProofLate => template(
            "Claim {0}: the time for the final proof ran out",
            "The final proof of your claim {0} on {1} was to come by {2}. The claim cannot be approved without it. A reviewer may ask you for it, or reject the claim.",
        ),
        NoticeKind::FinalProofMissing => template(
            "Claim {0}: the final proof did not come",
            "Claim {0} on {1} still has only a provisional proof, and the time for the final one ran out. Ask for it, or reject the claim; a decision was promised by {2}.",
        ),
        NoticeKind::AccountInvited
        | NoticeKind::AccountReset
        | NoticeKind::AccountPassword
        | NoticeKind::AccountPasskey => accounts::english(kind),
    }
}

fn danish(kind: NoticeKind) -> Template {
    match kind {
        NoticeKind::Received => template(
            "Ansøgning {0} er modtaget",
            "Jeres ansøgning {0} om {1} er modtaget. I har svar senest {2}.",
        ),
        NoticeKind::Opened => template(
            "Ansøgning {0} er under behandling",
            "En sagsbehandler har åbnet jeres ansøgning {0} om {1}. Den lovede tid til et svar slutter {2}.",
        ),
        NoticeKind::Asked => template(
            "Ansøgning {0}: vi mangler jeres svar inden {2}",
            "En sagsbehandler mangler noget fra jer, før ansøgning {0} om {1} kan afgøres. Svar inden {2}: så slutter ansøgningen af sig selv.",
        ),
        NoticeKind::Approved => template(
            "Ansøgning {0} er godkendt",
            "Jeres ansøgning {0} om {1} er godkendt.",
        ),
        NoticeKind::Rejected => template(
            "Ansøgning {0} er ikke godkendt",
            "Jeres ansøgning {0} om {1} er ikke godkendt.",
        ),
        NoticeKind::DisputeLost => template(
            "Ansøgning {0}: afgørelsen står ved magt",
            "Der er set på jeres klage over ansøgning {0} om {1}, og afgørelsen står ved magt. Den er endelig.",
        ),
        NoticeKind::Ended => template(
            "Ansøgning {0} er ophørt",
            "Anerkendelsen efter ansøgning {0} om {1} er ophørt.",
        ),
        NoticeKind::NewClaim => template(
            "Ny ansøgning {0}, frist {2}",
            "Ansøgning {0} om {1} venter på en sagsbehandler. Den skal være afgjort senest {2}.",
        ),
        NoticeKind::Answered => template(
            "Ansøgning {0}: partneren har svaret",
            "Partneren har svaret i ansøgning {0} om {1}. Den skal være afgjort senest {2}.",
        ),
        NoticeKind::Disputed => template(
            "Der er klaget over ansøgning {0}",
            "Partneren klager over afgørelsen af ansøgning {0} om {1}. Klagen skal være besvaret senest {2}.",
        ),
        NoticeKind::HandedToYou => template(
            "Du har fået ansøgning {0}",
            "En kollega har givet dig ansøgning {0} om {1}. Fristen er {2}.",
        ),
        NoticeKind::ReviewSoon => template(
            "Ansøgning {0} har frist {2}",
            "Ansøgning {0} om {1} er ikke afgjort endnu. Den lovede tid slutter {2}.",
        ),
        NoticeKind::ReviewLate => template(
            "Ansøgning {0} er forsinket",
            "Ansøgning {0} om {1} skulle være afgjort senest {2} og er det ikke. Partneren venter.",
        ),
        NoticeKind::DisputeAnswerSoon => template(
            "Klagen over ansøgning {0} har frist {2}",
            "Klagen over ansøgning {0} om {1} er ikke besvaret endnu. Tiden til det slutter {2}.",
        ),
        NoticeKind::DisputeAnswerLate => template(
            "Klagen over ansøgning {0} er forsinket",
            "Klagen over ansøgning {0} om {1} skulle være besvaret senest {2} og er det ikke. Partneren venter.",
        ),
        NoticeKind::AnswerSoon => template(
            "Ansøgning {0}: vi mangler stadig jeres svar inden {2}",
            "Ansøgning {0} om {1} venter på jeres svar. Det skal komme inden {2}: så slutter ansøgningen af sig selv.",
        ),
        NoticeKind::DisputeEnds => template(
            "I kan klage over ansøgning {0} indtil {2}",
            "Ansøgning {0} om {1} blev ikke godkendt. Vil I klage over det, skal det ske inden {2}.",
        ),
        NoticeKind::WebhookOff => template(
            "En webhook er slået fra; den fik ikke besked om ansøgning {0}",
            "En webhook tog ikke imod en besked om ansøgning {0} om {1} og får ikke flere: alt, der blev sendt til den, var slået fejl i dagevis, eller den svarede, at den ikke vil have mere (410). Ret programmet, der modtager, slå webhooken til igen, og send det igen, der blev opgivet.",
        ),
        NoticeKind::SecondEyes => template(
            "Ansøgning {0} skal ses af en mere inden {2}",
            "En kollega foreslår at godkende ansøgning {0} om {1}. Beløbet er så stort, at endnu en sagsbehandler skal bekræfte det eller sende det tilbage. Fristen er {2}.",
        ),
        NoticeKind::Returned => template(
            "Ansøgning {0}: din godkendelse er sendt tilbage",
            "En kollega har ikke bekræftet din godkendelse af ansøgning {0} om {1}. Du skal afgøre den igen inden {2}.",
        ),
        NoticeKind::Undone => template(
            "Ansøgning {0} behandles igen",
            "Afgørelsen af jeres ansøgning {0} om {1} er omgjort. Ansøgningen behandles igen, og I har svar senest {2}.",
        ),
        NoticeKind::LookDisagrees => template(
            "Ansøgning {0}: et andet blik er uenigt",
            "En kollega, der har set på din afgørelse af ansøgning {0} om {1} igen, er ikke enig i den. Læs hvorfor, og omgør afgørelsen, hvis den er forkert.",
        ),
        NoticeKind::CustomerAgreed => template(
            "Ansøgning {0}: kunden har sagt ja",
            "Kundens kontakt hos {1} har sagt ja til ansøgning {0}.",
        ),
        NoticeKind::CustomerDeclined => template(
            "Ansøgning {0}: kunden har sagt nej",
            "Kundens kontakt hos {1} har sagt nej til ansøgning {0}. Den kan ikke godkendes, så længe det er deres sidste ord; de kan skifte mening med det link, de har.",
        ),
        NoticeKind::CustomerAsked | NoticeKind::CustomerReminded => template(
            "Ansøgning {0}: kunden spørges",
            "Kundens kontakt hos {1} bliver spurgt, om de er enige i ansøgning {0}.",
        ),
        NoticeKind::Held => template(
            "Ansøgning {0} er sat i bero til {2}",
            "En sagsbehandler har sat jeres ansøgning {0} om {1} i bero til {2}. Den lovede tid til et svar går videre.",
        ),
        NoticeKind::HoldEndsSoon => template(
            "Ansøgning {0} er ikke i bero længere fra {2}",
            "Du har sat ansøgning {0} om {1} i bero. Det slutter af sig selv {2}, og den lovede tid går videre.",
        ),
        NoticeKind::HoldOver => template(
            "Ansøgning {0} er ikke længere i bero",
            "Ansøgning {0} om {1}, som du satte i bero, er det ikke længere. Den skal være afgjort senest {2}.",
        ),
        NoticeKind::FinalProofCame => template(
            "Ansøgning {0}: den endelige dokumentation er der",
            "Partneren har tilføjet den endelige dokumentation til ansøgning {0} om {1}. Den kan godkendes nu og skal være afgjort senest {2}.",
        ),
        NoticeKind::FinalProofSoon => template(
            "Ansøgning {0}: tilføj den endelige dokumentation inden {2}",
            "Dokumentationen til jeres ansøgning {0} om {1} er foreløbig. Tilføj den endelige inden {2}; derefter kan den kun tilføjes, hvis en sagsbehandler beder om den.",
        ),
        NoticeKind::FinalProofLate => template(
            "Ansøgning {0}: fristen for den endelige dokumentation er udløbet",
            "Den endelige dokumentation til jeres ansøgning {0} om {1} skulle være kommet inden {2}. Uden den kan ansøgningen ikke godkendes. En sagsbehandler kan bede jer om den eller afslå ansøgningen.",
        ),
        NoticeKind::FinalProofMissing => template(
            "Ansøgning {0}: den endelige dokumentation kom ikke",
            "Ansøgning {0} om {1} har stadig kun foreløbig dokumentation, og fristen for den endelige er udløbet. Bed om den, eller afslå ansøgningen; en afgørelse var lovet senest {2}.",
        ),
        NoticeKind::AccountInvited
        | NoticeKind::AccountReset
        | NoticeKind::AccountPassword
        | NoticeKind::AccountPasskey => accounts::danish(kind),
    }
}

const fn reason_english(reason: RejectReason) -> &'static str {
    match reason {
        RejectReason::InsufficientProof => "The proof does not show the work.",
        RejectReason::CustomerDeclined => "The customer declined.",
        RejectReason::NoCustomerConsent => {
            "The customer's signature or consent is not on the proof."
        }
        RejectReason::ProductsMissing => "A product is not named in the proof.",
        RejectReason::ProofUnavailable => "A file of the proof cannot be opened.",
        RejectReason::NewerProofStands => "Another partner's newer proof stands.",
        RejectReason::PartnerAsked => "You asked for it.",
        RejectReason::NoAnswer => "There was no answer in time.",
    }
}

const fn reason_danish(reason: RejectReason) -> &'static str {
    match reason {
        RejectReason::InsufficientProof => "Dokumentationen viser ikke arbejdet.",
        RejectReason::CustomerDeclined => "Kunden har sagt nej.",
        RejectReason::NoCustomerConsent => {
            "Kundens underskrift eller samtykke er ikke på dokumentationen."
        }
        RejectReason::ProductsMissing => "Et produkt er ikke nævnt i dokumentationen.",
        RejectReason::ProofUnavailable => "En fil i dokumentationen kan ikke åbnes.",
        RejectReason::NewerProofStands => "En anden partners nyere dokumentation gælder.",
        RejectReason::PartnerAsked => "I har bedt om det.",
        RejectReason::NoAnswer => "Der kom ikke svar i tide.",
    }
}

fn month(language: Tongue, month: Month) -> String {
    let name = month_name(language, month.number().saturating_sub(1));
    format!("{name} {}", month.year())
}

/// As the page writes it, with the zone by name: a mail is read later and elsewhere.
fn moment(language: Tongue, at: DateTime<Utc>, zone: Option<Tz>) -> String {
    let local = at.with_timezone(&zone.unwrap_or(Tz::UTC));
    let zone = zone.map_or("UTC", Tz::name);
    let (day, year, hour, minute) = (local.day(), local.year(), local.hour(), local.minute());
    let whole = month_name(language, local.month0());
    let mut month: String = whole.chars().take(3).collect();
    if language == Tongue::Da && month != whole {
        month.push('.');
    }
    match language {
        Tongue::En => format!("{day} {month} {year} at {hour:02}:{minute:02} ({zone})"),
        Tongue::Da => format!("{day}. {month} {year} kl. {hour:02}.{minute:02} ({zone})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Facts, Reader};

    fn mail(kind: NoticeKind, language: Tongue) -> DueMail {
        DueMail {
            message: "00".to_owned(),
            name: "Anna".to_owned(),
            email: "anna@example.com".to_owned(),
            reader: Reader::Partner,
            language,
            time_zone: None,
            kind,
            reference: "CD-7K4M-2QXW".to_owned(),
            facts: Facts {
                partner: None,
                customer: "Bageri {2} & Co".to_owned(),
                until: Some("2026-07-01T22:30:00Z".parse().unwrap()),
                from: Month::parse("2026-08"),
                reason: Some(RejectReason::NoAnswer),
                note: Some("Fordi.".to_owned()),
            },
            at: "2026-06-30T10:00:00Z".parse().unwrap(),
            tries: 0,
        }
    }

    #[test]
    fn every_mail_says_which_claim_and_leaves_no_gap() {
        let of_claims = NoticeKind::ALL.into_iter();
        for kind in of_claims.filter(|kind| !accounts::is_about(*kind)) {
            let mut subjects = Vec::new();
            for language in [Tongue::En, Tongue::Da] {
                let words = of(&mail(kind, language), Some(chrono_tz::Europe::Copenhagen));
                let whole = words.paragraphs.join("\n");
                assert!(words.subject.contains("CD-7K4M-2QXW"), "{kind:?}");
                assert!(!words.subject.contains('{'), "{kind:?}");
                // The customer's name stands as it is, whatever is in it.
                assert!(whole.contains("Bageri {2} & Co"), "{kind:?}: {whole}");
                assert_eq!(whole.matches('{').count(), 1, "{kind:?}: {whole}");
                subjects.push(words.subject);
            }
            assert_ne!(subjects[0], subjects[1]);
        }
    }

    #[test]
    fn times_are_the_readers_or_say_utc() {
        let at: DateTime<Utc> = "2026-07-01T22:30:00Z".parse().unwrap();
        let there = Some(chrono_tz::Europe::Copenhagen);
        assert_eq!(
            moment(Tongue::Da, at, there),
            "2. jul. 2026 kl. 00.30 (Europe/Copenhagen)"
        );
        assert_eq!(
            moment(Tongue::En, at, there),
            "2 Jul 2026 at 00:30 (Europe/Copenhagen)"
        );
        assert_eq!(moment(Tongue::En, at, None), "1 Jul 2026 at 22:30 (UTC)");
        let winter: DateTime<Utc> = "2026-12-12T00:00:00Z".parse().unwrap();
        assert_eq!(
            moment(Tongue::Da, winter, there),
            "12. dec. 2026 kl. 01.00 (Europe/Copenhagen)"
        );
    }
}
