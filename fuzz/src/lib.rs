//! What must hold of everything that reads what people bring, whatever they bring.
//!
//! `cargo xtask test --long` tries each target for a while; `crates/recognition/tests/regressions.rs`
//! holds the same functions against the seeds and against every input that once went wrong.

use std::sync::LazyLock;

use chrono::{DateTime, Datelike, Utc};
use claimdesk_exports::{ExportKind, ImportError, Importer, Report};
use claimdesk_recognition::claim::{Assessor, ClaimForm, Context, assess, read_claims};
use claimdesk_recognition::portfolio::Portfolio;
use claimdesk_recognition::programme::TrackId;
use claimdesk_recognition::{Amount, Month, Programme, day, names};

/// A target: what is held against an input. It panics when something does not hold.
pub type Target = fn(&[u8]);

/// Every target, by the name of its program and of its folders.
pub const TARGETS: [(&str, Target); 7] = [
    ("importer", importer),
    ("amount", amount),
    ("days", days),
    ("names", names),
    ("programme", programme),
    ("claims", claims),
    ("form", form),
];

static PROGRAMME: LazyLock<Programme> = LazyLock::new(Programme::builtin);

fn text(data: &[u8]) -> Option<&str> {
    std::str::from_utf8(data).ok()
}

/// An export of any bytes. The first byte chooses what it is said to be, the second the size of
/// the pieces it comes in: neither whole nor in pieces may it be read differently.
pub fn importer(data: &[u8]) {
    let [kind, piece, file @ ..] = data else {
        return;
    };
    let read = |size: usize| -> Result<Report, ImportError> {
        let mut importer = match kind % 4 {
            0 => Importer::new(),
            1 => Importer::expecting(ExportKind::Revenue),
            2 => Importer::expecting(ExportKind::Usage),
            _ => Importer::expecting(ExportKind::Skills),
        };
        let mut portfolio = Portfolio::new(&PROGRAMME);
        for chunk in file.chunks(size) {
            importer.feed(chunk, &mut portfolio)?;
        }
        importer.finish(&mut portfolio)
    };
    let whole = read(file.len().max(1));
    let pieces = read(usize::from(*piece).max(1));
    match (&pieces, &whole) {
        // Why it is refused may depend on how much of it was there to look at.
        (Err(ImportError::NotCsv { .. }), Err(_)) | (Err(_), Err(ImportError::NotCsv { .. })) => {}
        _ => assert_eq!(pieces, whole, "by {piece} bytes"),
    }
    if let Ok(report) = whole {
        let aside: u64 = report.set_aside.iter().map(|aside| aside.count).sum();
        assert!(report.duplicates + aside <= report.rows, "{report:?}");
        assert!(report.rows <= 1 + file.len() as u64, "{report:?}");
        for aside in &report.set_aside {
            assert!(!aside.first.is_empty() && aside.first.len() as u64 <= aside.count);
            for place in &aside.first {
                assert!(
                    place.line >= 1 && place.text.chars().count() <= 61,
                    "{place:?}"
                );
            }
        }
    }
}

/// An amount as exports write it, and as people type it.
pub fn amount(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let read = [
        Amount::parse(text),
        Amount::parse_entered(text, false),
        Amount::parse_entered(text, true),
    ];
    for amount in read.into_iter().flatten() {
        let written = amount.to_string();
        assert_eq!(
            Amount::parse(&written),
            Ok(amount),
            "{text:?} is written {written}"
        );
        let json = serde_json::to_string(&amount).unwrap_or_default();
        assert_eq!(
            serde_json::from_str::<Amount>(&json).ok(),
            Some(amount),
            "{json}"
        );
        assert_eq!(amount.is_negative(), written.starts_with('-'), "{written}");
        assert_eq!(-(-amount), amount);
        // Nothing larger was read than a sum and a rounding can hold.
        let _ = (amount + amount).to_hundredths();
    }
}

/// Months and days.
pub fn days(data: &[u8]) {
    let Some(text) = text(data) else { return };
    if let Some(month) = Month::parse(text) {
        assert_eq!(month.to_string(), text.trim());
        assert!(month.first_day().day() == 1 && month.first_day() < month.last_day());
        assert_eq!(Month::of(month.last_day()), month);
        assert_eq!(month.plus(13).plus(-13), month);
        assert_eq!(month.plus(13).since(month), 13);
    }
    if let Some(read) = day::parse(text) {
        assert_eq!(read.format("%Y-%m-%d").to_string(), text);
        assert!(Month::of(read).first_day() <= read && read <= Month::of(read).last_day());
    }
}

