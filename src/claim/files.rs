//! What is told beside a file: what the virus scanner said of it, and what it could do.

use claimdesk_protocol::{ActiveContent, Evidence, ScanState};
use leptos::prelude::*;

use crate::api::ApiError;
use crate::i18n::{Texts, fill, moment};
use crate::ui::{self, Fault, Tone};

/// True of a file that can be opened.
pub(crate) fn is_here(file: &Evidence) -> bool {
    !file.scan.state.is_kept_away()
}

/// What is told of it.
pub(super) fn told(file: &Evidence, texts: &'static Texts) -> AnyView {
    let active: Vec<AnyView> = file
        .active
        .iter()
        .map(|one| view! { <li>{active(*one, texts)}</li> }.into_any())
        .collect();
    let active = (!active.is_empty())
        .then(|| ui::notice(Tone::Warn, view! { <ul>{active}</ul> }.into_any()));
    view! { {scanned(file, texts)} {active} }.into_any()
}

fn scanned(file: &Evidence, texts: &'static Texts) -> AnyView {
    let words = texts.files();
    let scan = &file.scan;
    let soft = |told: String| view! { <span class="soft">{told}</span> }.into_any();
    let kept_away = |tone, told: String| ui::notice(tone, ui::paragraph(&told));
    match scan.state {
        ScanState::NotScanned => soft(words.not_scanned.to_owned()),
        ScanState::Clean => {
            let at = scan.at.map(|at| moment(texts, at)).unwrap_or_default();
            soft(fill(
                words.clean,
                &[&at, scan.scanner.as_deref().unwrap_or("–")],
            ))
        }
        ScanState::Waiting if scan.too_large => {
            kept_away(Tone::Warn, words.too_large_to_scan.to_owned())
        }
        ScanState::Waiting => kept_away(Tone::Warn, words.waiting.to_owned()),
        ScanState::Bad => {
            let found = scan.found.as_deref().unwrap_or("–");
            kept_away(Tone::Bad, fill(words.bad, &[found]))
        }
    }
}

fn active(one: ActiveContent, texts: &'static Texts) -> &'static str {
    let words = texts.files();
    match one {
        ActiveContent::Macros => words.macros,
        ActiveContent::EmbeddedObjects => words.embedded,
        ActiveContent::ExternalContent => words.external,
        ActiveContent::Dde => words.dde,
        ActiveContent::Scripts => words.scripts,
        ActiveContent::Launches => words.launches,
        ActiveContent::ActsWhenOpened => words.acts,
        ActiveContent::Attachments => words.attachments,
        ActiveContent::NotLookedThrough => words.not_looked_through,
    }
}

/// The files that keep a claim from being sent.
pub(super) fn holding_up(files: &[Evidence], texts: &'static Texts) -> Vec<Fault> {
    let words = texts.files();
    files
        .iter()
        .filter_map(|file| {
            let template = match file.scan.state {
                ScanState::NotScanned | ScanState::Clean => return None,
                ScanState::Waiting => words.waits,
                ScanState::Bad => words.is_bad,
            };
            Some(Fault::words("evidence", &fill(template, &[&file.name])))
        })
        .collect()
}

/// Why a move was refused; in the reader's language where it was for a file.
pub(crate) fn failure(error: &ApiError, texts: &'static Texts) -> AnyView {
    let words = texts.files();
    let known = match error {
        ApiError::Refused(problem) => match problem.code.as_str() {
            "file_quarantined" => Some(words.some_waits),
            "file_infected" => Some(words.some_bad),
            _ => None,
        },
        _ => None,
    };
    match known {
        Some(told) => {
            let told = ui::notice(Tone::Bad, ui::paragraph(told));
            view! { <div role="alert">{told}</div> }.into_any()
        }
        None => ui::failure(error, texts, None),
    }
}

/// Why a file was not taken, where the server looked into it.
pub(super) fn not_taken(code: &str, texts: &'static Texts) -> Option<&'static str> {
    let words = texts.files();
    Some(match code {
        "file_damaged" => words.damaged,
        "file_locked" => words.locked,
        "file_bomb" => words.bomb,
        "file_names" => words.names,
        "file_pixels" => words.pixels,
        "file_infected" => words.infected,
        "no_room" => words.no_room,
        "too_many_uploads" => words.too_many,
        "busy" => words.busy,
        "evidence_away" | "disk_full" | "disk_read_only" | "disk_fails" | "database_away" => {
            words.away
        }
        _ => return None,
    })
}
