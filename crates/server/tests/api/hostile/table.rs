//! The files, and what becomes of each.

use claimdesk_protocol::ActiveContent::{
    self, ActsWhenOpened, Attachments, Dde, EmbeddedObjects, ExternalContent, Launches, Macros,
    NotLookedThrough, Scripts,
};

use super::eicar;
use super::made::{
    compound, docm, docx, jpeg, mail, nested, part, pdf_with, png, relation, xlsx, zip,
};
use crate::common::pdf;

pub(super) enum Becomes {
    /// Refused with this status and code, and these words.
    Refused(u16, &'static str, &'static str),
    /// Taken under this name, with this told of it.
    Taken(&'static str, &'static [ActiveContent]),
}
use Becomes::{Refused, Taken};

const fn kind(words: &'static str) -> Becomes {
    Refused(422, "file_kind", words)
}

const fn ending(words: &'static str) -> Becomes {
    Refused(422, "file_name", words)
}

const DAMAGED: Becomes = Refused(422, "file_damaged", "save it again");
const BOMB: Becomes = Refused(422, "file_bomb", "Save it as a PDF");
const LOCKED: Becomes = Refused(422, "file_locked", "Save it without a password");
const NAMES: Becomes = Refused(422, "file_names", "lead out of it");
const PIXELS: Becomes = Refused(422, "file_pixels", "100 million pixels");

