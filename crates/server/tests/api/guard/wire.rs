//! What no client of the tests sends: bytes on a connection, right and wrong, fast and slow.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use claimdesk_server::config::Config;
use claimdesk_server::guard::load::Most;
use claimdesk_server::guard::pace::Pace;
use claimdesk_server::serve::{self, Doors, Opened};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use crate::common::Server;

/// Longer than anything here takes.
const EVER: Duration = Duration::from_mins(1);

/// A server that listens.
struct Listening {
    address: SocketAddr,
    stop: Arc<Notify>,
    ended: JoinHandle<anyhow::Result<()>>,
    /// Keeps the folder.
    _server: Server,
}

impl Listening {
    async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let server = Server::set(change).await;
        let page = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = page.local_addr().unwrap();
        let stop = Arc::new(Notify::new());
        let opened = Opened {
            app: server.app.clone(),
            store: server.store.clone(),
        };
        let doors = Doors {
            page,
            metrics: None,
        };
        let ended = tokio::spawn(serve::run(opened, doors, Arc::clone(&stop)));
        Self {
            address,
            stop,
            ended,
            _server: server,
        }
    }

    async fn usual() -> Self {
        Self::with(|_| ()).await
    }

    /// One that waits for nobody for long.
    async fn hasty() -> Self {
        Self::with(|config| {
            config.guard.pace = Pace {
                head: Duration::from_millis(500),
                patience: Duration::from_millis(500),
                bytes_a_second: 1_000,
            };
        })
        .await
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Everything the server says to this until it closes the connection.
    async fn says_to(&self, bytes: impl AsRef<[u8]>) -> String {
        let mut stream = self.connect().await;
        // A server that has refused already may close before it has all.
        let _ = stream.write_all(bytes.as_ref()).await;
        rest(&mut stream).await
    }

    async fn status_of(&self, request: impl AsRef<[u8]>) -> u16 {
        status(&self.says_to(request).await)
    }

    async fn ends(self) {
        self.stop.notify_one();
        tokio::time::timeout(EVER, self.ended)
            .await
            .unwrap()
            .unwrap()
            .unwrap();
    }
}

/// What comes until the connection is closed, in whichever way.
async fn rest(stream: &mut TcpStream) -> String {
    let mut all = Vec::new();
    let closed = tokio::time::timeout(EVER, stream.read_to_end(&mut all)).await;
    assert!(closed.is_ok(), "the server does not close the connection");
    String::from_utf8_lossy(&all).into_owned()
}

/// The head of one answer on a connection that goes on.
async fn head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(
            tokio::time::timeout(EVER, stream.read_u8())
                .await
                .unwrap()
                .unwrap(),
        );
    }
    String::from_utf8(head).unwrap()
}

fn status(answer: &str) -> u16 {
    let code = answer
        .strip_prefix("HTTP/1.1 ")
        .and_then(|rest| rest.get(..3));
    code.and_then(|code| code.parse().ok()).unwrap_or_default()
}

/// How many answers there are in it.
fn answers(said: &str) -> usize {
    said.matches("HTTP/1.1 ").count()
}

fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
}

/// A request whose body does not come.
const BEGUN: &str = "POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{";

