//! An organisation's own claims, searched and in any order.

use async_trait::async_trait;
use claimdesk_recognition::Month;
use claimdesk_recognition::claim::assess::Worth;
use claimdesk_recognition::claim::{ClaimForm, ClaimState};
use claimdesk_recognition::names::Guid;

use super::{ClaimRow, Stored};

/// What a list is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClaimSort {
    /// When it was last changed.
    #[default]
    Changed,
    /// When its clock runs out; those without a clock behind all others, newest first.
    Due,
    /// The customer's name, folded as the rules fold names.
    Customer,
    /// The first month that counts; those that do not count before all others.
    Month,
    /// What the products bring a month together.
    Value,
}

impl ClaimSort {
    /// Each of them.
    pub const ALL: [Self; 5] = [
        Self::Changed,
        Self::Due,
        Self::Customer,
        Self::Month,
        Self::Value,
    ];

    /// As written in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Due => "due",
            Self::Customer => "customer",
            Self::Month => "month",
            Self::Value => "value",
        }
    }
}

/// Which claims are looked for. What is found stands in the order of what was looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Find {
    /// All, in the order asked for.
    #[default]
    All,
    /// Those of customers whose name, folded, begins with this.
    Customer(String),
    /// Those whose subscription or tenant ID, in the one spelling of a GUID, begins with this.
    Id(String),
    /// Those whose reference begins with this.
    Reference(String),
}

/// A row's place in the order of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// By a time or an amount.
    Number(i64),
    /// By a text.
    Text(String),
}

/// Where a list goes on: after this row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AfterKey {
    /// Its place in the order.
    pub key: Key,
    /// The row.
    pub reference: String,
}

/// Which part of an organisation's claims.
#[derive(Clone, Debug)]
pub struct ClaimsFilter {
    /// Whose.
    pub organisation_id: String,
    /// In these states.
    pub states: Vec<ClaimState>,
    /// Those looked for.
    pub find: Find,
    /// In this order; not where something is looked for.
    pub sort: ClaimSort,
    /// The other way round.
    pub descending: bool,
    /// After this row.
    pub after: Option<AfterKey>,
    /// At most so many.
    pub limit: u32,
}

/// A claim in its organisation's list.
#[derive(Clone, Debug)]
pub struct OwnClaim {
    /// As in every list.
    pub row: ClaimRow,
    /// The answers; only its products where the worth is known.
    pub form: ClaimForm,
    /// What it was worth when it was sent; nothing of a draft, whose worth is what the rules say now.
    pub worth: Option<Worth>,
    /// Its place in the order.
    pub key: Key,
}

/// Lists of an organisation's own claims.
#[async_trait]
pub trait ClaimLists: Send + Sync + 'static {
    /// Pairs (tenant, workload) of these tenants that count for the organisation in a month already.
    async fn counting(
        &self,
        organisation_id: &str,
        tenants: &[Guid],
        month: Month,
    ) -> Stored<Vec<(Guid, String)>>;
    /// Those that fit, in order.
    async fn own_claims(&self, filter: ClaimsFilter) -> Stored<Vec<OwnClaim>>;
    /// How many there are in each state.
    async fn own_counts(&self, organisation_id: &str) -> Stored<Vec<(ClaimState, i64)>>;
}

/// The beginning of an ID in the spelling that a [`Guid`] is kept in; `None` where the text can
/// not be one. Six digits at least, one of them a figure: `facade` is more likely a name.
pub fn beginning_of_id(text: &str) -> Option<String> {
    const DIGITS: usize = 32;
    if let Some(whole) = Guid::parse(text) {
        return Some(whole.to_string());
    }
    let digits: String = text.trim().chars().filter(|c| *c != '-').collect();
    let fits = (6..=DIGITS).contains(&digits.len())
        && digits.chars().all(|c| c.is_ascii_hexdigit())
        && digits.chars().any(|c| c.is_ascii_digit());
    if !fits {
        return None;
    }
    let mut spelled = String::with_capacity(DIGITS + 4);
    for (at, digit) in digits.chars().enumerate() {
        if matches!(at, 8 | 12 | 16 | 20) {
            spelled.push('-');
        }
        spelled.push(digit.to_ascii_lowercase());
    }
    Some(spelled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_of_ids_are_told_from_names() {
        for (text, expected) in [
            ("3f2504", Some("3f2504")),
            (" 3F2504E0-4f8 ", Some("3f2504e0-4f8")),
            ("3f2504e04f8", Some("3f2504e0-4f8")),
            (
                "{3f2504e0-4f89-41d3-9a0c-0305e82c3301}",
                Some("3f2504e0-4f89-41d3-9a0c-0305e82c3301"),
            ),
            ("3f250", None),
            ("facade", None),
            ("365 Byg", None),
            ("", None),
        ] {
            assert_eq!(beginning_of_id(text).as_deref(), expected, "{text}");
        }
    }
}
