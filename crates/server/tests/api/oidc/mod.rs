//! Signing in with an identity provider: a good one, one that is down, and one that forges.

mod accounts;
mod forged;
mod logout;
mod provider;
mod under_way;

use std::collections::BTreeMap;

use axum::http::Method;
use claimdesk_protocol::{ProviderConnections, Session, User};
use claimdesk_server::config::Config;
use serde_json::{Value, json};
use url::form_urlencoded;

pub use logout::says_signed_out;
pub use provider::{Describes, Idp, Signs, asked_for};

use crate::common::{Answer, Client, PLAIN, Server};

/// A browser with its cookies.
pub struct Browser {
    client: Client,
    jar: BTreeMap<String, String>,
}

impl Browser {
    pub fn new(server: &Server) -> Self {
        Self {
            client: server.nobody(),
            jar: BTreeMap::new(),
        }
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.request(Method::GET, path).await
    }

    pub async fn request(&mut self, method: Method, path: &str) -> Answer {
        let pairs: Vec<String> = self.jar.iter().map(|(k, v)| format!("{k}={v}")).collect();
        self.client.cookie = (!pairs.is_empty()).then(|| pairs.join("; "));
        let answer = self.client.request(method, path, PLAIN, None).await;
        for set in answer.headers.get_all("set-cookie") {
            let (name, rest) = set.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if value.is_empty() {
                self.jar.remove(name);
            } else {
                self.jar.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    /// Presses the button; gives where the browser is led.
    pub async fn begins(&mut self) -> String {
        let answer = self.get("/api/v1/session/oidc/start").await.is(303);
        answer.header("location").to_owned()
    }

    /// Comes back with these parameters; gives where the browser is led.
    pub async fn comes_back(&mut self, parameters: &[(&str, &str)]) -> String {
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(parameters)
            .finish();
        let path = format!("/api/v1/session/oidc/callback?{query}");
        let answer = self.get(&path).await.is(303);
        answer.header("location").to_owned()
    }

    /// The whole way; gives where the browser ends.
    pub async fn signs_in(&mut self, idp: &Idp) -> String {
        let address = self.begins().await;
        if !address.starts_with(&idp.issuer()) {
            return address;
        }
        let (code, state) = (idp.lets_in(&address), asked_for(&address, "state"));
        self.comes_back(&[("code", &code), ("state", &state)]).await
    }

    /// Who is signed in.
    pub async fn who(&mut self) -> Option<User> {
        let session: Session = self.get("/api/v1/session").await.is(200).json();
        session.user
    }
}

/// A server with a provider.
pub async fn with_provider() -> (Server, Idp) {
    with_provider_and(|_| ()).await
}

pub async fn with_provider_and(change: impl FnOnce(&mut Config)) -> (Server, Idp) {
    let idp = Idp::open("2026-11-23T10:00:00Z".parse().unwrap()).await;
    let settings = idp.settings();
    let server = Server::set(|config| {
        config.oidc = Some(settings);
        change(config);
    })
    .await;
    (server, idp)
}

/// A server on the same database as this one, with a provider.
pub async fn provider_of(server: &Server) -> (Server, Idp) {
    let idp = Idp::open(server.now()).await;
    let settings = idp.settings();
    let beside = server.beside_set(|config| config.oidc = Some(settings));
    (beside.await, idp)
}

/// Somebody of the provider who wants to be connected with Anna's account; gives where an
/// administrator answers.
pub async fn waits_for_connection(server: &Server, idp: &Idp) -> String {
    idp.tells(json!({ "email": "anna@example.com" }));
    let led = Browser::new(server).signs_in(idp).await;
    assert_eq!(led, "/sign-in?refused=account_exists");
    let path = "/api/v1/admin/connections";
    let all: ProviderConnections = server.ada().get(path).await.is(200).json();
    format!("{path}/{}", all.waiting[0].id)
}

/// All accounts, which a refused sign-in leaves as they were.
pub async fn kept(server: &Server) -> Value {
    server.ada().get("/api/v1/admin/users").await.is(200).json()
}
