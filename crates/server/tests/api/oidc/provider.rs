//! An identity provider on this machine that does as it is told, right or wrong.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use claimdesk_server::config::Secret;
use claimdesk_server::identity::oidc::{OidcSettings, Values};
use claimdesk_server::ids;
use ed25519_dalek::{Signer, SigningKey};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;
use url::{Url, form_urlencoded};

pub const SECRET: &str = "what-nobody-prints";

/// How it describes itself, and gives keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Describes {
    Well,
    /// 500.
    Fails,
    /// It never answers.
    Hangs,
    /// 302 to a good description elsewhere.
    Redirects,
    Garbage,
    /// More than anybody needs.
    Endless,
    /// As another issuer.
    AsAnother,
    /// With a sign-in page that is a script.
    WithScript,
}

/// How a token is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signs {
    Well,
    /// `alg: none`.
    Not,
    /// HS256, with the public key as the secret.
    WithPublicKey,
    /// HS256, with the client's secret.
    WithClientSecret,
    /// With a key that it never published, under the name of one it did.
    WithAnotherKey,
}

#[derive(Clone, Debug)]
struct Code {
    nonce: String,
    challenge: String,
}

/// What it does.
pub struct Says {
    pub describes: Describes,
    pub signs: Signs,
    /// Put over the claims of an ID token; null takes one away.
    pub claims: Value,
    /// What is told for the access token.
    pub more: Option<Value>,
    /// The description says that answers name the issuer.
    pub names_itself: bool,
    /// Says no to every code.
    pub token_status: Option<u16>,
    key: SigningKey,
    kid: String,
    published: Vec<(String, [u8; 32])>,
    codes: HashMap<String, Code>,
    asked: Vec<String>,
    now: DateTime<Utc>,
}

#[derive(Clone)]
pub struct Idp {
    pub address: SocketAddr,
    says: Arc<Mutex<Says>>,
}

impl Idp {
    /// A good one, at this time.
    pub async fn open(now: DateTime<Utc>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let says = Says {
            describes: Describes::Well,
            signs: Signs::Well,
            claims: json!({}),
            more: None,
            names_itself: false,
            token_status: None,
            key: SigningKey::from_bytes(&[1; 32]),
            kid: "one".to_owned(),
            published: Vec::new(),
            codes: HashMap::new(),
            asked: Vec::new(),
            now,
        };
        let idp = Self {
            address: listener.local_addr().unwrap(),
            says: Arc::new(Mutex::new(says)),
        };
        idp.publish();
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(description))
            .route(
                "/good",
                get(|State(idp): State<Self>| async move { json_answer(&idp.describe()) }),
            )
            .route("/keys", get(keys))
            .route("/token", post(token))
            .route("/me", get(me))
            .with_state(idp.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        idp
    }

