//! How the databases mean to read: what lists stays fast however many claims there are only while it
//! follows an index.
//!
//! SQLite is asked in an empty file: its plans depend on nothing else. PostgreSQL weighs what it knows
//! of the rows, so it is asked among many of them, where `CLAIMDESK_TEST_POSTGRES` names a server
//! (`cargo xtask test` starts one).

use tokio::sync::OnceCell;

use super::Database;
use crate::store::db::{self, Address, Connection, Kind, Open, Query};

/// Claims of PostgreSQL's plans: of 20 partners, for 40 reviewers, in all eight states.
const CLAIMS: i64 = 40_000;

/// What PostgreSQL may think that a page costs: going through these claims, or sorting a partner's, is
/// several times as much.
const CHEAP: f64 = 1_000.0;
/// Tables of many rows.
const LARGE: [&str; 8] = [
    "audit",
    "claims",
    "credits",
    "decisions",
    "events",
    "notices",
    "reminders",
    "scrubs",
];

/// Holds that each statement is read from (what begins with) the index beside it, in its order, and that
/// nothing is gone through whole or sorted. PostgreSQL may have another index that serves as well.
pub(super) async fn are_read_in_order(statements: &[(Query<'_>, &str)]) {
    let folder = tempfile::tempdir().unwrap();
    let file = Address::file(&folder.path().join("test.db"));
    Database::at(&file).await.unwrap().close().await;
    follow(&file, statements).await;
    if let Ok(server) = std::env::var("CLAIMDESK_TEST_POSTGRES")
        && !server.is_empty()
    {
        follow(&among_many(&server).await, statements).await;
    }
}

async fn follow(address: &Address, statements: &[(Query<'_>, &str)]) {
    let mut connection = address.connect(Open::Read).await.unwrap();
    let good = match connection.kind() {
        Kind::Sqlite => is_good_in_sqlite,
        Kind::Postgres => is_good_in_postgres,
    };
    let mut wrong = Vec::new();
    for (statement, index) in statements {
        let plan = plan(&mut connection, statement.clone()).await;
        if !good(&plan, index) {
            wrong.push(format!("{index}:\n{}\n{statement:?}", plan.join("\n")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    connection.close().await.unwrap();
}

async fn plan(connection: &mut Connection, statement: Query<'_>) -> Vec<String> {
    let kind = connection.kind();
    let column = match kind {
        Kind::Sqlite => "detail",
        Kind::Postgres => "QUERY PLAN",
    };
    let steps = statement.explained(kind).fetch_all(connection).await;
    let text = |row: &db::Row| row.try_get::<String>(column).unwrap();
    steps.unwrap().iter().map(text).collect()
}

fn is_good_in_sqlite(plan: &[String], index: &str) -> bool {
    let in_order = |step: &String| {
        !step.contains("TEMP B-TREE") && (!step.starts_with("SCAN") || step.contains(index))
    };
    plan.iter().any(|step| step.contains(index)) && plan.iter().all(in_order)
}

fn is_good_in_postgres(plan: &[String], _: &str) -> bool {
    let (_, cost) = plan[0].split_once("(cost=").unwrap();
    let (_, cost) = cost.split_once("..").unwrap();
    let (cost, _) = cost.split_once(' ').unwrap();
    let whole = |step: &String| {
        let scanned = step.split_once("Seq Scan on ").map(|(_, rest)| rest);
        scanned.is_some_and(|rest| {
            LARGE
                .iter()
                .any(|table| rest.split(' ').next() == Some(table))
        })
    };
    cost.parse::<f64>().unwrap() <= CHEAP && !plan.iter().any(whole)
}

/// A database with many rows, made once for all plans.
async fn among_many(server: &str) -> Address {
    static MADE: OnceCell<String> = OnceCell::const_new();
    let name = MADE
        .get_or_init(async || {
            let name = format!("claimdesk_plans_{}", std::process::id());
            let address = Address::server(server).unwrap();
            let mut connection = address.connect(Open::Write).await.unwrap();
            does(&mut connection, &format!("CREATE DATABASE {name}")).await;
            let address = named(server, &name);
            Database::at(&address).await.unwrap().close().await;
            let mut connection = address.connect(Open::Write).await.unwrap();
            for statement in ROWS {
                does(&mut connection, statement).await;
            }
            name
        })
        .await;
    named(server, name)
}

fn named(server: &str, name: &str) -> Address {
    let (before, _) = server.rsplit_once('/').unwrap();
    Address::server(&format!("{before}/{name}")).unwrap()
}

async fn does(connection: &mut Connection, statement: &str) {
    let query = db::query(statement.replace("{CLAIMS}", &CLAIMS.to_string()));
    query.execute(connection).await.unwrap();
}

/// Claims of every state, half of them with a reviewer, and what hangs on claims.
const ROWS: [&str; 12] = [
    "INSERT INTO organisations (id, name, track, created_at)
     SELECT 'partner-' || n, 'Partner ' || n, 'smb', 0 FROM generate_series(0, 19) n",
    "INSERT INTO users (id, email, name, role, password_hash, created_at)
     SELECT 'reviewer-' || n, n || '@review.example', 'Reviewer ' || n, 'reviewer', '', 0
       FROM generate_series(0, 39) n",
    "INSERT INTO claims (reference, organisation_id, version, state, changed_at, queue_at, subscription_id,
                         customer_name, products, counts_from, submitted, reviewer_id, life, form,
                         customer_tenant, customer_folded, monthly_cents, proposed, hold, final_until)
     SELECT 'CD-' || lpad(n::text, 8, '0'), 'partner-' || n % 20, 1, state, 7 * n, 11 * n, md5('s' || n)::uuid,
            'Customer ' || n % 5000, '[]', '2026-' || 10 + n % 3, CASE state WHEN 'draft' THEN 0 ELSE 1 END,
            CASE n % 2 WHEN 0 THEN 'reviewer-' || n % 40 END, '{}', '{}',
            md5('t' || n % 5000)::uuid, 'customer ' || n % 5000, n % 9000,
            CASE WHEN n % 400 = 42 AND state = 'under_review' THEN 1 ELSE 0 END,
            CASE n % 50 WHEN 3 THEN json_build_object('until', n)::text END,
            CASE n % 40 WHEN 5 THEN n END
       FROM (SELECT n, (ARRAY['draft', 'submitted', 'under_review', 'action_required', 'approved',
                              'rejected', 'disputed', 'withdrawn'])[1 + n / 20 % 8] AS state
               FROM generate_series(1, {CLAIMS}) n) AS each_claim",
    "INSERT INTO decisions (claim_id, at, made, user_id, user_name, life_before, month)
     SELECT id, changed_at, 'approved', 'reviewer-1', 'Reviewer 1', '{}', '2026-11' FROM claims
      WHERE state = 'approved'",
    "INSERT INTO second_looks (decision_id, drawn_at) SELECT id, at FROM decisions WHERE id % 100 = 0",
    "INSERT INTO credits (claim_id, granted_at, organisation_id, organisation_name, role, customer_name,
                          customer_tenant_id, subscription_id, workload, monthly_revenue_usd, from_month,
                          baseline_from)
     SELECT id, changed_at, organisation_id, '', 'influencing', customer_name, customer_tenant,
            subscription_id, 'sales', '1', counts_from, counts_from FROM claims WHERE state = 'approved'",
    "INSERT INTO events (claim_id, at, user_name, actor, move, to_state)
     SELECT id, changed_at, '', 'partner', 'submit', 'submitted' FROM claims",
    "INSERT INTO notices (message, user_id, claim_id, kind, at, facts, mail, next_at)
     SELECT 'n' || id, 'reviewer-' || id % 40, id, 'submitted', changed_at, '{}',
            CASE id % 50 WHEN 0 THEN 'waiting' ELSE 'sent' END, CASE id % 50 WHEN 0 THEN id END FROM claims",
    "INSERT INTO scrubs (sha256, size, state, at)
     SELECT md5('f' || n), 1, CASE n % 100 WHEN 0 THEN 'changed' ELSE 'whole' END, n
       FROM generate_series(1, {CLAIMS}) n",
    "INSERT INTO audit (sequence, entry, hashes)
     SELECT n, json_build_object('at', '2026-11-27T08:00:00.000Z', 'operation', 'op' || n % 50, 'object',
                json_build_object('reference', 'CD-' || n % 4000), 'actor', json_build_object('id', n % 8)),
            '' FROM generate_series(1, {CLAIMS}) n",
    "INSERT INTO reminders (claim_id, reminder, clock, step) SELECT id, 'due', queue_at, 0 FROM claims",
    "ANALYZE",
];
