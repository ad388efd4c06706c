//! Signing in with an identity provider, by OpenID Connect: discovery, the authorization code flow
//! with PKCE, and signing out from either side.
//!
//! A provider is trusted with who somebody is, and with nothing else: what it sends is bounded in
//! time and bytes, and every check of OpenID Connect Core 1.0 section 3.1.3.7, of RFC 9207 and of
//! Back-Channel Logout 1.0 section 2.6 has its own name in the log. `docs/identity.md` lists them.

mod http;
mod logout;
mod person;
mod provider;
mod settings;

pub use logout::{LogoutFault, LogoutToken};
pub use person::Told;
pub use provider::{Begun, Provider, Returned};
pub use settings::{Issuer, OidcSettings, Strength, Values};

use chrono::TimeDelta;

/// How far the provider's clock and ours may be apart.
pub const SKEW: TimeDelta = TimeDelta::minutes(5);
/// How long a sign-in may be under way.
pub const LASTS: TimeDelta = TimeDelta::minutes(10);
/// The longest subject, by OpenID Connect Core 1.0 section 2, in bytes.
const LONGEST_SUBJECT: usize = 255;

/// An error with what caused it, for the log: without what the provider's answer holds beside its
/// message, in one line, cut short.
fn plain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text.chars()
        .flat_map(char::escape_debug)
        .take(400)
        .collect()
}
