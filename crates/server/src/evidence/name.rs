//! Names of files: from outside to the store, and from the store to a download's header.

use super::sniff::Kind;

/// The longest name kept, in characters.
const LONGEST: usize = 200;

/// The name without folders, without what cannot be seen and what turns the direction of
/// writing, and with an ending that fits the content. An ending of another kind is refused
/// by giving it back.
pub fn fitting(given: &str, kind: Kind) -> Result<String, String> {
    let base = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen: String = base
        .chars()
        .filter(|c| !is_unseen(*c))
        .map(|c| if "<>:\"|?*".contains(c) { '_' } else { c })
        .collect();
    let seen = seen.split_whitespace().collect::<Vec<_>>().join(" ");
    let seen = seen.trim_matches(|c: char| c == '.' || c == ' ');
    let own = kind.endings().first().copied().unwrap_or("bin");
    let (stem, ending) = match seen.rsplit_once('.') {
        Some((stem, ending)) if is_ending(ending) => (stem, ending.to_lowercase()),
        _ => (seen, own.to_owned()),
    };
    if !kind.endings().contains(&ending.as_str()) {
        return Err(ending);
    }
    let stem: String = stem.chars().take(LONGEST - ending.len() - 1).collect();
    let stem = stem.trim_matches(|c: char| c == '.' || c == ' ');
    let stem = if stem.is_empty() { "file" } else { stem };
    Ok(format!("{stem}.{ending}"))
}

fn is_ending(text: &str) -> bool {
    (1..=8).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// A `Content-Disposition` (RFC 6266): plain letters for old readers, the whole name in UTF-8.
pub fn disposition(kind: &str, name: &str) -> String {
    use std::fmt::Write;
    let plain: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_graphic() && c != '"' && c != '\\' || c == ' ' {
                c
            } else {
                '_'
            }
        })
        .collect();
    let mut whole = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            whole.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(whole, "%{byte:02X}");
        }
    }
    format!("{kind}; filename=\"{plain}\"; filename*=UTF-8''{whole}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_made_harmless() {
        for (given, expected) in [
            ("Godkendelse.PDF", Ok("Godkendelse.pdf")),
            ("../../etc/passwd.pdf", Ok("passwd.pdf")),
            ("C:\\Users\\anna\\bevis nr. 2.pdf", Ok("bevis nr. 2.pdf")),
            ("invoice\u{202e}fdp.exe", Err("exe")),
            ("bevis\u{202e}\r\n.pdf", Ok("bevis.pdf")),
            ("rødgrød på bordet.pdf", Ok("rødgrød på bordet.pdf")),
            ("uden endelse", Ok("uden endelse.pdf")),
            ("...", Ok("file.pdf")),
            ("", Ok("file.pdf")),
            ("a<b>\"c\".pdf", Ok("a_b__c_.pdf")),
            ("bevis.docx", Err("docx")),
        ] {
            assert_eq!(
                fitting(given, Kind::Pdf).as_deref().map_err(String::as_str),
                expected,
                "{given}"
            );
        }
        assert_eq!(
            fitting(&"æ".repeat(400), Kind::Jpeg)
                .unwrap()
                .chars()
                .count(),
            200
        );
    }

    #[test]
    fn downloads_are_named_in_both_spellings() {
        assert_eq!(
            disposition("attachment", "bevis på \"A\".pdf"),
            "attachment; filename=\"bevis p_ _A_.pdf\"; filename*=UTF-8''bevis%20p%C3%A5%20%22A%22.pdf"
        );
    }
}
