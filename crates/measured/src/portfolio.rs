//! An invented portfolio, large and always the same.

use anyhow::{Context, anyhow};
use claimdesk_recognition::names::Guid;
use claimdesk_recognition::portfolio::{Expiry, Portfolio, RevenueRow, SkillRow, UsageRow};
use claimdesk_recognition::{Amount, Month, Programme};

/// As many as the largest partners have.
pub const CUSTOMERS: u64 = 10_000;
/// Two years, as Partner Center gives them.
const MONTHS: i32 = 24;
const LAST_MONTH: &str = "2026-10";
const WORKLOADS: [&str; 4] = ["Business Central", "Sales", "Power Apps", "Finance"];
const ASSOCIATIONS: [&str; 3] = ["CSP Tier 1", "CSP Tier 2", "DPOR"];
/// The title of an intermediate certificate.
const CERTIFICATE: &str = "Dynamics 365 Finance Functional Consultant Associate";

/// Two subscriptions for each customer with a row of revenue and one of usage in each month,
/// and a consultant for each thousand customers.
///
/// # Errors
///
/// When the programme does not know a name that is used here.
pub fn portfolio(programme: &Programme, customers: u64) -> anyhow::Result<Portfolio> {
    let last = Month::parse(LAST_MONTH).context(LAST_MONTH)?;
    let mut portfolio = Portfolio::new(programme);
    let mut line = 1;
    for back in (0..MONTHS).rev() {
        let month = last.plus(-back);
        // Customers come and go: some are not there yet, some no longer.
        let here = |customer: u64| {
            let age = u64::try_from(MONTHS - back).unwrap_or(0) + customer % 31;
            (8..48).contains(&age)
        };
        for customer in (0..customers).filter(|customer| here(*customer)) {
            let tenant = tenant(customer)?.to_string();
            for number in 0..2 {
                line += 1;
                let subscription = subscription(customer, number)?.to_string();
                let dollars = customer.wrapping_mul(37).wrapping_add(number * 211) % 900;
                portfolio
                    .add_revenue(&RevenueRow {
                        line,
                        month,
                        association: pick(&ASSOCIATIONS, customer / 4),
                        tenant: &tenant,
                        customer: "",
                        subscription: &subscription,
                        workload: workload(customer + number),
                        amount: Amount::whole(i64::try_from(dollars)?),
                    })
                    .map_err(|reason| anyhow!("a revenue row: {reason:?}"))?;
                let users = Amount::whole(i64::try_from(dollars / 9)?);
                portfolio
                    .add_usage(&UsageRow {
                        line,
                        month,
                        association: pick(&ASSOCIATIONS, customer / 4),
                        tenant: &tenant,
                        customer: "",
                        subscription: &subscription,
                        workload: "Business Central",
                        metric_type: "Paid",
                        mau: Some(users),
                        pamau: None,
                        mac: None,
                    })
                    .map_err(|reason| anyhow!("a usage row: {reason:?}"))?;
            }
        }
    }
    for number in 0..=customers / 1000 {
        let person = number.to_string();
        portfolio
            .add_skill(&SkillRow {
                line: number + 2,
                title: CERTIFICATE,
                mcp_id: &person,
                email: "",
                completed: Some(last.plus(-6).first_day()),
                expires: Expiry::On(last.plus(i32::try_from(number)?).last_day()),
                status: "",
            })
            .map_err(|reason| anyhow!("a certificate: {reason:?}"))?;
    }
    portfolio.settle();
    Ok(portfolio)
}

/// The tenant of a customer.
pub(crate) fn tenant(customer: u64) -> anyhow::Result<Guid> {
    guid('a', customer)
}

/// One of the customer's subscriptions.
pub(crate) fn subscription(customer: u64, number: u64) -> anyhow::Result<Guid> {
    guid('b', customer * 2 + number)
}

/// The workload of the first of them.
pub(crate) fn workload(customer: u64) -> &'static str {
    pick(&WORKLOADS, customer)
}

fn guid(kind: char, number: u64) -> anyhow::Result<Guid> {
    let text = format!("{kind}0000000-0000-4000-8000-{number:012x}");
    Guid::parse(&text).with_context(|| text)
}

fn pick<'a>(choices: &[&'a str], number: u64) -> &'a str {
    let index = usize::try_from(number).unwrap_or(0) % choices.len();
    choices.get(index).copied().unwrap_or_default()
}
