//! Claims in a table: one row is one claim, columns are found by their names.
//!
//! A cell with several products separates them by `;` or a line break, and so does the one with what
//! they bring. What a cell says and cannot be read stays as it is typed and is told as a fault by
//! the same checks as in the form.

use chrono::NaiveDate;
use claimdesk_recognition::claim::{
    Channel, ClaimForm, FieldError, FieldId, FieldProblem, Product,
};
use claimdesk_recognition::{Amount, Programme};
use csv_core::{ReadRecordResult, ReaderBuilder};

use crate::cells;
use crate::columns::{Column, fold};
use crate::importer::head;
use crate::report::ImportError;

/// The largest table, in bytes.
pub const MOST_BYTES: usize = 1_000_000;
/// The most claims of a table.
pub const MOST_ROWS: usize = 500;

/// What the template is called as a file.
pub const TEMPLATE_NAME: &str = "claimdesk-claims.csv";

/// Columns by the field they fill, the name of the template first.
const COLUMNS: [(FieldId, &[&str]); 18] = [
    (
        FieldId::PartnerLocationId,
        &["PartnerLocationId", "LocationId", "Location", "Lokation"],
    ),
    (
        FieldId::CustomerName,
        &["CustomerName", "CustomerTenantName", "Customer", "Kunde"],
    ),
    (
        FieldId::CustomerTenantId,
        &["CustomerTenantId", "TenantId", "Tenant-id"],
    ),
    (
        FieldId::CustomerDomain,
        &["CustomerDomain", "Domain", "Domæne"],
    ),
    (
        FieldId::SubscriptionId,
        &["SubscriptionId", "Subscription", "Abonnements-id"],
    ),
    (FieldId::Channel, &["Channel", "Kanal"]),
    (
        FieldId::SubscriptionStart,
        &["SubscriptionStart", "StartDate", "Første dag"],
    ),
    (
        FieldId::SubscriptionEnd,
        &["SubscriptionEnd", "EndDate", "Sidste dag"],
    ),
    (
        FieldId::TransactingPartnerName,
        &["TransactingPartnerName", "Seller", "Sælger"],
    ),
    (
        FieldId::TransactingPartnerId,
        &["TransactingPartnerId", "SellerId", "Sælgers id"],
    ),
    (
        FieldId::Products,
        &["Products", "Product", "Produkter", "Produkt"],
    ),
    (
        FieldId::MonthlyRevenue,
        &[
            "MonthlyRevenueUsd",
            "MonthlyRevenue",
            "Omsætning om måneden",
        ],
    ),
    (FieldId::WorkDone, &["WorkDone", "Udført arbejde"]),
    (FieldId::WorkedSince, &["WorkedSince", "Siden"]),
    (
        FieldId::CustomerContactName,
        &["CustomerContactName", "Kundens kontakt"],
    ),
    (
        FieldId::CustomerContactTitle,
        &["CustomerContactTitle", "Kontaktens titel"],
    ),
    (
        FieldId::CustomerContactEmail,
        &["CustomerContactEmail", "Kontaktens mail"],
    ),
    (FieldId::Comments, &["Comments", "Kommentarer"]),
];

/// What the importer of exports calls the same.
const SHARED: [(FieldId, Column); 4] = [
    (FieldId::CustomerName, Column::Customer),
    (FieldId::CustomerTenantId, Column::Tenant),
    (FieldId::SubscriptionId, Column::Subscription),
    (FieldId::Products, Column::Workload),
];

/// A table that cannot be read at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TableFault {
    /// It is over [`MOST_BYTES`].
    TooLarge,
    /// It has more than [`MOST_ROWS`].
    TooManyRows,
    /// No column has a name that is known.
    NoKnownColumn,
    /// Two columns fill one field.
    Twice {
        /// Their name.
        name: String,
    },
    /// There is no row under the header.
    Empty,
    /// It is no CSV in UTF-8.
    NotCsv(ImportError),
}

