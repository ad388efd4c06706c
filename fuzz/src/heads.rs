//! What must hold of the heads of requests, and of the problem details that answer them.
//!
//! The functions under test are taken by their file: the rest of the server, with its database, is no
//! part of what is tried here. `crates/server/tests/heads` holds the same against seeds and random bytes.
//! No body of a form with files (`multipart/form-data`) is taken anywhere: files come as they are.

use claimdesk_protocol::Problem;

#[path = "../../crates/server/src/heads.rs"]
mod read;

/// A target, as in the library.
pub type Target = fn(&[u8]);

/// Every target, by the name of its program and of its folder.
pub const TARGETS: [(&str, Target); 4] = [
    ("tokens", tokens),
    ("cookies", cookies),
    ("parts", parts),
    ("problems", problems),
];

/// `Authorization`, and what can be a token in it.
pub fn tokens(data: &[u8]) {
    let Some(token) = read::bearer(data) else {
        return;
    };
    assert_eq!(token, token.trim());
    // A head that is not readable is told as a wrong token, and never passed over.
    let readable = data
        .iter()
        .all(|byte| byte.is_ascii() && !byte.is_ascii_control() || *byte == b'\t');
    assert!(readable || token.is_empty(), "{token:?}");
    let body = token
        .get(..token.len().saturating_sub(8))
        .unwrap_or_default();
    let whole = token.len() == 75 && token.starts_with(read::TOKEN_PREFIX);
    let is_token = whole && token.is_ascii() && token.ends_with(&read::token_check(body));
    assert_eq!(read::is_token(token), is_token, "{token:?}");
}

/// The lines of `Cookie`; the name of the cookie is what stands before the first line feed.
pub fn cookies(data: &[u8]) {
    let mut lines = data.split(|byte| *byte == b'\n');
    let Some(name) = lines.next().and_then(|name| std::str::from_utf8(name).ok()) else {
        return;
    };
    let lines: Vec<&[u8]> = lines.collect();
    let found = read::cookie(lines.iter().copied(), name);
    if let Some(value) = found {
        assert_eq!(value.len(), 64);
        assert!(!value.contains(';'));
        let pair = format!("{name}={value}");
        let stands = |line: &&[u8]| line.windows(pair.len()).any(|part| part == pair.as_bytes());
        assert!(lines.iter().any(stands), "{pair}");
    }
    // What others put behind it changes nothing of what is found.
    let more = lines.iter().copied().chain([&b"claimdesk=x; a=b"[..]]);
    assert_eq!(read::cookie(more, name), found);
}

/// What comes with a part of a file: its name and checksums, offsets, and the version of a claim.
pub fn parts(data: &[u8]) {
    if let Some((_, Some(sha256))) = read::upload_metadata(data) {
        assert_eq!(sha256.len(), 64);
        assert!(
            sha256
                .bytes()
                .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
        );
    }
    if read::upload_metadata(data).is_some() {
        assert!(data.len() <= 4096);
    }
    if read::upload_checksum(data).is_some() {
        assert!(data.starts_with(b"sha256 "));
    }
    if let Some(bytes) = read::bytes(data) {
        let text = std::str::from_utf8(data).unwrap_or_default();
        assert_eq!(
            text.trim_start_matches('0').len(),
            if bytes == 0 {
                0
            } else {
                bytes.to_string().len()
            }
        );
    }
    if let Some(version) = read::version(data) {
        let spelled = format!("\"{version}\"");
        assert_eq!(read::version(spelled.as_bytes()), Some(version));
    }
}

/// Problem details as the page reads them: what is read is written so that the same is read again.
pub fn problems(data: &[u8]) {
    let Ok(problem) = serde_json::from_slice::<Problem>(data) else {
        return;
    };
    let written = serde_json::to_vec(&problem).unwrap_or_default();
    let again = serde_json::from_slice::<Problem>(&written).ok();
    assert_eq!(again, Some(problem));
}
