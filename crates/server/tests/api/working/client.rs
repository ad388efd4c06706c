//! Somebody at their computer, over a connection of their own for each request.

use std::fmt::Write as _;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};

use crate::process;

const PASSWORD: &str = "en lang adgangskode";

/// What a server answered, or that it went away.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    head: String,
    pub body: Vec<u8>,
}

impl Answer {
    #[track_caller]
    pub fn json(&self) -> Value {
        let body = String::from_utf8_lossy(&self.body);
        let read = serde_json::from_str(&body);
        assert!(read.is_ok(), "{}: {body}", self.status);
        read.unwrap()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let headers = self.head.lines().filter_map(|line| line.split_once(": "));
        let mut values = headers.filter(|(found, _)| *found == name);
        values.next().map(|(_, value)| value)
    }

    /// The version of a claim.
    pub fn version(&self) -> Option<i64> {
        self.header("etag")?.trim_matches('"').parse().ok()
    }

    /// How much of a file is here.
    pub fn offset(&self) -> Option<usize> {
        self.header("upload-offset")?.parse().ok()
    }

    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        let body = String::from_utf8_lossy(&self.body);
        assert_eq!(self.status, status, "{body}");
        self
    }
}

/// What else a request says.
#[derive(Clone, Copy, Default)]
pub struct With<'a> {
    pub key: Option<&'a str>,
    pub version: Option<i64>,
    pub part: Option<Part>,
}

/// What is said of a file that comes in parts.
#[derive(Clone, Copy)]
pub enum Part {
    /// How long it will be.
    Begins(usize),
    /// Where this part of it begins.
    At(usize),
    /// How much of it is here is asked.
    Asked,
}

impl<'a> With<'a> {
    pub fn key(key: &'a str) -> Self {
        Self {
            key: Some(key),
            ..Self::default()
        }
    }

    pub fn part(part: Part) -> Self {
        Self {
            part: Some(part),
            ..Self::default()
        }
    }

    /// Answers to what somebody has read.
    pub fn read(answer: &Answer) -> Self {
        Self {
            version: answer.version(),
            ..Self::default()
        }
    }

    fn lines(self) -> String {
        let mut lines = String::new();
        let kind = match self.part {
            Some(Part::At(_)) => "application/offset+octet-stream",
            _ => "application/json",
        };
        write!(lines, "Content-Type: {kind}\r\n").unwrap();
        if let Some(key) = self.key {
            write!(lines, "Idempotency-Key: {key}\r\n").unwrap();
        }
        if let Some(version) = self.version {
            write!(lines, "If-Match: \"{version}\"\r\n").unwrap();
        }
        if let Some(part) = self.part {
            lines += "Tus-Resumable: 1.0.0\r\n";
            match part {
                // proof.png
                Part::Begins(length) => write!(
                    lines,
                    "Upload-Length: {length}\r\nUpload-Metadata: filename cHJvb2YucG5n\r\n"
                ),
                Part::At(offset) => write!(lines, "Upload-Offset: {offset}\r\n"),
                Part::Asked => Ok(()),
            }
            .unwrap();
        }
        lines
    }
}

#[derive(Clone)]
pub struct Client {
    address: String,
    cookie: String,
}

impl Client {
    /// Nobody in particular.
    pub fn nobody(address: &str) -> Self {
        Self {
            address: address.to_owned(),
            cookie: String::new(),
        }
    }

    pub fn sign_in(address: &str, email: &str) -> Self {
        let nobody = Self::nobody(address);
        let said = json!({ "email": email, "password": PASSWORD }).to_string();
        let answer = nobody.post("/api/v1/session", With::default(), said.as_bytes());
        let answer = answer.unwrap();
        let cookie = answer
            .header("set-cookie")
            .and_then(|cookie| cookie.split(';').next());
        Self {
            cookie: cookie.unwrap().to_owned(),
            ..nobody
        }
    }

    /// The same person where the server is now.
    pub fn at(&self, address: &str) -> Self {
        Self {
            address: address.to_owned(),
            ..self.clone()
        }
    }

    pub fn get(&self, path: &str) -> io::Result<Answer> {
        self.send("GET", path, With::default(), b"")
    }

    pub fn post(&self, path: &str, with: With<'_>, body: &[u8]) -> io::Result<Answer> {
        self.send("POST", path, with, body)
    }

    /// An answer is one only when all of it came.
    pub fn send(
        &self,
        method: &str,
        path: &str,
        with: With<'_>,
        body: &[u8],
    ) -> io::Result<Answer> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(Duration::from_mins(1)))?;
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: {}\r\n\
             Content-Length: {}\r\n{}\r\n",
            self.cookie,
            body.len(),
            with.lines()
        );
        stream.write_all(&[head.as_bytes(), body].concat())?;
        let mut all = Vec::new();
        stream.read_to_end(&mut all)?;
        let end = all
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .ok_or(io::ErrorKind::UnexpectedEof)?;
        let head = String::from_utf8_lossy(&all[..end]).into_owned();
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok());
        let answer = Answer {
            status: status.ok_or(io::ErrorKind::InvalidData)?,
            body: all.split_off(end + 4),
            head,
        };
        let length = answer
            .header("content-length")
            .and_then(|length| length.parse::<usize>().ok());
        if method != "HEAD" && length.is_some_and(|length| length != answer.body.len()) {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(answer)
    }
}

/// Adds somebody from the command line of an installation.
pub fn add(mut command: std::process::Command, email: &str, more: &[&str]) {
    let mut child = command
        .args(["user", "add", "--email", email, "--name", email])
        .arg("--password-stdin")
        .args(more)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(PASSWORD.as_bytes()).unwrap();
    drop(input);
    assert!(child.wait().unwrap().success());
}

/// The same on a data folder.
pub fn add_to(data: &Path, email: &str, more: &[&str]) {
    add(process::command(data), email, more);
}
