//! A program that receives webhooks, on this machine, and verifies them by the reference library.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use futures::StreamExt;
use serde_json::Value;
use standardwebhooks::Webhook;

/// What it answers.
#[derive(Clone, Copy, Debug)]
pub enum Answers {
    /// This status.
    With(u16),
    /// Somewhere else.
    Elsewhere,
    /// Nothing, ever.
    Never,
    /// Without end.
    Endlessly,
    /// A head that never ends.
    HugeHead,
}

/// A message that came.
#[derive(Clone, Debug)]
pub struct Came {
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Came {
    pub fn id(&self) -> String {
        self.headers["webhook-id"].to_str().unwrap().to_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// True when this secret signed it.
    pub fn is_signed_by(&self, secret: &str) -> bool {
        // The tests' clock stands elsewhere than the machine's, which `verify` looks at.
        let text = |name: &str| self.headers[name].to_str().unwrap();
        let at = text("webhook-timestamp").parse().unwrap();
        let webhook = Webhook::new(secret).unwrap();
        let right = webhook.sign(&self.id(), at, &self.body).unwrap();
        text("webhook-signature").split(' ').any(|one| one == right)
    }

    /// What the reference library says of it as a whole, at the machine's time.
    pub fn is_verified_by(&self, secret: &str) -> bool {
        let webhook = Webhook::new(secret).unwrap();
        webhook.verify(&self.body, &self.headers).is_ok()
    }
}

#[derive(Clone)]
pub struct Receiver {
    pub address: SocketAddr,
    came: Arc<Mutex<Vec<Came>>>,
    answers: Arc<Mutex<Answers>>,
}

impl Receiver {
    pub async fn open() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let receiver = Self {
            address: listener.local_addr().unwrap(),
            came: Arc::default(),
            answers: Arc::new(Mutex::new(Answers::With(204))),
        };
        let router = Router::new()
            .route("/hook", post(receive))
            .with_state(receiver.clone());
        tokio::spawn(axum::serve(listener, router).into_future());
        receiver
    }

    pub fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    pub fn answers(&self, answers: Answers) {
        *self.answers.lock().unwrap() = answers;
    }

    pub fn came(&self) -> Vec<Came> {
        self.came.lock().unwrap().clone()
    }

    /// What came since it was asked last.
    pub fn take(&self) -> Vec<Came> {
        std::mem::take(&mut self.came.lock().unwrap())
    }
}

async fn receive(State(receiver): State<Receiver>, headers: HeaderMap, body: Bytes) -> Response {
    receiver.came.lock().unwrap().push(Came { headers, body });
    let answers = *receiver.answers.lock().unwrap();
    match answers {
        Answers::With(status) => StatusCode::from_u16(status).unwrap().into_response(),
        Answers::Elsewhere => {
            let to = [(header::LOCATION, "/elsewhere")];
            (StatusCode::TEMPORARY_REDIRECT, to).into_response()
        }
        Answers::Never => std::future::pending().await,
        Answers::Endlessly => {
            let pieces = futures::stream::repeat(Bytes::from_static(&[b'x'; 16_384]));
            Body::from_stream(pieces.map(Ok::<_, std::io::Error>)).into_response()
        }
        Answers::HugeHead => ([("x-more", "x".repeat(100_000))], "").into_response(),
    }
}
