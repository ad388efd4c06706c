//! What an operator watches: how long requests take, whether the background works, how full the
//! queue is. Nothing in it is about a person or a claim, and nothing grows with their number.

mod page;

use std::time::Duration;

use axum::http::Method;
use chrono::{DateTime, Utc};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use crate::store::levels::Levels;

pub use page::router;

/// Where the seconds of a request are counted, from a cached answer to one that is given up.
const SECONDS: [f64; 12] = [
    0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0,
];

/// A request, by what does not grow with the number of claims.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Request {
    method: String,
    /// The route's pattern; `page` for files of the page and for what is nowhere.
    route: String,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Run {
    job: &'static str,
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Job {
    job: &'static str,
}

/// Everything that is counted.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: Family<Request, Histogram>,
    runs: Family<Run, Counter>,
    last_run: Family<Job, Gauge>,
    damaged: Counter,
    levels: Gauges,
}

#[derive(Debug, Default)]
struct Gauges {
    waiting: Gauge,
    overdue: Gauge,
    late: Gauge,
    mail_due: Gauge,
    mail_late: Gauge,
    mail_given_up: Gauge,
    uploads: Gauge,
    upload_bytes: Gauge,
    quarantined: Gauge,
    quarantined_longest: Gauge,
    bad: Gauge,
    found_damaged: Gauge,
    longest_unread: Gauge,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("claimdesk");
        let build = Info::new(vec![("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "The program", build);
        let requests = Family::new_with_constructor((|| Histogram::new(SECONDS)) as fn() -> _);
        registry.register_with_unit(
            "http_request_duration",
            "Time from a request's head to its answer's head",
            Unit::Seconds,
            requests.clone(),
        );
        let runs = Family::<Run, Counter>::default();
        registry.register("job_runs", "Runs of background jobs", runs.clone());
        let last_run = Family::<Job, Gauge>::default();
        registry.register_with_unit(
            "job_last_success_timestamp",
            "When a background job last went well, since 1970",
            Unit::Seconds,
            last_run.clone(),
        );
        let damaged = Counter::default();
        registry.register(
            "evidence_damaged",
            "Times that a file was asked for and was not any more what was sent",
            damaged.clone(),
        );
        Self {
            damaged,
            levels: Gauges::in_registry(&mut registry),
            registry,
            requests,
            runs,
            last_run,
        }
    }
}

impl Gauges {
    fn in_registry(registry: &mut Registry) -> Self {
        let gauges = Self::default();
        let mut add = |name: &str, help: &str, unit: Option<Unit>, gauge: &Gauge| match unit {
            Some(unit) => registry.register_with_unit(name, help, unit, gauge.clone()),
            None => registry.register(name, help, gauge.clone()),
        };
        add(
            "review_waiting",
            "Claims that wait for a reviewer",
            None,
            &gauges.waiting,
        );
        add(
            "review_overdue",
            "Of these, claims whose promised end has come",
            None,
            &gauges.overdue,
        );
        add(
            "review_longest_overdue",
            "How long ago the earliest promised end was; 0 while none has come",
            Some(Unit::Seconds),
            &gauges.late,
        );
        add(
            "outbox_due",
            "Mails that could go out now",
            None,
            &gauges.mail_due,
        );
        add(
            "outbox_longest_due",
            "How long the first of them has been due",
            Some(Unit::Seconds),
            &gauges.mail_late,
        );
        add(
            "outbox_given_up",
            "Mails that failed too often",
            None,
            &gauges.mail_given_up,
        );
        add(
            "uploads_under_way",
            "Files that are coming in parts",
            None,
            &gauges.uploads,
        );
        add(
            "uploads_under_way",
            "Bytes of these files, as told when they began",
            Some(Unit::Bytes),
            &gauges.upload_bytes,
        );
        add(
            "evidence_quarantined",
            "Files that wait for the virus scanner",
            None,
            &gauges.quarantined,
        );
        add(
            "evidence_longest_quarantined",
            "How long the first of them has waited",
            Some(Unit::Seconds),
            &gauges.quarantined_longest,
        );
        add(
            "evidence_bad",
            "Files that were taken and found bad later",
            None,
            &gauges.bad,
        );
        add(
            "evidence_found_damaged",
            "Files that were not as they were sent when they were last read again",
            None,
            &gauges.found_damaged,
        );
        add(
            "evidence_longest_unread",
            "How long ago the file was read that was not read for longest",
            Some(Unit::Seconds),
            &gauges.longest_unread,
        );
        gauges
    }

    fn set(&self, levels: &Levels, now: DateTime<Utc>) {
        let since = |at: Option<DateTime<Utc>>| at.map_or(0, |at| (now - at).num_seconds().max(0));
        self.waiting.set(levels.waiting);
        self.overdue.set(levels.overdue);
        self.late.set(since(levels.next_due));
        self.mail_due.set(levels.mail_due);
        self.mail_late.set(since(levels.mail_due_since));
        self.mail_given_up.set(levels.mail_given_up);
        self.uploads.set(levels.uploads);
        self.upload_bytes.set(levels.upload_bytes);
        self.quarantined.set(levels.quarantined);
        self.quarantined_longest
            .set(since(levels.quarantined_since));
        self.bad.set(levels.bad);
        self.found_damaged.set(levels.damaged);
        self.longest_unread.set(since(levels.read_since));
    }
}

/// A method by its name; whoever makes one up does not make a series of figures.
fn known(method: &Method) -> &str {
    match method.as_str() {
        known @ ("GET" | "HEAD" | "OPTIONS" | "POST" | "PUT" | "PATCH" | "DELETE") => known,
        _ => "other",
    }
}

impl Metrics {
    /// A request was answered. `route` is the pattern it matched, never the path itself.
    pub fn answered(&self, method: &Method, route: Option<&str>, status: u16, took: Duration) {
        let request = Request {
            method: known(method).to_owned(),
            route: route.unwrap_or("page").to_owned(),
            status,
        };
        self.requests
            .get_or_create(&request)
            .observe(took.as_secs_f64());
    }

    /// A file was asked for and was not any more what was sent.
    pub fn evidence_was_damaged(&self) {
        self.damaged.inc();
    }

    /// A background job ran.
    pub fn ran(&self, job: &'static str, well: bool, now: DateTime<Utc>) {
        let outcome = if well { "ok" } else { "failed" };
        self.runs.get_or_create(&Run { job, outcome }).inc();
        if well {
            self.last_run
                .get_or_create(&Job { job })
                .set(now.timestamp());
        }
    }

    /// Everything, in the `OpenMetrics` text format.
    ///
    /// # Errors
    ///
    /// When the text cannot be written, which a `String` never refuses.
    pub fn text(&self, levels: &Levels, now: DateTime<Utc>) -> Result<String, std::fmt::Error> {
        self.levels.set(levels, now);
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}
