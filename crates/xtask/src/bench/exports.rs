//! Invented exports, large and always the same.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::say;
use crate::workspace::Workspace;

/// Rows of the revenue export.
pub(crate) const REVENUE_ROWS: u64 = 1_000_000;
const CUSTOMERS: u64 = 5_000;
/// Two years up to October 2026, as Partner Center gives them.
const MONTHS: u64 = 24;
const MONTH_NAMES: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WORKLOADS: [&str; 6] = [
    "Business Central",
    "Sales",
    "Customer Service",
    "Power Apps",
    "Power Automate",
    "Finance",
];
const ASSOCIATIONS: [&str; 4] = ["CSP Tier 1", "CSP Tier 2", "CPOR RevRec", "CPOR Usage"];
const FIRST: [&str; 8] = [
    "Fjord", "Skov", "Vester", "Nord", "Sol", "Lyng", "Havn", "Eng",
];
const LAST: [&str; 8] = [
    "gaard", "toft", "lund", "dal", "holm", "bro", "mark", "bjerg",
];

/// A month's name in the exports, by its number from 1.
pub(crate) fn month_name(number: u64) -> &'static str {
    pick(&MONTH_NAMES, number.saturating_sub(1) % 12)
}

/// Writes the revenue export where it is not there yet.
pub(crate) fn ensure(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    let folder = workspace.target("bench");
    fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    written(folder.join("revenue-1m.csv"), revenue)
}

fn written(
    file: PathBuf,
    write: impl FnOnce(&mut BufWriter<File>, &mut Dice) -> std::io::Result<()>,
) -> anyhow::Result<PathBuf> {
    if !file.exists() {
        say::note(&format!("writing {}", file.display()));
        // Under another name until it is whole: half a file would be measured next time.
        let half = file.with_extension("half");
        write_whole(&half, write).with_context(|| half.display().to_string())?;
        fs::rename(&half, &file).with_context(|| file.display().to_string())?;
    }
    Ok(file)
}

fn write_whole(
    file: &Path,
    write: impl FnOnce(&mut BufWriter<File>, &mut Dice) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(file)?);
    write(&mut out, &mut Dice(2026))?;
    out.flush()
}

/// Splitmix64: the same throws on every machine.
struct Dice(u64);

impl Dice {
    fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        scatter(self.0)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.throw() % bound
    }

    fn of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        pick(choices, self.throw())
    }
}

const fn scatter(seed: u64) -> u64 {
    let seed = (seed ^ (seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let seed = (seed ^ (seed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    seed ^ (seed >> 31)
}

fn pick<'a>(choices: &[&'a str], number: u64) -> &'a str {
    choices
        .iter()
        .cycle()
        .nth((number % 64) as usize)
        .copied()
        .unwrap_or_default()
}

/// An ID that follows from its seed.
pub(crate) fn guid(seed: u64) -> String {
    let (high, low) = (scatter(seed), scatter(seed ^ 0xffff_0000));
    format!(
        "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
        high >> 32,
        high >> 16 & 0xffff,
        high & 0xfff,
        low >> 48 & 0xfff,
        low & 0xffff_ffff_ffff,
    )
}

/// The start of a row: month, partner, association, customer, subscription.
fn place(dice: &mut Dice, month: u64) -> String {
    // From November 2024 on.
    let month = month + 10;
    let (year, name) = (2024 + month / 12, pick(&MONTH_NAMES, month % 12));
    let customer = dice.below(CUSTOMERS);
    let subscription = guid(1_000_000 + customer * 4 + dice.below(4));
    let named = format!(
        "{}{} {customer:04} A/S",
        pick(&FIRST, customer),
        pick(&LAST, customer / 8)
    );
    format!(
        "\"{name}, {year}\",6100001,Nordlys A/S,{},{:08x},{named},{},{named},{subscription},2024-01-01",
        dice.of(&ASSOCIATIONS),
        customer,
        guid(customer),
    )
}

fn revenue(out: &mut BufWriter<File>, dice: &mut Dice) -> std::io::Result<()> {
    writeln!(
        out,
        "FiscalMonthName,GlobalPartnerID,PartnerName,PartnerAssociationType,CustomerID,CustomerName,\
         CustomerTenantID,CustomerTenantName,SubscriptionId,SubscriptionStartDate,Country,\
         WorkloadCategory,Workloads,AdjustedRevenueAmtCD,IsDuplicateRowForPGA"
    )?;
    for row in 0..REVENUE_ROWS {
        let place = place(dice, row * MONTHS / REVENUE_ROWS);
        let (workload, cents) = (dice.of(&WORKLOADS), dice.below(200_000));
        let duplicate = u8::from(dice.below(50) == 0);
        writeln!(
            out,
            "{place},Denmark,Dynamics,{workload},{}.{:02},{duplicate}",
            cents / 100,
            cents % 100
        )?;
    }
    Ok(())
}
