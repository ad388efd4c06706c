//! What customers are called: a name for a tenant where the rows tell one.

use crate::Month;
use crate::names;

/// A name with the month of the row that told it.
#[derive(Clone, Debug)]
struct Told {
    month: Month,
    name: Box<str>,
}

/// The names of the tenants, by their numbers: what the latest month's rows say, and of several
/// spellings in it the smallest text, so that the order of the rows does not matter.
#[derive(Clone, Debug, Default)]
pub(crate) struct Customers {
    told: Vec<Option<Told>>,
}

impl Customers {
    /// Notes the name that a row tells; a blank one tells none.
    pub(super) fn name(&mut self, tenant: u32, month: Month, name: &str) {
        if name.is_empty() {
            return;
        }
        let Ok(place) = usize::try_from(tenant) else {
            return;
        };
        // Most rows are of an earlier month than the latest one, or say what is known: reading
        // an export waits for this.
        if let Some(Some(known)) = self.told.get(place)
            && (month < known.month || (month == known.month && *known.name == *name))
        {
            return;
        }
        let name = cut(name);
        if name.is_empty() {
            return;
        }
        if self.told.len() <= place {
            self.told.resize(place + 1, None);
        }
        let Some(held) = self.told.get_mut(place) else {
            return;
        };
        // Of one month the first in order counts, so that the order of the rows does not matter.
        let counts = held
            .as_ref()
            .is_none_or(|known| month > known.month || *name < *known.name);
        if counts {
            *held = Some(Told {
                month,
                name: name.into(),
            });
        }
    }

    /// The name of a tenant.
    pub(super) fn of(&self, tenant: u32) -> Option<&str> {
        let told = self.told.get(usize::try_from(tenant).ok()?)?;
        told.as_ref().map(|told| &*told.name)
    }

    /// Takes another's names in; `numbers` has the number here of each tenant there.
    pub(super) fn absorb(&mut self, other: &Self, numbers: &[u32]) {
        for (told, number) in other.told.iter().zip(numbers) {
            if let Some(told) = told {
                self.name(*number, told.month, &told.name);
            }
        }
    }
}

/// Without blanks around it, and no longer than any real name.
fn cut(name: &str) -> &str {
    let name = name.trim();
    let end = name.floor_char_boundary(names::LONGEST);
    name.get(..end).unwrap_or_default().trim_end()
}

// Properties are tried natively: proptest is not there for the browser.
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn months_and_names() -> impl Strategy<Value = Vec<(u32, i32, String)>> {
        let name = prop::sample::select(vec!["", " ", "Contoso", "contoso", "Contoso Ltd ", "B"]);
        prop::collection::vec((0..3_u32, 0..3_i32, name.prop_map(str::to_owned)), 0..30)
    }

    fn told(rows: &[(u32, i32, String)]) -> Customers {
        let mut customers = Customers::default();
        for (tenant, months, name) in rows {
            customers.name(
                *tenant,
                Month::parse("2026-01").unwrap().plus(*months),
                name,
            );
        }
        customers
    }

    fn all(customers: &Customers) -> Vec<Option<String>> {
        (0..3)
            .map(|tenant| customers.of(tenant).map(str::to_owned))
            .collect()
    }

    proptest! {
        #[test]
        fn the_latest_months_smallest_name_counts_whatever_the_order(
            rows in months_and_names(), at in 0..30_usize,
        ) {
            let expected: Vec<Option<String>> = (0..3)
                .map(|tenant| {
                    rows.iter()
                        .filter(|(held, _, name)| *held == tenant && !name.trim().is_empty())
                        .map(|(_, month, name)| (std::cmp::Reverse(*month), name.trim()))
                        .min()
                        .map(|(_, name)| name.to_owned())
                })
                .collect();
            prop_assert_eq!(all(&told(&rows)), expected.clone());
            let mut backwards = rows.clone();
            backwards.reverse();
            prop_assert_eq!(all(&told(&backwards)), expected.clone());
            // In two parts, the second with numbers of its own.
            let (first, second) = rows.split_at(at.min(rows.len()));
            let turned: Vec<_> = second.iter().map(|(t, m, n)| (2 - t, *m, n.clone())).collect();
            let mut whole = told(first);
            whole.absorb(&told(&turned), &[2, 1, 0]);
            prop_assert_eq!(all(&whole), expected);
        }
    }

    #[test]
    fn a_book_for_a_name_is_cut() {
        let customers = told(&[(0, 0, "\u{e6}".repeat(1000))]);
        assert!(customers.of(0).unwrap().len() <= names::LONGEST);
    }
}
