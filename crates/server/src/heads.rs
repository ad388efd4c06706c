//! What is read out of the head of a request, whatever stands there: bytes in, values out, and nothing
//! else of the server. `fuzz/src/heads.rs` holds it against anything at all.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

/// What API tokens begin with, so that people and secret scanners know one when they see it.
pub const TOKEN_PREFIX: &str = "cd_";
/// 256 bits in hexadecimal.
const TOKEN_SECRET: usize = 64;
/// The CRC-32 of what stands before it, in hexadecimal: a typing error is told as one.
const TOKEN_CHECK: usize = 8;
/// Characters of a session's token.
const SESSION_TOKEN: usize = 64;
/// The longest `Upload-Metadata` that is read, in bytes.
const LONGEST_METADATA: usize = 4096;

/// The end of an API token that begins like this.
pub fn token_check(body: &str) -> String {
    format!("{:08x}", crc32fast::hash(body.as_bytes()))
}

/// True for a text that can be an API token.
pub fn is_token(text: &str) -> bool {
    text.len() == TOKEN_PREFIX.len() + TOKEN_SECRET + TOKEN_CHECK
        && text.starts_with(TOKEN_PREFIX)
        && text.is_ascii()
        && text
            .split_at_checked(TOKEN_PREFIX.len() + TOKEN_SECRET)
            .is_some_and(|(body, end)| token_check(body) == end)
}

/// What stands in `Authorization: Bearer …`; nothing where another scheme does.
pub fn bearer(authorization: &[u8]) -> Option<&str> {
    // What is not readable is no token, and no reason to look for a cookie.
    let text = readable(authorization).unwrap_or("Bearer ");
    let (scheme, token) = text.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim())
}

/// The token in the cookie with this name, out of the lines of `Cookie`.
pub fn cookie<'h>(lines: impl Iterator<Item = &'h [u8]>, name: &str) -> Option<&'h str> {
    lines
        .filter_map(readable)
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, value)| *key == name && value.len() == SESSION_TOKEN)
        .map(|(_, value)| value)
}

/// The version in `If-Match: "7"`.
pub fn version(if_match: &[u8]) -> Option<i64> {
    readable(if_match)?
        .trim()
        .strip_prefix('"')?
        .strip_suffix('"')?
        .parse()
        .ok()
}

/// What `Upload-Metadata` tells: the file's name, and the SHA-256 of the whole in lower hexadecimal.
pub fn upload_metadata(value: &[u8]) -> Option<(String, Option<String>)> {
    let text = readable(value).filter(|text| text.len() <= LONGEST_METADATA)?;
    let (mut name, mut sha256) = (String::new(), None);
    for pair in text
        .split(',')
        .map(str::trim)
        .filter(|pair| !pair.is_empty())
    {
        let (key, value) = pair.split_once(' ').unwrap_or((pair, ""));
        let value = String::from_utf8(BASE64.decode(value.trim()).ok()?).ok()?;
        match key {
            "filename" => name = value,
            "sha256" => {
                let lower = value.to_ascii_lowercase();
                if lower.len() != 64 || !lower.bytes().all(|b| b.is_ascii_hexdigit()) {
                    return None;
                }
                sha256 = Some(lower);
            }
            _ => {}
        }
    }
    Some((name, sha256))
}

/// The SHA-256 in `Upload-Checksum: sha256 …`.
pub fn upload_checksum(value: &[u8]) -> Option<[u8; 32]> {
    let (algorithm, sum) = readable(value)?.split_once(' ')?;
    if algorithm != "sha256" {
        return None;
    }
    BASE64.decode(sum.trim()).ok()?.try_into().ok()
}

/// A number of bytes, as tus has it.
pub fn bytes(value: &[u8]) -> Option<u64> {
    let text = readable(value)?;
    text.bytes()
        .all(|b| b.is_ascii_digit())
        .then(|| text.parse().ok())
        .flatten()
}

/// A value of a head as text: visible letters of ASCII, blanks and tabs.
fn readable(value: &[u8]) -> Option<&str> {
    let is_seen = |byte: &u8| (b' '..=b'~').contains(byte) || *byte == b'\t';
    value
        .iter()
        .all(is_seen)
        .then(|| std::str::from_utf8(value).ok())
        .flatten()
}
