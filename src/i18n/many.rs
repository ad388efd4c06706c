//! Many claims at once from a table.

use super::{Lang, Texts};

/// Many claims at once.
#[derive(Debug)]
pub(crate) struct Many {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) table: &'static str,
    /// `{0}` is the most rows, `{1}` the largest file.
    pub(crate) hint: &'static str,
    pub(crate) choose: &'static str,
    pub(crate) or_drop: &'static str,
    pub(crate) template_lead: &'static str,
    pub(crate) template: &'static str,
    pub(crate) unreadable: &'static str,
    pub(crate) too_large: &'static str,
    /// `{0}` is the most rows.
    pub(crate) over_rows: &'static str,
    pub(crate) no_column: &'static str,
    /// `{0}` is the column.
    pub(crate) twice: &'static str,
    pub(crate) empty: &'static str,
    pub(crate) not_csv: &'static str,
    /// `{0}` is how many rows, `{1}` how many of them are good.
    pub(crate) read: &'static str,
    /// `{0}` are the columns.
    pub(crate) ignored: &'static str,
    pub(crate) line: &'static str,
    pub(crate) result: &'static str,
    pub(crate) file: &'static str,
    /// `{0}` of `{1}`.
    pub(crate) progress: &'static str,
    pub(crate) done: &'static str,
    pub(crate) there: &'static str,
    /// `{0}` is how many answers.
    pub(crate) good: &'static str,
    /// `{0}` is the column, `{1}` what is wrong.
    pub(crate) fault: &'static str,
}

impl Texts {
    /// Many claims at once.
    pub(crate) const fn many(&self) -> &'static Many {
        match self.lang {
            Lang::En => &EN,
            Lang::Da => &DA,
        }
    }
}

static EN: Many = Many {
    title: "Many claims from a table",
    lead: "Each row of the table becomes a draft. Nothing is sent to reviewers: you add the proof and send each draft yourself.",
    table: "Table",
    hint: "CSV in UTF-8, at most {0} rows and {1}. Columns are found by their names; the template has them all. Several products of one claim are separated by semicolons in their cell, and so is what they bring a month.",
    choose: "Choose a table",
    or_drop: "or drop it here",
    template_lead: "A table with all columns, to fill in:",
    template: "the template",
    unreadable: "The browser could not read the file. Choose it again.",
    too_large: "The file is over 1 MB. Split it.",
    over_rows: "The table has more than {0} rows. Split it.",
    no_column: "No column has a name that is known. The template has all names.",
    twice: "Two columns mean the same as \"{0}\". Take one away.",
    empty: "There is no row under the header.",
    not_csv: "The file is no CSV in UTF-8. In Excel, save it as \"CSV UTF-8 (comma delimited)\".",
    read: "{0} rows read, {1} can be filed",
    ignored: "Nothing is taken from these columns: {0}.",
    line: "Line",
    result: "Result",
    file: "File the good rows as drafts",
    progress: "{0} of {1} are there.",
    done: "All good rows are drafts, or were in open claims before.",
    there: "In an open claim before:",
    good: "Good; {0} answers are still to be given.",
    fault: "{0}: {1}",
};

static DA: Many = Many {
    title: "Mange ansøgninger fra en tabel",
    lead: "Hver række i tabellen bliver en kladde. Intet sendes til sagsbehandlerne: du tilføjer dokumentationen og sender hver kladde selv.",
    table: "Tabel",
    hint: "CSV i UTF-8, højst {0} rækker og {1}. Kolonner findes på deres navne; skabelonen har dem alle. Flere produkter i samme ansøgning adskilles med semikolon i deres celle, og det samme gør det, de giver om måneden.",
    choose: "Vælg en tabel",
    or_drop: "eller slip den her",
    template_lead: "En tabel med alle kolonner til at udfylde:",
    template: "skabelonen",
    unreadable: "Browseren kunne ikke læse filen. Vælg den igen.",
    too_large: "Filen er over 1 MB. Del den.",
    over_rows: "Tabellen har mere end {0} rækker. Del den.",
    no_column: "Ingen kolonne har et navn, der kendes. Skabelonen har alle navnene.",
    twice: "To kolonner betyder det samme som \"{0}\". Fjern den ene.",
    empty: "Der er ingen række under overskrifterne.",
    not_csv: "Filen er ikke CSV i UTF-8. Gem den i Excel som \"CSV UTF-8 (kommasepareret)\".",
    read: "{0} rækker læst, {1} kan oprettes",
    ignored: "Der tages intet fra disse kolonner: {0}.",
    line: "Linje",
    result: "Resultat",
    file: "Opret de gode rækker som kladder",
    progress: "{0} af {1} er der.",
    done: "Alle gode rækker er kladder eller var i åbne ansøgninger før.",
    there: "I en åben ansøgning før:",
    good: "God; {0} svar mangler endnu.",
    fault: "{0}: {1}",
};
