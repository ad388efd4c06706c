//! What is entered, as an address: `/?designation=security&track=smb&net_customer_adds=3`.
//!
//! A link may be old, or edited by hand. What can be read of it is taken, the rest is told.

use claimdesk_recognition::Amount;
use claimdesk_recognition::programme::{Path, Paths, TrackChoice, TrackId};
use claimdesk_recognition::score::{Numbers, Takes};

use super::track::PRODUCTS;

const DESIGNATION: &str = "designation";
const TRACK: &str = "track";

/// The most of a part that is repeated to the reader, in characters.
const SHOWN: usize = 40;

/// What an address carries.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Carried {
    /// The designation's place in the programme.
    pub(super) designation: usize,
    /// The track chosen.
    pub(super) track: TrackId,
    /// By key; those at zero are left out.
    pub(super) numbers: Numbers,
}

impl Carried {
    /// Nothing entered.
    pub(super) const fn nothing() -> Self {
        Self {
            designation: 0,
            track: TrackId::Smb,
            numbers: Numbers::new(),
        }
    }
}

/// A part of an address that could not be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Untaken {
    /// Its key, cut short.
    pub(super) key: String,
    /// Its value, cut short.
    pub(super) value: String,
    /// Why.
    pub(super) why: Why,
}

/// Why a part could not be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// No such designation.
    Designation,
    /// No such track.
    Track,
    /// The designation has no such number.
    Key,
    /// Not a number.
    NotANumber,
    /// A number that may not stand there.
    OutOfBounds,
    /// The key stands there twice.
    Twice,
}

/// The numbers that can be entered for a designation, by key.
pub(super) fn asked(path: &Path) -> Vec<(String, Takes)> {
    let metrics = path.numbers().into_iter().flat_map(|(_, numbers)| numbers);
    let products = path.proposal.map(|_| PRODUCTS).into_iter().flatten();
    metrics
        .map(|number| (number.key, number.takes))
        .chain(products.map(|key| (key.to_owned(), Takes::People)))
        .collect()
}

/// The query that carries this; empty where it says nothing.
pub(super) fn query(carried: &Carried, paths: &Paths) -> String {
    let Some(path) = paths.designations.get(carried.designation) else {
        return String::new();
    };
    let mut query = String::new();
    let mut add = |key: &str, value: &str| {
        query.push(if query.is_empty() { '?' } else { '&' });
        escape(&mut query, key);
        query.push('=');
        escape(&mut query, value);
    };
    if *carried == Carried::nothing() {
        return query;
    }
    add(DESIGNATION, &path.id);
    if path.how == TrackChoice::Assigned {
        add(TRACK, carried.track.as_str());
    }
    for (key, _) in asked(path) {
        if let Some(number) = carried.numbers.get(&key)
            && *number != Amount::ZERO
        {
            add(&key, &number.to_string());
        }
    }
    query
}

/// Reads a query: what it carries, and what of it could not be taken.
pub(super) fn read(query: &str, paths: &Paths) -> (Carried, Vec<Untaken>) {
    let mut carried = Carried::nothing();
    let mut untaken = Vec::new();
    let query = query.strip_prefix('?').unwrap_or(query);
    let mut parts: Vec<(String, String)> = Vec::new();
    let mut leave = |key: &str, value: &str, why: Why| {
        let short = |text: &str| text.chars().take(SHOWN).collect();
        untaken.push(Untaken {
            key: short(key),
            value: short(value),
            why,
        });
    };
    for part in query.split('&').filter(|part| !part.is_empty()) {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        let (key, value) = (unescape(key), unescape(value));
        if parts.iter().any(|(known, _)| *known == key) {
            leave(&key, &value, Why::Twice);
        } else {
            parts.push((key, value));
        }
    }
    // Which numbers there are depends on it, wherever it stands.
    if let Some((key, value)) = parts.iter().find(|(key, _)| key == DESIGNATION) {
        let place = paths.designations.iter().position(|path| path.id == *value);
        if let Some(place) = place {
            carried.designation = place;
        } else {
            leave(key, value, Why::Designation);
        }
    }
    let asked = paths
        .designations
        .get(carried.designation)
        .map(asked)
        .unwrap_or_default();
    for (key, value) in &parts {
        match key.as_str() {
            DESIGNATION => {}
            TRACK => match TrackId::parse(value) {
                Some(track) => carried.track = track,
                None => leave(key, value, Why::Track),
            },
            _ => {
                let number = Amount::parse(value);
                match (asked.iter().find(|(known, _)| known == key), number) {
                    (None, _) => leave(key, value, Why::Key),
                    (_, Err(_)) => leave(key, value, Why::NotANumber),
                    (Some((_, takes)), Ok(number)) if takes.takes(number) => {
                        if number != Amount::ZERO {
                            carried.numbers.insert(key.clone(), number);
                        }
                    }
                    _ => leave(key, value, Why::OutOfBounds),
                }
            }
        }
    }
    (carried, untaken)
}

/// Letters, digits and what else an address may have in it as they are.
fn escape(into: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            into.push(char::from(byte));
        } else {
            const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
            into.push('%');
            for half in [byte >> 4, byte & 15] {
                into.extend(
                    DIGITS
                        .get(usize::from(half))
                        .map(|digit| char::from(*digit)),
                );
            }
        }
    }
}