#[tokio::test]
async fn a_head_that_does_not_end_is_cut_off() {
    let listening = Listening::hasty().await;
    for begun in ["", "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: "] {
        let since = Instant::now();
        assert_eq!(listening.says_to(begun).await, "", "{begun}");
        assert!(since.elapsed() >= Duration::from_millis(400), "{begun}");
    }
    // A header now and then is no more patience.
    let mut stream = listening.connect().await;
    let since = Instant::now();
    stream.write_all(b"GET / HTTP/1.1\r\n").await.unwrap();
    while stream.write_all(b"X: y\r\n").await.is_ok() {
        assert!(since.elapsed() < EVER);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    listening.ends().await;
}

#[tokio::test]
async fn a_body_that_does_not_come_is_given_up_and_so_is_a_trickle() {
    let listening = Listening::hasty().await;
    let said = listening.says_to(BEGUN).await;
    assert_eq!(status(&said), 400, "{said}");
    assert!(said.contains("broke off"), "{said}");
    let mut stream = listening.connect().await;
    stream.write_all(BEGUN.as_bytes()).await.unwrap();
    let mut sent = 1;
    // A byte each 200 ms: the whole would take 20 seconds.
    while stream.write_all(b" ").await.is_ok() {
        sent += 1;
        assert!(sent < 90, "it was waited for");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    listening.ends().await;
}

#[tokio::test]
async fn a_connection_that_is_used_stays_and_one_that_is_idle_ends() {
    let listening = Listening::hasty().await;
    let mut stream = listening.connect().await;
    for _ in 0..3 {
        stream
            .write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            .await
            .unwrap();
        assert_eq!(status(&head(&mut stream).await), 200);
        let mut body = [0; 3];
        stream.read_exact(&mut body).await.unwrap();
        assert_eq!(&body, b"ok\n");
    }
    assert_eq!(rest(&mut stream).await, "");
    listening.ends().await;
}

#[tokio::test]
async fn heads_have_a_limit_in_bytes_and_headers() {
    let listening = Listening::usual().await;
    let with = |headers: &str| {
        format!("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n")
    };
    let long = |bytes: usize| with(&format!("X-Long: {}\r\n", "x".repeat(bytes)));
    let many = |count: usize| with(&"X: y\r\n".repeat(count));
    assert_eq!(listening.status_of(long(60_000)).await, 200);
    assert_eq!(listening.status_of(long(300_000)).await, 431);
    assert_eq!(listening.status_of(long(5_000_000)).await, 431);
    assert_eq!(listening.status_of(many(98)).await, 200);
    assert_eq!(listening.status_of(many(99)).await, 431);
    // 10,000 parameters are read, or refused as an address too long; nothing else happens.
    let parameters = "&pppp".repeat(10_000);
    let asked = listening
        .status_of(get(&format!("/api/v1/info?x{parameters}")))
        .await;
    assert_eq!(asked, 200);
    let asked = listening
        .status_of(get(&format!("/api/v1/claims?find=x{parameters}")))
        .await;
    assert_eq!(asked, 401);
    let asked = listening
        .status_of(get(&format!("/?{}", "x".repeat(300_000))))
        .await;
    assert!(matches!(asked, 414 | 431), "{asked}");
    let deep = format!(
        "POST /api/v1/session HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 10000\r\n\r\n{}",
        "[".repeat(10_000)
    );
    let said = listening.says_to(deep).await;
    assert!(matches!(status(&said), 400 | 422), "{said}");
    assert_eq!(listening.status_of(get("/healthz")).await, 200);
    listening.ends().await;
}

/// Two servers that read a request differently let one request hide in another. What this server
/// makes of each of them, and that nothing hidden is answered.
#[tokio::test]
async fn no_request_hides_in_another() {
    let listening = Listening::usual().await;
    let post = |headers: &str, body: &str| {
        format!(
            "POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{headers}\r\n{body}"
        )
    };
    let hidden = "GET /healthz HTTP/1.1\r\nHost: hidden\r\n\r\n";
    let chunked = format!("0\r\n\r\n{hidden}");
    let length = format!("Content-Length: {}\r\n", chunked.len());
    let coding = "Transfer-Encoding: chunked\r\n";
    for (request, expected) in [
        // Both lengths: refused where both are seen, else the coding holds; the connection ends
        // either way, so that what comes behind is no request.
        (post(&format!("{length}{coding}"), &chunked), 400),
        (post(&format!("{coding}{length}"), &chunked), 400),
        (
            post(
                "Content-Length: 2\r\nContent-Length: 3\r\n",
                &format!("{{}} {hidden}"),
            ),
            400,
        ),
        (
            post("Content-Length: 2, 3\r\n", &format!("{{}} {hidden}")),
            400,
        ),
        (
            post("Content-Length: +2\r\n", &format!("{{}}{hidden}")),
            400,
        ),
        (post("Content-Length: -1\r\n", hidden), 400),
        (post("Content-Length: 0x2\r\n", hidden), 400),
        (
            post("Content-Length: 99999999999999999999\r\n", hidden),
            400,
        ),
        // Codings that somebody else may take for chunked.
        (post("Transfer-Encoding: xchunked\r\n", &chunked), 400),
        (
            post("Transfer-Encoding: chunked, identity\r\n", &chunked),
            400,
        ),
        (post("Transfer-Encoding : chunked\r\n", &chunked), 400),
        (post("Transfer-Encoding:\r\n chunked\r\n", &chunked), 400),
        (post("X: y\r\n Content-Length: 2\r\n", hidden), 400),
        (post("X\0: y\r\n", hidden), 400),
        (post("X: y\rz\r\n", hidden), 400),
        // Chunks.
        (post(coding, &format!("zz\r\n{hidden}")), 400),
        (post(coding, &format!("-1\r\n{hidden}")), 400),
        (post(coding, &format!("fffffffffffffffff\r\n{hidden}")), 400),
        // Another version of the protocol.
        (format!("GET /healthz HTTP/2.0\r\n\r\n{hidden}"), 400),
        (format!("GET /healthz\r\n\r\n{hidden}"), 400),
    ] {
        let said = listening.says_to(&request).await;
        assert_eq!(status(&said), expected, "{request}\n---\n{said}");
        assert_eq!(answers(&said), 1, "{request}\n---\n{said}");
        assert!(!said.ends_with("ok\n"), "{request}\n---\n{said}");
    }
    // Lines that end in a bare LF are read as lines (RFC 9112, section 2.2, allows it): by everybody
    // alike, there is no second length in them.
    let said = listening
        .says_to("GET /healthz HTTP/1.1\nHost: x\nConnection: close\n\n")
        .await;
    assert_eq!((status(&said), answers(&said)), (200, 1), "{said}");
    // The same length twice is one length.
    let said = listening
        .says_to(post(
            "Connection: close\r\nContent-Length: 2\r\nContent-Length: 2\r\n",
            "{}",
        ))
        .await;
    assert_eq!((status(&said), answers(&said)), (422, 1), "{said}");
    listening.ends().await;
}

#[tokio::test]
async fn what_is_too_much_is_refused_at_once_and_probes_are_answered() {
    let listening = Listening::with(|config| {
        config.guard.most = Most {
            requests: 3,
            changes: 2,
            ..Most::default()
        };
    })
    .await;
    let mut waiting = Vec::new();
    for _ in 0..2 {
        let mut stream = listening.connect().await;
        stream.write_all(BEGUN.as_bytes()).await.unwrap();
        waiting.push(stream);
    }
    // Until both are under way; then changes are refused, and reading goes on.
    let change = "DELETE /api/v1/session HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let since = Instant::now();
    let said = loop {
        let said = listening.says_to(change).await;
        if status(&said) == 503 {
            break said;
        }
        assert_eq!(status(&said), 204, "{said}");
        assert!(since.elapsed() < EVER, "they are never under way");
    };
    assert!(said.contains("retry-after: 2\r\n"), "{said}");
    assert!(said.contains("application/problem+json"), "{said}");
    assert!(said.contains("urn:claimdesk:problem:busy"), "{said}");
    assert_eq!(listening.status_of(get("/api/v1/info")).await, 200);
    assert_eq!(listening.status_of(get("/healthz")).await, 200);
    assert_eq!(listening.status_of(get("/readyz")).await, 200);
    // A place that is left is taken by the next.
    drop(waiting.pop());
    let since = Instant::now();
    while listening.status_of(change).await == 503 {
        assert!(since.elapsed() < EVER, "the place is not given back");
    }
    drop(waiting);
    listening.ends().await;
}

#[tokio::test]
async fn a_connection_too_many_is_told_so_and_probes_are_answered() {
    let listening = Listening::with(|config| {
        config.guard.most = Most {
            connections: 2,
            ..Most::default()
        };
    })
    .await;
    let first = listening.connect().await;
    let second = listening.connect().await;
    let said = listening
        .says_to("GET /api/v1/info HTTP/1.1\r\nHost: x\r\n\r\n")
        .await;
    assert_eq!(status(&said), 503, "{said}");
    assert_eq!(
        listening
            .status_of("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            .await,
        200
    );
    assert_eq!(listening.status_of(get("/readyz")).await, 200);
    drop((first, second));
    let since = Instant::now();
    while listening.status_of(get("/api/v1/info")).await == 503 {
        assert!(since.elapsed() < EVER, "the places are not given back");
    }
    listening.ends().await;
}

#[tokio::test]
async fn under_a_flood_everybody_gets_an_answer_and_probes_a_good_one() {
    let listening = Arc::new(
        Listening::with(|config| {
            config.guard.most = Most {
                requests: 8,
                changes: 4,
                connections: 64,
                connections_of_one: 64,
            };
        })
        .await,
    );
    let flood = (0..40).map(|_| {
        let listening = Arc::clone(&listening);
        tokio::spawn(async move {
            let mut seen = Vec::new();
            for _ in 0..25 {
                seen.push(listening.status_of(get("/api/openapi.json")).await);
            }
            seen
        })
    });
    let flood: Vec<_> = flood.collect();
    for _ in 0..25 {
        assert_eq!(listening.status_of(get("/healthz")).await, 200);
        assert_eq!(listening.status_of(get("/readyz")).await, 200);
    }
    let mut good = 0;
    for one in flood {
        for status in one.await.unwrap() {
            assert!(matches!(status, 200 | 503), "{status}");
            good += usize::from(status == 200);
        }
    }
    assert!(good > 0);
    Arc::into_inner(listening).unwrap().ends().await;
}
