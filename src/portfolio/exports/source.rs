//! Where the bytes of a file come from: slices of it, or what the browser unpacks.

use claimdesk_exports::zip::{MEMBER_HEADER, Member, Packing, Watch, ZipFault, data_start};
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ReadableStream, ReadableStreamDefaultReader};

use crate::portfolio::packing::{Through, led};

/// Bytes read at a time from a file that is not packed.
const CHUNK: u64 = 1 << 20;

/// The most that one packed file may unpack to.
pub(super) const UNPACKED_LIMIT: u64 = 4 << 30;

/// Why the bytes of a file cannot be had. Nothing of it counts then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// The browser cannot read it: it was moved, changed or forbidden.
    Browser,
    /// The browser does not unpack.
    NoUnpacking,
    /// It cannot be unpacked: damaged.
    Damaged,
    /// It unpacks to more than is read.
    TooLarge,
    /// The archive or the member says why.
    Zip(ZipFault),
    /// An archive with no file in it that is read.
    NothingInside,
    /// A claims file that is no text.
    NoText,
    /// What was read before it is as much as is kept.
    Full,
}

impl From<ZipFault> for Trouble {
    fn from(fault: ZipFault) -> Self {
        Self::Zip(fault)
    }
}

/// What a file begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Zip,
    Gzip,
    Plain,
}

/// What a file is, by its first bytes.
pub(super) async fn form(blob: &Blob) -> Result<Form, Trouble> {
    let start = slice(blob, 0, 4).await?;
    Ok(match start.as_slice() {
        [b'P', b'K', 3, 4] | [b'P', b'K', 5, 6] => Form::Zip,
        [0x1f, 0x8b, ..] => Form::Gzip,
        _ => Form::Plain,
    })
}

/// The size of a file in bytes.
pub(super) fn size(blob: &Blob) -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a file's size"
    )]
    let size = blob.size() as u64;
    size
}

fn part(blob: &Blob, start: u64, end: u64) -> Result<Blob, Trouble> {
    #[expect(
        clippy::cast_precision_loss,
        reason = "files are far smaller than 2^53 bytes"
    )]
    let (start, end) = (start as f64, end as f64);
    blob.slice_with_f64_and_f64(start, end)
        .map_err(|_| Trouble::Browser)
}

/// Some bytes of a file.
pub(super) async fn slice(blob: &Blob, start: u64, end: u64) -> Result<Vec<u8>, Trouble> {
    bytes_of(coming(blob, start, end)?).await
}

fn coming(blob: &Blob, start: u64, end: u64) -> Result<JsFuture, Trouble> {
    Ok(part(blob, start, end)?.array_buffer().into())
}

async fn bytes_of(coming: JsFuture) -> Result<Vec<u8>, Trouble> {
    let buffer = coming.await.map_err(|_| Trouble::Browser)?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// A file being read from its start to its end.
pub(super) enum Source {
    /// The next slice is on its way while the one before it is looked at.
    Slices {
        blob: Blob,
        place: u64,
        coming: Option<JsFuture>,
    },
    Unpacked {
        reader: ReadableStreamDefaultReader,
        left: u64,
        watch: Option<Watch>,
    },
}

impl Source {
    /// A file as it is.
    pub(super) fn plain(blob: Blob) -> Self {
        Self::Slices {
            blob,
            place: 0,
            coming: None,
        }
    }

    /// What a `.gz` holds.
    pub(super) fn gzip(blob: &Blob) -> Result<Self, Trouble> {
        unpacked(blob, Through::Gunzip, None)
    }

    /// A member of a `.zip`.
    pub(super) async fn member(archive: &Blob, member: &Member) -> Result<Self, Trouble> {
        let packing = member.packing?;
        let header = slice(archive, member.header, member.header + MEMBER_HEADER).await?;
        let start = data_start(member, &header)?;
        let data = part(archive, start, start + member.packed)?;
        let watch = Some(Watch::new(member));
        match packing {
            Packing::Deflated => unpacked(&data, Through::Inflate, watch),
            Packing::Stored => streamed(&data.stream(), watch),
        }
    }

    /// The next bytes; `None` at the end.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<u8>>, Trouble> {
        match self {
            Self::Slices {
                blob,
                place,
                coming: next,
            } => {
                let size = size(blob);
                let now = match next.take() {
                    Some(now) => now,
                    None if *place >= size => return Ok(None),
                    None => coming(blob, *place, (*place + CHUNK).min(size))?,
                };
                *place = (*place + CHUNK).min(size);
                if *place < size {
                    *next = Some(coming(blob, *place, (*place + CHUNK).min(size))?);
                }
                bytes_of(now).await.map(Some)
            }
            Self::Unpacked {
                reader,
                left,
                watch,
            } => {
                let read = JsFuture::from(reader.read()).await;
                // The browser says no more than that it could not go on.
                let read = read.map_err(|_| Trouble::Damaged)?;
                let done = Reflect::get(&read, &"done".into()).is_ok_and(|done| done.is_truthy());
                if done {
                    if let Some(watch) = watch.take() {
                        watch.end()?;
                    }
                    return Ok(None);
                }
                let value = Reflect::get(&read, &"value".into()).unwrap_or(JsValue::UNDEFINED);
                let bytes = value
                    .dyn_into::<Uint8Array>()
                    .map_err(|_| Trouble::Damaged)?
                    .to_vec();
                *left = left
                    .checked_sub(bytes.len() as u64)
                    .ok_or(Trouble::TooLarge)?;
                if let Some(watch) = watch {
                    watch.hear(&bytes)?;
                }
                Ok(Some(bytes))
            }
        }
    }

    /// Reads no further: the browser need not unpack the rest.
    pub(super) fn stop(self) {
        if let Self::Unpacked { reader, .. } = self {
            // Whether it could still be stopped makes no difference.
            let _ = reader.cancel();
        }
    }
}

fn unpacked(blob: &Blob, through: Through, watch: Option<Watch>) -> Result<Source, Trouble> {
    streamed(&led(blob, through).ok_or(Trouble::NoUnpacking)?, watch)
}

fn streamed(stream: &ReadableStream, watch: Option<Watch>) -> Result<Source, Trouble> {
    Ok(Source::Unpacked {
        reader: ReadableStreamDefaultReader::new(stream).map_err(|_| Trouble::Browser)?,
        left: UNPACKED_LIMIT,
        watch,
    })
}