/// A claim of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FiledRow {
    /// The line it begins on; the header's is 1.
    pub line: u64,
    /// Its answers, as typed.
    pub form: ClaimForm,
    /// What has to be mended before it can be a draft, and in which column.
    pub faults: Vec<(String, FieldError)>,
    /// How many answers are still to be given in the steps.
    pub missing: usize,
}

/// What a table holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filed {
    /// Its claims.
    pub rows: Vec<FiledRow>,
    /// Names of columns that nothing is taken from.
    pub ignored: Vec<String>,
}

/// The header of a table to fill in.
pub fn template() -> crate::Csv {
    crate::Csv::new(&COLUMNS.map(|(_, names)| names[0]))
}

/// Reads a table.
pub fn read(bytes: &[u8], programme: &Programme, today: NaiveDate) -> Result<Filed, TableFault> {
    if bytes.len() > MOST_BYTES {
        return Err(TableFault::TooLarge);
    }
    let (text, delimiter) = match head::text(bytes) {
        Ok(found) => found,
        // What a spreadsheet writes where a comma stands before decimals.
        Err(ImportError::Semicolons) => {
            (bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes), b';')
        }
        Err(ImportError::Empty) => return Err(TableFault::Empty),
        Err(error) => return Err(TableFault::NotCsv(error)),
    };
    let text = std::str::from_utf8(text).map_err(|_| TableFault::NotCsv(ImportError::Utf16))?;
    let mut table = records(text, delimiter)?;
    if table.is_empty() {
        return Err(TableFault::Empty);
    }
    let (_, header) = table.remove(0);
    let places = places(&header)?;
    let ignored = header
        .iter()
        .enumerate()
        .filter(|(at, name)| !name.trim().is_empty() && places.iter().all(|(_, place)| place != at))
        .map(|(_, name)| name.trim().to_owned())
        .collect();
    if table.is_empty() {
        return Err(TableFault::Empty);
    }
    let rows = table
        .into_iter()
        .map(|(line, cells)| row(line, &cells, &places, &header, programme, today))
        .collect();
    Ok(Filed { rows, ignored })
}

fn records(text: &str, delimiter: u8) -> Result<Vec<(u64, Vec<String>)>, TableFault> {
    let mut reader = ReaderBuilder::new().delimiter(delimiter).build();
    let (mut output, mut ends) = (vec![0; text.len() + 64], vec![0; 4096]);
    let bytes = text.as_bytes();
    let mut records = Vec::new();
    let (mut at, mut begins) = (0, first_of_row(bytes, 0));
    // What of the row at hand is written already.
    let (mut written, mut ended) = (0, 0);
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let (result, read, wrote, count) = reader.read_record(
            rest,
            output.get_mut(written..).unwrap_or_default(),
            ends.get_mut(ended..).unwrap_or_default(),
        );
        at += read;
        written += wrote;
        ended += count;
        match result {
            // The end is told by reading nothing more.
            ReadRecordResult::InputEmpty => {}
            ReadRecordResult::Record => {
                let line =
                    1 + memchr::memchr_iter(b'\n', bytes.get(..begins).unwrap_or_default()).count();
                let line = u64::try_from(line).unwrap_or(u64::MAX);
                push(
                    &mut records,
                    line,
                    &output,
                    ends.get(..ended).unwrap_or_default(),
                )?;
                (written, ended) = (0, 0);
                begins = first_of_row(bytes, at);
            }
            // More columns than any table of claims has.
            ReadRecordResult::OutputEndsFull | ReadRecordResult::OutputFull => {
                return Err(TableFault::NoKnownColumn);
            }
            ReadRecordResult::End => return Ok(records),
        }
    }
}

/// Where the next row begins: empty lines are no rows.
fn first_of_row(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    from + rest
        .iter()
        .take_while(|byte| matches!(byte, b'\n' | b'\r'))
        .count()
}

