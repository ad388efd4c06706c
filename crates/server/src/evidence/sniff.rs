//! What a file is, found from its content. Its name and what the browser says of it do not
//! count.

/// The kinds that are taken as evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// PDF.
    Pdf,
    /// PNG picture.
    Png,
    /// JPEG picture.
    Jpeg,
    /// Word document.
    Docx,
    /// Excel workbook.
    Xlsx,
    /// Presentation.
    Pptx,
    /// Word document that may have macros.
    Docm,
    /// Excel workbook that may have macros.
    Xlsm,
    /// Presentation that may have macros.
    Pptm,
    /// E-mail as text.
    Eml,
    /// E-mail as Outlook saves it.
    Msg,
}

/// The sentence about what is taken.
pub const TAKEN: &str = "Evidence is a PDF, a picture (PNG, JPEG), a Word, Excel or PowerPoint document, or an e-mail (EML, MSG).";

impl Kind {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Pdf,
        Self::Png,
        Self::Jpeg,
        Self::Docx,
        Self::Xlsx,
        Self::Pptx,
        Self::Docm,
        Self::Xlsm,
        Self::Pptm,
        Self::Eml,
        Self::Msg,
    ];

    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pptx => {
                "application/vnd.openxmlformats-officedocument.presentationml.presentation"
            }
            Self::Docm => "application/vnd.ms-word.document.macroEnabled.12",
            Self::Xlsm => "application/vnd.ms-excel.sheet.macroEnabled.12",
            Self::Pptm => "application/vnd.ms-powerpoint.presentation.macroEnabled.12",
            Self::Eml => "message/rfc822",
            Self::Msg => "application/vnd.ms-outlook",
        }
    }

    /// The endings its name may have; the first is its own.
    pub const fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &["pdf"],
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Docx => &["docx"],
            Self::Xlsx => &["xlsx"],
            Self::Pptx => &["pptx"],
            Self::Docm => &["docm"],
            Self::Xlsm => &["xlsm"],
            Self::Pptm => &["pptm"],
            Self::Eml => &["eml"],
            Self::Msg => &["msg"],
        }
    }

    /// The same document in the kind that may have macros.
    #[must_use]
    pub const fn with_macros(self) -> Self {
        match self {
            Self::Docx => Self::Docm,
            Self::Xlsx => Self::Xlsm,
            Self::Pptx => Self::Pptm,
            other => other,
        }
    }
}

/// What a file is that asks for a password before it can be told apart further.
pub const LOCKED: &str = "an Office document with a password";

/// True for a media type that a browser may show in place: it cannot carry a script that
/// would run as this site.
pub fn is_shown_in_place(media_type: &str) -> bool {
    [Kind::Pdf, Kind::Png, Kind::Jpeg]
        .iter()
        .any(|kind| kind.media_type() == media_type)
}

/// The kind of a file, or in words what it seems to be.
pub fn kind(head: &[u8], tail: &[u8]) -> Result<Kind, &'static str> {
    let has = |needle: &[u8]| contains(head, needle) || contains(tail, needle);
    if head.starts_with(b"%PDF-") {
        return Ok(Kind::Pdf);
    }
    if head.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Ok(Kind::Png);
    }
    if head.starts_with(&[0xff, 0xd8, 0xff]) {
        return Ok(Kind::Jpeg);
    }
    if head.starts_with(b"PK\x03\x04") {
        // The names stand in the clear before each part and again in the list at the end.
        return if has(b"word/document.xml") {
            Ok(Kind::Docx)
        } else if has(b"xl/workbook.xml") {
            Ok(Kind::Xlsx)
        } else if has(b"ppt/presentation.xml") {
            Ok(Kind::Pptx)
        } else {
            Err("a ZIP archive")
        };
    }
    if head.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) {
        let named = |name: &str| {
            let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            has(&wide)
        };
        return if named("__substg1.0_") {
            Ok(Kind::Msg)
        } else if named("EncryptedPackage") {
            Err(LOCKED)
        } else {
            Err("an old Office document")
        };
    }
    if is_email(head) {
        return Ok(Kind::Eml);
    }
    Err(in_words(head))
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack
        .windows(needle.len())
        .any(|window| window == needle)
}