/// Names, identifiers, addresses.
pub fn names(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let folded = names::fold(text);
    assert_eq!(names::fold(&format!("  {text}\n")), folded);
    assert!(
        !folded.contains("  ") && folded.trim() == folded,
        "{folded:?}"
    );
    if let Some(guid) = names::Guid::parse(text) {
        assert_eq!(names::Guid::parse(&guid.to_string()), Some(guid));
        assert_ne!(guid.bits(), 0);
    }
    if let Some(domain) = names::domain(text) {
        assert!(domain.len() <= 253 && domain.contains('.'), "{domain:?}");
        assert!(
            !domain.contains(['/', '@', ':', '?', '#', ' ']),
            "{domain:?}"
        );
    }
    if let Some(email) = names::email(text) {
        assert_eq!(names::email(&email), Some(email.clone()));
        assert!(email.contains('@') && email.len() <= 254, "{email:?}");
    }
    if let Some(id) = names::partner_id(text) {
        assert_eq!(names::partner_id(&id), Some(id.clone()));
        assert!((5..=10).contains(&id.len()), "{id:?}");
    }
}

/// A programme file: what is taken says the same in every form it is kept in.
pub fn programme(data: &[u8]) {
    let Some(text) = text(data) else { return };
    match Programme::from_json(text) {
        Ok(programme) => {
            let json = serde_json::to_string(&programme).unwrap_or_default();
            assert_eq!(Programme::from_json(&json).as_ref(), Ok(&programme));
            let compact = programme.to_compact().unwrap_or_default();
            assert_eq!(Programme::from_compact(&compact).as_ref(), Ok(&programme));
            // Whatever numbers it brings, a claim can be judged by it.
            judged(&ClaimForm::default(), &programme);
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    // The compact form is made by us, and may arrive broken all the same.
    let _ = Programme::from_compact(data);
}

/// A claims file: refused with all its faults, or each claim is somewhere.
pub fn claims(data: &[u8]) {
    let Some(text) = text(data) else { return };
    match read_claims(text, &PROGRAMME) {
        Ok(file) => {
            let listed = file.pending.len() + file.drafts.len();
            assert!(listed <= file.not_counted.len());
            let counted: u64 = file.reasons().values().sum();
            assert_eq!(counted, file.not_counted.len() as u64);
            for open in file.pending.iter().chain(&file.drafts) {
                for now in [DateTime::<Utc>::UNIX_EPOCH, DateTime::<Utc>::MAX_UTC] {
                    let assumed = open.assumed(now, &PROGRAMME.claims);
                    assert!(assumed.covered.from > Month::at(now));
                    assert_eq!(assumed.workloads, open.workloads);
                }
            }
            for filed in &file.approved {
                assert!(!filed.id.is_empty() && !filed.claim.workloads.is_empty());
            }
        }
        Err(errors) => {
            assert!((1..=101).contains(&errors.len()));
            for error in errors {
                let told = error.to_string();
                assert!(!told.contains('\n') && told.len() < 2000, "{told:?}");
            }
        }
    }
}

/// The answers of a claim: judged without a crash, and the same by both ways.
pub fn form(data: &[u8]) {
    let Ok(form) = serde_json::from_slice::<ClaimForm>(data) else {
        return;
    };
    let now = DateTime::<Utc>::UNIX_EPOCH + chrono::TimeDelta::days(20_000);
    for files in [0, 1] {
        let errors = form.errors(&PROGRAMME, now.date_naive(), files);
        let json = serde_json::to_string(&errors).unwrap_or_default();
        assert_eq!(serde_json::from_str(&json).ok(), Some(errors), "{json}");
    }
    judged(&form, &PROGRAMME);
    judged(&form.tidied(), &PROGRAMME);
}

fn judged(form: &ClaimForm, programme: &Programme) {
    let assessor = Assessor::new(programme);
    let counting: Vec<_> = names::Guid::parse(&form.customer_tenant_id)
        .into_iter()
        .zip(
            form.products
                .first()
                .map(|product| product.workload.clone()),
        )
        .collect();
    let day = DateTime::<Utc>::UNIX_EPOCH + chrono::TimeDelta::days(20_000);
    for at in [DateTime::<Utc>::MIN_UTC, day, DateTime::<Utc>::MAX_UTC] {
        for (files, counting) in [(0, &[][..]), (2, &counting[..])] {
            let context = Context {
                at,
                locations: &["6100001".to_owned()],
                files,
                provisional: files > 1,
                competing: None,
                counting,
                track: Some(TrackId::Smb),
            };
            let verdict = assessor.judge(form, &context);
            let assessment = assess(form, &context, programme);
            assert_eq!(verdict.is_blocked(), assessment.is_blocked());
            assert_eq!(verdict.to_assessment(), assessment);
            if at == day {
                let json = serde_json::to_string(&assessment).unwrap_or_default();
                assert_eq!(serde_json::from_str(&json).ok(), Some(assessment), "{json}");
            }
        }
    }
}
