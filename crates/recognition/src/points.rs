//! Exact points and percentages, and the one way they are rounded for display.

use std::fmt;
use std::ops::{Add, Sub};

use num_rational::Ratio;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An exact fraction: points of a metric or a total, or a percentage.
///
/// Every amount that goes in is bounded ([`crate::amount`]), so no sum or comparison of
/// the handful of terms in a score can leave 128 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Points(Ratio<i128>);

impl Points {
    /// None.
    pub const ZERO: Self = Self(Ratio::new_raw(0, 1));

    /// A whole number of points.
    pub const fn whole(points: i64) -> Self {
        Self(Ratio::new_raw(points as i128, 1))
    }

    /// `numerator ÷ denominator`; zero when the denominator is zero.
    pub fn ratio(numerator: i128, denominator: i128) -> Self {
        if denominator == 0 {
            Self::ZERO
        } else {
            Self(Ratio::new(numerator, denominator))
        }
    }

    /// An amount as a fraction.
    pub fn of_amount(amount: crate::Amount) -> Self {
        Self(Ratio::new(amount.units(), crate::Amount::whole(1).units()))
    }

    /// `max × clamp(value ÷ full, 0, 1)`: how every metric earns its points.
    pub fn of_metric(max: u32, value: Self, full: u32) -> Self {
        if value <= Self::ZERO || full == 0 {
            return Self::ZERO;
        }
        let max_points = Ratio::from_integer(i128::from(max));
        let full_value = Ratio::from_integer(i128::from(full));
        if value.0 >= full_value {
            Self(max_points)
        } else {
            Self(max_points * value.0 / full_value)
        }
    }

    /// This many times as much.
    #[must_use]
    pub fn times(self, factor: u32) -> Self {
        Self(self.0 * Ratio::from_integer(i128::from(factor)))
    }

    /// Rounded to two decimals, halves away from zero.
    pub fn rounded(self) -> Hundredths {
        let scaled = self.0 * Ratio::from_integer(100);
        let (numerator, denominator) = (*scaled.numer(), *scaled.denom());
        // Ratio keeps the denominator positive.
        let whole = numerator / denominator;
        let rest = (numerator % denominator).abs();
        let up = i128::from(rest >= denominator - rest);
        Hundredths(if numerator < 0 {
            whole - up
        } else {
            whole + up
        })
    }

    /// Above nothing at all, however little.
    pub fn is_positive(self) -> bool {
        self > Self::ZERO
    }
}

impl Add for Points {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Points {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl std::iter::Sum for Points {
    fn sum<I: Iterator<Item = Self>>(terms: I) -> Self {
        terms.fold(Self::ZERO, Add::add)
    }
}

/// A number as it is shown: whole hundredths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hundredths(i128);

impl Hundredths {
    /// The number in hundredths.
    pub const fn count(self) -> i128 {
        self.0
    }
}

/// Two decimals and a point: `57.50`, `-0.07`.
impl fmt::Display for Hundredths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let absolute = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", absolute / 100, absolute % 100)
    }
}

/// As a JSON number with at most two decimals, the form `recognition.md` fixes. The digits
/// are read from the exact text, so the number printed is the number meant.
impl Serialize for Hundredths {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let number: f64 = self
            .to_string()
            .parse()
            .map_err(serde::ser::Error::custom)?;
        serializer.serialize_f64(number)
    }
}

impl<'de> Deserialize<'de> for Hundredths {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = f64::deserialize(deserializer)?;
        let amount =
            crate::Amount::parse(&format!("{number:.2}")).map_err(serde::de::Error::custom)?;
        Ok(amount.to_hundredths())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `-0.07` is -7 hundredths.
    fn hundredths_of(text: &str) -> String {
        let digits: i128 = text.replace('.', "").parse().unwrap();
        digits.to_string()
    }

    #[test]
    fn hundredths_come_back_from_json_as_they_went() {
        for count in [0, 1, -7, 6_667, 10_000] {
            let written = serde_json::to_string(&Hundredths(count)).unwrap();
            let read: Hundredths = serde_json::from_str(&written).unwrap();
            assert_eq!(read, Hundredths(count), "{written}");
        }
    }

    #[test]
    fn halves_round_away_from_zero() {
        for (numerator, denominator, expected) in [
            (5, 1000, "0.01"),
            (-5, 1000, "-0.01"),
            (4, 1000, "0.00"),
            (15, 7, "2.14"),
            (90, 7, "12.86"),
            (42_089_552, 1_000_000, "42.09"),
            (0, 5, "0.00"),
            (1, 0, "0.00"),
        ] {
            let rounded = Points::ratio(numerator, denominator).rounded();
            assert_eq!(rounded.to_string(), expected);
            assert_eq!(rounded.count().to_string(), hundredths_of(expected));
        }
    }

    #[test]
    fn a_total_is_rounded_once_from_the_exact_sum() {
        // 15/7 + 20/7 is exactly 5: rounding each part first would give 5.00 by luck,
        // three sevenths thrice would not.
        let parts = [
            Points::ratio(3, 700),
            Points::ratio(3, 700),
            Points::ratio(1, 700),
        ];
        assert_eq!(
            parts.into_iter().sum::<Points>().rounded().to_string(),
            "0.01"
        );
        assert!(parts.iter().all(|part| part.rounded().count() == 0));
    }

    #[test]
    fn metrics_are_linear_to_their_cap_and_never_negative() {
        assert_eq!(
            Points::of_metric(15, Points::whole(3), 7),
            Points::ratio(45, 7)
        );
        assert_eq!(
            Points::of_metric(15, Points::whole(8), 7),
            Points::whole(15)
        );
        assert_eq!(Points::of_metric(15, Points::whole(-2), 7), Points::ZERO);
    }
}
