//! Files kept on this device, in the browser's own database.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, DomException, IdbDatabase, IdbObjectStore, IdbRequest, IdbTransaction,
    IdbTransactionMode, Response,
};

use super::packing::{Through, led};

const DATABASE: &str = "claimdesk-portfolio";
const STORE: &str = "files";
/// Smaller files are not worth packing.
const WORTH_PACKING: u64 = 1 << 16;

/// Why nothing can be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeepFault {
    /// The browser does not let us: a private window, or a setting.
    Forbidden,
    /// There is no room.
    Full,
    /// Another window of ours holds an older form of it.
    Blocked,
    /// Something else.
    Failed,
}

impl KeepFault {
    fn of(error: &JsValue) -> Self {
        let name = error.dyn_ref::<DomException>().map(DomException::name);
        match name.as_deref() {
            Some("QuotaExceededError") => Self::Full,
            Some("SecurityError" | "InvalidStateError" | "NotAllowedError") => Self::Forbidden,
            _ => Self::Failed,
        }
    }
}

/// A file that is kept.
#[derive(Clone, Debug)]
pub(super) struct KeptFile {
    /// As the reader knows it.
    pub(super) path: String,
    /// Its bytes, perhaps packed as `.gz`.
    pub(super) blob: Blob,
    /// Its size as it was given.
    pub(super) size: u64,
    /// When it was last changed.
    pub(super) stamp: u64,
    /// Milliseconds since 1970 at which it was put here.
    pub(super) since: u64,
}

impl KeptFile {
    fn to_record(&self) -> Result<JsValue, KeepFault> {
        let record = Object::new();
        let set = |name: &str, value: &JsValue| {
            Reflect::set(&record, &name.into(), value)
                .map(|_| ())
                .map_err(|_| KeepFault::Failed)
        };
        set("path", &self.path.as_str().into())?;
        set("blob", &self.blob)?;
        set("size", &number(self.size))?;
        set("stamp", &number(self.stamp))?;
        set("since", &number(self.since))?;
        Ok(record.into())
    }

    /// `None` for a record of another kind.
    fn from_record(record: &JsValue) -> Option<Self> {
        let get = |name: &str| Reflect::get(record, &name.into()).ok();
        Some(Self {
            path: get("path")?.as_string()?,
            blob: get("blob")?.dyn_into().ok()?,
            size: whole(&get("size")?)?,
            stamp: whole(&get("stamp")?)?,
            since: whole(&get("since")?)?,
        })
    }
}

fn number(value: u64) -> JsValue {
    #[expect(
        clippy::cast_precision_loss,
        reason = "sizes and times are far smaller than 2^53"
    )]
    JsValue::from_f64(value as f64)
}

fn whole(value: &JsValue) -> Option<u64> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "written by `number`; anything else becomes some number"
    )]
    value.as_f64().map(|value| value as u64)
}

/// All files that are kept, with their numbers.
pub(super) async fn all() -> Result<Vec<(u32, KeptFile)>, KeepFault> {
    let database = open().await?;
    let (_, store) = begin(&database, IdbTransactionMode::Readonly)?;
    let keys = answer(&asked(store.get_all_keys())?).await;
    let (_, store) = begin(&database, IdbTransactionMode::Readonly)?;
    let records = answer(&asked(store.get_all())?).await;
    database.close();
    let (keys, records): (Array, Array) = (keys?.unchecked_into(), records?.unchecked_into());
    let numbered = keys.iter().zip(records.iter()).filter_map(|(key, record)| {
        let key = u32::try_from(whole(&key)?).ok()?;
        Some((key, KeptFile::from_record(&record)?))
    });
    Ok(numbered.collect())
}

/// Keeps a file; the answer is its number, once it is safe.
pub(super) async fn add(file: &KeptFile) -> Result<u32, KeepFault> {
    let record = KeptFile {
        blob: packed(&file.blob, file.size).await,
        ..file.clone()
    }
    .to_record()?;
    let database = open().await?;
    let (transaction, store) = begin(&database, IdbTransactionMode::Readwrite)?;
    let whole_transaction = completed(&transaction);
    let key = answer(&asked(store.add(&record))?).await;
    let done = JsFuture::from(whole_transaction).await;
    database.close();
    let key = key?;
    done.map_err(|error| KeepFault::of(&error))?;
    whole(&key)
        .and_then(|key| u32::try_from(key).ok())
        .ok_or(KeepFault::Failed)
}

/// Takes files away; all of them for `None`.
pub(super) async fn remove(numbers: Option<Vec<u32>>) -> Result<(), KeepFault> {
    let database = open().await?;
    let (transaction, store) = begin(&database, IdbTransactionMode::Readwrite)?;
    let whole_transaction = completed(&transaction);
    match numbers {
        None => {
            asked(store.clear())?;
        }
        Some(numbers) => {
            for number in numbers {
                asked(store.delete(&JsValue::from(number)))?;
            }
        }
    }
    let done = JsFuture::from(whole_transaction).await;
    database.close();
    done.map(|_| ()).map_err(|error| KeepFault::of(&error))
}

