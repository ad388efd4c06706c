//! All addresses of the page, read and written in one place.

use std::fmt;
use std::sync::OnceLock;

use claimdesk_recognition::claim::Step;

use crate::claim::OtherKind;

/// Where a person can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// `/`
    Calculator,
    /// `/portfolio`
    Portfolio,
    /// `/rules`
    Rules,
    /// `/sign-in`
    SignIn,
    /// `/setup`
    Setup,
    /// `/account`
    Account,
    /// `/welcome`, with the token of a one-time link behind the `#`.
    Welcome,
    /// `/forgotten`
    Forgotten,
    /// `/claims`
    Claims,
    /// `/claims/new`
    NewClaim,
    /// `/claims/many`
    ManyClaims,
    /// `/claims/kind`
    Kinds,
    /// `/claims/kind/{kind}`
    OtherKind(OtherKind),
    /// `/claims/{reference}` and below.
    Claim(String, ClaimPart),
    /// `/credits`
    Credits,
    /// `/notices`
    Notices,
    /// `/tokens`
    Tokens,
    /// `/webhooks`
    Webhooks,
    /// `/word`, with the token of a customer's link behind the `#`.
    Word,
    /// `/review`
    Review,
    /// `/review/figures`
    Figures,
    /// `/review/{reference}`
    ReviewClaim(String),
    /// `/admin`
    Admin,
    /// `/audit`
    Audit,
    /// Anything else.
    Unknown,
}

/// A WebAssembly module of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// What anybody sees: small, because it is loaded first.
    Public,
    /// What reads exports, and the rules. They are one, so that going from a figure to its rule
    /// and back does not load a new document and lose what was read.
    Portfolio,
    /// Signing in, and what a partner does then.
    Desk,
    /// What only reviewers, administrators and auditors need.
    Review,
}

static HERE: OnceLock<Part> = OnceLock::new();

impl Part {
    /// Says which module this is.
    pub(crate) fn begin(self) {
        // It is said once, by the start of the module.
        let _ = HERE.set(self);
    }
}

/// A page of one claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ClaimPart {
    /// What happens next.
    Detail,
    /// One of the three steps.
    Step(Step),
    /// Check answers.
    Check,
    /// The confirmation.
    Sent,
}

impl Place {
    /// Reads a path.
    pub(crate) fn parse(path: &str) -> Self {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        match parts.as_slice() {
            [] => Self::Calculator,
            ["portfolio"] => Self::Portfolio,
            ["rules"] => Self::Rules,
            ["sign-in"] => Self::SignIn,
            ["setup"] => Self::Setup,
            ["account"] => Self::Account,
            ["welcome"] => Self::Welcome,
            ["forgotten"] => Self::Forgotten,
            ["claims"] => Self::Claims,
            ["claims", "new"] => Self::NewClaim,
            ["claims", "many"] => Self::ManyClaims,
            ["claims", "kind"] => Self::Kinds,
            ["claims", "kind", kind] => {
                OtherKind::parse(kind).map_or(Self::Unknown, Self::OtherKind)
            }
            ["claims", reference] => Self::Claim((*reference).to_owned(), ClaimPart::Detail),
            ["claims", reference, part] => ClaimPart::parse(part).map_or(Self::Unknown, |part| {
                Self::Claim((*reference).to_owned(), part)
            }),
            ["credits"] => Self::Credits,
            ["review"] => Self::Review,
            ["notices"] => Self::Notices,
            ["tokens"] => Self::Tokens,
            ["webhooks"] => Self::Webhooks,
            ["word"] => Self::Word,
            ["review", "figures"] => Self::Figures,
            ["review", reference] => Self::ReviewClaim((*reference).to_owned()),
            ["admin"] => Self::Admin,
            ["audit"] => Self::Audit,
            _ => Self::Unknown,
        }
    }

    /// The module that has it; `public/early.js` says the same.
    pub(crate) const fn part(&self) -> Part {
        match self {
            Self::Calculator | Self::Unknown => Part::Public,
            Self::Portfolio | Self::Rules => Part::Portfolio,
            Self::SignIn
            | Self::Setup
            | Self::Account
            | Self::Welcome
            | Self::Forgotten
            | Self::Claims
            | Self::NewClaim
            | Self::ManyClaims
            | Self::Kinds
            | Self::OtherKind(_)
            | Self::Claim(..)
            | Self::Credits
            | Self::Notices
            | Self::Tokens
            | Self::Webhooks
            | Self::Word => Part::Desk,
            Self::Review | Self::Figures | Self::ReviewClaim(_) | Self::Admin | Self::Audit => {
                Part::Review
            }
        }
    }

