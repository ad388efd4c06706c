//! What is taken away from a claim, and what the text of a proof does not name.

use super::{Lang, Texts};

/// The papers of a claim.
#[derive(Debug)]
pub(crate) struct Papers {
    pub(crate) template: &'static str,
    pub(crate) template_hint: &'static str,
    /// The language is the paper's, whatever the page's is.
    pub(crate) in_danish: &'static str,
    pub(crate) in_english: &'static str,
    /// For those who hear it without its surroundings; `{0}` is the language.
    pub(crate) template_in: &'static str,
    pub(crate) bundle: &'static str,
    pub(crate) bundle_hint: &'static str,
    pub(crate) bundle_in: &'static str,
    pub(crate) pack: &'static str,
    pub(crate) pack_hint: &'static str,
    pub(crate) hints: &'static str,
    pub(crate) hints_lead: &'static str,
    pub(crate) hints_reviewer: &'static str,
    pub(crate) tenant: &'static str,
    /// `{0}` is the product.
    pub(crate) product: &'static str,
    /// `{0}` is the day.
    pub(crate) day: &'static str,
    /// `{0}` is the file, here and below.
    pub(crate) no_text: &'static str,
    pub(crate) locked: &'static str,
    pub(crate) unreadable: &'static str,
}

impl Texts {
    /// The papers of a claim.
    pub(crate) const fn papers(&self) -> &'static Papers {
        match self.lang {
            Lang::En => &EN,
            Lang::Da => &DA,
        }
    }
}

static EN: Papers = Papers {
    template: "A template to be signed",
    template_hint: "A PDF with your answers. Let the customer sign it, and add it below. Microsoft may insist on a template of its own.",
    in_danish: "Download in Danish",
    in_english: "Download in English",
    template_in: "A template to be signed: {0}",
    bundle: "For Partner Center",
    bundle_hint: "The fields in the order Partner Center asks for them, as PDF and JSON, with the files: one zip.",
    bundle_in: "For Partner Center: {0}",
    pack: "Download the evidence pack (zip)",
    pack_hint: "The claim, what happened to it, the decision and the files, with a checksum of each.",
    hints: "Look at the proof once more",
    hints_lead: "You can send it all the same: a date may be written by hand, and a picture has no text.",
    hints_reviewer: "This is what a program found: a date may be written by hand, and a picture has no text.",
    tenant: "The customer's tenant ID is not found in the text of the proof. Is it this customer's?",
    product: "{0} is not found in the text of the proof.",
    day: "The date {0} is not found in the text of the proof.",
    no_text: "{0} has no text that can be looked through; it may be a scan.",
    locked: "{0} asks for a password. A reviewer cannot open it.",
    unreadable: "The text of {0} could not be read. Open the file to see whether it is whole.",
};

static DA: Papers = Papers {
    template: "En skabelon til underskrift",
    template_hint: "En PDF med jeres svar. Lad kunden underskrive den, og læg den op herunder. Microsoft kan kræve sin egen skabelon.",
    in_danish: "Download på dansk",
    in_english: "Download på engelsk",
    template_in: "En skabelon til underskrift: {0}",
    bundle: "Til Partner Center",
    bundle_hint: "Felterne i den rækkefølge, Partner Center spørger, som PDF og JSON, med filerne: én zip.",
    bundle_in: "Til Partner Center: {0}",
    pack: "Download bevispakken (zip)",
    pack_hint: "Ansøgningen, dens forløb, afgørelsen og filerne med en kontrolsum af hver.",
    hints: "Se dokumentationen igennem en gang til",
    hints_lead: "I kan sende alligevel: en dato kan være skrevet i hånden, og et billede har ingen tekst.",
    hints_reviewer: "Det fandt et program: en dato kan være skrevet i hånden, og et billede har ingen tekst.",
    tenant: "Kundens tenant-id findes ikke i dokumentationens tekst. Er den denne kundes?",
    product: "{0} findes ikke i dokumentationens tekst.",
    day: "Datoen {0} findes ikke i dokumentationens tekst.",
    no_text: "{0} har ingen tekst, der kan søges i; den er måske scannet.",
    locked: "{0} kræver en adgangskode. En sagsbehandler kan ikke åbne den.",
    unreadable: "Teksten i {0} kunne ikke læses. Åbn filen for at se, om den er hel.",
};
