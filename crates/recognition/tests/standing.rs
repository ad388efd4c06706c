//! A standing with claims put in and taken out, forecast, opportunities, plan and explanations.

#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a test stops at the first fault")]

mod invented;

use std::sync::LazyLock;

use claimdesk_recognition::claim::{ApprovedClaim, Covered};
use claimdesk_recognition::names::Guid;
use claimdesk_recognition::portfolio::{Absorbing, Portfolio};
use claimdesk_recognition::programme::{Formula, MetricId, TrackId};
use claimdesk_recognition::score::{
    Candidate, Cause, Explanation, Figure, MonthRead, Obstacle, PlanOutcome, Standing,
    SubmissionDeadline,
};
use claimdesk_recognition::{Amount, Month, Points, Programme};
use invented::{certify, claim, portfolio, revenue_row, subscription, tenant, track, usage_row};
use proptest::prelude::*;

static PROGRAMME: LazyLock<Programme> = LazyLock::new(Programme::builtin);

fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

fn standing<'a>(
    portfolio: &'a Portfolio,
    programme: &'a Programme,
    track: TrackId,
) -> Standing<'a> {
    Standing::new(portfolio, programme, track, Some(month("2026-10"))).unwrap()
}

/// A programme in which net customer adds are all there is, with this line.
fn only_adds(line: u32) -> Programme {
    let mut programme = PROGRAMME.clone();
    programme.qualifying.total = line;
    for designation in &mut programme.designations {
        for track in &mut designation.tracks {
            track
                .metrics
                .retain(|metric| metric.id == MetricId::NetCustomerAdds);
        }
    }
    programme
}

