//! What is wrong with a field: a table of answers, each one step away from good ones.

use chrono::NaiveDate;
use claimdesk_recognition::Programme;
use claimdesk_recognition::claim::{
    Channel, ClaimForm, FieldError, FieldId, FieldProblem, Product, Step,
};

use super::good;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

/// What is wrong after this change, with one file.
fn faults(change: impl FnOnce(&mut ClaimForm)) -> Vec<(FieldId, FieldProblem)> {
    let mut form = good();
    change(&mut form);
    told(form.errors(&Programme::builtin(), today(), 1))
}

fn told(errors: Vec<FieldError>) -> Vec<(FieldId, FieldProblem)> {
    let told = errors.into_iter().map(|error| (error.field, error.problem));
    told.collect()
}

fn product(workload: &str, revenue: &str) -> Product {
    Product {
        workload: workload.to_owned(),
        monthly_revenue_usd: revenue.to_owned(),
    }
}

#[test]
fn steps_have_the_words_that_addresses_have() {
    let words = Step::ALL.map(Step::as_str);
    assert_eq!(words, ["association", "revenue", "proof"]);
}

#[test]
fn good_answers_have_no_faults() {
    assert_eq!(faults(|_| {}), []);
    // What may be left out, and what is on the edge.
    assert_eq!(faults(|form| form.transacting_partner_id.clear()), []);
    assert_eq!(faults(|form| form.comments.clear()), []);
    assert_eq!(faults(|form| form.comments = "Where we began.".into()), []);
    let ends_as_it_begins = |form: &mut ClaimForm| form.subscription_end = "2026-01-01".into();
    assert_eq!(faults(ends_as_it_begins), []);
    assert_eq!(faults(|form| form.worked_since = "2026-11-23".into()), []);
    assert_eq!(
        faults(|form| form.acknowledged_on = "2026-11-23".into()),
        []
    );
}

#[test]
fn what_must_be_there_is_missed() {
    let optional = [
        FieldId::SubscriptionEnd,
        FieldId::TransactingPartnerId,
        FieldId::Comments,
    ];
    for &field in FieldId::ALL {
        let missed = faults(|form| {
            if let Some(text) = form.text_mut(field) {
                text.clear();
            }
        });
        let is_text = good().text(field).is_some();
        let expected = (is_text && !optional.contains(&field)).then_some(FieldProblem::Missing);
        let expected: Vec<_> = expected
            .into_iter()
            .map(|problem| (field, problem))
            .collect();
        assert_eq!(missed, expected, "{field:?}");
    }
    assert_eq!(
        faults(|form| form.products.clear()),
        [(FieldId::Products, FieldProblem::Missing)]
    );
    assert_eq!(
        told(good().errors(&Programme::builtin(), today(), 0)),
        [(FieldId::Evidence, FieldProblem::Missing)]
    );
}

#[test]
fn only_a_subscription_through_csp_has_a_seller() {
    for channel in Channel::ALL {
        let without = faults(|form| {
            form.channel = channel.as_str().to_owned();
            form.transacting_partner_name.clear();
        });
        assert_eq!(without.is_empty(), channel != Channel::Csp, "{channel:?}");
    }
}

#[test]
fn what_cannot_be_read_is_told_by_its_kind() {
    use FieldProblem as P;
    let table = [
        (FieldId::PartnerLocationId, "6100", P::NotAPartnerId),
        (FieldId::TransactingPartnerId, "61x0001", P::NotAPartnerId),
        (FieldId::CustomerTenantId, "fabrikken", P::NotAGuid),
        (FieldId::SubscriptionId, "1", P::NotAGuid),
        (FieldId::CustomerDomain, "fabrikken", P::NotADomain),
        (FieldId::CustomerContactEmail, "anna", P::NotAnEmail),
        (FieldId::PartnerContactEmail, "bo@", P::NotAnEmail),
        (FieldId::SubscriptionStart, "2026-02-30", P::NotADate),
        (FieldId::SubscriptionEnd, "soon", P::NotADate),
        (FieldId::SubscriptionEnd, "2025-12-31", P::BeforeStart),
        (FieldId::WorkedSince, "1/2/2026", P::NotADate),
        (FieldId::WorkedSince, "2026-11-24", P::InTheFuture),
        (FieldId::AcknowledgedOn, "2026-13-01", P::NotADate),
        (FieldId::AcknowledgedOn, "2026-11-24", P::InTheFuture),
    ];
    for (field, answer, problem) in table {
        let found = faults(|form| *form.text_mut(field).unwrap() = answer.to_owned());
        assert_eq!(found, [(field, problem)], "{answer}");
    }
    let given = "by post".to_owned();
    assert_eq!(
        faults(|form| form.channel.clone_from(&given)),
        [(FieldId::Channel, P::NotOffered { given })]
    );
    // An end is looked at by itself where the start cannot be read.
    let both = faults(|form| {
        form.subscription_start = "?".into();
        form.subscription_end = "?".into();
    });
    assert_eq!(
        both,
        [
            (FieldId::SubscriptionStart, P::NotADate),
            (FieldId::SubscriptionEnd, P::NotADate)
        ]
    );
}

