//! Names and identifiers as real files and people write them.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A name with case, surplus blanks and non-breaking spaces taken away, for comparing.
///
/// Workloads, associations and certificates match by this form (`recognition.md` section 3).
pub fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for word in name.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(word.chars().flat_map(char::to_lowercase));
    }
    folded
}

/// The longest text, in bytes, that is kept as the name of a customer, subscription or person:
/// real ones have under a hundred, and a hostile file may have megabytes.
pub(crate) const LONGEST: usize = 256;

/// An ID that is no GUID, folded; what goes beyond [`LONGEST`] is cut off.
pub(crate) fn fold_id(text: &str) -> String {
    let mut folded = fold(text);
    folded.truncate(folded.floor_char_boundary(LONGEST));
    folded.truncate(folded.trim_end().len());
    folded
}

/// A GUID: tenant and subscription IDs. Compares without regard to case because it is
/// kept as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Guid(u128);

impl Guid {
    /// Reads `8-4-4-4-12` hexadecimal digits, in any case, with blanks or braces around it:
    /// what people paste. `None` for anything else, and for the nil GUID.
    pub fn parse(text: &str) -> Option<Self> {
        // Exports write it bare; only what people paste needs a closer look.
        let bare = <&[u8; 36]>::try_from(text.as_bytes()).ok();
        let pasted = || {
            let around = |c: char| c.is_whitespace() || "{}()\"'`,;.".contains(c);
            let bare = text.trim_matches(around).as_bytes();
            digits36(bare.try_into().ok()?)
        };
        let value = bare.and_then(digits36).or_else(pasted)?;
        (value != 0).then_some(Self(value))
    }

    /// The GUID of these bits; `None` for the nil GUID.
    pub fn from_bits(bits: u128) -> Option<Self> {
        (bits != 0).then_some(Self(bits))
    }

    /// The 128 bits.
    pub const fn bits(self) -> u128 {
        self.0
    }
}

/// Reads 8-4-4-4-12 hexadecimal digits, eight of them in a step: an export of a million rows
/// has two million of these.
fn digits36(text: &[u8; 36]) -> Option<u128> {
    let four = |at: usize| u32::from_be_bytes([text[at], text[at + 1], text[at + 2], text[at + 3]]);
    let eight = |first: usize, second: usize| {
        digits8(u64::from(four(first)) << 32 | u64::from(four(second)))
    };
    let dashed = [8, 13, 18, 23].into_iter().all(|place| text[place] == b'-');
    let parts = [eight(0, 4), eight(9, 14), eight(19, 24), eight(28, 32)];
    parts
        .into_iter()
        .try_fold(0, |value, part| Some(value << 32 | u128::from(part?)))
        .filter(|_| dashed)
}

/// Reads eight hexadecimal digits, the first of them in the highest byte.
fn digits8(text: u64) -> Option<u32> {
    const EACH: u64 = 0x0101_0101_0101_0101;
    // Letters have bit 6, and count from 10; the low half of `A` is 1.
    let letters = text >> 6 & EACH;
    let values = (text & (0x0f * EACH)) + letters * 9;
    // Written back in lower case it must be the same, and exactly the letters above 9.
    let lower = text | letters << 5;
    let written = values + 0x30 * EACH + letters * 0x27;
    let above_nine = (values + 6 * EACH) >> 4 & EACH;
    if lower != written || above_nine != letters || values & (0xf0 * EACH) != 0 {
        return None;
    }
    let pairs = (values | values >> 4) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs | pairs >> 8) & 0x0000_ffff_0000_ffff;
    u32::try_from((fours | fours >> 16) & 0xffff_ffff).ok()
}

impl fmt::Display for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let v = self.0;
        write!(
            f,
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            v >> 96,
            v >> 80 & 0xffff,
            v >> 64 & 0xffff,
            v >> 48 & 0xffff,
            v & 0xffff_ffff_ffff
        )
    }
}

impl Serialize for Guid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Guid {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text)
            .ok_or_else(|| serde::de::Error::custom(format!("`{text}` is not a GUID")))
    }
}

/// A customer's domain as pasted, made plain: without blanks, scheme, `www.`, path or `@`
/// in front, in lower case. `None` unless what is left is a well-formed host name with a dot.
pub fn domain(text: &str) -> Option<String> {
    let lower = text.trim().to_lowercase();
    let bare = lower
        .split_once("://")
        .map_or(lower.as_str(), |(_, rest)| rest);
    let bare = bare.rsplit_once('@').map_or(bare, |(_, rest)| rest);
    let bare = bare.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let bare = bare.trim_start_matches("www.").trim_end_matches('.');
    let label_ok = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let labels: Vec<&str> = bare.split('.').collect();
    let last_ok = labels
        .last()
        .is_some_and(|last| last.chars().count() >= 2 && !last.chars().all(|c| c.is_ascii_digit()));
    (labels.len() >= 2
        && bare.len() <= 253
        && last_ok
        && labels.iter().all(|label| label_ok(label)))
    .then(|| bare.to_owned())
}

