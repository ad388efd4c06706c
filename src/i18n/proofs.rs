//! Provisional proofs, and the final ones they stand for.

use claimdesk_recognition::claim::ProofKind;

use super::{Lang, Texts};

/// Provisional proofs, and the final ones they stand for.
#[derive(Debug)]
pub(crate) struct Proofs {
    pub(crate) title: &'static str,
    /// In the steps: `{0}` is the file.
    pub(crate) is_provisional: &'static str,
    /// `{0}` is how many business days.
    pub(crate) means: &'static str,
    /// What is waited for, read by both sides. `{0}` is until when.
    pub(crate) awaited: &'static str,
    pub(crate) disputed: &'static str,
    pub(crate) asked: &'static str,
    pub(crate) asked_late: &'static str,
    pub(crate) late: &'static str,
    pub(crate) came: &'static str,
    pub(crate) choose: &'static str,
    pub(crate) label: &'static str,
    pub(crate) hint: &'static str,
    pub(crate) one_file: &'static str,
    pub(crate) there_already: &'static str,
    pub(crate) no_approval: &'static str,
    /// In a claim's timeline.
    pub(super) happened: &'static str,
    provisional: &'static str,
    replaced: &'static str,
}

impl Texts {
    /// Provisional proofs, and the final ones they stand for.
    pub(crate) const fn proofs(&self) -> &'static Proofs {
        match self.lang {
            Lang::En => &EN,
            Lang::Da => &DA,
        }
    }

    /// What a file is worth, where that has to be said.
    pub(crate) const fn proof_kind(&self, kind: ProofKind) -> Option<&'static str> {
        match kind {
            ProofKind::Final => None,
            ProofKind::Provisional => Some(self.proofs().provisional),
            ProofKind::Replaced => Some(self.proofs().replaced),
        }
    }
}

static EN: Proofs = Proofs {
    title: "Final proof",
    is_provisional: "{0} is provisional: the final proof follows",
    means: "Add the final proof within {0} business days after sending. The claim keeps the day on which it was filed, and is not approved before the final proof is there.",
    awaited: "The proof is provisional. The final one can come until {0}, and until then the claim keeps the day on which it was filed. It cannot be approved before.",
    disputed: "The proof is provisional. The final one can come until the dispute is answered. The claim cannot be approved before.",
    asked: "The proof is provisional. With the answer the final one can take its place; a provisional one will do until {0}.",
    asked_late: "A provisional proof would do until {0}. The answer needs the final one: add it, and remove the provisional one.",
    late: "The final proof did not come by {0}. The claim cannot be approved without it; a reviewer can ask for it, or reject the claim.",
    came: "The final proof has come, and has taken the place of the provisional one.",
    choose: "Choose the final proof",
    label: "The file",
    hint: "One file, signed. It takes the place of the provisional one; nothing else of the claim changes.",
    one_file: "Choose one file: the final proof",
    there_already: "The claim has this file already. Choose the final proof that it stands for.",
    no_approval: "Approving is possible once the final proof is there.",
    happened: "Final proof added",
    provisional: "Provisional",
    replaced: "Replaced by the final proof",
};

static DA: Proofs = Proofs {
    title: "Endelig dokumentation",
    is_provisional: "{0} er foreløbig: den endelige dokumentation følger",
    means: "Tilføj den endelige dokumentation senest {0} hverdage efter afsendelsen. Ansøgningen beholder den dag, den blev indgivet, og godkendes ikke, før den endelige dokumentation er der.",
    awaited: "Dokumentationen er foreløbig. Den endelige kan komme indtil {0}, og indtil da beholder ansøgningen den dag, den blev indgivet. Den kan ikke godkendes før.",
    disputed: "Dokumentationen er foreløbig. Den endelige kan komme, indtil indsigelsen er besvaret. Ansøgningen kan ikke godkendes før.",
    asked: "Dokumentationen er foreløbig. Med svaret kan den endelige træde i stedet; en foreløbig er nok indtil {0}.",
    asked_late: "En foreløbig dokumentation var nok indtil {0}. Svaret kræver den endelige: tilføj den, og fjern den foreløbige.",
    late: "Den endelige dokumentation kom ikke inden {0}. Ansøgningen kan ikke godkendes uden den; en sagsbehandler kan bede om den eller afslå ansøgningen.",
    came: "Den endelige dokumentation er kommet og er trådt i stedet for den foreløbige.",
    choose: "Vælg den endelige dokumentation",
    label: "Filen",
    hint: "Én fil, underskrevet. Den træder i stedet for den foreløbige; intet andet i ansøgningen ændres.",
    one_file: "Vælg én fil: den endelige dokumentation",
    there_already: "Ansøgningen har allerede denne fil. Vælg den endelige dokumentation, som den står i stedet for.",
    no_approval: "Den kan godkendes, når den endelige dokumentation er der.",
    happened: "Endelig dokumentation tilføjet",
    provisional: "Foreløbig",
    replaced: "Afløst af den endelige dokumentation",
};
