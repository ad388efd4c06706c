//! Days in running text, as Danish and English write them.

use chrono::NaiveDate;

/// The first letters of each month's name, in both languages: enough to tell them apart.
const MONTHS: [&[&str]; 12] = [
    &["jan"],
    &["feb"],
    &["mar"],
    &["apr"],
    &["maj", "may"],
    &["jun"],
    &["jul"],
    &["aug"],
    &["sep"],
    &["okt", "oct"],
    &["nov"],
    &["dec"],
];

/// The names themselves: a word that only begins like one (`marketing`) is no month.
const NAMES: [[&str; 2]; 12] = [
    ["januar", "january"],
    ["februar", "february"],
    ["marts", "march"],
    ["april", "april"],
    ["maj", "may"],
    ["juni", "june"],
    ["juli", "july"],
    ["august", "august"],
    ["september", "september"],
    ["oktober", "october"],
    ["november", "november"],
    ["december", "december"],
];

/// A number or a word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// Its value and how many digits it has.
    Number(u32, usize),
    /// A month, 1 to 12.
    Month(u32),
    /// `.`, `/` or `-`.
    Mark(char),
    /// Anything else that parts.
    Other,
}

/// Every day the text names; one that can be read in two ways (`2/11/2026`) is given in both.
pub(super) fn in_text(text: &[char]) -> impl Iterator<Item = NaiveDate> {
    let parts = parts(text);
    // A number that is part of something longer (`1.2.11.2026`) may give a day too many, which
    // does less harm than one too few.
    (0..parts.len()).flat_map(move |start| {
        let found = parts.get(start..).map_or([None, None], at);
        found.into_iter().flatten()
    })
}

fn at(rest: &[Part]) -> [Option<NaiveDate>; 2] {
    match rest {
        // 2026-11-02, 2026.11.02
        [
            Part::Number(year, 4),
            Part::Mark(a),
            Part::Number(month, 1..=2),
            Part::Mark(b),
            Part::Number(day, 1..=2),
            ..,
        ] if a == b => [date(*year, *month, *day), None],
        // 2.11.2026, 02-11-26, and 11/2/2026 as Americans write it
        [
            Part::Number(first, 1..=2),
            Part::Mark(a),
            Part::Number(second, 1..=2),
            Part::Mark(b),
            Part::Number(year, digits @ (2 | 4)),
            ..,
        ] if a == b => {
            let year = if *digits == 2 { 2000 + year } else { *year };
            let american = (*a == '/').then(|| date(year, *first, *second)).flatten();
            [date(year, *second, *first), american]
        }
        // 2. november 2026, 2 November 2026
        [
            Part::Number(day, 1..=2),
            Part::Mark('.'),
            Part::Month(month),
            tail @ ..,
        ]
        | [Part::Number(day, 1..=2), Part::Month(month), tail @ ..] => {
            [year(tail).and_then(|year| date(year, *month, *day)), None]
        }
        // November 2, 2026
        [Part::Month(month), Part::Number(day, 1..=2), tail @ ..] => {
            [year(tail).and_then(|year| date(year, *month, *day)), None]
        }
        _ => [None, None],
    }
}

/// The year behind a month, with a point or a comma before it or not.
fn year(tail: &[Part]) -> Option<u32> {
    match tail {
        [Part::Number(year, 4), ..]
        | [Part::Mark('.') | Part::Other, Part::Number(year, 4), ..] => Some(*year),
        _ => None,
    }
}

fn date(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
        .filter(|_| (1990..2100).contains(&year))
}

/// Blanks vanish: a text taken out of a PDF has them where none are written.
fn parts(text: &[char]) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(&c) = rest.first() {
        let run = |is: fn(char) -> bool| rest.iter().position(|c| !is(*c)).unwrap_or(rest.len());
        let length = if c.is_ascii_digit() {
            let length = run(|c| c.is_ascii_digit());
            let digits = rest.iter().take(length.min(9));
            let value = digits.fold(0, |value, c| value * 10 + c.to_digit(10).unwrap_or(0));
            parts.push(Part::Number(value, length));
            length
        } else if c.is_alphabetic() {
            let length = run(char::is_alphabetic);
            let word: String = rest
                .iter()
                .take(length.min(12))
                .flat_map(|c| c.to_lowercase())
                .collect();
            let behind_number = matches!(parts.last(), Some(Part::Number(..)));
            match month(&word) {
                Some(number) => parts.push(Part::Month(number)),
                // 2nd November
                None if behind_number && ["st", "nd", "rd", "th"].contains(&word.as_str()) => {}
                // 2nd of November
                None if behind_number && word == "of" => {}
                None => parts.push(Part::Other),
            }
            length
        } else {
            match c {
                ' ' => {}
                '.' | '/' | '-' => parts.push(Part::Mark(c)),
                _ => parts.push(Part::Other),
            }
            1
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    parts
}

fn month(word: &str) -> Option<u32> {
    (1..)
        .zip(MONTHS.iter().zip(&NAMES))
        .find(|(_, (short, long))| {
            short.contains(&word)
                || long.contains(&word)
                || (word == "sept" && short.contains(&"sep"))
        })
        .map(|(number, _)| number)
}
