//! Which column is which: names match without regard to case, blanks and underscores.

use crate::report::ImportError;

/// The three downloads that are understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ExportKind {
    /// *Business applications revenue*.
    Revenue,
    /// *Business applications usage*.
    Usage,
    /// *Trainings, exams and certifications*.
    Skills,
}

impl ExportKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Revenue, Self::Usage, Self::Skills];

    /// The columns that are read, in the order in which they are asked for.
    pub const fn columns(self) -> &'static [(Column, Need)] {
        match self {
            Self::Revenue => &REVENUE,
            Self::Usage => &USAGE,
            Self::Skills => &SKILLS,
        }
    }

    /// The download's name in Partner Center.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Revenue => "Business applications revenue",
            Self::Usage => "Business applications usage",
            Self::Skills => "Trainings, exams and certifications",
        }
    }
}

/// A column with a meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(usize)]
pub enum Column {
    /// The month.
    Month,
    /// Why the row counts for the partner.
    Association,
    /// The customer's tenant ID.
    Tenant,
    /// The subscription's ID.
    Subscription,
    /// The product.
    Workload,
    /// US dollars.
    Amount,
    /// Whether the users pay or try.
    MetricType,
    /// Monthly active users that the partner brought.
    Pamau,
    /// Monthly active capacity: profiles.
    Mac,
    /// Monthly active users.
    Mau,
    /// The certificate.
    Title,
    /// The person's number at Microsoft.
    McpId,
    /// The person's e-mail address.
    Email,
    /// The day on which the certificate was passed.
    Completed,
    /// The last day on which it is valid.
    Expires,
    /// Whether it is active.
    Status,
    /// Whether the row repeats another one.
    Duplicate,
    /// The customer's name.
    Customer,
}

/// How badly a column is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Without it no row can be used.
    Always,
    /// At least one of these must be there.
    OneOf,
    /// Read where it is there.
    Optional,
}

const REVENUE: [(Column, Need); 8] = [
    (Column::Month, Need::Always),
    (Column::Association, Need::Always),
    (Column::Tenant, Need::Always),
    (Column::Subscription, Need::Always),
    (Column::Workload, Need::Always),
    (Column::Amount, Need::Always),
    (Column::Customer, Need::Optional),
    (Column::Duplicate, Need::Optional),
];

const USAGE: [(Column, Need); 11] = [
    (Column::Month, Need::Always),
    (Column::Association, Need::Always),
    (Column::Tenant, Need::Always),
    (Column::Subscription, Need::Always),
    (Column::Workload, Need::Always),
    (Column::Mau, Need::OneOf),
    (Column::Pamau, Need::OneOf),
    (Column::Mac, Need::OneOf),
    (Column::MetricType, Need::Optional),
    (Column::Customer, Need::Optional),
    (Column::Duplicate, Need::Optional),
];

const SKILLS: [(Column, Need); 7] = [
    (Column::Title, Need::Always),
    (Column::Completed, Need::Always),
    (Column::McpId, Need::OneOf),
    (Column::Email, Need::OneOf),
    (Column::Expires, Need::Optional),
    (Column::Status, Need::Optional),
    (Column::Duplicate, Need::Optional),
];

impl Column {
    /// Microsoft's name for it.
    pub const fn title(self) -> &'static str {
        NAMES[self as usize].1[0]
    }

    /// Its spellings, Microsoft's first.
    pub(crate) const fn names(self) -> &'static [&'static str] {
        NAMES[self as usize].1
    }

    /// The column with this name of Microsoft's.
    pub fn by_title(title: &str) -> Option<Self> {
        NAMES
            .iter()
            .map(|(column, _)| *column)
            .find(|column| column.title() == title)
    }
}

/// How many there are.
const COUNT: usize = 18;

/// Microsoft's name first, then other spellings that real files use.
const NAMES: [(Column, &[&str]); COUNT] = [
    (
        Column::Month,
        &["FiscalMonthName", "FiscalMonth", "MonthName"],
    ),
    (
        Column::Association,
        &[
            "PartnerAssociationType",
            "AssociationType",
            "PartnerAttributionType",
        ],
    ),
    (
        Column::Tenant,
        &["CustomerTenantID", "TenantID", "CustomerTenantGUID"],
    ),
    (
        Column::Subscription,
        &["SubscriptionId", "SubscriptionGUID"],
    ),
    (Column::Workload, &["Workloads", "Workload", "WorkloadName"]),
    (
        Column::Amount,
        &[
            "AdjustedRevenueAmtCD",
            "AdjustedRevenueAmt",
            "AdjustedRevenueAmountCD",
            "AdjustedRevenue",
        ],
    ),
    (Column::MetricType, &["MetricType"]),
    (Column::Pamau, &["PAMAU"]),
    (Column::Mac, &["MAC"]),
    (Column::Mau, &["MAU"]),
    (Column::Title, &["TrainingTitle", "CertificationName"]),
    (Column::McpId, &["MCPID"]),
    (Column::Email, &["Email", "CorpEmail"]),
    (
        Column::Completed,
        &["TrainingCompletionDate", "CompletionDate"],
    ),
    (Column::Expires, &["ExpirationDate", "ExpiryDate"]),
    (Column::Status, &["ActivationStatus"]),
    (Column::Duplicate, &["IsDuplicateRowForPGA"]),
    (Column::Customer, &["CustomerName", "CustomerTenantName"]),
];

