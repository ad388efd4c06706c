//! Two versions of a claim, and the choice between them.

use super::{Lang, Texts};

/// Two versions of a claim.
#[derive(Debug)]
pub(crate) struct Conflict {
    /// `{0}` is the answer.
    pub(crate) mine: &'static str,
    pub(crate) theirs: &'static str,
    /// `{0}` is the tenant ID or the domain.
    pub(crate) proof_names: &'static str,
    pub(crate) yes: &'static str,
    pub(crate) no: &'static str,
    pub(crate) choose: &'static str,
    pub(crate) go_on: &'static str,
}

impl Texts {
    /// Two versions of a claim.
    pub(crate) const fn conflict(&self) -> &'static Conflict {
        match self.lang {
            Lang::En => &EN,
            Lang::Da => &DA,
        }
    }
}

static EN: Conflict = Conflict {
    mine: "Yours: {0}",
    theirs: "Newer: {0}",
    proof_names: "The proof names: {0}",
    yes: "yes",
    no: "no",
    choose: "Both changed this. Choose one of the two",
    go_on: "Go on with what is chosen",
};

static DA: Conflict = Conflict {
    mine: "Dit: {0}",
    theirs: "Det nyere: {0}",
    proof_names: "Dokumentationen nævner: {0}",
    yes: "ja",
    no: "nej",
    choose: "Begge har ændret dette. Vælg et af de to",
    go_on: "Fortsæt med det valgte",
};
