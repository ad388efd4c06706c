//! A very small PDF writer: one A4 page of text.

use std::fmt::Write;

/// Letters a line holds before it is broken.
const WIDTH: usize = 84;

/// A page with a heading and lines, as a PDF file.
pub(super) fn page(heading: &str, lines: &[String]) -> Vec<u8> {
    let mut text = String::from("BT\n/F2 20 Tf\n60 770 Td\n");
    // Writing to a string cannot fail, here and below.
    let _ = write!(
        text,
        "({}) Tj\n/F1 11 Tf\n0 -34 Td\n15 TL\n",
        escaped(heading)
    );
    for line in lines.iter().flat_map(|line| broken(line)) {
        let _ = writeln!(text, "({}) Tj T*", escaped(&line));
    }
    text.push_str("ET\n");

    let font = |name: &str| {
        format!("<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>")
    };
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R /Lang (en) >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{text}endstream", text.len()),
        font("Helvetica"),
        font("Helvetica-Bold"),
        format!("<< /Title ({}) /Producer (Claimdesk) >>", escaped(heading)),
    ];
    let mut file = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (number, object) in (1..).zip(&objects) {
        places.push(file.len());
        let _ = write!(file, "{number} 0 obj\n{object}\nendobj\n");
    }
    let table = file.len();
    let _ = write!(file, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for place in places {
        let _ = writeln!(file, "{place:010} 00000 n ");
    }
    let _ = write!(
        file,
        "trailer\n<< /Size {} /Root 1 0 R /Info {} 0 R >>\nstartxref\n{table}\n%%EOF\n",
        objects.len() + 1,
        objects.len()
    );
    file.into_bytes()
}

/// A text for between round brackets, in the encoding of the fonts.
fn escaped(text: &str) -> String {
    text.chars().fold(String::new(), |mut escaped, c| {
        match (c, u32::from(c)) {
            ('(' | ')' | '\\', _) => {
                escaped.push('\\');
                escaped.push(c);
            }
            (_, 0x20..=0x7e) => escaped.push(c),
            (_, code @ 0xa0..=0xff) => {
                let _ = write!(escaped, "\\{code:03o}");
            }
            _ => escaped.push('?'),
        }
        escaped
    })
}

fn broken(line: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in line.split(' ') {
        if let Some(last) = lines.last_mut() {
            if last.is_empty() {
                last.push_str(word);
                continue;
            }
            if last.chars().count() + 1 + word.chars().count() <= WIDTH {
                last.push(' ');
                last.push_str(word);
                continue;
            }
        }
        lines.push(word.to_owned());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_object_lies_where_the_table_says() {
        let file =
            String::from_utf8(page("Bevis (æ)", &["En linje".into(), "x ".repeat(100)])).unwrap();
        assert!(file.contains(r"(Bevis \(\346\)) Tj"));
        let table = file.split("xref\n0 8\n").nth(1).unwrap();
        for (number, row) in (1..8).zip(table.lines().skip(1)) {
            let place: usize = row[..10].parse().unwrap();
            assert!(
                file[place..].starts_with(&format!("{number} 0 obj")),
                "{number}"
            );
        }
        assert!(file.trim_end().ends_with("%%EOF"));
    }
}