/// What is known of a file before its header is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Expected {
    /// Nothing: the header tells.
    #[default]
    Nothing,
    /// The export it is said to be.
    Kind(ExportKind),
    /// Which column is which.
    Mapping(Box<Mapping>),
}

/// Where each column stands in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Columns {
    pub(crate) kind: ExportKind,
    /// How many cells a row has.
    pub(crate) width: usize,
    places: [Option<usize>; COUNT],
    names: Vec<String>,
    /// Columns of which the header does not tell for certain where they stand.
    pub(crate) doubtful: Vec<Column>,
}

/// A header that is no export's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum HeaderFault {
    NoKnownColumn,
    Missing {
        kind: ExportKind,
        columns: Vec<&'static str>,
    },
    /// The mapping names a place that the header does not have.
    NoSuchPlace {
        column: Column,
        place: usize,
    },
    /// The mapping gives one column two meanings.
    MappedTwice {
        name: String,
    },
}

pub(crate) fn fold(name: &str) -> String {
    name.chars()
        .filter(|c| !c.is_whitespace() && *c != '_' && *c != '\u{feff}')
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// Places by the names that are known. The first spelling of the list that is there wins: Email
/// before `CorpEmail`.
fn known_places(folded: &[String]) -> [Option<usize>; COUNT] {
    let mut places = [None; COUNT];
    for (column, names) in NAMES {
        places[column as usize] = names
            .iter()
            .find_map(|name| folded.iter().position(|cell| *cell == fold(name)));
    }
    places
}

impl From<HeaderFault> for ImportError {
    fn from(fault: HeaderFault) -> Self {
        match fault {
            HeaderFault::NoKnownColumn => Self::NoKnownColumn,
            HeaderFault::Missing { kind, columns } => Self::MissingColumns { kind, columns },
            HeaderFault::NoSuchPlace { column, place } => Self::NoSuchColumn {
                column,
                place: place + 1,
            },
            HeaderFault::MappedTwice { name } => Self::MappedTwice { name },
        }
    }
}

/// What known columns say the file is.
fn guessed_kind(places: &[Option<usize>; COUNT]) -> Option<ExportKind> {
    let has = |column: Column| places[column as usize].is_some();
    if has(Column::Amount) {
        Some(ExportKind::Revenue)
    } else if UNITS.into_iter().any(has) {
        Some(ExportKind::Usage)
    } else if has(Column::Title) {
        Some(ExportKind::Skills)
    } else {
        None
    }
}

const UNITS: [Column; 3] = [Column::Mau, Column::Pamau, Column::Mac];

impl Columns {
    /// Reads a header.
    pub(crate) fn read(header: &[&str], expected: &Expected) -> Result<Self, HeaderFault> {
        let folded: Vec<String> = header.iter().map(|name| fold(name)).collect();
        let (kind, places) = if let Expected::Mapping(mapping) = expected {
            (mapping.kind, mapping.checked_places(header)?)
        } else {
            let places = known_places(&folded);
            if places.iter().all(Option::is_none) {
                return Err(HeaderFault::NoKnownColumn);
            }
            let said = match expected {
                Expected::Kind(kind) => Some(*kind),
                _ => None,
            };
            let kind = said
                .or_else(|| guessed_kind(&places))
                .ok_or(HeaderFault::NoKnownColumn)?;
            (kind, places)
        };
        let mut columns = Self {
            kind,
            width: header.len(),
            places,
            names: header.iter().map(|name| name.trim().to_owned()).collect(),
            doubtful: Vec::new(),
        };
        let missing = columns.missing();
        if !missing.is_empty() {
            return Err(HeaderFault::Missing {
                kind,
                columns: missing,
            });
        }
        if !matches!(expected, Expected::Mapping(_)) {
            columns.doubtful = columns.doubts(&folded, *expected == Expected::Nothing);
        }
        Ok(columns)
    }

    /// Microsoft's names of the columns that are needed and not there.
    fn missing(&self) -> Vec<&'static str> {
        let needs = self.kind.columns();
        let absent = |column: Column| self.place(column).is_none();
        let mut missing: Vec<&'static str> = needs
            .iter()
            .filter(|(column, need)| *need == Need::Always && absent(*column))
            .map(|(column, _)| column.title())
            .collect();
        let mut one_of = needs.iter().filter(|(_, need)| *need == Need::OneOf);
        if one_of.clone().all(|(column, _)| absent(*column)) {
            missing.extend(one_of.next().map(|(column, _)| column.title()));
        }
        missing
    }

    /// Columns whose name stands more than once, and those by which the file could be another
    /// export as well.
    fn doubts(&self, folded: &[String], kind_is_a_guess: bool) -> Vec<Column> {
        let twice = |column: Column| {
            self.place(column)
                .and_then(|place| folded.get(place))
                .is_some_and(|name| folded.iter().filter(|other| *other == name).count() > 1)
        };
        let of_another = |column: Column| {
            kind_is_a_guess
                && self.kind == ExportKind::Revenue
                && column == Column::Amount
                && UNITS.into_iter().any(|unit| self.place(unit).is_some())
        };
        self.kind
            .columns()
            .iter()
            .map(|(column, _)| *column)
            .filter(|column| twice(*column) || of_another(*column))
            .collect()
    }

    /// Where a column stands, counted from 0.
    pub(crate) fn place(&self, column: Column) -> Option<usize> {
        self.places[column as usize]
    }

    /// The columns that are read, with their names in the file.
    pub(crate) fn used(&self) -> Vec<(Column, String)> {
        self.kind
            .columns()
            .iter()
            .filter_map(|(column, _)| Some((*column, self.name(self.place(*column)?)?.to_owned())))
            .collect()
    }

    /// The names of the others.
    pub(crate) fn ignored(&self) -> Vec<String> {
        let places: Vec<usize> = self
            .kind
            .columns()
            .iter()
            .filter_map(|(column, _)| self.place(*column))
            .collect();
        self.names
            .iter()
            .enumerate()
            .filter(|(place, _)| !places.contains(place))
            .map(|(_, name)| name.clone())
            .collect()
    }

    /// A column's name in the file.
    pub(crate) fn name(&self, place: usize) -> Option<&str> {
        self.names.get(place).map(String::as_str)
    }

    /// Which column is which, as a mapping.
    pub(crate) fn mapping(&self) -> Mapping {
        Mapping {
            kind: self.kind,
            places: self.places,
        }
    }
}