fn push(
    records: &mut Vec<(u64, Vec<String>)>,
    line: u64,
    output: &[u8],
    ends: &[usize],
) -> Result<(), TableFault> {
    let mut from = 0;
    let cells: Vec<String> = ends
        .iter()
        .map(|&end| {
            let cell = output.get(from..end).unwrap_or_default();
            from = end;
            String::from_utf8_lossy(cell).into_owned()
        })
        .collect();
    if cells.iter().all(|cell| cell.trim().is_empty()) {
        return Ok(());
    }
    // The header is one of them.
    if records.len() > MOST_ROWS {
        return Err(TableFault::TooManyRows);
    }
    records.push((line, cells));
    Ok(())
}

fn places(header: &[String]) -> Result<Vec<(FieldId, usize)>, TableFault> {
    let mut places: Vec<(FieldId, usize)> = Vec::new();
    for (at, name) in header.iter().enumerate() {
        let folded = fold(name);
        let own = COLUMNS
            .iter()
            .find(|(_, names)| names.iter().any(|known| fold(known) == folded))
            .map(|(field, _)| *field);
        let field = own.or_else(|| {
            SHARED
                .iter()
                .find(|(_, column)| column.names().iter().any(|known| fold(known) == folded))
                .map(|(field, _)| *field)
        });
        let Some(field) = field else { continue };
        if places.iter().any(|(known, _)| *known == field) {
            return Err(TableFault::Twice {
                name: name.trim().to_owned(),
            });
        }
        places.push((field, at));
    }
    if places.is_empty() {
        return Err(TableFault::NoKnownColumn);
    }
    Ok(places)
}

