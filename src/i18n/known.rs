//! What is known from earlier claims, offered so that it is not asked again.

use super::{Lang, Texts};

/// What is known from earlier claims.
#[derive(Debug)]
pub(crate) struct Known {
    /// `{0}` is the customer.
    pub(crate) offered: &'static str,
    /// `{0}` is what would be filled in, `{1}` the claim.
    pub(crate) fills_in: &'static str,
    /// `{0}` is the customer.
    pub(crate) take: &'static str,
    pub(crate) taken: &'static str,
    pub(crate) undo: &'static str,
    /// `{0}` is the claim.
    pub(crate) seller_from: &'static str,
    pub(crate) copy: &'static str,
    pub(crate) copy_renewed: &'static str,
    pub(crate) copy_again: &'static str,
}

impl Texts {
    /// What is known from earlier claims.
    pub(crate) const fn known(&self) -> &'static Known {
        match self.lang {
            Lang::En => &EN,
            Lang::Da => &DA,
        }
    }
}

static EN: Known = Known {
    offered: "You have told of {0} before",
    fills_in: "Filled in from {1}: {0}.",
    take: "Use what you told about {0} last time",
    taken: "Filled in. Look it through: people and sellers change.",
    undo: "Undo",
    seller_from: "As in your last claim, {0}. Change it if somebody else sells this licence.",
    copy: "Copy as a new claim",
    copy_renewed: "For the renewed subscription: everything is carried over but its ID and days, and the proof, which has to be a new one.",
    copy_again: "Everything is carried over but the proof, which has to be a new one.",
};

static DA: Known = Known {
    offered: "I har fortalt om {0} før",
    fills_in: "Udfyldes fra {1}: {0}.",
    take: "Brug det, I fortalte om {0} sidst",
    taken: "Udfyldt. Se det igennem: folk og sælgere skifter.",
    undo: "Fortryd",
    seller_from: "Som i jeres seneste ansøgning, {0}. Ret det, hvis andre sælger denne licens.",
    copy: "Kopiér til en ny ansøgning",
    copy_renewed: "Til det fornyede abonnement: alt tages med undtagen dets id og datoer og dokumentationen, som skal være en ny.",
    copy_again: "Alt tages med undtagen dokumentationen, som skal være en ny.",
};
