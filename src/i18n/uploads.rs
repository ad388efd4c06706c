//! Files on their way: how far they are, and how to go on.

use super::{Lang, Texts};

/// Files on their way.
#[derive(Debug)]
pub(crate) struct Uploads {
    /// `{0}` is the file, `{1}` how many per cent.
    pub(crate) go_on: &'static str,
    /// `{0}` is the file.
    pub(crate) leave: &'static str,
    pub(crate) leave_short: &'static str,
    pub(crate) waiting: &'static str,
    pub(crate) changed: &'static str,
    pub(crate) full: &'static str,
    pub(crate) unreadable: &'static str,
}

impl Texts {
    /// Files on their way.
    pub(crate) const fn uploads(&self) -> &'static Uploads {
        match self.lang {
            Lang::En => &EN,
            Lang::Da => &DA,
        }
    }
}

static EN: Uploads = Uploads {
    go_on: "Choose the file again to go on with {0} ({1} % is there).",
    leave: "Do not go on with {0}",
    leave_short: "Do not go on",
    waiting: "No connection. It goes on by itself when there is one.",
    changed: "The file changed while it was sent, and nothing of it was kept. Choose it again.",
    full: "Your organisation has too many files under way. Finish or cancel some of them first.",
    unreadable: "The browser cannot read the file any more. It may have been moved or changed; choose it again.",
};

static DA: Uploads = Uploads {
    go_on: "Vælg filen igen for at fortsætte med {0} ({1} % er der).",
    leave: "Fortsæt ikke med {0}",
    leave_short: "Fortsæt ikke",
    waiting: "Ingen forbindelse. Det fortsætter af sig selv, når der er en.",
    changed: "Filen blev ændret, mens den blev sendt, og intet af den er gemt. Vælg den igen.",
    full: "Jeres virksomhed har for mange filer undervejs. Afslut eller annuller først nogle af dem.",
    unreadable: "Browseren kan ikke læse filen mere. Den er måske flyttet eller ændret; vælg den igen.",
};