/// True for text that begins with the headers of an e-mail.
fn is_email(head: &[u8]) -> bool {
    if head.contains(&0) {
        return false;
    }
    let mut telling = 0;
    for (index, line) in head.split(|byte| *byte == b'\n').take(200).enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            break;
        }
        if index > 0 && matches!(line.first(), Some(b' ' | b'\t')) {
            continue;
        }
        let Some(colon) = line.iter().position(|byte| *byte == b':') else {
            return false;
        };
        let name = line.get(..colon).unwrap_or_default();
        if name.is_empty()
            || !name
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
        {
            return false;
        }
        let name = name.to_ascii_lowercase();
        let known: [&[u8]; 7] = [
            b"from",
            b"to",
            b"date",
            b"subject",
            b"received",
            b"message-id",
            b"mime-version",
        ];
        telling += usize::from(known.contains(&name.as_slice()));
    }
    telling >= 3
}

fn in_words(head: &[u8]) -> &'static str {
    if head.starts_with(b"MZ") || head.starts_with(b"\x7fELF") {
        return "a program";
    }
    if head.starts_with(b"#!") {
        return "a script";
    }
    if let Some(found) = infer::get(head) {
        return match found.matcher_type() {
            infer::MatcherType::App => "a program",
            infer::MatcherType::Archive => "an archive",
            infer::MatcherType::Audio => "a sound recording",
            infer::MatcherType::Book => "an e-book",
            infer::MatcherType::Image => "a picture of another kind",
            infer::MatcherType::Video => "a video",
            infer::MatcherType::Text => "a web page or plain text",
            _ => "a file of another kind",
        };
    }
    let text = std::str::from_utf8(head).is_ok_and(|text| !text.contains('\0'));
    if text {
        "plain text"
    } else {
        "a file of an unknown kind"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(content: &[u8]) -> Result<Kind, &'static str> {
        kind(content, content)
    }

    #[test]
    fn kinds_are_told_by_content() {
        let office = |part: &str| [b"PK\x03\x04....[Content_Types].xml", part.as_bytes()].concat();
        let wide =
            |name: &str| -> Vec<u8> { name.encode_utf16().flat_map(u16::to_le_bytes).collect() };
        let msg: Vec<u8> = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]
            .into_iter()
            .chain(wide("__substg1.0_0037001F"))
            .collect();
        let mail = b"From: a@b.example\r\nTo: c@d.example\r\nSubject: Work\r\n done\r\n\r\nThanks";
        for (content, expected) in [
            (b"%PDF-1.7\n".to_vec(), Ok(Kind::Pdf)),
            (b"\x89PNG\r\n\x1a\n....".to_vec(), Ok(Kind::Png)),
            (vec![0xff, 0xd8, 0xff, 0xe0], Ok(Kind::Jpeg)),
            (office("word/document.xml"), Ok(Kind::Docx)),
            (office("xl/workbook.xml"), Ok(Kind::Xlsx)),
            (office("ppt/presentation.xml"), Ok(Kind::Pptx)),
            (
                office("word/document.xml word/vbaProject.bin"),
                Ok(Kind::Docx),
            ),
            ([&msg[..8], &wide("EncryptedPackage")].concat(), Err(LOCKED)),
            (office("readme.txt"), Err("a ZIP archive")),
            (msg.clone(), Ok(Kind::Msg)),
            (mail.to_vec(), Ok(Kind::Eml)),
            (b"MZ\x90\x00\x03".to_vec(), Err("a program")),
            (b"\x7fELF\x02\x01\x01".to_vec(), Err("a program")),
            (b"#!/bin/sh\nrm -rf /\n".to_vec(), Err("a script")),
            (
                b"<!DOCTYPE html><script>alert(1)</script>".to_vec(),
                Err("a web page or plain text"),
            ),
            (b"GIF89a....".to_vec(), Err("a picture of another kind")),
            (b"note: this is no mail\n".to_vec(), Err("plain text")),
            (vec![0, 1, 2, 3, 0xfe], Err("a file of an unknown kind")),
        ] {
            assert_eq!(
                found(&content),
                expected,
                "{}",
                String::from_utf8_lossy(&content)
            );
        }
    }
}
