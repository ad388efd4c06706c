//! What must hold for every file, however it is cut.

use std::sync::LazyLock;

use claimdesk_recognition::Programme;
use proptest::prelude::*;

use super::super::*;
use super::HEADER;

/// Reading it takes longer than a case.
static PROGRAMME: LazyLock<Programme> = LazyLock::new(Programme::builtin);

/// What an importer makes of some bytes: reports, errors and places, all of it.
fn told(bytes: &[u8], chunk: usize, shortcut: bool) -> String {
    static EMPTY: LazyLock<Portfolio> = LazyLock::new(|| Portfolio::new(&Programme::builtin()));
    let mut portfolio = EMPTY.clone();
    let mut importer = Importer::new();
    importer.shortcut = shortcut;
    for piece in bytes.chunks(chunk) {
        if let Err(error) = importer.feed(piece, &mut portfolio) {
            return format!("{error:?} {:?}", importer.report());
        }
    }
    let report = importer.finish(&mut portfolio);
    format!("{report:?} {:?}", portfolio.latest_month())
}

/// Rows of letters that make trouble: quotes, breaks, delimiters, bytes that are no text.
fn trouble() -> impl Strategy<Value = Vec<u8>> {
    let bits: Vec<&'static [u8]> = vec![
        b"\"",
        b"\"\"",
        b",",
        b",",
        b"\n",
        b"\r\n",
        b"\r",
        b"2026-10",
        b"\"October, 2026\"",
        b"DPOR",
        b"Sales",
        b"300.50",
        b"1,5",
        b"much",
        b"\xff",
        b"\xc3\xa6",
        b" ",
        b"\t",
        b"2026-10,DPOR,t,s,Sales,260.00\n",
        b"\"2026-10\",DPOR,\"t\n,\",s,Sales,\"1,260.00\"\r\n",
        b"a cell that is longer than any block of sixty-four bytes can be, by some",
    ];
    prop::collection::vec(prop::sample::select(bits), 0..80).prop_map(|bits| bits.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..Default::default() })]

    #[test]
    fn the_shortcut_means_what_the_full_reader_means(rows in trouble(), chunk in 1..400_usize) {
        let header = b"FiscalMonthName,PartnerAssociationType,CustomerTenantID,SubscriptionId,Workloads,AdjustedRevenueAmtCD\n";
        let file = [&header[..], &rows].concat();
        let full = told(&file, usize::MAX, false);
        prop_assert_eq!(&told(&file, usize::MAX, true), &full);
        prop_assert_eq!(&told(&file, chunk, true), &full);
        prop_assert_eq!(&told(&file, chunk, false), &full);
    }

    #[test]
    fn a_file_in_two_parts_is_told_as_one(rows in trouble(), guess in 0..2_000_usize) {
        let file = [HEADER.as_bytes(), b"2026-10,DPOR,t,s,Sales,much\n", &rows, b"\n"].concat();
        let guess = HEADER.len() + guess % (file.len() - HEADER.len());
        let cut = guess + 1 + file[guess..].iter().position(|byte| *byte == b'\n').unwrap();
        let (mut first, mut second) = [(); 2].map(|()| Portfolio::new(&PROGRAMME)).into();
        let mut importer = Importer::new();
        importer.feed(&file[..cut], &mut first).unwrap();
        let mut later = importer.fork().unwrap();
        later.feed(&file[cut..], &mut second).unwrap();
        let lines = importer.lines();
        if importer.append(later).is_ok() {
            first.absorb_after(second, lines);
        } else {
            // The cut lies within quotes.
            importer.feed(&file[cut..], &mut first).unwrap();
        }
        let report = importer.finish(&mut first);
        let parts = format!("{report:?} {:?}", first.latest_month());
        prop_assert_eq!(parts, told(&file, usize::MAX, true));
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..600), chunk in 1..97_usize) {
        prop_assert_eq!(told(&bytes, chunk, true), told(&bytes, usize::MAX, false));
    }
}
