//! Traces for `OpenTelemetry`: what requests and changes spend their time on.
//!
//! Nothing is traced until an administrator names a collector. A span has the path of a request, and
//! the text of a statement without its values: never a query, a body, or what somebody typed.

use std::fmt;
use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Context as _;
use async_trait::async_trait;
use axum::http::{HeaderMap, Method, Request, Response};
use bytes::Bytes;
use opentelemetry::KeyValue;
use opentelemetry::propagation::TextMapPropagator as _;
use opentelemetry::trace::{Status, TracerProvider as _};
use opentelemetry_http::{HeaderExtractor, HttpClient, HttpError};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tokio::runtime::Handle;
use tracing::level_filters::LevelFilter;
use tracing::{Instrument, Span, Subscriber};
use tracing_opentelemetry::OpenTelemetrySpanExt as _;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::registry::LookupSpan;
use url::Url;

use crate::outbound::call::Caller;

/// The target of spans that only a collector gets, never the log.
const TARGET: &str = "claimdesk_trace";
/// How long a collector is waited for.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long what is left at the end is waited for.
const LAST_PATIENCE: Duration = Duration::from_secs(3);
/// What the variable of `OpenTelemetry` overrides.
const SERVICE: &str = "claimdesk";

/// True once traces go somewhere: then requests are given what only a collector wants to know.
static ON: AtomicBool = AtomicBool::new(false);

/// Traces on their way to a collector.
pub struct Traces {
    provider: SdkTracerProvider,
}

impl Traces {
    /// Begins to send to the collector at this address, as OTLP over HTTP: `/v1/traces` below it.
    /// Headers, sampling, batches and the service's name follow the variables that `OpenTelemetry`
    /// gives them. To be called in a runtime, which has to run until [`end`](Self::end).
    ///
    /// # Errors
    ///
    /// When TLS cannot be set up, or a variable says something that cannot be done.
    pub fn begin(collector: &Url) -> anyhow::Result<Self> {
        let address = format!("{}/v1/traces", collector.as_str().trim_end_matches('/'));
        let courier = Courier {
            caller: Caller::new(PATIENCE)?,
            runtime: Handle::current(),
        };
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(courier)
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(address)
            .build()
            .context("traces cannot be sent")?;
        let mut resource = Resource::builder()
            .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")));
        if std::env::var_os("OTEL_SERVICE_NAME").is_none() {
            resource = resource.with_service_name(SERVICE);
        }
        let provider = SdkTracerProvider::builder()
            .with_resource(resource.build())
            .with_batch_exporter(exporter)
            .build();
        ON.store(true, Ordering::Relaxed);
        Ok(Self { provider })
    }

    /// What hands spans over.
    pub fn layer<S>(&self) -> impl Layer<S> + use<S>
    where
        S: Subscriber + for<'s> LookupSpan<'s>,
    {
        tracing_opentelemetry::layer()
            .with_tracer(self.provider.tracer(SERVICE))
            .with_location(false)
            .with_threads(false)
            .with_target(false)
            .with_level(false)
            .with_tracked_inactivity(false)
            .with_filter(
                Targets::new()
                    .with_target(TARGET, LevelFilter::TRACE)
                    .with_target("claimdesk_server", LevelFilter::INFO),
            )
    }

    /// Sends what is left. Not to be called in the runtime.
    pub fn end(&self) {
        if let Err(error) = self.provider.shutdown_with_timeout(LAST_PATIENCE) {
            tracing::warn!(%error, "the last traces were not sent");
        }
    }
}

/// Brings traces to the collector over connections of the rest of the program. The library asks from
/// a thread of its own, where no runtime is.
struct Courier {
    caller: Caller,
    runtime: Handle,
}

impl fmt::Debug for Courier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Courier")
    }
}

#[async_trait]
impl HttpClient for Courier {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let caller = self.caller.clone();
        let sending = self
            .runtime
            .spawn(async move { caller.send(request).await });
        Ok(sending.await??)
    }
}

/// The span of a request, as log and collector have it.
pub fn request(id: &str, method: &Method, path: &str) -> Span {
    tracing::info_span!(
        "request",
        id,
        %method,
        path,
        otel.name = tracing::field::Empty,
        otel.kind = tracing::field::Empty
    )
}

/// Tells the collector what request it is, and of which trace of the proxy before us it is part.
/// `headers` are those of somebody whose word is taken: everybody else could have all their requests
/// traced, or write into others' traces.
pub fn began(span: &Span, method: &Method, route: Option<&str>, headers: Option<&HeaderMap>) {
    if !ON.load(Ordering::Relaxed) {
        return;
    }
    if let Some(headers) = headers {
        let parent = TraceContextPropagator::new().extract(&HeaderExtractor(headers));
        // It fails only for a span that nobody collects.
        let _ = span.set_parent(parent);
    }
    // Not the path: a name stands for all requests of its kind.
    let name = match route {
        Some(route) => format!("{method} {route}"),
        None => method.to_string(),
    };
    span.record("otel.name", name);
    span.record("otel.kind", "server");
    span.set_attribute("http.request.method", method.to_string());
    if let Some(route) = route {
        span.set_attribute("http.route", route.to_owned());
    }
}

/// Tells the collector how it was answered.
pub fn answered(span: &Span, status: u16) {
    if !ON.load(Ordering::Relaxed) {
        return;
    }
    span.set_attribute("http.response.status_code", i64::from(status));
    if status >= 500 {
        span.set_status(Status::error(""));
    }
}

/// What a part of the work is, for the collector alone.
pub fn part<F: Future>(name: &'static str, work: F) -> impl Future<Output = F::Output> {
    work.instrument(tracing::trace_span!(target: TARGET, "part", otel.name = name))
}

/// A statement of what somebody waits for. What the writer does for many at once belongs to none of
/// them, and is left out.
pub fn statement(text: &str) -> Span {
    if Span::current().is_none() {
        return Span::none();
    }
    tracing::trace_span!(target: TARGET, "statement", db.query.text = text)
}
