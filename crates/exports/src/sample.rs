//! Invented exports and claims of a partner that does not exist, so that everything can be tried.
//!
//! Nordlys A/S, on the SMB track, stands at 67 of 100 points by its exports. An approved claim
//! lifts it to 70, and in three months a customer won a year before falls away: by then the pending
//! claim must count, or one of those that could be made. Demonstration servers and the page give
//! the same files, which hang on the day alone.

use std::fmt::Write;

use chrono::{Days, Months, NaiveDate};
use claimdesk_recognition::Month;

use crate::cells::MONTH_NAMES;

/// The three exports.
pub const NAMES: [&str; 3] = [
    "nordlys-revenue.csv",
    "nordlys-usage.csv",
    "nordlys-skills.csv",
];

/// The claims file.
pub const CLAIMS: &str = "nordlys-claims.json";

/// Months before the latest one: a year for the comparison, and the six of the window.
const MONTHS_BEFORE: i32 = 18;

const LOCATION: &str = "6100001";
const PARTNER: &str = "\"Nordlys A/S\"";

/// An export's content, up to the latest month that is complete today; `None` for a name that
/// is none of [`NAMES`].
pub fn export(name: &str, today: NaiveDate) -> Option<String> {
    let latest = latest(today);
    match name {
        "nordlys-revenue.csv" => Some(revenue(latest)),
        "nordlys-usage.csv" => Some(usage(latest)),
        "nordlys-skills.csv" => Some(skills(today, latest)),
        _ => None,
    }
}

fn latest(today: NaiveDate) -> Month {
    Month::of(today).plus(-1)
}

/// An approved claim that counts in the latest month, one sent yesterday, and a draft, in the
/// form of `claimdesk score --claims`.
pub fn claims(today: NaiveDate) -> String {
    let latest = latest(today);
    let submitted = latest.plus(-1).first_day();
    let approved = submitted
        .checked_add_days(Days::new(1))
        .unwrap_or(submitted);
    let yesterday = today.pred_opt().unwrap_or(today);
    let claim = |id: &str, customer: &str, workload: &str, cents: u32, life: &str| {
        format!(
            r#"{{"id": "{id}", "association": "CPOR RevRec", {life},
  "customerTenantId": "{}", "subscriptionId": "{}", "subscriptionEnd": "{}",
  "workloads": [{{"workload": "{workload}", "monthlyRevenueUsd": "{}.{:02}"}}]}}"#,
            guid("tenant", customer),
            subscription(customer, workload),
            latest.plus(20).last_day(),
            cents / 100,
            cents % 100
        )
    };
    let claims = [
        claim(
            "NORDLYS-1",
            "Strandhus Hotel",
            "Business Central",
            54_000,
            &format!(
                r#""state": "approved", "submittedAt": "{submitted}T09:00:00Z", "approvedAt": "{approved}T15:20:00Z""#
            ),
        ),
        claim(
            "NORDLYS-2",
            "Vindrosen Energi",
            "Sales",
            88_000,
            &format!(r#""state": "submitted", "submittedAt": "{yesterday}T09:00:00Z""#),
        ),
        claim(
            "NORDLYS-3",
            "Gråsten Bageri",
            "Business Central",
            31_000,
            r#""state": "draft""#,
        ),
    ];
    format!("[{}]\n", claims.join(",\n "))
}

