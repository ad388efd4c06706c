//! Exports as people have them: plain, packed, in folders, broken.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{case, json, printed, refused};

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A score without what may differ between ways of giving the same files.
fn same(mut told: Value) -> Value {
    let object = told.as_object_mut().unwrap();
    object.remove("setAsideAt");
    object.remove("readings");
    told
}

#[test]
fn every_case_has_its_answer_on_the_command_line() {
    for name in [
        "dual-recognition",
        "portfolio-a",
        "portfolio-b",
        "portfolio-c",
    ] {
        let folder = case(name);
        let read = |file: &str| -> Value {
            serde_json::from_str(&fs::read_to_string(folder.join(file)).unwrap()).unwrap()
        };
        let (asked, expected) = (read("arguments.json"), read("expected.json"));
        let forecast = asked["forecast"].to_string();
        let claims = folder.join("claims.json");
        let mut arguments = vec![
            "score",
            "--track",
            asked["track"].as_str().unwrap(),
            "--format",
            "json",
            "--forecast",
            &forecast,
            "--claims",
            text(&claims),
        ];
        let files: Vec<_> = ["revenue", "usage", "skills"]
            .into_iter()
            .map(|kind| (format!("--{kind}"), folder.join(format!("{kind}.csv"))))
            .filter(|(_, file)| file.exists())
            .collect();
        for (option, file) in &files {
            arguments.extend([option.as_str(), text(file)]);
        }
        let told = json(&arguments);
        for key in [
            "designation",
            "track",
            "month",
            "total",
            "qualified",
            "blockers",
            "window",
        ] {
            assert_eq!(told[key], expected[key], "{name}: {key}");
        }
        for (told, expected) in told["metrics"]
            .as_array()
            .unwrap()
            .iter()
            .zip(expected["metrics"].as_array().unwrap())
        {
            for (key, value) in expected.as_object().unwrap() {
                let number = |value: &Value| value.as_f64();
                if number(value).is_some() {
                    assert_eq!(number(&told[key]), number(value), "{name}: {key}");
                } else {
                    assert_eq!(&told[key], value, "{name}: {key}");
                }
            }
        }
        for (told, expected) in told["forecast"]
            .as_array()
            .unwrap()
            .iter()
            .zip(expected["forecast"].as_array().unwrap())
        {
            for key in ["month", "total", "qualified", "metrics"] {
                assert_eq!(told[key], expected[key], "{name}: {key}");
            }
        }
        // The same by a folder whose files are told apart by their headers.
        let mut by_folder = arguments[..9].to_vec();
        by_folder.extend(["--exports", text(&folder)]);
        assert_eq!(same(json(&by_folder)), same(told), "{name}");
    }
}

#[test]
fn packed_files_say_the_same() {
    let home = tempfile::tempdir().unwrap();
    let folder = case("portfolio-a");
    let plain = json(&[
        "score",
        "--track",
        "smb",
        "--format",
        "json",
        "--revenue",
        text(&folder.join("revenue.csv")),
        "--usage",
        text(&folder.join("usage.csv")),
        "--skills",
        text(&folder.join("skills.csv")),
    ]);
    let packed = home.path().join("revenue.csv.gz");
    let mut gz = GzEncoder::new(File::create(&packed).unwrap(), Compression::fast());
    gz.write_all(&fs::read(folder.join("revenue.csv")).unwrap())
        .unwrap();
    gz.finish().unwrap();
    let archive = home.path().join("exports.ZIP");
    let mut zip = ZipWriter::new(File::create(&archive).unwrap());
    for (name, file) in [("a/usage.csv", "usage.csv"), ("skills.txt", "skills.csv")] {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(&fs::read(folder.join(file)).unwrap())
            .unwrap();
    }
    zip.start_file("__MACOSX/._usage.csv", SimpleFileOptions::default())
        .unwrap();
    zip.write_all(b"\0\x05\x16").unwrap();
    zip.start_file("read.me", SimpleFileOptions::default())
        .unwrap();
    zip.write_all(b"nothing").unwrap();
    zip.finish().unwrap();
    let told = json(&[
        "score",
        "--track",
        "smb",
        "--format",
        "json",
        "--revenue",
        text(&packed),
        "--exports",
        text(&archive),
    ]);
    assert_eq!(same(told), same(plain.clone()));
    // A folder that holds both.
    let told = json(&[
        "score",
        "--track",
        "smb",
        "--format",
        "json",
        "--exports",
        text(home.path()),
    ]);
    assert_eq!(same(told), same(plain));
}

