//! Whether the designation is reached, kept or lost, and why.

#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a test stops at the first fault")]

mod invented;

use std::sync::LazyLock;

use chrono::{DateTime, NaiveDate, Utc};
use claimdesk_recognition::claim::{
    ApprovedClaim, ClaimForm, ClaimState, FieldId, Life, Product, Told, WhyNot,
};
use claimdesk_recognition::portfolio::{Expiry, Portfolio, SkillRow};
use claimdesk_recognition::programme::{MetricId, TrackId};
use claimdesk_recognition::score::{
    Cause, Figure, Lacking, Need, Outlook, Standing, Verdict, next_anniversary,
};
use claimdesk_recognition::{Amount, Month, Programme};
use invented::{claim, portfolio, revenue_row, subscription, tenant, track, usage_row};
use proptest::prelude::*;

static PROGRAMME: LazyLock<Programme> = LazyLock::new(Programme::builtin);

fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn moment(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn revenue(month: Month, customer: u32) -> String {
    format!(
        "{month},DPOR,{},{},Sales,300.00,0",
        tenant(customer),
        subscription(customer * 10)
    )
}

fn usage(month: Month, customer: u32, users: u32) -> String {
    format!(
        "{month},DPOR,{},{},Paid,Business Central,,,{users}",
        tenant(customer),
        subscription(customer * 10)
    )
}

/// An SMB partner with all points but for net customer adds: 85 of 100, as long as `until`, the
/// last day of the certificates. So many pairs were won in `won`, none before.
fn partner(won: &[(&str, u32)], until: &str) -> Portfolio {
    let months = (0..24).map(|back| month("2026-10").plus(-back));
    let mut rows = Vec::new();
    let mut used = Vec::new();
    for at in months {
        let mut customer = 0;
        for (since, pairs) in won {
            for _ in 0..*pairs {
                customer += 1;
                if at >= month(since) {
                    rows.push(revenue(at, customer));
                }
            }
        }
        // Deployments and growth: 30 users a year ago, at eight customers 10 each now.
        used.push(usage(at, 100, 30));
        if at >= month("2025-11") {
            used.extend((101..109).map(|customer| usage(at, customer, 10)));
        }
    }
    let mut portfolio = portfolio(&rows, &used, usize::MAX);
    for person in 0..8 {
        for title in [
            "Dynamics 365 Business Central Functional Consultant Associate",
            "Dynamics 365 Business Central Developer Associate",
            "Power Platform Solution Architect Expert",
            "Dynamics 365: Finance and Operations Apps Solution Architect Expert",
        ] {
            portfolio
                .add_skill(&SkillRow {
                    line: 2,
                    title,
                    mcp_id: &person.to_string(),
                    email: "",
                    status: "Active",
                    completed: Some(day("2025-01-01")),
                    expires: Expiry::On(day(until)),
                })
                .unwrap();
        }
    }
    portfolio
}

fn outlook(portfolio: &Portfolio, anniversary: Option<&str>) -> Outlook {
    let mut standing =
        Standing::new(portfolio, &PROGRAMME, TrackId::Smb, Some(month("2026-10"))).unwrap();
    standing.outlook(12, anniversary.map(day))
}

#[test]
fn a_month_of_the_window_is_enough_to_be_enrolled() {
    let portfolio = partner(&[("2026-06", 2)], "2030-01-01");
    let told = outlook(&portfolio, None);
    let Verdict::Qualifies(margin) = &told.verdict else {
        panic!("{:?}", told.verdict);
    };
    // The best of the window's months; the first, where several have as much.
    assert_eq!(margin.month, month("2026-06"));
    assert!(!margin.forecast);
    let past: Vec<_> = told.past.iter().map(|past| past.month).collect();
    assert_eq!((past[0], past[5]), (month("2026-05"), month("2026-10")));
    assert_eq!(
        margin.over,
        (told.past[5].tally.total - claimdesk_recognition::Points::whole(70)).rounded()
    );
}

#[test]
fn the_fall_is_named_with_what_causes_it() {
    let portfolio = partner(&[("2026-06", 2)], "2030-01-01");
    let told = outlook(&portfolio, None);
    let fall = told.falls.unwrap();
    // Consumption and deployments of November 2025 join the baseline a year later.
    assert_eq!(fall.month, month("2026-11"));
    assert!(
        fall.because
            .iter()
            .any(|change| change.cause == Cause::ConsumptionBaseline)
    );
    assert!(
        fall.because
            .iter()
            .any(|change| change.cause == Cause::JoinsBaseline
                && change.metric == MetricId::Deployments
                && change.effect == Some(-8)
                && change.pairs.len() == 8)
    );
    let lacks: Vec<MetricId> = fall.lacking.iter().map(|one| one.metric).collect();
    assert_eq!(lacks, [MetricId::UsageGrowth, MetricId::Deployments]);
}

#[test]
fn an_enrolled_partner_keeps_it_by_one_month_of_the_window() {
    let portfolio = partner(&[("2026-06", 2)], "2030-01-01");
    let kept = outlook(&portfolio, Some("2027-03-15"));
    let Verdict::Keeps(margin) = &kept.verdict else {
        panic!("{:?}", kept.verdict);
    };
    // The window opens in October 2026, the last month that qualifies.
    assert_eq!((margin.month, margin.forecast), (month("2026-10"), false));
    let lost = outlook(&portfolio, Some("2027-04-15"));
    let Verdict::Loses(gap) = &lost.verdict else {
        panic!("{:?}", lost.verdict);
    };
    assert!(gap.month >= month("2026-11"));
    assert!(gap.lacking.contains(&Lacking {
        metric: MetricId::Deployments,
        need: Need::Pairs(1)
    }));
    assert_eq!(lost.renewal.unwrap().months.len(), 7);
}

#[test]
fn without_anything_every_metric_says_what_it_needs() {
    let rows = [
        usage(month("2026-10"), 1, 3),
        usage(month("2025-10"), 1, 20),
    ];
    let portfolio = portfolio(&[revenue(month("2025-10"), 1)], &rows, usize::MAX);
    let mut standing =
        Standing::new(&portfolio, &PROGRAMME, TrackId::Smb, Some(month("2026-10"))).unwrap();
    assert_eq!(
        standing.lacking(month("2026-10")),
        [
            (MetricId::NetCustomerAdds, Need::Pairs(2)),
            (MetricId::IntermediateCertifications, Need::People(1)),
            (MetricId::AdvancedCertifications, Need::People(1)),
            (
                MetricId::UsageGrowth,
                Need::Baseline {
                    has: Amount::whole(20_000),
                    floor: Amount::whole(25_000)
                }
            ),
            (MetricId::Deployments, Need::Pairs(2)),
        ]
        .map(|(metric, need)| Lacking { metric, need })
    );
    let told = standing.outlook(12, None);
    let Verdict::NeverQualifies(gap) = told.verdict else {
        panic!("{:?}", told.verdict);
    };
    assert_eq!(gap.missing.to_string(), "70.00");
    assert_eq!(told.falls, None);
}

#[test]
fn what_growth_lacks_is_what_fell() {
    let used = [
        usage(month("2025-10"), 1, 1_000),
        usage(month("2026-10"), 1, 900),
    ];
    let portfolio = portfolio(&[revenue(month("2026-10"), 9)], &used, usize::MAX);
    let mut standing =
        Standing::new(&portfolio, &PROGRAMME, TrackId::Smb, Some(month("2026-10"))).unwrap();
    let growth = standing
        .tally(month("2026-10"))
        .metrics
        .into_iter()
        .find(|metric| metric.id == MetricId::UsageGrowth)
        .unwrap();
    let (Some(Figure::Consumption(now)), Some(Figure::Consumption(before))) =
        (growth.now, growth.baseline)
    else {
        panic!("{growth:?}")
    };
    assert!(now > Amount::ZERO && before > now);
    let lacking = standing.lacking(month("2026-10"));
    assert!(lacking.contains(&Lacking {
        metric: MetricId::UsageGrowth,
        need: Need::Consumption(before - now),
    }));
}

#[test]
fn the_anniversary_due_next_is_the_first_still_open() {
    for (bought, today, expected) in [
        ("2027-03-15", "2026-11-25", "2027-03-15"),
        ("2026-03-15", "2026-11-25", "2027-03-15"),
        ("2020-02-29", "2026-11-25", "2027-02-28"),
        ("2020-02-29", "2028-02-01", "2028-02-29"),
        // Renewal is open for 30 days.
        ("2025-10-26", "2026-11-25", "2026-10-26"),
        ("2025-10-25", "2026-11-25", "2027-10-25"),
        ("2031-01-01", "2026-11-25", "2031-01-01"),
    ] {
        assert_eq!(
            next_anniversary(day(bought), day(today), 30),
            day(expected),
            "{bought}"
        );
    }
}

fn form() -> ClaimForm {
    ClaimForm {
        customer_tenant_id: format!(" {} ", tenant(1).to_uppercase()),
        subscription_id: subscription(10),
        subscription_end: "2027-06-30".to_owned(),
        products: vec![Product {
            workload: "sales".to_owned(),
            monthly_revenue_usd: "300".to_owned(),
        }],
        ..ClaimForm::default()
    }
}

fn told(form: &ClaimForm, life: &Life) -> Told {
    Told::new(
        "CD-1",
        form,
        life,
        moment("2026-11-25T12:00:00Z"),
        &PROGRAMME,
    )
}

#[test]
fn an_own_claim_is_what_its_form_and_life_say() {
    let approved = Life {
        state: ClaimState::Approved,
        approved_at: Some(moment("2026-03-10T00:00:00Z")),
        ..Life::default()
    };
    let Told::Approved(filed) = told(&form(), &approved) else {
        panic!("an approved claim counts");
    };
    assert_eq!(filed.claim.covered.from, month("2026-04"));
    assert_eq!(filed.claim.covered.until, Some(month("2027-06")));
    assert_eq!(
        filed.claim.workloads,
        [("Sales".to_owned(), Amount::whole(300))]
    );
    // It counted until the customer declined, whatever it is called since.
    let declined = Life {
        state: ClaimState::Rejected,
        ended_at: Some(moment("2026-09-10T00:00:00Z")),
        ..approved.clone()
    };
    let Told::Approved(filed) = told(&form(), &declined) else {
        panic!("it counted once");
    };
    assert_eq!(filed.claim.covered.until, Some(month("2026-08")));
    let Told::Open(draft) = told(&form(), &Life::default()) else {
        panic!("a draft may yet count");
    };
    let assumed = draft.assumed(moment("2026-11-25T12:00:00Z"), &PROGRAMME.claims);
    assert_eq!(assumed.covered.from, month("2026-12"));
}

/// Makes an answer unreadable.
type Edit = fn(&mut ClaimForm);

#[test]
fn what_cannot_count_says_why() {
    let rejected = Life {
        state: ClaimState::Rejected,
        ..Life::default()
    };
    assert_eq!(
        told(&form(), &rejected),
        Told::NotCounted(WhyNot::State(ClaimState::Rejected))
    );
    let asked = Life {
        state: ClaimState::ActionRequired,
        since: Some(moment("2026-10-01T00:00:00Z")),
        submitted_at: Some(moment("2026-09-30T00:00:00Z")),
        ..Life::default()
    };
    assert_eq!(told(&form(), &asked), Told::NotCounted(WhyNot::Unanswered));
    let cases: [(Edit, FieldId); 6] = [
        (
            |form| form.customer_tenant_id.clear(),
            FieldId::CustomerTenantId,
        ),
        (
            |form| form.subscription_id = "12".into(),
            FieldId::SubscriptionId,
        ),
        (
            |form| form.subscription_end = "soon".into(),
            FieldId::SubscriptionEnd,
        ),
        (|form| form.products.clear(), FieldId::Products),
        (
            |form| form.products[0].workload = "Azure".into(),
            FieldId::Products,
        ),
        (
            |form| form.products[0].monthly_revenue_usd.clear(),
            FieldId::MonthlyRevenue,
        ),
    ];
    for (spoil, field) in cases {
        let mut form = form();
        spoil(&mut form);
        assert_eq!(
            told(&form, &Life::default()),
            Told::NotCounted(WhyNot::Unreadable(field))
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_verdict_agrees_with_the_months(
        revenue in prop::collection::vec(revenue_row(), 0..40),
        usage in prop::collection::vec(usage_row(), 0..40),
        claims in prop::collection::vec(claim(), 0..4),
        track in track(),
        due in prop::option::of(0..700_i64),
    ) {
        let programme = &*PROGRAMME;
        let portfolio = portfolio(&revenue, &usage, usize::MAX);
        let mut standing = Standing::new(&portfolio, programme, track, Some(month("2026-10"))).unwrap();
        let anniversary = due.map(|days| day("2026-06-01") + chrono::TimeDelta::days(days));
        let plain = standing.outlook(12, anniversary);
        let named: Vec<(String, ApprovedClaim)> =
            claims.iter().enumerate().map(|(at, claim)| (format!("C-{at}"), claim.clone())).collect();
        let with = standing.with_claims(
            named.iter().map(|(id, claim)| (id.as_str(), claim)),
            |standing| {
                let told = standing.outlook(12, anniversary);
                let window: Vec<Month> = told.renewal.iter().flat_map(|renewal| &renewal.months).map(|month| month.score.month).collect();
                let window = if anniversary.is_some() { window } else { told.past.iter().map(|past| past.month).collect() };
                let any = window.iter().any(|month| standing.tally(*month).qualified);
                match &told.verdict {
                    Verdict::Keeps(margin) | Verdict::Qualifies(margin) => {
                        prop_assert!(any && window.contains(&margin.month));
                        prop_assert!(standing.tally(margin.month).qualified && margin.over.count() >= 0);
                    }
                    Verdict::WillQualify(margin) => prop_assert!(!any && margin.forecast),
                    Verdict::NeverQualifies(gap) | Verdict::Loses(gap) => {
                        prop_assert!(!any);
                        let lacking: Vec<MetricId> = gap.lacking.iter().map(|one| one.metric).collect();
                        prop_assert_eq!(lacking, standing.tally(gap.month).blockers);
                        prop_assert!(gap.missing.count() > 0 || !gap.lacking.is_empty());
                    }
                }
                prop_assert_eq!(told.months, standing.forecast(12));
                Ok(())
            },
        );
        with?;
        // It is left as it was.
        prop_assert_eq!(standing.outlook(12, anniversary), plain);
    }
}