#[test]
fn products_are_the_programmes_each_once_and_worth_something() {
    use FieldProblem as P;
    let found = faults(|form| {
        form.products = vec![
            product("Sales", "0"),
            product("Exchange Online", "10"),
            product(" sales ", "0.01"),
            product("Power BI", "much"),
        ];
    });
    let amount = |workload: &str| P::NotAnAmount {
        workload: workload.to_owned(),
    };
    assert_eq!(
        found,
        [
            (
                FieldId::Products,
                P::NotOffered {
                    given: "Exchange Online".into()
                }
            ),
            (
                FieldId::Products,
                P::Twice {
                    given: "Sales".into()
                }
            ),
            (FieldId::MonthlyRevenue, amount("Sales")),
            (FieldId::MonthlyRevenue, amount("Power BI")),
        ]
    );
}

#[test]
fn a_text_may_be_as_long_as_its_limit_and_no_longer() {
    for &field in FieldId::ALL {
        let max = field.max();
        let over = |length: usize| {
            let mut form = good();
            let Some(text) = form.text_mut(field) else {
                return Vec::new();
            };
            // A letter of two bytes: a limit is in characters.
            *text = "ø".repeat(length);
            told(form.over_limits())
        };
        assert_eq!(over(max), [], "{field:?}");
        if good().text(field).is_some() {
            assert_eq!(over(max + 1), [(field, FieldProblem::TooLong { max })]);
        }
    }
}

#[test]
fn lists_and_what_is_in_them_have_limits() {
    let over = |change: &dyn Fn(&mut ClaimForm)| {
        let mut form = good();
        change(&mut form);
        told(form.over_limits())
    };
    let (products, proved) = (FieldId::Products.max(), FieldId::ProofProducts.max());
    let revenue = FieldId::MonthlyRevenue.max();
    let too_long = |field: FieldId, max: usize| [(field, FieldProblem::TooLong { max })];

    let some = |count: usize| vec![product("Sales", "1"); count];
    assert_eq!(over(&|form| form.products = some(products)), []);
    assert_eq!(
        over(&|form| form.products = some(products + 1)),
        too_long(FieldId::Products, products)
    );
    let named = |count: usize| vec!["Sales".to_owned(); count];
    assert_eq!(over(&|form| form.proof_products = named(proved)), []);
    assert_eq!(
        over(&|form| form.proof_products = named(proved + 1)),
        too_long(FieldId::ProofProducts, proved)
    );
    let long = |length: usize| "ø".repeat(length);
    assert_eq!(over(&|form| form.products[0].workload = long(100)), []);
    assert_eq!(
        over(&|form| form.products[0].workload = long(101)),
        too_long(FieldId::Products, 100)
    );
    assert_eq!(over(&|form| form.proof_products = vec![long(100)]), []);
    assert_eq!(
        over(&|form| form.proof_products = vec![long(101)]),
        too_long(FieldId::ProofProducts, 100)
    );
    let digits = |length: usize| "1".repeat(length);
    assert_eq!(
        over(&|form| form.products[0].monthly_revenue_usd = digits(revenue)),
        []
    );
    assert_eq!(
        over(&|form| form.products[0].monthly_revenue_usd = digits(revenue + 1)),
        too_long(FieldId::MonthlyRevenue, revenue)
    );
    // A list that is too long is told of once.
    let found = faults(|form| form.products = some(products + 1));
    assert_eq!(found.len(), 1, "{found:?}");
}