    pub fn says(&self) -> MutexGuard<'_, Says> {
        self.says.lock().unwrap()
    }

    pub fn issuer(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn settings(&self) -> OidcSettings {
        OidcSettings {
            issuer: self.issuer().parse().unwrap(),
            client_id: "claimdesk".to_owned(),
            client_secret: Some(Secret::new(SECRET.to_owned())),
            name: "Example".to_owned(),
            scopes: vec!["profile".to_owned(), "email".to_owned()],
            public_url: "https://claims.example".to_owned(),
            role_claim: "roles".to_owned(),
            roles: Values(Vec::new()),
            organisation_claim: "organisation".to_owned(),
            organisations: Values::default(),
            strength: None,
            patience: OidcSettings::PATIENCE,
        }
    }

    /// What ID tokens say from now on beside what they have to.
    pub fn tells(&self, claims: Value) {
        self.says().claims = claims;
    }

    /// The time it is there.
    pub fn at(&self, now: DateTime<Utc>) {
        self.says().now = now;
    }

    /// Signs with another key from now on.
    pub fn rotates(&self, seed: u8, kid: &str) {
        let mut says = self.says();
        (says.key, says.kid) = (SigningKey::from_bytes(&[seed; 32]), kid.to_owned());
    }

    /// Publishes the key it signs with, and no other.
    pub fn publish(&self) {
        let mut says = self.says();
        says.published = vec![(says.kid.clone(), says.key.verifying_key().to_bytes())];
    }

    /// How often it was asked for this.
    pub fn asked(&self, what: &str) -> usize {
        let says = self.says();
        says.asked.iter().filter(|asked| *asked == what).count()
    }

    /// The person signs in at the address they were sent to; gives the code.
    pub fn lets_in(&self, address: &str) -> String {
        let code = ids::token().unwrap();
        let asked = Code {
            nonce: asked_for(address, "nonce"),
            challenge: asked_for(address, "code_challenge"),
        };
        self.says().codes.insert(code.clone(), asked);
        code
    }

    /// A logout token with these claims over the usual ones.
    pub fn logout_token(&self, header: &Value, claims: &Value) -> String {
        let says = self.says();
        let usual = json!({
            "iss": self.issuer(),
            "aud": "claimdesk",
            "iat": says.now.timestamp(),
            "exp": says.now.timestamp() + 120,
            "jti": "one",
            "sub": "anna-there",
            "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
        });
        let header = over(
            json!({ "alg": "EdDSA", "kid": says.kid, "typ": "logout+jwt" }),
            header,
        );
        jwt(&says, &header, &over(usual, claims))
    }

    fn describe(&self) -> Value {
        let base = self.issuer();
        let says = self.says();
        let (describes, names_itself) = (says.describes, says.names_itself);
        drop(says);
        let issuer = if describes == Describes::AsAnother {
            "https://login.example".to_owned()
        } else {
            base.clone()
        };
        let sign_in = if describes == Describes::WithScript {
            "javascript:alert(1)".to_owned()
        } else {
            format!("{base}/authorize")
        };
        json!({
            "issuer": issuer,
            "authorization_endpoint": sign_in,
            "token_endpoint": format!("{base}/token"),
            "userinfo_endpoint": format!("{base}/me"),
            "jwks_uri": format!("{base}/keys"),
            "end_session_endpoint": format!("{base}/end?theirs=1"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["EdDSA", "HS256", "none"],
            "authorization_response_iss_parameter_supported": names_itself,
        })
    }
}

/// A parameter of an address.
pub fn asked_for(address: &str, name: &str) -> String {
    let url = Url::parse(address).unwrap();
    let found = url.query_pairs().find(|(key, _)| key == name);
    found
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

fn over(mut under: Value, over: &Value) -> Value {
    let fields: &mut Map<String, Value> = under.as_object_mut().unwrap();
    for (name, value) in over.as_object().unwrap() {
        if value.is_null() {
            fields.remove(name);
        } else {
            fields.insert(name.clone(), value.clone());
        }
    }
    under
}

fn jwt(says: &Says, header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let hmac = |secret: &[u8], text: &str| {
        let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret).unwrap();
        mac.update(text.as_bytes());
        mac.finalize().into_bytes().to_vec()
    };
    let mut header = header.clone();
    match says.signs {
        Signs::Not => header["alg"] = json!("none"),
        Signs::WithPublicKey | Signs::WithClientSecret => header["alg"] = json!("HS256"),
        Signs::Well | Signs::WithAnotherKey => {}
    }
    let text = format!("{}.{}", part(&header), part(claims));
    let public = says.key.verifying_key().to_bytes();
    let signature = match says.signs {
        Signs::Well => says.key.sign(text.as_bytes()).to_bytes().to_vec(),
        Signs::Not => Vec::new(),
        Signs::WithPublicKey => hmac(&public, &text),
        Signs::WithClientSecret => hmac(SECRET.as_bytes(), &text),
        Signs::WithAnotherKey => {
            let other = SigningKey::from_bytes(&[9; 32]);
            other.sign(text.as_bytes()).to_bytes().to_vec()
        }
    };
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn json_answer(value: &Value) -> Response {
    (
        [(header::CONTENT_TYPE, "application/json")],
        value.to_string(),
    )
        .into_response()
}

async fn description(State(idp): State<Idp>) -> Response {
    idp.says().asked.push("description".to_owned());
    let describes = idp.says().describes;
    match describes {
        Describes::Fails => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Describes::Hangs => std::future::pending().await,
        Describes::Redirects => (StatusCode::FOUND, [(header::LOCATION, "/good")]).into_response(),
        Describes::Garbage => "<html>welcome</html>".into_response(),
        Describes::Endless => {
            let mut much = idp.describe();
            much["more"] = json!("x".repeat(1_000_000));
            json_answer(&much)
        }
        _ => json_answer(&idp.describe()),
    }
}

async fn keys(State(idp): State<Idp>) -> Response {
    idp.says().asked.push("keys".to_owned());
    let keys: Vec<Value> = idp
        .says()
        .published
        .iter()
        .map(|(kid, key)| {
            let x = URL_SAFE_NO_PAD.encode(key);
            json!({ "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": kid, "x": x })
        })
        .collect();
    json_answer(&json!({ "keys": keys }))
}

async fn token(State(idp): State<Idp>, headers: HeaderMap, body: Bytes) -> Response {
    let issuer = idp.issuer();
    let mut says = idp.says();
    says.asked.push("token".to_owned());
    if let Some(status) = says.token_status {
        return StatusCode::from_u16(status).unwrap().into_response();
    }
    let form: HashMap<String, String> = form_urlencoded::parse(&body).into_owned().collect();
    // Who asks has to know the secret, the verifier and a code that nobody used.
    let basic = base64::engine::general_purpose::STANDARD.encode(format!("claimdesk:{SECRET}"));
    let knows_secret = headers[header::AUTHORIZATION] == format!("Basic {basic}").as_str();
    let verifier = form["code_verifier"].as_bytes();
    let challenge = URL_SAFE_NO_PAD.encode(ids::digest(verifier));
    let is_back = form["redirect_uri"] == "https://claims.example/api/v1/session/oidc/callback";
    let code = says.codes.remove(&form["code"]);
    let Some(code) = code.filter(|code| knows_secret && is_back && code.challenge == challenge)
    else {
        let said = json!({ "error": "invalid_grant" });
        return (StatusCode::BAD_REQUEST, json_answer(&said)).into_response();
    };
    let usual = json!({
        "iss": issuer,
        "sub": "anna-there",
        "aud": "claimdesk",
        "iat": says.now.timestamp(),
        "exp": says.now.timestamp() + 300,
        "nonce": code.nonce,
        "sid": "session-1",
        "name": "Anna Holm",
        "email": "anna.holm@nordlys.example",
        "roles": ["partner"],
        "organisation": "6100001",
    });
    let claims = over(usual, &says.claims);
    let token = jwt(
        &says,
        &json!({ "alg": "EdDSA", "kid": says.kid, "typ": "JWT" }),
        &claims,
    );
    json_answer(&json!({
        "access_token": "access",
        "token_type": "Bearer",
        "expires_in": 300,
        "id_token": token,
    }))
}

async fn me(State(idp): State<Idp>, headers: HeaderMap) -> Response {
    idp.says().asked.push("me".to_owned());
    assert_eq!(headers[header::AUTHORIZATION], "Bearer access");
    let more = idp.says().more.clone();
    match more {
        Some(more) => json_answer(&more),
        None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
