//! Two languages, one set of sentences.
//!
//! [`Texts`] has a field for every sentence, and each language is one static of it: a missing
//! sentence does not compile. Parameters stand as `{0}`, `{1}` and are put in by [`fill`].

mod audit;
mod claims_file;
mod conflict;
mod connections;
mod da;
mod en;
mod exports;
mod figures;
mod files;
mod forecast;
mod format;
mod glossary;
mod holds;
mod kinds;
mod known;
mod lookup;
mod many;
mod my_claims;
mod notices;
mod numbers;
mod once;
mod opportunities;
mod own_account;
mod papers;
mod passkeys;
mod proofs;
mod provider;
mod quality;
mod review;
mod rulebook;
mod scorecard;
mod tables;
mod taken;
mod texts;
mod tokens;
mod uploads;
mod ways;
mod webhooks;
mod word;

use leptos::prelude::*;

use crate::browser;

pub(crate) use da::DA;
pub(crate) use en::EN;
pub(crate) use format::*;
pub(crate) use glossary::Entry;
pub(crate) use rulebook::Rulebook;
pub(crate) use texts::Texts;

const KEPT: &str = "claimdesk.language";

/// A language of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lang {
    /// English.
    En,
    /// Danish.
    Da,
}

impl Lang {
    /// As in `lang` attributes.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Da => "da",
        }
    }

    /// True where a comma stands before decimals.
    pub(crate) const fn decimal_comma(self) -> bool {
        matches!(self, Self::Da)
    }

    /// Its sentences.
    pub(crate) const fn texts(self) -> &'static Texts {
        match self {
            Self::En => &EN,
            Self::Da => &DA,
        }
    }
}

/// The language the page is in, shared by all of it.
#[derive(Clone, Copy)]
pub(crate) struct Language(RwSignal<Lang>);

impl Language {
    /// The one `early.js` found before the first paint.
    pub(crate) fn begin() -> Self {
        let root = browser::document().document_element();
        let danish = root
            .and_then(|root| root.get_attribute("lang"))
            .is_some_and(|lang| lang == "da");
        Self(RwSignal::new(if danish { Lang::Da } else { Lang::En }))
    }

    /// The language of this page.
    pub(crate) fn here() -> Self {
        expect_context()
    }

    /// Its sentences, followed by the view that asks.
    pub(crate) fn texts(self) -> &'static Texts {
        self.0.get().texts()
    }

    /// Its sentences, without following.
    pub(crate) fn texts_now(self) -> &'static Texts {
        self.0.get_untracked().texts()
    }

    /// Changes it, here and for the next visit.
    pub(crate) fn set(self, lang: Lang) {
        if let Some(root) = browser::document().document_element() {
            // An attribute of this name and value can always be set.
            let _ = root.set_attribute("lang", lang.code());
        }
        browser::keep(KEPT, lang.code());
        self.0.set(lang);
    }
}

/// A view in the language of the moment: made anew when that changes. What the reader has
/// entered must therefore live outside of it.
pub(crate) fn localized<F>(view: F) -> AnyView
where
    F: Fn(&'static Texts) -> AnyView + Send + 'static,
{
    let language = Language::here();
    crate::ui::live(move || view(language.texts()))
}

/// A sentence with its parameters.
///
/// A number without a parameter stays as it stands, so that a fault shows.
pub(crate) fn fill(template: &str, parameters: &[&str]) -> String {
    let mut text = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let parameter = after.split_once('}').and_then(|(index, after)| {
            Some((parameters.get(index.parse::<usize>().ok()?)?, after))
        });
        if let Some((parameter, after)) = parameter {
            text.push_str(parameter);
            rest = after;
        } else {
            text.push('{');
            rest = after;
        }
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_go_where_their_numbers_stand() {
        assert_eq!(fill("{0} of {1}", &["2", "3"]), "2 of 3");
        assert_eq!(
            fill("{1} before {0}, {1} again", &["a", "b"]),
            "b before a, b again"
        );
        assert_eq!(fill("none", &["a"]), "none");
        assert_eq!(fill("{0} and {7} and {x}", &["a"]), "a and {7} and {x}");
        assert_eq!(fill("{0}", &["{1}", "b"]), "{1}");
    }
}
