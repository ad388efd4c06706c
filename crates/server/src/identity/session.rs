//! Sessions: a random token in a cookie, its hash and its age on the server.

use axum::http::{HeaderMap, HeaderValue, header};
use chrono::{DateTime, TimeDelta, Utc};

use crate::ids;
use crate::store::SessionRecord;

/// A session that is not used for so long is over.
pub const IDLE: TimeDelta = TimeDelta::hours(12);
/// However much it is used, it is over after this.
pub const ABSOLUTE: TimeDelta = TimeDelta::days(7);
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

/// A cookie's value to begin a session with.
pub fn begin(token: &str, secure: bool) -> Option<HeaderValue> {
    cookie(token, ABSOLUTE.num_seconds(), secure)
}

/// A cookie's value that takes the session away.
pub fn end(secure: bool) -> Option<HeaderValue> {
    cookie("", 0, secure)
}

fn cookie(value: &str, seconds: i64, secure: bool) -> Option<HeaderValue> {
    let name = cookie_name(secure);
    let secure = if secure { "; Secure" } else { "" };
    let text =
        format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}");
    HeaderValue::from_str(&text).ok()
}

/// The hash of the token that came with a request.
pub fn token_hash(headers: &HeaderMap, secure: bool) -> Option<[u8; 32]> {
    let name = cookie_name(secure);
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, value)| *key == name && value.len() == 64)
        .map(|(_, value)| ids::digest(value.as_bytes()))
}

/// True while the session may be used.
pub fn is_alive(session: &SessionRecord, now: DateTime<Utc>) -> bool {
    now - session.seen_at < IDLE && now - session.created_at < ABSOLUTE
}

/// True when it is time to note the last use.
pub fn is_to_be_noted(session: &SessionRecord, now: DateTime<Utc>) -> bool {
    now - session.seen_at >= NOTED_EVERY
}