/// Name, content, and what becomes of it.
pub(super) fn table() -> Vec<(&'static str, Vec<u8>, Becomes)> {
    let text = |text: &str| text.as_bytes().to_vec();
    let zeros = vec![0; 25_000_000];
    let vba = || part("word/vbaProject.bin", "macros");
    let truncated = {
        let mut whole = docx(&[]);
        whole.truncate(whole.len() - 40);
        whole
    };
    let many: Vec<_> = (0..10_001)
        .map(|number| part(format!("word/{number}.xml"), ""))
        .collect();
    let shared = part("word/media/1.bin", vec![0; 1_000_000]);
    let overlapping = [
        vec![shared.clone()],
        (2..15)
            .map(|number| part(format!("word/media/{number}.bin"), vec![0; 1_000_000]).shares())
            .collect(),
    ]
    .concat();
    let field = "<w:document><w:instrText>DD</w:instrText><w:instrText>EAUTO c:\\\\x</w:instrText></w:document>";
    vec![
        // None, another kind, lies about it.
        (
            "proof.pdf",
            Vec::new(),
            Refused(422, "file_empty", "is empty"),
        ),
        ("proof.pdf", text("MZ\u{90}\0\u{3}"), kind("a program")),
        (
            "proof.pdf",
            text("\u{7f}ELF\u{2}\u{1}\u{1}"),
            kind("a program"),
        ),
        ("proof.pdf", text("#!/bin/sh\nrm -rf /\n"), kind("a script")),
        (
            "proof.pdf",
            text("<!DOCTYPE html><script>alert(1)</script>"),
            kind("a web page"),
        ),
        (
            "proof.png",
            text("<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>"),
            kind("Evidence is a PDF"),
        ),
        (
            "proof.png",
            text("GIF89a...."),
            kind("a picture of another kind"),
        ),
        (
            "proof.docx",
            zip(&[part("readme.txt", "hello")]),
            kind("a ZIP archive"),
        ),
        (
            "proof.zip",
            zip(&[part("proof.pdf", pdf())]),
            kind("a ZIP archive"),
        ),
        (
            "proof.pdf",
            b"7z\xbc\xaf\x27\x1c\0\x04".to_vec(),
            kind("an archive"),
        ),
        (
            "proof.doc",
            compound("WordDocument"),
            kind("an old Office document"),
        ),
        ("proof.pdf", eicar().into_bytes(), kind("plain text")),
        ("proof.docx", pdf(), ending("belongs to .pdf")),
        ("proof.pdf", docx(&[]), ending("belongs to .docx")),
        ("proof.docx", docm(&[]), ending("belongs to .docm")),
        ("proof.docm", docx(&[]), ending("belongs to .docx")),
        ("proof.pdf.exe", pdf(), ending("ends in .exe")),
        ("proof\u{202e}fdp.exe", pdf(), ending("ends in .exe")),
        // Archives.
        ("bomb.docx", docx(&[part("word/a.xml", &zeros)]), BOMB),
        (
            "lies.docx",
            docx(&[part("word/a.xml", &zeros).says(1000)]),
            DAMAGED,
        ),
        ("many.docx", docx(&many), BOMB),
        ("overlap.docx", docx(&overlapping), BOMB),
        ("nested.docx", nested(4), BOMB),
        ("slip.docx", docx(&[part("../../etc/passwd", "x")]), NAMES),
        ("slip.docx", docx(&[part("word/../../x", "x")]), NAMES),
        ("slip.docx", docx(&[part("/etc/passwd", "x")]), NAMES),
        ("slip.docx", docx(&[part("C:\\Windows\\x", "x")]), NAMES),
        ("slip.docx", docx(&[part("word/a\0b", "x")]), NAMES),
        (
            "link.docx",
            docx(&[part("word/link", "/etc/passwd").link()]),
            NAMES,
        ),
        (
            "twice.docx",
            docx(&[part("word/document.xml", "another")]),
            DAMAGED,
        ),
        ("bare.docx", zip(&[part("word/document.xml", "x")]), DAMAGED),
        ("cut.docx", truncated, DAMAGED),
        (
            "locked.docx",
            docx(&[part("word/a.xml", "x").encrypted()]),
            LOCKED,
        ),
        ("locked.docx", compound("EncryptedPackage"), LOCKED),
        (
            "locked.pdf",
            include_bytes!("../files/locked.pdf").to_vec(),
            LOCKED,
        ),
        // Pictures.
        ("flood.png", png(50_000, 50_000), PIXELS),
        ("flood.jpg", jpeg(65_000, 65_000), PIXELS),
        ("none.png", png(0, 5), DAMAGED),
        ("cut.png", b"\x89PNG\r\n\x1a\n....".to_vec(), DAMAGED),
        ("cut.jpg", vec![0xff, 0xd8, 0xff, 0xd9], DAMAGED),
        // Names that are made harmless.
        (
            "a\r\nSet-Cookie: x\0.pdf",
            pdf_with("/A1 1"),
            Taken("aSet-Cookie_ x.pdf", &[]),
        ),
        (
            "../../../etc/passwd",
            pdf_with("/A2 1"),
            Taken("passwd.pdf", &[]),
        ),
        (
            "C:\\Windows\\win.pdf",
            pdf_with("/A3 1"),
            Taken("win.pdf", &[]),
        ),
        (
            "\"><img src=x onerror=alert(1)>.pdf",
            pdf_with("/A4 1"),
            Taken("___img src=x onerror=alert(1)_.pdf", &[]),
        ),
        // Two things at once: it is served as the one it is taken for, and sniffed for no other.
        (
            "both.pdf",
            [
                pdf_with("/A5 1"),
                text("<html><script>alert(1)</script></html>"),
            ]
            .concat(),
            Taken("both.pdf", &[]),
        ),
        (
            "both.pdf",
            [pdf_with("/A6 1"), zip(&[part("x", "y")])].concat(),
            Taken("both.pdf", &[]),
        ),
        // What is taken, and told.
        ("fine.docx", docx(&[]), Taken("fine.docx", &[])),
        ("fine.jpg", jpeg(4000, 3000), Taken("fine.jpg", &[])),
        (
            "link.docx",
            docx(&[relation("hyperlink")]),
            Taken("link.docx", &[]),
        ),
        (
            "macros.docm",
            docm(&[vba()]),
            Taken("macros.docm", &[Macros]),
        ),
        (
            "macros.docx",
            docx(&[vba()]),
            Taken("macros.docx", &[Macros]),
        ),
        (
            "sheet.xlsx",
            xlsx(&[part("xl/macrosheets/sheet1.xml", "x")]),
            Taken("sheet.xlsx", &[Macros]),
        ),
        (
            "ole.docx",
            docx(&[part("word/embeddings/oleObject1.bin", "x")]),
            Taken("ole.docx", &[EmbeddedObjects]),
        ),
        (
            "sheet-in.docx",
            docx(&[part("word/embeddings/a.xlsx", xlsx(&[]))]),
            Taken("sheet-in.docx", &[EmbeddedObjects]),
        ),
        (
            "template.docx",
            docx(&[relation("attachedTemplate")]),
            Taken("template.docx", &[ExternalContent]),
        ),
        (
            "field.docx",
            docx(&[part("word/footer1.xml", field)]),
            Taken("field.docx", &[Dde]),
        ),
        (
            "linked.xlsx",
            xlsx(&[part(
                "xl/externalLinks/externalLink1.xml",
                "<externalLink><ddeLink ddeService=\"cmd\"/></externalLink>",
            )]),
            Taken("linked.xlsx", &[Dde]),
        ),
        (
            "script.pdf",
            pdf_with(
                "/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (app.alert\\(1\\)) >>] >> >>",
            ),
            Taken("script.pdf", &[Scripts]),
        ),
        (
            "hidden.pdf",
            pdf_with("/AcroForm << /X << /S /J#61vaScript /J#53 (1) >> >>"),
            Taken("hidden.pdf", &[Scripts]),
        ),
        (
            "launch.pdf",
            pdf_with("/X << /S /Launch /F (cmd.exe) >>"),
            Taken("launch.pdf", &[Launches]),
        ),
        (
            "opens.pdf",
            pdf_with("/OpenAction << /S /URI /URI (https://attacker.example/) >>"),
            Taken("opens.pdf", &[ActsWhenOpened]),
        ),
        (
            "page.pdf",
            pdf_with("/OpenAction << /S /GoTo /D [3 0 R /Fit] >>"),
            Taken("page.pdf", &[]),
        ),
        (
            "files.pdf",
            pdf_with("/Names << /EmbeddedFiles << /Names [] >> >>"),
            Taken("files.pdf", &[Attachments]),
        ),
        ("odd.pdf", pdf(), Taken("odd.pdf", &[NotLookedThrough])),
        ("fine.eml", mail("Done."), Taken("fine.eml", &[])),
        (
            "files.eml",
            mail("--x\r\nContent-Disposition: attachment; filename=\"a.exe\"\r\n\r\nMZ"),
            Taken("files.eml", &[Attachments]),
        ),
    ]
}