/// Whatever stands there as text; what is no text shows as such.
fn unescape(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [byte, after @ ..] = rest {
        rest = after;
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let pair = after.get(..2).and_then(|pair| {
                    let text = std::str::from_utf8(pair).ok()?;
                    let digits = text.bytes().all(|digit| digit.is_ascii_hexdigit());
                    digits.then(|| u8::from_str_radix(text, 16).ok()).flatten()
                });
                match pair {
                    Some(byte) => {
                        bytes.push(byte);
                        rest = after.get(2..).unwrap_or_default();
                    }
                    None => bytes.push(b'%'),
                }
            }
            other => bytes.push(*other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

// Properties are tried natively: proptest is not there for the browser.
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use claimdesk_recognition::Programme;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    fn paths() -> &'static Paths {
        static PATHS: LazyLock<Paths> = LazyLock::new(|| Programme::builtin().paths());
        &PATHS
    }

    fn told(query: &str) -> (Carried, Vec<(String, Why)>) {
        let (carried, untaken) = read(query, paths());
        let untaken = untaken
            .into_iter()
            .map(|part| (part.key, part.why))
            .collect();
        (carried, untaken)
    }

    #[test]
    fn an_address_is_readable() {
        let mut carried = Carried::nothing();
        assert_eq!(query(&carried, paths()), "");
        for (key, value) in [
            ("net_customer_adds", "-3"),
            ("usage_growth.now", "31000.5"),
            ("deployments", "0"),
        ] {
            let value = Amount::parse(value).unwrap();
            carried.numbers.insert(key.to_owned(), value);
        }
        assert_eq!(
            query(&carried, paths()),
            "?designation=business_applications&track=smb&net_customer_adds=-3&usage_growth.now=31000.5"
        );
        // Where both tracks are scored there is none to choose.
        carried.designation = 2;
        assert_eq!(
            query(&carried, paths()),
            "?designation=security&net_customer_adds=-3"
        );
    }

    #[test]
    fn what_can_be_read_is_taken_and_the_rest_is_told() {
        let (carried, untaken) = told(
            "?track=large&net_customer_adds=3&designation=security&net_customer_adds=4\
             &intermediate_certifications.people=-1&deployments=1e308&usage_growth.acr=1%2C500.5\
             &advanced_certifications=1&%zz=%F0%9F&intermediate_certifications.gate1=1.5",
        );
        assert_eq!((carried.designation, carried.track), (2, TrackId::Smb));
        let numbers: Vec<(&str, String)> = carried
            .numbers
            .iter()
            .map(|(key, value)| (key.as_str(), value.to_string()))
            .collect();
        assert_eq!(
            numbers,
            [
                ("net_customer_adds", "3".to_owned()),
                ("usage_growth.acr", "1500.5".to_owned())
            ]
        );
        let expected = [
            ("net_customer_adds", Why::Twice),
            ("track", Why::Track),
            ("intermediate_certifications.people", Why::OutOfBounds),
            ("deployments", Why::NotANumber),
            ("advanced_certifications", Why::Key),
            ("%zz", Why::Key),
            ("intermediate_certifications.gate1", Why::OutOfBounds),
        ];
        assert_eq!(
            untaken,
            expected.map(|(key, why)| (key.to_owned(), why)).to_vec()
        );
        let (carried, untaken) = told("designation=cloud&deployments=2");
        assert_eq!(carried.numbers.len(), 1);
        assert_eq!(untaken, [("designation".to_owned(), Why::Designation)]);
    }

    fn number(takes: Takes) -> BoxedStrategy<Amount> {
        let parsed = |text: String| Amount::parse(&text).unwrap();
        match takes {
            Takes::Whole => (-1_000_000..=1_000_000_i64).prop_map(Amount::whole).boxed(),
            Takes::People => (0..=1_000_000_i64).prop_map(Amount::whole).boxed(),
            Takes::Percent | Takes::Growth => {
                "-?[0-9]{1,5}(\\.[0-9]{1,18})?".prop_map(parsed).boxed()
            }
            Takes::Value => "[0-9]{1,11}(\\.[0-9]{1,18})?".prop_map(parsed).boxed(),
        }
    }

    fn carried() -> impl Strategy<Value = Carried> {
        (0..6_usize, prop::bool::ANY).prop_flat_map(|(designation, enterprise)| {
            let path = &paths().designations[designation];
            // Where both are scored the choice means nothing, and is not carried.
            let track = if enterprise && path.how == TrackChoice::Assigned {
                TrackId::Enterprise
            } else {
                TrackId::Smb
            };
            let numbers: Vec<_> = asked(path)
                .into_iter()
                .map(|(key, takes)| {
                    prop::option::of(number(takes)).prop_map(move |number| (key.clone(), number))
                })
                .collect();
            numbers.prop_map(move |numbers| Carried {
                designation,
                track,
                numbers: numbers
                    .into_iter()
                    .filter_map(|(key, number)| Some((key, number?)))
                    .filter(|(_, number)| *number != Amount::ZERO)
                    .collect(),
            })
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn every_state_comes_back_from_its_address(carried in carried()) {
            let address = query(&carried, paths());
            prop_assert!(address.is_ascii());
            prop_assert_eq!(read(&address, paths()), (carried, Vec::new()), "{}", address);
        }

        #[test]
        fn texts_come_back_from_their_escaped_form(text in "\\PC{0,30}") {
            let mut escaped = String::new();
            escape(&mut escaped, &text);
            prop_assert_eq!(unescape(&escaped), text);
        }

        #[test]
        fn anything_at_all_is_read_and_every_part_of_it_answered(query in "[a-z_.=&%+0-9\\PC]{0,80}") {
            let (carried, untaken) = read(&query, paths());
            let parts = query.split('&').filter(|part| !part.is_empty()).count();
            prop_assert!(untaken.len() + carried.numbers.len() <= parts);
        }
    }
}
