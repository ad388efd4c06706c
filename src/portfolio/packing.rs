//! The browser's own packing and unpacking, while a file streams by.

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::JsCast;
use web_sys::{Blob, ReadableStream, ReadableWritablePair};

/// What a file is led through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Through {
    /// Packs as `.gz`.
    Gzip,
    /// Unpacks `.gz`.
    Gunzip,
    /// Unpacks what a `.zip` holds.
    Inflate,
}

/// The bytes of a file, led through; `None` where the browser cannot do it.
pub(super) fn led(blob: &Blob, through: Through) -> Option<ReadableStream> {
    let (maker, format) = match through {
        Through::Gzip => ("CompressionStream", "gzip"),
        Through::Gunzip => ("DecompressionStream", "gzip"),
        Through::Inflate => ("DecompressionStream", "deflate-raw"),
    };
    let maker: Function = Reflect::get(&js_sys::global(), &maker.into())
        .ok()?
        .dyn_into()
        .ok()?;
    let pair = Reflect::construct(&maker, &Array::of1(&format.into())).ok()?;
    let pair: &ReadableWritablePair = pair.unchecked_ref();
    Some(blob.stream().pipe_through(pair))
}
