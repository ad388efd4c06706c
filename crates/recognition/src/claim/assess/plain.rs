//! Texts that are plain already, which nearly all are after a form was tidied: told without
//! building another text. Whatever is not plain goes to [`names`], which alone decides.

use std::borrow::Cow;

use crate::names;

pub(super) fn is_guid(text: &str) -> bool {
    plain_guid(text.as_bytes()) || names::Guid::parse(text).is_some()
}

pub(super) fn is_domain(text: &str) -> bool {
    plain_host(text.as_bytes()) || names::domain(text).is_some()
}

pub(super) fn is_email(text: &str) -> bool {
    plain_email(text.as_bytes()) || names::email(text).is_some()
}

/// The partner ID without blanks, as [`names::partner_id`] reads it.
pub(super) fn partner_id(text: &str) -> Option<Cow<'_, str>> {
    let plain = (5..=10).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if plain {
        Some(Cow::Borrowed(text))
    } else {
        names::partner_id(text).map(Cow::Owned)
    }
}

/// True when both are one name to [`names::fold`].
pub(super) fn same_name(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    if let ([first, ..], [second, ..]) = (one.as_bytes(), other.as_bytes())
        && first.is_ascii_alphanumeric()
        && second.is_ascii_alphanumeric()
        && !first.eq_ignore_ascii_case(second)
    {
        return false;
    }
    if !one.is_ascii() || !other.is_ascii() {
        return names::fold(one) == names::fold(other);
    }
    let (mut words, mut others) = (one.split_whitespace(), other.split_whitespace());
    loop {
        match (words.next(), others.next()) {
            (None, None) => return true,
            (Some(word), Some(other)) if word.eq_ignore_ascii_case(other) => {}
            _ => return false,
        }
    }
}

fn plain_guid(bytes: &[u8]) -> bool {
    let Ok(bytes) = <&[u8; 36]>::try_from(bytes) else {
        return false;
    };
    let mut all = true;
    // Some digit other than 0: the nil GUID is nobody's.
    let mut any = false;
    for (index, byte) in bytes.iter().enumerate() {
        if matches!(index, 8 | 13 | 18 | 23) {
            all &= *byte == b'-';
        } else {
            all &= byte.is_ascii_hexdigit();
            any |= *byte != b'0';
        }
    }
    all && any
}

/// A host name in lower case with a dot in it, and no `www.` in front.
fn plain_host(bytes: &[u8]) -> bool {
    if bytes.len() > 253 || bytes.starts_with(b"www.") {
        return false;
    }
    let mut labels = 0;
    let mut last = (0, false);
    for label in bytes.split(|byte| *byte == b'.') {
        let mut not_only_digits = false;
        for byte in label {
            match byte {
                b'a'..=b'z' | b'-' => not_only_digits = true,
                b'0'..=b'9' => {}
                _ => return false,
            }
        }
        let hyphen_at_end = label.first() == Some(&b'-') || label.last() == Some(&b'-');
        if label.is_empty() || label.len() > 63 || hyphen_at_end {
            return false;
        }
        labels += 1;
        last = (label.len(), not_only_digits);
    }
    labels >= 2 && last.0 >= 2 && last.1
}

fn plain_email(bytes: &[u8]) -> bool {
    let Some(at) = bytes.iter().position(|byte| *byte == b'@') else {
        return false;
    };
    let (name, host) = bytes.split_at(at);
    let plain_name = name
        .iter()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'+'));
    let host = host.get(1..).unwrap_or_default();
    bytes.len() <= 254 && (1..=64).contains(&name.len()) && plain_name && plain_host(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_texts_are_what_names_says_they_are() {
        for text in [
            "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
            "3F2504E0-4f89-41d3-9a0c-0305e82c3301",
            "00000000-0000-0000-0000-000000000000",
            "3f2504e0-4f89-41d3-9a0c-0305e82c330g",
            "3f2504e0+4f89-41d3-9a0c-0305e82c3301",
        ] {
            let known = names::Guid::parse(text).is_some();
            assert_eq!(plain_guid(text.as_bytes()), known, "{text}");
        }
        for text in [
            "contoso.dk",
            "a.b",
            "a.1b",
            "a.12",
            "10.0.0.1",
            "-a.dk",
            "a-.dk",
            "a.-b",
            "a..dk",
            "a",
            "",
            ".dk",
            "a b.dk",
            "a_b.dk",
            "x.a-b",
            "a.--",
        ] {
            assert_eq!(
                plain_host(text.as_bytes()),
                names::domain(text).is_some(),
                "{text}"
            );
        }
        // Labels of 63 letters: 253 in all, and one more.
        let label = "a".repeat(63);
        for last in [61, 62] {
            let text = format!("{label}.{label}.{label}.{}", "a".repeat(last));
            let known = names::domain(&text).is_some();
            assert_eq!(known, text.len() <= 253, "{}", text.len());
            assert_eq!(plain_host(text.as_bytes()), known, "{}", text.len());
        }
        for text in ["www.a.dk", "a.dk.", "A.dk", "rødgrød.dk", " a.dk"] {
            assert!(!plain_host(text.as_bytes()) && is_domain(text), "{text}");
        }
        for text in [
            "anna@contoso.dk",
            "a@b",
            "@b.dk",
            "a@",
            "a@@b.dk",
            "a b@c.dk",
            "a@www.b.dk",
            "a.b-c_d+e@f.dk",
        ] {
            assert_eq!(
                plain_email(text.as_bytes()),
                names::email(text).is_some(),
                "{text}"
            );
        }
        assert_eq!(
            partner_id(" 6 100 001 "),
            names::partner_id("6100001").map(Cow::Owned)
        );
        let spellings = [
            "Power BI",
            " power  BI\t",
            "power\u{a0}bi",
            "Powerbi",
            "Power",
            "",
            " ",
            "Øl",
            "øL",
            // The sign of the unit Kelvin is a K in lower case.
            "\u{212a}undeservice",
            "kundeservice",
            "KUNDESERVICE",
        ];
        for one in spellings {
            for other in spellings {
                let same = names::fold(one) == names::fold(other);
                assert_eq!(same_name(one, other), same, "{one:?} {other:?}");
            }
        }
    }
}
