//! What a collector of `OpenTelemetry` is told, by the binary itself: what is traced is a matter of the
//! whole process.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue};
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;

use crate::process::{Running, command, serve_by};

/// The trace that a proxy before us says a request is part of.
const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT: &str = "00f067aa0ba902b7";

/// A collector: its address, and what it is brought.
fn collector() -> (String, Receiver<ExportTraceServiceRequest>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (brought, all) = channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let body = take(stream.unwrap());
            if brought
                .send(ExportTraceServiceRequest::decode(&*body).unwrap())
                .is_err()
            {
                return;
            }
        }
    });
    (address, all)
}

/// Takes what is brought.
fn take(mut stream: TcpStream) -> Vec<u8> {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut length = 0;
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    assert!(line.starts_with("POST /v1/traces "), "{line}");
    loop {
        line.clear();
        reader.read_line(&mut line).unwrap();
        let line = line.trim().to_ascii_lowercase();
        if let Some(text) = line.strip_prefix("content-length:") {
            length = text.trim().parse().unwrap();
        }
        if line.is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    stream
        .write_all(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/x-protobuf\r\nContent-Length: 0\r\n\r\n",
        )
        .unwrap();
    body
}

/// All spans that are brought until the server has ended, and what they say of the service.
fn spans(
    server: &mut Running,
    all: &Receiver<ExportTraceServiceRequest>,
) -> (Vec<Span>, Vec<KeyValue>) {
    server.terminate();
    assert!(server.child.wait().unwrap().success());
    let (mut spans, mut service) = (Vec::new(), Vec::new());
    while let Ok(brought) = all.recv_timeout(Duration::from_millis(500)) {
        for resource in brought.resource_spans {
            service = resource.resource.unwrap().attributes;
            for scope in resource.scope_spans {
                spans.extend(scope.spans);
            }
        }
    }
    (spans, service)
}

fn asked(server: &Running, path: &str, more: &str) {
    let mut stream = TcpStream::connect(&server.address).unwrap();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{more}\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 "), "{answer}");
}

fn text<'a>(attributes: &'a [KeyValue], key: &str) -> Option<&'a str> {
    let found = attributes.iter().find(|one| one.key == key)?;
    match &found.value {
        Some(AnyValue {
            value: Some(Value::StringValue(text)),
        }) => Some(text),
        _ => None,
    }
}

fn traced(folder: &std::path::Path, collector: &str) -> Command {
    let mut command = command(folder);
    command.env("OTEL_EXPORTER_OTLP_ENDPOINT", collector);
    command
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[test]
fn a_request_is_told_with_its_parts_and_without_what_was_typed() {
    let folder = tempfile::tempdir().unwrap();
    let (address, all) = collector();
    let mut server = serve_by(traced(folder.path(), &address));
    asked(
        &server,
        "/api/v1/claims/CD-7K4M-2QXW?find=Fabrikken",
        "Cookie: claimdesk_session=secret\r\n",
    );
    asked(&server, "/readyz", "");
    let (spans, service) = spans(&mut server, &all);
    assert_eq!(text(&service, "service.name"), Some("claimdesk"));
    let request = spans
        .iter()
        .find(|span| span.name == "GET /api/v1/claims/{reference}")
        .unwrap();
    assert_eq!(
        text(&request.attributes, "path"),
        Some("/api/v1/claims/CD-7K4M-2QXW")
    );
    assert!(request.parent_span_id.is_empty());
    let ready = spans
        .iter()
        .find(|span| span.name == "GET /readyz")
        .unwrap();
    let part = spans
        .iter()
        .find(|span| span.trace_id == ready.trace_id && span.name == "statement")
        .unwrap();
    assert!(
        text(&part.attributes, "db.query.text")
            .unwrap()
            .contains("SELECT")
    );
    let told = format!("{spans:?}");
    assert!(
        !told.contains("Fabrikken") && !told.contains("secret"),
        "{told}"
    );
}

#[test]
fn only_a_trusted_proxy_says_which_trace_a_request_is_part_of() {
    for (trusted, is_part) in [(true, true), (false, false)] {
        let folder = tempfile::tempdir().unwrap();
        let (address, all) = collector();
        let mut command = traced(folder.path(), &address);
        if trusted {
            command.env("CLAIMDESK_TRUSTED_PROXY", "127.0.0.1/32");
        }
        let mut server = serve_by(command);
        asked(
            &server,
            "/api/v1/info",
            &format!("traceparent: 00-{TRACE}-{PARENT}-01\r\n"),
        );
        let (spans, _) = spans(&mut server, &all);
        let request = spans
            .iter()
            .find(|span| span.name == "GET /api/v1/info")
            .unwrap();
        assert_eq!(hex(&request.trace_id) == TRACE, is_part);
        assert_eq!(hex(&request.parent_span_id) == PARENT, is_part);
    }
}

#[test]
fn a_collector_that_is_away_keeps_nobody_waiting() {
    let folder = tempfile::tempdir().unwrap();
    let gone = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let mut server = serve_by(traced(folder.path(), &format!("http://{gone}")));
    asked(&server, "/api/v1/info", "");
    server.terminate();
    assert!(server.child.wait().unwrap().success());
}

/// Compose files and units name a variable and leave it empty where there is no collector.
#[test]
fn an_empty_address_is_no_collector() {
    let folder = tempfile::tempdir().unwrap();
    let server = serve_by(traced(folder.path(), ""));
    asked(&server, "/api/v1/info", "");
}
