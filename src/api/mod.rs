//! The REST API, one function for each call. Nothing else in the page knows how to fetch.

mod account;
mod attempt;
mod audit;
mod connections;
mod passkeys;
mod quality;
mod session;
mod tokens;
mod told;
mod upload;
mod webhooks;
mod word;

use claimdesk_protocol::{
    Approval, Asked, Assignment, Claim, ClaimPage, Credits, IDEMPOTENCY_KEY, Info, KnownCustomers,
    NewOrganisation, Organisation, Problem, ProofMarked, Rejection, ReviewClaim, ReviewQueue,
    SaveForm, Session, Setup, SignIn, Words,
};
use claimdesk_recognition::claim::{ClaimForm, ClaimState, Move, ProofKind};
use gloo_net::http::{Method, RequestBuilder, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::claims::Query;

pub(crate) use account::*;
pub(crate) use attempt::Attempt;
pub(crate) use audit::*;
pub(crate) use connections::*;
pub(crate) use passkeys::*;
pub(crate) use quality::*;
pub(crate) use session::{session, sign_out};
pub(crate) use tokens::*;
pub(crate) use told::*;
pub(crate) use upload::{Kept, Upload, UploadEvent, take_back, upload};
pub(crate) use webhooks::*;
pub(crate) use word::{ask_customer, customer_question, say_word};

const BASE: &str = "/api/v1";
/// After this long without an answer the server counts as unreachable.
const PATIENCE_MILLISECONDS: u32 = 30_000;

/// Why a call gave nothing.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ApiError {
    /// No answer: the connection, or the server, is away.
    Unreachable,
    /// The server refused, and says why.
    Refused(Box<Problem>),
    /// An answer that cannot be read.
    Unreadable,
}

impl ApiError {
    /// The HTTP status, where there was an answer.
    pub(crate) fn status(&self) -> Option<u16> {
        match self {
            Self::Refused(problem) => Some(problem.status),
            _ => None,
        }
    }
}

type Answer<T> = Result<T, ApiError>;

struct Call {
    method: Method,
    path: String,
    if_match: Option<i64>,
    key: Option<String>,
    /// A header, and the token of the link that is sent in it.
    link: Option<(&'static str, String)>,
    body: Option<String>,
}

impl Call {
    fn get(path: &str) -> Self {
        Self::new(Method::GET, path)
    }

    fn new(method: Method, path: &str) -> Self {
        Self {
            method,
            path: format!("{BASE}{path}"),
            if_match: None,
            key: None,
            link: None,
            body: None,
        }
    }

    /// A POST that is one act, however often it is sent with this key.
    fn post(path: &str, key: &str) -> Self {
        Self {
            key: Some(key.to_owned()),
            ..Self::new(Method::POST, path)
        }
    }

    fn version(self, version: i64) -> Self {
        Self {
            if_match: Some(version),
            ..self
        }
    }

    /// As whoever has a link with this token, which goes in this header.
    fn link(self, header: &'static str, token: &str) -> Self {
        Self {
            link: Some((header, token.to_owned())),
            ..self
        }
    }

    fn json<T: Serialize>(self, body: &T) -> Answer<Self> {
        let body = serde_json::to_string(body).map_err(|_| ApiError::Unreadable)?;
        Ok(Self {
            body: Some(body),
            ..self
        })
    }

    async fn send(self) -> Answer<String> {
        let mut request = RequestBuilder::new(&self.path)
            .method(self.method)
            .credentials(web_sys::RequestCredentials::SameOrigin)
            .abort_signal(Some(&web_sys::AbortSignal::timeout_with_u32(
                PATIENCE_MILLISECONDS,
            )))
            .header("accept", "application/json");
        if let Some(version) = self.if_match {
            request = request.header("if-match", &format!("\"{version}\""));
        }
        if let Some(key) = &self.key {
            request = request.header(IDEMPOTENCY_KEY, key);
        }
        if let Some((header, token)) = &self.link {
            request = request.header(header, token);
        }
        let response = match self.body {
            Some(body) => {
                let request = request
                    .header("content-type", "application/json")
                    .body(body);
                request.map_err(|_| ApiError::Unreadable)?.send().await
            }
            None => request.send().await,
        };
        answered(response.map_err(|_| ApiError::Unreachable)?).await
    }

