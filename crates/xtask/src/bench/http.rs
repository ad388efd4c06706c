//! A client that costs little: it shares the processor with the servers it measures.
//!
//! One connection that stays open, one request after the other, the answer read whole.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use serde_json::Value;

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_mins(1);
/// More headers than any of the servers sends.
const HEADERS: usize = 64;

/// A request, spelled once and sent as often as wanted.
#[derive(Clone, Debug)]
pub(super) struct Request {
    bytes: Vec<u8>,
}

impl Request {
    /// Without a body.
    pub(super) fn get(path: &str, headers: &[(&str, &str)]) -> Self {
        Self::spelled("GET", path, headers, None)
    }

    /// With a body, of JSON unless a header says otherwise.
    pub(super) fn with_body(
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Self {
        Self::spelled(method, path, headers, Some(body))
    }

    fn spelled(method: &str, path: &str, headers: &[(&str, &str)], body: Option<&[u8]>) -> Self {
        let mut text = format!("{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n");
        for (name, value) in headers {
            // Writing into a text cannot fail.
            let _ = write!(text, "{name}: {value}\r\n");
        }
        if let Some(body) = body {
            let typed = headers
                .iter()
                .any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
            if !typed && !body.is_empty() {
                text.push_str("content-type: application/json\r\n");
            }
            let _ = write!(text, "content-length: {}\r\n", body.len());
        }
        text.push_str("\r\n");
        let mut bytes = text.into_bytes();
        bytes.extend_from_slice(body.unwrap_or_default());
        Self { bytes }
    }
}

/// What a server answered.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// A header of the answer.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(one, _)| one.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// Its JSON, if it is no refusal.
    pub(super) fn json(&self) -> anyhow::Result<Value> {
        ensure!(
            (200..300).contains(&self.status),
            "answered {}: {}",
            self.status,
            String::from_utf8_lossy(&self.body)
        );
        serde_json::from_slice(&self.body).context("an answer that is not JSON")
    }
}

/// Does this on so many connections at once, each known by its number; gives what each found.
pub(super) fn at_once<T: Send>(
    connections: u64,
    work: impl Fn(u64) -> anyhow::Result<T> + Sync,
) -> anyhow::Result<Vec<T>> {
    thread::scope(|scope| {
        let running: Vec<_> = (0..connections)
            .map(|number| {
                let work = &work;
                scope.spawn(move || work(number))
            })
            .collect();
        running
            .into_iter()
            .map(|thread| {
                thread
                    .join()
                    .unwrap_or_else(|_| Err(anyhow::anyhow!("a connection's thread died")))
            })
            .collect()
    })
}

/// A connection.
#[derive(Debug)]
pub(super) struct Client {
    address: String,
    stream: TcpStream,
    read: Vec<u8>,
}

impl Client {
    /// Connects to `127.0.0.1:…`, with or without `http://` before it.
    pub(super) fn connect(address: &str) -> anyhow::Result<Self> {
        let address = address.trim_start_matches("http://").to_owned();
        let stream = open(&address)?;
        Ok(Self {
            address,
            stream,
            read: Vec::with_capacity(64 * 1024),
        })
    }

    /// Sends it, and waits for the whole answer.
    pub(super) fn send(&mut self, request: &Request) -> anyhow::Result<Answer> {
        self.stream.write_all(&request.bytes)?;
        self.read.clear();
        let (head, mut answer) = self.head()?;
        self.read.drain(..head);
        let length = answer.header("content-length").map(str::parse::<usize>);
        answer.body = match length {
            Some(length) => {
                let length = length.context("a length that is no number")?;
                while self.read.len() < length {
                    self.more()?;
                }
                self.read.drain(..length).collect()
            }
            None if answer.header("transfer-encoding") == Some("chunked") => self.chunks()?,
            None => Vec::new(),
        };
        if answer
            .header("connection")
            .is_some_and(|value| value.eq_ignore_ascii_case("close"))
        {
            self.stream = open(&self.address)?;
        }
        Ok(answer)
    }

    /// The head of an answer, and how many bytes it has.
    fn head(&mut self) -> anyhow::Result<(usize, Answer)> {
        loop {
            self.more()?;
            let mut headers = [httparse::EMPTY_HEADER; HEADERS];
            let mut answer = httparse::Response::new(&mut headers);
            let httparse::Status::Complete(length) = answer.parse(&self.read)? else {
                continue;
            };
            let status = answer.code.context("an answer without a status")?;
            let headers = answer
                .headers
                .iter()
                .map(|header| {
                    let value = String::from_utf8_lossy(header.value);
                    (header.name.to_owned(), value.into_owned())
                })
                .collect();
            let head = Answer {
                status,
                headers,
                body: Vec::new(),
            };
            return Ok((length, head));
        }
    }

    fn chunks(&mut self) -> anyhow::Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let (begin, size) = loop {
                match httparse::parse_chunk_size(&self.read) {
                    Ok(httparse::Status::Complete(found)) => break found,
                    Ok(httparse::Status::Partial) => self.more()?,
                    Err(_) => bail!("an answer whose parts cannot be told apart"),
                }
            };
            let end = begin + usize::try_from(size)?;
            // Each part ends with a line break.
            while self.read.len() < end + 2 {
                self.more()?;
            }
            body.extend_from_slice(&self.read[begin..end]);
            self.read.drain(..end + 2);
            if size == 0 {
                return Ok(body);
            }
        }
    }

    fn more(&mut self) -> anyhow::Result<()> {
        let mut buffer = [0; 16 * 1024];
        let length = self.stream.read(&mut buffer)?;
        ensure!(length > 0, "the server closed the connection");
        self.read.extend_from_slice(&buffer[..length]);
        Ok(())
    }
}

fn open(address: &str) -> anyhow::Result<TcpStream> {
    let stream = TcpStream::connect(address).with_context(|| address.to_owned())?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    Ok(stream)
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    /// A server that answers each request with the next of these, in pieces of a few bytes.
    fn answering(answers: Vec<&'static str>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            for answer in answers {
                let mut asked = [0; 4096];
                assert!(stream.read(&mut asked).unwrap() > 0);
                for piece in answer.as_bytes().chunks(7) {
                    stream.write_all(piece).unwrap();
                    stream.flush().unwrap();
                }
            }
        });
        address
    }

    #[test]
    fn answers_of_a_length_and_in_parts_are_read_whole() {
        let address = answering(vec![
            "HTTP/1.1 201 Created\r\nContent-Length: 8\r\nETag: \"7\"\r\n\r\n{\"a\": 1}",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{\"b\r\n5\r\n\": 2}\r\n0\r\n\r\n",
            "HTTP/1.1 409 Conflict\r\ncontent-length: 2\r\n\r\n{}",
        ]);
        let mut client = Client::connect(&format!("http://{address}")).unwrap();
        let request = Request::with_body("POST", "/", &[("a", "b")], b"{}");
        let made = client.send(&request).unwrap();
        assert_eq!((made.status, made.header("etag")), (201, Some("\"7\"")));
        assert_eq!(made.json().unwrap()["a"], 1);
        let parts = client.send(&Request::get("/", &[])).unwrap();
        assert_eq!(parts.json().unwrap()["b"], 2);
        let refused = client.send(&request).unwrap();
        assert!(refused.json().is_err());
    }
}
