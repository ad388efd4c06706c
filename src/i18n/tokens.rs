//! API tokens: programs that act for an organisation.

use claimdesk_protocol::TokenScope;

use super::{Lang, Texts};

/// API tokens.
#[derive(Debug)]
pub(crate) struct Tokens {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    /// A link from other pages.
    pub(crate) link: &'static str,
    pub(crate) none: &'static str,
    pub(crate) add: &'static str,
    pub(crate) name: &'static str,
    pub(crate) name_hint: &'static str,
    pub(crate) name_missing: &'static str,
    pub(crate) name_too_long: &'static str,
    pub(crate) name_invalid: &'static str,
    pub(crate) scopes: &'static str,
    pub(crate) scopes_missing: &'static str,
    pub(crate) days: &'static str,
    /// `{0}` is how many.
    pub(crate) some_days: &'static str,
    /// `{0}` is how many.
    pub(crate) full: &'static str,
    pub(crate) works: &'static str,
    pub(crate) over: &'static str,
    /// `{0}` is a list of what it may do.
    pub(crate) may: &'static str,
    /// `{0}` is who, `{1}` a moment.
    pub(crate) made: &'static str,
    /// `{0}` is a moment.
    pub(crate) until: &'static str,
    /// `{0}` is a moment.
    pub(crate) used: &'static str,
    pub(crate) unused: &'static str,
    pub(crate) secret: &'static str,
    pub(crate) secret_once: &'static str,
    pub(crate) end: &'static str,
    pub(crate) end_sure: &'static str,
    pub(crate) keep: &'static str,
    pub(crate) added: &'static str,
    pub(crate) ended: &'static str,
}

impl Texts {
    /// API tokens.
    pub(crate) const fn tokens(&self) -> &'static Tokens {
        match self.lang {
            Lang::En => &EN,
            Lang::Da => &DA,
        }
    }

    /// What a token may do.
    pub(crate) const fn token_scope(&self, scope: TokenScope) -> &'static str {
        match (self.lang, scope) {
            (Lang::En, TokenScope::ReadClaims) => "Read our claims and their files",
            (Lang::Da, TokenScope::ReadClaims) => "Læse vores ansøgninger og deres filer",
            (Lang::En, TokenScope::FileClaims) => "File claims: drafts, files, sending, answering",
            (Lang::Da, TokenScope::FileClaims) => "Ansøge: kladder, filer, afsendelse, svar",
            (Lang::En, TokenScope::ReadCredits) => "Read our credits",
            (Lang::Da, TokenScope::ReadCredits) => "Læse vores krediteringer",
        }
    }
}

static EN: Tokens = Tokens {
    title: "API tokens",
    lead: "A program of yours can read and file claims in your name with a token. Whoever has the token can do what it may do: keep it as you keep a password, and end it when it is not needed.",
    link: "Let a program read or file claims: API tokens",
    none: "There are no tokens.",
    add: "Make a token",
    name: "What is it for?",
    name_hint: "Such as “ERP, nightly export”. Colleagues see it in the claim's history.",
    name_missing: "Say what the token is for",
    name_too_long: "Shorten this to at most 100 characters",
    name_invalid: "Take line breaks and control characters away",
    scopes: "What may it do?",
    scopes_missing: "Choose at least one",
    days: "How long does it work?",
    some_days: "{0} days",
    full: "There can be {0} tokens. End one before you make another.",
    works: "Works",
    over: "Expired",
    may: "May: {0}",
    made: "Made by {0}, {1}",
    until: "Works until {0}",
    used: "Last used about {0}",
    unused: "Not used yet",
    secret: "The token",
    secret_once: "Put it into the program, which sends it as “Authorization: Bearer …”. It is shown this once.",
    end: "End",
    end_sure: "End for good",
    keep: "Keep it",
    added: "The token is made.",
    ended: "The token is ended. It works no more.",
};

static DA: Tokens = Tokens {
    title: "API-tokens",
    lead: "Et af jeres programmer kan læse og indsende ansøgninger i jeres navn med et token. Den, der har tokenet, kan gøre det, tokenet må: pas på det som på en adgangskode, og afslut det, når det ikke bruges.",
    link: "Lad et program læse eller indsende ansøgninger: API-tokens",
    none: "Der er ingen tokens.",
    add: "Lav et token",
    name: "Hvad er det til?",
    name_hint: "For eksempel “ERP, natlig eksport”. Kolleger ser det i ansøgningens historik.",
    name_missing: "Skriv, hvad tokenet er til",
    name_too_long: "Forkort det til højst 100 tegn",
    name_invalid: "Fjern linjeskift og kontroltegn",
    scopes: "Hvad må det?",
    scopes_missing: "Vælg mindst én",
    days: "Hvor længe virker det?",
    some_days: "{0} dage",
    full: "Der kan være {0} tokens. Afslut et, før du laver et andet.",
    works: "Virker",
    over: "Udløbet",
    may: "Må: {0}",
    made: "Lavet af {0}, {1}",
    until: "Virker indtil {0}",
    used: "Sidst brugt omkring {0}",
    unused: "Ikke brugt endnu",
    secret: "Tokenet",
    secret_once: "Sæt det ind i programmet, som sender det som “Authorization: Bearer …”. Det vises kun denne ene gang.",
    end: "Afslut",
    end_sure: "Afslut for altid",
    keep: "Behold det",
    added: "Tokenet er lavet.",
    ended: "Tokenet er afsluttet. Det virker ikke mere.",
};
