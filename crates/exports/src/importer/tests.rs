use claimdesk_recognition::Programme;
use claimdesk_recognition::portfolio::Reason;

use super::*;

#[cfg(not(target_arch = "wasm32"))]
mod properties;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

const HEADER: &str = "FiscalMonthName,PartnerAssociationType,CustomerTenantID,SubscriptionId,Workloads,AdjustedRevenueAmtCD\n";

fn import_bytes(bytes: &[u8], chunk: usize) -> Result<Report, ImportError> {
    let mut portfolio = Portfolio::new(&Programme::builtin());
    let mut importer = Importer::new();
    for piece in bytes.chunks(chunk) {
        importer.feed(piece, &mut portfolio)?;
    }
    importer.finish(&mut portfolio)
}

fn import(text: &str) -> Result<Report, ImportError> {
    import_bytes(text.as_bytes(), 7)
}

fn reasons(text: &str) -> Vec<(Reason, u64, u64, Option<usize>)> {
    let report = import(&format!("{HEADER}{text}")).unwrap();
    report
        .set_aside
        .iter()
        .map(|aside| {
            (
                aside.reason,
                aside.count,
                aside.first[0].line,
                aside.first[0].column,
            )
        })
        .collect()
}

#[test]
fn files_that_are_no_exports_say_what_they_are() {
    let utf16: Vec<u8> = HEADER.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let with_mark = [&b"\xff\xfe"[..], &utf16].concat();
    let cases: [(&[u8], ImportError); 9] = [
        (b"", ImportError::Empty),
        (b"\xef\xbb\xbf \r\n\n", ImportError::Empty),
        (&utf16, ImportError::Utf16),
        (&with_mark, ImportError::Utf16),
        (
            b"PK\x03\x04\x00\x00",
            ImportError::NotCsv {
                what: "a zip archive or a workbook",
            },
        ),
        (b"%PDF-1.7\n1 0 obj", ImportError::NotCsv { what: "a PDF" }),
        (b"MZ\x90\x00\x03", ImportError::NotCsv { what: "a program" }),
        (b"a;b;c\n1;2;3\n", ImportError::Semicolons),
        (b"name,age\nAnna,7\n", ImportError::NoKnownColumn),
    ];
    for (bytes, expected) in cases {
        for chunk in [1, 5, 4096] {
            assert_eq!(
                import_bytes(bytes, chunk),
                Err(expected.clone()),
                "{bytes:?} by {chunk}"
            );
        }
    }
}

#[test]
fn a_header_that_lacks_columns_names_them() {
    let error = import("FiscalMonthName,Workloads,AdjustedRevenueAmtCD\n").unwrap_err();
    assert_eq!(
        error.to_string(),
        "line 1 lacks PartnerAssociationType, CustomerTenantID, SubscriptionId of Business applications revenue"
    );
}

#[test]
fn rows_are_set_aside_with_line_and_column() {
    assert_eq!(
        reasons(
            "2026-10,DPOR,t,s,Sales,1\n\
             Smarch 2026,DPOR,t,s,Sales,1\n\
             \n\
             2026-10,Handshake,t,s,Sales,1\n\
             2026-10,DPOR,t,s,Marketing,1\n\
             2026-10,DPOR,t,s,Marketing,1\n\
             2026-10,DPOR,\"t\nx\",s,Sales,\"1,2\"\n\
             2026-10,DPOR,t,s,Sales\n"
        ),
        [
            (Reason::UnknownMonth, 1, 3, Some(1)),
            (Reason::UnknownAssociation, 1, 5, Some(2)),
            (Reason::UnknownWorkload, 2, 6, Some(5)),
            (Reason::UnreadableAmount, 1, 8, Some(6)),
            (Reason::WrongNumberOfCells, 1, 10, Some(5)),
        ]
    );
}

