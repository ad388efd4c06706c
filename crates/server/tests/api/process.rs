//! The binary itself: what it prints, and how it stops.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use claimdesk_protocol::Info;

use crate::postgres;

/// The binary at work, killed when it is let go of.
pub struct Running {
    pub child: Child,
    pub address: String,
    said: BufReader<std::process::ChildStdout>,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The binary on this data folder.
pub fn command(data: &std::path::Path) -> Command {
    command_of(env!("CARGO_BIN_EXE_claimdesk").as_ref(), data)
}

/// A binary, such as one of the version before, on this data folder.
pub fn command_of(program: &std::ffi::OsStr, data: &std::path::Path) -> Command {
    let mut command = Command::new(program);
    command
        .env("CLAIMDESK_DATA", data)
        .env("RUST_LOG", "debug")
        // Few people here do as much as they can.
        .env("CLAIMDESK_RATE_LIMIT", "off")
        .stderr(Stdio::null());
    if let Some(address) = postgres::known(data) {
        command.env("CLAIMDESK_DATABASE", address);
    }
    command
}

/// A server on a port of its own.
pub fn serve(data: &std::path::Path) -> Running {
    serve_by(command(data))
}

/// The same, by a command with settings of its own.
pub fn serve_by(mut command: Command) -> Running {
    try_serve(&mut command).unwrap()
}

/// The same; nothing where it ends instead of serving.
pub fn try_serve(command: &mut Command) -> Option<Running> {
    let mut child = command
        .args(["serve", "--listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let said = BufReader::new(child.stdout.take().unwrap());
    let mut running = Running {
        child,
        address: String::new(),
        said,
    };
    let mut line = String::new();
    running.said.read_line(&mut line).unwrap();
    let address = line.trim().strip_prefix("Claimdesk is at http://")?;
    address.clone_into(&mut running.address);
    Some(running)
}

impl Running {
    pub fn terminate(&mut self) {
        let id = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &id])
                .status()
                .unwrap()
                .success()
        );
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        stream
    }
}

fn answer(mut stream: TcpStream) -> String {
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

#[test]
fn a_request_in_flight_ends_before_the_server_does() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = serve(folder.path());
    let body = r#"{"email":"nobody@example.com","password":"x"}"#;
    let (front, back) = body.split_at(10);
    let mut stream = server.connect();
    write!(
        stream,
        "POST /api/v1/session HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: {}\r\n\r\n",
        body.len()
    )
    .unwrap();
    // It is in flight once the server asks for the body.
    let mut asked = [0; 25];
    stream.read_exact(&mut asked).unwrap();
    assert_eq!(&asked, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(front.as_bytes()).unwrap();
    server.terminate();
    std::thread::sleep(Duration::from_millis(300));
    assert!(
        server.child.try_wait().unwrap().is_none(),
        "it waits for the request"
    );
    stream.write_all(back.as_bytes()).unwrap();
    let text = answer(stream);
    assert!(text.starts_with("HTTP/1.1 401"), "{text}");
    assert!(server.child.wait().unwrap().success());
}

#[test]
fn the_first_start_prints_a_link_and_each_start_another() {
    let folder = tempfile::tempdir().unwrap();
    let link = |server: &mut Running| {
        let mut line = String::new();
        while !line.contains("/setup?token=") {
            line.clear();
            assert!(server.said.read_line(&mut line).unwrap() > 0);
        }
        line.trim().to_owned()
    };
    let mut first = serve(folder.path());
    let one = link(&mut first);
    first.terminate();
    assert!(first.child.wait().unwrap().success());
    let mut second = serve(folder.path());
    let other = link(&mut second);
    assert_ne!(one.split("token=").nth(1), other.split("token=").nth(1));
    let mut stream = second.connect();
    write!(
        stream,
        "GET /api/v1/info HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let text = answer(stream);
    let info: Info = serde_json::from_str(text.split("\r\n\r\n").nth(1).unwrap()).unwrap();
    assert!(info.demo.is_none());
}

#[test]
fn accounts_are_added_from_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let add = |arguments: &[&str]| {
        let output = command(folder.path())
            .args(["user", "add"])
            .args(arguments)
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (
            output.status.code(),
            text(output.stdout),
            text(output.stderr),
        )
    };
    let anna = [
        "--email",
        "anna@nordlys.example",
        "--name",
        "Anna",
        "--role",
        "partner",
    ];
    let (code, _, told) = add(&anna);
    assert_eq!(code, Some(2));
    assert!(told.contains("organisation"), "{told}");
    let with = [
        &anna[..],
        &[
            "--organisation",
            "Nordlys A/S",
            "--location",
            "6100001",
            "--track",
            "smb",
        ],
    ]
    .concat();
    let (code, said, told) = add(&with);
    assert_eq!(code, Some(0), "{told}");
    assert!(said.contains("Password: "), "{said}");
    let (code, _, told) = add(&with);
    assert_eq!(code, Some(2));
    assert!(told.contains("exists already"), "{told}");
    // The organisation is there by now.
    let bente = [
        "--email",
        "bente@nordlys.example",
        "--name",
        "Bente",
        "--role",
        "partner",
        "--organisation",
        "nordlys a/s",
    ];
    assert_eq!(add(&bente).0, Some(0));
}

#[test]
fn the_document_is_printed() {
    let folder = tempfile::tempdir().unwrap();
    let output = command(folder.path()).arg("openapi").output().unwrap();
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["info"]["title"], "Claimdesk");
}
