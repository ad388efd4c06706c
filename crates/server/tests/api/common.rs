//! A server in a folder of its own, people who use it, and the verbs of the tests.
//!
//! `Server::start()` has two partner organisations, a seller and two reviewers. A [`Client`]
//! is somebody with a browser: `server.anna()` files claims for Nordlys, `server.rie()`
//! decides them. Answers are asserted on with [`Answer::is`].

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use claimdesk_protocol::{Claim, Organisation, Problem, Role, User};
use claimdesk_recognition::claim::{QualityRules, ReminderRules};
use claimdesk_recognition::programme::TrackId;
use claimdesk_server::app::App;
use claimdesk_server::clock::Clock;
use claimdesk_server::config::{Config, Limits, MailSettings};
use claimdesk_server::evidence::Place;
use claimdesk_server::guard::GuardSettings;
use claimdesk_server::identity::passkeys::PasskeyWish;
use claimdesk_server::identity::password::Passwords;
use claimdesk_server::jobs::Worker;
use claimdesk_server::serve::{self, Opened};
use claimdesk_server::store::db::{self, Address, Connection, Open};
use claimdesk_server::store::sql::Database;
use claimdesk_server::store::{NewAccount, Store};
use claimdesk_server::webhooks::WebhookSettings;
use claimdesk_server::{ids, router};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt;

use crate::postgres;

pub const PASSWORD: &str = "en lang adgangskode";

/// A clock that stands until it is turned.
#[derive(Debug)]
pub struct TestClock(Mutex<DateTime<Utc>>);

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

pub struct Server {
    pub router: Router,
    pub app: App,
    pub store: Database,
    pub clock: Arc<TestClock>,
    pub config: Config,
    folder: Arc<TempDir>,
}

impl Server {
    pub async fn start() -> Self {
        Self::with(Limits::default()).await
    }

    pub async fn with(limits: Limits) -> Self {
        let server = Self::empty(limits, false).await;
        server.people().await;
        server
    }

    /// With other settings.
    pub async fn set(change: impl FnOnce(&mut Config)) -> Self {
        let server = Self::made(Limits::default(), false, change).await;
        server.people().await;
        server
    }

    /// Without anybody in it.
    pub async fn empty(limits: Limits, demo: bool) -> Self {
        Self::made(limits, demo, |_| ()).await
    }