#[test]
fn a_file_cut_in_the_middle_of_a_row_keeps_the_rows_before() {
    assert_eq!(
        reasons("2026-10,DPOR,t,s,Sales,1\n2026-10,DP"),
        [(Reason::CutShort, 1, 3, Some(2))]
    );
    let open_quote =
        "2026-10,DPOR,t,s,Sales,1\n2026-10,DPOR,\"t,s,Sales,1\n2026-10,DPOR,t,s,Sales,1\n";
    assert_eq!(reasons(open_quote), [(Reason::CutShort, 1, 3, Some(3))]);
}

#[test]
fn a_quote_that_is_never_closed_cannot_fill_the_memory() {
    let mut bytes = format!("{HEADER}2026-10,DPOR,t,s,Sales,1\n2026-10,DPOR,\"").into_bytes();
    bytes.resize(bytes.len() + 3 * ROW_LIMIT, b'x');
    let mut portfolio = Portfolio::new(&Programme::builtin());
    let mut importer = Importer::new();
    let error = bytes
        .chunks(65536)
        .find_map(|chunk| importer.feed(chunk, &mut portfolio).err());
    assert_eq!(
        error,
        Some(ImportError::RowTooLong {
            line: 3,
            column: 3,
            limit: ROW_LIMIT
        })
    );
    assert_eq!(importer.report().map(|report| report.rows), Some(1));
    let many = format!("{HEADER}{}", ",".repeat(100_000));
    assert_eq!(
        import(&many),
        Err(ImportError::TooManyCells {
            line: 2,
            limit: CELL_LIMIT
        })
    );
}

#[test]
fn hostile_rows_end_in_an_error_and_little_memory() {
    let quotes = b"\"\"".repeat(1 << 15);
    let cells = b"x,".repeat(1 << 15);
    let long = vec![b'x'; 1 << 16];
    let lines = b"\"\n".repeat(1 << 15);
    for (start, more, expected) in [
        ("\"", &quotes, "RowTooLong { line: 3, column: 1"),
        ("", &long, "RowTooLong { line: 3, column: 1"),
        ("\"x\",\"", &long, "RowTooLong { line: 3, column: 2"),
        ("", &cells, "TooManyCells { line: 3"),
        ("\"x", &cells, "RowTooLong { line: 3, column: 1"),
        ("\"", &lines, ""),
    ] {
        let mut portfolio = Portfolio::new(&Programme::builtin());
        let mut importer = Importer::new();
        let begun = format!("{HEADER}2026-10,DPOR,t,s,Sales,1\n{start}");
        assert_eq!(importer.feed(begun.as_bytes(), &mut portfolio), Ok(()));
        // Up to a gigabyte, of which little is looked at before the error.
        let times = if expected.is_empty() { 16 } else { 1 << 14 };
        let error = (0..times).find_map(|_| importer.feed(more, &mut portfolio).err());
        let told = error.map(|error| format!("{error:?}")).unwrap_or_default();
        assert!(told.starts_with(expected), "{told}");
        assert!(importer.row.len() <= ROW_LIMIT);
        assert!(
            importer.ends.len() <= CELL_LIMIT && importer.cell_ends.as_slice().len() <= CELL_LIMIT
        );
        if expected.is_empty() {
            // Rows that only look unending are all counted.
            let report = importer.report().unwrap();
            let aside: u64 = report.set_aside.iter().map(|aside| aside.count).sum();
            assert_eq!((told.as_str(), report.rows), ("", 1 + aside));
        }
    }
}

#[test]
fn bytes_that_are_no_text_are_set_aside_in_their_row() {
    let mut bytes = HEADER.as_bytes().to_vec();
    bytes.extend(b"2026-10,DPOR,t,s,S\xe6lger,1\n2026-10,DPOR,t,s,Sales,1\n");
    let report = import_bytes(&bytes, 3).unwrap();
    assert_eq!(report.rows, 2);
    assert_eq!(report.set_aside[0].reason, Reason::NotUtf8);
}

