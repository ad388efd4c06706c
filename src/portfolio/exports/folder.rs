//! The files of folders that were dropped or chosen.

use js_sys::{Array, Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DataTransfer, File, FileList, FileSystemDirectoryEntry, FileSystemDirectoryReader,
    FileSystemEntry, FileSystemFileEntry,
};

use super::FILES_LIMIT;
use super::archive::is_read;

/// A file with its path.
pub(super) type Found = (String, File);

/// What was found in folders.
#[derive(Default)]
pub(super) struct Files {
    pub(super) found: Vec<Found>,
    /// Files of folders that are of another kind.
    pub(super) passed_over: usize,
    /// Files and folders that the browser could not read.
    pub(super) unreadable: usize,
}

impl Files {
    fn is_full(&self) -> bool {
        self.found.len() + self.passed_over > FILES_LIMIT
    }
}

/// The files of a list, as a control for files gives them.
pub(super) fn listed(list: Option<FileList>) -> Files {
    let mut files = Files::default();
    let Some(list) = list else { return files };
    for file in (0..list.length()).filter_map(|index| list.get(index)) {
        let path = js_sys::Reflect::get(&file, &"webkitRelativePath".into())
            .ok()
            .and_then(|path| path.as_string())
            .unwrap_or_default();
        if path.is_empty() {
            files.found.push((file.name(), file));
        } else if is_read(&path) {
            files.found.push((path, file));
        } else {
            files.passed_over += 1;
        }
    }
    files
}

/// What was dropped, to be looked into later: the browser forgets it when the event is over.
pub(super) fn dropped(data: &DataTransfer) -> (Files, Vec<FileSystemEntry>) {
    let items = data.items();
    let entries: Vec<FileSystemEntry> = (0..items.length())
        .filter_map(|index| items.get(index)?.webkit_get_as_entry().ok().flatten())
        .collect();
    if entries.iter().any(FileSystemEntry::is_directory) {
        (Files::default(), entries)
    } else {
        (listed(data.files()), Vec::new())
    }
}

/// Looks into folders and the folders in them, until there are too many files.
pub(super) async fn look_into(entries: Vec<FileSystemEntry>) -> Files {
    let mut files = Files::default();
    let mut rest: Vec<(FileSystemEntry, bool)> = entries
        .into_iter()
        .rev()
        .map(|entry| (entry, true))
        .collect();
    while let Some((entry, given)) = rest.pop() {
        if files.is_full() {
            break;
        }
        let path = entry.full_path().trim_start_matches('/').to_owned();
        if entry.is_directory() {
            match children(entry.unchecked_ref()).await {
                Some(children) => rest.extend(children.into_iter().map(|entry| (entry, false))),
                None => files.unreadable += 1,
            }
        } else if given || is_read(&path) {
            match file(entry.unchecked_ref()).await {
                Some(file) => files.found.push((path, file)),
                None => files.unreadable += 1,
            }
        } else {
            files.passed_over += 1;
        }
    }
    files.found.sort_by(|(a, _), (b, _)| a.cmp(b));
    files
}

async fn file(entry: &FileSystemFileEntry) -> Option<File> {
    let told = |resolve: Function, reject: Function| {
        entry.file_with_callback_and_callback(&resolve, &reject);
    };
    asked(told).await?.dyn_into().ok()
}

async fn children(folder: &FileSystemDirectoryEntry) -> Option<Vec<FileSystemEntry>> {
    let reader: FileSystemDirectoryReader = folder.create_reader();
    let mut children = Vec::new();
    // Browsers give a hundred at a time, and none when there are no more.
    while children.len() <= FILES_LIMIT {
        let told = |resolve: Function, reject: Function| {
            // A browser that cannot even ask never answers `resolve`.
            if reader
                .read_entries_with_callback_and_callback(&resolve, &reject)
                .is_err()
            {
                let _ = reject.call0(&JsValue::UNDEFINED);
            }
        };
        let some: Array = asked(told).await?.dyn_into().ok()?;
        if some.length() == 0 {
            break;
        }
        children.extend(some.iter().map(JsCast::unchecked_into::<FileSystemEntry>));
    }
    Some(children)
}

/// The answer of a browser's function that takes two callbacks.
async fn asked(mut ask: impl FnMut(Function, Function)) -> Option<JsValue> {
    JsFuture::from(Promise::new(&mut |resolve, reject| ask(resolve, reject)))
        .await
        .ok()
}
