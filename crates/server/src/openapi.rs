//! The head of the OpenAPI document, and the refusals that operations list.

use std::collections::BTreeMap;

use axum::http::Method;

use claimdesk_protocol::{Problem, WebhookBody};
use utoipa::openapi::path::{
    HttpMethod, Operation, OperationBuilder, ParameterBuilder, ParameterIn, PathsBuilder,
};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::schema::Type;
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{Content, ContentBuilder, Object, PathItem, Paths, Ref, RefOr, Required};
use utoipa::{IntoParams, IntoResponses, Modify, OpenApi, ToSchema};

use crate::evidence::sniff::Kind;
use crate::identity::session;
use crate::policy::{self, Access};

/// The document without its paths, which the router adds.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Claimdesk",
        description = "Estimate the partner capability score, file dual-recognition claims, decide them, see the credit.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    components(schemas(FileBytes, Problem, WebhookBody)),
    modifiers(&Keys),
    tags(
        (name = "account", description = "Who is here"),
        (name = "claims", description = "A partner's claims"),
        (name = "customer", description = "The customer's word, by their link"),
        (name = "review", description = "The reviewers' side"),
        (name = "notices", description = "What one was told"),
        (name = "tokens", description = "Programs that act for an organisation"),
        (name = "webhooks", description = "Programs that are told what happens to claims"),
        (name = "admin", description = "Organisations and accounts"),
        (name = "audit", description = "Who did what, provably"),
        (name = "service", description = "The server itself")
    )
)]
pub struct Head;

/// What a changing operation may come with.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "read by `extract::Repeat`")]
pub struct RepeatKey {
    /// Makes a repeat the same act
    #[param(
        rename = "Idempotency-Key",
        min_length = 1,
        max_length = 255,
        pattern = "^[!-~]+$"
    )]
    key: Option<String>,
}

/// What a change to a claim has to come with.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "read by `extract::Version`")]
pub struct OnVersion {
    /// The claim's version, in quotes
    #[param(rename = "If-Match", pattern = "^\"[0-9]+\"$")]
    version: String,
}

/// What each request of tus has to come with.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "read by the uploads")]
pub struct Resumable {
    /// The protocol's version
    #[param(rename = "Tus-Resumable", pattern = "^1[.]0[.]0$")]
    version: String,
}

/// The bytes of a file.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "a name for the document")]
pub struct FileBytes(Vec<u8>);

/// The name of an operation, by which the audit log tells it: the method and the address without
/// what changes in it, such as `post.claims.submit`. A parameter at the end keeps its name.
pub fn operation_id(method: &Method, path: &str) -> String {
    let path = path.trim_start_matches("/api/v1/");
    let mut parts = vec![method.as_str().to_ascii_lowercase()];
    let mut rest = path.split('/').peekable();
    while let Some(part) = rest.next() {
        let inner = part
            .strip_prefix('{')
            .and_then(|part| part.strip_suffix('}'));
        match inner {
            None => parts.push(part.to_owned()),
            Some(name) if rest.peek().is_none() => parts.push(name.to_owned()),
            Some(_) => {}
        }
    }
    parts.join(".")
}

/// The ways to say who one is.
const SESSION: &str = "session";
const TOKEN: &str = "token";

struct Keys;

impl Modify for Keys {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        let session = ApiKeyValue::with_description(
            session::cookie_name(false),
            "A session's cookie; over TLS its name is __Host-claimdesk",
        );
        components.add_security_scheme(SESSION, SecurityScheme::ApiKey(ApiKey::Cookie(session)));
        let token = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("cd_ and 72 hexadecimal digits")
            .description(Some(
                "A token of an organisation. What it may do are its scopes.",
            ))
            .build();
        components.add_security_scheme(TOKEN, SecurityScheme::Http(token));
    }
}

/// Whom an operation asks for, as the document has it.
fn security(access: Access) -> Vec<SecurityRequirement> {
    let none: [&str; 0] = [];
    let session = SecurityRequirement::new(SESSION, none);
    match access {
        Access::Anyone => vec![SecurityRequirement::default()],
        Access::Session => vec![session],
        Access::Token(scope) => vec![session, SecurityRequirement::new(TOKEN, [scope.as_str()])],
    }
}

