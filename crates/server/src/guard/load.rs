//! How much may be under way. What is more is refused at once, with a time to come again: a
//! server that takes on everything answers nobody.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use hyper::body::{Frame, SizeHint};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::app::App;
use crate::problem::Refusal;

/// Asked of a server that cannot do more than answer them.
const PROBES: [&str; 2] = ["/healthz", "/readyz"];

/// What may be under way at most.
#[derive(Clone, Copy, Debug)]
pub struct Most {
    /// Connections.
    pub connections: usize,
    /// Connections of one address that is no trusted proxy.
    pub connections_of_one: usize,
    /// Requests.
    pub requests: usize,
    /// Of those the ones that change something. They wait for the disk, and must not keep
    /// everybody else from reading.
    pub changes: usize,
}

impl Most {
    /// Connections beside the others, on which only probes are answered.
    pub const SPARE: usize = 64;

    /// So many requests, and what goes with them.
    pub const fn of_requests(requests: usize) -> Self {
        Self {
            connections: requests * 4,
            connections_of_one: requests,
            requests,
            changes: if requests < 2 { 1 } else { requests / 2 },
        }
    }
}

impl Default for Most {
    fn default() -> Self {
        Self::of_requests(512)
    }
}

/// Marks a request on a connection too many.
#[derive(Clone, Copy, Debug)]
pub struct Crowded;

/// What is under way.
#[derive(Debug)]
pub struct Load {
    requests: Arc<Semaphore>,
    changes: Arc<Semaphore>,
}

impl Load {
    /// Nothing yet.
    pub fn new(most: Most) -> Self {
        Self {
            requests: Arc::new(Semaphore::new(most.requests)),
            changes: Arc::new(Semaphore::new(most.changes)),
        }
    }

    fn begin(&self, request: &Request) -> Option<Held> {
        if request.extensions().get::<Crowded>().is_some() {
            return None;
        }
        let one = |of: &Arc<Semaphore>| Arc::clone(of).try_acquire_owned().ok();
        let change = if request.method().is_safe() {
            None
        } else {
            Some(one(&self.changes)?)
        };
        Some(Held {
            _request: one(&self.requests)?,
            _change: change,
        })
    }
}

/// A place among the requests that are under way.
#[derive(Debug)]
struct Held {
    _request: OwnedSemaphorePermit,
    _change: Option<OwnedSemaphorePermit>,
}

/// Refuses what is too much.
pub async fn hold(State(app): State<App>, request: Request, next: Next) -> Response {
    if PROBES.contains(&request.uri().path()) {
        return next.run(request).await;
    }
    let Some(held) = app.guard().load.begin(&request) else {
        return Refusal::busy().into_response();
    };
    // What is still being sent is under way too.
    next.run(request).await.map(|body| {
        if body.is_end_stream() {
            body
        } else {
            Body::new(Sending { body, _held: held })
        }
    })
}

/// A body, and its place.
struct Sending {
    body: Body,
    _held: Held,
}

impl HttpBody for Sending {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(method: &str) -> Request {
        Request::builder()
            .method(method)
            .body(Body::empty())
            .unwrap()
    }

    #[test]
    fn changes_leave_room_for_reading() {
        let load = Load::new(Most::of_requests(4));
        let first = load.begin(&request("POST"));
        let second = load.begin(&request("PUT"));
        assert!(first.is_some() && second.is_some());
        assert!(load.begin(&request("DELETE")).is_none());
        let reads: Vec<_> = (0..2).map(|_| load.begin(&request("GET"))).collect();
        assert!(reads.iter().all(Option::is_some));
        assert!(load.begin(&request("GET")).is_none());
        drop(first);
        assert!(load.begin(&request("GET")).is_some());
        let mut crowded = request("GET");
        crowded.extensions_mut().insert(Crowded);
        assert!(load.begin(&crowded).is_none());
    }
}
