//! Claims on their way from the portfolio to the three steps, with what is known of them.
//!
//! They travel in this tab's storage and not in the address: an address is kept, sent and
//! logged. The address has a key that is good for one time.

use std::collections::BTreeMap;

use claimdesk_recognition::claim::ClaimForm;
use serde::{Deserialize, Serialize};

use crate::browser;
use crate::paths::Place;

/// Claims that wait to be started, in this tab.
const WAITING: &str = "claimdesk.claims-to-start";
/// Which opportunities became which claims, on this device.
const STARTED: &str = "claimdesk.claims-started";
/// Before the key of one that is being started.
const HANDED: &str = "claimdesk.handed.";
const PARAMETER: &str = "from";

/// A claim that waits to be started.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Waiting {
    /// The opportunity it comes from.
    pub(crate) opportunity: String,
    /// What the reader knows it by.
    pub(crate) name: String,
    /// What is known.
    pub(crate) form: ClaimForm,
}

fn read<T: for<'de> Deserialize<'de> + Default>(text: Option<String>) -> T {
    // What another version wrote is not worth a word: it is only what is known already.
    text.and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default()
}

/// The claims that wait to be started.
pub(crate) fn waiting() -> Vec<Waiting> {
    read(browser::kept_in_tab(WAITING))
}

/// Keeps these as the ones that wait; false where the browser does not let us.
pub(crate) fn keep_waiting(claims: &[Waiting]) -> bool {
    if claims.is_empty() {
        browser::forget_in_tab(WAITING);
        return true;
    }
    serde_json::to_string(claims).is_ok_and(|text| browser::keep_in_tab(WAITING, &text))
}

/// Hands a claim over: the address at which the three steps begin with it. `None` where the
/// browser does not let us.
pub(crate) fn hand_over(claim: &Waiting) -> Option<String> {
    let key = browser::random_key();
    let text = serde_json::to_string(claim).ok()?;
    browser::keep_in_tab(&format!("{HANDED}{key}"), &text)
        .then(|| format!("{}?{PARAMETER}={key}", Place::NewClaim))
}

/// The claim that an address hands over, with its key.
pub(crate) fn handed(query: &str) -> Option<(String, Waiting)> {
    let key = key_of(query)?;
    let text = browser::kept_in_tab(&format!("{HANDED}{key}"))?;
    Some((key.to_owned(), serde_json::from_str(&text).ok()?))
}

fn key_of(query: &str) -> Option<&str> {
    query
        .trim_start_matches('?')
        .split('&')
        .find_map(|part| part.strip_prefix(PARAMETER)?.strip_prefix('='))
}

/// The claim of this key is a draft now: the key is good no more, and the opportunity is known
/// on this device as one that was started.
pub(crate) fn taken(key: &str, claim: &Waiting, reference: &str) {
    browser::forget_in_tab(&format!("{HANDED}{key}"));
    let mut waiting = waiting();
    waiting.retain(|one| one.opportunity != claim.opportunity);
    keep_waiting(&waiting);
    let mut started = started();
    started.insert(claim.opportunity.clone(), reference.to_owned());
    if let Ok(text) = serde_json::to_string(&started) {
        // Where it cannot be kept, the list of claims tells the same.
        browser::keep(STARTED, &text);
    }
}

/// The opportunities that were started on this device, with the references of their claims.
pub(crate) fn started() -> BTreeMap<String, String> {
    read(browser::kept(STARTED))
}

/// Forgets them.
pub(crate) fn forget_started() {
    browser::forget(STARTED);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_found_among_other_parameters() {
        assert_eq!(key_of("?from=abc"), Some("abc"));
        assert_eq!(key_of("?a=1&from=abc&b=2"), Some("abc"));
        assert_eq!(key_of("?fromage=abc"), None);
        assert_eq!(key_of(""), None);
    }
}