/// Gives every operation its name, and says whom it asks for.
pub fn describe_operations(document: &mut utoipa::openapi::OpenApi) {
    for (path, item) in &mut document.paths.paths {
        let operations: [(Method, &mut Option<Operation>); 8] = [
            (Method::GET, &mut item.get),
            (Method::PUT, &mut item.put),
            (Method::POST, &mut item.post),
            (Method::DELETE, &mut item.delete),
            (Method::OPTIONS, &mut item.options),
            (Method::HEAD, &mut item.head),
            (Method::PATCH, &mut item.patch),
            (Method::TRACE, &mut item.trace),
        ];
        for (method, operation) in operations {
            if let Some(operation) = operation {
                let id = operation_id(&method, path);
                operation.security = policy::access(&id).map(security);
                operation.operation_id = Some(id);
            }
        }
    }
}

fn refusal(status: &str) -> (String, RefOr<Response>) {
    let words = match status {
        "400" => "The request cannot be read",
        "401" => "Nobody is signed in, or the sign-in failed",
        "403" => "This account may not do that, or the request came from another site",
        "404" => "There is no such thing, or none that this account may see",
        "409" => "The claim cannot take this now, or the name is taken",
        "412" => {
            "The claim has changed since the version in If-Match; or it is another version of tus"
        }
        "413" => "Too much was sent",
        "415" => "The body is not of the kind that is asked for",
        "422" => "Something needs to be mended; see `errors`",
        "428" => "If-Match is missing",
        "460" => "The part does not have the checksum that came with it, and was thrown away",
        "429" => "Too many requests or attempts; see Retry-After",
        "503" => "The server is not ready, or has too much to do; see Retry-After",
        _ => "The server failed; nothing was changed",
    };
    let content = Content::new(Some(Ref::from_schema_name("Problem")));
    let response = ResponseBuilder::new()
        .description(words)
        .content("application/problem+json", content)
        .build();
    (status.to_owned(), RefOr::T(response))
}

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident: $($status:literal)+;)+) => {$(
        $(#[$doc])*
        pub struct $name;

        impl IntoResponses for $name {
            fn responses() -> BTreeMap<String, RefOr<Response>> {
                [$($status),+, "429", "500", "503"].into_iter().map(refusal).collect()
            }
        }
    )+};
}