/// Asks the browser not to give the room away when it is short of it. It may say no.
pub(super) fn ask_to_last() {
    if let Ok(promise) = leptos::prelude::window().navigator().storage().persist() {
        leptos::task::spawn_local(async move {
            let _ = JsFuture::from(promise).await;
        });
    }
}

async fn open() -> Result<IdbDatabase, KeepFault> {
    let factory = leptos::prelude::window()
        .indexed_db()
        .ok()
        .flatten()
        .ok_or(KeepFault::Forbidden)?;
    let request =
        factory
            .open_with_u32(DATABASE, 1)
            .map_err(|error| match KeepFault::of(&error) {
                KeepFault::Failed => KeepFault::Forbidden,
                known => known,
            })?;
    let upgrade = {
        let request = request.clone();
        Closure::once_into_js(move |_: JsValue| {
            let database: Option<IdbDatabase> =
                request.result().ok().and_then(|it| it.dyn_into().ok());
            if let Some(database) = database {
                let options = web_sys::IdbObjectStoreParameters::new();
                options.set_auto_increment(true);
                // Where it fails the database opens without it, and each use says so.
                let _ = database.create_object_store_with_optional_parameters(STORE, &options);
            }
        })
    };
    request.set_onupgradeneeded(Some(upgrade.unchecked_ref()));
    let opened = Promise::new(&mut |resolve, reject| {
        let blocked = {
            let reject = reject.clone();
            Closure::once_into_js(move |_: JsValue| {
                // No argument of this function can make it fail.
                let _ = reject.call1(&JsValue::UNDEFINED, &"blocked".into());
            })
        };
        request.set_onblocked(Some(blocked.unchecked_ref()));
        listen(&request, &resolve, &reject);
    });
    match JsFuture::from(opened).await {
        Ok(_) => request
            .result()
            .ok()
            .and_then(|database| database.dyn_into().ok())
            .ok_or(KeepFault::Failed),
        Err(error) if error.is_string() => Err(KeepFault::Blocked),
        // Private windows of some browsers refuse here, by various names.
        Err(error) => Err(match KeepFault::of(&error) {
            KeepFault::Full => KeepFault::Full,
            _ => KeepFault::Forbidden,
        }),
    }
}

fn begin(
    database: &IdbDatabase,
    mode: IdbTransactionMode,
) -> Result<(IdbTransaction, IdbObjectStore), KeepFault> {
    let failed = |error: JsValue| KeepFault::of(&error);
    let transaction = database
        .transaction_with_str_and_mode(STORE, mode)
        .map_err(failed)?;
    let store = transaction.object_store(STORE).map_err(failed)?;
    Ok((transaction, store))
}

fn asked(request: Result<IdbRequest, JsValue>) -> Result<IdbRequest, KeepFault> {
    request.map_err(|error| KeepFault::of(&error))
}

/// What a request comes to.
async fn answer(request: &IdbRequest) -> Result<JsValue, KeepFault> {
    let answered = Promise::new(&mut |resolve, reject| listen(request, &resolve, &reject));
    JsFuture::from(answered)
        .await
        .map_err(|error| KeepFault::of(&error))?;
    request.result().map_err(|error| KeepFault::of(&error))
}

fn listen(request: &IdbRequest, resolve: &Function, reject: &Function) {
    request.set_onsuccess(Some(resolve));
    let (request_then, reject) = (request.clone(), reject.clone());
    let failed = Closure::once_into_js(move |_: JsValue| {
        let error = request_then.error().ok().flatten();
        // No argument of this function can make it fail.
        let _ = reject.call1(&JsValue::UNDEFINED, &error.into());
    });
    request.set_onerror(Some(failed.unchecked_ref()));
}

/// Kept when a transaction is safe on the disk.
fn completed(transaction: &IdbTransaction) -> Promise {
    Promise::new(&mut |resolve, reject| {
        transaction.set_oncomplete(Some(&resolve));
        let transaction_then = transaction.clone();
        let aborted = Closure::once_into_js(move |_: JsValue| {
            let error = transaction_then.error();
            // No argument of this function can make it fail.
            let _ = reject.call1(&JsValue::UNDEFINED, &error.into());
        });
        transaction.set_onabort(Some(aborted.unchecked_ref()));
    })
}

/// The bytes packed where that is cheap: the browser can, and they are not packed already.
async fn packed(blob: &Blob, size: u64) -> Blob {
    if size < WORTH_PACKING {
        return blob.clone();
    }
    try_packed(blob).await.unwrap_or_else(|| blob.clone())
}

async fn try_packed(blob: &Blob) -> Option<Blob> {
    let start = blob.slice_with_i32_and_i32(0, 2).ok()?;
    let start = JsFuture::from(start.array_buffer()).await.ok()?;
    let start = js_sys::Uint8Array::new(&start).to_vec();
    if start == [0x1f, 0x8b] || start == *b"PK" {
        return None;
    }
    let packed = led(blob, Through::Gzip)?;
    let response = Response::new_with_opt_readable_stream(Some(&packed)).ok()?;
    let packed = JsFuture::from(response.blob().ok()?).await.ok()?;
    packed.dyn_into().ok()
}
