//! The table of who may do what, as `matrix.tsv` has it.
//!
//! It begins with the letters of the states a claim can be in. A row is an operation, a column a
//! kind of person. A cell reads from left to right: `DQ:yes 409` is yes for a claim in state D or
//! Q, else 409. `yes` is any success; `empty` is a yes that finds nothing, as there is nothing of
//! the kind; a number is the refusal. `cargo xtask matrix` prints it in `docs/security.md`.

use axum::http::Method;

/// The kinds of people, in the order of the columns.
pub const WHO: [Who; 8] = [
    Who::Nobody,
    Who::Own,
    Who::Other,
    Who::Reviewer,
    Who::Colleague,
    Who::Inside,
    Who::Administrator,
    Who::Auditor,
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Not signed in, or with a session that has ended.
    Nobody,
    /// Of the organisation whose claim, webhook or draft it is.
    Own,
    /// Of another partner organisation, the seller's too.
    Other,
    /// The reviewer who has the claim, where one has.
    Reviewer,
    /// Another reviewer.
    Colleague,
    /// A reviewer who works for the claiming organisation.
    Inside,
    Administrator,
    Auditor,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    Yes,
    Empty,
    Refused(u16),
}

#[derive(Debug)]
pub struct Row {
    /// As the document writes it, without `/api/v1`.
    pub path: String,
    pub method: Method,
    cells: Vec<String>,
}

impl Row {
    /// True for an operation on one claim.
    pub fn on_a_claim(&self) -> bool {
        self.path.contains("{reference}")
    }

    /// What this person meets with; `state` is the letter of the claim's state.
    pub fn expects(&self, who: Who, state: Option<char>) -> Expected {
        let column = WHO.iter().position(|one| *one == who).unwrap();
        let outcome = self.cells[column]
            .split(' ')
            .find_map(|part| match part.split_once(':') {
                None => Some(part),
                Some((states, outcome)) => state
                    .is_some_and(|state| states.contains(state))
                    .then_some(outcome),
            })
            .unwrap();
        match outcome {
            "yes" => Expected::Yes,
            "empty" => Expected::Empty,
            code => Expected::Refused(code.parse().unwrap()),
        }
    }
}

const TABLE: &str = include_str!("matrix.tsv");

/// The letters of the states.
pub fn states() -> impl Iterator<Item = char> {
    TABLE
        .lines()
        .filter_map(|line| line.strip_prefix('#')?.chars().next())
}

pub fn rows() -> Vec<Row> {
    TABLE
        .lines()
        .filter(|line| !line.starts_with('#'))
        .skip(1)
        .map(|line| {
            let mut cells = line.split('\t').map(str::to_owned);
            let operation = cells.next().unwrap();
            let (method, path) = operation.split_once(' ').unwrap();
            let cells: Vec<String> = cells.collect();
            assert_eq!(cells.len(), WHO.len(), "{line}");
            Row {
                path: path.to_owned(),
                method: method.parse().unwrap(),
                cells,
            }
        })
        .collect()
}
