//! Who may do what: each operation of the document, by each kind of person, on a claim in each
//! state, against the table in `matrix.tsv`. An operation without a row fails.

mod request;
mod situation;
mod table;

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::Request;
use claimdesk_protocol::{Problem, Role};
use claimdesk_server::router;
use serde_json::{Value, json};

use self::request::Things;
use self::situation::Situation;
pub use self::table::rows as operations;
use self::table::{Expected, Row, WHO, Who, rows, states};
use crate::common::{Answer, Client, PLAIN, Server};
use crate::customer_word;

/// People of one kind; what holds for the kind holds for each of them.
async fn people(server: &Server, who: Who) -> Vec<Client> {
    match who {
        Who::Nobody => {
            let gone = server.signed_in("anna").await;
            let end = Request::delete("/api/v1/session").body(Body::empty());
            gone.send(end.unwrap()).await.is(204);
            vec![server.nobody(), gone]
        }
        Who::Own => vec![server.signed_in("anna").await],
        Who::Other => vec![
            server.signed_in("bo").await,
            server.signed_in("dorte").await,
        ],
        Who::Reviewer => vec![server.signed_in("rie").await],
        Who::Colleague => vec![server.signed_in("rolf").await],
        Who::Inside => vec![server.signed_in("rune").await],
        Who::Administrator => vec![server.signed_in("ada").await],
        Who::Auditor => vec![server.signed_in("eva").await],
    }
}

/// Somebody who was invited just now: their ID, and their link's token.
async fn invited(server: &Server, new: u32) -> (String, String) {
    let who = json!({
        "name": "Ib", "email": format!("ib{new}@example.com"), "role": "reviewer",
        "organisationId": null,
    });
    let users = "/api/v1/admin/users";
    let made: Value = server.ada().post(users, PLAIN, who).await.is(201).json();
    let link = made["link"].as_str().unwrap();
    let (_, token) = link.rsplit_once('#').unwrap();
    (made["id"].as_str().unwrap().to_owned(), token.to_owned())
}

/// The ID of a new API token of Nordlys.
async fn token(server: &Server) -> String {
    let wanted = json!({ "name": "Reports", "scopes": ["claims.read"], "days": 30 });
    let made = server.anna().post("/api/v1/tokens", PLAIN, wanted).await;
    let made: Value = made.is(201).json();
    made["token"]["id"].as_str().unwrap().to_owned()
}

/// What does not go as the table says.
#[derive(Default)]
struct Wrong {
    tried: usize,
    found: Vec<String>,
}

impl Wrong {
    fn see(&mut self, row: &Row, who: Who, state: Option<char>, answer: &Answer) {
        self.tried += 1;
        let expected = row.expects(who, state);
        let status = answer.status.as_u16();
        // An answer to HEAD has no body.
        let code = serde_json::from_slice::<Problem>(&answer.body).map(|problem| problem.code);
        let right = match expected {
            Expected::Yes => answer.status.is_success(),
            Expected::Empty => status == 404,
            Expected::Refused(refused) => status == refused && names(refused, code.as_deref().ok()),
        };
        if !right {
            self.found.push(format!(
                "{} {} by {who:?}{}: {status} {code:?}, not {expected:?}",
                row.method,
                row.path,
                state.map_or_else(String::new, |state| format!(" in {state}")),
            ));
        }
    }

    #[track_caller]
    fn none(self, at_least: usize) {
        assert!(self.found.is_empty(), "{:#?}", self.found);
        assert!(self.tried >= at_least, "{}", self.tried);
    }
}

/// True where the code is one that goes with the status.
fn names(status: u16, code: Option<&str>) -> bool {
    match (status, code) {
        (_, None) | (409, Some(_)) => true,
        (401, Some(code)) => code == "not_signed_in",
        (422, Some(code)) => code == "invalid",
        (403, Some(code)) => code == "not_allowed",
        (404, Some(code)) => ["not_found", "no_such_route"].contains(&code),
        _ => false,
    }
}

#[test]
fn every_operation_has_its_row() {
    let document: Value = serde_json::from_str(&router::document().to_json().unwrap()).unwrap();
    let described: BTreeSet<String> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, methods)| {
            let path = path.trim_start_matches("/api/v1");
            let methods = methods.as_object().unwrap().keys();
            methods.map(move |method| format!("{} {path}", method.to_uppercase()))
        })
        .collect();
    let listed: BTreeSet<String> = rows()
        .iter()
        .map(|row| format!("{} {}", row.method, row.path))
        .collect();
    let without: Vec<_> = described.symmetric_difference(&listed).collect();
    assert!(without.is_empty(), "in one of the two only: {without:?}");
}

#[tokio::test]
async fn an_operation_on_a_claim_is_for_those_it_is_for_and_in_its_states() {
    let server = situation::server().await;
    server.eva().await;
    let rows: Vec<Row> = rows().into_iter().filter(Row::on_a_claim).collect();
    let mut wrong = Wrong::default();
    for state in states() {
        let shared = Situation::reach(&server, state).await;
        // What is refused comes first, all of it on one claim, and leaves it as it is.
        let before = server.anna().claim(&shared.claim.reference).await;
        let mut allowed = Vec::new();
        for who in WHO {
            for person in people(&server, who).await {
                for row in &rows {
                    if row.expects(who, Some(state)) == Expected::Yes {
                        allowed.push((row, who));
                        continue;
                    }
                    let answer = person.send(row.on(&shared)).await;
                    wrong.see(row, who, Some(state), &answer);
                }
            }
        }
        let after = server.anna().claim(&shared.claim.reference).await;
        if before != after {
            wrong
                .found
                .push(format!("something refused in {state} changed the claim"));
        }
        for (row, who) in allowed {
            let fresh = if row.method.is_safe() {
                None
            } else {
                Some(Situation::reach(&server, state).await)
            };
            let situation = fresh.as_ref().unwrap_or(&shared);
            for person in people(&server, who).await {
                let answer = person.send(row.on(situation)).await;
                wrong.see(row, who, Some(state), &answer);
            }
        }
    }
    wrong.none(3000);
}

#[tokio::test]
async fn other_operations_are_for_those_they_are_for() {
    let server = situation::server().await;
    server.eva().await;
    server.person("pia", Role::Reviewer, None).await;
    server.anna().sent().await;
    let link = customer_word::link(&server).await;
    let mut wrong = Wrong::default();
    let mut new = 0;
    for row in rows().into_iter().filter(|row| !row.on_a_claim()) {
        for who in WHO {
            for person in people(&server, who).await {
                new += 1;
                let things = Things {
                    invited: invited(&server, new).await,
                    token: if row.path.starts_with("/tokens") {
                        token(&server).await
                    } else {
                        String::new()
                    },
                    link: link.clone(),
                    webhook: server.anna().hook("http://127.0.0.1:9/").await.webhook.id,
                    new,
                };
                let answer = person.send(row.about(&things)).await;
                wrong.see(&row, who, None, &answer);
                // There may be only so many of each.
                for path in [
                    format!("/api/v1/webhooks/{}", things.webhook),
                    format!("/api/v1/tokens/{}", things.token),
                ] {
                    let end = Request::delete(path).body(Body::empty()).unwrap();
                    server.anna().send(end).await;
                }
            }
        }
    }
    wrong.none(400);
}