    /// With its database in a file, wherever the tests run.
    pub async fn in_a_file() -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let server = Self::made_in(folder, None, Limits::default(), false, |_| ()).await;
        server.people().await;
        server
    }

    async fn made(limits: Limits, demo: bool, change: impl FnOnce(&mut Config)) -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let database = postgres::database(folder.path()).await;
        Self::made_in(folder, database, limits, demo, change).await
    }

    async fn made_in(
        folder: Arc<TempDir>,
        database: Option<Address>,
        limits: Limits,
        demo: bool,
        change: impl FnOnce(&mut Config),
    ) -> Self {
        let mut config = Config {
            listen: "127.0.0.1:0".parse().unwrap(),
            metrics: None,
            data: folder.path().to_owned(),
            database,
            demo,
            limits,
            secure_cookies: false,
            reminders: ReminderRules::default(),
            quality: QualityRules::default(),
            mail: MailSettings::default(),
            webhooks: WebhookSettings::default(),
            oidc: None,
            passkeys: PasskeyWish::default(),
            guard: GuardSettings::default(),
            audit_key: None,
            evidence: Place::Folder,
            reader: Some(env!("CARGO_BIN_EXE_claimdesk").into()),
            scanner: None,
            reread: Some(TimeDelta::days(30)),
        };
        change(&mut config);
        let clock = Arc::new(TestClock(Mutex::new(
            "2026-11-23T10:00:00Z".parse().unwrap(),
        )));
        Self::open(config, clock, folder).await
    }

    async fn open(config: Config, clock: Arc<TestClock>, folder: Arc<TempDir>) -> Self {
        let opening = serve::open(&config, Arc::clone(&clock) as Arc<dyn Clock>);
        let Opened { app, store } = Box::pin(opening).await.unwrap();
        Self {
            router: router::router(app.clone()),
            app,
            store,
            clock,
            config,
            folder,
        }
    }

    /// Stops, and starts again on the same folder.
    pub async fn restarted(self) -> Self {
        let Self {
            store,
            clock,
            config,
            folder,
            ..
        } = self;
        store.close().await;
        Self::open(config, clock, folder).await
    }

    /// Another server on the same database.
    pub async fn beside(&self) -> Self {
        self.beside_set(|_| ()).await
    }

    /// The same with other settings.
    pub async fn beside_set(&self, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = self.config.clone();
        change(&mut config);
        Self::open(config, Arc::clone(&self.clock), Arc::clone(&self.folder)).await
    }

    /// Another server, on another data folder.
    pub async fn on(&self, data: std::path::PathBuf) -> Self {
        let config = Config {
            database: postgres::database(&data).await,
            data,
            ..self.config.clone()
        };
        Self::open(config, Arc::clone(&self.clock), Arc::clone(&self.folder)).await
    }

    /// Its database, beside it.
    pub async fn database(&self) -> Connection {
        self.store.address().connect(Open::Write).await.unwrap()
    }

    /// Where in the database this text is, in capitals or not: in which columns of which tables.
    pub async fn keeps(&self, text: &str) -> Vec<String> {
        let mut database = self.database().await;
        let columns: Vec<(String, String, bool)> = db::query_as(db::Text::Each {
            sqlite: "SELECT t.name, c.name, 0 FROM sqlite_schema t, pragma_table_info(t.name) c
                      WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%'
                        AND t.name NOT LIKE '\\_sqlx%' ESCAPE '\\'".into(),
            postgres: "SELECT table_name::text, column_name::text, data_type = 'bytea' FROM information_schema.columns
                        WHERE table_schema = current_schema() AND table_name NOT LIKE '\\_sqlx%'".into(),
        })
        .fetch_all(&mut database)
        .await
        .unwrap();
        let mut found = Vec::new();
        for (table, column, is_bytes) in columns {
            let within = match database.kind() {
                db::Kind::Sqlite => format!("CAST(\"{column}\" AS TEXT)"),
                // Bytes as text, as far as they are any.
                db::Kind::Postgres if is_bytes => format!("encode(\"{column}\", 'escape')"),
                db::Kind::Postgres => format!("\"{column}\"::text"),
            };
            let statement =
                format!("SELECT count(*) FROM {table} WHERE instr(lower({within}), ?) > 0");
            let rows: i64 = db::query_scalar(statement)
                .bind(text.to_lowercase())
                .fetch_one(&mut database)
                .await
                .unwrap();
            if rows > 0 {
                found.push(format!("{table}.{column}"));
            }
        }
        database.close().await.unwrap();
        found
    }

    /// A worker for the background.
    pub fn worker(&self) -> Worker {
        Worker::new(&self.app).unwrap()
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    pub fn later(&self, time: TimeDelta) {
        *self.clock.0.lock().unwrap() += time;
    }

    pub fn at(&self, time: &str) {
        *self.clock.0.lock().unwrap() = time.parse().unwrap();
    }

    async fn people(&self) {
        let nordlys = self
            .organisation("Nordlys A/S", "6100001", TrackId::Smb)
            .await;
        let fjordvang = self
            .organisation("Fjordvang ApS", "6200010", TrackId::Smb)
            .await;
        let kyst = self
            .organisation("Kystlicens A/S", "6400030", TrackId::Smb)
            .await;
        self.person("anna", Role::Partner, Some(nordlys.clone()))
            .await;
        self.person("bo", Role::Partner, Some(fjordvang)).await;
        self.person("dorte", Role::Partner, Some(kyst)).await;
        self.person("rie", Role::Reviewer, None).await;
        self.person("rune", Role::Reviewer, Some(nordlys)).await;
        self.person("ada", Role::Administrator, None).await;
    }

    async fn organisation(&self, name: &str, location: &str, track: TrackId) -> Organisation {
        let organisation = Organisation {
            id: ids::id(self.now()).unwrap(),
            name: name.to_owned(),
            locations: vec![location.to_owned()],
            track,
        };
        self.store
            .add_organisation(organisation.clone(), self.now(), None)
            .await
            .unwrap();
        organisation
    }

    /// Somebody who can sign in with [`PASSWORD`].
    pub async fn person(&self, name: &str, role: Role, organisation: Option<Organisation>) {
        // Hashing is slow on purpose: once is enough for all tests.
        static HASH: tokio::sync::OnceCell<String> = tokio::sync::OnceCell::const_new();
        let hash = async || {
            let passwords = Passwords::default();
            passwords.hash(PASSWORD.to_owned()).await.unwrap()
        };
        let account = NewAccount {
            user: User {
                id: name.to_owned(),
                name: name.to_owned(),
                email: format!("{name}@example.com"),
                role,
                organisation,
            },
            password_hash: HASH.get_or_init(hash).await.clone(),
            at: self.now(),
        };
        self.store.add_account(account, None).await.unwrap();
    }

    pub fn nobody(&self) -> Client {
        Client {
            router: self.router.clone(),
            cookie: None,
            works: None,
            last: Arc::default(),
        }
    }

    /// Somebody with a session that ends as sessions do.
    pub async fn signed_in(&self, id: &str) -> Client {
        Client {
            cookie: Some(session(&self.store, id, self.now()).await),
            ..self.nobody()
        }
    }

    /// Somebody who signs in again whenever time has gone by.
    pub fn at_work(&self, id: &'static str) -> Client {
        let works = Works {
            store: self.store.clone(),
            clock: Arc::clone(&self.clock),
            id,
        };
        Client {
            works: Some(works),
            ..self.nobody()
        }
    }

    /// Files claims for Nordlys.
    pub fn anna(&self) -> Client {
        self.at_work("anna")
    }

    /// Files claims for Fjordvang.
    pub fn bo(&self) -> Client {
        self.at_work("bo")
    }

    /// Works for the seller.
    pub fn dorte(&self) -> Client {
        self.at_work("dorte")
    }

    /// Decides.
    pub fn rie(&self) -> Client {
        self.at_work("rie")
    }

    /// Decides, and works for Nordlys.
    pub fn rune(&self) -> Client {
        self.at_work("rune")
    }

    /// Reads the audit log. Not everybody has an auditor.
    pub async fn eva(&self) -> Client {
        self.person("eva", Role::Auditor, None).await;
        self.at_work("eva")
    }

    /// Administers.
    pub fn ada(&self) -> Client {
        self.at_work("ada")
    }
}

