//! Refusals of what is told: notices, mail, entries of the audit log, webhooks.

use axum::http::StatusCode;

use super::Refusal;

impl Refusal {
    /// The reader was told no such thing.
    pub fn no_such_notice() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "There is no such notice",
            "You were told nothing with this ID; it may have been forgotten by age. Load the notices again.",
        )
    }

    /// No such entry of the audit log.
    pub fn no_such_entry() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "There is no such entry",
            "The audit log has no entry of this number. Entries are counted from 0.",
        )
    }

    /// No such mail waits or was given up.
    pub fn no_such_mail() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "There is no such mail",
            "No mail with this ID waits to be tried again. It may have gone out by now: load the list again.",
        )
    }

    /// There is no such endpoint, or it is somebody else's.
    pub fn no_such_webhook() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "There is no such webhook",
            "No webhook of yours has this ID; it may have been removed. Load the list again.",
        )
    }

    /// No such message was given up.
    pub fn no_such_delivery() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "There is no such message",
            "No message with this ID was given up. It may be on its way by now: load the list again.",
        )
    }

    /// There are as many endpoints as there may be.
    pub fn webhooks_full(most: u32) -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "webhooks_full",
            "There are enough webhooks",
            format!("There can be {most} webhooks. Remove one before you add another."),
        )
    }
}
