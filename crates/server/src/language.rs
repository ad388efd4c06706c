//! The two languages of what the server writes itself: mails, papers, tables. The words of the
//! page (`src/i18n`) stand in its modules.

use claimdesk_exports::MONTH_NAMES;
use claimdesk_protocol::Tongue;
use serde::Deserialize;

use crate::problem::{Outcome, Refusal};

const DANISH_MONTHS: [&str; 12] = [
    "januar",
    "februar",
    "marts",
    "april",
    "maj",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "december",
];

/// The language in which something is asked for; it need not be the page's.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct InLanguage {
    /// `en` (when left out) or `da`.
    #[param(pattern = "^(en|da)$")]
    language: Option<String>,
}

impl InLanguage {
    /// The language.
    pub fn read(&self) -> Outcome<Tongue> {
        let Some(text) = &self.language else {
            return Ok(Tongue::En);
        };
        Tongue::parse(text).ok_or_else(|| {
            Refusal::field(
                "language",
                "not_offered",
                "This is written in Danish or English. Ask for language=da or language=en.",
            )
        })
    }
}

/// The name of a month, 0 for January.
pub fn month_name(language: Tongue, month0: u32) -> &'static str {
    let names = match language {
        Tongue::En => &MONTH_NAMES,
        Tongue::Da => &DANISH_MONTHS,
    };
    usize::try_from(month0)
        .ok()
        .and_then(|index| names.get(index).copied())
        .unwrap_or_default()
}
