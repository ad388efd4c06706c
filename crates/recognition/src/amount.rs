//! Exact decimal amounts: money in US dollars, monthly consumption value, units.

use std::fmt;
use std::ops::{Add, AddAssign, Neg, Sub};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

/// How many decimals an [`Amount`] holds.
const PLACES: usize = 18;
const ONE: i128 = 1_000_000_000_000_000_000;
/// The largest amount a single entry may have: a million millions. Sums of a hundred
/// million such entries still fit.
const LARGEST: i128 = 1_000_000_000_000 * ONE;
const LARGEST_TOTAL: i128 = 10 * LARGEST;

/// An exact decimal with eighteen places, positive or negative.
///
/// Exports print money with two decimals and, where a sum went through a float on
/// Microsoft's side, with up to seventeen; all of them are held as they stand.
///
/// ```
/// use claimdesk_recognition::Amount;
/// let paid = Amount::parse("1,724.98")? + Amount::parse("-0.98")?;
/// assert_eq!(paid.to_string(), "1724");
/// # Ok::<(), claimdesk_recognition::amount::AmountError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(i128);

/// Why a text is not an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AmountError {
    /// Not digits with an optional sign, thousands separators and decimal point.
    #[error("not a number such as 1,234.56")]
    NotANumber,
    /// More decimals than can be held exactly.
    #[error("more than 18 decimals")]
    TooPrecise,
    /// Beyond a million millions in either direction.
    #[error("larger than 1,000,000,000,000")]
    TooLarge,
}

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// A whole number.
    pub const fn whole(units: i64) -> Self {
        Self(units as i128 * ONE)
    }

    /// Reads `1234.56`, `1,234.56`, `-12` as Partner Center writes them.
    ///
    /// A comma is a thousands separator only in front of three digits: `1,23` is refused
    /// rather than read as 123.
    pub fn parse(text: &str) -> Result<Self, AmountError> {
        match Self::plain(text.as_bytes()) {
            Some(amount) => Ok(amount),
            None => Self::parse_with(text.trim(), b',', b'.'),
        }
    }

    /// Reads digits with at most four decimals and nothing else, as nearly every cell is
    /// written; `None` for all that needs a closer look.
    fn plain(text: &[u8]) -> Option<Self> {
        const SCALES: [i128; 5] = [ONE, ONE / 10, ONE / 100, ONE / 1_000, ONE / 10_000];
        let (negative, digits) = match text {
            [b'-', rest @ ..] => (true, rest),
            all => (false, all),
        };
        let (mut value, mut decimals, mut point) = (0_u64, 0, false);
        // Sixteen digits stay far within 64 bits, and with four decimals under the limit.
        if digits.len() > 16 || !digits.first()?.is_ascii_digit() {
            return None;
        }
        for byte in digits {
            match byte {
                b'0'..=b'9' => {
                    value = value * 10 + u64::from(byte - b'0');
                    decimals += usize::from(point);
                }
                b'.' if !point => point = true,
                _ => return None,
            }
        }
        let units = i128::from(value) * SCALES.get(decimals)?;
        (units <= LARGEST).then_some(Self(if negative { -units } else { units }))
    }

    /// Reads what a person typed, with the decimal comma of `da-DK` where asked for.
    ///
    /// Either separator is understood as the decimal one where there is no doubt:
    /// `1800.50` is read in Danish as well, for `.50` cannot be a group of thousands.
    pub fn parse_entered(text: &str, decimal_comma: bool) -> Result<Self, AmountError> {
        let compact: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '\'' && *c != '$')
            .collect();
        let (first, second) = if decimal_comma {
            ((b'.', b','), (b',', b'.'))
        } else {
            ((b',', b'.'), (b'.', b','))
        };
        Self::parse_with(&compact, first.0, first.1)
            .or_else(|error| Self::parse_with(&compact, second.0, second.1).map_err(|_| error))
    }

    fn parse_with(text: &str, group: u8, point: u8) -> Result<Self, AmountError> {
        let (negative, digits) = match text.as_bytes() {
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            all => (false, all),
        };
        let (whole, fraction) = match digits.iter().position(|byte| *byte == point) {
            Some(at) => {
                let (whole, rest) = digits.split_at(at);
                (whole, rest.get(1..).unwrap_or_default())
            }
            None => (digits, &[][..]),
        };
        if whole.is_empty() && fraction.is_empty() {
            return Err(AmountError::NotANumber);
        }
        let mut value: i128 = 0;
        let groups = whole.split(|byte| *byte == group);
        for (index, part) in groups.enumerate() {
            let alone = part.len() == whole.len();
            let good_length = match index {
                0 => alone || (1..=3).contains(&part.len()),
                _ => part.len() == 3,
            };
            if !good_length {
                return Err(AmountError::NotANumber);
            }
            for byte in part {
                value = push_digit(value, *byte)?;
                if value > LARGEST / ONE {
                    return Err(AmountError::TooLarge);
                }
            }
        }
        let kept = fraction
            .iter()
            .rposition(|byte| *byte != b'0')
            .map_or(0, |last| last + 1);
        if fraction.iter().any(|byte| !byte.is_ascii_digit()) {
            return Err(AmountError::NotANumber);
        }
        if kept > PLACES {
            return Err(AmountError::TooPrecise);
        }
        let digits = fraction.iter().take(kept).chain(std::iter::repeat(&b'0'));
        for byte in digits.take(PLACES) {
            value = push_digit(value, *byte)?;
        }
        if value > LARGEST {
            return Err(AmountError::TooLarge);
        }
        Ok(Self(if negative { -value } else { value }))
    }

    /// This many units at this rate, exactly; `None` when the product does not fit.
    ///
    /// Both sides may have at most nine decimals, so that the product has at most eighteen.
    pub fn times(self, rate: Self) -> Option<Self> {
        const HALF: i128 = 1_000_000_000;
        if self.0 % HALF != 0 || rate.0 % HALF != 0 {
            return None;
        }
        (self.0 / HALF).checked_mul(rate.0 / HALF).map(Self)
    }

    /// True while the amount, as a sum of many, is small enough for every ratio and further
    /// sum that a score makes of it: ten million millions in either direction.
    pub(crate) const fn fits_a_total(self) -> bool {
        self.0.unsigned_abs() <= LARGEST_TOTAL.unsigned_abs()
    }

    /// The sum, held within what [`Self::fits_a_total`]. No partner comes near it; a file
    /// made to overflow meets a wrong figure instead of a crash.
    pub(crate) fn total(amounts: impl Iterator<Item = Self>) -> Self {
        let clamp = |units: i128| units.clamp(-LARGEST_TOTAL, LARGEST_TOTAL);
        amounts.fold(Self::ZERO, |sum, amount| {
            Self(clamp(sum.0.saturating_add(amount.0)))
        })
    }

    /// A sum in units of 10⁻¹⁸, held within what [`Self::fits_a_total`].
    pub(crate) fn held(units: i128) -> Self {
        Self(units.clamp(-LARGEST_TOTAL, LARGEST_TOTAL))
    }

    /// True for amounts under zero.
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// The amount as a whole number; `None` when it has decimals.
    pub fn as_whole(self) -> Option<i64> {
        (self.0 % ONE == 0)
            .then(|| i64::try_from(self.0 / ONE).ok())
            .flatten()
    }

    /// Up to the next whole number, where it is none.
    pub(crate) const fn ceil(self) -> Self {
        let rest = self.0.rem_euclid(ONE);
        Self(if rest == 0 {
            self.0
        } else {
            self.0 - rest + ONE
        })
    }

    /// So many units of 10⁻¹⁸.
    pub(crate) const fn from_units(units: i128) -> Self {
        Self(units)
    }

    /// The amount in units of 10⁻¹⁸, for exact ratios.
    pub const fn units(self) -> i128 {
        self.0
    }

    /// Rounded to two decimals, halves away from zero: what is shown.
    pub fn to_hundredths(self) -> crate::Hundredths {
        crate::Points::ratio(self.0, ONE).rounded()
    }
}