refusals! {
    /// Reading as somebody in a role.
    Read: "401" "403";
    /// A list with a query.
    List: "400" "401" "403" "422";
    /// Reading one thing that may not be there.
    ReadOne: "401" "403" "404";
    /// Reading one thing in a form that is asked for.
    ReadOneAs: "400" "401" "403" "404" "422";
    /// Changing something with a JSON body.
    Write: "400" "401" "403" "409" "413" "415" "422";
    /// Changing one thing that may not be there with a JSON body.
    WriteOne: "400" "401" "403" "404" "409" "413" "415" "422";
    /// Changing a version of a claim with a JSON body.
    WriteVersion: "400" "401" "403" "404" "409" "412" "413" "415" "422" "428";
    /// Moving a version of a claim without a body.
    MoveVersion: "400" "401" "403" "404" "409" "412" "413" "422" "428";
    /// Moving a claim without a version or body.
    MoveOne: "400" "401" "403" "404" "409" "412" "413" "422";
    /// Sending a file.
    Upload: "400" "401" "403" "404" "409" "413" "422";
    /// Beginning to send a file in parts.
    BeginParts: "400" "401" "403" "404" "409" "412" "413" "422";
    /// Sending a part of a file.
    SendPart: "400" "401" "403" "404" "409" "412" "413" "415" "422" "460";
    /// How far a file in parts has come.
    ReadParts: "401" "403" "404" "412";
    /// Ending a file in parts.
    EndParts: "401" "403" "404" "412";
    /// A file's content, which may be kept away.
    Download: "400" "401" "403" "404" "409";
    /// Files of a claim in a form that is asked for.
    DownloadAs: "400" "401" "403" "404" "409" "422";
    /// Removing a file.
    Remove: "401" "403" "404" "409";
    /// Signing in.
    SigningIn: "400" "401" "403" "413" "415" "422" "429";
    /// Asking for a passkey to sign in with.
    AskPasskey: "400" "403" "413" "422";
    /// Adding a passkey.
    AddPasskey: "400" "401" "403" "409" "413" "415" "422";
    /// The first administrator.
    SettingUp: "400" "403" "409" "413" "415" "422";
    /// Reading as anybody who is signed in; a program is not.
    SignedInRead: "401" "403";
    /// A claim's due time, which it may not have.
    Due: "400" "401" "403" "404" "409" "422";
    /// Putting something with a JSON body.
    Put: "400" "401" "403" "413" "415" "422";
    /// Putting something on one thing that may not be there.
    PutOne: "400" "401" "403" "404" "413" "415" "422";
    /// Changing one thing that may not be there, without a body.
    Rotate: "400" "401" "403" "404" "413" "422";
    /// Changing somebody with a JSON body.
    PutUser: "400" "401" "403" "404" "409" "413" "415" "422";
    /// Changing the own password.
    Password: "400" "401" "403" "409" "413" "415" "422" "429";
    /// Asking for a link by mail.
    AskLink: "400" "403" "413" "415" "422" "429";
    /// Using a link.
    UseOnce: "400" "403" "404" "413" "415" "422" "429";
    /// Posting a month.
    PostMonth: "400" "401" "403" "409" "413" "422";
    /// Something that may not be there, for anyone.
    Find: "404";
    /// Reading by a link.
    Linked: "404" "429";
    /// Answering by a link.
    LinkedWrite: "400" "403" "404" "409" "412" "413" "415" "422" "429";
    /// The identity provider's word that somebody signed out.
    LoggingOut: "400" "403" "404" "503";
    /// Anything that can only fail.
    Fail: "403";
}

/// A file of evidence, as what it is by content.
pub struct KeptFile;

impl IntoResponses for KeptFile {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let bytes = || {
            let schema = Ref::from_schema_name("FileBytes");
            ContentBuilder::new().schema(Some(schema)).build()
        };
        let file = ResponseBuilder::new().description("The file");
        let file = Kind::ALL
            .into_iter()
            .fold(file, |file, kind| file.content(kind.media_type(), bytes()));
        BTreeMap::from([("200".to_owned(), RefOr::T(file.build()))])
    }
}

/// What is sent to endpoints, as the document tells it beside what is asked here.
pub fn webhooks() -> Paths {
    let sent = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name("WebhookBody")))
        .build();
    let header = |name: &str, words: &str| {
        ParameterBuilder::new()
            .name(name)
            .parameter_in(ParameterIn::Header)
            .required(Required::True)
            .description(Some(words))
            .schema(Some(Object::with_type(Type::String)))
            .build()
    };
    let operation = OperationBuilder::new()
        .operation_id(Some("claim"))
        .tag("webhooks")
        .summary(Some(
            "A claim has come into a state. docs/webhooks.md tells how it is verified.",
        ))
        .parameter(header("webhook-id", "The same at each try of a message"))
        .parameter(header(
            "webhook-timestamp",
            "When this try was signed, in seconds since 1970",
        ))
        .parameter(header(
            "webhook-signature",
            "One or two signatures: v1 and HMAC-SHA256 of ID, timestamp and body",
        ))
        .request_body(Some(
            RequestBodyBuilder::new()
                .content("application/json", sent)
                .required(Some(Required::True))
                .build(),
        ))
        .response(
            "2XX",
            Response::new("It arrived; the answer's body is not read"),
        )
        .response(
            "410",
            Response::new("Nothing more is wanted: the endpoint is switched off"),
        )
        .response(
            "default",
            Response::new("It did not arrive, and is sent again"),
        )
        .build();
    PathsBuilder::new()
        .path("claim", PathItem::new(HttpMethod::Post, operation))
        .build()
}
