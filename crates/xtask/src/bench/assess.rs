//! The assessment of claims beside two rule engines of npm, which are given the same conditions.

use std::fs;
use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use claimdesk_recognition::claim::{
    Assessor, ClaimForm, Context, Outcome, Product, RuleId, assess, form,
};
use claimdesk_recognition::names::Guid;
use claimdesk_recognition::programme::TrackId;
use claimdesk_recognition::{Amount, Programme};
use serde_json::{Value, json};

use super::{npm, per_second, percentile};
use crate::run::run as run_to_end;
use crate::say;
use crate::workspace::Workspace;

const CLAIMS: usize = 5_000;
const ROUNDS: usize = 7;
/// How often our side goes over the claims in a round: one time would be over too soon to measure.
const LAPS: usize = 100;
const NOW: &str = "2026-11-23T10:00:00Z";
const TENANT: &str = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
const LOCATIONS: [&str; 2] = ["6100001", "6100002"];
/// What stands for no end in the engines' facts.
const NEVER: i64 = 10_000_000;

/// A claim as all three are given it.
struct Claim {
    form: ClaimForm,
    files: usize,
    competing: bool,
}

/// Measures the three side by side, and fails when one answers differently.
pub(crate) fn run(workspace: &Workspace) -> anyhow::Result<()> {
    let programme = Programme::builtin();
    let tenant = Guid::parse(TENANT).context("the tenant of the claims")?;
    let counting = [(tenant, "Marketing".to_owned())];
    let locations = LOCATIONS.map(str::to_owned);
    let claims: Vec<Claim> = (0..CLAIMS).map(claim).collect();
    let contexts: Vec<Context<'_>> = claims
        .iter()
        .map(|claim| {
            Ok(Context {
                at: NOW.parse().ok().context("the time of submission")?,
                locations: &locations,
                files: claim.files,
                provisional: false,
                competing: Some(claim.competing),
                counting: &counting,
                track: Some(TrackId::Smb),
            })
        })
        .collect::<anyhow::Result<_>>()?;
    let assessor = Assessor::new(&programme);
    let ours = answers(&claims, &contexts, &programme)?;

    let folder = npm::prepared(workspace, "rules")?;
    let facts = folder.join("facts.json");
    fs::write(
        &facts,
        engine_facts(&claims, &contexts, &programme)?.to_string(),
    )?;
    let answered = folder.join("answers.json");
    run_to_end(
        workspace
            .command("node")
            .current_dir(&folder)
            .arg("engines.mjs")
            .args([
                &facts,
                &std::path::PathBuf::from(ROUNDS.to_string()),
                &answered,
            ]),
    )?;
    let told: Value = serde_json::from_slice(&fs::read(&answered)?)?;

    let quick = timed(LAPS, || {
        for (claim, context) in claims.iter().zip(&contexts) {
            black_box(assessor.judge(black_box(&claim.form), context));
        }
    });
    let with_texts = timed(LAPS / 10, || {
        for (claim, context) in claims.iter().zip(&contexts) {
            black_box(assess(black_box(&claim.form), context, &programme));
        }
    });
    let own = rate(quick, LAPS);
    say::text(&format!(
        "assess: {} claims, {} rules each, one core; median of {ROUNDS}\n  \
         claimdesk            {} claims/s; {} with every reason made a text",
        say::thousands(u64::try_from(CLAIMS)?),
        RuleId::ALL.len(),
        say::thousands(own),
        say::thousands(rate(with_texts, LAPS / 10)),
    ));
    for name in ["json-rules-engine", "zen-engine"] {
        let engine = told
            .get(name)
            .with_context(|| format!("no answers of {name}"))?;
        let theirs: Vec<Vec<String>> = serde_json::from_value(engine["answers"].clone())?;
        compare(name, &ours, &theirs)?;
        let mut times: Vec<Duration> =
            serde_json::from_value::<Vec<u64>>(engine["nanoseconds"].clone())?
                .into_iter()
                .map(Duration::from_nanos)
                .collect();
        times.sort();
        let theirs = rate(percentile(&times, 50), 1);
        say::text(&format!(
            "  {name:20} {} claims/s, the same answers; claimdesk is {} times as fast",
            say::thousands(theirs),
            say::thousands(own / theirs.max(1)),
        ));
    }
    Ok(())
}

