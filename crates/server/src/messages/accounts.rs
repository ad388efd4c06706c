//! What people are written about their own accounts: links to choose a password, and that the way
//! they sign in was changed.

use claimdesk_protocol::NoticeKind;

use super::words::{Template, template};

/// Nothing in these can be turned off.
pub(super) const FOOTER_ENGLISH: &str = "Claimdesk wrote this by itself; nobody reads an answer to it. It writes whenever the way you sign in is changed.";
/// The same in Danish.
pub(super) const FOOTER_DANISH: &str = "Claimdesk har skrevet dette af sig selv; ingen læser et svar på det. Det skriver, hver gang måden, du logger ind på, ændres.";

/// True for what is told of an account.
pub(super) const fn is_about(kind: NoticeKind) -> bool {
    matches!(
        kind,
        NoticeKind::AccountInvited
            | NoticeKind::AccountReset
            | NoticeKind::AccountPassword
            | NoticeKind::AccountPasskey
    )
}

/// In English; `{2}` is until when the link works.
pub(super) const fn english(kind: NoticeKind) -> Template {
    match kind {
        NoticeKind::AccountInvited => template(
            "Your account in Claimdesk",
            "An administrator has made an account for you in Claimdesk; you sign in with this address. Choose your password by the link below. It works once, until {2}, and whoever has it can choose for you: do not pass it on.",
        ),
        NoticeKind::AccountReset => template(
            "Choose a new password for Claimdesk",
            "A new password for your account was asked for. Choose it by the link below, which works once, until {2}. If you did not ask for it, do nothing: your password stays as it is.",
        ),
        NoticeKind::AccountPasskey => template(
            "How you sign in to Claimdesk was changed",
            "A passkey of your account was added or taken away, or its recovery codes were made or one was used. Your account tells what there is now. If that was not you, tell your administrator at once, and choose a new password under “Forgotten password” at the sign-in.",
        ),
        _ => template(
            "Your password for Claimdesk was changed",
            "The password of your account was changed, and everybody who was signed in with it was signed out. If that was not you, choose a new one under “Forgotten password” at the sign-in, and tell your administrator.",
        ),
    }
}

/// In Danish.
pub(super) const fn danish(kind: NoticeKind) -> Template {
    match kind {
        NoticeKind::AccountInvited => template(
            "Din konto i Claimdesk",
            "En administrator har oprettet en konto til dig i Claimdesk; du logger ind med denne adresse. Vælg din adgangskode med linket nedenfor. Det virker én gang, indtil {2}, og den, der har det, kan vælge for dig: giv det ikke videre.",
        ),
        NoticeKind::AccountReset => template(
            "Vælg en ny adgangskode til Claimdesk",
            "Der er bedt om en ny adgangskode til din konto. Vælg den med linket nedenfor, som virker én gang, indtil {2}. Har du ikke bedt om det, skal du intet gøre: din adgangskode er, som den var.",
        ),
        NoticeKind::AccountPasskey => template(
            "Måden, du logger ind i Claimdesk på, er ændret",
            "En adgangsnøgle til din konto er tilføjet eller fjernet, eller dens gendannelseskoder er lavet, eller en af dem er brugt. Din konto fortæller, hvad der er nu. Var det ikke dig, så sig det straks til din administrator, og vælg en ny adgangskode under „Glemt adgangskode“, hvor du logger ind.",
        ),
        _ => template(
            "Din adgangskode til Claimdesk er ændret",
            "Adgangskoden til din konto er ændret, og alle, der var logget ind med den, er logget ud. Var det ikke dig, så vælg en ny under „Glemt adgangskode“, hvor du logger ind, og sig det til din administrator.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use claimdesk_protocol::Tongue;

    use super::*;
    use crate::messages::words;
    use crate::store::accounts::has_link;
    use crate::store::{DueMail, Facts, Reader};

    #[test]
    fn every_mail_says_until_when_its_link_works_and_leaves_no_gap() {
        for kind in NoticeKind::ALL.into_iter().filter(|kind| is_about(*kind)) {
            let mut subjects = Vec::new();
            for (language, until) in [
                (Tongue::En, "2 Jul 2026 at 00:30 (Europe/Copenhagen)"),
                (Tongue::Da, "2. jul. 2026 kl. 00.30 (Europe/Copenhagen)"),
            ] {
                let mail = DueMail {
                    message: "00ff".to_owned(),
                    name: "Åse {2} Holm".to_owned(),
                    email: "aase@example.com".to_owned(),
                    reader: Reader::Owner,
                    language,
                    time_zone: None,
                    kind,
                    reference: String::new(),
                    facts: Facts {
                        until: Some("2026-07-01T22:30:00Z".parse().unwrap()),
                        ..Facts::default()
                    },
                    at: "2026-06-30T10:00:00Z".parse().unwrap(),
                    tries: 0,
                };
                let words = words::of(&mail, Some(chrono_tz::Europe::Copenhagen));
                let whole = words.paragraphs.join("\n");
                assert_eq!(whole.contains(until), has_link(kind), "{kind:?}: {whole}");
                assert!(
                    !format!("{}{whole}", words.subject).contains('{'),
                    "{whole}"
                );
                // These cannot be turned off, and do not say that they can.
                assert!(!words.footer.contains("Notices") && !words.footer.contains("Beskeder"));
                subjects.push(words.subject);
            }
            assert_ne!(subjects[0], subjects[1]);
        }
    }
}
