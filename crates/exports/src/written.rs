//! Tables as files: CSV that a spreadsheet opens as it is meant.

/// A table on its way into a file: RFC 4180, with the byte order mark that Excel looks for.
#[derive(Debug)]
pub struct Csv {
    text: String,
    columns: usize,
    at: usize,
}

impl Csv {
    /// A table with these heads.
    pub fn new<T: AsRef<str>>(heads: &[T]) -> Self {
        let mut csv = Self {
            text: String::from('\u{feff}'),
            columns: heads.len(),
            at: 0,
        };
        for head in heads {
            csv.text(head.as_ref());
        }
        csv
    }

    /// The next cell, with a text. A spreadsheet takes a text that begins like a formula for
    /// one; an apostrophe before it keeps it a text.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.begin();
        let formula = text
            .chars()
            .find(|c| !c.is_whitespace())
            .is_some_and(|first| "=+-@\u{ff1d}\u{ff0b}\u{ff0d}\u{ff20}".contains(first))
            || text.starts_with(['\t', '\r', '\n']);
        let quoted = text.contains(['"', ',', '\n', '\r', ';', '\t'])
            || text.starts_with(' ')
            || text.ends_with(' ');
        if quoted {
            self.text.push('"');
        }
        if formula {
            self.text.push('\'');
        }
        if quoted {
            self.text.push_str(&text.replace('"', "\"\""));
            self.text.push('"');
        } else {
            self.text.push_str(text);
        }
        self.end()
    }

    /// The next cell, with a number as machines write it: `-1234.5`. What is none becomes a text.
    pub fn number(&mut self, number: &impl ToString) -> &mut Self {
        let plain = number.to_string();
        let digits = plain.strip_prefix('-').unwrap_or(&plain);
        if digits.starts_with(|c: char| c.is_ascii_digit())
            && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        {
            self.begin();
            self.text.push_str(&plain);
            self.end()
        } else {
            self.text(&plain)
        }
    }

    /// The next cell, with a number where there is one.
    pub fn optional(&mut self, number: Option<&impl ToString>) -> &mut Self {
        match number {
            Some(number) => self.number(number),
            None => self.text(""),
        }
    }

    fn begin(&mut self) {
        if self.at > 0 {
            self.text.push(',');
        }
    }

    fn end(&mut self) -> &mut Self {
        self.at += 1;
        if self.at >= self.columns {
            self.at = 0;
            self.text.push_str("\r\n");
        }
        self
    }

    /// What there is of the file so far, to be sent on; what comes next follows it.
    pub fn take(&mut self) -> String {
        std::mem::take(&mut self.text)
    }

    /// The file's text.
    pub fn into_text(self) -> String {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        let mut csv = Csv::new(&["a"]);
        csv.text(text);
        csv.into_text()
            .strip_prefix("\u{feff}a\r\n")
            .unwrap()
            .to_owned()
    }

    #[test]
    fn cells_are_written_as_rfc_4180_has_them() {
        let mut csv = Csv::new(&["Customer", "Now"]);
        csv.text("Møller, \"& Søn\"")
            .number(&"-1800.50")
            .text("Line\nbreak")
            .optional(None::<&i64>);
        assert_eq!(
            csv.into_text(),
            "\u{feff}Customer,Now\r\n\"Møller, \"\"& Søn\"\"\",-1800.50\r\n\"Line\nbreak\",\r\n"
        );
    }

    #[test]
    fn what_looks_like_a_formula_stays_a_text() {
        for formula in ["=1+1", "+1", "-2+3", "@SUM(A1)", " =1", "\u{ff1d}1"] {
            assert!(
                told(formula).trim_start_matches('"').starts_with('\''),
                "{formula}"
            );
        }
        assert_eq!(told("\t=1"), "\"'\t=1\"\r\n");
        assert_eq!(told("A-1"), "A-1\r\n");
        // Only what is a number goes as one.
        let mut csv = Csv::new(&["a", "b"]);
        csv.number(&"-1").number(&"-1+cmd");
        assert!(csv.into_text().ends_with("\r\n-1,'-1+cmd\r\n"));
    }
}
