//! Which column is which: names match without regard to case, blanks and underscores.

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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub(crate) enum Column {
    Month,
    Association,
    Tenant,
    Subscription,
    Workload,
    Amount,
    MetricType,
    Pamau,
    Mac,
    Mau,
    Title,
    McpId,
    Email,
    Completed,
    Expires,
    Status,
    Duplicate,
    Customer,
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

/// Where each column stands in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Columns {
    pub(crate) kind: ExportKind,
    /// How many cells a row has.
    pub(crate) width: usize,
    places: [Option<usize>; COUNT],
    names: Vec<String>,
}

/// A header that is no export's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum HeaderFault {
    NoKnownColumn,
    Missing {
        kind: ExportKind,
        columns: Vec<&'static str>,
    },
}

fn fold(name: &str) -> String {
    name.chars()
        .filter(|c| !c.is_whitespace() && *c != '_' && *c != '\u{feff}')
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

impl Columns {
    /// Reads a header. `expected` is the export the person says it is, if they do.
    pub(crate) fn read(header: &[&str], expected: Option<ExportKind>) -> Result<Self, HeaderFault> {
        let folded: Vec<String> = header.iter().map(|name| fold(name)).collect();
        let mut places = [None; COUNT];
        for (column, names) in NAMES {
            // The first spelling of the list that is there wins: Email before CorpEmail.
            places[column as usize] = names
                .iter()
                .find_map(|name| folded.iter().position(|cell| *cell == fold(name)));
        }
        let has = |column: Column| places[column as usize].is_some();
        let units = [Column::Mau, Column::Pamau, Column::Mac];
        let guessed = if has(Column::Amount) {
            Some(ExportKind::Revenue)
        } else if units.into_iter().any(has) {
            Some(ExportKind::Usage)
        } else if has(Column::Title) {
            Some(ExportKind::Skills)
        } else {
            None
        };
        if places.iter().all(Option::is_none) {
            return Err(HeaderFault::NoKnownColumn);
        }
        let kind = expected.or(guessed).ok_or(HeaderFault::NoKnownColumn)?;
        let place_of = [
            Column::Month,
            Column::Association,
            Column::Tenant,
            Column::Subscription,
            Column::Workload,
        ];
        let mut missing: Vec<&'static str> = Vec::new();
        let mut need = |column: Column, places: &[Option<usize>; COUNT]| {
            if places[column as usize].is_none() {
                missing.extend(NAMES[column as usize].1.first());
            }
        };
        match kind {
            ExportKind::Revenue => {
                for column in place_of.into_iter().chain([Column::Amount]) {
                    need(column, &places);
                }
            }
            ExportKind::Usage => {
                for column in place_of {
                    need(column, &places);
                }
                if !units.into_iter().any(has) {
                    need(Column::Mau, &places);
                }
            }
            ExportKind::Skills => {
                need(Column::Title, &places);
                need(Column::Completed, &places);
                if !has(Column::Email) {
                    need(Column::McpId, &places);
                }
            }
        }
        if missing.is_empty() {
            let names = header.iter().map(|name| name.trim().to_owned()).collect();
            Ok(Self {
                kind,
                width: header.len(),
                places,
                names,
            })
        } else {
            Err(HeaderFault::Missing {
                kind,
                columns: missing,
            })
        }
    }

    /// Where a column stands, counted from 0.
    pub(crate) fn place(&self, column: Column) -> Option<usize> {
        self.places[column as usize]
    }

    /// The columns that are used, as the file names them.
    pub(crate) fn used(&self) -> Vec<String> {
        let is_used = |place: usize| self.places.contains(&Some(place));
        self.names
            .iter()
            .enumerate()
            .filter(|(place, _)| is_used(*place))
            .map(|(_, name)| name.clone())
            .collect()
    }

    /// A column's name in the file.
    pub(crate) fn name(&self, place: usize) -> Option<&str> {
        self.names.get(place).map(String::as_str)
    }
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
        let columns = Columns::read(&header, None).unwrap();
        assert_eq!(columns.kind, ExportKind::Usage);
        assert_eq!(columns.place(Column::Mau), Some(5));
        let revenue = Columns::read(&header, Some(ExportKind::Revenue));
        let columns = vec!["AdjustedRevenueAmtCD"];
        assert_eq!(
            revenue,
            Err(HeaderFault::Missing {
                kind: ExportKind::Revenue,
                columns
            })
        );
        assert_eq!(
            Columns::read(&["a", "b"], None),
            Err(HeaderFault::NoKnownColumn)
        );
    }
}