async fn session(store: &Database, id: &str, now: DateTime<Utc>) -> String {
    let token = ids::token().unwrap();
    store
        .begin_session(ids::digest(token.as_bytes()), id, now)
        .await
        .unwrap();
    format!("claimdesk={token}")
}

/// Since when, and the cookie.
type Cookie = (DateTime<Utc>, String);

#[derive(Clone)]
struct Works {
    store: Database,
    clock: Arc<TestClock>,
    id: &'static str,
}

#[derive(Clone)]
pub struct Client {
    router: Router,
    pub cookie: Option<String>,
    works: Option<Works>,
    last: Arc<tokio::sync::Mutex<Option<Cookie>>>,
}

/// What else a request says.
#[derive(Clone, Debug, Default)]
pub struct With {
    pub version: Option<i64>,
    pub key: Option<&'static str>,
}

pub const PLAIN: With = With {
    version: None,
    key: None,
};

pub fn version(version: i64) -> With {
    With {
        version: Some(version),
        key: None,
    }
}

pub fn key(key: &'static str) -> With {
    With {
        version: None,
        key: Some(key),
    }
}

impl Client {
    /// The cookie the browser has by now.
    pub async fn cookie(&self) -> Option<String> {
        let Some(works) = &self.works else {
            return self.cookie.clone();
        };
        let (now, mut last) = (works.clock.now(), self.last.lock().await);
        if last
            .as_ref()
            .is_none_or(|(since, _)| now - *since > TimeDelta::hours(6))
        {
            *last = Some((now, session(&works.store, works.id, now).await));
        }
        last.as_ref().map(|(_, cookie)| cookie.clone())
    }