/// A count of an explanation told by its pairs alone.
fn counted(explanation: &Explanation, now: bool) -> i64 {
    let sides = explanation.pairs.iter().filter_map(|pair| {
        if now {
            pair.now.as_ref()
        } else {
            pair.baseline.as_ref()
        }
    });
    i64::try_from(sides.filter(|side| side.counts).count()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn corrected_sums_are_those_of_a_fresh_reading(
        revenue in prop::collection::vec(revenue_row(), 0..50),
        usage in prop::collection::vec(usage_row(), 0..40),
        claims in prop::collection::vec(claim(), 1..6),
        taken in prop::collection::vec(any::<bool>(), 6),
        track in track(),
    ) {
        let programme = &*PROGRAMME;
        let portfolio = portfolio(&revenue, &usage, usize::MAX);
        // Everything is looked at before the claims come, so that all sums are kept ones.
        let mut kept = standing(&portfolio, programme, track);
        let untouched = kept.scorecard(14);
        let keys: Vec<_> = claims.iter().map(|claim| kept.put("C", claim)).collect();
        prop_assert_eq!(kept.scorecard(14).tally, {
            let mut fresh = standing(&portfolio, programme, track);
            for claim in &claims { fresh.put("C", claim); }
            fresh.scorecard(14).tally
        });
        for (key, taken) in keys.iter().zip(&taken) {
            if *taken { kept.take(*key); }
        }
        let mut fresh = standing(&portfolio, programme, track);
        for (claim, taken) in claims.iter().zip(&taken) {
            if !taken { fresh.put("C", claim); }
        }
        prop_assert_eq!(kept.scorecard(14), fresh.scorecard(14));
        for key in keys { kept.take(key); }
        prop_assert_eq!(kept.scorecard(14), untouched);
    }

    #[test]
    fn explanations_add_up_to_the_figures(
        revenue in prop::collection::vec(revenue_row(), 0..60),
        usage in prop::collection::vec(usage_row(), 0..60),
        claims in prop::collection::vec(claim(), 0..4),
        ahead in 0..4_i32,
        track in track(),
    ) {
        let programme = &*PROGRAMME;
        let portfolio = portfolio(&revenue, &usage, usize::MAX);
        let mut standing = standing(&portfolio, programme, track);
        for (number, claim) in claims.iter().enumerate() { standing.put(&format!("C-{number}"), claim); }
        let month = standing.as_of().plus(ahead);
        let tally = standing.tally(month);
        for explanation in standing.explain(month, usize::MAX) {
            let score = &explanation.score;
            let told = tally.metrics.iter().find(|metric| metric.id == score.id).unwrap();
            prop_assert_eq!(told, score);
            prop_assert!(!explanation.sources.is_empty() && explanation.more == 0);
            if matches!(score.id, MetricId::NetCustomerAdds | MetricId::Deployments) {
                prop_assert_eq!(Some(Figure::Count(counted(&explanation, true))), score.now);
                prop_assert_eq!(Some(Figure::Count(counted(&explanation, false))), score.baseline);
                let effect: i64 = explanation.pairs.iter().map(|pair| i64::from(pair.effect)).sum();
                prop_assert_eq!(Figure::Count(effect), score.value);
            }
            for side in explanation.pairs.iter().flat_map(|pair| pair.now.iter().chain(&pair.baseline)) {
                let sum: i128 = side.subscriptions.iter().filter_map(|held| held.amount).map(Amount::units).sum();
                prop_assert_eq!(sum, side.amount.units());
                for held in &side.subscriptions {
                    let winners: Vec<_> = held.associations.iter().filter(|one| one.wins).collect();
                    prop_assert_eq!(winners.len(), usize::from(held.amount.is_some()));
                    prop_assert_eq!(winners.first().map(|winner| winner.amount), held.amount);
                    prop_assert!(held.associations.iter().all(|one| one.claim.is_some() || one.first.as_ref().is_some_and(|first| first.line > 1)));
                }
            }
        }
    }

    #[test]
    fn what_changed_explains_each_step_of_the_forecast(
        revenue in prop::collection::vec(revenue_row(), 0..60),
        claims in prop::collection::vec(claim(), 0..5),
        track in track(),
    ) {
        let programme = &*PROGRAMME;
        let portfolio = portfolio(&revenue, &[], usize::MAX);
        let mut standing = standing(&portfolio, programme, track);
        for claim in &claims { standing.put("C", claim); }
        let mut before = standing.tally(standing.as_of()).metrics[0].value;
        for told in standing.forecast(14) {
            let value = standing.tally(told.month).metrics[0].value;
            let (Figure::Count(from), Figure::Count(to)) = (before, value) else { panic!("counts") };
            let effects: i64 = told.changes.iter()
                .filter(|change| change.metric == MetricId::NetCustomerAdds)
                .filter_map(|change| change.effect).sum();
            prop_assert_eq!(to - from, effects, "{}: {:?}", told.month, told.changes);
            before = value;
        }
    }

    #[test]
    fn a_plan_is_as_small_as_trying_every_set(
        revenue in prop::collection::vec(revenue_row(), 0..20),
        claims in prop::collection::vec(claim(), 0..7),
        line in 1..16_u32,
    ) {
        // Nothing else is asked for, so that a small portfolio can qualify.
        let programme = only_adds(line);
        let portfolio = portfolio(&revenue, &[], usize::MAX);
        let mut standing = standing(&portfolio, &programme, TrackId::Smb);
        let target = month("2026-12");
        let candidates: Vec<Candidate> = claims.into_iter().enumerate().map(|(number, claim)| Candidate {
            id: number.to_string(),
            claim: ApprovedClaim { covered: Covered { from: target, until: None }, subscription_end: None, ..claim },
        }).collect();
        let as_it_was = standing.tally(target);
        let plan = standing.plan(target, &candidates);
        prop_assert_eq!(standing.tally(target), as_it_was);
        let mut least: Option<usize> = None;
        for set in 0..1_u32 << candidates.len() {
            let keys: Vec<_> = candidates.iter().enumerate()
                .filter(|(at, _)| set >> at & 1 == 1)
                .map(|(_, candidate)| standing.put(&candidate.id, &candidate.claim)).collect();
            if standing.tally(target).qualified {
                least = Some(least.map_or(keys.len(), |least| least.min(keys.len())));
            }
            for key in keys { standing.take(key); }
        }
        match plan.outcome {
            PlanOutcome::Reached => prop_assert_eq!(least, Some(0)),
            PlanOutcome::Claims { claims, smallest, .. } => {
                prop_assert!(smallest);
                prop_assert_eq!(Some(claims.len()), least);
                for id in &claims {
                    let candidate = candidates.iter().find(|candidate| candidate.id == *id).unwrap();
                    standing.put(id, &candidate.claim);
                }
                prop_assert!(standing.tally(target).qualified);
            }
            PlanOutcome::OutOfReach { why, .. } => {
                prop_assert_eq!(least, None);
                prop_assert!(!why.is_empty());
            }
        }
    }

    #[test]
    fn parts_taken_in_are_one_whole(
        revenue in prop::collection::vec(revenue_row(), 0..80),
        usage in prop::collection::vec(usage_row(), 0..60),
        cut in 0..80_usize,
        names in 0..9_usize,
        track in track(),
    ) {
        let programme = &*PROGRAMME;
        let card = |portfolio: &Portfolio| {
            let standing = Standing::new(portfolio, programme, track, Some(month("2026-10")));
            standing.unwrap().scorecard(12)
        };
        let whole = card(&portfolio(&revenue, &usage, usize::MAX));
        let cut = cut.min(revenue.len()).min(usage.len());
        let first = || portfolio(&revenue[..cut], &usage[..cut], usize::MAX);
        let second = || portfolio(&revenue[cut..], &usage[cut..], usize::MAX);
        let mut joined = first();
        joined.absorb(second());
        prop_assert_eq!(card(&joined), whole.clone());

        let mut joined = first();
        let before = card(&joined);
        let mut absorbing = Absorbing::new(second(), 0);
        while !absorbing.step(&mut joined, names) {
            prop_assert_eq!(&card(&joined), &before);
        }
        prop_assert_eq!(card(&joined), whole);
    }

    #[test]
    fn months_prepared_are_told_as_others(
        revenue in prop::collection::vec(revenue_row(), 0..80),
        usage in prop::collection::vec(usage_row(), 0..60),
        track in track(),
    ) {
        let portfolio = portfolio(&revenue, &usage, usize::MAX);
        let mut plain = standing(&portfolio, &PROGRAMME, track);
        let mut prepared = standing(&portfolio, &PROGRAMME, track);
        for offset in -5..=12 {
            prepared.prepare(prepared.as_of().plus(offset));
        }
        prop_assert_eq!(prepared.scorecard(12), plain.scorecard(12));
    }
}

/// A claim on a customer's subscription for one workload from a month on.
fn from(number: u32, workload: &str, dollars: i64, from: &str) -> ApprovedClaim {
    ApprovedClaim {
        tenant: Guid::parse(&tenant(number)).unwrap(),
        subscription: Guid::parse(&subscription(number * 10)).unwrap(),
        subscription_end: None,
        covered: Covered {
            from: month(from),
            until: None,
        },
        workloads: vec![(workload.to_owned(), Amount::whole(dollars))],
    }
}

fn revenue(month: &str, association: &str, number: u32, workload: &str, dollars: u32) -> String {
    format!(
        "{month},{association},{},{},{workload},{dollars}.00,0",
        tenant(number),
        subscription(number * 10)
    )
}

fn usage(association: &str, number: u32, workload: &str, users: u32) -> String {
    format!(
        "2026-10,{association},{},{},Paid,{workload},{users},,{users}",
        tenant(number),
        subscription(number * 10)
    )
}

#[test]
fn a_pair_is_unfolded_to_its_rows() {
    let programme = Programme::builtin();
    let rows = [
        revenue("2026-10", "CSP Tier 1", 1, "Sales", 100),
        revenue("2026-10", "CSP Tier 1", 1, "Sales", 50),
        revenue("2026-10", "DPOR", 1, "Sales", 120),
        revenue("2026-10", "PAL", 1, "Sales", 900),
        revenue("2025-10", "DPOR", 2, "Finance", 300),
    ];
    let portfolio = portfolio(&rows, &[], usize::MAX);
    let mut standing = standing(&portfolio, &programme, TrackId::Smb);
    standing.put("C-7", &from(1, "Sales", 240, "2026-09"));
    let adds = &standing.explain(month("2026-10"), 10)[0];
    assert_eq!(adds.pairs.len(), 2);
    let went = &adds.pairs[0];
    assert_eq!((went.effect, went.pair.workload.as_str()), (-1, "Finance"));
    let sales = &adds.pairs[1];
    assert_eq!((sales.effect, sales.baseline.is_none()), (0, true));
    let now = sales.now.as_ref().unwrap();
    assert_eq!((now.amount, now.counts), (Amount::whole(240), false));
    let told: Vec<_> = now.subscriptions[0]
        .associations
        .iter()
        .map(|one| {
            (
                one.association.as_str(),
                one.amount.to_string(),
                one.eligible,
                one.wins,
                one.rows,
                one.first.as_ref().map(|first| first.line),
                one.claim.as_deref(),
            )
        })
        .collect();
    assert_eq!(told.len(), 4);
    for expected in [
        (
            "CSP Tier 1",
            "150".to_owned(),
            true,
            false,
            2,
            Some(2),
            None,
        ),
        ("DPOR", "120".to_owned(), true, false, 1, Some(4), None),
        ("PAL", "900".to_owned(), false, false, 1, Some(5), None),
        (
            "CPOR RevRec",
            "240".to_owned(),
            true,
            true,
            0,
            None,
            Some("C-7"),
        ),
    ] {
        assert!(told.contains(&expected), "{expected:?} in {told:?}");
    }
    let one = standing
        .explain_pair(0, month("2026-10"), &sales.pair)
        .unwrap();
    assert_eq!(one, *sales);
}

#[test]
fn an_explanation_says_which_months_it_read_and_one_association_wins() {
    let programme = Programme::builtin();
    let rows = [
        revenue("2026-10", "CSP Tier 1", 1, "Sales", 300),
        revenue("2026-10", "DPOR", 1, "Sales", 300),
        revenue("2025-10", "DPOR", 2, "Finance", 400),
    ];
    let portfolio = portfolio(&rows, &[], usize::MAX);
    let adds =
        standing(&portfolio, &programme, TrackId::Smb).explain(month("2026-10"), 10)[0].clone();
    let read = |of: &Option<MonthRead>| of.as_ref().map(|of| (of.month, of.missing)).unwrap();
    assert_eq!(read(&adds.now), (month("2026-10"), false));
    assert_eq!(read(&adds.baseline), (month("2025-10"), false));
    let finance = &adds.pairs[0];
    assert_eq!((finance.effect, finance.now.is_none()), (-1, true));
    // Asked for alone, of a standing that has read no month yet.
    let one = standing(&portfolio, &programme, TrackId::Smb)
        .explain_pair(0, month("2026-10"), &finance.pair)
        .unwrap();
    assert_eq!(one, *finance);
    let sales = adds.pairs[1].now.as_ref().unwrap();
    assert_eq!(sales.amount, Amount::whole(300));
    let winners = sales.subscriptions[0]
        .associations
        .iter()
        .filter(|one| one.wins);
    assert_eq!(winners.count(), 1, "of two equal ones the first");
    // The year before has no rows at all.
    let before =
        standing(&portfolio, &programme, TrackId::Smb).explain(month("2025-10"), 10)[0].clone();
    assert_eq!(read(&before.now), (month("2025-10"), false));
    assert_eq!(read(&before.baseline), (month("2024-10"), true));
}

#[test]
fn a_metric_of_people_lists_their_certificates() {
    let programme = Programme::builtin();
    let metrics = &programme
        .designation("business_applications")
        .unwrap()
        .tracks[0]
        .metrics;
    let people = metrics
        .iter()
        .position(|metric| metric.id.counts_people())
        .unwrap();
    let Formula::CertifiedPeople { list } = &metrics[people].formula else {
        unreachable!("counted in people")
    };
    let mut listed = programme.certificates[list].iter();
    let title = &listed.find(|one| one.retires.is_none()).unwrap().name;
    let mut portfolio = portfolio(
        &[revenue("2026-10", "DPOR", 1, "Sales", 300)],
        &[],
        usize::MAX,
    );
    certify(
        &mut portfolio,
        title,
        &[
            (2, "700001", "2026-03-01", "2027-03-01"),
            // Lapsed in the year before, on its first day and a day too early.
            (3, "700002", "2024-03-01", "2025-11-01"),
            (4, "700003", "2024-03-01", "2025-10-31"),
            // Of a later month.
            (5, "700004", "2026-11-01", "2027-11-01"),
        ],
    );
    let standing = standing(&portfolio, &programme, TrackId::Smb);
    let listed = standing.certificates_of(people, month("2026-10")).unwrap();
    assert_eq!(
        listed
            .iter()
            .map(|one| (one.person, one.row.line, one.counts))
            .collect::<Vec<_>>(),
        [(2, 3, false), (1, 2, true)]
    );
    let adds = metrics
        .iter()
        .position(|metric| !metric.id.counts_people())
        .unwrap();
    assert_eq!(standing.certificates_of(adds, month("2026-10")), None);
}

#[test]
fn a_forecast_names_what_comes_and_what_falls_away() {
    let programme = Programme::builtin();
    let rows = [
        revenue("2026-10", "CSP Tier 1", 1, "Sales", 300),
        revenue("2025-12", "CSP Tier 1", 1, "Sales", 300),
    ];
    let portfolio = portfolio(&rows, &[], usize::MAX);
    let mut standing = standing(&portfolio, &programme, TrackId::Smb);
    standing.put("C-1", &from(2, "Finance", 400, "2026-12"));
    let mut ending = from(1, "Sales", 10, "2030-01");
    ending.subscription_end = "2027-02-28".parse().ok();
    standing.put("C-2", &ending);
    let told: Vec<(String, Cause, Option<i64>)> = standing
        .forecast(15)
        .iter()
        .flat_map(|month| {
            month
                .changes
                .iter()
                .map(|change| (month.month.to_string(), change.cause, change.effect))
                .collect::<Vec<_>>()
        })
        .collect();
    let expect = |month: &str, cause, effect| (month.to_owned(), cause, Some(effect));
    assert_eq!(
        told,
        [
            expect("2026-12", Cause::ClaimCounts, 1),
            expect("2026-12", Cause::JoinsBaseline, -1),
            expect("2027-01", Cause::LeavesBaseline, 1),
            expect("2027-03", Cause::SubscriptionEnds, -1),
            expect("2027-10", Cause::JoinsBaseline, -1),
            expect("2027-12", Cause::JoinsBaseline, -1),
        ]
    );
}

#[test]
fn opportunities_are_pairs_of_work_without_recognition() {
    let programme = Programme::builtin();
    let rows = [
        // Recognised already.
        revenue("2026-10", "DPOR", 1, "Power BI", 10),
        // Known, and by an association that does not count.
        revenue("2026-10", "PAL", 2, "Power BI", 260),
        revenue("2026-10", "PAL", 3, "Power BI", 240),
    ];
    let used = [
        usage("PAL", 1, "Power BI", 10),
        usage("PAL", 2, "Power BI", 10),
        usage("PAL", 3, "Power BI", 10),
        usage("CPOR OSU", 4, "Finance & Operations", 10),
        // No metric takes PAL for it, but it shows the work.
        usage("PAL", 5, "Business Central", 10),
        // Selling is not the work that a claim is for.
        usage("CSP Tier 1", 6, "Business Central", 10),
    ];
    let portfolio = portfolio(&rows, &used, usize::MAX);
    let mut standing = standing(&portfolio, &programme, TrackId::Smb);
    let found = standing.opportunities(month("2026-12"));
    let told: Vec<_> = found
        .pairs
        .iter()
        .map(|pair| {
            let customer = (1..7)
                .find(|number| tenant(*number) == pair.tenant)
                .unwrap();
            (customer, pair.gain.to_string(), pair.reaches_floor)
        })
        .collect();
    assert_eq!(
        told,
        [
            (2, "3.00".to_owned(), Some(true)),
            (5, "3.00".to_owned(), None),
            (4, "3.00".to_owned(), None),
            (3, "0.00".to_owned(), Some(false)),
        ]
    );
    assert_eq!(found.pairs[2].workloads[0], "Finance");
    assert_eq!(found.pairs[1].subscriptions, [subscription(50)]);
    assert_eq!(found.deadline.last_day.to_string(), "2026-11-28");
    assert_eq!(
        found.deadline.before.to_rfc3339(),
        "2026-11-29T00:00:00+00:00"
    );
    // Each of them is part of the candidate that it names.
    let candidates: Vec<String> = standing
        .candidates(&found)
        .into_iter()
        .map(|one| one.id)
        .collect();
    for pair in &found.pairs {
        let id = pair.candidate_id().unwrap();
        assert!(
            id.starts_with(&pair.tenant) && candidates.contains(&id),
            "{id}"
        );
    }
    assert_eq!(candidates.len(), 4);
    // A claim makes it no opportunity any more.
    standing.put("C", &from(5, "Business Central", 300, "2026-12"));
    assert_eq!(standing.opportunities(month("2026-12")).pairs.len(), 3);
    assert_eq!(standing.opportunities(month("2026-11")).pairs.len(), 4);
}

#[test]
fn a_gain_is_what_one_more_adds_to_those_that_count() {
    let programme = Programme::builtin();
    let rows = [
        revenue("2026-10", "DPOR", 1, "Sales", 300),
        revenue("2026-10", "DPOR", 2, "Sales", 300),
    ];
    let portfolio = portfolio(
        &rows,
        &[usage("PAL", 5, "Business Central", 10)],
        usize::MAX,
    );
    let mut standing = standing(&portfolio, &programme, TrackId::Smb);
    assert_eq!(standing.most_by_claims(), 15);
    let gain = |standing: &mut Standing<'_>| {
        let found = standing.opportunities(month("2026-12"));
        found.pairs[0].gain.to_string()
    };
    assert_eq!(gain(&mut standing), "3.00");
    // From the fifth on nothing is added any more.
    for number in 10..13 {
        standing.put("C", &from(number, "Sales", 300, "2026-12"));
    }
    assert_eq!(gain(&mut standing), "0.00");
}

