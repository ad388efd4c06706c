//! API tokens: how they look, and whether one may be used.

use axum::http::{HeaderMap, header};
use chrono::{DateTime, TimeDelta, Utc};

use crate::config::Secret;
use crate::heads::{self, TOKEN_PREFIX, token_check};
use crate::ids::{self, NoRandomness};
use crate::store::tokens::TokenRecord;

/// The last use is noted no more often than this, to spare the disk.
const NOTED_EVERY: TimeDelta = TimeDelta::hours(1);

/// A new token.
pub fn make() -> Result<Secret, NoRandomness> {
    let body = format!("{TOKEN_PREFIX}{}", ids::token()?);
    let check = token_check(&body);
    Ok(Secret::new(format!("{body}{check}")))
}

/// What is kept of it.
pub fn hash(token: &str) -> [u8; 32] {
    ids::digest(token.as_bytes())
}

/// The token of a request that has one: `Authorization: Bearer …`.
pub fn of(headers: &HeaderMap) -> Option<&str> {
    heads::bearer(headers.get(header::AUTHORIZATION)?.as_bytes())
}

/// True while it may be used: in its time, by an organisation that its maker still works for.
pub fn is_alive(token: &TokenRecord, now: DateTime<Utc>) -> bool {
    let works_for = token.maker.organisation.as_ref().map(|own| own.id.as_str());
    now < token.expires_at && works_for == Some(token.organisation_id.as_str())
}

/// True when it is time to note the last use.
pub fn is_to_be_noted(token: &TokenRecord, now: DateTime<Utc>) -> bool {
    token.used_at.is_none_or(|used| now - used >= NOTED_EVERY)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;
    use crate::heads::is_token;

    #[test]
    fn a_typing_error_is_told_from_a_token() {
        let made = make().unwrap();
        let text = made.reveal();
        assert_eq!(text.len(), 75);
        assert!(is_token(text));
        for at in 0..text.len() {
            let mut typed = text.as_bytes().to_vec();
            typed[at] = if typed[at] == b'0' { b'1' } else { b'0' };
            assert!(!is_token(std::str::from_utf8(&typed).unwrap()), "{at}");
        }
        for wrong in [
            "",
            "cd_",
            &text[1..],
            &text[..74],
            &format!("{text}0"),
            &"é".repeat(75),
        ] {
            assert!(!is_token(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_bearer_is_read_in_any_case_and_nothing_else_is() {
        let of = |value: &'static [u8]| {
            let mut headers = HeaderMap::new();
            headers.insert(
                header::AUTHORIZATION,
                HeaderValue::from_bytes(value).unwrap(),
            );
            super::of(&headers).map(str::to_owned)
        };
        assert_eq!(of(b"Bearer x"), Some("x".to_owned()));
        assert_eq!(of(b"bEARER  x "), Some("x".to_owned()));
        assert_eq!(of(b"Basic x"), None);
        assert_eq!(of(b"Bearer \xff"), Some(String::new()));
        assert_eq!(super::of(&HeaderMap::new()), None);
    }
}
