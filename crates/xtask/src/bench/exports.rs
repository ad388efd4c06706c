//! Invented exports, large and always the same.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use claimdesk_exports::MONTH_NAMES;

use crate::say;
use crate::workspace::Workspace;

/// How large a revenue export is.
#[derive(Clone, Copy)]
pub(crate) struct Size {
    /// Rows of all months together.
    pub(crate) rows: u64,
    /// Customers they fall to.
    pub(crate) customers: u64,
}

/// What the command line is timed with.
pub(crate) const MILLION: Size = Size {
    rows: 1_000_000,
    customers: 5_000,
};
/// Two years up to October 2026, as Partner Center gives them.
const MONTHS: u64 = 24;
const REVENUE_HEAD: &str = "FiscalMonthName,GlobalPartnerID,PartnerName,PartnerAssociationType,CustomerID,\
     CustomerName,CustomerTenantID,CustomerTenantName,SubscriptionId,SubscriptionStartDate,Country,\
     WorkloadCategory,Workloads,AdjustedRevenueAmtCD,IsDuplicateRowForPGA";
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

/// Writes a revenue export where it is not there yet.
pub(crate) fn revenue(workspace: &Workspace, size: Size) -> anyhow::Result<PathBuf> {
    let name = format!("revenue-{}-of-{}.csv", size.rows, size.customers);
    written(workspace, &name, |out, dice| revenue_rows(out, dice, size))
}

/// Writes a revenue export where it is not there yet in which every customer has one row a month,
/// the same in all of them: no customer is won or lost, so that one more claim moves the points.
pub(crate) fn steady_revenue(workspace: &Workspace, customers: u64) -> anyhow::Result<PathBuf> {
    let name = format!("revenue-steady-of-{customers}.csv");
    written(workspace, &name, |out, _| {
        writeln!(out, "{REVENUE_HEAD}")?;
        for month in 0..MONTHS {
            for customer in 0..customers {
                let association = pick(&ASSOCIATIONS, scatter(customer));
                let place = place(month, association, customer, 0);
                let workload = pick(&WORKLOADS, scatter(customer) >> 8);
                writeln!(out, "{place},Denmark,Dynamics,{workload},650.00,0")?;
            }
        }
        Ok(())
    })
}

/// Writes a usage export where it is not there yet: each customer uses Power Apps with the
/// partner, now and a year ago, so that many of them are worth a claim.
pub(crate) fn usage(workspace: &Workspace, customers: u64) -> anyhow::Result<PathBuf> {
    let name = format!("usage-of-{customers}.csv");
    written(workspace, &name, |out, dice| {
        usage_rows(out, dice, customers)
    })
}

fn written(
    workspace: &Workspace,
    name: &str,
    write: impl FnOnce(&mut BufWriter<File>, &mut Dice) -> std::io::Result<()>,
) -> anyhow::Result<PathBuf> {
    let folder = workspace.target("bench");
    fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    let file = folder.join(name);
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
fn place(month: u64, association: &str, customer: u64, subscription: u64) -> String {
    // From November 2024 on.
    let month = month + 10;
    let (year, name) = (2024 + month / 12, pick(&MONTH_NAMES, month % 12));
    let subscription = guid(1_000_000 + customer * 4 + subscription);
    let named = format!(
        "{}{} {customer:04} A/S",
        pick(&FIRST, customer),
        pick(&LAST, customer / 8)
    );
    format!(
        "\"{name}, {year}\",6100001,Nordlys A/S,{association},{customer:08x},{named},{},{named},\
         {subscription},2024-01-01",
        guid(customer),
    )
}

fn revenue_rows(out: &mut BufWriter<File>, dice: &mut Dice, size: Size) -> std::io::Result<()> {
    writeln!(out, "{REVENUE_HEAD}")?;
    for row in 0..size.rows {
        let (customer, subscription) = (dice.below(size.customers), dice.below(4));
        let association = dice.of(&ASSOCIATIONS);
        let place = place(
            row * MONTHS / size.rows,
            association,
            customer,
            subscription,
        );
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

fn usage_rows(out: &mut BufWriter<File>, dice: &mut Dice, customers: u64) -> std::io::Result<()> {
    writeln!(
        out,
        "FiscalMonthName,GlobalPartnerID,PartnerName,PartnerAssociationType,CustomerID,CustomerName,\
         CustomerTenantID,CustomerTenantName,SubscriptionID,SubscriptionStartDate,MetricType,\
         WorkloadCategory,Workload,SkuGroup,PAMAU,MAC,MAU"
    )?;
    for month in [MONTHS - 13, MONTHS - 1] {
        for customer in 0..customers {
            let place = place(month, "PAL", customer, 0);
            let users = 5 + dice.below(120);
            writeln!(
                out,
                "{place},Paid,Power Platform,Power Apps,Power Apps,{users},,"
            )?;
        }
    }
    Ok(())
}