#[test]
fn a_line_that_all_claims_together_reach_exactly_is_reached() {
    let programme = only_adds(15);
    let portfolio = portfolio(
        &[revenue("2026-10", "PAL", 9, "Sales", 10)],
        &[],
        usize::MAX,
    );
    let mut standing = standing(&portfolio, &programme, TrackId::Smb);
    let candidates: Vec<Candidate> = (1..=5)
        .map(|number| Candidate {
            id: number.to_string(),
            claim: from(number, "Sales", 300, "2026-12"),
        })
        .collect();
    let plan = standing.plan(month("2026-12"), &candidates);
    let PlanOutcome::Claims { claims, .. } = plan.outcome else {
        panic!("{plan:?}");
    };
    assert_eq!(claims.len(), 5);
}

#[test]
fn the_fewest_claims_are_not_those_that_add_most_first() {
    let programme = only_adds(15);
    let portfolio = portfolio(
        &[revenue("2026-10", "PAL", 9, "Sales", 10)],
        &[],
        usize::MAX,
    );
    let mut standing = standing(&portfolio, &programme, TrackId::Smb);
    let all = [
        "Sales",
        "Finance",
        "Power BI",
        "Customer Insights",
        "Customer Service",
    ];
    // Two of them bring all five; the third begins as well as the first and leaves two apart.
    let sets = [vec![0, 1, 2], vec![3, 4], vec![0, 1, 3]];
    for order in [[0, 1, 2], [2, 0, 1], [1, 2, 0], [2, 1, 0]] {
        let candidates: Vec<Candidate> = order
            .iter()
            .enumerate()
            .map(|(place, set)| Candidate {
                id: set.to_string(),
                claim: ApprovedClaim {
                    subscription: Guid::parse(&subscription(u32::try_from(place).unwrap()))
                        .unwrap(),
                    workloads: sets[*set]
                        .iter()
                        .map(|workload: &usize| (all[*workload].to_owned(), Amount::whole(300)))
                        .collect(),
                    ..from(1, "Sales", 300, "2026-12")
                },
            })
            .collect();
        let plan = standing.plan(month("2026-12"), &candidates);
        let PlanOutcome::Claims {
            mut claims,
            smallest,
            ..
        } = plan.outcome
        else {
            panic!("{plan:?}");
        };
        claims.sort();
        assert_eq!(
            (claims, smallest),
            (vec!["0".to_owned(), "1".to_owned()], true)
        );
    }
}