    /// True when going there loads another module.
    pub(crate) fn is_elsewhere(&self) -> bool {
        HERE.get().is_some_and(|here| *here != self.part())
    }

    /// `rel` of a link that leads there: the router leaves `external` ones to the browser.
    pub(crate) fn rel(&self) -> Option<&'static str> {
        self.is_elsewhere().then_some("external")
    }

    /// A page of a claim.
    pub(crate) fn claim(reference: &str, part: ClaimPart) -> Self {
        Self::Claim(reference.to_owned(), part)
    }
}

impl ClaimPart {
    fn parse(part: &str) -> Option<Self> {
        match part {
            "check" => Some(Self::Check),
            "sent" => Some(Self::Sent),
            _ => Step::ALL
                .into_iter()
                .find(|step| step.as_str() == part)
                .map(Self::Step),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Calculator | Self::Unknown => f.write_str("/"),
            Self::Portfolio => f.write_str("/portfolio"),
            Self::Rules => f.write_str("/rules"),
            Self::SignIn => f.write_str("/sign-in"),
            Self::Setup => f.write_str("/setup"),
            Self::Account => f.write_str("/account"),
            Self::Welcome => f.write_str("/welcome"),
            Self::Forgotten => f.write_str("/forgotten"),
            Self::Claims => f.write_str("/claims"),
            Self::NewClaim => f.write_str("/claims/new"),
            Self::ManyClaims => f.write_str("/claims/many"),
            Self::Kinds => f.write_str("/claims/kind"),
            Self::OtherKind(kind) => write!(f, "/claims/kind/{}", kind.as_str()),
            Self::Claim(reference, part) => {
                write!(f, "/claims/{reference}")?;
                match part {
                    ClaimPart::Detail => Ok(()),
                    ClaimPart::Step(step) => write!(f, "/{}", step.as_str()),
                    ClaimPart::Check => f.write_str("/check"),
                    ClaimPart::Sent => f.write_str("/sent"),
                }
            }
            Self::Credits => f.write_str("/credits"),
            Self::Notices => f.write_str("/notices"),
            Self::Tokens => f.write_str("/tokens"),
            Self::Webhooks => f.write_str("/webhooks"),
            Self::Word => f.write_str("/word"),
            Self::Review => f.write_str("/review"),
            Self::Figures => f.write_str("/review/figures"),
            Self::ReviewClaim(reference) => write!(f, "/review/{reference}"),
            Self::Admin => f.write_str("/admin"),
            Self::Audit => f.write_str("/audit"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_read_back_from_its_address() {
        let reference = "CD-7K4M-2QXW";
        let claim = |part| Place::claim(reference, part);
        for place in [
            Place::Calculator,
            Place::Portfolio,
            Place::Rules,
            Place::SignIn,
            Place::Setup,
            Place::Account,
            Place::Welcome,
            Place::Forgotten,
            Place::Claims,
            Place::NewClaim,
            Place::ManyClaims,
            Place::Kinds,
            Place::OtherKind(OtherKind::Usage),
            Place::OtherKind(OtherKind::Advisor),
            Place::OtherKind(OtherKind::ModernWork),
            Place::OtherKind(OtherKind::Engagement),
            Place::OtherKind(OtherKind::Seller),
            claim(ClaimPart::Detail),
            claim(ClaimPart::Step(Step::Association)),
            claim(ClaimPart::Step(Step::Revenue)),
            claim(ClaimPart::Step(Step::Proof)),
            claim(ClaimPart::Check),
            claim(ClaimPart::Sent),
            Place::Credits,
            Place::Notices,
            Place::Tokens,
            Place::Webhooks,
            Place::Word,
            Place::Review,
            Place::Figures,
            Place::ReviewClaim(reference.to_owned()),
            Place::Admin,
            Place::Audit,
        ] {
            assert_eq!(Place::parse(&place.to_string()), place);
        }
    }

    #[test]
    fn surplus_slashes_do_not_matter_and_strange_addresses_are_unknown() {
        assert_eq!(Place::parse("/claims/"), Place::Claims);
        for strange in [
            "/claims/CD-1/nothing",
            "/claims/kind/x",
            "/nowhere",
            "/review/a/b",
        ] {
            assert_eq!(Place::parse(strange), Place::Unknown, "{strange}");
        }
    }
}
