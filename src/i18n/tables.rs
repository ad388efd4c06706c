//! Tables as files.

/// Tables as files.
#[derive(Debug)]
pub(crate) struct Tables {
    /// `{0}` is the table.
    pub(crate) download: &'static str,
    pub(crate) csv: &'static str,
    pub(crate) refused: &'static str,
}

pub(super) static EN: Tables = Tables {
    download: "Download as CSV: {0}",
    csv: "CSV",
    refused: "The browser did not take the file. Allow downloads for this page and try again.",
};

pub(super) static DA: Tables = Tables {
    download: "Hent som CSV: {0}",
    csv: "CSV",
    refused: "Browseren tog ikke imod filen. Tillad overførsler for siden, og prøv igen.",
};