#[test]
fn what_is_missing_for_the_line_counts_what_is_there() {
    let mut programme = Programme::builtin();
    // Nothing but the line is in the way.
    for designation in &mut programme.designations {
        for track in &mut designation.tracks {
            track.metrics.retain(|metric| {
                matches!(metric.id, MetricId::NetCustomerAdds | MetricId::Deployments)
            });
        }
    }
    let used: Vec<String> = (1..3)
        .map(|number| usage("CPOR OSU", number, "Business Central", 90))
        .collect();
    let portfolio = portfolio(
        &[revenue("2026-10", "PAL", 9, "Sales", 10)],
        &used,
        usize::MAX,
    );
    let mut standing = standing(&portfolio, &programme, TrackId::Smb);
    let there = standing.tally(month("2026-12")).total;
    assert!(there.is_positive(), "{there:?}");
    let plan = standing.plan(month("2026-12"), &[]);
    let PlanOutcome::OutOfReach { why, .. } = plan.outcome else {
        panic!("{plan:?}");
    };
    let missing = (Points::whole(70) - there - Points::whole(15)).rounded();
    assert!(why.contains(&Obstacle::UnderTheLine { missing }), "{why:?}");
}

#[test]
fn a_plan_says_why_claims_alone_cannot() {
    let programme = Programme::builtin();
    let portfolio = portfolio(&[], &[usage("PAL", 1, "Power BI", 10)], usize::MAX);
    let mut standing = standing(&portfolio, &programme, TrackId::Smb);
    let target = month("2026-12");
    let found = standing.opportunities(target);
    let candidates = standing.candidates(&found);
    assert_eq!(candidates.len(), 1);
    let plan = standing.plan(target, &candidates);
    let PlanOutcome::OutOfReach { why, best } = plan.outcome else {
        panic!("{plan:?}");
    };
    assert_eq!(best.to_string(), "3.00");
    let zero: Vec<MetricId> = why
        .iter()
        .filter_map(|obstacle| match obstacle {
            Obstacle::MetricAtZero { metric } => Some(*metric),
            _ => None,
        })
        .collect();
    assert_eq!(
        zero,
        [
            MetricId::IntermediateCertifications,
            MetricId::AdvancedCertifications,
            MetricId::UsageGrowth,
            MetricId::Deployments
        ]
    );
    assert!(why.iter().any(
        |one| matches!(one, Obstacle::UnderTheLine { missing } if missing.to_string() == "55.00")
    ));
}

