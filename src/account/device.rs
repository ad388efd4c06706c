//! Passkeys as the browser has them. It reads and writes their JSON forms itself (Web Authentication,
//! level 3); one that cannot is told to be too old.

use js_sys::{Array, Function, JSON, Object, Promise, Reflect};
use serde_json::Value;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Why the device gave nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Withheld {
    /// Its owner did not want to, or took too long.
    Left,
    /// It has one of this account already.
    There,
    /// The browser cannot.
    Cannot,
}

/// True where this browser has passkeys, and this page is under the host they are for.
pub(crate) fn works(host: &str) -> bool {
    let here = leptos::prelude::window().location().hostname();
    let here = here.unwrap_or_default();
    let below = here
        .strip_suffix(host)
        .is_some_and(|front| front.is_empty() || front.ends_with('.'));
    below && kind().is_some()
}

/// Has a new one made.
pub(crate) async fn make(options: &Value) -> Result<Value, Withheld> {
    asked(options, "parseCreationOptionsFromJSON", "create").await
}

/// Has its owner pick one, and sign with it.
pub(crate) async fn sign(options: &Value) -> Result<Value, Withheld> {
    asked(options, "parseRequestOptionsFromJSON", "get").await
}

/// `PublicKeyCredential`, with the methods that are needed of it.
fn kind() -> Option<JsValue> {
    let kind = Reflect::get(&leptos::prelude::window(), &"PublicKeyCredential".into()).ok()?;
    method(&kind, "parseRequestOptionsFromJSON")?;
    Some(kind)
}

fn method(of: &JsValue, name: &str) -> Option<Function> {
    Reflect::get(of, &name.into()).ok()?.dyn_into().ok()
}

async fn asked(options: &Value, read: &str, act: &str) -> Result<Value, Withheld> {
    let kind = kind().ok_or(Withheld::Cannot)?;
    let text = serde_json::to_string(options).map_err(|_| Withheld::Cannot)?;
    let given = JSON::parse(&text).map_err(|_| Withheld::Cannot)?;
    let options = call(&kind, read, &given)?;
    let init = Object::new();
    Reflect::set(&init, &"publicKey".into(), &options).map_err(|_| Withheld::Cannot)?;
    let navigator = leptos::prelude::window().navigator();
    let credentials = Reflect::get(&navigator, &"credentials".into());
    let credentials = credentials.map_err(|_| Withheld::Cannot)?;
    let promise: Promise = call(&credentials, act, &init)?
        .dyn_into()
        .map_err(|_| Withheld::Cannot)?;
    let credential = JsFuture::from(promise).await.map_err(|error| why(&error))?;
    let told = method(&credential, "toJSON").ok_or(Withheld::Cannot)?;
    let told = told.call0(&credential).map_err(|_| Withheld::Cannot)?;
    let text = JSON::stringify(&told).map_err(|_| Withheld::Cannot)?;
    serde_json::from_str(&String::from(text)).map_err(|_| Withheld::Cannot)
}

fn call(of: &JsValue, name: &str, with: &JsValue) -> Result<JsValue, Withheld> {
    let method = method(of, name).ok_or(Withheld::Cannot)?;
    let arguments = Array::of1(with);
    Reflect::apply(&method, of, &arguments).map_err(|error| why(&error))
}

/// What a `DOMException` says by its name.
fn why(error: &JsValue) -> Withheld {
    let name = Reflect::get(error, &"name".into()).ok();
    match name.and_then(|name| name.as_string()).as_deref() {
        Some("NotAllowedError" | "AbortError" | "TimeoutError") => Withheld::Left,
        Some("InvalidStateError") => Withheld::There,
        _ => Withheld::Cannot,
    }
}