/// The median time of a round of so many laps.
fn timed(laps: usize, mut lap: impl FnMut()) -> Duration {
    let mut times = Vec::new();
    // The first warms the caches, and is not counted.
    for round in 0..=ROUNDS {
        let begun = Instant::now();
        for _ in 0..laps {
            lap();
        }
        if round > 0 {
            times.push(begun.elapsed());
        }
    }
    times.sort();
    percentile(&times, 50)
}

fn rate(time: Duration, laps: usize) -> u64 {
    per_second(u64::try_from(CLAIMS * laps).unwrap_or(u64::MAX), time)
}

/// The rules that are not met, by name, for each claim.
fn answers(
    claims: &[Claim],
    contexts: &[Context<'_>],
    programme: &Programme,
) -> anyhow::Result<Vec<Vec<String>>> {
    let mut answers = Vec::with_capacity(claims.len());
    for (claim, context) in claims.iter().zip(contexts) {
        let assessment = assess(&claim.form, context, programme);
        let mut unmet = Vec::new();
        for finding in assessment.findings {
            ensure!(
                finding.outcome != Outcome::Unknown,
                "{:?} cannot be told, and the engines know only yes and no",
                finding.rule
            );
            if finding.outcome == Outcome::Unmet {
                let name = serde_json::to_value(finding.rule)?;
                unmet.push(name.as_str().unwrap_or_default().to_owned());
            }
        }
        unmet.sort();
        answers.push(unmet);
    }
    Ok(answers)
}

fn compare(name: &str, ours: &[Vec<String>], theirs: &[Vec<String>]) -> anyhow::Result<()> {
    ensure!(
        ours.len() == theirs.len(),
        "{name} answered {} claims",
        theirs.len()
    );
    for (index, (ours, theirs)) in ours.iter().zip(theirs).enumerate() {
        if ours != theirs {
            bail!("claim {index}: not met are {ours:?}, by {name} {theirs:?}");
        }
    }
    Ok(())
}

/// One of the claims: a third of them good, the others with one to three faults.
fn claim(number: usize) -> Claim {
    let mut claim = Claim {
        form: good(number),
        files: 1 + number % 3,
        competing: false,
    };
    // Three numbers without a common factor, so that faults meet in every combination.
    for (dice, kinds) in [(number, 30), (number / 7, 41), (number / 31, 53)] {
        fault(&mut claim, dice % kinds);
    }
    claim
}

fn fault(claim: &mut Claim, kind: usize) {
    let form = &mut claim.form;
    let product = |form: &mut ClaimForm, name: &str, revenue: &str| {
        form.products.push(Product {
            workload: name.into(),
            monthly_revenue_usd: revenue.into(),
        });
        form.proof_products.push(name.into());
    };
    match kind {
        0 => product(form, "Exchange Online", "300"),
        1 => product(form, "Finance", "249.99"),
        2 => product(form, "Marketing", "1200.50"),
        3 => form.transacting_partner_id = LOCATIONS[1].into(),
        4 => form.subscription_start = "2026-11-20".into(),
        5 => form.subscription_start = "2026-12-01".into(),
        6 => form.subscription_end = "2026-10-01".into(),
        7 => form.subscription_end = "2027-10-31".into(),
        8 => form.subscription_id = "9b2d7c1e-0d52-4e6c-8f6e-5d2f7a0c4b1".into(),
        9 => form.customer_domain = "fabrikken".into(),
        10 => form.partner_location_id = "6200009".into(),
        11 => form.customer_contact_email = "anna".into(),
        12 => form.acknowledged_on = "2025-11-22".into(),
        13 => form.acknowledged_on = "2026-11-24".into(),
        14 => form.proof_names_domain = false,
        15 => form.proof_products.clear(),
        16 => form.proof_products.push("Supply Chain Management".into()),
        17 => claim.competing = true,
        18 => form.channel = "volume_licensing".into(),
        _ => {}
    }
}

fn good(number: usize) -> ClaimForm {
    ClaimForm {
        partner_location_id: LOCATIONS[0].into(),
        customer_name: format!("Fabrikken {number} ApS"),
        customer_tenant_id: TENANT.into(),
        customer_domain: format!("fabrikken{number}.example"),
        subscription_id: format!("9b2d7c1e-0d52-4e6c-8f6e-{number:012x}"),
        channel: "csp".into(),
        subscription_start: "2026-01-01".into(),
        subscription_end: if number.is_multiple_of(2) {
            ""
        } else {
            "2028-06-30"
        }
        .into(),
        transacting_partner_name: "Kystlicens A/S".into(),
        transacting_partner_id: "6200002".into(),
        products: vec![Product {
            workload: "Sales".into(),
            monthly_revenue_usd: format!("{}.50", 1000 + number),
        }],
        work_done: "Implemented sales in three countries".into(),
        worked_since: "2026-02-01".into(),
        customer_contact_name: "Anna Holm".into(),
        customer_contact_title: "CIO".into(),
        customer_contact_email: format!("anna@fabrikken{number}.example"),
        partner_contact_name: "Bo Lind".into(),
        partner_contact_email: "bo@nordlys.example".into(),
        acknowledged_on: "2026-11-01".into(),
        proof_names_tenant: true,
        proof_names_domain: true,
        proof_products: vec!["Sales".into()],
        comments: String::new(),
    }
}

/// The claims as the engines take them: days and amounts as numbers, limits counted out.
fn engine_facts(
    claims: &[Claim],
    contexts: &[Context<'_>],
    programme: &Programme,
) -> anyhow::Result<Value> {
    use chrono::{Datelike, Months};
    let number = |day: chrono::NaiveDate| i64::from(day.num_days_from_ce());
    let read = |text: &str| form::day(text).map_or(NEVER, number);
    let dollars = |text: &str| -> anyhow::Result<Value> {
        // Two decimals at most: exact as a JSON number where they are compared with a whole one.
        Ok(serde_json::from_str(&Amount::parse(text)?.to_string())?)
    };
    let rules = &programme.claims;
    let mut facts = Vec::with_capacity(claims.len());
    for (claim, context) in claims.iter().zip(contexts) {
        let form = &claim.form;
        let today = context.at.date_naive();
        let later = |months| today.checked_add_months(Months::new(months));
        let earlier = |months| today.checked_sub_months(Months::new(months));
        let products: Vec<&str> = form
            .products
            .iter()
            .map(|one| one.workload.as_str())
            .collect();
        let revenues = form
            .products
            .iter()
            .map(|one| dollars(&one.monthly_revenue_usd));
        facts.push(json!({
            "today": number(today), "channel": form.channel,
            "products": products, "revenues": revenues.collect::<anyhow::Result<Vec<_>>>()?,
            "counting": context.counting.iter()
                .filter(|(tenant, _)| Guid::parse(&form.customer_tenant_id) == Some(*tenant))
                .map(|(_, name)| name).collect::<Vec<_>>(),
            "sellerId": form.transacting_partner_id, "location": form.partner_location_id,
            "locations": context.locations,
            "start": read(&form.subscription_start), "end": read(&form.subscription_end),
            "endLimit": later(rules.ends_within_months).map(number),
            "tenant": form.customer_tenant_id, "domain": form.customer_domain,
            "subscription": form.subscription_id,
            "customerEmail": form.customer_contact_email,
            "partnerEmail": form.partner_contact_email,
            "files": claim.files, "competing": claim.competing,
            "acknowledged": read(&form.acknowledged_on),
            "oldest": earlier(rules.acknowledgement_months).map(number),
            "provenTenant": form.proof_names_tenant, "provenDomain": form.proof_names_domain,
            "proven": form.proof_products,
        }));
    }
    let floor = programme.revenue_floor(TrackId::Smb).context("the floor")?;
    Ok(json!({
        "claims": facts,
        "known": programme.revenue_workloads.iter().map(|known| &known.name).collect::<Vec<_>>(),
        "floor": floor.as_whole(),
        "recognisedFrom": number(rules.recognised_from),
        "grace": rules.grace_days, "provisioning": rules.provisioning_days,
    }))
}
