//! Sessions: a random token in a cookie, its hash and its age on the server.

use axum::http::{HeaderMap, HeaderValue, header};
use chrono::{DateTime, TimeDelta, Utc};

use crate::heads;
use crate::ids;
use crate::store::SessionRecord;

/// A session that is not used for so long is over.
pub const IDLE: TimeDelta = TimeDelta::hours(12);
/// However much it is used, it is over after this.
pub const ABSOLUTE: TimeDelta = TimeDelta::days(7);
/// Who changes by what they sign in has signed in no longer ago than this (OWASP ASVS 5.0, 7.5).
pub const FRESH: TimeDelta = TimeDelta::minutes(10);
/// The last use is noted no more often than this, to spare the disk.
const NOTED_EVERY: TimeDelta = TimeDelta::minutes(5);

/// The name of the cookie. With TLS, the prefix has browsers bind it to this very host.
pub const fn cookie_name(secure: bool) -> &'static str {
    if secure {
        "__Host-claimdesk"
    } else {
        "claimdesk"
    }
}

/// The name of the cookie by which a browser is known while it is at an identity provider.
pub const fn browser_cookie_name(secure: bool) -> &'static str {
    if secure {
        "__Host-claimdesk-sign-in"
    } else {
        "claimdesk-sign-in"
    }
}

/// That cookie. `Lax`, because the browser comes back from another site.
pub fn browser_cookie(value: &str, seconds: i64, secure: bool) -> Option<HeaderValue> {
    cookie(browser_cookie_name(secure), value, "Lax", seconds, secure)
}

/// A cookie's value to begin a session with.
pub fn begin(token: &str, secure: bool) -> Option<HeaderValue> {
    let name = cookie_name(secure);
    cookie(name, token, "Strict", ABSOLUTE.num_seconds(), secure)
}

/// A cookie's value that takes the session away.
pub fn end(secure: bool) -> Option<HeaderValue> {
    cookie(cookie_name(secure), "", "Strict", 0, secure)
}

fn cookie(
    name: &str,
    value: &str,
    same_site: &str,
    seconds: i64,
    secure: bool,
) -> Option<HeaderValue> {
    let secure = if secure { "; Secure" } else { "" };
    let text = format!(
        "{name}={value}; Path=/; HttpOnly; SameSite={same_site}; Max-Age={seconds}{secure}"
    );
    HeaderValue::from_str(&text).ok()
}

/// The hash of the token that came with a request.
pub fn token_hash(headers: &HeaderMap, secure: bool) -> Option<[u8; 32]> {
    let token = named(headers, cookie_name(secure))?;
    Some(ids::digest(token.as_bytes()))
}

/// The token in the cookie with this name.
pub fn named<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let lines = headers.get_all(header::COOKIE).iter();
    heads::cookie(lines.map(HeaderValue::as_bytes), name)
}

/// True while the session may be used.
pub fn is_alive(session: &SessionRecord, now: DateTime<Utc>) -> bool {
    now - session.seen_at < IDLE && now - session.created_at < ABSOLUTE
}

/// True while somebody who signed in then need not show again that it is them.
pub fn is_fresh(since: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - since < FRESH
}

/// True when it is time to note the last use.
pub fn is_to_be_noted(session: &SessionRecord, now: DateTime<Utc>) -> bool {
    now - session.seen_at >= NOTED_EVERY
}