    async fn read<T: DeserializeOwned>(self) -> Answer<T> {
        parse(&self.send().await?)
    }
}

async fn answered(response: Response) -> Answer<String> {
    let text = response.text().await.map_err(|_| ApiError::Unreachable)?;
    if response.ok() {
        Ok(text)
    } else {
        Err(refused(response.status(), &text))
    }
}

/// The refusal as the server worded it, or a bare one when something in between answered.
fn refused(status: u16, text: &str) -> ApiError {
    let problem = serde_json::from_str(text).unwrap_or_else(|_| Problem {
        status,
        ..Problem::default()
    });
    ApiError::Refused(Box::new(problem))
}

fn parse<T: DeserializeOwned>(text: &str) -> Answer<T> {
    serde_json::from_str(text).map_err(|_| ApiError::Unreadable)
}

/// What this installation is.
pub(crate) async fn info() -> Answer<Info> {
    Call::get("/info").read().await
}

/// Signs in.
pub(crate) async fn sign_in(body: &SignIn, key: &str) -> Answer<Session> {
    Call::post("/session", key).json(body)?.read().await
}

/// Makes the first administrator.
pub(crate) async fn setup(body: &Setup, key: &str) -> Answer<Session> {
    Call::post("/setup", key).json(body)?.read().await
}

/// A page of the own organisation's claims.
pub(crate) async fn claims(query: &Query, cursor: Option<&str>) -> Answer<ClaimPage> {
    let mut address = format!("/claims?limit=50&{}", query.written(encoded));
    if let Some(cursor) = cursor {
        address = format!("{address}&cursor={}", encoded(cursor));
    }
    Call::get(&address).read().await
}

/// Where the same claims lie as a file, all of them.
pub(crate) fn claims_export_address(query: &Query, language: &str) -> String {
    format!(
        "{BASE}/claims/export?language={language}&{}",
        query.written(encoded)
    )
}

/// Begins a draft.
pub(crate) async fn create_claim(form: ClaimForm, key: &str) -> Answer<Claim> {
    Call::post("/claims", key)
        .json(&SaveForm { form })?
        .read()
        .await
}

/// What the own organisation's sent claims tell of customers like this; of the last one when
/// nothing is said.
pub(crate) async fn known_customers(find: Option<&str>) -> Answer<KnownCustomers> {
    let query = find.map_or_else(String::new, |find| format!("?find={}", encoded(find)));
    Call::get(&format!("/claims/customers{query}")).read().await
}

/// One claim.
pub(crate) async fn claim(reference: &str) -> Answer<Claim> {
    Call::get(&format!("/claims/{reference}")).read().await
}

/// Saves the answers of this version.
pub(crate) async fn save_form(reference: &str, version: i64, form: ClaimForm) -> Answer<Claim> {
    Call::new(Method::PUT, &format!("/claims/{reference}/form"))
        .version(version)
        .json(&SaveForm { form })?
        .read()
        .await
}

/// Says whether a file is provisional.
pub(crate) async fn mark_evidence(reference: &str, id: &str, kind: ProofKind) -> Answer<()> {
    Call::new(
        Method::PUT,
        &format!("/claims/{reference}/evidence/{id}/kind"),
    )
    .json(&ProofMarked { kind })?
    .send()
    .await
    .map(drop)
}

/// Removes a file of evidence.
pub(crate) async fn remove_evidence(reference: &str, id: &str) -> Answer<()> {
    Call::new(
        Method::DELETE,
        &format!("/claims/{reference}/evidence/{id}"),
    )
    .send()
    .await
    .map(drop)
}

/// Where a file of evidence lies; to be shown in place, or to be downloaded.
pub(crate) fn evidence_address(reference: &str, id: &str, in_place: bool) -> String {
    let inline = if in_place { "?inline=1" } else { "" };
    format!("{BASE}/claims/{reference}/evidence/{id}{inline}")
}

/// Where a paper of a claim lies: `template`, `bundle` or `pack`; in a language where it has one.
pub(crate) fn paper_address(reference: &str, paper: &str, language: Option<&str>) -> String {
    let language = language.map_or_else(String::new, |code| format!("?language={code}"));
    format!("{BASE}/claims/{reference}/{paper}{language}")
}

/// A move of the partner; `note` for those that need words.
pub(crate) async fn partner_move(
    reference: &str,
    version: i64,
    made: Move,
    note: Option<String>,
    key: &str,
) -> Answer<Claim> {
    let call = Call::post(&format!("/claims/{reference}/{}", made.as_str()), key).version(version);
    match note {
        Some(note) => call.json(&Words { note })?.read().await,
        None => call.read().await,
    }
}

/// The own organisation's recognition.
pub(crate) async fn credits() -> Answer<Credits> {
    Call::get("/credits").read().await
}

/// The reviewers' queue. `held` is `mine`, `nobody`, `free`, or empty for all; of all partners
/// where `organisation` is empty.
pub(crate) async fn review_queue(
    state: Option<ClaimState>,
    held: &str,
    organisation: &str,
    waits: &str,
    cursor: Option<&str>,
) -> Answer<ReviewQueue> {
    let mut address = listing("/review/claims", state, cursor);
    for (name, value) in [
        ("held", held),
        ("organisation", organisation),
        ("waits", waits),
    ] {
        if !value.is_empty() {
            address = format!("{address}&{name}={}", encoded(value));
        }
    }
    Call::get(&address).read().await
}

/// Gives this version of a claim to a reviewer, or to nobody.
pub(crate) async fn assign(
    reference: &str,
    version: i64,
    to: Option<String>,
    key: &str,
) -> Answer<()> {
    Call::post(&format!("/review/claims/{reference}/assign"), key)
        .version(version)
        .json(&Assignment { to })?
        .send()
        .await
        .map(drop)
}

/// What to decide on.
pub(crate) async fn review_claim(reference: &str) -> Answer<ReviewClaim> {
    Call::get(&format!("/review/claims/{reference}"))
        .read()
        .await
}

/// Opens a claim for review.
pub(crate) async fn open_claim(reference: &str, key: &str) -> Answer<()> {
    Call::post(&format!("/review/claims/{reference}/open"), key)
        .send()
        .await
        .map(drop)
}

/// What a reviewer decides.
#[derive(Clone, Debug)]
pub(crate) enum Decision {
    /// Accept it.
    Approve(Approval),
    /// Do not.
    Reject(Rejection),
    /// Ask first.
    Ask(Asked),
    /// The customer declined after approval.
    Decline(Words),
}

/// Sends a decision on this version.
pub(crate) async fn decide(
    reference: &str,
    version: i64,
    decision: &Decision,
    key: &str,
) -> Answer<()> {
    let name = match decision {
        Decision::Approve(_) => "approve",
        Decision::Reject(_) => "reject",
        Decision::Ask(_) => "ask",
        Decision::Decline(_) => "decline",
    };
    let call = Call::post(&format!("/review/claims/{reference}/{name}"), key).version(version);
    let call = match decision {
        Decision::Approve(body) => call.json(body)?,
        Decision::Reject(body) => call.json(body)?,
        Decision::Ask(body) => call.json(body)?,
        Decision::Decline(body) => call.json(body)?,
    };
    call.send().await.map(drop)
}

/// Every organisation.
pub(crate) async fn organisations() -> Answer<Vec<Organisation>> {
    list(Call::get("/admin/organisations"), "organisations").await
}

/// Adds an organisation.
pub(crate) async fn add_organisation(body: &NewOrganisation, key: &str) -> Answer<()> {
    Call::post("/admin/organisations", key)
        .json(body)?
        .send()
        .await
        .map(drop)
}

/// A list, bare or under its name.
async fn list<T: DeserializeOwned>(call: Call, name: &str) -> Answer<Vec<T>> {
    let mut value: serde_json::Value = call.read().await?;
    let value = value
        .get_mut(name)
        .map_or(serde_json::Value::Null, serde_json::Value::take);
    serde_json::from_value(value).map_err(|_| ApiError::Unreadable)
}

fn listing(path: &str, state: Option<ClaimState>, cursor: Option<&str>) -> String {
    let mut address = format!("{path}?limit=50");
    if let Some(state) = state {
        address.push_str("&state=");
        address.push_str(state.as_str());
    }
    if let Some(cursor) = cursor {
        address.push_str("&cursor=");
        address.push_str(&encoded(cursor));
    }
    address
}

/// A text as part of a query.
pub(crate) fn encoded(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}

/// The text that a part of a query means; `None` where it means none.
pub(crate) fn decoded(part: &str) -> Option<String> {
    let text = js_sys::decode_uri_component(&part.replace('+', " ")).ok()?;
    Some(text.into())
}
