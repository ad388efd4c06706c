//! Why a forecast changes from one month to the next: each cause told from its neighbours.

#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a test stops at the first fault")]

mod invented;

use claimdesk_recognition::claim::{ApprovedClaim, Covered};
use claimdesk_recognition::names::Guid;
use claimdesk_recognition::portfolio::Portfolio;
use claimdesk_recognition::programme::{Formula, MetricId, TrackId};
use claimdesk_recognition::score::{Cause, Standing};
use claimdesk_recognition::{Amount, Month, Programme};
use invented::{certify, portfolio, subscription, tenant};

fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

fn claim(number: u32, workload: &str, from: &str, until: Option<&str>) -> ApprovedClaim {
    ApprovedClaim {
        tenant: Guid::parse(&tenant(number)).unwrap(),
        subscription: Guid::parse(&subscription(number)).unwrap(),
        subscription_end: None,
        covered: Covered {
            from: month(from),
            until: until.map(month),
        },
        workloads: vec![(workload.to_owned(), Amount::whole(300))],
    }
}

fn revenue(month: &str, association: &str, number: u32, dollars: u32) -> String {
    format!(
        "{month},{association},{},{},Sales,{dollars}.00,0",
        tenant(number),
        subscription(number)
    )
}

/// Everything that changes within half a year, with these claims counting.
fn told(
    portfolio: &Portfolio,
    claims: &[ApprovedClaim],
) -> Vec<(String, MetricId, Cause, Option<i64>)> {
    let programme = Programme::builtin();
    let mut standing =
        Standing::new(portfolio, &programme, TrackId::Smb, Some(month("2026-10"))).unwrap();
    for claim in claims {
        standing.put("C", claim);
    }
    standing
        .forecast(6)
        .into_iter()
        .flat_map(|told| {
            let month = told.month.to_string();
            told.changes
                .into_iter()
                .map(move |one| (month.clone(), one.metric, one.cause, one.effect))
        })
        .collect()
}

#[test]
fn a_claim_that_ends_is_no_subscription_that_ends() {
    let adds = MetricId::NetCustomerAdds;
    // Rows of their own are there, too small to count, and go on.
    let rows = [revenue("2026-10", "DPOR", 1, 100)];
    let portfolio = portfolio(&rows, &[], usize::MAX);
    let until = claim(1, "Sales", "2026-10", Some("2026-12"));
    assert_eq!(
        told(&portfolio, std::slice::from_ref(&until)),
        [("2027-01".to_owned(), adds, Cause::ClaimEnds, Some(-1))]
    );
    // The same with no row at all, and where the rows end with their subscription.
    let none = invented::portfolio(&[revenue("2026-10", "DPOR", 9, 100)], &[], usize::MAX);
    assert_eq!(
        told(&none, std::slice::from_ref(&until)),
        [("2027-01".to_owned(), adds, Cause::ClaimEnds, Some(-1))]
    );
    let rows = [revenue("2026-10", "DPOR", 1, 300)];
    let counting = invented::portfolio(&rows, &[], usize::MAX);
    let ended = ApprovedClaim {
        subscription_end: "2026-12-31".parse().ok(),
        ..claim(1, "Sales", "2026-10", Some("2026-12"))
    };
    assert_eq!(
        told(&counting, &[ended]),
        [(
            "2027-01".to_owned(),
            adds,
            Cause::SubscriptionEnds,
            Some(-1)
        )]
    );
}

#[test]
fn a_deployment_goes_with_its_subscription() {
    let rows = [format!(
        "2026-10,CPOR OSU,{},{},Paid,Business Central,80,,80",
        tenant(1),
        subscription(1)
    )];
    let portfolio = portfolio(&[revenue("2026-10", "PAL", 1, 10)], &rows, usize::MAX);
    let ended = ApprovedClaim {
        subscription_end: "2026-12-31".parse().ok(),
        workloads: Vec::new(),
        ..claim(1, "Sales", "2030-01", None)
    };
    let changes = told(&portfolio, &[ended]);
    let deployments: Vec<_> = changes
        .iter()
        .filter(|(_, metric, ..)| *metric == MetricId::Deployments)
        .map(|(month, _, cause, effect)| (month.as_str(), *cause, *effect))
        .collect();
    assert_eq!(
        deployments,
        [("2027-01", Cause::SubscriptionEnds, Some(-1))]
    );
}

#[test]
fn certificates_lapse_and_begin() {
    let programme = Programme::builtin();
    let track = &programme
        .designation("business_applications")
        .unwrap()
        .tracks
        .iter()
        .find(|track| track.id == TrackId::Smb)
        .unwrap();
    let metric = track
        .metrics
        .iter()
        .find(|metric| metric.id.counts_people())
        .unwrap();
    let Formula::CertifiedPeople { list } = &metric.formula else {
        unreachable!("counted in people")
    };
    let title = &programme.certificates[list]
        .iter()
        .find(|one| one.retires.is_none())
        .unwrap()
        .name;
    let mut portfolio = portfolio(&[revenue("2026-10", "PAL", 1, 10)], &[], usize::MAX);
    certify(
        &mut portfolio,
        title,
        &[
            (2, "700001", "2026-03-01", "2026-12-15"),
            (3, "700002", "2026-03-01", "2028-03-01"),
            (4, "700003", "2026-03-01", "2028-03-01"),
            (5, "700004", "2027-02-10", "2028-03-01"),
            (6, "700005", "2027-02-20", "2028-03-01"),
        ],
    );
    let people: Vec<_> = told(&portfolio, &[])
        .into_iter()
        .filter(|(_, id, ..)| *id == metric.id)
        .map(|(month, _, cause, effect)| (month, cause, effect))
        .collect();
    assert_eq!(
        people,
        [
            ("2026-12".to_owned(), Cause::CertificatesLapse, Some(-1)),
            ("2027-02".to_owned(), Cause::CertificatesBegin, Some(2)),
        ]
    );
}
