//! The assessment: a table of forms, each one step away from a good one.

#![expect(clippy::unwrap_used, reason = "a test stops at the first fault")]

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use claimdesk_recognition::Programme;
use claimdesk_recognition::claim::{
    Assessment, Assessor, ClaimForm, Context, FieldId, FieldProblem, Outcome, Product, RuleId,
    Severity, assess,
};
use claimdesk_recognition::names::Guid;
use claimdesk_recognition::programme::TrackId;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

const TENANT: &str = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";

fn now() -> DateTime<Utc> {
    "2026-11-23T10:00:00Z".parse().unwrap()
}

fn good() -> ClaimForm {
    ClaimForm {
        partner_location_id: "6100001".into(),
        customer_name: "Fabrikken ApS".into(),
        customer_tenant_id: TENANT.into(),
        customer_domain: "fabrikken.example".into(),
        subscription_id: "9b2d7c1e-0d52-4e6c-8f6e-5d2f7a0c4b11".into(),
        channel: "csp".into(),
        subscription_start: "2026-01-01".into(),
        subscription_end: String::new(),
        transacting_partner_name: "Kystlicens A/S".into(),
        transacting_partner_id: "6200002".into(),
        products: vec![Product {
            workload: "Sales".into(),
            monthly_revenue_usd: "1800.00".into(),
        }],
        work_done: "Implemented sales in three countries".into(),
        worked_since: "2026-02-01".into(),
        customer_contact_name: "Anna Holm".into(),
        customer_contact_title: "CIO".into(),
        customer_contact_email: "anna@fabrikken.example".into(),
        partner_contact_name: "Bo Lind".into(),
        partner_contact_email: "bo@nordlys.example".into(),
        acknowledged_on: "2026-11-01".into(),
        proof_names_tenant: true,
        proof_names_domain: true,
        proof_products: vec!["Sales".into()],
        comments: String::new(),
    }
}

/// A partner's on the day of the tests.
fn context() -> Context<'static> {
    static LOCATIONS: LazyLock<Vec<String>> =
        LazyLock::new(|| vec!["6100001".to_owned(), "6100002".to_owned()]);
    Context {
        at: now(),
        locations: &LOCATIONS,
        files: 1,
        provisional: false,
        competing: Some(false),
        counting: &[],
        track: Some(TrackId::Smb),
    }
}