/// Which column of a file is which, as a person says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// The export.
    pub kind: ExportKind,
    places: [Option<usize>; COUNT],
}

impl Mapping {
    /// No column yet.
    pub const fn new(kind: ExportKind) -> Self {
        Self {
            kind,
            places: [None; COUNT],
        }
    }

    /// As far as names are known. Without a kind it is the one they look like, or else revenue.
    pub fn guess(header: &[String], kind: Option<ExportKind>) -> Self {
        let folded: Vec<String> = header.iter().map(|name| fold(name)).collect();
        let places = known_places(&folded);
        Self {
            kind: kind
                .or_else(|| guessed_kind(&places))
                .unwrap_or(ExportKind::Revenue),
            places,
        }
    }

    /// Where a column stands, counted from 0.
    pub const fn place(&self, column: Column) -> Option<usize> {
        self.places[column as usize]
    }

    /// Says where a column stands, or that the file does not have it.
    pub const fn set(&mut self, column: Column, place: Option<usize>) {
        self.places[column as usize] = place;
    }

    /// Whether rows can be read by it under this header.
    ///
    /// # Errors
    ///
    /// What is missing, stands nowhere, or was given two meanings.
    pub fn check(&self, header: &[String]) -> Result<(), ImportError> {
        let header: Vec<&str> = header.iter().map(String::as_str).collect();
        Columns::read(&header, &Expected::Mapping(Box::new(self.clone())))?;
        Ok(())
    }

    /// The places of the columns its export reads, each at most once and in the header.
    fn checked_places(&self, header: &[&str]) -> Result<[Option<usize>; COUNT], HeaderFault> {
        let mut checked = [None; COUNT];
        for (column, _) in self.kind.columns() {
            let Some(place) = self.place(*column) else {
                continue;
            };
            let name = header.get(place).ok_or(HeaderFault::NoSuchPlace {
                column: *column,
                place,
            })?;
            if checked.contains(&Some(place)) {
                return Err(HeaderFault::MappedTwice {
                    name: name.trim().to_owned(),
                });
            }
            checked[*column as usize] = Some(place);
        }
        Ok(checked)
    }
}