/// An export large enough for several threads, with quoted line breaks where a file is cut.
fn large(rows: u32, broken: bool) -> String {
    let mut export = String::from(
        "FiscalMonthName,PartnerAssociationType,CustomerTenantID,CustomerName,SubscriptionId,Workloads,AdjustedRevenueAmtCD\n",
    );
    for row in 0..rows {
        let name = if broken {
            // Each line of the name looks like a row of its own.
            format!("\"x\n2026-10,DPOR,t{row},n,s{row},Sales,999.00\n\"")
        } else {
            format!("\"A, B {row}\"")
        };
        let amount = if row % 10_000 == 7_777 {
            "much"
        } else {
            "260.50"
        };
        writeln!(
            export,
            "\"October, 2026\",CSP T1,tenant-{},{name},subscription-{row},Sales,{amount}",
            row % 5_000
        )
        .unwrap();
    }
    export
}

#[test]
fn threads_change_nothing() {
    let home = tempfile::tempdir().unwrap();
    for broken in [false, true] {
        let file = home.path().join("revenue.csv");
        fs::write(&file, large(90_000, broken)).unwrap();
        let ask = |threads: &str| {
            json(&[
                "score",
                "--track",
                "smb",
                "--format",
                "json",
                "--explain",
                "--threads",
                threads,
                "--revenue",
                text(&file),
            ])
        };
        let one = ask("1");
        assert_eq!(one["rows"]["revenue"], 90_000);
        assert_eq!(one["setAside"]["unreadable amount"], 9);
        let lines = one["setAsideAt"][0]["lines"].as_array().unwrap();
        assert_eq!(lines.len(), 5);
        let line = 7_777 * if broken { 3 } else { 1 } + 2;
        assert_eq!(lines[0], line);
        for threads in ["2", "3", "7"] {
            assert_eq!(ask(threads), one, "{threads} threads");
        }
    }
}

#[test]
fn what_cannot_be_read_is_told_in_one_line() {
    let home = tempfile::tempdir().unwrap();
    let put = |name: &str, content: &[u8]| {
        let file = home.path().join(name);
        fs::write(&file, content).unwrap();
        file
    };
    let empty = home.path().join("empty");
    fs::create_dir(&empty).unwrap();
    let words = put("words.csv", b"Anna,Bo\n1,2\n");
    let cut = put("cut.csv.gz", b"\x1f\x8b\x08\0\0\0\0\0\0\x03abc");
    let no_zip = put("no.zip", b"PK\x03\x04 but not really");
    let binary = put("binary.csv", b"a\0b\n");
    let mut wide = vec![b','; 100_000];
    wide.push(b'\n');
    let wide = put("wide.csv", &wide);
    let usage = case("portfolio-a").join("usage.csv");
    for (option, path, words) in [
        ("--revenue", home.path().join("nowhere.csv"), "No such file"),
        ("--revenue", words, "column"),
        ("--revenue", cut, "cut.csv.gz"),
        ("--exports", no_zip, "no.zip"),
        ("--exports", binary, "binary.csv"),
        ("--exports", wide, "wide.csv"),
        ("--exports", empty, "no .csv"),
        ("--skills", usage, "TrainingTitle"),
    ] {
        let said = refused(&["score", "--track", "smb", option, text(&path)]);
        assert!(said.contains(words), "{path:?}: {said}");
        assert!(
            said.contains(path.file_name().unwrap().to_str().unwrap()),
            "{said}"
        );
    }
    let claims = put("claims.json", br#"[{"id": "C-1", "state": "maybe"}]"#);
    let usage = case("portfolio-a").join("usage.csv");
    let said = refused(&[
        "score",
        "--track",
        "smb",
        "--usage",
        text(&usage),
        "--claims",
        text(&claims),
    ]);
    assert!(said.contains("`C-1`") && said.contains("maybe"), "{said}");
    assert!(refused(&["score", "--track", "smb"]).contains("month"));
}

#[test]
fn the_text_form_explains_itself() {
    let folder = case("portfolio-c");
    let page = printed(&[
        "score",
        "--track",
        "enterprise",
        "--exports",
        text(&folder),
        "--claims",
        text(&folder.join("claims.json")),
        "--forecast",
        "3",
        "--anniversary",
        "2026-12-10",
        "--opportunities",
        "2027-01",
        "--plan",
        "2027-01",
        "--explain",
    ]);
    for part in [
        "of 100 points",
        "a year ago",
        "last months",
        "forecast",
        "with pending",
        "renewal on 2026-12-10, open until 2027-01-09",
        "opportunities for 2027-01",
        "plan for 2027-01",
        "source BA26",
        "confidence",
        "revenue.csv, line",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(!page.contains('\u{1b}'), "no colours where no terminal is");
}
