//! Signing in with an identity provider (OpenID Connect).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::User;

/// What remains of signing out, for somebody who came by an identity provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignedOut {
    /// The provider's address where one signs out there as well; it leads back.
    pub provider: String,
}

/// Somebody the identity provider knows, and an account with their e-mail address that they are not
/// connected with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProviderConnection {
    /// By which it is answered.
    pub id: String,
    /// What the provider calls the person.
    pub name: String,
    /// By what it means them: the same for as long as they are there, and never anybody else's.
    pub subject: String,
    /// When they last tried to sign in.
    pub asked_at: DateTime<Utc>,
    /// The account.
    pub user: User,
}

/// Connections that wait for an administrator, the oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProviderConnections {
    /// The provider's name; without one there are none.
    pub provider: Option<String>,
    /// Them.
    pub waiting: Vec<ProviderConnection>,
}

macro_rules! faults {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)+) => {
        /// Why a sign-in by the identity provider came to nothing. It is told behind the `?` of the
        /// sign-in page's address.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum ProviderFault {
            $($(#[$doc])* $name,)+
        }

        impl ProviderFault {
            /// As in the address.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }

            /// Reads it.
            pub fn parse(text: &str) -> Option<Self> {
                match text {
                    $($text => Some(Self::$name),)+
                    _ => None,
                }
            }
        }
    };
}

faults! {
    /// The provider cannot be reached, is too slow, or answers what it must not.
    Unavailable = "unavailable",
    /// The provider says that it does not let this person in, or they turned back.
    Declined = "declined",
    /// The sign-in was not begun in this browser, was finished before, or took too long.
    NotBegun = "not_begun",
    /// Too many sign-ins are under way.
    Busy = "busy",
    /// The answer names another provider than the one that was asked.
    MixedUp = "mixed_up",
    /// The provider does not take the code: it was used, is too old or somebody else's.
    CodeRefused = "code_refused",
    /// The provider gave no ID token, or one that cannot be read.
    NoToken = "no_token",
    /// The ID token is not signed by a key of the provider.
    WrongSignature = "wrong_signature",
    /// The ID token is another provider's.
    WrongIssuer = "wrong_issuer",
    /// The ID token is for another application.
    WrongAudience = "wrong_audience",
    /// The ID token belongs to another sign-in.
    WrongNonce = "wrong_nonce",
    /// The ID token is too old.
    Expired = "expired",
    /// The ID token is from the future: a clock is wrong.
    NotYetValid = "not_yet_valid",
    /// The person did not sign in at the provider as strongly as is asked for here, or it does not say.
    TooWeak = "too_weak",
    /// What the provider tells of a person is of another one than the ID token's.
    WrongSubject = "wrong_subject",
    /// The provider gives no role that Claimdesk knows.
    NoRole = "no_role",
    /// The provider gives several roles.
    SeveralRoles = "several_roles",
    /// A partner without an organisation.
    NoOrganisation = "no_organisation",
    /// An organisation that Claimdesk does not know.
    UnknownOrganisation = "unknown_organisation",
    /// The provider gives no e-mail address for a new account.
    NoEmail = "no_email",
    /// The provider says that the address was never verified.
    EmailNotVerified = "email_not_verified",
    /// An administrator keeps the account out.
    KeptOut = "kept_out",
    /// The provider takes away the role of the last administrator there is.
    LastAdministrator = "last_administrator",
    /// Another account has this e-mail; only an administrator connects the two.
    AccountExists = "account_exists",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for fault in [ProviderFault::Unavailable, ProviderFault::AccountExists] {
            assert_eq!(ProviderFault::parse(fault.as_str()), Some(fault));
        }
        assert_eq!(ProviderFault::parse("<b>"), None);
    }
}