#[test]
fn tabs_carriage_returns_marks_and_duplicates() {
    let text = "\u{feff}FISCAL MONTH NAME\tPartner_Association_Type\tCustomerTenantID\tSubscriptionId\tWorkload\tMAU\tIsDuplicateRowForPGA\r\n\
        Oct 2026\tCSP T1\tt\ts\tBusiness  Central\t12\t0\r\n\
        Oct 2026\tCSP T1\tt\ts\tBusiness Central\t12\t1\r\n\
        Oct 2026\tCSP T1\tt\ts\tBusiness Central\tmany\t0\r\n";
    for chunk in [1, 2, 3, 1000] {
        let report = import_bytes(text.as_bytes(), chunk).unwrap();
        assert_eq!(
            (report.kind, report.rows, report.duplicates),
            (ExportKind::Usage, 3, 1)
        );
        assert_eq!(report.set_aside[0].reason, Reason::UnreadableUnits);
        assert_eq!(
            (
                report.set_aside[0].first[0].line,
                report.set_aside[0].first[0].column
            ),
            (4, Some(6))
        );
    }
}

#[test]
fn a_person_says_which_column_is_which() {
    let text = "Periode\tArt\tKunde\tAftale\tProdukt\tBrugere\tLand\n\
        2026-09\tCSP T1\tt\ts\tBusiness Central\t12\tDK\n\
        2026-10\tCSP T1\tt\ts\tBusiness Central\tmany\tDK\n";
    let mut mapping = Mapping::new(ExportKind::Usage);
    let columns = [
        Column::Month,
        Column::Association,
        Column::Tenant,
        Column::Subscription,
        Column::Workload,
        Column::Mau,
    ];
    for (place, column) in columns.into_iter().enumerate() {
        mapping.set(column, Some(place));
    }
    for chunk in [1, 2, 7, 64, 4096] {
        let mut portfolio = Portfolio::new(&Programme::builtin());
        // Before it is said, the header is told with the error.
        let mut importer = Importer::new();
        let error = text
            .as_bytes()
            .chunks(chunk)
            .find_map(|chunk| importer.feed(chunk, &mut portfolio).err());
        assert_eq!(error, Some(ImportError::NoKnownColumn));
        let header = importer.header().unwrap();
        assert_eq!((header.len(), header[5].as_str()), (7, "Brugere"));
        assert_eq!(mapping.check(header), Ok(()));

        let mut importer = Importer::with_mapping(mapping.clone());
        for chunk in text.as_bytes().chunks(chunk) {
            importer.feed(chunk, &mut portfolio).unwrap();
        }
        assert_eq!(importer.mapping(), Some(mapping.clone()));
        let report = importer.finish(&mut portfolio).unwrap();
        assert_eq!((report.kind, report.rows), (ExportKind::Usage, 2));
        assert_eq!(report.months, Month::new(2026, 9).zip(Month::new(2026, 10)));
        assert_eq!(report.columns[5], (Column::Mau, "Brugere".to_owned()));
        assert_eq!(report.ignored, ["Land"]);
        let place = &report.set_aside[0].first[0];
        assert_eq!((place.line, place.name.as_deref()), (3, Some("Brugere")));
    }
}

#[test]
fn a_wrong_mapping_is_told_by_name() {
    let read = |mapping: &Mapping| {
        let mut portfolio = Portfolio::new(&Programme::builtin());
        let mut importer = Importer::with_mapping(mapping.clone());
        importer
            .feed(b"a,b,c\n1,2,3\n", &mut portfolio)
            .map_err(|error| error.to_string())
    };
    let mut mapping = Mapping::new(ExportKind::Skills);
    mapping.set(Column::Title, Some(0));
    let missing =
        "line 1 lacks TrainingCompletionDate, MCPID of Trainings, exams and certifications";
    assert_eq!(read(&mapping), Err(missing.to_owned()));
    mapping.set(Column::Completed, Some(3));
    let beyond =
        "TrainingCompletionDate was said to stand in column 4, which the header does not have";
    assert_eq!(read(&mapping), Err(beyond.to_owned()));
    mapping.set(Column::Completed, Some(1));
    mapping.set(Column::Email, Some(1));
    let twice = "the column \"b\" was given two meanings: choose another column for one of them";
    assert_eq!(read(&mapping), Err(twice.to_owned()));
}