#[test]
fn a_plan_among_thousands_takes_the_fewest_and_leaves_the_standing_alone() {
    let programme = Programme::builtin();
    // Four hundred pairs counted a year ago and do not now, and two thousand can be claimed.
    let rows: Vec<String> = (0..400)
        .map(|customer| revenue("2025-12", "DPOR", customer, "Sales", 300))
        .collect();
    let portfolio = portfolio(&rows, &[], usize::MAX);
    let mut standing = standing(&portfolio, &programme, TrackId::Smb);
    let target = month("2026-12");
    let mut candidates: Vec<Candidate> = (1_000..3_000)
        .map(|customer| Candidate {
            id: format!("{customer}"),
            claim: from(
                customer,
                "Power BI",
                if customer % 2 == 0 { 250 } else { 249 },
                "2026-12",
            ),
        })
        .collect();
    // Two pairs in one subscription count as two.
    candidates[1_500]
        .claim
        .workloads
        .push(("Sales".to_owned(), Amount::whole(250)));
    let before = standing.scorecard(12);
    let plan = standing.plan(target, &candidates);
    let PlanOutcome::OutOfReach { why, best } = plan.outcome else {
        panic!("{plan:?}");
    };
    // 1,001 pairs less the 400 are more than enough for all points of this metric.
    assert_eq!(best.to_string(), "15.00");
    assert!(
        why.iter()
            .all(|one| !matches!(one, Obstacle::TooFewCandidates { .. }))
    );
    assert_eq!(standing.scorecard(12), before);
    candidates.truncate(800);
    let plan = standing.plan(target, &candidates);
    let PlanOutcome::OutOfReach { why, best } = plan.outcome else {
        panic!("{plan:?}");
    };
    assert_eq!(best.to_string(), "0.00");
    assert!(why.contains(&Obstacle::TooFewCandidates {
        needed: 405,
        found: 400
    }));
}

