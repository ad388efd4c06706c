//! What is shown this once: a secret, a token, a link.

use super::{Lang, Texts};

/// What is shown this once.
#[derive(Debug)]
pub(crate) struct Once {
    pub(crate) copy: &'static str,
    pub(crate) copied: &'static str,
    pub(crate) not_copied: &'static str,
    pub(crate) hide: &'static str,
}

impl Texts {
    /// What is shown this once.
    pub(crate) const fn once(&self) -> &'static Once {
        match self.lang {
            Lang::En => &EN,
            Lang::Da => &DA,
        }
    }
}

static EN: Once = Once {
    copy: "Copy",
    copied: "It is copied.",
    not_copied: "The browser does not let it be copied. Select it and copy it yourself.",
    hide: "I have kept it",
};

static DA: Once = Once {
    copy: "Kopiér",
    copied: "Det er kopieret.",
    not_copied: "Browseren lader det ikke kopiere. Markér det, og kopiér det selv.",
    hide: "Jeg har gemt det",
};
