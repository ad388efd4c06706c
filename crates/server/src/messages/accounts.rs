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
        NoticeKind::AccountInvited | NoticeKind::AccountReset | NoticeKind::AccountPassword
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
        _ => template(
            "Din adgangskode til Claimdesk er ændret",
            "Adgangskoden til din konto er ændret, og alle, der var logget ind med den, er logget ud. Var det ikke dig, så vælg en ny under „Glemt adgangskode“, hvor du logger ind, og sig det til din administrator.",
        ),
    }
}