#[test]
fn what_the_exports_tell_of_an_opportunity_is_filled_in() {
    let programme = Programme::builtin();
    let rows = [revenue("2026-10", "PAL", 4, "Supply Chain", 260)];
    let used = |month: &str, number: u32, workload: &str| {
        usage("CPOR OSU", number, workload, 10).replace("2026-10", month)
    };
    let rows_of_usage = [
        used("2026-07", 9, "Business Central"),
        used("2026-08", 1, "Business Central"),
        used("2026-09", 1, "Business Central"),
        used("2026-10", 1, "Business Central"),
        // A gap: it began anew.
        used("2026-08", 2, "Business Central"),
        used("2026-10", 2, "Business Central"),
        used("2026-10", 3, "Finance & Operations"),
        used("2026-07", 4, "Finance & Operations"),
        used("2026-08", 4, "Finance & Operations"),
        used("2026-09", 4, "Finance & Operations"),
        used("2026-10", 4, "Finance & Operations"),
    ];
    let portfolio = portfolio(&rows, &rows_of_usage, usize::MAX);
    let mut standing = standing(&portfolio, &programme, TrackId::Smb);
    let found = standing.opportunities(month("2026-12"));
    assert_eq!(found.pairs.len(), 4);
    let form = |number: u32| {
        let pair = found
            .pairs
            .iter()
            .find(|pair| pair.tenant == tenant(number))
            .unwrap();
        pair.claim_form(standing.worked_since(pair))
    };
    let products = |number: u32| -> Vec<(String, String)> {
        let products = form(number).products.into_iter();
        products
            .map(|one| (one.workload, one.monthly_revenue_usd))
            .collect()
    };
    let pair = |name: &str, amount: &str| (name.to_owned(), amount.to_owned());
    let first = form(1);
    assert_eq!(first.customer_tenant_id, tenant(1));
    assert_eq!(first.subscription_id, subscription(10));
    assert_eq!(first.worked_since, "2026-08-01");
    assert_eq!(products(1), [pair("Business Central", "")]);
    assert_eq!(form(2).worked_since, "2026-10-01");
    // One name for several products, and no revenue to tell them apart by.
    assert_eq!(products(3), []);
    assert_eq!(products(4), [pair("Supply Chain", "260.00")]);
    // As old as the export, so that the work may be older.
    assert_eq!(form(4).worked_since, "");
    assert!(first.over_limits().is_empty());
}

