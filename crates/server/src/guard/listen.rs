//! Connections: how many there may be, how long they may take, and what is no request at all.

use std::collections::HashMap;
use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tower::ServiceExt;

use super::GuardSettings;
use super::caller;
use super::load::{Crowded, Most};
use super::pace::{Pace, PacedStream};
use crate::problem::Refusal;

/// Bytes of a request's line and headers that are waited with for more. Where there are more and it
/// does not end, the answer is 431.
pub const HEAD_BYTES: usize = 64 * 1024;
/// Headers of a request. Beyond it the answer is 431.
pub const HEADERS: usize = 100;
/// After an accept that failed, as when there are no more file descriptors.
const BREATH: Duration = Duration::from_millis(100);

/// Serves until `stop` is over, and then until every connection has ended what it was at.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    settings: &GuardSettings,
    stop: impl Future<Output = ()>,
) {
    let room = Arc::new(Room::new(settings.clone()));
    let (stopping, told) = watch::channel(());
    let mut stop = pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        match accepted {
            Ok((stream, from)) => {
                // Without any room left it is closed as it came.
                if let Some(place) = room.enter(from.ip()) {
                    let (router, told) = (router.clone(), told.clone());
                    tokio::spawn(connection(stream, from, place, router, settings.pace, told));
                }
            }
            // A client that went away at once.
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionAborted => {}
            Err(error) => {
                tracing::error!(%error, "a connection cannot be taken");
                tokio::time::sleep(BREATH).await;
            }
        }
    }
    drop((listener, told));
    // Fails where there is no connection left to be told.
    let _ = stopping.send(());
    stopping.closed().await;
}

async fn connection(
    stream: TcpStream,
    from: SocketAddr,
    place: Place,
    router: Router,
    slowest: Pace,
    mut told: watch::Receiver<()>,
) {
    // Small answers are not held back for an acknowledgement.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection is gone already");
    }
    let crowded = place.crowded;
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        let extensions = request.extensions_mut();
        extensions.insert(ConnectInfo(from));
        if crowded {
            extensions.insert(Crowded);
        }
        router.clone().oneshot(request.map(Body::new))
    });
    let stream = TokioIo::new(PacedStream::new(slowest, stream));
    let mut connection = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(slowest.head)
            .max_headers(HEADERS)
            .max_buf_size(HEAD_BYTES)
            .keep_alive(!crowded)
            .serve_connection(stream, service)
    );
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        _ = told.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection was cut off");
    }
    drop(place);
}

/// The connections there are.
#[derive(Debug)]
struct Room {
    settings: GuardSettings,
    all: Arc<Semaphore>,
    spare: Arc<Semaphore>,
    /// By address, of those that are no trusted proxies. It has as many entries as there are
    /// connections at most.
    of_one: Mutex<HashMap<IpAddr, usize>>,
}

impl Room {
    fn new(settings: GuardSettings) -> Self {
        Self {
            all: Arc::new(Semaphore::new(settings.most.connections)),
            spare: Arc::new(Semaphore::new(Most::SPARE)),
            of_one: Mutex::default(),
            settings,
        }
    }

    /// A place for a connection; on a spare one only probes are answered. `None` when not even
    /// those are left.
    fn enter(self: &Arc<Self>, from: IpAddr) -> Option<Place> {
        let one = |of: &Arc<Semaphore>| Arc::clone(of).try_acquire_owned().ok();
        let from = from.to_canonical();
        let of = (!self.settings.proxies.trusts(from)).then(|| caller::connection_of(from));
        let too_many = of.is_some_and(|of| {
            let counts = self.of_one.lock().unwrap_or_else(PoisonError::into_inner);
            counts.get(&of).copied().unwrap_or_default() >= self.settings.most.connections_of_one
        });
        let permit = if too_many { None } else { one(&self.all) };
        let crowded = permit.is_none();
        let permit = permit.or_else(|| one(&self.spare))?;
        if let Some(of) = of {
            let mut counts = self.of_one.lock().unwrap_or_else(PoisonError::into_inner);
            *counts.entry(of).or_default() += 1;
        }
        Some(Place {
            crowded,
            of,
            room: Arc::clone(self),
            _permit: permit,
        })
    }
}

/// A connection's place.
#[derive(Debug)]
struct Place {
    crowded: bool,
    of: Option<IpAddr>,
    room: Arc<Room>,
    _permit: OwnedSemaphorePermit,
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some(of) = self.of else { return };
        let mut counts = self
            .room
            .of_one
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let left = counts.get_mut(&of).map_or(0, |count| {
            *count -= 1;
            *count
        });
        if left == 0 {
            counts.remove(&of);
        }
    }
}

/// Refuses a request that tells its length in two ways, which two servers on its way may read
/// differently (RFC 9112, section 6.3). Where the length in bytes stands behind the coding, hyper
/// has taken it away before: then the coding holds, and the connection ends with the answer.
pub async fn framing(request: Request, next: Next) -> Response {
    let headers = request.headers();
    if !headers.contains_key(header::TRANSFER_ENCODING) {
        return next.run(request).await;
    }
    let mut response = if headers.contains_key(header::CONTENT_LENGTH) {
        Refusal::malformed(
            "The request has both Content-Length and Transfer-Encoding. Send one of them.",
        )
        .into_response()
    } else {
        next.run(request).await
    };
    let close = HeaderValue::from_static("close");
    response.headers_mut().insert(header::CONNECTION, close);
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guard::caller::Proxies;

    #[test]
    fn one_address_cannot_take_all_connections_and_probes_have_room() {
        let settings = GuardSettings {
            proxies: Proxies {
                trusted: vec!["127.0.0.1/32".parse().unwrap()],
                ..Proxies::default()
            },
            most: Most {
                connections: 5,
                connections_of_one: 2,
                ..Most::default()
            },
            ..GuardSettings::default()
        };
        let room = Arc::new(Room::new(settings));
        let enter = |from: &str| room.enter(from.parse().unwrap());
        let greedy: Vec<Place> = (0..3).filter_map(|_| enter("198.51.100.1")).collect();
        let crowded: Vec<bool> = greedy.iter().map(|place| place.crowded).collect();
        assert_eq!(crowded, [false, false, true]);
        let proxy: Vec<Place> = (0..3).filter_map(|_| enter("127.0.0.1")).collect();
        assert!(
            proxy.iter().all(|place| !place.crowded),
            "nobody counts a proxy"
        );
        let late = enter("198.51.100.2").unwrap();
        assert!(late.crowded, "all are taken");
        drop((greedy, late));
        assert!(!enter("198.51.100.1").unwrap().crowded);
        let spare: Vec<Place> = (0..200).filter_map(|_| enter("127.0.0.1")).collect();
        assert_eq!(spare.len(), 2 + Most::SPARE);
        drop((spare, proxy));
        assert!(room.of_one.lock().unwrap().is_empty(), "nothing is kept");
    }
}