fn push_digit(value: i128, byte: u8) -> Result<i128, AmountError> {
    if byte.is_ascii_digit() {
        Ok(value * 10 + i128::from(byte - b'0'))
    } else {
        Err(AmountError::NotANumber)
    }
}

impl Add for Amount {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Amount {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl AddAssign for Amount {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Neg for Amount {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

/// Plain digits with a point, no separators, no surplus zeros: `1800`, `0.2`, `-12.5`.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let absolute = self.0.unsigned_abs();
        let (whole, rest) = (absolute / ONE.unsigned_abs(), absolute % ONE.unsigned_abs());
        if rest == 0 {
            return write!(f, "{sign}{whole}");
        }
        let padded = format!("{rest:018}");
        write!(f, "{sign}{whole}.{}", padded.trim_end_matches('0'))
    }
}

/// As text: JSON numbers pass through floats in too many hands.
impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "openapi")]
mod openapi {
    use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
    use utoipa::openapi::{RefOr, Schema};

    impl utoipa::PartialSchema for super::Amount {
        fn schema() -> RefOr<Schema> {
            ObjectBuilder::new()
                .schema_type(SchemaType::new(Type::String))
                .pattern(Some("^-?[0-9]+([.][0-9]{1,18})?$"))
                .description(Some("An exact decimal, such as `1250.50`"))
                .into()
        }
    }

