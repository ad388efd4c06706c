//! What an operator reads: figures of the whole, and nothing about anybody.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use axum::http::Request;
use chrono::TimeDelta;
use claimdesk_server::jobs::Job;
use claimdesk_server::metrics;
use claimdesk_server::store::levels::Levels;
use http_body_util::BodyExt;
use tower::ServiceExt;

use crate::common::{Server, form_with};

async fn text(server: &Server) -> String {
    let request = Request::get("/metrics").body(Body::empty()).unwrap();
    let answer = metrics::router(server.app.clone())
        .oneshot(request)
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(body.to_vec()).unwrap()
}

/// Every figure by its name with its labels.
async fn figures(server: &Server) -> BTreeMap<String, f64> {
    let text = text(server).await;
    assert!(text.ends_with("# EOF\n"));
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let (name, value) = line.rsplit_once(' ').unwrap();
            (name.to_owned(), value.parse().unwrap())
        })
        .collect()
}

#[tokio::test]
async fn requests_are_counted_by_route_and_by_nothing_that_grows() {
    let server = Server::start().await;
    let anna = server.anna();
    let reference = anna.sent().await.reference;
    for _ in 0..3 {
        anna.get(&format!("/api/v1/claims/{reference}"))
            .await
            .is(200);
    }
    anna.get("/api/v1/claims/NOBODYS")
        .await
        .refused(404, "not_found");
    anna.get("/somewhere/by/chance").await;
    let made_up = Request::builder()
        .method("BREW")
        .uri("/api/v1/claims")
        .body(Body::empty())
        .unwrap();
    anna.send(made_up).await;
    let figures = figures(&server).await;
    let answered = |method: &str, route: &str, status: u16| {
        let name = format!(
            "claimdesk_http_request_duration_seconds_count{{method=\"{method}\",route=\"{route}\",status=\"{status}\"}}"
        );
        figures.get(&name).copied()
    };
    let claim = "/api/v1/claims/{reference}";
    // One of them by the test itself, on the way to a sent claim.
    assert_eq!(answered("GET", claim, 200), Some(4.0));
    assert_eq!(answered("GET", claim, 404), Some(1.0));
    assert_eq!(
        answered("POST", "/api/v1/claims/{reference}/submit", 200),
        Some(1.0)
    );
    assert_eq!(answered("other", "/api/v1/claims", 405), Some(1.0));
    let text = text(&server).await;
    for told in [&reference, "NOBODYS", "BREW", "chance", "Havnens", "anna"] {
        assert!(!text.contains(told), "{told}");
    }
}

#[tokio::test]
async fn gauges_tell_what_waits_and_for_how_long() {
    let server = Server::start().await;
    let is = async |name: &str, value: f64| {
        let figures = figures(&server).await;
        assert_eq!(
            figures.get(&format!("claimdesk_{name}")),
            Some(&value),
            "{name}"
        );
    };
    is("review_waiting", 0.0).await;
    let (anna, rie) = (server.anna(), server.rie());
    let first = anna.sent().await.reference;
    server.later(TimeDelta::hours(2));
    let other = form_with(&serde_json::json!({
        "subscriptionId": "9c4a1e52-7b1d-4c55-8f3a-2f6f0f0d1a02",
    }));
    anna.sent_with(other).await;
    is("review_waiting", 2.0).await;
    is("review_overdue", 0.0).await;
    is("review_longest_overdue_seconds", 0.0).await;
    // Two reviewers are told of each.
    let due = figures(&server).await["claimdesk_outbox_due"];
    assert!(due > 0.0);
    is("outbox_longest_due_seconds", 7200.0).await;
    server.worker().mail().await.unwrap();
    is("outbox_due", 0.0).await;
    is("outbox_longest_due_seconds", 0.0).await;
    // An hour past the first one's 48 hours.
    server.later(TimeDelta::hours(47));
    is("review_overdue", 1.0).await;
    is("review_longest_overdue_seconds", 3600.0).await;
    rie.approves(&first).await.is(200);
    is("review_waiting", 1.0).await;
    is("review_overdue", 0.0).await;
    is("uploads_under_way", 0.0).await;
}

#[tokio::test]
async fn jobs_tell_when_they_last_went_well() {
    let server = Server::start().await;
    let run = "claimdesk_job_runs_total{job=\"clocks\",outcome=\"ok\"}";
    let last = "claimdesk_job_last_success_timestamp_seconds{job=\"clocks\"}";
    server.worker().run(Job::Clocks).await;
    let figures_now = figures(&server).await;
    let now = server.now().timestamp();
    assert_eq!(figures_now.get(run), Some(&1.0));
    assert_eq!(
        figures_now.get(last).map(|told| format!("{told:.0}")),
        Some(now.to_string())
    );
    // Another server that finds it done by this one does not count.
    let other = server.beside().await;
    other.worker().run(Job::Clocks).await;
    assert_eq!(figures(&other).await.get(run), None);
}

#[tokio::test]
async fn a_job_that_fails_and_gauges_that_cannot_be_read_say_so() {
    let server = Server::start().await;
    let worker = server.worker();
    server.store.close().await;
    worker.run(Job::Clocks).await;
    worker.run(Job::Mail).await;
    let request = Request::get("/metrics").body(Body::empty()).unwrap();
    let answer = metrics::router(server.app.clone())
        .oneshot(request)
        .await
        .unwrap();
    assert_eq!(answer.status(), 503);
    // The figures of this process are there again with the database.
    let text = server.app.metrics().text(&Levels::default(), server.now());
    let text = text.unwrap();
    for job in ["clocks", "mail"] {
        let failed = format!("claimdesk_job_runs_total{{job=\"{job}\",outcome=\"failed\"}} 1\n");
        assert!(text.contains(&failed), "{text}");
    }
}

#[tokio::test]
async fn alerts_and_dashboard_ask_for_figures_there_are() {
    let server = Server::start().await;
    server.anna().sent().await;
    server.worker().run(Job::Clocks).await;
    let known: BTreeSet<String> = figures(&server)
        .await
        .into_keys()
        .map(|name| name.split('{').next().unwrap_or_default().to_owned())
        .collect();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/operating");
    for file in ["alerts.yml", "dashboard.json"] {
        let text = std::fs::read_to_string(format!("{folder}/{file}")).unwrap();
        let asked: BTreeSet<&str> = text
            .split(|c: char| !(c.is_ascii_lowercase() || c == '_'))
            .filter(|word| word.starts_with("claimdesk_"))
            .collect();
        assert!(!asked.is_empty());
        for name in asked {
            assert!(known.contains(name), "{file} asks for {name}");
        }
    }
}