/// By what a header is known again: the names of its columns in their order, without regard to
/// case, blanks and underscores.
pub fn signature(header: &[String]) -> String {
    // FNV-1a: a wrong mapping would need a chance of one in 2^64, and is seen in the page.
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for name in header {
        for byte in fold(name).bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    format!("{hash:016x}-{}", header.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_stands_in_the_order_of_the_columns() {
        for (index, (column, names)) in NAMES.iter().enumerate() {
            assert_eq!(*column as usize, index);
            assert!(!names.is_empty());
        }
    }

    #[test]
    fn headers_are_known_in_any_spelling() {
        let header = [
            "fiscal_month_name",
            "PARTNER ASSOCIATION TYPE",
            "CustomerTenantId",
            "SubscriptionID",
            "Workload",
            "MAU",
        ];
        let read = |expected: Expected| Columns::read(&header, &expected);
        let columns = read(Expected::Nothing).unwrap();
        assert_eq!(columns.kind, ExportKind::Usage);
        assert_eq!(columns.place(Column::Mau), Some(5));
        assert!(columns.doubtful.is_empty());
        assert_eq!(
            read(Expected::Kind(ExportKind::Revenue)),
            Err(HeaderFault::Missing {
                kind: ExportKind::Revenue,
                columns: vec!["AdjustedRevenueAmtCD"]
            })
        );
        assert_eq!(
            Columns::read(&["a", "b"], &Expected::Nothing),
            Err(HeaderFault::NoKnownColumn)
        );
    }

    #[test]
    fn a_header_that_leaves_a_choice_says_so() {
        let doubts = |header: &[&str], expected: &Expected| {
            Columns::read(header, expected).unwrap().doubtful
        };
        let place = [
            "Month Name",
            "AssociationType",
            "TenantID",
            "SubscriptionId",
            "Workload",
        ];
        let twice = [
            &place[..],
            &["AdjustedRevenue", "Workload", "Country", "Country"],
        ]
        .concat();
        assert_eq!(doubts(&twice, &Expected::Nothing), [Column::Workload]);
        let both = [&place[..], &["MAU", "AdjustedRevenue"]].concat();
        assert_eq!(doubts(&both, &Expected::Nothing), [Column::Amount]);
        let said = Expected::Kind(ExportKind::Revenue);
        assert_eq!(doubts(&both, &said), []);
        // Another spelling is no doubt: the first of the list wins.
        let spelled = [&place[..], &["AdjustedRevenueAmt", "AdjustedRevenueAmtCD"]].concat();
        assert_eq!(doubts(&spelled, &Expected::Nothing), []);
    }

    #[test]
    fn every_column_is_found_by_its_title() {
        for (column, _) in NAMES {
            assert_eq!(Column::by_title(column.title()), Some(column));
        }
        for kind in ExportKind::ALL {
            assert!(kind.columns().iter().any(|(_, need)| *need == Need::Always));
        }
        assert_eq!(Column::by_title("Colour"), None);
    }

    #[test]
    fn a_mapping_says_which_column_is_which() {
        let header = [
            "Periode", "Art", "Kunde", "Aftale", "Produkt", "Beløb", "Land",
        ];
        let names: Vec<String> = header.iter().map(|name| (*name).to_owned()).collect();
        let mut mapping = Mapping::guess(&names, None);
        assert_eq!(mapping, Mapping::new(ExportKind::Revenue));
        for (place, column) in [
            Column::Month,
            Column::Association,
            Column::Tenant,
            Column::Subscription,
            Column::Workload,
        ]
        .into_iter()
        .enumerate()
        {
            mapping.set(column, Some(place));
        }
        let read = |mapping: &Mapping| {
            Columns::read(&header, &Expected::Mapping(Box::new(mapping.clone())))
        };
        assert_eq!(
            read(&mapping),
            Err(HeaderFault::Missing {
                kind: ExportKind::Revenue,
                columns: vec!["AdjustedRevenueAmtCD"]
            })
        );
        mapping.set(Column::Amount, Some(7));
        let beyond = HeaderFault::NoSuchPlace {
            column: Column::Amount,
            place: 7,
        };
        assert_eq!(read(&mapping), Err(beyond));
        mapping.set(Column::Amount, Some(4));
        let name = "Produkt".to_owned();
        assert_eq!(read(&mapping), Err(HeaderFault::MappedTwice { name }));
        mapping.set(Column::Amount, Some(5));
        // What its export does not read is not looked at.
        mapping.set(Column::Email, Some(99));
        let columns = read(&mapping).unwrap();
        assert_eq!(columns.used().last().unwrap().1, "Beløb");
        assert_eq!(columns.ignored(), ["Land"]);
    }

    #[test]
    fn a_header_is_known_again() {
        let of = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            signature(&names)
        };
        assert_eq!(of(&["Kunde_ID", "Beløb"]), of(&["kunde id", " Beløb"]));
        assert_ne!(of(&["a", "b"]), of(&["b", "a"]));
        assert_ne!(of(&["ab"]), of(&["a", "b"]));
    }
}
