//! Recovery codes: 120 bits in six groups, of letters that can be read aloud.

use crate::ids::{self, NoRandomness};

/// How many somebody gets.
const MANY: usize = 8;

/// New ones.
///
/// # Errors
///
/// When there is no randomness.
pub fn make() -> Result<Vec<String>, NoRandomness> {
    (0..MANY).map(|_| ids::recovery_code()).collect()
}

/// What is kept of one, however it is typed.
pub fn hash(code: &str) -> [u8; 32] {
    let plain: String = code
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_lowercase())
        .collect();
    ids::digest(plain.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_the_same_however_it_is_typed() {
        let codes = make().unwrap();
        assert_eq!(codes.len(), MANY);
        for code in &codes {
            assert_eq!(code.len(), 29, "{code}");
            let typed = format!(" {} ", code.replace('-', " ").to_uppercase());
            assert_eq!(hash(code), hash(&typed));
        }
        assert_ne!(hash(&codes[0]), hash(&codes[1]));
    }
}