/// An invented ID, the same each time.
pub fn guid(kind: &str, name: &str) -> String {
    // FNV-1a, scattered: nothing but likeness to an ID hangs on it.
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in kind.bytes().chain([0]).chain(name.bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    let mut scatter = || {
        hash = hash.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let seed = (hash ^ hash >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let seed = (seed ^ seed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        seed ^ seed >> 31
    };
    let (first, second) = (scatter(), scatter());
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        first >> 32,
        first >> 16 & 0xffff,
        first & 0xffff,
        second >> 48,
        second & 0xffff_ffff_ffff
    )
}

/// The subscription by which a customer has a product; both exports and claims name it so.
fn subscription(customer: &str, workload: &str) -> String {
    let product = match workload {
        "Sales" | "Customer Service" | "Common data service (Customer Engagement)" => {
            "Customer Engagement"
        }
        "Finance" => "Finance & Operations",
        other => other,
    };
    guid(product, customer)
}

/// Customer, workload, its category, association, US dollars a month in cents, and for how
/// many months before the latest it goes back.
const REVENUE: [(&str, &str, &str, &str, u32, i32); 14] = [
    (
        "Fyrtårnet Café",
        "Business Central",
        "Dynamics",
        "CSP Tier 2",
        61_200,
        18,
    ),
    (
        "Fyrtårnet Café",
        "Power BI",
        "Power Platform",
        "CSP Tier 2",
        28_400,
        18,
    ),
    (
        "Møllebakken Byg",
        "Business Central",
        "Dynamics",
        "CSP Tier 2",
        143_000,
        18,
    ),
    (
        "Tangloppen Charter",
        "Sales",
        "Dynamics",
        "CPOR RevRec",
        52_750,
        18,
    ),
    (
        "Ringdal Revision",
        "Customer Service",
        "Dynamics",
        "CSP Tier 2",
        77_900,
        18,
    ),
    (
        "Ravnsborg Tekstil",
        "Business Central",
        "Dynamics",
        "DPOR",
        94_100,
        18,
    ),
    (
        "Havtorn Naturkost",
        "Power Apps",
        "Power Platform",
        "CSP Tier 2",
        33_600,
        9,
    ),
    (
        "Uglegården",
        "Business Central",
        "Dynamics",
        "CSP Tier 2",
        58_300,
        5,
    ),
    // Under the floor: recognised, and worth nothing yet.
    (
        "Snedker Skov",
        "Power Automate",
        "Power Platform",
        "CSP Tier 2",
        18_000,
        11,
    ),
    // Where the partner works and is not recognised: here claims are missing.
    (
        "Strandhus Hotel",
        "Business Central",
        "Dynamics",
        "PAL",
        54_000,
        18,
    ),
    ("Vindrosen Energi", "Sales", "Dynamics", "PAL", 88_000, 18),
    (
        "Gråsten Bageri",
        "Business Central",
        "Dynamics",
        "PAL",
        31_000,
        18,
    ),
    ("Lærkevang Skole", "Finance", "Dynamics", "PAL", 126_000, 18),
    (
        "Bølgebryder Rederi",
        "Business Central",
        "Dynamics",
        "PAL",
        73_500,
        18,
    ),
];

fn revenue(latest: Month) -> String {
    let mut file = String::from(
        "FiscalMonthName,GlobalPartnerID,PartnerName,PartnerAssociationType,CustomerID,CustomerName,CustomerTenantID,CustomerTenantName,SubscriptionId,SubscriptionStartDate,Country,WorkloadCategory,Workloads,AdjustedRevenueAmtCD,IsDuplicateRowForPGA\n",
    );
    for back in (0..=MONTHS_BEFORE).rev() {
        let month = latest.plus(-back);
        for (customer, workload, category, association, cents, age) in REVENUE {
            if back > age {
                continue;
            }
            let tenant = guid("tenant", customer);
            // Some months bring a little more, as they do.
            let cents = cents + month.number() % 4 * 150;
            // Writing to a string cannot fail, here and below.
            let _ = writeln!(
                file,
                "{},{LOCATION},{PARTNER},{association},{},{customer},{tenant},{customer},{},{},Denmark,{category},{workload},{}.{:02},0",
                month_name(month),
                tenant.get(..8).unwrap_or_default(),
                subscription(customer, workload),
                latest.plus(-age - 1).first_day(),
                cents / 100,
                cents % 100
            );
        }
    }
    file
}

/// Customer, workload, category, association, monthly active users, months back.
const USAGE: [(&str, &str, &str, &str, u32, i32); 11] = [
    (
        "Møllebakken Byg",
        "Business Central",
        "Dynamics",
        "CSP Tier 2",
        34,
        18,
    ),
    (
        "Ravnsborg Tekstil",
        "Business Central",
        "Dynamics",
        "DPOR",
        26,
        18,
    ),
    (
        "Ringdal Revision",
        "Finance & Operations",
        "Dynamics",
        "CSP Tier 2",
        230,
        18,
    ),
    (
        "Fyrtårnet Café",
        "Business Central",
        "Dynamics",
        "CSP Tier 2",
        5,
        7,
    ),
    (
        "Tangloppen Charter",
        "Common data service (Customer Engagement)",
        "Dynamics",
        "CPOR OSU",
        25,
        4,
    ),
    (
        "Havtorn Naturkost",
        "Power Apps",
        "Power Platform",
        "PAL",
        25,
        2,
    ),
    // These show work, and no consumption that counts.
    (
        "Strandhus Hotel",
        "Business Central",
        "Dynamics",
        "PAL",
        9,
        18,
    ),
    (
        "Vindrosen Energi",
        "Common data service (Customer Engagement)",
        "Dynamics",
        "PAL",
        31,
        18,
    ),
    (
        "Gråsten Bageri",
        "Business Central",
        "Dynamics",
        "PAL",
        4,
        18,
    ),
    (
        "Lærkevang Skole",
        "Finance & Operations",
        "Dynamics",
        "PAL",
        48,
        18,
    ),
    (
        "Bølgebryder Rederi",
        "Business Central",
        "Dynamics",
        "PAL",
        12,
        18,
    ),
];

fn usage(latest: Month) -> String {
    let mut file = String::from(
        "FiscalMonthName,GlobalPartnerID,PartnerName,PartnerAssociationType,CustomerID,CustomerName,CustomerTenantID,CustomerTenantName,SubscriptionID,SubscriptionStartDate,MetricType,WorkloadCategory,Workload,SkuGroup,PAMAU,MAC,MAU\n",
    );
    for back in (0..=MONTHS_BEFORE).rev() {
        let month = latest.plus(-back);
        for (customer, workload, category, association, users, age) in USAGE {
            if back > age {
                continue;
            }
            let tenant = guid("tenant", customer);
            let attributed = if association == "PAL" {
                users.to_string()
            } else {
                String::new()
            };
            let _ = writeln!(
                file,
                "{},{LOCATION},{PARTNER},{association},{},{customer},{tenant},{customer},{},{},Paid,{category},{workload},Standard,{attributed},,{users}",
                month_name(month),
                tenant.get(..8).unwrap_or_default(),
                subscription(customer, workload),
                latest.plus(-age - 1).first_day(),
            );
        }
    }
    file
}

/// Person, certificate, months since it was passed.
const SKILLS: [(&str, &str, &str, u32); 8] = [
    (
        "Anna",
        "Holm",
        "Dynamics 365 Business Central Functional Consultant Associate",
        4,
    ),
    (
        "Mikkel",
        "Ager",
        "Dynamics 365 Business Central Functional Consultant Associate",
        5,
    ),
    (
        "Mikkel",
        "Ager",
        "Dynamics 365 Business Central Developer Associate",
        6,
    ),
    ("Anna", "Holm", "Agentic AI Business Solutions Architect", 3),
    ("Signe", "Torp", "Power BI Data Analyst Associate", 2),
    ("Signe", "Torp", "Power Platform Developer Associate", 7),
    (
        "Jonas",
        "Eg",
        "Dynamics 365 Customer Service Functional Consultant Associate",
        5,
    ),
    // Of another designation.
    ("Jonas", "Eg", "Azure Administrator Associate", 8),
];

fn skills(today: NaiveDate, latest: Month) -> String {
    let mut file = String::from(
        "PGAMpnId,TrainingActivityId,TrainingTitle,TrainingType,IndividualFirstName,IndividualLastName,Email,CorpEmail,TrainingCompletionDate,ExpirationDate,ActivationStatus,Month,IcMCP,MCPID,MpnId,PartnerName,PartnerCityLocation,PartnerCountryLocation\n",
    );
    for (number, (first, last, title, months)) in (1..).zip(SKILLS) {
        let passed = today
            .checked_sub_months(Months::new(months))
            .unwrap_or(today);
        let expires = passed.checked_add_months(Months::new(12)).unwrap_or(today);
        let email = format!("{}@nordlys.example", first.to_lowercase());
        let id = 9000 + u32::from(email.as_bytes().first().copied().unwrap_or_default());
        let _ = writeln!(
            file,
            "{LOCATION},{number},{title},Certification,{first},{last},{email},{email},{passed},{expires},Active,{latest},1,{id},{LOCATION},{PARTNER},Aarhus,Denmark"
        );
    }
    file
}

fn month_name(month: Month) -> String {
    let index = usize::try_from(month.number())
        .unwrap_or(1)
        .saturating_sub(1);
    format!(
        "\"{}, {}\"",
        MONTH_NAMES.get(index).copied().unwrap_or_default(),
        month.year()
    )
}

#[cfg(test)]
mod tests {
    use claimdesk_recognition::claim::{ApprovedClaim, read_claims};
    use claimdesk_recognition::portfolio::Portfolio;
    use claimdesk_recognition::programme::TrackId;
    use claimdesk_recognition::score::Standing;
    use claimdesk_recognition::{Month, Programme};

    use super::*;
    use crate::Importer;

    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn total(standing: &mut Standing<'_>, ahead: i32) -> String {
        let month = standing.as_of().plus(ahead);
        standing.tally(month).total.rounded().to_string()
    }

    #[test]
    fn on_any_day_the_story_is_the_same() {
        let programme = Programme::builtin();
        for today in ["2026-11-23", "2027-01-01", "2028-02-29", "2027-03-31"] {
            let today = crate::day(today).unwrap();
            let mut portfolio = Portfolio::new(&programme);
            for name in NAMES {
                let mut importer = Importer::new();
                let text = export(name, today).unwrap();
                importer.feed(text.as_bytes(), &mut portfolio).unwrap();
                let report = importer.finish(&mut portfolio).unwrap();
                assert!(report.set_aside.is_empty(), "{name}: {report:?}");
            }
            let now = today.and_hms_opt(8, 0, 0).unwrap().and_utc();
            let claims = read_claims(&claims(today), &programme).unwrap();
            let mut standing = Standing::new(&portfolio, &programme, TrackId::Smb, None).unwrap();
            assert_eq!(standing.as_of(), Month::of(today).plus(-1));
            assert_eq!(total(&mut standing, 0), "67.07", "{today}");
            let open = standing.opportunities(standing.as_of().plus(1)).pairs;
            assert_eq!(open.len(), 5, "{open:?}");
            assert!(open.iter().all(|pair| pair.reaches_floor == Some(true)));
            let [approved] = claims.approved.as_slice() else {
                panic!("{claims:?}");
            };
            standing.put("", &approved.claim);
            let mut assumed: Vec<ApprovedClaim> = Vec::new();
            for open in claims.pending.iter().chain(&claims.drafts) {
                assumed.push(open.assumed(now, &programme.claims));
            }
            assert_eq!(assumed.len(), 2);
            let approved_only: Vec<String> =
                [0, 2, 3].map(|ahead| total(&mut standing, ahead)).into();
            assert_eq!(approved_only, ["70.07", "70.07", "67.07"], "{today}");
            standing.put("", &assumed[0]);
            assert_eq!(total(&mut standing, 3), "70.07", "{today}");
            standing.put("", &assumed[1]);
            assert_eq!(total(&mut standing, 3), "73.07", "{today}");
        }
    }
}