#[test]
fn the_first_month_a_claim_can_still_count_in() {
    let rules = Programme::builtin().claims;
    for (now, first) in [
        ("2026-11-25T12:00:00Z", "2026-12"),
        ("2026-11-28T23:59:59Z", "2026-12"),
        // The review may end in December.
        ("2026-11-29T00:00:00Z", "2027-01"),
        ("2026-12-01T00:00:00Z", "2027-01"),
    ] {
        let found = SubmissionDeadline::first_month(now.parse().unwrap(), &rules);
        assert_eq!(found, month(first), "{now}");
    }
}

#[test]
fn a_deadline_leaves_the_whole_review() {
    let rules = Programme::builtin().claims;
    for (counts_in, last_day, by_documents) in [
        ("2026-12", "2026-11-28", "2026-11-03"),
        // Christmas and New Year's Day are no business days.
        ("2027-01", "2026-12-29", "2026-12-03"),
        ("2028-03", "2028-02-27", "2028-02-02"),
    ] {
        let deadline = SubmissionDeadline::for_month(month(counts_in), &rules);
        assert_eq!(deadline.last_day.to_string(), last_day, "{counts_in}");
        assert_eq!(
            deadline.by_documents.to_string(),
            by_documents,
            "{counts_in}"
        );
    }
}

#[test]
fn renewal_looks_at_the_anniversary_and_the_days_after() {
    let programme = Programme::builtin();
    let portfolio = portfolio(
        &[revenue("2026-10", "DPOR", 1, "Sales", 300)],
        &[],
        usize::MAX,
    );
    let mut standing = standing(&portfolio, &programme, TrackId::Smb);
    let renewal = standing.renewal("2026-11-05".parse().unwrap());
    assert_eq!(renewal.renewable_until.to_string(), "2026-12-05");
    let told: Vec<(String, bool, bool)> = renewal
        .months
        .iter()
        .map(|month| (month.score.month.to_string(), month.forecast, month.renewal))
        .collect();
    assert_eq!(told.len(), 7);
    assert_eq!(told[0], ("2026-06".to_owned(), false, false));
    assert_eq!(told[5], ("2026-11".to_owned(), true, false));
    assert_eq!(told[6], ("2026-12".to_owned(), true, true));
    assert_eq!(renewal.qualified_on, None);
    assert_eq!(standing.tally(month("2026-10")).total, Points::whole(3));
}
