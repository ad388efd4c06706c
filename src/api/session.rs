//! Who is signed in: the calls that every module makes.
//!
//! The browser itself fetches and reads them. Without a JSON reader of its own the first screen
//! is smaller by a tenth.

use claimdesk_protocol::{Organisation, Problem, Role, Session, User};
use claimdesk_recognition::programme::TrackId;
use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Headers, RequestCredentials, RequestInit, Response};

use super::{Answer, ApiError, BASE, PATIENCE_MILLISECONDS};

/// Who is signed in.
pub(crate) async fn session() -> Answer<Session> {
    let response = asked("GET").await?;
    let body = response.json().map_err(|_| ApiError::Unreadable)?;
    let body = JsFuture::from(body)
        .await
        .map_err(|_| ApiError::Unreadable)?;
    let user = member(&body, "user").ok_or(ApiError::Unreadable)?;
    if user.is_null() {
        return Ok(Session {
            user: None,
            passkey_due: false,
        });
    }
    let user = person(&user).ok_or(ApiError::Unreadable)?;
    let due = member(&body, "passkeyDue").and_then(|due| due.as_bool());
    Ok(Session {
        user: Some(user),
        passkey_due: due.unwrap_or_default(),
    })
}

/// Signs out; gives the address of the provider where that is done as well, for who came by one.
pub(crate) async fn sign_out() -> Answer<Option<String>> {
    let response = asked("DELETE").await?;
    let Ok(body) = response.json() else {
        return Ok(None);
    };
    // Without a body that can be read there is nothing left to do.
    let body = JsFuture::from(body).await.ok();
    Ok(body.and_then(|body| text(&body, "provider")))
}

async fn asked(method: &str) -> Answer<Response> {
    let init = RequestInit::new();
    init.set_method(method);
    init.set_credentials(RequestCredentials::SameOrigin);
    init.set_signal(Some(&AbortSignal::timeout_with_u32(PATIENCE_MILLISECONDS)));
    let headers = Headers::new().map_err(|_| ApiError::Unreadable)?;
    // A name and value like these can always be set.
    let _ = headers.set("accept", "application/json");
    init.set_headers(&headers);
    let address = format!("{BASE}/session");
    let answer = leptos::prelude::window().fetch_with_str_and_init(&address, &init);
    let response: Response = JsFuture::from(answer)
        .await
        .ok()
        .and_then(|answer| answer.dyn_into().ok())
        .ok_or(ApiError::Unreachable)?;
    if response.ok() {
        Ok(response)
    } else {
        Err(ApiError::Refused(Box::new(Problem {
            status: response.status(),
            ..Problem::default()
        })))
    }
}

fn member(of: &JsValue, name: &str) -> Option<JsValue> {
    let value = Reflect::get(of, &name.into()).ok()?;
    (!value.is_undefined()).then_some(value)
}

fn text(of: &JsValue, name: &str) -> Option<String> {
    member(of, name)?.as_string()
}

fn person(user: &JsValue) -> Option<User> {
    let at = member(user, "organisation").filter(|at| !at.is_null());
    Some(User {
        id: text(user, "id")?,
        name: text(user, "name")?,
        email: text(user, "email")?,
        role: Role::parse(&text(user, "role")?)?,
        organisation: match at {
            Some(at) => Some(organisation(&at)?),
            None => None,
        },
    })
}

fn organisation(at: &JsValue) -> Option<Organisation> {
    let locations: js_sys::Array = member(at, "locations")?.dyn_into().ok()?;
    Some(Organisation {
        id: text(at, "id")?,
        name: text(at, "name")?,
        locations: locations
            .iter()
            .map(|location| location.as_string())
            .collect::<Option<_>>()?,
        track: TrackId::parse(&text(at, "track")?)?,
    })
}