fn parts(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([';', '\n'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

fn row(
    line: u64,
    cells: &[String],
    places: &[(FieldId, usize)],
    header: &[String],
    programme: &Programme,
    today: NaiveDate,
) -> FiledRow {
    let cell = |field: FieldId| {
        let place = places.iter().find(|(known, _)| *known == field)?;
        cells.get(place.1).map(|cell| unarmed(cell.trim()))
    };
    let mut form = ClaimForm::default();
    for &(field, _) in places {
        let text = cell(field).unwrap_or_default();
        let text = match field {
            FieldId::Channel => channel(text),
            FieldId::SubscriptionStart | FieldId::SubscriptionEnd | FieldId::WorkedSince => {
                cells::day(text).map_or_else(|| text.to_owned(), |day| day.to_string())
            }
            _ => text.to_owned(),
        };
        if let Some(own) = form.text_mut(field) {
            *own = text;
        }
    }
    let mut amounts = parts(cell(FieldId::MonthlyRevenue).unwrap_or_default());
    form.products = parts(cell(FieldId::Products).unwrap_or_default())
        .map(|name| Product {
            workload: programme
                .revenue_workload(name)
                .map_or_else(|| name.to_owned(), ToString::to_string),
            monthly_revenue_usd: amounts.next().map(amount).unwrap_or_default(),
        })
        .collect();
    let form = form.tidied();
    let mut errors = form.over_limits();
    for error in form.errors(programme, today, 0) {
        if !errors.contains(&error) {
            errors.push(error);
        }
    }
    let (missing, wrong): (Vec<FieldError>, Vec<FieldError>) =
        errors.into_iter().partition(|error| {
            let empty_amount = error.field == FieldId::MonthlyRevenue
                && form
                    .products
                    .iter()
                    .all(|product| product.monthly_revenue_usd.is_empty());
            let empty_customer = error.field == FieldId::CustomerName;
            (error.problem == FieldProblem::Missing && !empty_customer) || empty_amount
        });
    let column = |field: FieldId| {
        let place = places.iter().find(|(known, _)| *known == field);
        place
            .and_then(|(_, at)| header.get(*at))
            .map(|name| name.trim().to_owned())
            .unwrap_or_default()
    };
    FiledRow {
        line,
        faults: wrong
            .into_iter()
            .map(|error| (column(error.field), error))
            .collect(),
        missing: missing.len(),
        form,
    }
}

/// A text without the apostrophe that keeps a spreadsheet from taking it for a formula: our own
/// files have it.
fn unarmed(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest,
        _ => cell,
    }
}

fn channel(text: &str) -> String {
    let known = |channel: &Channel| fold(channel.as_str()) == fold(text);
    Channel::ALL
        .into_iter()
        .find(known)
        .map_or_else(|| text.to_owned(), |channel| channel.as_str().to_owned())
}

/// An amount as the form keeps it, read with a point or a comma before its decimals.
fn amount(text: &str) -> String {
    if Amount::parse(text).is_ok() {
        return text.to_owned();
    }
    Amount::parse_entered(text, text.contains(','))
        .map_or_else(|_| text.to_owned(), |amount| amount.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Result<Filed, TableFault> {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        read(text.as_bytes(), &Programme::builtin(), today)
    }

    #[test]
    fn rows_become_forms_by_the_names_of_their_columns() {
        let filed = table(
            "\u{feff}Kunde;Tenant_ID;subscription id;Channel;Første dag;Products;MonthlyRevenueUsd;Note\r\n\
             Havnens Bageri;3f2504e0-4f89-41d3-9a0c-0305e82c3301;9c4a1e52-7b1d-4c55-8f3a-2f6f0f0d1a01;CSP;2026-02-01;\"Sales; Finance\";\"1.800,50; 900\";x\r\n\
             \r\n\
             \"Fjord\r\nByg\";nonsense;;;;;;\r\n",
        )
        .unwrap();
        assert_eq!(filed.ignored, ["Note"]);
        let [first, second] = filed.rows.as_slice() else {
            unreachable!("{filed:?}")
        };
        assert_eq!(first.faults, []);
        assert!(first.missing > 3);
        assert_eq!(first.form.channel, "csp");
        assert_eq!(first.form.subscription_start, "2026-02-01");
        let products: Vec<(&str, &str)> = first
            .form
            .products
            .iter()
            .map(|one| (one.workload.as_str(), one.monthly_revenue_usd.as_str()))
            .collect();
        assert_eq!(products, [("Sales", "1800.5"), ("Finance", "900")]);
        assert_eq!(second.line, 4);
        let expected = FieldError {
            field: FieldId::CustomerTenantId,
            problem: FieldProblem::NotAGuid,
        };
        assert_eq!(second.faults, [("Tenant_ID".to_owned(), expected)]);
    }

    #[test]
    fn tables_that_are_none_say_why() {
        assert_eq!(table(""), Err(TableFault::Empty));
        assert_eq!(table("CustomerName\n"), Err(TableFault::Empty));
        assert_eq!(table("a,b\n1,2\n"), Err(TableFault::NoKnownColumn));
        assert_eq!(
            table("Customer,Kunde\nx,y\n"),
            Err(TableFault::Twice {
                name: "Kunde".to_owned()
            })
        );
        assert!(matches!(table("%PDF-1.4\n"), Err(TableFault::NotCsv(_))));
        let rows = |count: usize| format!("CustomerName\n{}", "Fjord\n".repeat(count));
        assert_eq!(table(&rows(MOST_ROWS)).unwrap().rows.len(), MOST_ROWS);
        assert_eq!(table(&rows(MOST_ROWS + 1)), Err(TableFault::TooManyRows));
        assert_eq!(
            table(&"x".repeat(MOST_BYTES + 1)),
            Err(TableFault::TooLarge)
        );
    }

    #[test]
    fn the_template_is_read_back_and_rows_without_an_end_count() {
        let text = template().into_text();
        let columns = text.trim().split(',').count();
        let filed = table(&format!("{text}6100001,'=Fjord{}", ",".repeat(columns - 2))).unwrap();
        assert_eq!(filed.rows[0].form.customer_name, "=Fjord");
        assert!(filed.ignored.is_empty());
    }
}
