//! Names that reveal nothing: not how many there are, not which comes next.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

/// Crockford's alphabet: no I, L, O or U, so that a reference can be read aloud.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The operating system has no randomness to give. Nothing can be kept secret then.
#[derive(Debug, thiserror::Error)]
#[error("the operating system gives no random numbers: {0}")]
pub struct NoRandomness(String);

fn random<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| NoRandomness(error.to_string()))?;
    Ok(bytes)
}

/// A new ID for a row.
pub fn id(now: DateTime<Utc>) -> Result<String, NoRandomness> {
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or_default();
    Ok(
        uuid::Builder::from_unix_timestamp_millis(millis, &random()?)
            .into_uuid()
            .to_string(),
    )
}

/// A new reference for a claim, `CD-7K4M-2QXW`.
pub fn reference() -> Result<String, NoRandomness> {
    let letters: Vec<char> = random::<8>()?
        .into_iter()
        .map(|byte| {
            char::from(
                ALPHABET
                    .get(usize::from(byte & 31))
                    .copied()
                    .unwrap_or(b'0'),
            )
        })
        .collect();
    let (front, back) = letters.split_at(4);
    Ok(format!(
        "CD-{}-{}",
        front.iter().collect::<String>(),
        back.iter().collect::<String>()
    ))
}

/// True for the letters and figures that references are made of.
pub fn is_of_reference(byte: u8) -> bool {
    ALPHABET.contains(&byte)
}

/// A reference as somebody may have typed it, in its one spelling; `None` if it is none.
pub fn parse_reference(text: &str) -> Option<String> {
    let upper = text.to_ascii_uppercase();
    let (front, back) = upper.strip_prefix("CD-")?.split_once('-')?;
    let good = |part: &str| part.len() == 4 && part.bytes().all(|byte| ALPHABET.contains(&byte));
    (good(front) && good(back)).then_some(upper)
}

/// A secret of 256 bits in hexadecimal.
pub fn token() -> Result<String, NoRandomness> {
    Ok(hex(&key()?))
}

/// A secret of 256 bits.
pub fn key() -> Result<[u8; 32], NoRandomness> {
    random()
}

/// A password somebody can copy from a screen: 80 bits.
pub fn password() -> Result<String, NoRandomness> {
    grouped::<16>()
}

/// A recovery code: 120 bits.
pub fn recovery_code() -> Result<String, NoRandomness> {
    grouped::<24>()
}

/// So many letters of five bits, in groups of four.
fn grouped<const LETTERS: usize>() -> Result<String, NoRandomness> {
    let letters: Vec<String> = random::<LETTERS>()?
        .chunks(4)
        .map(|part| {
            part.iter()
                .map(|byte| {
                    char::from(
                        ALPHABET
                            .get(usize::from(byte & 31))
                            .copied()
                            .unwrap_or(b'0'),
                    )
                })
                .collect::<String>()
                .to_ascii_lowercase()
        })
        .collect();
    Ok(letters.join("-"))
}

/// One of 256, each as likely.
pub fn chance() -> Result<u8, NoRandomness> {
    let [byte] = random::<1>()?;
    Ok(byte)
}

/// Bytes that make a hash of something short worth nothing to whoever tries all short things.
pub fn salt() -> Result<[u8; 16], NoRandomness> {
    random()
}

/// What is kept of a secret.
pub fn digest(secret: &[u8]) -> [u8; 32] {
    Sha256::digest(secret).into()
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_read_in_any_case_and_nothing_else_is() {
        let made = reference().unwrap();
        assert_eq!(
            parse_reference(&made.to_lowercase()).as_deref(),
            Some(made.as_str())
        );
        for wrong in [
            "",
            "CD-",
            "CD-7K4M-2QX",
            "CD-7K4M-2QXU",
            "7K4M-2QXW",
            "CD-7K4M-2QXW-",
            "CD-7K4M 2QXW",
        ] {
            assert_eq!(parse_reference(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn generated_passwords_are_long_enough_to_be_accepted() {
        assert_eq!(password().unwrap().len(), 19);
    }
}