fn assessed(change: impl FnOnce(&mut ClaimForm, &mut Context<'_>)) -> Assessment {
    let (mut form, mut context) = (good(), context());
    change(&mut form, &mut context);
    assess(&form, &context, &Programme::builtin())
}

fn outcome(assessment: &Assessment, rule: RuleId) -> Outcome {
    assessment
        .findings
        .iter()
        .find(|finding| finding.rule == rule)
        .unwrap()
        .outcome
}

#[test]
fn a_good_claim_is_not_blocked_and_says_what_it_is_worth() {
    let good = assessed(|_, _| {});
    assert!(
        !good.is_blocked(),
        "{:?}",
        good.blocks().collect::<Vec<_>>()
    );
    assert_eq!(good.findings.len(), RuleId::ALL.len());
    assert_eq!(
        (good.worth.adds, good.worth.points.to_string().as_str()),
        (1, "3.00")
    );
    assert_eq!(good.worth.from.to_string(), "2026-12");
    assert_eq!(good.worth.baseline_from.to_string(), "2027-12");
}

#[test]
fn each_rule_is_met_or_not_by_itself() {
    type Change = fn(&mut ClaimForm, &mut Context<'_>);
    use Outcome::{Met, Unknown, Unmet};
    let table: &[(RuleId, Outcome, &str, Change)] = &[
        (
            RuleId::BusinessApplicationsWorkload,
            Unmet,
            "another product",
            |f, _| f.products[0].workload = "Exchange Online".into(),
        ),
        (
            RuleId::BusinessApplicationsWorkload,
            Unknown,
            "none chosen",
            |f, _| f.products.clear(),
        ),
        (
            RuleId::BusinessApplicationsWorkload,
            Met,
            "in other letters",
            |f, _| f.products[0].workload = " power  app ".into(),
        ),
        (RuleId::RecognisedSince, Unmet, "the day before", |_, c| {
            c.at = "2025-04-06T23:59:59Z".parse().unwrap();
        }),
        (RuleId::RecognisedSince, Met, "the first day", |_, c| {
            c.at = "2025-04-07T00:00:00Z".parse().unwrap();
        }),
        (RuleId::RecognisedSince, Met, "another channel", |f, c| {
            f.channel = "web_direct".into();
            c.at = "2025-04-06T00:00:00Z".parse().unwrap();
        }),
        (
            RuleId::NotTheTransactingPartner,
            Unmet,
            "own location",
            |f, _| f.transacting_partner_id = "6100002".into(),
        ),
        (
            RuleId::NotTheTransactingPartner,
            Met,
            "by name only",
            |f, _| f.transacting_partner_id.clear(),
        ),
        (
            RuleId::NotTheTransactingPartner,
            Met,
            "nobody sells a direct one",
            |f, _| {
                f.channel = "web_direct".into();
                f.transacting_partner_id = "6100001".into();
            },
        ),
        (
            RuleId::SubscriptionActive,
            Met,
            "last day of grace",
            |f, _| f.subscription_end = "2026-10-24".into(),
        ),
        (
            RuleId::SubscriptionActive,
            Unmet,
            "a day after grace",
            |f, _| f.subscription_end = "2026-10-23".into(),
        ),
        (RuleId::SubscriptionActive, Unmet, "not begun", |f, _| {
            f.subscription_start = "2026-11-24".into();
        }),
        (RuleId::SubscriptionActive, Unknown, "no start", |f, _| {
            f.subscription_start.clear();
        }),
        (RuleId::IdentifiersWellFormed, Unmet, "tenant", |f, _| {
            f.customer_tenant_id = "fabrikken".into();
        }),
        (RuleId::IdentifiersWellFormed, Unmet, "domain", |f, _| {
            f.customer_domain = "fabrikken".into();
        }),
        (
            RuleId::IdentifiersWellFormed,
            Unmet,
            "subscription",
            |f, _| f.subscription_id = "1".into(),
        ),
        (
            RuleId::IdentifiersWellFormed,
            Unknown,
            "the tenant alone",
            |f, _| {
                f.customer_domain.clear();
                f.subscription_id.clear();
            },
        ),
        (RuleId::IdentifiersWellFormed, Met, "pasted", |f, _| {
            f.customer_tenant_id = format!(" {{{}}} ", TENANT.to_uppercase());
        }),
        (RuleId::LocationEnrolled, Unmet, "not ours", |f, _| {
            f.partner_location_id = "6200002".into();
        }),
        (RuleId::ContactsPresent, Unmet, "no address", |f, _| {
            f.customer_contact_email = "anna".into();
        }),
        (RuleId::ContactsPresent, Met, "capitals", |f, _| {
            f.customer_contact_email = "Anna.Holm@Fabrikken.Example".into();
        }),
        (RuleId::ContactsPresent, Unknown, "no title", |f, _| {
            f.customer_contact_title.clear();
        }),
        (RuleId::ProofAttached, Unmet, "no file", |_, c| c.files = 0),
        (RuleId::ProofFinal, Unmet, "a provisional one", |_, c| {
            c.provisional = true;
        }),
        (RuleId::ProofFinal, Unknown, "no file", |_, c| c.files = 0),
        (
            RuleId::AcknowledgementDated,
            Met,
            "a year ago to the day",
            |f, _| f.acknowledged_on = "2025-11-23".into(),
        ),
        (RuleId::AcknowledgementDated, Unmet, "a day more", |f, _| {
            f.acknowledged_on = "2025-11-22".into();
        }),
        (RuleId::AcknowledgementDated, Unmet, "tomorrow", |f, _| {
            f.acknowledged_on = "2026-11-24".into();
        }),
        (RuleId::AcknowledgementDated, Unknown, "no date", |f, _| {
            f.acknowledged_on.clear();
        }),
        (
            RuleId::ProofMatchesClaim,
            Unmet,
            "tenant not named",
            |f, _| f.proof_names_tenant = false,
        ),
        (
            RuleId::ProofMatchesClaim,
            Unmet,
            "product not named",
            |f, _| f.proof_products.clear(),
        ),
        (
            RuleId::ProofMatchesClaim,
            Unmet,
            "more products than claimed",
            |f, _| f.proof_products.push("Finance".into()),
        ),
        (RuleId::CompetingClaim, Unmet, "somebody else", |_, c| {
            c.competing = Some(true);
        }),
        (RuleId::CompetingClaim, Unknown, "in the browser", |_, c| {
            c.competing = None;
        }),
        (RuleId::RecentlyProvisioned, Unmet, "six days", |f, _| {
            f.subscription_start = "2026-11-17".into();
        }),
        (RuleId::RecentlyProvisioned, Met, "seven days", |f, _| {
            f.subscription_start = "2026-11-16".into();
        }),
        (RuleId::UnderTheFloor, Met, "at the floor", |f, _| {
            f.products[0].monthly_revenue_usd = "250".into();
        }),
        (RuleId::UnderTheFloor, Unmet, "a cent less", |f, _| {
            f.products[0].monthly_revenue_usd = "249.99".into();
        }),
        (
            RuleId::EndsWithinAYear,
            Unmet,
            "in a year to the day",
            |f, _| f.subscription_end = "2027-11-23".into(),
        ),
        (RuleId::EndsWithinAYear, Met, "a day later", |f, _| {
            f.subscription_end = "2027-11-24".into();
        }),
        (RuleId::CspListedAsError, Unmet, "csp", |_, _| {}),
        (RuleId::CspListedAsError, Met, "direct", |f, _| {
            f.channel = "web_direct".into();
        }),
        (RuleId::IncentivesUnchanged, Unmet, "always told", |_, _| {}),
    ];
    for (rule, expected, name, change) in table {
        assert_eq!(
            outcome(&assessed(*change), *rule),
            *expected,
            "{rule:?}: {name}"
        );
    }
}

#[test]
fn only_blocks_block() {
    let worrying = assessed(|form, context| {
        form.products[0].monthly_revenue_usd = "1".into();
        form.subscription_start = "2026-11-20".into();
        form.subscription_end = "2026-12-31".into();
        context.competing = Some(true);
    });
    assert!(!worrying.is_blocked());
    let (programme, form, context) = (Programme::builtin(), good(), context());
    let assessor = Assessor::new(&programme);
    assert!(!assessor.judge(&form, &context).is_blocked());
    assert_eq!(worrying.worth.adds, 0);
    let unknown = assessed(|form, _| form.acknowledged_on.clear());
    assert!(unknown.is_blocked(), "what cannot be told does not pass");
    assert!(
        unknown
            .blocks()
            .all(|finding| finding.severity == Severity::Block)
    );
}

#[test]
fn a_pair_that_counts_already_adds_nothing() {
    let counting = [(Guid::parse(TENANT).unwrap(), "sales".to_owned())];
    let assessment = assess(
        &good(),
        &Context {
            at: now(),
            counting: &counting,
            track: Some(TrackId::Smb),
            ..Context::default()
        },
        &Programme::builtin(),
    );
    assert_eq!(outcome(&assessment, RuleId::AlreadyCounts), Outcome::Unmet);
    assert_eq!(assessment.worth.adds, 0);
}

#[test]
fn the_order_of_the_metrics_does_not_change_what_a_claim_is_worth() {
    let mut programme = Programme::builtin();
    for track in &mut programme.designations[0].tracks {
        track.metrics.reverse();
    }
    let context = Context {
        at: now(),
        track: Some(TrackId::Smb),
        ..Context::default()
    };
    let worth = assess(&good(), &context, &programme).worth;
    assert_eq!(worth.points.to_string(), "3.00");
}

#[test]
fn an_approval_in_the_last_hours_of_a_month_counts_from_the_one_after() {
    let worth = |at: &str| {
        assessed(|_, context| context.at = at.parse().unwrap())
            .worth
            .from
            .to_string()
    };
    assert_eq!(worth("2026-11-28T23:59:59Z"), "2026-12");
    assert_eq!(worth("2026-11-29T00:00:00Z"), "2027-01");
}

#[test]
fn every_fault_of_a_form_is_told_at_its_field() {
    let programme = Programme::builtin();
    let today = now().date_naive();
    assert_eq!(good().errors(&programme, today, 1), []);
    let all: Vec<FieldId> = ClaimForm::default()
        .errors(&programme, today, 0)
        .into_iter()
        .map(|error| error.field)
        .collect();
    for optional in [
        FieldId::SubscriptionEnd,
        FieldId::TransactingPartnerId,
        FieldId::Comments,
    ] {
        assert!(!all.contains(&optional));
    }
    assert!(all.contains(&FieldId::CustomerTenantId) && all.contains(&FieldId::Evidence));
    let mut form = good();
    form.customer_name = "x".repeat(201);
    form.subscription_end = "2025-12-31".into();
    form.worked_since = "2027-01-01".into();
    form.products[0].monthly_revenue_usd = "1.800,00".into();
    form.products.push(form.products[0].clone());
    let problems: Vec<(FieldId, FieldProblem)> = form
        .errors(&programme, today, 1)
        .into_iter()
        .map(|error| (error.field, error.problem))
        .collect();
    let not_an_amount = FieldProblem::NotAnAmount {
        workload: "Sales".into(),
    };
    assert_eq!(
        problems,
        [
            (FieldId::CustomerName, FieldProblem::TooLong { max: 200 }),
            (FieldId::SubscriptionEnd, FieldProblem::BeforeStart),
            (
                FieldId::Products,
                FieldProblem::Twice {
                    given: "Sales".into()
                }
            ),
            (FieldId::WorkedSince, FieldProblem::InTheFuture),
            (FieldId::MonthlyRevenue, not_an_amount.clone()),
            (FieldId::MonthlyRevenue, not_an_amount),
        ]
    );
}

#[test]
fn pasted_texts_are_made_plain_and_wrong_ones_kept() {
    let mut form = good();
    form.customer_tenant_id = format!("  {}\n", TENANT.to_uppercase());
    form.customer_domain = "https://Fabrikken.example/om".into();
    form.subscription_id = "not yet known".into();
    let tidied = form.tidied();
    assert_eq!(tidied.customer_tenant_id, TENANT);
    assert_eq!(tidied.customer_domain, "fabrikken.example");
    assert_eq!(tidied.subscription_id, "not yet known");
}

#[cfg(not(target_arch = "wasm32"))]
#[path = "assessment/plain.rs"]
mod plain;

#[path = "assessment/fields.rs"]
mod fields;

#[cfg(not(target_arch = "wasm32"))]
mod by_lot {
    use std::sync::LazyLock;

    use chrono::TimeDelta;
    use claimdesk_recognition::claim::Assessor;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    /// Texts on both sides of every rule's line, and the ways people write them.
    fn text(field: FieldId) -> impl Strategy<Value = String> {
        let texts: &[&str] = match field {
            FieldId::CustomerTenantId | FieldId::SubscriptionId => &[
                TENANT,
                "{3F2504E0-4F89-41D3-9A0C-0305E82C3301}",
                "00000000-0000-0000-0000-000000000000",
                "3f2504e0",
            ],
            FieldId::CustomerDomain => &[
                "fabrikken.example",
                "https://www.Fabrikken.example/",
                "fabrikken",
                "rød.dk",
                "1.2",
            ],
            FieldId::PartnerLocationId | FieldId::TransactingPartnerId => {
                &["6100001", " 6 100 002", "6200002", "61", "x"]
            }
            FieldId::Channel => &["csp", " csp ", "web_direct", "volume_licensing", "CSP"],
            FieldId::SubscriptionStart | FieldId::SubscriptionEnd | FieldId::AcknowledgedOn => &[
                "2026-01-01",
                "2025-11-22",
                "2025-11-23",
                "2026-10-23",
                "2026-10-24",
                "2026-11-16",
                "2026-11-17",
                "2026-11-23",
                "2026-11-24",
                "2027-11-23",
                "2027-11-24",
                " 2026-11-01",
                "1.1.2026",
                "2026-02-29",
            ],
            FieldId::CustomerContactEmail | FieldId::PartnerContactEmail => &[
                "anna@fabrikken.example",
                " Bo@nordlys.example",
                "anna",
                "a@www.b.dk",
                "a@b",
            ],
            _ => &["Anna Holm", " "],
        };
        let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        prop_oneof![8 => select(texts), 1 => Just(String::new()), 1 => ".{0,40}"]
    }

    fn workload() -> impl Strategy<Value = String> {
        let names = [
            "Sales",
            " power  app ",
            "Power Apps",
            "Business Central",
            "Exchange",
            "",
        ];
        select(names.map(str::to_owned).to_vec())
    }

    fn product() -> impl Strategy<Value = Product> {
        let amounts = [
            "1800.00",
            "250",
            "249.99",
            "1,500",
            "0",
            "-1",
            "",
            "much",
            "1499.999999",
        ];
        (workload(), select(amounts.map(str::to_owned).to_vec())).prop_map(
            |(workload, monthly_revenue_usd)| Product {
                workload,
                monthly_revenue_usd,
            },
        )
    }

    /// A good form with some of its answers changed.
    fn form() -> impl Strategy<Value = ClaimForm> {
        let texts: Vec<FieldId> = FieldId::ALL
            .iter()
            .copied()
            .filter(|field| good().text(*field).is_some())
            .collect();
        let change = select(texts).prop_flat_map(|field| (Just(field), text(field)));
        (
            proptest::collection::vec(change, 0..6),
            proptest::option::of(proptest::collection::vec(product(), 0..4)),
            proptest::option::of(proptest::collection::vec(workload(), 0..4)),
            any::<[bool; 3]>(),
        )
            .prop_map(|(changes, products, proven, [a, b, keep])| {
                let mut form = good();
                for (field, text) in changes {
                    *form.text_mut(field).unwrap() = text;
                }
                form.products = products.unwrap_or(form.products);
                form.proof_products = proven.unwrap_or(form.proof_products);
                form.proof_names_tenant = a || keep;
                form.proof_names_domain = b || keep;
                form
            })
    }

    proptest! {
        #[test]
        fn the_quick_assessment_is_the_plain_one(
            form in form(),
            seconds in -40_000_000_i64..40_000_000,
            files in 0..2_usize,
            provisional in any::<bool>(),
            competing in any::<Option<bool>>(),
            counting in proptest::collection::vec(workload(), 0..3),
            track in select(vec![None, Some(TrackId::Smb), Some(TrackId::Enterprise)]),
        ) {
            static PROGRAMME: LazyLock<Programme> = LazyLock::new(Programme::builtin);
            static ASSESSOR: LazyLock<Assessor<'static>> =
                LazyLock::new(|| Assessor::new(&PROGRAMME));
            let tenant = Guid::parse(TENANT).unwrap();
            let counting: Vec<_> = counting.into_iter().map(|name| (tenant, name)).collect();
            let context = Context {
                at: if seconds % 2 == 0 { now() } else { now() + TimeDelta::seconds(seconds) },
                locations: &["6100001".to_owned(), "6100002".to_owned()],
                files,
                provisional,
                competing,
                counting: &counting,
                track,
            };
            let verdict = ASSESSOR.judge(&form, &context);
            let plain = plain::assess(&form, &context, &PROGRAMME);
            prop_assert_eq!(verdict.is_blocked(), plain.is_blocked());
            prop_assert_eq!(&verdict.to_assessment(), &plain);
            prop_assert_eq!(&assess(&form, &context, &PROGRAMME), &plain);
        }
    }
}

#[test]
fn a_rule_is_written_the_same_in_files_and_addresses() {
    for rule in RuleId::ALL {
        let written = serde_json::to_value(rule).unwrap();
        assert_eq!(written, rule.as_str());
    }
}