/// An e-mail address, blanks around it taken away. `None` unless it has one `@` between a
/// name without blanks and a well-formed domain.
pub fn email(text: &str) -> Option<String> {
    let text = text.trim();
    let (name, host) = text.rsplit_once('@')?;
    let name_ok = !name.is_empty()
        && name.len() <= 64
        && !name.contains(|c: char| {
            c.is_whitespace() || c.is_control() || "@<>(),;:\"[]\\".contains(c)
        });
    // `domain` forgives what an address may not have, such as `www.` or a path.
    let host_ok = domain(host).as_deref() == Some(host.to_lowercase().as_str());
    (name_ok && host_ok && text.len() <= 254).then(|| text.to_owned())
}

/// A partner ID of a location (MPN ID): five to ten digits, blanks taken away.
pub fn partner_id(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let ok = (5..=10).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    ok.then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_forgets_case_and_surplus_blanks() {
        assert_eq!(fold("  Power\u{a0} BI "), "power bi");
        assert_eq!(fold("CPOR  RevRec"), fold("cpor revrec"));
    }

    #[test]
    fn an_id_of_any_length_is_kept_short_and_stays_as_it_is() {
        assert_eq!(fold_id(" Tenant  1 "), "tenant 1");
        for long in ["æ".repeat(LONGEST), "ab ".repeat(LONGEST), "x".repeat(257)] {
            let kept = fold_id(&long);
            assert!(
                (LONGEST - 2..=LONGEST).contains(&kept.len()),
                "{}",
                kept.len()
            );
            assert_eq!(fold_id(&kept), kept);
        }
    }

    #[test]
    fn a_pasted_guid_is_read_with_what_stands_around_it() {
        let plain = Guid::parse("3f2504e0-4f89-41d3-9a0c-0305e82c3301").unwrap();
        assert_eq!(
            Guid::parse(" {3F2504E0-4F89-41D3-9A0C-0305E82C3301}\n"),
            Some(plain)
        );
        assert_eq!(plain.to_string(), "3f2504e0-4f89-41d3-9a0c-0305e82c3301");
        for wrong in [
            "",
            "3f2504e0-4f89-41d3-9a0c-0305e82c330",
            "3f2504e0-4f89-41d3-9a0c-0305e82c33011",
            "3f2504e04f8941d39a0c0305e82c3301",
            "3g2504e0-4f89-41d3-9a0c-0305e82c3301",
            "00000000-0000-0000-0000-000000000000",
            "æf2504e0-4f89-41d3-9a0c-0305e82c330",
        ] {
            assert_eq!(Guid::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn domains_are_made_plain() {
        for (text, expected) in [
            (" Contoso.DK ", Some("contoso.dk")),
            ("https://www.contoso.com/om-os?x=1", Some("contoso.com")),
            ("anna@contoso.com", Some("contoso.com")),
            ("contoso.onmicrosoft.com", Some("contoso.onmicrosoft.com")),
            ("rødgrød.dk", Some("rødgrød.dk")),
            ("contoso", None),
            ("-contoso.dk", None),
            ("con toso.dk", None),
            ("contoso..dk", None),
            ("10.0.0.1", None),
            ("contoso.d", None),
        ] {
            assert_eq!(domain(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn addresses_and_partner_ids() {
        assert_eq!(
            email(" anna@contoso.dk ").as_deref(),
            Some("anna@contoso.dk")
        );
        for wrong in [
            "anna",
            "anna@",
            "@contoso.dk",
            "an na@contoso.dk",
            "a@b",
            "a@@b.dk",
            "a@www.b.dk",
        ] {
            assert_eq!(email(wrong), None, "{wrong}");
        }
        assert_eq!(partner_id(" 6 100 001 ").as_deref(), Some("6100001"));
        assert_eq!(partner_id("12345").as_deref(), Some("12345"));
        assert_eq!(partner_id("1234567890").as_deref(), Some("1234567890"));
        for wrong in ["1234", "12345678901", "610000A", "ABCDEF", ""] {
            assert_eq!(partner_id(wrong), None, "{wrong}");
        }
        assert_eq!(partner_id("61a"), None);
    }

    #[test]
    fn every_byte_is_a_digit_or_none_in_every_place() {
        let good = *b"01234567-89ab-cdef-ABCD-EF0123456789";
        let bits = digits36(&good).unwrap();
        assert_eq!(bits, 0x0123_4567_89ab_cdef_abcd_ef01_2345_6789);
        for place in 0..36 {
            for byte in 0..=u8::MAX {
                let mut text = good;
                text[place] = byte;
                let digit = char::from(byte).to_digit(16).filter(|_| byte.is_ascii());
                let dash = [8, 13, 18, 23].contains(&place);
                let expected = if dash {
                    (byte == b'-').then_some(bits)
                } else {
                    let before = [9, 14, 19, 24].iter().filter(|start| place >= **start);
                    let shift = 4 * (31 - (place - before.count()));
                    digit.map(|digit| bits & !(15 << shift) | u128::from(digit) << shift)
                };
                assert_eq!(digits36(&text), expected, "{byte} at {place}");
            }
        }
    }
}
