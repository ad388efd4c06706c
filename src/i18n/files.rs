//! What is told of a file beside its name: what the virus scanner said, what it could do, and why
//! one was not taken.

use super::{Lang, Texts};

/// Files.
#[derive(Debug)]
pub(crate) struct Files {
    pub(crate) not_scanned: &'static str,
    /// `{0}` is when, `{1}` the scanner with the version of its signatures.
    pub(crate) clean: &'static str,
    pub(crate) waiting: &'static str,
    pub(crate) too_large_to_scan: &'static str,
    /// `{0}` is what was found.
    pub(crate) bad: &'static str,
    /// What keeps a claim from being sent; `{0}` is the file.
    pub(crate) waits: &'static str,
    pub(crate) is_bad: &'static str,
    /// The same, where the server said so.
    pub(crate) some_waits: &'static str,
    pub(crate) some_bad: &'static str,

    pub(crate) macros: &'static str,
    pub(crate) embedded: &'static str,
    pub(crate) external: &'static str,
    pub(crate) dde: &'static str,
    pub(crate) scripts: &'static str,
    pub(crate) launches: &'static str,
    pub(crate) acts: &'static str,
    pub(crate) attachments: &'static str,
    pub(crate) not_looked_through: &'static str,

    pub(crate) damaged: &'static str,
    pub(crate) locked: &'static str,
    pub(crate) bomb: &'static str,
    pub(crate) names: &'static str,
    pub(crate) pixels: &'static str,
    pub(crate) infected: &'static str,
    pub(crate) no_room: &'static str,
    pub(crate) too_many: &'static str,
    pub(crate) busy: &'static str,
    pub(crate) away: &'static str,
}

impl Texts {
    /// Files.
    pub(crate) const fn files(&self) -> &'static Files {
        match self.lang {
            Lang::En => &EN,
            Lang::Da => &DA,
        }
    }
}

static EN: Files = Files {
    not_scanned: "Not scanned for viruses",
    clean: "No virus found {0} ({1})",
    waiting: "Waits for the virus scanner. Until it answers, nobody can open the file, and the claim can be neither sent nor approved.",
    too_large_to_scan: "Larger than the virus scanner takes, so nobody can open it. Add a smaller file in its place.",
    bad: "The virus scanner found {0}. Nobody can open the file, and the claim can be neither sent nor approved with it.",
    waits: "{0} waits for the virus scanner. Load the page again in a few minutes, and send the claim then.",
    is_bad: "A virus was found in {0}. Remove the file and add a clean one.",
    some_waits: "A file waits for the virus scanner. Load the page again in a few minutes; if it stays so, tell whoever runs this server.",
    some_bad: "A virus was found in a file of this claim, so it can be neither sent nor approved. Load the page again to see which.",
    macros: "Contains macros. They are not needed for reading: do not allow them to run.",
    embedded: "Contains objects of other programs. Do not open them.",
    external: "Fetches something from the internet when it is opened. Open it in protected view.",
    dde: "Asks another program for what it shows. Do not update its links.",
    scripts: "Contains JavaScript. Read it in the browser, not in a program that runs it.",
    launches: "Starts a program when it is clicked. Read it in the browser.",
    acts: "Does something by itself when it is opened. Read it in the browser.",
    attachments: "Has other files in it that were not looked at. Do not open them.",
    not_looked_through: "Could not be looked through to its end.",
    damaged: "The file cannot be read: it is damaged or cut off. Open it on your own machine, save it again, and choose the new file.",
    locked: "The file is protected with a password. Save it without one, and choose it again.",
    bomb: "The file has far too much in it to be looked through. Save it as a PDF, and choose that.",
    names: "The file has parts that lead out of it. Save it again with Word, Excel or PowerPoint, or as a PDF, and choose the new file.",
    pixels: "The picture is too large: at most 100 million pixels. Save it smaller, and choose it again.",
    infected: "The file contains a virus, and nothing of it was kept. Choose one that is not infected.",
    no_room: "Your organisation has as many files here as it may. Remove files of claims that are not sent, or ask whoever runs this server for more room.",
    too_many: "Your organisation added too many files in this hour. Try again in the next one.",
    busy: "Many files are being looked through at the moment. Try again shortly.",
    away: "Files cannot be put away at the moment. Nothing is lost: try again in half a minute.",
};

static DA: Files = Files {
    not_scanned: "Ikke scannet for virus",
    clean: "Ingen virus fundet {0} ({1})",
    waiting: "Venter på virusscanneren. Indtil den svarer, kan ingen åbne filen, og ansøgningen kan hverken sendes eller godkendes.",
    too_large_to_scan: "Større end virusscanneren tager imod, så ingen kan åbne den. Tilføj en mindre fil i stedet.",
    bad: "Virusscanneren fandt {0}. Ingen kan åbne filen, og ansøgningen kan hverken sendes eller godkendes med den.",
    waits: "{0} venter på virusscanneren. Genindlæs siden om nogle minutter, og send så ansøgningen.",
    is_bad: "Der er fundet virus i {0}. Fjern filen, og tilføj en ren.",
    some_waits: "En fil venter på virusscanneren. Genindlæs siden om nogle minutter; sig det til den, der driver serveren, hvis det bliver ved.",
    some_bad: "Der er fundet virus i en af ansøgningens filer, så den kan hverken sendes eller godkendes. Genindlæs siden for at se hvilken.",
    macros: "Indeholder makroer. De er ikke nødvendige for at læse filen: lad dem ikke køre.",
    embedded: "Indeholder objekter fra andre programmer. Åbn dem ikke.",
    external: "Henter noget fra internettet, når den åbnes. Åbn den i beskyttet visning.",
    dde: "Spørger et andet program om det, den viser. Opdater ikke dens links.",
    scripts: "Indeholder JavaScript. Læs den i browseren, ikke i et program, der kører det.",
    launches: "Starter et program, når man klikker. Læs den i browseren.",
    acts: "Gør noget af sig selv, når den åbnes. Læs den i browseren.",
    attachments: "Har andre filer i sig, som ikke er undersøgt. Åbn dem ikke.",
    not_looked_through: "Kunne ikke undersøges til ende.",
    damaged: "Filen kan ikke læses: den er beskadiget eller skåret af. Åbn den på din egen maskine, gem den igen, og vælg den nye fil.",
    locked: "Filen er beskyttet med en adgangskode. Gem den uden, og vælg den igen.",
    bomb: "Filen har alt for meget i sig til at kunne undersøges. Gem den som PDF, og vælg den.",
    names: "Filen har dele, der fører ud af den. Gem den igen med Word, Excel eller PowerPoint, eller som PDF, og vælg den nye fil.",
    pixels: "Billedet er for stort: højst 100 millioner pixels. Gem det mindre, og vælg det igen.",
    infected: "Filen indeholder virus, og intet af den er gemt. Vælg en, der ikke er inficeret.",
    no_room: "Jeres virksomhed har så mange filer her, som den må. Fjern filer fra ansøgninger, der ikke er sendt, eller bed den, der driver serveren, om mere plads.",
    too_many: "Jeres virksomhed har tilføjet for mange filer i denne time. Prøv igen i den næste.",
    busy: "Mange filer undersøges lige nu. Prøv igen om lidt.",
    away: "Filer kan ikke gemmes lige nu. Intet er gået tabt: prøv igen om et halvt minut.",
};
