//! A new password: its control, and what the server found wrong with it.

use leptos::prelude::*;

use super::credential;
use crate::api::{ApiError, Attempt};
use crate::i18n::Texts;
use crate::ui::{self, Fault, Faults, Says};

/// The control for a new password. It can be pasted, and a password manager may make it.
pub(super) fn new_password(
    label: &str,
    text: RwSignal<String>,
    faults: Faults,
    texts: &'static Texts,
) -> AnyView {
    let input = credential("password", label, "password", "new-password", text);
    ui::input(input.hint(texts.account().password_hint), faults, texts)
}

/// Shows what the server found wrong with the fields of a form, in the reader's language where the
/// kind is known; false when that is nothing.
pub(super) fn refused(error: &ApiError, faults: Faults) -> bool {
    let ApiError::Refused(problem) = error else {
        return false;
    };
    let found: Vec<Fault> = problem
        .errors
        .iter()
        .map(|error| match words(&error.code) {
            Some(text) => Fault {
                id: error.field.clone(),
                says: Says::Text(text),
            },
            None => Fault::words(&error.field, &error.message),
        })
        .collect();
    let any = !found.is_empty();
    faults.show(found);
    any
}

/// Tells what went wrong with an act: at the fields where it is about them, else above the form.
pub(super) fn tell(error: ApiError, attempt: Attempt, faults: Faults) {
    if !refused(&error, faults) {
        attempt.fail(error);
    }
}

fn words(code: &str) -> Option<fn(&'static Texts) -> &'static str> {
    Some(match code {
        "too_short" => |texts| texts.own_account().faults.too_short,
        "too_long" => |texts| texts.own_account().faults.too_long,
        "easy" => |texts| texts.own_account().faults.easy,
        "about_you" => |texts| texts.own_account().faults.about_you,
        "same" => |texts| texts.own_account().faults.same,
        "wrong" => |texts| texts.own_account().faults.wrong,
        _ => return None,
    })
}
