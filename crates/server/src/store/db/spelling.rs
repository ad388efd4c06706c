//! How PostgreSQL spells what SQLite reads.
//!
//! | SQLite | PostgreSQL |
//! | --- | --- |
//! | `?`, `?3` | `$1`, `$3` |
//! | `x ->> '$.a.b'` | `x::json #>> '{a,b}'` |
//! | `json_object(` | `json_build_object(` |
//! | `json_group_array(x)` | `coalesce(json_agg(x), '[]')` |
//! | `FROM json_each(x)` | `FROM json_array_elements_text(x::json) AS each(value)` |
//! | `instr(` | `strpos(` |
//! | `lower(hex(randomblob(16)))` | `replace(gen_random_uuid()::text, '-', '')` |
//! | `strftime(`RFC 3339`, x, 'unixepoch')` | `to_char(to_timestamp(x) AT TIME ZONE 'UTC', …)` |
//! | `INDEXED BY i` | |
//!
//! Nothing else is changed; what is in quotes is left alone.

/// Words that are spelled in another way, whatever follows.
const WORDS: [(&str, &str); 5] = [
    ("json_object(", "json_build_object("),
    ("instr(", "strpos("),
    (
        "lower(hex(randomblob(16)))",
        "replace(gen_random_uuid()::text, '-', '')",
    ),
    ("strftime('%Y-%m-%dT%H:%M:%fZ', ", "to_char(to_timestamp("),
    (
        ", 'unixepoch')",
        ") AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')",
    ),
];

/// A statement as PostgreSQL reads it.
pub(super) fn postgres(text: &str) -> String {
    let mut spelling = Spelling::default();
    spelling.take(text);
    spelling.text
}

#[derive(Default)]
struct Spelling {
    text: String,
    /// Values without a number so far.
    counted: usize,
}

impl Spelling {
    fn take(&mut self, mut rest: &str) {
        while let Some(next) = rest.chars().next() {
            rest = self.step(next, rest);
        }
    }

    /// Spells what stands first, and gives what comes after it.
    fn step<'t>(&mut self, next: char, rest: &'t str) -> &'t str {
        let word = |(from, to): &(&str, &'static str)| Some((rest.strip_prefix(from)?, *to));
        if let Some((after, words)) = WORDS.iter().find_map(word) {
            self.text.push_str(words);
            return after;
        }
        if let Some(after) = rest.strip_prefix('?') {
            return self.value(after);
        }
        if let Some(after) = rest.strip_prefix(" ->> '$.") {
            let (path, after) = after.split_once('\'').unwrap_or((after, ""));
            self.text.push_str("::json #>> '{");
            self.text.push_str(&path.replace('.', ","));
            self.text.push_str("}'");
            return after;
        }
        if let Some(after) = rest.strip_prefix("json_group_array(") {
            let (inner, after) = bracketed(after);
            self.text.push_str("coalesce(json_agg(");
            self.take(inner);
            self.text.push_str("), '[]')");
            return after;
        }
        if let Some(after) = rest.strip_prefix("json_each(") {
            let (inner, after) = bracketed(after);
            self.text.push_str("json_array_elements_text(");
            self.take(inner);
            self.text.push_str("::json) AS each(value)");
            return after;
        }
        if let Some(after) = rest.strip_prefix("INDEXED BY ") {
            return after
                .find(char::is_whitespace)
                .map_or("", |end| &after[end..]);
        }
        // What is in quotes is taken as it is.
        let end = match next {
            '\'' => rest[1..].find('\'').map_or(rest.len(), |at| at + 2),
            _ => next.len_utf8(),
        };
        let (taken, after) = rest.split_at(end);
        self.text.push_str(taken);
        after
    }

    fn value<'t>(&mut self, after: &'t str) -> &'t str {
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        let (number, after) = after.split_at(digits);
        self.text.push('$');
        if number.is_empty() {
            self.counted += 1;
            self.text.push_str(&self.counted.to_string());
        } else {
            self.text.push_str(number);
        }
        after
    }
}

/// What stands before the bracket that closes, and what after it.
fn bracketed(text: &str) -> (&str, &str) {
    let (mut open, mut quoted) = (1, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'\'' => quoted = !quoted,
            b'(' if !quoted => open += 1,
            b')' if !quoted => open -= 1,
            _ => {}
        }
        if open == 0 {
            return (&text[..at], &text[at + 1..]);
        }
    }
    (text, "")
}

#[cfg(test)]
mod tests {
    use super::postgres;

    #[test]
    fn what_differs_is_spelled_and_nothing_else() {
        for (sqlite, spelled) in [
            (
                "SELECT a FROM b WHERE c = ? AND d = ?",
                "SELECT a FROM b WHERE c = $1 AND d = $2",
            ),
            ("c = ?2 AND d > ?10", "c = $2 AND d > $10"),
            (
                "a.entry ->> '$.at' >= ? AND b ->> '$.c.d' = ?",
                "a.entry::json #>> '{at}' >= $1 AND b::json #>> '{c,d}' = $2",
            ),
            (
                "x = '? json_object(' AND y = ?",
                "x = '? json_object(' AND y = $1",
            ),
            (
                "json_group_array(json_object('a', b))",
                "coalesce(json_agg(json_build_object('a', b)), '[]')",
            ),
            (
                "a = ? AND id IN (SELECT value FROM json_each(?)) AND b = ?",
                "a = $1 AND id IN (SELECT value FROM json_array_elements_text($2::json) AS each(value)) AND b = $3",
            ),
            (
                "FROM json_each(?2) WHERE a = ?1",
                "FROM json_array_elements_text($2::json) AS each(value) WHERE a = $1",
            ),
            (
                "FROM claims INDEXED BY own WHERE æ = ?",
                "FROM claims  WHERE æ = $1",
            ),
        ] {
            assert_eq!(postgres(sqlite), spelled);
        }
    }
}