    pub async fn send(&self, mut request: Request<Body>) -> Answer {
        if let Some(cookie) = self.cookie().await {
            request
                .headers_mut()
                .insert(header::COOKIE, cookie.parse().unwrap());
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: body.collect().await.unwrap().to_bytes(),
        }
    }

    pub async fn request(
        &self,
        method: Method,
        path: &str,
        with: With,
        body: Option<Value>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(version) = with.version {
            request = request.header(header::IF_MATCH, format!("\"{version}\""));
        }
        if let Some(key) = with.key {
            request = request.header("idempotency-key", key);
        }
        let body = match body {
            Some(body) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(body.to_string())
            }
            None => Body::empty(),
        };
        self.send(request.body(body).unwrap()).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.request(Method::GET, path, PLAIN, None).await
    }

    pub async fn post(&self, path: &str, with: With, body: Value) -> Answer {
        self.request(Method::POST, path, with, Some(body)).await
    }

    pub async fn post_empty(&self, path: &str, with: With) -> Answer {
        self.request(Method::POST, path, with, None).await
    }

    /// A JSON body as it stands, right or wrong.
    pub async fn post_text(&self, path: &str, body: impl Into<Body>) -> Answer {
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(body.into()).unwrap()).await
    }

    pub async fn draft(&self, form: Value) -> Claim {
        self.post("/api/v1/claims", PLAIN, json!({ "form": form }))
            .await
            .is(201)
            .json()
    }

    pub async fn save(&self, claim: &Claim, form: Value) -> Answer {
        let path = format!("/api/v1/claims/{}/form", claim.reference);
        self.request(
            Method::PUT,
            &path,
            version(claim.version),
            Some(json!({ "form": form })),
        )
        .await
    }

    pub async fn attach(&self, reference: &str, name: &str, content: impl Into<Body>) -> Answer {
        let path = format!(
            "/api/v1/claims/{reference}/evidence?name={}",
            name.replace(' ', "%20")
        );
        self.send(Request::post(path).body(content.into()).unwrap())
            .await
    }

    /// A move of the partner on the version the claim has.
    pub async fn makes(&self, made: &str, claim: &Claim) -> Answer {
        let path = format!("/api/v1/claims/{}/{made}", claim.reference);
        match made {
            "dispute" | "disassociate" => {
                self.post(&path, version(claim.version), json!({ "note": "Because." }))
                    .await
            }
            _ => self.post_empty(&path, version(claim.version)).await,
        }
    }

    /// A complete draft with its proof.
    pub async fn complete_draft(&self) -> Claim {
        self.complete_draft_with(form()).await
    }

    async fn complete_draft_with(&self, form: Value) -> Claim {
        let claim = self.draft(form).await;
        self.attach(&claim.reference, "proof.pdf", pdf())
            .await
            .is(201);
        self.claim(&claim.reference).await
    }

    /// A claim that was sent.
    pub async fn sent(&self) -> Claim {
        self.sent_with(form()).await
    }

    /// The same with other answers.
    pub async fn sent_with(&self, form: Value) -> Claim {
        let claim = self.complete_draft_with(form).await;
        self.makes("submit", &claim).await.is(200).json()
    }

    pub async fn claim(&self, reference: &str) -> Claim {
        self.get(&format!("/api/v1/claims/{reference}"))
            .await
            .is(200)
            .json()
    }

    /// Opens a claim for review; gives its version.
    pub async fn opens(&self, reference: &str) -> i64 {
        let path = format!("/api/v1/review/claims/{reference}/open");
        let body: Value = self.post_empty(&path, PLAIN).await.is(200).json();
        body["claim"]["version"].as_i64().unwrap()
    }

    /// A reviewer's decision on this version.
    pub async fn decides(&self, made: &str, reference: &str, on: i64, body: Value) -> Answer {
        self.post(
            &format!("/api/v1/review/claims/{reference}/{made}"),
            version(on),
            body,
        )
        .await
    }

    /// Opens and approves.
    pub async fn approves(&self, reference: &str) -> Answer {
        let on = self.opens(reference).await;
        self.decides("approve", reference, on, json!({ "note": "Fine." }))
            .await
    }
}