    impl utoipa::ToSchema for super::Amount {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        Amount::parse(text).map_or_else(|error| error.to_string(), |amount| amount.to_string())
    }

    #[test]
    fn reads_what_partner_center_writes() {
        for (text, expected) in [
            ("1234.56", "1234.56"),
            ("1,234.56", "1234.56"),
            ("-1,234,567.10", "-1234567.1"),
            ("12.345", "12.345"),
            ("-0.1234", "-0.1234"),
            ("1,000,000,000,000", "1000000000000"),
            ("1,000,000,000,001", "larger than 1,000,000,000,000"),
            (" 0 ", "0"),
            (".5", "0.5"),
            ("5.", "5"),
            ("+3", "3"),
            ("249.99999999999997", "249.99999999999997"),
            ("1.5000000000000000000000", "1.5"),
            ("1,23", "not a number such as 1,234.56"),
            ("1,2345", "not a number such as 1,234.56"),
            ("1234,567", "not a number such as 1,234.56"),
            (",123", "not a number such as 1,234.56"),
            ("", "not a number such as 1,234.56"),
            ("-", "not a number such as 1,234.56"),
            ("1e308", "not a number such as 1,234.56"),
            ("NaN", "not a number such as 1,234.56"),
            ("--1", "not a number such as 1,234.56"),
            ("1.2.3", "not a number such as 1,234.56"),
            ("1000000000000", "1000000000000"),
            ("1000000000000.01", "larger than 1,000,000,000,000"),
            (
                "99999999999999999999999999999999999999999999",
                "larger than 1,000,000,000,000",
            ),
            ("0.0000000000000000001", "more than 18 decimals"),
        ] {
            assert_eq!(shown(text), expected, "{text:?}");
        }
    }

    #[test]
    fn reads_what_people_type_in_both_languages() {
        for (text, comma, expected) in [
            ("1.800,50", true, Some("1800.5")),
            ("1800,5", true, Some("1800.5")),
            ("1.800", true, Some("1800")),
            ("1800.50", true, Some("1800.5")),
            ("1,800.50", false, Some("1800.5")),
            ("1 800", false, Some("1800")),
            ("$1,800", false, Some("1800")),
            ("eighteen", false, None),
        ] {
            let read = Amount::parse_entered(text, comma)
                .ok()
                .map(|amount| amount.to_string());
            assert_eq!(read.as_deref(), expected, "{text:?}");
        }
    }

    #[test]
    fn sums_stay_within_what_scores_can_bear() {
        let largest = Amount::parse("1000000000000").unwrap();
        let sum = |times| Amount::total(std::iter::repeat_n(largest, times));
        assert_eq!(sum(5).to_string(), "5000000000000");
        assert_eq!(sum(10).to_string(), "10000000000000");
        assert_eq!(sum(11), sum(10));
        assert!(sum(10).fits_a_total());
        assert!(!(sum(10) + Amount::whole(1)).fits_a_total());
        assert!(!(-sum(10) - Amount::whole(1)).fits_a_total());
    }

    #[test]
    fn multiplies_units_by_rate_exactly() {
        let units = Amount::parse("12345").unwrap();
        let rate = Amount::parse("0.2").unwrap();
        assert_eq!(units.times(rate).unwrap().to_string(), "2469");
        assert_eq!(Amount::parse("0.1234567891").unwrap().times(rate), None);
    }
}