#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(
            self.status.as_u16(),
            status,
            "{}",
            String::from_utf8_lossy(&self.body)
        );
        self
    }

    #[track_caller]
    pub fn json<T: serde::de::DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The refusal, which has to be one in every respect.
    #[track_caller]
    pub fn refused(&self, status: u16, code: &str) -> Problem {
        let problem: Problem = self.json();
        assert_eq!(
            (self.status.as_u16(), problem.code.as_str()),
            (status, code),
            "{problem:?}"
        );
        assert_eq!(problem.status, status);
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(problem.kind, format!("urn:claimdesk:problem:{code}"));
        assert!(!problem.detail.is_empty() && problem.request_id.is_some());
        problem
    }

    /// The same, about this field.
    #[track_caller]
    pub fn refused_for(&self, status: u16, code: &str, field: &str) -> Problem {
        let problem = self.refused(status, code);
        assert!(
            problem.errors.iter().any(|error| error.field == field),
            "{problem:?}"
        );
        problem
    }

    #[track_caller]
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

/// Answers nothing is wrong with, on the tests' day.
pub fn form() -> Value {
    json!({
        "partnerLocationId": "6100001",
        "customerName": "Havnens Bageri",
        "customerTenantId": "3F2504E0-4F89-41D3-9A0C-0305E82C3301",
        "customerDomain": "https://www.havnensbageri.example/",
        "subscriptionId": "9c4a1e52-7b1d-4c55-8f3a-2f6f0f0d1a01",
        "channel": "csp",
        "subscriptionStart": "2026-02-01",
        "subscriptionEnd": "2028-01-31",
        "transactingPartnerName": "Kystlicens A/S",
        "transactingPartnerId": "6400030",
        "products": [
            { "workload": "Business Central", "monthlyRevenueUsd": "820.00" },
            { "workload": "Power BI", "monthlyRevenueUsd": "310.00" }
        ],
        "workDone": "Moved the bookkeeping and trained four people.",
        "workedSince": "2026-05-01",
        "customerContactName": "Karen Vind",
        "customerContactTitle": "Owner",
        "customerContactEmail": "karen@havnensbageri.example",
        "partnerContactName": "Anna Holm",
        "partnerContactEmail": "anna@example.com",
        "acknowledgedOn": "2026-11-02",
        "proofNamesTenant": true,
        "proofNamesDomain": true,
        "proofProducts": ["Business Central", "Power BI"],
        "comments": ""
    })
}

/// The same with some answers changed.
pub fn form_with(changes: &Value) -> Value {
    let mut form = form();
    for (name, value) in changes.as_object().unwrap() {
        form[name] = value.clone();
    }
    form
}

/// A form of Fjordvang's on the same subscription.
pub fn rival_form() -> Value {
    form_with(&json!({ "partnerLocationId": "6200010", "acknowledgedOn": "2026-11-12" }))
}

pub fn pdf() -> Vec<u8> {
    b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n".to_vec()
}
